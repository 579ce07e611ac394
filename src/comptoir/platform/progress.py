"""Progress of long work, written outside its transactions so that others see it move."""

from __future__ import annotations

from uuid import UUID

from comptoir.platform import clock
from comptoir.platform.models import Progress


def start(kind: str, label: str, *, actor: str, entity_id: UUID | None, total: int | None) -> UUID:
    """Open a progress row; returns its id."""
    row = Progress.objects.create(
        kind=kind, label=label, actor=actor, entity_id=entity_id, total=total
    )
    return row.id


def advance(progress_id: UUID, done: int, message: str = "") -> None:
    """`done` units of `total` are behind us."""
    Progress.objects.filter(pk=progress_id).update(
        done=done, message=message, updated_at=clock.instant()
    )


def finish(progress_id: UUID, *, failed: str = "", result: dict[str, object] | None = None) -> None:
    """Close the row, with an error or a result."""
    now = clock.instant()
    Progress.objects.filter(pk=progress_id).update(
        state="failed" if failed else "done",
        message=failed,
        result=result or {},
        updated_at=now,
        finished_at=now,
    )
