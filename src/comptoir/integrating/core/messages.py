"""What becomes of a message, when it is tried again, and what need not be sent. Pure.

The schedule is the one of INT-09: seven attempts in a good day, with what was captured at the event.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from comptoir.integrating.core.objects import Kind, Sort

WAITS = (5, 30, 120, 300, 600, 600)  # minutes after the first, second … attempt
LEASE = timedelta(minutes=2)  # a worker that has been silent for so long has died
LOOK_BACK = timedelta(minutes=10)  # what changed there just before the last look may show only now


class ConnectionState(StrEnum):
    ON = "on"
    PAUSED = "paused"  # what happens is written down, nothing is exchanged
    OFF = "off"


CONNECTION_MOVES: dict[tuple[str, ConnectionState], ConnectionState] = {
    ("pause", ConnectionState.ON): ConnectionState.PAUSED,
    ("resume", ConnectionState.PAUSED): ConnectionState.ON,
    ("switch_off", ConnectionState.ON): ConnectionState.OFF,
    ("switch_off", ConnectionState.PAUSED): ConnectionState.OFF,
    ("switch_on", ConnectionState.OFF): ConnectionState.ON,
}


class OutState(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    SAME = "same"  # the other system has it already
    REFUSED = "refused"  # the other system does not take it
    DEAD = "dead"  # all attempts failed
    REPLACED = "replaced"  # a later message about the same record was sent


OUT_MOVES: dict[tuple[str, OutState], OutState] = {
    ("claim", OutState.WAITING): OutState.SENDING,
    ("claim", OutState.SENDING): OutState.SENDING,  # its worker died
    ("send", OutState.SENDING): OutState.SENT,
    ("spare", OutState.SENDING): OutState.SAME,
    ("postpone", OutState.SENDING): OutState.WAITING,
    ("refuse", OutState.SENDING): OutState.REFUSED,
    ("give_up", OutState.SENDING): OutState.DEAD,
    ("retry", OutState.WAITING): OutState.WAITING,
    ("retry", OutState.REFUSED): OutState.WAITING,
    ("retry", OutState.DEAD): OutState.WAITING,
    ("replace", OutState.REFUSED): OutState.REPLACED,
    ("replace", OutState.DEAD): OutState.REPLACED,
}


class InState(StrEnum):
    WAITING = "waiting"
    APPLIED = "applied"
    SAME = "same"  # nothing new in it
    BLOCKED = "blocked"  # something is missing: it says what
    DEAD = "dead"  # all attempts failed
    REPLACED = "replaced"  # a later one about the same record was applied


IN_MOVES: dict[tuple[str, InState], InState] = {
    ("apply", InState.WAITING): InState.APPLIED,
    ("spare", InState.WAITING): InState.SAME,
    ("block", InState.WAITING): InState.BLOCKED,
    ("postpone", InState.WAITING): InState.WAITING,
    ("give_up", InState.WAITING): InState.DEAD,
    ("retry", InState.WAITING): InState.WAITING,
    ("retry", InState.BLOCKED): InState.WAITING,
    ("retry", InState.DEAD): InState.WAITING,
    ("replace", InState.WAITING): InState.REPLACED,
    ("replace", InState.BLOCKED): InState.REPLACED,
    ("replace", InState.DEAD): InState.REPLACED,
}


class Way(StrEnum):
    """In which direction records of a kind go: in is to us."""

    OFF = "off"
    IN = "in"
    OUT = "out"
    BOTH = "both"

    @property
    def comes(self) -> bool:
        return self in (Way.IN, Way.BOTH)

    @property
    def goes(self) -> bool:
        return self in (Way.OUT, Way.BOTH)


def next_try(attempts: int, now: datetime) -> datetime | None:
    """When to try again after so many attempts; None: it is over."""
    if attempts > len(WAITS):
        return None
    return now + timedelta(minutes=WAITS[attempts - 1])


def able(pulls: bool, pushes: bool) -> tuple[Way, ...]:
    """The directions in which a system can exchange a kind."""
    if pulls and pushes:
        return (Way.OFF, Way.IN, Way.OUT, Way.BOTH)
    if pulls:
        return (Way.OFF, Way.IN)
    return (Way.OFF, Way.OUT) if pushes else (Way.OFF,)


_USUAL: Mapping[Sort, Mapping[Kind, Way]] = {
    Sort.CRM: {
        Kind.CUSTOMER: Way.BOTH, Kind.PRODUCT: Way.OUT, Kind.DEAL: Way.BOTH, Kind.QUOTE: Way.OUT,
        Kind.ORDER: Way.OUT, Kind.INVOICE: Way.OUT,
    },
    Sort.SHOP: {
        Kind.CUSTOMER: Way.IN, Kind.PRODUCT: Way.OUT, Kind.ORDER: Way.BOTH, Kind.INVOICE: Way.OUT,
    },
    Sort.ERP: {
        Kind.CUSTOMER: Way.OUT, Kind.PRODUCT: Way.OUT, Kind.ORDER: Way.OUT, Kind.INVOICE: Way.OUT,
        Kind.PAYMENT: Way.BOTH,
    },
}  # fmt: skip


def usual(sort: Sort, kind: Kind, may: tuple[Way, ...]) -> Way:
    """The direction that a new connection begins with: the usual one, or the part of it that can be."""
    wish = _USUAL[sort].get(kind, Way.OFF)
    if wish in may:
        return wish
    return next((way for way in (Way.IN, Way.OUT) if wish == Way.BOTH and way in may), Way.OFF)
