"""The chance of a whole offer: narrowed by size and discount, with counts, and silent when thin."""

from __future__ import annotations

from decimal import Decimal as D

from hypothesis import given
from hypothesis import strategies as st

from comptoir.stages.pricing.core.guidance import MINIMUM
from comptoir.stages.pricing.core.winning import Counted, Ended, discount, odds

DEALS = st.builds(
    Ended,
    st.integers(0, 5000).map(D),
    st.integers(0, 5000).map(D),
    st.booleans(),
)


def test_size_and_discount_narrow_what_is_compared() -> None:
    past = [Ended(D(900), D(1000), n < 6) for n in range(8)]
    past += [Ended(D(600), D(1000), True), Ended(D(5000), D(5500), False)]
    found = odds(past, D(880), D(1000))
    assert (found.segment, found.size) == (Counted(7, 10), Counted(7, 9))
    assert (found.comparable, found.percent, found.off) == (Counted(6, 8), 70, D(12))
    few = odds(past, D(590), D(1000))
    assert (few.comparable, few.percent) == (Counted(1, 1), None)


def test_what_has_no_list_price_is_compared_with_its_like_only() -> None:
    assert discount(D(5), D(0)) is None
    free = [Ended(D(100), D(0), True)] * MINIMUM
    assert odds(free, D(100), D(0)).percent == 90
    assert odds(free, D(100), D(100)).comparable == Counted(0, 0)


@given(st.lists(DEALS, max_size=30), st.integers(0, 5000).map(D), st.integers(0, 5000).map(D))
def test_each_narrowing_is_a_part_and_a_chance_needs_the_minimum(
    past: list[Ended], net: D, listed: D
) -> None:
    found = odds(past, net, listed)
    assert found.comparable.deals <= found.size.deals <= found.segment.deals == len(past)
    assert found.comparable.won <= found.size.won <= found.segment.won
    assert (found.percent is None) == (found.comparable.deals < MINIMUM)
    assert found.percent is None or 0 < found.percent < 100
