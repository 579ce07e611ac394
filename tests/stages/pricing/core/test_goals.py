"""Goal seek: the sum is exact to the cent, in proportion, and never through a rounded percentage."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.stages.pricing.core.goals import (
    BadGoal,
    GoalOutOfReach,
    NoCostForMargin,
    Part,
    Piece,
    for_margin,
    reach,
)

D = Decimal


def test_the_lines_follow_in_proportion_by_largest_remainder() -> None:
    parts = [Part(10_000, 10_000), Part(10_000, 10_000), Part(10_000, 10_000)]
    assert reach(parts, 10_000) == [3_334, 3_333, 3_333]
    assert reach([Part(590_000, 590_000), Part(2_200, 2_200)], 500_000) == [498_143, 1_857]


def test_lines_at_nothing_follow_their_list_price_and_then_one_another() -> None:
    assert reach([Part(0, 300), Part(0, 100)], 100) == [75, 25]
    assert reach([Part(0, 0), Part(0, 0)], 3) == [2, 1]


def test_beside_what_costs_something_what_is_free_stays_free() -> None:
    monthly, free = Part(3_600, 3_600, 12, 1_000), Part(0, 2_200, 1, 500)
    assert reach([monthly, free], 24_000) == [2_000, 0]
    with pytest.raises(GoalOutOfReach) as told:
        reach([monthly, free], 24_001)
    assert told.value.facts["expected"] == 24_000
    assert for_margin([monthly, free], D(30)) == 12 * 1_489  # of 12 500 at cost
    assert reach([free], 1_000) == [1_000]  # by itself it is given a price


def test_what_repeats_moves_in_whole_cents_per_period() -> None:
    monthly, once = Part(3_600, 3_600, 36), Part(100_000, 100_000)
    nets = reach([monthly, once], 200_001)
    assert nets[0] * 36 + nets[1] == 200_001
    assert reach([Part(100, 100, 12), Part(100, 100, 12)], 12 * 101) == [51, 50]
    uneven = reach([Part(100, 100, 12), Part(50, 50, 5)], 855)
    assert (uneven, uneven[0] * 12 + uneven[1] * 5) == ([60, 27], 855)
    with pytest.raises(GoalOutOfReach):
        reach([Part(100, 100, 12), Part(0, 0, 5)], 4)
    with pytest.raises(GoalOutOfReach) as told:
        reach([Part(100, 100, 12)], 1_201)
    assert told.value.facts["expected"] == 1_200


def test_a_margin_is_of_the_net_and_needs_every_cost() -> None:
    parts = [Part(0, 0, 1, 200_000), Part(0, 0, 12, 1_000)]
    assert for_margin(parts, D(30)) == 302_857
    assert for_margin(parts, D(0)) == 212_000
    yearly = [Part(2_000, 2_000, 12, 1_001)]
    assert (for_margin(yearly, D(30)), reach(yearly, 17_160)) == (17_160, [1_430])
    assert for_margin([Part(2_000, 2_000, 36, 1_000)], D(30)) == 36 * 1_429
    with pytest.raises(NoCostForMargin):
        for_margin([Part(1, 1)], D(30))
    with pytest.raises(BadGoal):
        for_margin(parts, D(100))


def test_a_goal_below_nothing_or_without_lines_is_refused() -> None:
    for parts, target in (([Part(1, 1)], -1), ([], 5)):
        with pytest.raises(BadGoal):
            reach(parts, target)


@given(
    st.lists(st.tuples(st.integers(0, 10**7), st.sampled_from([1, 1, 3, 12, 36])), min_size=1, max_size=20),
    st.integers(0, 10**9),
)  # fmt: skip
def test_with_one_line_charged_once_every_amount_is_reached(
    rows: list[tuple[int, int]], target: int
) -> None:
    parts = [Part(100, 100), *(Part(net, net, periods) for net, periods in rows)]
    nets = reach(parts, target)
    assert sum(n * p.periods for n, p in zip(nets, parts, strict=True)) == target
    assert all(n >= 0 for n in nets)


def inside(net: int, cost: int) -> Fraction:
    """At 20 %, of a price that bears VAT on its margin alone."""
    return max(Fraction(net - cost), Fraction(0)) * 20 / 120


@given(st.integers(0, 10**8), st.integers(0, 10**8), st.integers(-50, 90))
def test_a_margin_of_what_bears_vat_inside_is_of_what_is_left(
    net: int, cost: int, asked: int
) -> None:
    part = Part(net, net, 1, cost, (Piece(net, cost, D(20)),))
    found = for_margin([part], D(asked))
    plain = Fraction(cost * 100, 100 - asked)
    assert found - inside(found, cost) >= plain > found - 1 - inside(found - 1, cost)


def test_a_bundle_bears_vat_inside_on_its_pieces_alone() -> None:
    kit = Part(1500, 1500, 1, 700, (Piece(1000, 400, D(20)), Piece(500, 300, None)))
    assert kit.inside(Fraction(1500)) == 100
    assert for_margin([kit, Part(0, 0, 1, 0)], D(50)) == 1500  # 1,400 without VAT, 700 of cost
    free = Part(0, 0, 1, 30, (Piece(0, 15, D(20)), Piece(0, 15, None)))
    assert free.inside(Fraction(100)) == Fraction(35, 6)
