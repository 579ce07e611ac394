"""Who may decide a step. Pure. Nobody decides on what they ask for themselves."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Seat:
    """Whose word a step wants; `escalated`: also that of whom it was escalated to.

    delegate  to whom it was handed over, and delegator for whom they then decide
    """

    role: str
    person: Any
    escalate_role: str = ""
    escalate_person: Any = None
    escalated: bool = False
    delegate: Any = None
    delegator: Any = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with the roles they hold in the company. id: None for a program without a person."""

    id: Any
    roles: Collection[str]


def standing(seat: Seat, me: Person, absent: Sequence[Person], askers: Collection[Any]) -> Any:
    """Whom I decide for: myself, or one of those I stand in for; None when I may not.

    absent  whom I stand in for today
    askers  who asks: the owner of the deal and who submitted it
    """
    if me.id is None or me.id in askers:
        return None
    for person in (me, *absent):
        if person.id in askers:
            continue
        if _holds(seat, person):
            return person.id
        if seat.delegate is not None and seat.delegate == person.id:
            return seat.delegator
    return None


def _holds(seat: Seat, who: Person) -> bool:
    wanted = [(seat.role, seat.person)]
    if seat.escalated:
        wanted.append((seat.escalate_role, seat.escalate_person))
    for role, person in wanted:
        if person is not None and person == who.id:
            return True
        if role and (role in who.roles or ADMIN in who.roles):
            return True
    return False
