"""What a late payment costs, by law."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.records.parties.core.late import (
    INDEMNITY_MINOR,
    LateRateUnknown,
    half_year,
    late_interest,
    late_rate,
)

D = Decimal


# LPI-FR-03 (o2c cases): a delay across 1 July has two rates
def test_a_delay_across_july_has_two_rates() -> None:
    first, second = late_interest(1200000, date(2025, 5, 31), date(2025, 8, 29))
    assert (first.rate, (first.end - first.start).days, first.interest_minor) == (
        D("13.15"),
        30,
        12970,
    )
    assert (second.rate, (second.end - second.start).days, second.interest_minor) == (
        D("12.15"),
        60,
        23967,
    )
    assert first.interest_minor + second.interest_minor + INDEMNITY_MINOR == 40937


# FR-LATE-2 (accounting cases): 12.15 %, 45 days on 1,000
def test_forty_five_days_on_a_thousand() -> None:
    (only,) = late_interest(100000, date(2025, 7, 31), date(2025, 9, 14))
    assert (only.rate, only.interest_minor) == (D("12.15"), 1498)


# LPI-FR-05: paid on the due date or before, nothing; a day late, a day
@pytest.mark.parametrize(("paid", "interest"), [("29", []), ("30", []), ("31", [33])])
def test_interest_begins_the_day_after(paid: str, interest: list[int]) -> None:
    due = date(2025, 9, 30)
    on = due + timedelta(days=int(paid) - 30)
    assert [s.interest_minor for s in late_interest(100000, due, on)] == interest


# LPI-FR-06: an agreed rate below three times the legal one is lifted
@pytest.mark.parametrize(
    ("agreed", "rate"), [("5.00", "8.28"), ("8.28", "8.28"), ("9.00", "9.00"), (None, "12.15")]
)
def test_the_agreed_rate_has_a_floor(agreed: str | None, rate: str) -> None:
    on = date(2025, 10, 1)
    assert late_rate(on, None if agreed is None else D(agreed)) == D(rate)


def test_a_half_year_without_a_rate_is_named() -> None:
    for on, name in ((date(2030, 2, 1), "2030-H1"), (date(2030, 8, 1), "2030-H2")):
        with pytest.raises(LateRateUnknown) as said:
            late_rate(on)
        assert said.value.facts["found"] == name


def test_the_turn_of_the_year_is_a_new_half_year() -> None:
    assert half_year(date(2025, 12, 31)) == date(2025, 7, 1)
    segments = late_interest(100000, date(2025, 12, 30), date(2026, 1, 1))
    assert [(s.start, s.end) for s in segments] == [
        (date(2025, 12, 31), date(2026, 1, 1)),
        (date(2026, 1, 1), date(2026, 1, 2)),
    ]


@given(st.dates(date(2023, 1, 1), date(2026, 5, 1)), st.integers(0, 60), st.integers(0, 10**9))
def test_the_segments_cover_each_day_late_once(due: date, late: int, amount: int) -> None:
    segments = late_interest(amount, due, due + timedelta(days=late))
    assert sum((s.end - s.start).days for s in segments) == late
