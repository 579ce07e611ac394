"""What becomes of messages in both directions: their states, answers and next attempts."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from comptoir.integrating.core.messages import (
    IN_MOVES,
    OUT_MOVES,
    InState,
    OutState,
    next_try,
)
from comptoir.integrating.models import Connection, Incoming, Link, Outgoing
from comptoir.integrating.ports import Gone
from comptoir.kernel.errors import DomainError, Refused
from comptoir.kernel.events import plain
from comptoir.kernel.states import step
from comptoir.platform import clock


class Broke(Refused):
    """This went wrong in Comptoir itself; its log says more. It is tried again."""

    code = "exchange_broke"


FAILED = (OutState.REFUSED, OutState.DEAD)


def told(error: DomainError) -> dict[str, Any]:
    """A refusal as it is kept: `words.py` says it in the reader's language."""
    facts = {k: plain(v) if v is not None else "" for k, v in error.facts.items()}
    return {"title": error.title, "field": error.field or "", "facts": facts}


def _move(one: Outgoing, verb: str, **fields: Any) -> None:
    one.state = step(OUT_MOVES, verb, OutState(one.state))
    one.claimed_at = None
    for name, value in fields.items():
        setattr(one, name, value)
    one.save(update_fields=["state", "claimed_at", *fields])


def postpone(one: Outgoing, error: DomainError, *, waits_for: str = "") -> None:
    """By the schedule; after its last attempt it is dead."""
    now = clock.instant()
    at = next_try(one.attempts, now)
    answer = told(error)
    if at is None:
        _move(one, "give_up", answer=answer, done_at=now)
    else:
        _move(one, "postpone", answer=answer, next_at=at, waits_for=waits_for)


def rest(row: Connection, one: Outgoing, error: DomainError, until: datetime) -> None:
    """The system asked to wait: this was no attempt, and nothing is due before."""
    _move(one, "postpone", answer=told(error), next_at=until, attempts=one.attempts - 1)
    rest_all(row, until)


def rest_all(row: Connection, until: datetime) -> None:
    """Nothing of this connection is due before."""
    due = Outgoing.objects.filter(connection=row, state=OutState.WAITING, next_at__lt=until)
    due.update(next_at=until)


def refuse(row: Connection, one: Outgoing, error: DomainError) -> None:
    """The other system does not take it; what is gone there is made anew when it is sent again."""
    if isinstance(error, Gone):
        Link.objects.filter(connection=row, kind=one.kind, our_id=one.our_id).delete()
    _move(one, "refuse", answer=told(error), done_at=clock.instant())


def done(one: Outgoing, now: datetime) -> None:
    """It is there: what failed before it is replaced, and what waited for it is due."""
    _move(one, "send", answer={}, done_at=now, waits_for="")
    about = Outgoing.objects.filter(connection_id=one.connection_id)
    for before in about.filter(kind=one.kind, our_id=one.our_id, id__lt=one.pk, state__in=FAILED):
        _move(before, "replace")
    waiting = about.filter(state=OutState.WAITING, waits_for=f"{one.kind}:{one.our_id}")
    waiting.update(next_at=now, waits_for="")


def take(one: Incoming, verb: str, **fields: Any) -> None:
    """Move what was told, with what became of it."""
    one.state = step(IN_MOVES, verb, InState(one.state))
    for name, value in fields.items():
        setattr(one, name, value)
    one.save(update_fields=["state", *fields])


def later(one: Incoming, error: DomainError, at: datetime | None = None) -> None:
    """Ask or apply again by the schedule, or when we were told to."""
    now, answer = clock.instant(), told(error)
    if at is not None:
        take(one, "postpone", answer=answer, next_at=at)
        return
    attempts = one.attempts + 1
    due = next_try(attempts, now)
    if due is None:
        take(one, "give_up", answer=answer, attempts=attempts, done_at=now)
    else:
        take(one, "postpone", answer=answer, attempts=attempts, next_at=due)


def wake_blocked(connection_id: UUID) -> None:
    """Something changed here or there: what was blocked may be complete now."""
    rows = Incoming.objects.filter(connection_id=connection_id, state=InState.BLOCKED)
    for one in rows.order_by("id"):
        take(one, "retry", next_at=clock.instant())


def replace_former(one: Incoming) -> None:
    """What was told of the same record before and never applied is replaced by this."""
    former = Incoming.objects.filter(
        connection_id=one.connection_id, kind=one.kind, external_id=one.external_id, id__lt=one.pk,
        state__in=(InState.WAITING, InState.BLOCKED, InState.DEAD),
    )  # fmt: skip
    for before in former:
        take(before, "replace", done_at=clock.instant())
