"""A typed line: its price, its refusals, the order's totals."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.stages.ordering.core import asked
from comptoir.stages.ordering.core.asked import LineFigures, OrderLineIn, price_line, totals
from comptoir.stages.pricing import engine

UNIT = engine.Price(engine.PriceKind.PER_UNIT, D("2950"))
TIERS = engine.Price(
    engine.PriceKind.VOLUME, tiers=(engine.Tier(D(10), D(322)), engine.Tier(None, D(300)))
)


def line(**values) -> OrderLineIn:
    return OrderLineIn(sku="A", **values)


def test_a_discount_is_taken_and_rounded_once():
    done = price_line(UNIT, line(quantity=D(3), discount_percent=D("12.5")), 2)
    assert (done.list_price, done.unit_net, done.net_minor) == (D(2950), D("2581.25"), 774_375)
    assert engine.replay(done.steps) == D("7743.75")


def test_an_agreed_price_replaces_the_book_and_may_still_be_discounted():
    done = price_line(UNIT, line(unit_price=D("0.005"), discount_percent=D(50), quantity=D(3)), 2)
    assert (done.unit_net, done.net_minor) == (D("0.0025"), 1)


def test_a_tiered_price_shows_the_average():
    done = price_line(TIERS, line(quantity=D(12)), 2)
    assert (done.list_price, done.unit_net, done.net_minor) == (D(300), D(300), 360_000)
    flat = price_line(engine.Price(engine.PriceKind.FLAT, D(100)), line(quantity=D(3)), 2)
    assert (flat.unit_net, flat.net_minor) == (D("33.333333333333"), 10_000)


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"quantity": D(0)}, asked.QuantityRefused),
        ({"quantity": D(-1)}, asked.QuantityRefused),
        ({"quantity": D("NaN")}, asked.QuantityRefused),
        ({"quantity": D("1e12")}, asked.QuantityRefused),
        ({"quantity": D("0.0000001")}, asked.QuantityRefused),
        ({"discount_percent": D(-1)}, asked.DiscountRefused),
        ({"discount_percent": D("100.01")}, asked.DiscountRefused),
        ({"discount_percent": D("Infinity")}, asked.DiscountRefused),
        ({"unit_price": D(-1)}, asked.UnitPriceRefused),
        ({"unit_price": D("NaN")}, asked.UnitPriceRefused),
        ({"unit_price": D("0.0000000000001")}, asked.UnitPriceRefused),
        ({"unit_price": D(10**11), "quantity": D(10**11)}, asked.AmountTooLarge),
    ],
)
def test_what_cannot_be_ordered_is_refused_at_its_field(values, error):
    with pytest.raises(error) as refused:
        price_line(UNIT, line(**values), 2)
    assert refused.value.field in ("quantity", "discount_percent", "unit_price")


@pytest.mark.parametrize(("term", "months"), [(12, 1), (12, 12), (600, 3)])
def test_whole_periods_are_a_term(term, months):
    asked.check_term(term, months)


@pytest.mark.parametrize(("term", "months"), [(0, 1), (-1, 1), (13, 12), (601, 1)])
def test_half_periods_are_not(term, months):
    with pytest.raises(asked.TermRefused):
        asked.check_term(term, months)


def test_vat_is_taken_per_rate_on_the_sum_and_usage_is_not_counted():
    lines = [
        LineFigures(5, "one_off", "S", D(20)),
        LineFigures(5, "recurring", "S", D(20)),
        LineFigures(100, "one_off", "S", D("5.5")),
        LineFigures(9_999, "usage", "S", D(20)),
    ]
    assert totals(lines) == asked.Totals(110, 2 + 6, 118)
    assert totals([]) == asked.Totals(0, 0, 0)


def test_an_order_larger_than_the_books_is_refused():
    with pytest.raises(asked.AmountTooLarge):
        totals([LineFigures(10**18 - 1, "one_off", "S", D(20))])


@given(
    st.lists(
        st.builds(
            LineFigures,
            st.integers(0, 10**9),
            st.sampled_from(["one_off", "recurring"]),
            st.just("S"),
            st.sampled_from([D(20), D(10), D("5.5"), D(0)]),
        ),
        max_size=20,
    )
)
def test_net_is_the_sum_and_gross_is_net_plus_vat(lines):
    found = totals(lines)
    assert found.net_minor == sum(li.net_minor for li in lines)
    assert found.gross_minor == found.net_minor + found.vat_minor
