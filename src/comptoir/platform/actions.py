"""The one write path: one transaction, one clock reading, one permission, at least one recorded event."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import wraps
from json import dumps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast
from uuid import UUID

from django.db import connection, transaction

from comptoir.kernel.errors import NothingDue, Refused
from comptoir.kernel.events import Event, dump, load, plain
from comptoir.platform import bulk, clock, outbox, sql
from comptoir.platform.ids import new_id
from comptoir.platform.models import EventRow
from comptoir.platform.roles import SYSTEM, Actor, require

P = ParamSpec("P")
R = TypeVar("R")
E = TypeVar("E", bound=Event)
Change = dict[str, tuple[Any, Any]]


_COLUMNS = (
    "id", "name", "entity_id", "subject_id", "facts", "changed", "actor", "at", "business_on",
    "key", "body_hash", "cause_seq", "delivered_at",
)  # fmt: skip
_INSERT = (
    f"INSERT INTO platform_event ({', '.join(_COLUMNS)})"  # noqa: S608 — names from the code
    f" VALUES ({', '.join(['%s'] * len(_COLUMNS))}) RETURNING seq"
)
FEW = 3
_TOGETHER: ContextVar[list[outbox.Written] | None] = ContextVar("together", default=None)


class KeyReused(Refused):
    """This idempotency key was used before with another content."""

    code = "idempotency_key_reused"


class _Rollback(Exception):
    """Ends a dry run: everything is undone, the answer is kept."""


@dataclass(frozen=True, slots=True)
class _Row:
    """An event to be written, its facts and changes as JSON."""

    event: Event
    facts: str
    changed: str | None


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
    _rows: list[_Row] = field(default_factory=list)

    def record(self, event: E, changed: Change | None = None) -> E:
        """Put a fact on the record; it is written with the action, delivered after it commits."""
        told = {k: list(v) for k, v in changed.items()} if changed else None
        self._rows.append(_Row(event, dumps(dump(event)), dumps(plain(told)) if told else None))
        self.recorded.append(event)
        return event


def begin(actor: Actor, entity_id: UUID, *, key: str | None = None, dry_run: bool = False) -> Do:
    """Start a deed: reads the clock once."""
    now = clock.instant()
    return Do(actor, entity_id, now, clock.today(entity_id, now), key=key, dry_run=dry_run)


@contextmanager
def together() -> Iterator[None]:
    """Several deeds as one, all or none: one transaction, and their events delivered after the last."""
    written: list[outbox.Written] = []
    mark = _TOGETHER.set(written)
    try:
        with transaction.atomic(durable=True):
            yield
    finally:
        _TOGETHER.reset(mark)
    outbox.deliver_rows(written)


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
            result, written = _transact(do, lambda: fn(do, *args, **kwargs), body)
            held = _TOGETHER.get()
            if held is None:
                outbox.deliver_rows(written)
            else:
                held.extend(written)
            return cast(E, result)

        run.may = may  # type: ignore[attr-defined]
        return run

    return wrap


def _transact(
    do: Do, fn: Callable[[], Event], body: str | None
) -> tuple[Event, list[outbox.Written]]:
    """Run `fn` in one durable transaction with its events; undo everything on a dry run.

    Answers its event, and those that wait for their handlers. A reaction that finds nothing to do
    has run all the same: its claim is committed before NothingDue is raised.
    """
    result: Event | None = None
    nothing: NothingDue | None = None
    waiting: list[outbox.Written] = []
    try:
        with transaction.atomic(durable=_TOGETHER.get() is None):
            result = _answered(do, body) if body else None
            if result is None:
                result, nothing = _did(do, fn)
                waiting = _write(do, result, body) if result else []
            if do.read and result:
                do.answer = do.read(result)
            if do.dry_run:
                raise _Rollback
    except _Rollback:
        pass
    if nothing:
        raise nothing
    assert result is not None
    return result, waiting


def _did(do: Do, fn: Callable[[], Event]) -> tuple[Event | None, NothingDue | None]:
    """The event of the deed; or, of a reaction, why there is none."""
    if do.cause:
        outbox.claim(do.cause, do.now)
    try:
        return fn(), None
    except NothingDue as nothing:
        if do.cause is None:
            raise
        if do.recorded:  # it goes back with what it wrote
            do.cause.claimed = False
            raise
        return None, nothing


def _write(do: Do, result: Event, body: str | None) -> list[outbox.Written]:
    """Store the events of the deed; those that somebody waits for."""
    assert do.recorded, "an action must leave something on the record"
    if do.dry_run:
        return []
    heard = [bool(outbox.heard(row.event)) for row in do._rows]
    cause = do.cause.seq if do.cause else None
    rows: list[tuple[Any, ...]] = [
        (new_id(), type(row.event).__name__, row.event.entity_id, row.event.subject_id, row.facts,
         row.changed, do.actor.name, do.now, do.today, None, None, cause, None if waits else do.now)
        for row, waits in zip(do._rows, heard, strict=True)
    ]  # fmt: skip
    at = do.recorded.index(result)  # the key stands on the answer
    rows[at] = (*rows[at][:9], do.key, body, *rows[at][11:])
    seqs = _insert(rows)
    return [
        outbox.Written(seq, row.event, do.today)
        for seq, row, waits in zip(seqs, do._rows, heard, strict=True)
        if waits
    ]


def _insert(rows: Sequence[tuple[Any, ...]]) -> Sequence[int]:
    """The numbers of the new rows in the log: a few by an INSERT each, many by COPY."""
    if len(rows) <= FEW:
        found = [sql.one(_INSERT, row) for row in rows]
        return [row[0] for row in found if row]
    seqs = bulk.reserve("platform_event", "seq", len(rows))
    named = ((seq, *row) for seq, row in zip(seqs, rows, strict=True))
    bulk.copy("platform_event", ("seq", *_COLUMNS), named)
    return seqs


def _answered(do: Do, body: str) -> Event | None:
    """The answer given before to this key; a request with the same key waits here for the first one."""
    sql.alone(f"{do.actor.name} {do.key}")
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
