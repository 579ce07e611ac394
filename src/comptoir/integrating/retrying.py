"""Somebody wants a message sent, or applied, again."""

from __future__ import annotations

from comptoir.integrating import outcomes, ports, saying, writing
from comptoir.integrating.core import wire
from comptoir.integrating.core.messages import OUT_MOVES, OutState
from comptoir.integrating.core.objects import Deal, Kind
from comptoir.integrating.models import Connection, Incoming, Outgoing
from comptoir.kernel.errors import NotFound
from comptoir.kernel.states import step
from comptoir.platform import clock


class UnknownExchange(NotFound):
    """There is no such message."""

    code = "unknown_exchange"


def again(row: Connection, exchange_id: int, incoming: bool) -> None:
    """A message of this connection, in either direction."""
    model = Incoming if incoming else Outgoing
    found = model.objects.select_for_update().filter(connection=row, pk=exchange_id).first()
    if found is None:
        raise UnknownExchange(field="exchange_id", found=exchange_id)
    if isinstance(found, Incoming):
        outcomes.take(found, "retry", attempts=0, next_at=clock.instant())
    else:
        _send(row, found)


def _send(row: Connection, one: Outgoing) -> None:
    """What was refused as the record is now, what failed as it was captured at its event."""
    now = clock.instant()
    if one.state == OutState.REFUSED and not isinstance(wire.load(Kind(one.kind), one.body), Deal):
        sort = ports.describe(row.system).sort
        record = saying.record(Kind(one.kind), one.our_id, row.entity_id, sort)
        if record is not None:
            writing.put(row, (Kind(one.kind), one.our_id), wire.dump(record), at=now)
            one.state = step(OUT_MOVES, "replace", OutState(one.state))
            one.save(update_fields=["state"])
            return
    one.state = step(OUT_MOVES, "retry", OutState(one.state))
    one.attempts, one.next_at, one.waits_for = 0, now, ""
    one.save(update_fields=["state", "attempts", "next_at", "waits_for"])
