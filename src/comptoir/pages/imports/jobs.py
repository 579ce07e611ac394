"""In the worker: the commit of an import, which when killed goes on where it stopped, and the sweep of
old uploads."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from comptoir.kernel.errors import DomainError
from comptoir.pages.imports import running, steps, uploads
from comptoir.pages.imports.commit import Job
from comptoir.pages.imports.models import Import
from comptoir.pages.imports.runs import TASK
from comptoir.platform import progress
from comptoir.platform.roles import Actor


@app.task(name=TASK)
def commit_file(import_id: str, actor: str) -> None:
    """Book what is missing of a checked file. A refusal is told on the page, not tried again."""
    row = Import.objects.get(pk=UUID(import_id))
    # Whoever queued it was asked for the permission; the job has this one and no other.
    acting = Actor(actor, "user", frozenset({steps.MAY}))
    before = row.progress_id
    try:
        source = steps.source_of(row)
        report = running.check(source)
        running.write(Job(acting, row.entity_id, row.pk), source, report)
    except DomainError as error:
        row.refresh_from_db()
        if row.progress_id == before:  # refused before its bar stood
            row.progress_id = progress.start(
                "import", row.name, actor=actor, entity_id=row.entity_id, total=None
            )
            row.save(update_fields=["progress_id"])
        assert row.progress_id
        progress.finish(row.progress_id, failed=error.title)


@app.periodic(cron="23 4 * * *")
@app.task(name="imports.sweep_uploads", queueing_lock="imports.sweep_uploads")
def sweep_uploads(timestamp: int) -> None:
    """Every night: remove the uploads whose time is over."""
    uploads.sweep()
