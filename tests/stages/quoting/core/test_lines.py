"""A line of a quote: what may be asked for, and what it costs."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.stages.pricing import engine
from comptoir.stages.quoting.core.lines import (
    BadDiscount,
    BadQuantity,
    Discount,
    LineIn,
    TermNotWhole,
    check_quantity,
    check_term,
    price_line,
)

D = Decimal
PUMP = engine.Price(engine.PriceKind.PER_UNIT, D("19.99"))
FLAT = engine.Price(engine.PriceKind.FLAT, D(50))
TIERS = (engine.Tier(D(10), D(1)), engine.Tier(None, D("0.5")))
VOLUME = engine.Price(engine.PriceKind.VOLUME, D(0), TIERS)
GRADUATED = engine.Price(engine.PriceKind.GRADUATED, D(0), TIERS)


def line(quantity: str = "3", kind: str = Discount.NONE, value: str = "0") -> LineIn:
    return LineIn(sku="X", quantity=D(quantity), discount_kind=kind, discount_value=D(value))


@pytest.mark.parametrize(
    ("price", "asked", "listed", "unit", "net"),
    [
        (PUMP, line(), "19.99", "19.99", 5_997),
        (PUMP, line("0.335"), "19.99", "19.99", 670),  # 6.69665
        (PUMP, line("3", "percent", "0"), "19.99", "19.99", 5_997),
        (PUMP, line("3", "percent", "12.5"), "19.99", "17.49125", 5_247),  # 52.47375
        (PUMP, line("3", "percent", "100"), "19.99", "0", 0),
        (PUMP, line("3", "amount", "0.99"), "19.99", "19", 5_700),
        (PUMP, line("3", "amount", "19.99"), "19.99", "0", 0),
        (PUMP, line("3", "net", "15.5"), "19.99", "15.5", 4_650),
        (PUMP, line("3", "net", "25"), "19.99", "25", 7_500),
        (PUMP, line("3", "total", "50"), "19.99", "16.666666666667", 5_000),
        (FLAT, line(), "50", "16.666666666667", 5_000),
        (FLAT, line("3", "percent", "10"), "50", "15", 4_500),
        (FLAT, line("3", "amount", "2"), "50", "14.666666666667", 4_400),
        (FLAT, line("3", "net", "12"), "50", "12", 3_600),
        (VOLUME, line("20"), "0.5", "0.5", 1_000),
        (VOLUME, line("20", "percent", "10"), "0.5", "0.45", 900),
        (GRADUATED, line("30"), "0.666666666667", "0.666666666667", 2_000),
        (GRADUATED, line("30", "amount", "0.1"), "0.666666666667", "0.566666666667", 1_700),
        (GRADUATED, line("30", "net", "0.6"), "0.666666666667", "0.6", 1_800),
    ],
)
def test_a_line_costs_its_price_less_its_own_discount(
    price: engine.Price, asked: LineIn, listed: str, unit: str, net: int
) -> None:
    done = price_line(price, asked, 2)
    assert (done.list_price, done.unit_net, done.before_minor) == (D(listed), D(unit), net)
    assert engine.replay(done.steps) == D(net).scaleb(-2)


def test_the_amount_has_the_decimals_of_its_currency() -> None:
    assert price_line(PUMP, line(), 0).before_minor == 60
    assert price_line(PUMP, line(), 3).before_minor == 59_970
    assert price_line(GRADUATED, line("30"), 0).unit_net == D("0.666666666667")


@pytest.mark.parametrize(
    ("kind", "value", "label"),
    [("percent", "10", "discount"), ("amount", "1", "unit_off"), ("net", "9", "net_price")],
)
def test_the_waterfall_names_how_the_discount_was_said(kind: str, value: str, label: str) -> None:
    steps = price_line(PUMP, line("3", kind, value), 2).steps
    assert [s.label_code for s in steps] == ["list_price", label, "quantity", "net"]


@pytest.mark.parametrize(
    ("price", "kind", "value", "expected"),
    [
        (PUMP, "percent", "100.01", "0 to 100 %"),
        (PUMP, "percent", "-1", "0 or more"),
        (PUMP, "amount", "20", "0 … 19.99"),
        (PUMP, "amount", "-1", "0 … 19.99"),
        (PUMP, "net", "-1", "0 or more"),
        (FLAT, "amount", "16.67", "at most 50"),
        (GRADUATED, "amount", "1.01", "at most 3"),
    ],
)
def test_a_discount_larger_than_the_price_is_refused(
    price: engine.Price, kind: str, value: str, expected: str
) -> None:
    with pytest.raises(BadDiscount) as said:
        price_line(price, line("3", kind, value), 2)
    assert said.value.field == "discount"
    assert said.value.facts["expected"] == expected


@pytest.mark.parametrize("quantity", ["0.000001", "1", "999999999999", "1E+3"])
def test_a_quantity_to_sell_is_accepted(quantity: str) -> None:
    check_quantity(D(quantity))


@pytest.mark.parametrize("quantity", ["0", "-1", "0.0000001", "1E+12", "NaN", "Infinity"])
def test_another_quantity_is_refused_before_it_is_priced(quantity: str) -> None:
    with pytest.raises(BadQuantity) as said:
        price_line(PUMP, line(quantity), 2)
    assert (said.value.field, said.value.facts["found"]) == ("quantity", str(D(quantity)))


@pytest.mark.parametrize(("term", "months"), [(1, 1), (12, 12), (36, 12), (12, 3)])
def test_a_term_of_whole_billing_periods_is_accepted(term: int, months: int) -> None:
    check_term(term, months)


@pytest.mark.parametrize(("term", "months"), [(0, 1), (-12, 12), (6, 12), (18, 12), (4, 3)])
def test_a_term_that_ends_inside_a_period_is_refused(term: int, months: int) -> None:
    with pytest.raises(TermNotWhole) as said:
        check_term(term, months)
    assert said.value.field == "term_months"
    assert said.value.facts == {
        "found": term, "expected": f"{months}, {2 * months}, {3 * months} …",
    }  # fmt: skip


@given(
    st.sampled_from([PUMP, FLAT, VOLUME, GRADUATED]),
    st.decimals("0.000001", 10_000, places=6),
    st.decimals(0, 100, places=2),
)
def test_a_percentage_lowers_the_price_and_its_steps_lead_to_it(
    price: engine.Price, quantity: Decimal, percent: Decimal
) -> None:
    full = price_line(price, LineIn(sku="X", quantity=quantity), 2)
    less = price_line(
        price,
        LineIn(sku="X", quantity=quantity, discount_kind="percent", discount_value=percent),
        2,
    )
    assert 0 <= less.before_minor <= full.before_minor
    assert less.list_price == full.list_price
    assert engine.replay(less.steps) == D(less.before_minor).scaleb(-2)
