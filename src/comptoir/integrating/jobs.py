"""The worker's part: what was heard is sent at once, what failed when it is due, what is new is read."""

from __future__ import annotations

import contextlib
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from comptoir.integrating import everything, queries, taking, telling


@app.task(name="integrating.tell")
def tell(connection_id: str) -> None:
    """Queued by the trigger of the log, in the transaction of the deed."""
    telling.tell(UUID(connection_id))


@app.task(name="integrating.take")
def take(connection_id: str) -> None:
    """Apply what was told."""
    taking.take(UUID(connection_id))


@app.task(name="integrating.pull")
def pull(connection_id: str) -> None:
    """Read what changed there, then apply it."""
    taking.pull(UUID(connection_id))
    taking.take(UUID(connection_id))


@app.task(name="integrating.everything")
def send_everything(connection_id: str, progress_id: str) -> None:
    """Look at all records of the kinds that go out, and send what is new there."""
    everything.run(UUID(connection_id), UUID(progress_id))


@app.periodic(cron="* * * * * */10")
@app.task(name="integrating.due", queueing_lock="integrating.due")
def due(timestamp: int) -> None:
    """Every ten seconds: which connections have something to send, to apply, or to read."""
    for name, connection_id in queries.due():
        queue(name, connection_id)


def queue(name: str, connection_id: UUID, **more: str) -> None:
    """One job of a connection at a time; one waits at most."""
    job = app.configure_task(
        f"integrating.{name}", lock=f"integrating:{connection_id}",
        queueing_lock=f"integrating.{name}:{connection_id}",
    )  # fmt: skip
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        job.defer(connection_id=str(connection_id), **more)
