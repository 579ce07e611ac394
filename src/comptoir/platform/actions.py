"""The one write path: one transaction, one clock reading, one permission, at least one recorded event."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast
from uuid import UUID

from django.db import connection, transaction

from comptoir.kernel.errors import Refused
from comptoir.kernel.events import Event, dump, load, plain
from comptoir.platform import clock, outbox
from comptoir.platform.models import EventRow
from comptoir.platform.roles import SYSTEM, Actor, require

P = ParamSpec("P")
R = TypeVar("R")
E = TypeVar("E", bound=Event)
Change = dict[str, tuple[Any, Any]]


class KeyReused(Refused):
    """This idempotency key was used before with another content."""

    code = "idempotency_key_reused"


class _Rollback(Exception):
    """Ends a dry run: everything is undone, the answer is kept."""


@dataclass
class Do:
    """One deed: who acts, for which company, when, and what was recorded so far.

    now, today  the instant, and the company's business day (a sandbox may set it); read once
    key         idempotency key: same key and content → same answer; other content → KeyReused
    dry_run     do everything, answer, and undo it
    read        called with the result inside the transaction; its answer is kept in `answer`
    cause       (event, handler) that this deed answers; makes the reaction exactly-once
    memo        what parts have already looked up for this deed
    """

    actor: Actor
    entity_id: UUID
    now: datetime
    today: date
    key: str | None = None
    dry_run: bool = False
    read: Callable[[Any], Any] | None = None
    cause: outbox.Cause | None = None
    answer: Any = None
    recorded: list[Event] = field(default_factory=list)
    memo: dict[Any, Any] = field(default_factory=dict)
    _rows: list[EventRow] = field(default_factory=list)

    def record(self, event: E, changed: Change | None = None) -> E:
        """Put a fact on the record; it is written with the action, delivered after it commits."""
        self._rows.append(
            EventRow(
                name=type(event).__name__,
                entity_id=event.entity_id,
                subject_id=event.subject_id,
                facts=dump(event),
                changed=plain({k: list(v) for k, v in changed.items()}) if changed else None,
                actor=self.actor.name,
                at=self.now,
                business_on=self.today,
                cause_seq=self.cause.seq if self.cause else None,
                delivered_at=None if outbox.heard(type(event)) else self.now,
            )
        )
        self.recorded.append(event)
        return event


def begin(actor: Actor, entity_id: UUID, *, key: str | None = None, dry_run: bool = False) -> Do:
    """Start a deed: reads the clock once."""
    now = clock.instant()
    return Do(actor, entity_id, now, clock.today(entity_id, now), key=key, dry_run=dry_run)


def action(
    *, may: str
) -> Callable[[Callable[Concatenate[Do, P], E]], Callable[Concatenate[Do, P], E]]:
    """Make a function the only door to one change.

    may  the permission it needs (`platform/roles.py`)
    Wraps it in one durable transaction, answers a repeated idempotency key from the record, refuses
    to end without an event, and hands the events to their handlers after the commit. An action never
    calls an action.
    """

    def wrap(fn: Callable[Concatenate[Do, P], E]) -> Callable[Concatenate[Do, P], E]:
        @wraps(fn)
        def run(do: Do, /, *args: P.args, **kwargs: P.kwargs) -> E:
            assert not args, f"{fn.__name__} takes keywords only"
            require(do.actor, may)
            body = _digest(fn.__name__, kwargs) if do.key else None
            result = _transact(do, lambda: fn(do, *args, **kwargs), body)
            if do._rows and not do.dry_run:
                outbox.deliver_rows(do._rows)
            return cast(E, result)

        run.may = may  # type: ignore[attr-defined]
        return run

    return wrap


def _transact(do: Do, fn: Callable[[], Event], body: str | None) -> Event:
    """Run `fn` in one durable transaction with its events; undo everything on a dry run."""
    result: Event | None = None
    try:
        with transaction.atomic(durable=True):
            result = _answered(do, body) if body else None
            if result is None:
                if do.cause:
                    outbox.claim(do.cause, do.now)
                result = fn()
                assert do.recorded, "an action must leave something on the record"
                kept = do._rows[do.recorded.index(result)]  # the key stands on the answer
                kept.key, kept.body_hash = do.key, body
                if not do.dry_run:
                    EventRow.objects.bulk_create(do._rows)
            if do.read:
                do.answer = do.read(result)
            if do.dry_run:
                raise _Rollback
    except _Rollback:
        pass
    assert result is not None
    return result


def _answered(do: Do, body: str) -> Event | None:
    """The answer given before to this key; a request with the same key waits here for the first one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{do.actor.name} {do.key}"]
        )
    row = EventRow.objects.filter(actor=do.actor.name, key=do.key).first()
    if row is None:
        return None
    if row.body_hash != body:
        raise KeyReused(
            field="Idempotency-Key", found=do.key, fix="send a new key for a new content"
        )
    return load(row.name, row.facts)


def _digest(name: str, kwargs: dict[str, Any]) -> str:
    body = json.dumps([name, kwargs], default=_text, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(body.encode()).hexdigest()


def _text(value: object) -> object:
    if hasattr(value, "__dataclass_fields__"):
        return {k: getattr(value, k) for k in value.__dataclass_fields__}
    return str(value)


def part(fn: Callable[Concatenate[Do, P], R]) -> Callable[Concatenate[Do, P], R]:
    """A step that joins the caller's action; it never stands alone."""

    @wraps(fn)
    def run(do: Do, /, *args: P.args, **kwargs: P.kwargs) -> R:
        assert connection.in_atomic_block, f"{fn.__name__} needs an open action"
        return fn(do, *args, **kwargs)

    return run


def by_system(event: Event, cause: outbox.Cause) -> Do:
    """The deed of a reaction to an event; at once after it, on the same business day."""
    if cause.on is None:
        do = begin(SYSTEM, event.entity_id)
    else:
        do = Do(SYSTEM, event.entity_id, clock.instant(), cause.on)
    do.cause = cause
    return do
