"""Revenue is earned once, to the cent, whatever the steps."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel.period import add_months
from comptoir.stages.recognizing.core.schedule import (
    BadObligation,
    Billing,
    Delivery,
    Obligation,
    Pattern,
    Recognition,
    by_month,
    due_amount,
    recognized_to_date,
    waterfall,
)

D = Decimal
YEAR = Obligation(Pattern.STRAIGHT_LINE, 120000, date(2026, 1, 1), date(2027, 1, 1))
totals = st.integers(-(10**12), 10**12)
days = st.dates(date(2020, 1, 1), date(2030, 1, 1))


def months_from(first: date, count: int) -> list[date]:
    return [add_months(first, n) for n in range(count)]


def test_a_year_of_service_is_earned_by_its_days() -> None:
    earned = by_month(YEAR, months_from(date(2026, 1, 1), 12))
    assert earned == [
        10192, 9205, 10192, 9863, 10192, 9863, 10192, 10191, 9863, 10192, 9863, 10192,
    ]  # fmt: skip
    assert sum(earned) == 120000


# ZUORA-SUB-PRICE-UP (docs.zuora.com): the price rises on 1 July, prospectively, in two segments
def test_a_price_rise_splits_the_year_into_two_segments() -> None:
    first = Obligation(Pattern.STRAIGHT_LINE, 60000, date(2026, 1, 1), date(2026, 7, 1))
    second = Obligation(Pattern.STRAIGHT_LINE, 90000, date(2026, 7, 1), date(2027, 1, 1))
    at_half, at_end = date(2026, 6, 30), date(2026, 12, 31)
    assert [recognized_to_date(o, at_half) for o in (first, second)] == [60000, 0]
    assert [recognized_to_date(o, at_end) for o in (first, second)] == [60000, 90000]


# IFRS15-EX07 (IFRS 15 IE33–36): 280,000 left over four years is 70,000 a year
def test_the_rest_of_an_extended_service_contract_is_spread_over_its_years() -> None:
    rest = Obligation(Pattern.STRAIGHT_LINE, 28000000, date(2027, 1, 1), date(2031, 1, 1))
    ends = [date(y, 12, 31) for y in (2027, 2028, 2029, 2030)]
    earned = [recognized_to_date(rest, end) for end in ends]
    by_days = [Fraction(28000000 * d, 1461) for d in (365, 731, 1096, 1461)]
    assert all(abs(e - exact) <= Fraction(1, 2) for e, exact in zip(earned, by_days, strict=True))
    assert earned[-1] == 28000000


# IFRS15-EX05A (IFRS 15 IE19–21): 120 units at 100 and 30 added at their own price of 95
def test_goods_are_earned_unit_by_unit() -> None:
    original = Obligation(Pattern.ON_DELIVERY, 1200000, quantity=D(120))
    added = Obligation(Pattern.ON_DELIVERY, 285000, quantity=D(30))
    sixty = [Delivery(date(2026, 3, 1), D(60))]
    all_of_it = [*sixty, Delivery(date(2026, 5, 1), D(60))]
    assert recognized_to_date(original, date(2026, 4, 1), sixty) == 600000
    assert recognized_to_date(original, date(2026, 6, 1), all_of_it) == 1200000
    assert recognized_to_date(added, date(2026, 6, 1), [Delivery(date(2026, 6, 1), D(1))]) == 9500


def test_a_delivery_after_the_day_does_not_count_yet() -> None:
    goods = Obligation(Pattern.ON_DELIVERY, 1000, quantity=D(3))
    sent = [Delivery(date(2026, 1, 31), D(1)), Delivery(date(2026, 2, 1), D(2))]
    assert by_month(goods, months_from(date(2026, 1, 1), 3), sent) == [333, 667, 0]


def test_a_return_takes_revenue_back() -> None:
    goods = Obligation(Pattern.ON_DELIVERY, 1000, quantity=D(2))
    moves = [Delivery(date(2026, 1, 5), D(2)), Delivery(date(2026, 2, 5), D(-1))]
    assert by_month(goods, months_from(date(2026, 1, 1), 2), moves) == [1000, -500]


def test_what_is_billed_may_be_what_is_earned() -> None:
    usage = Obligation(Pattern.AS_BILLED, 0)
    bills = [Billing(date(2026, 1, 31), 500), Billing(date(2026, 2, 28), -100)]
    assert by_month(usage, months_from(date(2026, 1, 1), 2), bills) == [500, -100]
    assert due_amount(usage, date(2026, 1, 31), 450, bills) == 50


def test_a_second_run_of_the_same_day_finds_nothing_due() -> None:
    through = date(2026, 8, 17)
    already = recognized_to_date(YEAR, through)
    assert due_amount(YEAR, through, already) == 0
    assert due_amount(YEAR, date(2026, 7, 31), already) < 0


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (Obligation(Pattern.STRAIGHT_LINE, 1), "end"),
        (Obligation(Pattern.STRAIGHT_LINE, 1, date(2026, 1, 1)), "end"),
        (Obligation(Pattern.STRAIGHT_LINE, 1, date(2026, 1, 1), date(2026, 1, 1)), "end"),
        (Obligation(Pattern.ON_DELIVERY, 1), "quantity"),
    ],
)
def test_an_obligation_without_its_facts_is_refused(wrong: Obligation, field: str) -> None:
    with pytest.raises(BadObligation) as refusal:
        recognized_to_date(wrong, date(2026, 1, 1))
    assert refusal.value.field == field


@given(totals, days, st.integers(1, 2000), st.lists(days, max_size=30))
def test_service_revenue_sums_to_its_total_and_never_turns_back(
    total: int, start: date, length: int, stops: list[date]
) -> None:
    service = Obligation(Pattern.STRAIGHT_LINE, total, start, start + timedelta(days=length))
    end = start + timedelta(days=length)
    booked = 0
    for stop in [*sorted(stops), max([end, *stops])]:
        due = due_amount(service, stop, booked)
        assert due == 0 or (due > 0) == (total > 0)
        booked += due
    assert booked == total
    assert recognized_to_date(service, start - timedelta(days=1)) == 0
    assert recognized_to_date(service, end - timedelta(days=1)) == total


@given(totals, st.integers(1, 500), st.data())
def test_goods_revenue_does_not_depend_on_the_order_of_deliveries(
    total: int, promised: int, data: st.DataObject
) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, promised), max_size=8)))
    parts = [b - a for a, b in pairwise([0, *cuts, promised])]
    sent = [Delivery(date(2026, 1, 1) + timedelta(days=n), D(q)) for n, q in enumerate(parts)]
    goods = Obligation(Pattern.ON_DELIVERY, total, quantity=D(promised))
    shuffled = data.draw(st.permutations(sent))
    for day in (s.on for s in sent):
        assert recognized_to_date(goods, day, shuffled) == recognized_to_date(goods, day, sent)
    assert recognized_to_date(goods, date(2027, 1, 1), shuffled) == total


def test_the_waterfall_has_its_totals_both_ways() -> None:
    found = waterfall(
        [
            Recognition(date(2026, 1, 5), date(2026, 1, 31), 100),
            Recognition(date(2026, 1, 9), date(2026, 2, 28), 40),
            Recognition(date(2026, 2, 1), date(2026, 2, 28), 7),
            Recognition(date(2026, 1, 9), date(2026, 2, 1), 2),
        ]
    )
    assert found.booked == found.recognized == (date(2026, 1, 1), date(2026, 2, 1))
    assert found.cells == ((100, 42), (0, 7))
    assert (found.row_totals, found.column_totals, found.total_minor) == ((142, 7), (100, 49), 149)


def test_an_empty_waterfall_is_zero() -> None:
    assert waterfall([]).total_minor == 0


@given(st.lists(st.builds(Recognition, days, days, totals), max_size=40))
def test_no_recognition_falls_out_of_the_waterfall(all_of_them: list[Recognition]) -> None:
    found = waterfall(all_of_them)
    whole = sum(r.amount_minor for r in all_of_them)
    assert sum(found.row_totals) == sum(found.column_totals) == found.total_minor == whole
