"""The life of each document: where it begins, where it ends, and that every state lies between."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import pytest

from comptoir.kernel.states import verbs
from comptoir.pages.imports.core.states import IMPORT_MOVES
from comptoir.stages.contracting.core.states import CONTRACT_MOVES
from comptoir.stages.invoicing.core.states import INVOICE_MOVES
from comptoir.stages.ordering.core.states import ORDER_MOVES
from comptoir.stages.prospecting.core.states import PROBABILITY, STAGE_MOVES, Stage
from comptoir.stages.quoting.core.states import QUOTE_MOVES
from comptoir.stages.renewing.core.states import RENEWAL_MOVES
from comptoir.stages.subscribing.core.states import SERVICE_MOVES

Moves = Mapping[tuple[str, StrEnum], StrEnum]
LIVES: list[tuple[Moves, str, str]] = [
    # moves, where a life begins, where it ends
    (STAGE_MOVES, "qualify", "won"),
    (QUOTE_MOVES, "draft", "accepted superseded void"),
    (CONTRACT_MOVES, "active", "renewed terminated"),
    (ORDER_MOVES, "held open", "canceled closed"),
    (SERVICE_MOVES, "active", "ended"),
    (INVOICE_MOVES, "draft", "discarded issued"),
    (RENEWAL_MOVES, "open", "lost renewed"),
    (IMPORT_MOVES, "uploaded", ""),
]


@pytest.mark.parametrize(("moves", "first", "last"), LIVES)
def test_every_state_is_reached_from_the_first_and_only_the_last_have_no_way_out(
    moves: Moves, first: str, last: str
) -> None:
    states = type(next(iter(moves.values())))
    reached = {states(name) for name in first.split()}
    while more := {to for (_, at), to in moves.items() if at in reached} - reached:
        reached |= more
    assert reached == set(states)
    assert sorted(s for s in states if not verbs(moves, s)) == last.split()


def test_a_stage_is_the_likelier_the_later() -> None:
    assert [PROBABILITY[s] for s in Stage] == [20, 50, 75, 100, 0]
