"""Events reach their handlers: at once in the process that wrote them, by the worker after a crash.

Exactly once: the row (event, handler) is written in the transaction of the handler's own action.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from comptoir.kernel.errors import NothingDue
from comptoir.kernel.events import Event, load
from comptoir.platform import clock
from comptoir.platform.models import Delivery, EventRow

Handler = Callable[[Event, "Cause"], None]
log = logging.getLogger("comptoir.outbox")
_handlers: dict[type[Event], list[tuple[str, Handler]]] = {}
raise_errors = False  # tests set it: a failing reaction must fail the test, not wait for the worker


@dataclass(slots=True)
class Cause:
    """Why a reaction runs; `claimed` once its action has written (event, handler).

    on  the business day of the deed it answers at once; None: later, so its own day is to be read
    """

    seq: int
    handler: str
    on: date | None = None
    claimed: bool = False


class AlreadyDone(Exception):
    """Another process ran this handler for this event first."""


def subscribe(kind: type[Event], name: str, handler: Handler) -> None:
    """Call `handler` for every event of `kind`; `name` is stored for ever, so never rename one."""
    known = _handlers.setdefault(kind, [])
    if name not in [n for n, _ in known]:
        known.append((name, handler))


def heard(kind: type[Event]) -> bool:
    return kind in _handlers


def claim(cause: Cause, now: datetime) -> None:
    """Write (event, handler), in the transaction if one is open; AlreadyDone if it was written before.

    A second process waits here for the first one's commit, then learns that the work is done.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO platform_delivery AS d (event_id, handler, done_at, attempts, error)"
            " VALUES (%s, %s, %s, 1, '') ON CONFLICT (event_id, handler) DO UPDATE"
            " SET done_at = excluded.done_at, attempts = d.attempts + 1, error = '', next_at = NULL"
            " WHERE d.done_at IS NULL RETURNING id",
            [cause.seq, cause.handler, now],
        )
        if cursor.fetchone() is None:
            raise AlreadyDone
    cause.claimed = True


def deliver_rows(rows: Iterable[EventRow]) -> None:
    """Hand each event to its handlers; a failure is kept for the worker and never reaches the user."""
    for row in rows:
        if row.delivered_at is None:
            _deliver(row.seq, load(row.name, row.facts), on=row.business_on)


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
    complete = True
    for name, handler in _handlers.get(type(event), []):
        if name not in done:
            complete = _run(Cause(seq, name, on), event, handler) and complete
    if complete:
        EventRow.objects.filter(seq=seq, delivered_at=None).update(delivered_at=clock.instant())


def _run(cause: Cause, event: Event, handler: Handler) -> bool:
    try:
        try:
            handler(event, cause)
        except NothingDue:
            cause.claimed = False  # rolled back with its action
        if not cause.claimed:  # a handler that had nothing to do is done too
            claim(cause, clock.instant())
    except AlreadyDone:
        return True
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
