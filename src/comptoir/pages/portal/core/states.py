"""The states of a counter-offer, and what each kind of buyer may do. Pure."""

from __future__ import annotations

from enum import StrEnum


class CounterState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"  # the next version is what was proposed
    COUNTERED = "countered"  # the next version is another figure
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


C = CounterState
COUNTER_MOVES: dict[tuple[str, CounterState], CounterState] = {
    ("accept", C.OPEN): C.ACCEPTED,
    ("counter", C.OPEN): C.COUNTERED,
    ("reject", C.OPEN): C.REJECTED,
    ("withdraw", C.OPEN): C.WITHDRAWN,
}


class BuyerRole(StrEnum):
    LOOK = "look"  # read, ask
    NEGOTIATE = "negotiate"  # and propose
    DECIDE = "decide"  # and accept, refuse, sign


RANK = {role: n for n, role in enumerate(BuyerRole)}


def may(role: BuyerRole, wanted: BuyerRole) -> bool:
    """Whether somebody in this role may do what the wanted role may."""
    return RANK[role] >= RANK[wanted]


def lent(own: BuyerRole, asked: str) -> BuyerRole:
    """The role that somebody may pass on: at most the own one."""
    wanted = BuyerRole(asked) if asked in tuple(BuyerRole) else BuyerRole.LOOK
    return wanted if may(own, wanted) else own
