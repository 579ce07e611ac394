"""How much of an order line an invoice takes."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.stages.invoicing.core.lines import (
    NOTHING,
    MoreThanLeft,
    Standing,
    check_quantity,
    discount_share,
    left_to_invoice,
    share_minor,
)

D = Decimal


@pytest.mark.parametrize(
    ("served", "invoiced", "ordered", "left"),
    [
        ("5", "0", "5", "5"),
        ("5", "2", "5", "3"),
        ("5", "5", "5", "0"),
        ("0", "0", "5", "0"),
        ("3", "5", "5", "0"),  # invoiced ahead, or returned since: nothing, not minus two
        ("-5", "-2", "-5", "-3"),
        ("-2", "-5", "-5", "0"),
    ],
)
def test_what_is_served_and_not_invoiced_is_left(
    served: str, invoiced: str, ordered: str, left: str
) -> None:
    assert left_to_invoice(D(served), Standing(D(invoiced)), D(ordered)) == D(left)


@pytest.mark.parametrize(
    ("standing", "quantity", "net"),
    [
        (NOTHING, "1", 333),
        (NOTHING, "1.5", 500),
        (Standing(D(1), 333), "1", 334),
        (Standing(D(2), 667), "1", 333),
        (NOTHING, "3", 1000),
    ],
)
def test_a_part_costs_what_the_cumulative_quantity_is_worth_less_what_stands(
    standing: Standing, quantity: str, net: int
) -> None:
    assert share_minor(1000, D(3), standing, D(quantity)) == net
    mirrored = Standing(-standing.quantity, -standing.net_minor)
    assert share_minor(-1000, D(-3), mirrored, -D(quantity)) == -net


@given(
    net=st.integers(-(10**9), 10**9),
    parts=st.lists(st.decimals("0.000001", 1000, places=6), min_size=1, max_size=12),
)
def test_any_split_of_a_line_sums_to_its_net(net: int, parts: list[Decimal]) -> None:
    ordered, was = sum(parts, D(0)), NOTHING
    for quantity in parts:
        share = share_minor(net, ordered, was, quantity)
        exact = Fraction(net) * Fraction(was.quantity + quantity) / Fraction(ordered)
        was = Standing(was.quantity + quantity, was.net_minor + share)
        assert abs(was.net_minor - exact) <= Fraction(1, 2)
    assert was.net_minor == net


@pytest.mark.parametrize(
    ("before", "net", "part", "given_up"),
    [
        (1000, 900, Fraction(1), 100),
        (1000, 900, Fraction(1, 3), 33),
        (1000, 995, Fraction(1, 2), 3),  # 2.5 is half up
        (1000, 1000, Fraction(1, 2), 0),
        (-1000, -900, Fraction(1, 2), -50),
    ],
)
def test_a_part_gives_up_its_share_of_the_discount_on_the_whole(
    before: int, net: int, part: Fraction, given_up: int
) -> None:
    assert discount_share(before, net, part) == given_up


@pytest.mark.parametrize(("wished", "left"), [("3", "3"), ("0.000001", "3"), ("-3", "-3")])
def test_what_is_left_may_be_wished(wished: str, left: str) -> None:
    assert check_quantity(D(wished), D(left), "lines.0.quantity") == D(wished)


@pytest.mark.parametrize(
    ("wished", "left", "found", "expected"),
    [
        ("3.500", "3.00", "3.5", "at most 3"),
        ("0", "3", "0", "at most 3"),
        ("-1", "3", "-1", "at most 3"),
        ("1", "-3", "1", "at most -3"),
        ("1", "0", "1", "at most 0"),
        ("1E+3", "3", "1000", "at most 3"),
        ("NaN", "3", "NaN", "at most 3"),
        ("Infinity", "3", "Infinity", "at most 3"),
    ],
)
def test_more_than_is_left_is_refused(wished: str, left: str, found: str, expected: str) -> None:
    with pytest.raises(MoreThanLeft) as said:
        check_quantity(D(wished), D(left), "lines.2.quantity")
    assert said.value.field == "lines.2.quantity"
    assert said.value.facts == {"found": found, "expected": expected}


def test_what_was_bought_is_shared_as_what_is_sold() -> None:
    bought = Standing(D(2), 1000, 400).purchase
    assert (bought.quantity, bought.net_minor) == (2, 400)
    assert share_minor(600, D(3), bought, D(1)) == 200, "the last part takes what is left"
