"""What happened to a document, from the event log: the timeline of its page."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import pgettext

from comptoir.platform import sql
from comptoir.platform.models import EventRow, User


@dataclass(frozen=True, slots=True)
class EventFacts:
    """One recorded event. `changed` maps a field to its value before and after.

    actor    as the log keeps it: `user:<id>`, `key:<prefix>`, `connection:<name>`, `customer`, `system`
    who      what a reader calls the actor, in the reader's language
    """

    seq: int
    name: str
    subject_id: UUID
    at: datetime
    business_on: date
    actor: str
    facts: dict[str, Any]
    changed: dict[str, list[Any]] | None
    who: str = ""


COLUMNS = tuple(name for name in EventFacts.__dataclass_fields__ if name != "who")
_ACTOR = COLUMNS.index("actor")


def history(subjects: Collection[UUID], limit: int = 100) -> list[EventFacts]:
    """The newest `limit` events about some documents, newest first."""
    rows = EventRow.objects.filter(subject_id__in=subjects).order_by("-seq")[:limit]
    found = list(rows.values_list(*COLUMNS))
    named = names({values[_ACTOR] for values in found})
    return [EventFacts(*(*values, named[values[_ACTOR]])) for values in found]


def names(actors: Collection[str]) -> Mapping[str, str]:
    """What to call each actor of the log; a key keeps its prefix. One query, none without people."""
    people = {a.removeprefix("user:") for a in actors if a.startswith("user:") and len(a) == 41}
    found = dict(User.objects.filter(pk__in=people).values_list("pk", "name")) if people else {}
    said = {f"user:{pk}": name for pk, name in found.items()}
    said |= {"system": pgettext("actor", "system"), "customer": pgettext("actor", "customer")}
    return {a: said.get(a) or a.removeprefix("connection:") for a in actors}


def first_day(subject_id: UUID, name: str) -> date | None:
    """The business day of the first event of that name about a document."""
    row = sql.one(
        "SELECT business_on FROM platform_event WHERE subject_id = %s AND name = %s"
        " ORDER BY seq LIMIT 1",
        [subject_id, name],
    )
    return row[0] if row else None
