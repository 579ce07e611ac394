"""What a person or a program asks of a connection now: who are you, what is new, send everything."""

from __future__ import annotations

from uuid import UUID

from comptoir.integrating import actions, jobs, queries, reaching
from comptoir.integrating import everything as all_records
from comptoir.integrating.models import Connection
from comptoir.platform import clock
from comptoir.platform.actions import Do
from comptoir.platform.progress import start


def check(connection_id: UUID, entity_id: UUID) -> str:
    """Who answers there; raises what is wrong."""
    known = queries.connection(connection_id, entity_id)
    row = Connection.objects.get(pk=known.id)
    who = reaching.system(row).check()[:200]
    Connection.objects.filter(pk=row.pk).update(who=who, checked_at=clock.instant())
    return who


def pull(connection_id: UUID, entity_id: UUID) -> None:
    """Read what changed there, as soon as a worker is free."""
    jobs.queue("pull", queries.connection(connection_id, entity_id).id)


def wake(connection_id: UUID, *, incoming: bool) -> None:
    """What is due again is done as soon as a worker is free."""
    jobs.queue("take" if incoming else "tell", connection_id)


def everything(do: Do, connection_id: UUID) -> UUID | None:
    """Send all records of the kinds that go there; returns the progress that shows it. None: a dry run, or
    asked before with the same key."""
    actions.ask_everything(do, connection_id=connection_id)
    if do.dry_run or not do.recorded:
        return None
    row = Connection.objects.get(pk=connection_id)
    made = start(
        "integrating.everything", row.name, actor=do.actor.name, entity_id=row.entity_id,
        total=all_records.count(row),
    )  # fmt: skip
    jobs.queue("everything", row.pk, progress_id=str(made))
    return made
