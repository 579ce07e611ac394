"""The figures of a quote: shares of its own discount, VAT, totals over the term."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.stages.pricing import engine
from comptoir.stages.quoting.core.figures import (
    AmountNeedsOneOff,
    Figures,
    LineFigures,
    VatLine,
    figures,
)

D = Decimal
A, B = UUID(int=1), UUID(int=2)
PUMP = LineFigures(100_00, "one_off", None, None, False, "S", D(20), A, cost_minor=60_00)
CARE = LineFigures(30_00, "recurring", 1, 12, False, "S", D(20), B, cost_minor=5_00)
YEARLY = replace(CARE, before_minor=300_00, billing_months=12, term_months=36, cost_minor=0)
CALLS = LineFigures(7_77, "usage", 1, 12, False, "S", D(20), A)
BOOK = LineFigures(22_00, "one_off", None, None, False, "AA", D("5.5"), B)
OPTION = replace(PUMP, optional=True)


def test_a_quote_without_discount_is_summed_over_its_term() -> None:
    assert figures([PUMP, CARE, YEARLY, BOOK]) == Figures(
        shares_minor=(0, 0, 0, 0),
        net_minor=100_00 + 12 * 30_00 + 3 * 300_00 + 22_00,
        vat_minor=272_00 + 1_21,
        gross_minor=1_655_21,
        one_off_minor=122_00,
        recurring_minor=1_260_00,
        mrr_minor=55_00,
        cost_minor=120_00,
        vat=(VatLine(D(20), "S", 1_360_00, 272_00, A), VatLine(D("5.5"), "AA", 22_00, 1_21, B)),
    )


def test_a_quote_without_lines_is_nothing() -> None:
    assert figures([]) == Figures((), 0, 0, 0, 0, 0, 0, 0, ())


@pytest.mark.parametrize("left_out", [OPTION, CALLS, replace(CALLS, optional=True)])
@pytest.mark.parametrize(
    "discount", [("none", D(0), 0), ("percent", D(10), 0), ("amount", D(0), 999)]
)
def test_options_and_usage_bear_no_share_and_are_in_no_total(
    left_out: LineFigures, discount: tuple[str, Decimal, int]
) -> None:
    alone, beside = figures([PUMP], *discount), figures([left_out, PUMP], *discount)
    assert beside == replace(alone, shares_minor=(0, *alone.shares_minor))


def test_a_percentage_is_taken_from_each_line_per_billing_period() -> None:
    found = figures([PUMP, CARE, CALLS], "percent", D("10"))
    assert found.shares_minor == (10_00, 3_00, 0)
    assert (found.one_off_minor, found.recurring_minor) == (90_00, 324_00)
    assert (found.mrr_minor, found.net_minor, found.vat_minor) == (27_00, 414_00, 82_80)


def test_the_cents_of_a_percentage_are_split_by_largest_remainder() -> None:
    cents = [replace(PUMP, before_minor=n) for n in (333, 333, 334)]
    found = figures(cents, "percent", D("10"))
    assert found.shares_minor == (33, 33, 34)
    assert found.net_minor == 900


def test_an_amount_is_taken_from_what_is_charged_once() -> None:
    found = figures([PUMP, CARE, BOOK, OPTION], "amount", discount_minor=12_20)
    assert found.shares_minor == (10_00, 0, 2_20, 0)
    assert (found.one_off_minor, found.recurring_minor) == (109_80, 360_00)
    assert found.vat == (
        VatLine(D(20), "S", 450_00, 90_00, A), VatLine(D("5.5"), "AA", 19_80, 1_09, B),
    )  # fmt: skip


@pytest.mark.parametrize("lines", [[], [CARE], [CALLS], [OPTION, CARE]])
def test_an_amount_needs_something_that_is_charged_once(lines: list[LineFigures]) -> None:
    with pytest.raises(AmountNeedsOneOff) as said:
        figures(lines, "amount", discount_minor=1)
    assert said.value.field == "discount_value"
    assert figures(lines, "amount", discount_minor=0) == figures(lines)


@pytest.mark.parametrize(
    ("kind", "percent", "minor"),
    [("percent", "100.01", 0), ("percent", "-1", 0), ("amount", "0", 100_01), ("amount", "0", -1)],
)
def test_a_discount_larger_than_the_quote_is_refused(kind: str, percent: str, minor: int) -> None:
    with pytest.raises(engine.HeaderDiscountTooLarge) as said:
        figures([PUMP, CARE], kind, D(percent), minor)
    assert said.value.field == "header_discount"


def test_a_whole_discount_leaves_nothing_to_pay() -> None:
    found = figures([PUMP, CARE], "percent", D(100))
    assert (found.net_minor, found.vat_minor, found.mrr_minor) == (0, 0, 0)
    assert found.cost_minor == 120_00  # what is given away still costs


def test_vat_of_one_rate_and_two_categories_stays_apart() -> None:
    exempt, free = (replace(BOOK, category=c, rate=D(0)) for c in ("E", "AE"))
    assert [(v.category, v.base_minor, v.vat_minor) for v in figures([exempt, free]).vat] == [
        ("AE", 22_00, 0), ("E", 22_00, 0),
    ]  # fmt: skip


def test_a_vat_row_names_the_first_decision_that_counts() -> None:
    last = replace(PUMP, decision=B)
    assert figures([replace(OPTION, decision=UUID(int=7)), PUMP, last]).vat[0].decision == A


def test_the_monthly_revenue_of_a_ramp_is_that_of_its_first_segment() -> None:
    first, later = replace(CARE, term_months=3), replace(CARE, term_months=9, starts_month=3)
    told = figures([PUMP, first, replace(later, before_minor=60_00)])
    assert (told.mrr_minor, told.recurring_minor) == (30_00, 3 * 30_00 + 9 * 60_00)


def test_a_line_without_a_term_is_charged_for_one_period() -> None:
    assert replace(CARE, term_months=None).periods == 1
    assert (PUMP.periods, CARE.periods, YEARLY.periods) == (1, 12, 3)


TAXES = st.sampled_from([("S", D(20), A), ("AA", D("5.5"), B), ("E", D(0), B)])


@st.composite
def quoted(draw: st.DrawFn) -> LineFigures:
    kind = draw(st.sampled_from(["one_off", "recurring", "usage"]))
    months = None if kind == "one_off" else draw(st.sampled_from([1, 3, 12]))
    term = months and months * draw(st.integers(1, 4))
    tax = draw(TAXES)
    return LineFigures(
        draw(st.integers(0, 10**6)), kind, months, term, draw(st.booleans()), *tax,
        cost_minor=draw(st.integers(0, 10**6)),
    )  # fmt: skip


@given(st.lists(quoted(), max_size=6), st.decimals(0, 100, places=2))
def test_the_parts_of_a_quote_always_sum_to_it(lines: list[LineFigures], percent: Decimal) -> None:
    found = figures(lines, "percent", percent)
    nets = [
        line.before_minor - share for line, share in zip(lines, found.shares_minor, strict=True)
    ]
    over_term = [net * line.periods for line, net in zip(lines, nets, strict=True) if line.counted]
    assert found.net_minor == sum(over_term) == found.one_off_minor + found.recurring_minor
    assert found.net_minor == sum(row.base_minor for row in found.vat)
    assert found.gross_minor == found.net_minor + sum(row.vat_minor for row in found.vat)
    for line, share in zip(lines, found.shares_minor, strict=True):
        assert 0 <= share <= line.before_minor
        assert line.counted or not share


@given(st.lists(quoted(), min_size=1, max_size=6), st.data())
def test_an_amount_is_given_to_the_cent(lines: list[LineFigures], data: st.DataObject) -> None:
    once = [line for line in lines if line.counted and not line.repeats]
    amount = data.draw(st.integers(0, sum(line.before_minor for line in once)))
    found = figures(lines, "amount", discount_minor=amount)
    assert sum(found.shares_minor) == amount
    assert found.net_minor == figures(lines).net_minor - amount
