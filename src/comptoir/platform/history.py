"""What happened to a document, from the event log: the timeline of its page."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from comptoir.platform.models import EventRow


@dataclass(frozen=True, slots=True)
class EventFacts:
    """One recorded event. `changed` maps a field to its value before and after."""

    seq: int
    name: str
    subject_id: UUID
    at: datetime
    business_on: date
    actor: str
    facts: dict[str, Any]
    changed: dict[str, list[Any]] | None


_COLUMNS = tuple(EventFacts.__dataclass_fields__)


def history(subjects: Collection[UUID], limit: int = 100) -> list[EventFacts]:
    """The newest `limit` events about some documents, newest first."""
    rows = EventRow.objects.filter(subject_id__in=subjects).order_by("-seq")[:limit]
    return [EventFacts(*values) for values in rows.values_list(*_COLUMNS)]


def first_day(subject_id: UUID, name: str) -> date | None:
    """The business day of the first event of that name about a document."""
    rows = EventRow.objects.filter(subject_id=subject_id, name=name).order_by("seq")
    return rows.values_list("business_on", flat=True).first()
