"""How far the commit of an import is, also when the process that ran it was killed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from comptoir.pages.imports.core.states import ImportState
from comptoir.pages.imports.models import Import
from comptoir.platform import clock
from comptoir.platform.models import Heartbeat, Progress

TASK = "imports.commit"
SILENT_SECONDS = 60
State = Literal["none", "queued", "running", "interrupted", "failed", "done"]


@dataclass(frozen=True, slots=True)
class Run:
    """done, total: lines. silent: no worker has given a sign of life for a minute."""

    state: State
    done: int = 0
    total: int = 0
    message: str = ""
    silent: bool = False

    @property
    def active(self) -> bool:
        return self.state in ("queued", "running")

    @property
    def resumable(self) -> bool:
        return self.state in ("interrupted", "failed")


def run_of(row: Import) -> Run:
    """The newest commit of an import: from its job, its progress row and its own state."""
    jobs = ProcrastinateJob.objects.filter(task_name=TASK, args__import_id=str(row.pk))
    job = jobs.order_by("-id").first()
    bar = Progress.objects.filter(pk=row.progress_id).first() if row.progress_id else None
    done, total = (bar.done, bar.total or 0) if bar else (0, 0)
    if job and job.status == "todo":
        return Run("queued", silent=worker_silent())
    if job and job.status == "doing" and job.worker and _recent(job.worker.last_heartbeat):
        return Run("running", done, total) if bar and bar.state == "running" else Run("running")
    if bar and bar.state == "running":
        lives = not job and _recent(bar.updated_at or bar.created_at)
        return Run("running", done, total) if lives else _interrupted(done, total)
    if bar and bar.state == "failed":
        return Run("failed", done, total, bar.message)
    if row.state == ImportState.DONE:
        return Run("done", done, total)
    lost = job is not None or row.state == ImportState.WRITING
    return _interrupted(done, total) if lost else Run("none", done, total)


def _interrupted(done: int, total: int) -> Run:
    return Run("interrupted", done, total, silent=worker_silent())


def worker_silent() -> bool:
    """Whether no worker has said for a minute that it lives; a long job does not silence one."""
    beats = [
        *Heartbeat.objects.order_by("-at").values_list("at", flat=True)[:1],
        *ProcrastinateWorker.objects.order_by("-last_heartbeat").values_list(
            "last_heartbeat", flat=True
        )[:1],
    ]
    return not any(_recent(at) for at in beats)


def _recent(at: datetime | None) -> bool:
    return at is not None and at > clock.in_seconds(-SILENT_SECONDS)
