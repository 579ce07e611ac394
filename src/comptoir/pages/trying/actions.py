"""What makes a trial: somebody signs up, and is let into their company once it is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.db import IntegrityError, transaction

from comptoir.kernel.errors import NothingDue, Refused
from comptoir.kernel.events import Event
from comptoir.pages.people import AlreadyHere
from comptoir.pages.trying.models import Trial
from comptoir.platform.actions import Do, action
from comptoir.platform.models import User, UserRole
from comptoir.platform.roles import ANYONE, Role

TASK = "comptoir.play_trial"
ROOM = 500  # companies at once: whoever signs up by the hundred fills no disk


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialAsked(Event):
    subject: ClassVar[str] = "user_id"
    user_id: UUID
    trial_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialReady(Event):
    subject: ClassVar[str] = "user_id"
    user_id: UUID
    trial_id: UUID


class AllTaken(Refused):
    """As many companies are being tried as there is room for; come back in a few days."""

    code = "all_taken"


@action(may=ANYONE)
def sign_up(
    do: Do, *, name: str, email: str, hashed: str, language: str, tier: str = ""
) -> TrialAsked:
    """A person, and the order to play a company of their own; `do.entity_id` is that company's new id.

    hashed  the password as it is kept;  tier  the features it begins with, "": all
    """
    if Trial.objects.count() >= ROOM:
        raise AllTaken
    try:
        with transaction.atomic():  # of two submits at once the database lets one through
            user = User.objects.create(email=email, password=hashed, name=name, language=language)
    except IntegrityError:
        raise AlreadyHere(field="email", found=email) from None
    trial = Trial.objects.create(user=user, company_id=do.entity_id, tier=tier)
    queue(trial.pk)
    return do.record(TrialAsked(entity_id=do.entity_id, user_id=user.pk, trial_id=trial.pk))


@action(may="platform.users")
def let_in(do: Do, *, trial_id: UUID) -> TrialReady:
    """The company is there: its person administers it, and nothing else."""
    trial = Trial.objects.select_for_update().get(pk=trial_id, company_id=do.entity_id)
    if trial.ready_at:
        raise NothingDue
    UserRole.objects.create(
        user_id=trial.user_id, role=Role.ADMIN.value, entity_id=trial.company_id
    )
    User.objects.filter(pk=trial.user_id).update(entity_id=trial.company_id)
    trial.ready_at = do.now
    trial.save(update_fields=["ready_at"])
    return do.record(TrialReady(entity_id=do.entity_id, user_id=trial.user_id, trial_id=trial.pk))


def queue(trial_id: UUID) -> None:
    """Hand a company to the worker, within the transaction that asks for it: one at a time, so that a worker
    with two hands always has one for the short jobs."""
    from procrastinate.contrib.django import app  # needs the apps to be ready

    app.configure_task(TASK, lock="trials", queueing_lock=f"trial:{trial_id}").defer(
        trial_id=str(trial_id)
    )
