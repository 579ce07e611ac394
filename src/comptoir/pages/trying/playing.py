"""How far the company of a trial is, also when the worker that played it was killed; and its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django.models import ProcrastinateJob

from comptoir.kernel.errors import NothingDue
from comptoir.pages.features import starting
from comptoir.pages.features.actions import ChosenAlready
from comptoir.pages.imports.runs import worker_silent
from comptoir.pages.trying import actions
from comptoir.pages.trying.models import Trial
from comptoir.platform import clock, progress, sandbox, sql
from comptoir.platform.actions import begin
from comptoir.platform.models import Clock, Progress, User
from comptoir.platform.roles import SYSTEM

DAYS = 30  # that a company is kept without being opened
QUIET_SECONDS = 20  # a worker says every ten that it lives
State = Literal["queued", "running", "failed", "ready"]
Player = Callable[[UUID, Callable[[UUID], None]], None]


@dataclass(frozen=True, slots=True)
class Run:
    """silent: no worker has given a sign of life for a minute. left: the one that played it has gone away."""

    state: State
    done: int = 0
    total: int = 1
    silent: bool = False
    left: bool = False


def trial_of(user: User) -> Trial | None:
    return Trial.objects.filter(user=user).first()


def run_of(trial: Trial) -> Run:
    """Where the company stands: from its job, its bar and its person's key to it."""
    if trial.ready_at:
        return Run("ready", 1)
    jobs = ProcrastinateJob.objects.filter(
        task_name=actions.TASK, args__trial_id=str(trial.pk), status__in=("todo", "doing")
    )
    job = jobs.select_related("worker").first()
    if job is None:
        return Run("failed")
    bar = Progress.objects.filter(pk=trial.progress_id).first() if trial.progress_id else None
    if job.status == "todo" or bar is None:
        return Run("queued", silent=worker_silent())
    quiet = clock.in_seconds(-QUIET_SECONDS)
    left = job.worker is None or job.worker.last_heartbeat < quiet
    return Run("running", bar.done, bar.total or 1, worker_silent(), left)


def again(trial: Trial) -> None:
    """Play it once more, where it was given up."""
    if run_of(trial).state == "failed":
        actions.queue(trial.pk)


def play(trial_id: UUID, player: Player, steps: int) -> None:
    """Play the company of a trial and let its person in; what an earlier attempt left is removed first.

    player  plays a company under an id and calls after each of its `steps`
    """
    with _alone(trial_id):
        trial = Trial.objects.select_related("user").filter(pk=trial_id).first()
        if trial is None or trial.ready_at:
            return
        company_id = trial.company_id
        if Clock.objects.filter(pk=company_id).exists():
            sandbox.erase(company_id)
        with translation.override(trial.user.language):
            label = _("A company to try")
        bar = progress.start("trial", label, actor="system", entity_id=company_id, total=steps)
        Trial.objects.filter(pk=trial_id).update(progress_id=bar)
        try:
            player(company_id, _told(bar))
            with suppress(ChosenAlready):  # an earlier attempt got this far
                starting.begin_with(SYSTEM, company_id, trial.tier)
        except Exception:
            progress.finish(bar, failed="The company could not be played.")
            raise
        with suppress(NothingDue):
            actions.let_in(begin(SYSTEM, company_id), trial_id=trial_id)
        progress.finish(bar)


def _told(bar: UUID) -> Callable[[UUID], None]:
    """What the player calls: it moves the bar."""
    done = 0

    def over(_company_id: UUID) -> None:
        nonlocal done
        done += 1
        progress.advance(bar, done)

    return over


@contextmanager
def _alone(trial_id: UUID) -> Iterator[None]:
    """A worker that was thought dead and another one never play at once. The server lets go of what a killed
    process holds."""
    name = f"trial {trial_id}"
    sql.one("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [name])
    try:
        yield
    finally:
        sql.one("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])


def sweep() -> int:
    """Erase the companies that nobody opened for so long, with the accounts of who tried them; how many."""
    since = clock.instant() - timedelta(days=DAYS)
    old = Clock.objects.filter(opened_on__lt=since.date())
    left = set(old.values_list("entity_id", flat=True))
    left |= set(
        Trial.objects.filter(ready_at=None, created_at__lt=since).values_list(
            "company_id", flat=True
        )
    )
    for company_id in sorted(left):
        erase(company_id)
    return len(left)


def erase(company_id: UUID) -> None:
    """A company that was tried, wholly, and the account of its person if they work nowhere else."""
    trial = Trial.objects.filter(company_id=company_id).first()
    if Clock.objects.filter(pk=company_id).exists():
        sandbox.erase(company_id)
    # of a company that never opened its door, its person is not yet a part
    if trial and Trial.objects.filter(pk=trial.pk).exists():
        trial.delete()
        User.objects.filter(pk=trial.user_id, roles__isnull=True, is_superuser=False).delete()
