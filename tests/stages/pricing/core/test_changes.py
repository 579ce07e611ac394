"""Many prices at once: percentage, amount, rounding and ending."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel.errors import NotAllowed
from comptoir.kernel.states import step, verbs
from comptoir.stages.pricing.core.changes import (
    BadChange,
    BelowNothing,
    How,
    Recipe,
    carried,
    carried_bound,
    carried_tiers,
    changed,
    changed_tiers,
    check,
)
from comptoir.stages.pricing.core.states import CHANGE_MOVES, ChangeState
from comptoir.stages.pricing.core.tiers import Tier

D = Decimal


def recipe(how: How, value: str, step: str = "0", ending: str = "0") -> Recipe:
    return Recipe(how, D(value), D(step), D(ending))


@pytest.mark.parametrize(
    ("price", "how", "new"),
    [
        ("100", recipe(How.PERCENT, "4.5"), "104.5"),
        ("99.99", recipe(How.PERCENT, "-10", "0.05"), "90"),
        ("9.40", recipe(How.PERCENT, "5", "1", "0.01"), "9.99"),
        ("10", recipe(How.AMOUNT, "-2.5"), "7.5"),
        ("0.012", recipe(How.PERCENT, "10", "1", "0.01"), "0.0132"),
        ("0", recipe(How.AMOUNT, "5", "1", "0.01"), "0"),
    ],
)
def test_what_a_price_becomes(price: str, how: Recipe, new: str) -> None:
    assert changed(D(price), how) == D(new)


def test_tiers_follow_and_a_fee_moves_by_percentage_only() -> None:
    tiers = (Tier(D(10), D(5), D(2)), Tier(None, D(4)))
    assert changed_tiers(tiers, recipe(How.PERCENT, "10")) == (
        Tier(D(10), D("5.5"), D("2.2")), Tier(None, D("4.4")),
    )  # fmt: skip
    assert changed_tiers(tiers, recipe(How.AMOUNT, "1"))[0] == Tier(D(10), D(6), D(2))


def test_a_price_below_nothing_and_recipes_without_sense_are_refused() -> None:
    with pytest.raises(BelowNothing):
        changed(D(1), recipe(How.AMOUNT, "-2"))
    check(recipe(How.PERCENT, "-99", "0.05", "0.01"))
    for wrong in (
        recipe(How.PERCENT, "-100"), recipe(How.AMOUNT, "NaN"), recipe(How.AMOUNT, "1", "-1"),
        recipe(How.AMOUNT, "1", "0", "0.01"), recipe(How.AMOUNT, "1", "1", "-1"),
    ):  # fmt: skip
        with pytest.raises(BadChange):
            check(wrong)


def test_prices_of_another_book_are_converted_changed_and_rounded_once() -> None:
    ninety = recipe(How.PERCENT, "5", "1", "0.10")
    assert carried(D(2950), D("1.0856"), ninety) == D("3362.9")
    assert carried(D("0E-12"), D("1.0856"), ninety) == 0
    assert carried_tiers((Tier(D(5), D(0), D(40)), Tier(None, D(3))), D(2), ninety) == (
        Tier(D(5), D(0), D("83.9")), Tier(None, D("5.9")),
    )  # fmt: skip
    assert (carried_bound(D(10), D(2), ninety), carried_bound(None, D(2), ninety)) == (21, None)
    with pytest.raises(BadChange):  # more than a price can hold
        carried(D(10) ** 11, D(10), recipe(How.PERCENT, "0"))


@given(st.integers(0, 10**9), st.integers(1, 10**9), st.integers(-50, 200))
def test_a_rate_and_a_percentage_are_exact_up_to_the_last_of_twelve_decimals(
    cents: int, rate: int, percent: int
) -> None:
    price, at = D(cents).scaleb(-2), D(rate).scaleb(-6)
    found = carried(price, at, Recipe(How.PERCENT, D(percent)))
    exact = price * at * (100 + percent) / 100
    assert abs(found - exact) <= D("5e-13")
    assert carried(price, D(1), Recipe(How.PERCENT, D(0))) == price


def test_a_change_is_planned_then_published_then_perhaps_rolled_back() -> None:
    state = step(CHANGE_MOVES, "publish", ChangeState.PLANNED)
    assert step(CHANGE_MOVES, "roll_back", state) is ChangeState.ROLLED_BACK
    with pytest.raises(NotAllowed):
        step(CHANGE_MOVES, "roll_back", ChangeState.PLANNED)
    given_up = step(CHANGE_MOVES, "discard", ChangeState.PLANNED)
    assert verbs(CHANGE_MOVES, given_up) == []


@given(st.integers(1, 10**9), st.integers(-99, 400), st.integers(1, 500))
def test_a_rounded_price_is_a_multiple_of_its_step(cents: int, percent: int, step: int) -> None:
    new = changed(D(cents).scaleb(-2), Recipe(How.PERCENT, D(percent), D(step).scaleb(-2)))
    whole = changed(D(cents).scaleb(-2), Recipe(How.PERCENT, D(percent)))
    assert new % D(step).scaleb(-2) == 0 or (new == whole and 2 * whole < D(step).scaleb(-2))
