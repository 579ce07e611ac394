"""Events reach their handlers: at once in the process that wrote them, by the worker after a crash.

Exactly once: the row (event, handler) is written in the transaction of the handler's own action. That
transaction does not wait for the disk: what a crash takes of it, it takes with its claim, so the worker
does it again (ADR 0007).
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from comptoir.kernel.errors import NothingDue
from comptoir.kernel.events import Event, load
from comptoir.platform import clock, sql
from comptoir.platform.models import Delivery, EventRow

Handler = Callable[[Event, "Cause"], None]
log = logging.getLogger("comptoir.outbox")
_handlers: dict[type[Event], list[tuple[str, Handler]]] = {}
_CLAIM = """
WITH mine AS (
    INSERT INTO platform_delivery AS d (event_id, handler, done_at, attempts, error)
    VALUES (%(seq)s, %(handler)s, %(now)s, 1, '')
    ON CONFLICT (event_id, handler) DO UPDATE
    SET done_at = excluded.done_at, attempts = d.attempts + 1, error = '', next_at = NULL
    WHERE d.done_at IS NULL RETURNING event_id
), whole AS (
    UPDATE platform_event e SET delivered_at = %(now)s FROM mine
    WHERE %(last)s AND e.seq = mine.event_id AND e.delivered_at IS NULL
)
SELECT event_id, CASE WHEN current_setting('synchronous_commit') = 'on'
    THEN set_config('synchronous_commit', 'off', true) END
FROM mine
"""
_DELIVERED = "UPDATE platform_event SET delivered_at = %s WHERE seq = %s AND delivered_at IS NULL"
raise_errors = False  # tests set it: a failing reaction must fail the test, not wait for the worker


@dataclass(slots=True)
class Cause:
    """Why a reaction runs; `claimed` once its action has written (event, handler).

    on    the business day of the deed it answers at once; None: later, so its own day is to be read
    last  every other handler of the event has run: once this one has, the event is delivered
    """

    seq: int
    handler: str
    on: date | None = None
    last: bool = False
    claimed: bool = False


class AlreadyDone(Exception):
    """Another process ran this handler for this event first."""


@dataclass(frozen=True, slots=True)
class Written:
    """An event of a deed that was committed, under its number in the log."""

    seq: int
    event: Event
    on: date


def subscribe(kind: type[Event], name: str, handler: Handler) -> None:
    """Call `handler` for every event of `kind`; `name` is stored for ever, so never rename one.

    A handler with a method `concerns` is asked by the facts alone whether the event is for it; if
    not, it is neither called nor written down.
    """
    known = _handlers.setdefault(kind, [])
    if name not in [n for n, _ in known]:
        known.append((name, handler))


def heard(event: Event) -> list[tuple[str, Handler]]:
    """The handlers that an event is for, by the names they are stored under."""
    return [
        (name, handler)
        for name, handler in _handlers.get(type(event), [])
        if not hasattr(handler, "concerns") or handler.concerns(event)
    ]


def claim(cause: Cause, now: datetime) -> None:
    """Write (event, handler), in the transaction if one is open; AlreadyDone if it was written before.

    A second process waits here for the first one's commit, then learns that the work is done.
    """
    facts = {"seq": cause.seq, "handler": cause.handler, "now": now, "last": cause.last}
    if sql.one(_CLAIM, facts) is None:
        raise AlreadyDone
    cause.claimed = True


def deliver_rows(rows: Iterable[Written]) -> None:
    """Hand each event to its handlers; a failure is kept for the worker and never reaches the user."""
    for row in rows:
        _deliver(row.seq, row.event, on=row.on)


def deliver_pending(limit: int = 200) -> int:
    """What a crash left behind, or what failed and is due again. Returns how many events were tried."""
    now = clock.instant()
    tried = 0
    waiting = EventRow.objects.filter(delivered_at=None).order_by("seq")[:limit]
    for row in list(waiting):
        late = Delivery.objects.filter(event_id=row.seq, done_at=None, next_at__gt=now)
        if not late.exists():
            _deliver(row.seq, load(row.name, row.facts))
            tried += 1
    return tried


def _deliver(seq: int, event: Event, on: date | None = None) -> None:
    """Run the handlers of an event; of one just written (`on`), none can have run before."""
    rows = Delivery.objects.filter(event_id=seq, done_at__isnull=False)
    done = set() if on else set(rows.values_list("handler", flat=True))
    left = [(name, handler) for name, handler in heard(event) if name not in done]
    complete, said = True, False
    for name, handler in left:
        cause = Cause(seq, name, on, last=complete and name == left[-1][0])
        complete = _run(cause, event, handler) and complete
        said = cause.last and cause.claimed
    if complete and not said:
        sql.run(_DELIVERED, [clock.instant(), seq])


def _run(cause: Cause, event: Event, handler: Handler) -> bool:
    try:
        with contextlib.suppress(NothingDue):
            handler(event, cause)
        if not cause.claimed:  # a handler that had nothing to do is done too
            claim(cause, clock.instant())
    except AlreadyDone:
        cause.claimed = False
    except Exception as error:
        if raise_errors:
            raise
        log.exception("%s failed for event %s", cause.handler, cause.seq)
        _failed(cause, error)
        return False
    return True


def _failed(cause: Cause, error: Exception) -> None:
    row, _ = Delivery.objects.get_or_create(event_id=cause.seq, handler=cause.handler)
    if row.done_at is None:
        row.attempts += 1
        row.error = f"{type(error).__name__}: {error}"[:2000]
        row.next_at = clock.in_seconds(min(3600, 2 ** min(row.attempts, 11)))
        row.save(update_fields=["attempts", "error", "next_at"])
