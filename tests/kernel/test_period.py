"""Periods are half-open; months are counted from their anchor, so the 31st stays the 31st."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel.period import (
    Period,
    add_months,
    end_of_month,
    month_of,
    period_number,
    periods_until,
)

days = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start = draw(days)
    return Period(start, start + timedelta(days=draw(st.integers(0, 800))))


# time-month-end-anchor-01 (billing cases; docs.stripe.com billing cycle)
@pytest.mark.parametrize(
    ("anchor", "dates"),
    [
        ("2024-01-31", ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30", "2024-05-31"]),
        ("2023-01-31", ["2023-01-31", "2023-02-28", "2023-03-31", "2023-04-30", "2023-05-31"]),
    ],
)
def test_an_anchor_on_the_31st_comes_back_to_the_31st(anchor: str, dates: list[str]) -> None:
    first = date.fromisoformat(anchor)
    assert [add_months(first, n).isoformat() for n in range(5)] == dates


@given(days, st.integers(-600, 600))
def test_adding_months_keeps_the_day_or_takes_the_last_of_the_month(d: date, n: int) -> None:
    moved = add_months(d, n)
    assert (moved.year * 12 + moved.month) - (d.year * 12 + d.month) == n
    assert moved.day == d.day or (moved.day < d.day and moved == end_of_month(moved))


@given(days, st.integers(0, 60), st.sampled_from([1, 3, 6, 12]))
def test_numbered_periods_follow_each_other_without_gap(d: date, n: int, months: int) -> None:
    assert period_number(d, n, months).end == period_number(d, n + 1, months).start


@given(days, st.integers(1, 1500), st.sampled_from([1, 3, 12]))
def test_periods_until_an_end_cover_every_day_once(d: date, length: int, months: int) -> None:
    end = d + timedelta(days=length)
    found = list(periods_until(d, end, months))
    assert found[0].start == d and found[-1].end == end
    assert all(a.end == b.start for a, b in pairwise(found))
    assert sum(p.days for p in found) == length


def test_there_is_no_period_when_the_end_is_not_after_the_anchor() -> None:
    assert list(periods_until(date(2026, 1, 1), date(2026, 1, 1))) == []


def test_a_period_of_no_months_is_a_bug() -> None:
    with pytest.raises(AssertionError, match="at least one month"):
        next(periods_until(date(2026, 1, 1), date(2026, 2, 1), 0))


@given(periods(), periods())
def test_the_overlap_holds_exactly_the_days_in_both(a: Period, b: Period) -> None:
    both = a.overlap(b)
    assert both == b.overlap(a)
    for day in {a.start, a.end, b.start, b.end}:
        assert (day in a and day in b) == (both is not None and day in both)
    if both:
        assert both in a and both in b and both.days > 0


@given(periods())
def test_a_period_holds_its_first_day_and_not_its_end(p: Period) -> None:
    assert (p.start in p) is (p.days > 0)
    assert p.end not in p
    assert p in p
    assert Period(p.start, p.end + timedelta(days=1)) not in p
    assert Period(p.start - timedelta(days=1), p.end) not in p


def test_the_last_day_of_a_period_is_the_day_before_its_end() -> None:
    assert Period(date(2026, 1, 1), date(2026, 2, 1)).last == date(2026, 1, 31)
    with pytest.raises(AssertionError, match="no last day"):
        _ = Period(date(2026, 1, 1), date(2026, 1, 1)).last


def test_a_period_that_runs_backwards_is_a_bug() -> None:
    with pytest.raises(AssertionError, match="backwards"):
        Period(date(2026, 1, 2), date(2026, 1, 1))


@given(days)
def test_the_month_of_a_day_holds_it_and_ends_after_its_last_day(d: date) -> None:
    month = month_of(d)
    assert d in month
    assert month.start.day == 1
    assert month.last == end_of_month(d)
