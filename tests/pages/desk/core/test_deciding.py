"""How long decisions take: medians by month, and whether they fall."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.pages.desk.core.deciding import Month, Took, Trend, by_month, median, trend

JANUARY, FEBRUARY, MARCH = (date(2026, m, 1) for m in (1, 2, 3))
took = st.lists(
    st.builds(Took, st.sampled_from([JANUARY, FEBRUARY, MARCH]), st.integers(0, 10**7)), max_size=30
)


def test_the_middle_of_an_even_number_is_the_shorter_of_two() -> None:
    assert median([5, 1, 9]) == 5
    assert median([1, 9]) == 1
    with pytest.raises(AssertionError):
        median([])


def test_months_come_in_order_and_the_middle_one_is_in_neither_half() -> None:
    found = [Took(MARCH, 10), Took(JANUARY, 90), Took(FEBRUARY, 500), Took(MARCH, 20)]
    assert by_month(found) == [
        Month(JANUARY, 1, 90, 90), Month(FEBRUARY, 1, 500, 500), Month(MARCH, 2, 10, 20),
    ]  # fmt: skip
    assert trend(found) == Trend(90, 10)
    assert trend(found).falls
    assert trend(found[:1]) is None and trend([]) is None
    assert not Trend(1, 1).falls


@given(took)
def test_nothing_is_lost_and_a_median_is_one_of_its_month(found: list[Took]) -> None:
    months = by_month(found)
    assert sum(m.count for m in months) == len(found)
    assert [m.month for m in months] == sorted({t.month for t in found})
    assert all(Took(m.month, m.median_seconds) in found for m in months)
    assert (trend(found) is None) == (len(months) < 2)
