"""A state changes only along its table of moves."""

from __future__ import annotations

from enum import StrEnum

import pytest

from comptoir.kernel.errors import NotAllowed
from comptoir.kernel.states import step, verbs


class Door(StrEnum):
    OPEN = "open"
    SHUT = "shut"
    LOCKED = "locked"


MOVES = {
    ("shut", Door.OPEN): Door.SHUT,
    ("open", Door.SHUT): Door.OPEN,
    ("lock", Door.SHUT): Door.LOCKED,
    ("unlock", Door.LOCKED): Door.SHUT,
    ("break", Door.LOCKED): Door.OPEN,
    ("break", Door.SHUT): Door.OPEN,
}


@pytest.mark.parametrize("verb", ["open", "shut", "lock", "unlock", "break", "paint"])
@pytest.mark.parametrize("state", list(Door))
def test_every_pair_moves_or_is_refused(verb: str, state: Door) -> None:
    if (verb, state) in MOVES:
        assert step(MOVES, verb, state) is MOVES[verb, state]
        return
    with pytest.raises(NotAllowed):
        step(MOVES, verb, state)


def test_a_refusal_says_where_the_verb_is_possible() -> None:
    with pytest.raises(NotAllowed) as refusal:
        step(MOVES, "break", Door.OPEN)
    assert refusal.value.field == "state"
    assert refusal.value.facts == {"found": "open", "expected": "locked | shut", "verb": "break"}


def test_the_buttons_of_a_page_are_the_verbs_of_its_state() -> None:
    assert verbs(MOVES, Door.SHUT) == ["open", "lock", "break"]
    assert verbs(MOVES, Door.OPEN) == ["shut"]
