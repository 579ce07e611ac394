"""What past deals say: quantiles of real prices, a chance with its count, and silence when thin."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.stages.pricing.core.guidance import (
    MINIMUM,
    Chance,
    Past,
    Place,
    best_price,
    chance,
    guide,
    rank,
    stand,
)

D = Decimal


def past(*told: tuple[int, bool]) -> list[Past]:
    return [Past(D(unit), won) for unit, won in told]


DEALS = past(
    (80, True), (85, True), (90, True), (90, True), (95, True), (95, True), (100, True), (100, True),
    (100, False), (110, False), (110, True), (120, False),
)  # fmt: skip


def test_quartiles_are_prices_that_were_really_paid() -> None:
    found = guide(DEALS, D(100), D(60))
    assert found is not None
    assert (found.deals, found.won) == (12, 9)
    assert (found.low, found.middle, found.high) == (90, 95, 100)
    assert found.chance == Chance(3, 6, 50)
    assert (found.best, found.best_chance) == (95, Chance(5, 8, 60))


def test_the_best_price_is_not_below_the_floor_nor_the_cost_and_needs_a_cost() -> None:
    assert best_price(DEALS, None, None) is None
    assert best_price(DEALS, D(60), D(101)) is None
    assert best_price(DEALS, D(500), None) is None
    assert best_price(DEALS, D(0), D(95)) == 95


def test_too_few_deals_say_nothing() -> None:
    assert guide(DEALS[: MINIMUM - 1], D(100), D(60)) is None
    assert chance(DEALS, D(111)) is None
    lost = past(*((100, False),) * MINIMUM)
    found = guide(lost, D(90), None)
    assert found is not None
    assert (found.won, found.low, found.chance, found.best) == (0, None, Chance(0, 8, 10), None)


@given(
    st.lists(st.tuples(st.integers(1, 500), st.booleans()), min_size=8, max_size=40),
    st.integers(1, 600),
)
def test_quantiles_are_ordered_and_the_chance_is_one(
    told: list[tuple[int, bool]], asked: int
) -> None:
    found = guide(past(*told), D(asked), D(10))
    assert found is not None
    if found.low is not None and found.middle is not None and found.high is not None:
        assert found.low <= found.middle <= found.high
        assert {found.low, found.middle, found.high} <= {D(u) for u, won in told if won}
    assert found.chance is None or 0 < found.chance.percent < 100
    assert rank([D(1)], 1) == 1


@pytest.mark.parametrize(
    ("asked", "floor", "target", "place", "to_target"),
    [
        (79, 80, 90, Place.BELOW_FLOOR, -11),
        (80, 80, 90, Place.BELOW_TARGET, -10),
        (90, 80, 90, Place.BELOW_LIST, 0),
        (95, None, None, Place.BELOW_LIST, None),
        (100, 80, 90, Place.AT_LIST, 10),
        (101, None, 110, Place.BELOW_TARGET, -9),
        (101, None, None, Place.ABOVE_LIST, None),
    ],
)
def test_a_price_stands_below_its_floor_its_target_or_its_list(
    asked: int, floor: int | None, target: int | None, place: Place, to_target: int | None
) -> None:
    prices = [None if p is None else D(p) for p in (floor, target)]
    found = stand(D(asked), D(100), *prices)
    assert (found.place, found.to_target) == (place, to_target)
