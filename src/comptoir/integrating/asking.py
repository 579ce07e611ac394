"""What a person or a program asks of a connection now: who are you, what is new, send everything."""

from __future__ import annotations

from uuid import UUID

from comptoir.integrating import everything, jobs, queries, reaching
from comptoir.integrating.models import Connection
from comptoir.platform.actions import Do
from comptoir.platform.models import Progress
from comptoir.platform.progress import start

WORK = "integrating.everything"


def check(connection_id: UUID, entity_id: UUID) -> str:
    """Who answers there; raises what is wrong."""
    known = queries.connection(connection_id, entity_id)
    return reaching.check(Connection.objects.get(pk=known.id))


def pull(connection_id: UUID, entity_id: UUID) -> None:
    """Read what changed there, as soon as a worker is free."""
    jobs.queue("pull", queries.connection(connection_id, entity_id).id)


def wake(connection_id: UUID, *, incoming: bool) -> None:
    """What is due again is done as soon as a worker is free."""
    jobs.queue("take" if incoming else "tell", connection_id)


def started(do: Do, connection_id: UUID) -> UUID | None:
    """Begin to send everything, as `ask_everything` put on record; the progress that shows it, None on a dry
    run. What a repeated key asked for before is not begun again."""
    if do.dry_run:
        return None
    row = Connection.objects.get(pk=connection_id)
    before = Progress.objects.filter(kind=WORK, label=row.name, entity_id=row.entity_id)
    if not do.recorded:
        return before.order_by("-created_at").values_list("pk", flat=True).first()
    made = start(
        WORK, row.name, actor=do.actor.name, entity_id=row.entity_id, total=everything.count(row)
    )
    jobs.queue("everything", row.pk, progress_id=str(made))
    return made
