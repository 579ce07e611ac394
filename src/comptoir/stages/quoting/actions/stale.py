"""Two people edit one quote: what does not overlap is kept, what does is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from comptoir.kernel.errors import Refused
from comptoir.kernel.events import plain
from comptoir.platform.models import EventRow


class StaleEdit(Refused):
    """Someone else changed this in the meantime."""

    code = "stale_edit"


class LineGone(Refused):
    """Someone else removed this line in the meantime."""

    code = "line_gone"


@dataclass(frozen=True, slots=True)
class Seen:
    """What an editor looked at.

    subject   "" for the quote's head, `lines.<id>.` for a line: what keys of `changed` begin with
    revision  of the subject when it was shown; `current` when it is changed
    """

    quote_id: UUID
    subject: str
    revision: int
    current: int


def check_stale(seen: Seen, changes: Mapping[str, Any], theirs: Callable[[str], Any]) -> None:
    """Refuse an edit of fields that somebody else changed after it was seen.

    theirs  the value a field has now
    Fields that only this edit touches pass, so that nothing is lost on either side.
    """
    if seen.revision == seen.current:
        return
    touched = _touched(seen)
    clash = [
        {
            "field": seen.subject + name,
            "who": touched[name],
            "yours": plain(value),
            "theirs": plain(theirs(name)),
        }
        for name, value in changes.items()
        if name in touched and theirs(name) != value
    ]
    if clash:
        first = clash[0]
        raise StaleEdit(
            field=first["field"],
            found=first["yours"],
            expected=first["theirs"],
            who=first["who"],
            conflicts=clash,
        )


def _touched(seen: Seen) -> dict[str, str]:
    """Field → who changed it last, after the revision that was seen."""
    key = f"{seen.subject}revision"
    rows = EventRow.objects.filter(subject_id=seen.quote_id, changed__has_key=key)
    touched: dict[str, str] = {}
    for row in rows.order_by("seq"):
        changed = row.changed or {}
        if changed[key][1] > seen.revision:
            own = [name for name in changed if name.startswith(seen.subject)]
            touched |= {name.removeprefix(seen.subject): row.actor for name in own}
    return touched


def who_removed(quote_id: UUID, line_id: int) -> str:
    """Who took a line out of a quote; "" if nobody did."""
    return who_changed(quote_id, f"lines.{line_id}")


def who_changed(quote_id: UUID, key: str) -> str:
    """Who changed this last; "" if nobody did."""
    rows = EventRow.objects.filter(subject_id=quote_id, changed__has_key=key)
    row = rows.order_by("-seq").first()
    return row.actor if row else ""
