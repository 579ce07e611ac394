"""Which moves of an order line are allowed."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.stages.fulfilling.core import conditions, quantities
from comptoir.stages.fulfilling.core.quantities import LineState, delivery_lines, return_lines


def state(ordered, delivered=0, returned=0, id=1, deliverable=True) -> LineState:
    return LineState(id, "Pump", deliverable, D(ordered), D(delivered), D(returned))


def test_nothing_asked_means_all_that_is_left():
    lines = [state(10, 4), state(5, 5, id=2), state(3, id=3, deliverable=False)]
    assert delivery_lines(lines, None) == [(1, D(6))]


def test_a_line_that_takes_goods_back_mirrors():
    assert delivery_lines([state(-3, -1)], None) == [(1, D(-2))]
    assert return_lines([state(-3, -3)], [(1, D(-3))]) == [(1, D(-3))]
    with pytest.raises(quantities.OverDelivery):
        delivery_lines([state(-3, -1)], [(1, D(-3))])
    with pytest.raises(quantities.BadDeliveredQuantity):
        delivery_lines([state(-3)], [(1, D(1))])


@pytest.mark.parametrize(
    ("lines", "asked", "error"),
    [
        ([state(5, 5)], None, quantities.NothingToDeliver),
        ([state(5)], [], quantities.NothingToDeliver),
        ([state(5)], [(2, D(1))], quantities.NotOfThisOrder),
        ([state(5)], [(1, D(1)), (1, D(1))], quantities.LineTwice),
        ([state(5, deliverable=False)], [(1, D(1))], quantities.NotDeliverable),
        ([state(5)], [(1, D(6))], quantities.OverDelivery),
        ([state(5)], [(1, D(0))], quantities.BadDeliveredQuantity),
        ([state(5)], [(1, D("Infinity"))], quantities.BadDeliveredQuantity),
        ([state(5)], [(1, D("0.1234567"))], quantities.BadDeliveredQuantity),
    ],
)
def test_a_delivery_is_refused(lines, asked, error):
    with pytest.raises(error):
        delivery_lines(lines, asked)


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ([], quantities.NothingToReturn),
        ([(1, D(3))], quantities.ReturnTooMuch),
        ([(9, D(1))], quantities.NotOfThisOrder),
    ],
)
def test_a_return_is_refused(asked, error):
    with pytest.raises(error):
        return_lines([state(5, 4, 2)], asked)


def test_only_known_conditions_are_recorded():
    conditions.check_condition("good")
    with pytest.raises(conditions.UnknownCondition) as refused:
        conditions.check_condition("fine")
    assert refused.value.facts["expected"] == "good | damaged | incomplete"


@given(st.integers(1, 50), st.lists(st.integers(1, 50), max_size=12))
def test_however_often_one_tries_no_more_leaves_than_was_ordered(ordered, tries):
    delivered = D(0)
    for wish in tries:
        line = state(ordered, delivered)
        try:
            [(_, quantity)] = delivery_lines([line], [(1, D(wish))])
        except quantities.OverDelivery:
            assert delivered + wish > ordered
        else:
            delivered += quantity
    assert delivered <= ordered
