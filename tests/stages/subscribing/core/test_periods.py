"""Each period of a recurring item is due once, and a cut one costs its days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel.period import Period, period_number
from comptoir.stages.subscribing.core.periods import (
    BadBillingPeriod,
    DuePeriod,
    Item,
    Policy,
    Proration,
    Timing,
    charge_minor,
    due_periods,
    next_due_on,
    prorate_minor,
    unused_minor,
)


def d(text: str) -> date:
    return date.fromisoformat(text)


def item(
    anchor: str, end: str | None = None, months: int = 1, timing: Timing = Timing.ADVANCE
) -> Item:
    return Item(d(anchor), None if end is None else d(end), months, timing)


def spans(due: list[DuePeriod]) -> list[tuple[str, str]]:
    return [(p.service.start.isoformat(), p.service.end.isoformat()) for p in due]


# time-kb-bcd31-04 (killbill issue 127): billing does not stop after February, nothing is prorated
def test_an_item_of_the_31st_is_billed_in_every_month() -> None:
    due = due_periods(item("2017-01-31"), d("2017-03-31"))
    assert spans(due) == [
        ("2017-01-31", "2017-02-28"),
        ("2017-02-28", "2017-03-31"),
        ("2017-03-31", "2017-04-30"),
    ]
    assert not any(p.cut for p in due)


# time-elapsed-cycles-11 (meteroid periods.rs)
@pytest.mark.parametrize(
    ("today", "cycles"), [("2024-02-15", 0), ("2024-02-29", 1), ("2024-03-31", 2)]
)
def test_completed_cycles_of_an_item_in_arrears(today: str, cycles: int) -> None:
    assert len(due_periods(item("2024-01-31", timing=Timing.ARREARS), d(today))) == cycles


# invoice-idempotent-rerun-20 (killbill TestDefaultInvoiceGenerator)
def test_a_second_run_finds_nothing() -> None:
    first = due_periods(item("2011-10-03"), d("2011-10-03"))
    again = replace(item("2011-10-03"), billed_until=first[-1].service.end)
    assert len(first) == 1
    assert due_periods(again, d("2011-10-03")) == []
    assert next_due_on(again) == d("2011-11-03")


# pror-trailing-leap-02, pror-quarterly-trailing-09 (killbill TestTrailingProRation)
@pytest.mark.parametrize(
    ("one", "today", "cut_days", "whole_days"),
    [
        (item("2012-02-01", "2012-02-15"), "2012-02-01", 14, 29),
        (item("2010-06-17", "2010-09-25", 3), "2010-12-01", 8, 91),
        (item("2011-01-17", "2012-03-04", 12), "2012-12-01", 47, 366),
    ],
)
def test_an_end_cuts_the_last_period(one: Item, today: str, cut_days: int, whole_days: int) -> None:
    last = due_periods(one, d(today))[-1]
    assert (last.cut, last.service.days, last.whole.days) == (True, cut_days, whole_days)


def test_a_cut_period_in_arrears_is_due_when_the_item_ends() -> None:
    one = item("2026-01-01", "2026-02-10", timing=Timing.ARREARS)
    assert [p.due_on for p in due_periods(one, d("2026-12-01"))] == [
        d("2026-02-01"),
        d("2026-02-10"),
    ]
    assert next_due_on(replace(one, billed_until=d("2026-02-01"))) == d("2026-02-10")
    assert next_due_on(replace(one, billed_until=d("2026-02-10"))) is None
    assert next_due_on(item("2026-01-01", timing=Timing.ARREARS)) == d("2026-02-01")


def test_nothing_is_due_before_the_start_nor_at_an_end_on_it() -> None:
    assert due_periods(item("2026-01-02"), d("2026-01-01")) == []
    assert due_periods(item("2026-01-02", "2026-01-02"), d("2026-06-01")) == []


def test_a_period_of_no_months_is_refused() -> None:
    with pytest.raises(BadBillingPeriod) as said:
        due_periods(item("2026-01-01", months=0), d("2026-01-01"))
    assert said.value.field == "months"


@pytest.mark.parametrize(
    ("proration", "charged"),
    [(Proration.CALENDAR_DAYS, 4828), (Proration.FULL, 10000), (Proration.NONE, 0)],
)
def test_a_cut_period_costs_what_its_policy_says(proration: Proration, charged: int) -> None:
    (cut,) = due_periods(item("2012-02-01", "2012-02-15"), d("2012-02-01"))
    assert charge_minor(10000, cut, Policy(proration)) == charged


@pytest.mark.parametrize("proration", list(Proration))
def test_a_whole_period_costs_its_price(proration: Proration) -> None:
    (whole,) = due_periods(item("2012-02-01"), d("2012-02-01"))
    assert charge_minor(10000, whole, Policy(proration)) == 10000


# Amounts of the public billing cases, by calendar days
@pytest.mark.parametrize(
    ("full", "served", "whole", "part"),
    [
        # pror-addon-coterm-17 (killbill): 20 × 19/30
        (2000, ("2012-06-21", "2012-07-10"), ("2012-06-10", "2012-07-10"), 1267),
        # pror-two-upgrades-same-day-24 (getlago multiple_upgrade_spec.rb)
        (1000, ("2024-03-05", "2024-04-01"), ("2024-03-01", "2024-04-01"), 871),
        (1500, ("2024-03-12", "2024-04-01"), ("2024-03-01", "2024-04-01"), 968),
        (1900, ("2024-03-12", "2024-04-01"), ("2024-03-01", "2024-04-01"), 1226),
        # pror-two-upgrades-anniversary-25
        (1500, ("2024-03-12", "2024-04-05"), ("2024-03-05", "2024-04-05"), 1161),
        (1900, ("2024-03-12", "2024-04-05"), ("2024-03-05", "2024-04-05"), 1471),
        # pror-change-inclusive-march-29 (flexprice): 17 of 31 days
        (2000, ("2024-03-15", "2024-04-01"), ("2024-03-01", "2024-04-01"), 1097),
        (-10000, ("2024-03-15", "2024-04-01"), ("2024-03-01", "2024-04-01"), -5484),
        # pror-usage-charge-37 (zuora)
        (3100, ("2024-03-15", "2024-04-01"), ("2024-03-01", "2024-04-01"), 1700),
        # pror-trial-plus-usage-40 (silver): 18 of 30 days
        (20000, ("2015-06-13", "2015-07-01"), ("2015-06-01", "2015-07-01"), 12000),
    ],
)
def test_a_part_of_a_period_costs_its_calendar_days(
    full: int, served: tuple[str, str], whole: tuple[str, str], part: int
) -> None:
    inside, around = (Period(d(a), d(b)) for a, b in (served, whole))
    assert prorate_minor(full, inside, around) == part


# pror-cancel-credit-14 (killbill): 12 a month, 6 unused days of 30
def test_ending_early_gives_back_the_unused_days() -> None:
    (due,) = due_periods(item("2011-04-05"), d("2011-04-05"))
    assert unused_minor(1200, due.service, d("2011-04-29")) == 240
    assert unused_minor(1200, due.service, d("2011-05-05")) == 0
    assert unused_minor(1200, due.service, d("2011-01-01")) == 1200


# coupon-full-100-20 (stripe-dotnet issue 3103): nothing paid, nothing to give back
def test_what_was_free_gives_nothing_back() -> None:
    (due,) = due_periods(item("2026-04-01"), d("2026-04-01"))
    assert unused_minor(0, due.service, d("2026-04-16")) == 0


def test_days_outside_the_period_are_a_bug() -> None:
    with pytest.raises(AssertionError, match="not inside"):
        prorate_minor(
            100, Period(d("2026-01-01"), d("2026-02-02")), Period(d("2026-01-01"), d("2026-02-01"))
        )


anchors = st.dates(date(2020, 1, 1), date(2026, 12, 31))
lengths = st.sampled_from([1, 3, 6, 12])


@given(
    anchors,
    st.integers(0, 1500),
    lengths,
    st.sampled_from(Timing),
    st.lists(st.integers(0, 2500), max_size=12),
)
def test_runs_on_any_days_bill_each_day_of_service_once(
    anchor: date, length: int, months: int, timing: Timing, runs: list[int]
) -> None:
    end = anchor + timedelta(days=length)
    one = Item(anchor, end, months, timing)
    billed: list[Period] = []
    for run in [*sorted(runs), 4000]:
        due = due_periods(one, anchor + timedelta(days=run))
        billed += [p.service for p in due]
        if due:
            one = replace(one, billed_until=due[-1].service.end)
    assert sum(p.days for p in billed) == length
    assert all(a.end == b.start for a, b in pairwise(billed))
    assert next_due_on(one) is None


@given(anchors, st.integers(0, 40), lengths, st.integers(-(10**9), 10**9), st.integers(-20, 400))
def test_used_and_unused_sum_to_what_was_billed(
    anchor: date, number: int, months: int, billed: int, stop: int
) -> None:
    whole = period_number(anchor, number, months)
    due = DuePeriod(number, whole, whole, whole.start)
    unused = unused_minor(billed, due.service, whole.start + timedelta(days=stop))
    assert 0 <= abs(unused) <= abs(billed)
    assert unused == 0 or (unused > 0) == (billed > 0)


# SB-SFC-02 (help.salesforce.com): € 90 a month by day 5, from 28 March 2025 to 4 February 2026
def test_sb_sfc_02_a_term_that_starts_between_two_anchor_days_costs_8_of_31_days_and_ten_months() -> (
    None
):
    sold = Item(d("2025-03-05"), d("2026-02-05"), 1, Timing.ADVANCE, start=d("2025-03-28"))
    due = due_periods(sold, d("2026-02-04"))
    assert (due[0].service.days, due[0].whole.days) == (8, 31)
    assert [p.cut for p in due] == [True] + [False] * 10
    assert sum(p.service.days for p in due) == 314
    assert sum(charge_minor(90_00, p) for p in due) == 923_23
