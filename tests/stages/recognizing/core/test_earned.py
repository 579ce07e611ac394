"""What a promise has earned follows from its state alone, whatever the order of its documents."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.stages.recognizing.core.earned import (
    Promise,
    Source,
    earned_minor,
    earned_quantity,
    expected_minor,
    given_back,
    served_minor,
    worth,
)
from comptoir.stages.recognizing.core.schedule import Pattern

D = Decimal
GOODS = Promise(Pattern.ON_DELIVERY, Source.LINE, base_minor=1000, ordered=D(3))
YEAR = Promise(
    Pattern.STRAIGHT_LINE, Source.CHARGE, base_minor=36_500, ordered=D(1),
    start=date(2026, 1, 1), end=date(2027, 1, 1),
)  # fmt: skip
AS_BILLED = Promise(Pattern.AS_BILLED, Source.LINE, base_minor=1000, ordered=D(3))


def goods(
    delivered: int = 0, returned: int = 0, invoiced: int = 0, credited: int = 0, billed: int = 0
) -> Promise:
    return replace(
        GOODS, delivered=D(delivered), returned=D(returned), invoiced=D(invoiced),
        credited=D(credited), billed_minor=billed,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("promise", "back"),
    [
        (goods(), 0),
        (goods(3), 0),
        (goods(3, 1), 1),
        # a return and its credit note tell of the same goods, whichever comes first
        (goods(3, 1, 3, 1), 1),
        (goods(3, 0, 3, 1), 1),
        (goods(3, 2, 3, 1), 2),
        # a credit first takes back what was invoiced ahead of the deliveries
        (goods(1, 0, 3, 2), 0),
        (goods(1, 0, 3, 3), 1),
        (goods(0, 0, 3, 3), 0),
        # never more than was delivered
        (goods(1, 3), 1),
    ],
)
def test_what_left_the_customer_again_is_counted_once(promise: Promise, back: int) -> None:
    assert given_back(promise) == back
    assert earned_quantity(promise) == promise.delivered - back


@pytest.mark.parametrize(
    ("promise", "earned", "expected"),
    [
        (goods(), 0, 1000),
        (goods(1), 333, 1000),
        (goods(2), 667, 1000),
        (goods(3), 1000, 1000),
        (goods(1, 1), 0, 667),
        (goods(3, 0, 3, 0, 1000), 1000, 1000),
        (goods(0, 0, 3, 0, 1000), 0, 1000),  # invoiced ahead earns nothing
        (goods(1, 0, 3, 0, 1000), 333, 1000),
        (goods(3, 0, 3, 0, 900), 900, 900),  # the price was corrected: 1.00 less
        (goods(1, 0, 3, 0, 900), 300, 900),
        (goods(2, 0, 1, 0, 233), 567, 900),  # one invoiced 1.00 lower, the others at their share
        (goods(3, 1, 3, 1, 667), 667, 667),
        (goods(3, 1, 3, 0, 1000), 667, 667),  # the return before its credit note
        (goods(3, 3, 3, 3, 0), 0, 0),
    ],
)
def test_goods_are_earned_by_what_the_customer_has_and_keeps(
    promise: Promise, earned: int, expected: int
) -> None:
    assert (earned_minor(promise), expected_minor(promise)) == (earned, expected)


def test_an_imported_take_back_earns_negative_revenue() -> None:
    taken = replace(goods(2), base_minor=-1000)
    assert (earned_minor(taken), expected_minor(taken)) == (-667, -1000)


@pytest.mark.parametrize(
    ("quantity", "value"),
    [("0", 0), ("0.5", 167), ("1", 333), ("1.5", 500), ("3", 1000)],
)
def test_a_part_of_a_line_is_worth_its_share_half_up(quantity: str, value: int) -> None:
    assert worth(GOODS, D(quantity)) == value


@pytest.mark.parametrize(
    ("through", "earned"),
    [
        (None, 0),
        (date(2025, 12, 31), 0),
        (date(2026, 1, 31), 3_100),
        (date(2026, 12, 30), 36_400),
        (date(2026, 12, 31), 36_500),
        (date(2027, 6, 30), 36_500),
    ],
)
def test_a_service_is_earned_day_by_day(through: date | None, earned: int) -> None:
    one = replace(YEAR, through=through)
    assert earned_minor(one) == earned
    assert served_minor(one, 73_000) == 2 * earned
    assert expected_minor(one) == 36_500


def test_a_service_billed_otherwise_is_earned_on_what_was_billed() -> None:
    less = replace(YEAR, invoiced=D(1), billed_minor=18_250, through=date(2026, 1, 31))
    assert (earned_minor(less), expected_minor(less)) == (1_550, 18_250)


@pytest.mark.parametrize("billed", [0, 400, 1000, -50])
def test_what_is_earned_as_billed_is_what_was_billed(billed: int) -> None:
    assert earned_minor(replace(AS_BILLED, billed_minor=billed)) == billed


@pytest.mark.parametrize(
    ("invoiced", "billed", "earned"), [(0, 0, 777), (1, 777, 777), (1, 700, 700)]
)
def test_a_use_is_earned_when_it_is_rated_and_follows_its_invoice(
    invoiced: int, billed: int, earned: int
) -> None:
    used = Promise(
        Pattern.AS_BILLED, Source.USAGE, 777, D(1), invoiced=D(invoiced), billed_minor=billed
    )
    assert earned_minor(used) == earned


PIECES = st.integers(0, 12)


@given(base=st.integers(0, 10_000), ordered=st.integers(1, 12), sums=st.tuples(PIECES, PIECES))
def test_goods_that_are_not_invoiced_earn_their_share_of_the_price(
    base: int, ordered: int, sums: tuple[int, int]
) -> None:
    delivered = min(sums[0], ordered)
    returned = min(sums[1], delivered)
    promise = Promise(Pattern.ON_DELIVERY, Source.LINE, base, D(ordered), D(delivered), D(returned))
    earned = earned_minor(promise)
    assert abs(earned * ordered - base * (delivered - returned)) * 2 <= ordered
    assert 0 <= earned <= base
    assert earned_minor(replace(promise, base_minor=-base)) == -earned


@given(base=st.integers(0, 10_000), billed=st.integers(0, 10_000), ordered=st.integers(1, 12))
def test_nothing_stays_deferred_once_both_sides_agree(base: int, billed: int, ordered: int) -> None:
    whole = D(ordered)
    promise = Promise(
        Pattern.ON_DELIVERY, Source.LINE, base, whole, whole, invoiced=whole, billed_minor=billed
    )
    assert earned_minor(promise) == expected_minor(promise) == billed
    empty = replace(promise, returned=whole, credited=whole, billed_minor=0)
    assert earned_minor(empty) == expected_minor(empty) == 0


@given(
    base=st.integers(0, 10_000),
    delivered=st.integers(0, 8),
    back=st.tuples(PIECES, PIECES),
)
def test_a_return_and_its_credit_note_may_come_in_either_order(
    base: int, delivered: int, back: tuple[int, int]
) -> None:
    """Delivered and invoiced alike; whether the goods or the paper came first, the quantity kept
    is the same."""
    returned, credited = (min(n, delivered) for n in back)
    one = Promise(
        Pattern.ON_DELIVERY, Source.LINE, base, D(8), D(delivered), D(returned), D(delivered),
        D(credited),
    )  # fmt: skip
    other = replace(one, returned=one.credited, credited=one.returned)
    assert earned_quantity(one) == earned_quantity(other) == delivered - max(returned, credited)


def test_of_a_charge_that_a_ramp_earns_only_what_documents_change_counts() -> None:
    """36.00 for January: nothing by itself, nothing once billed; 6.00 credited, −6.00 as its days pass."""
    start, end = date(2026, 1, 1), date(2026, 2, 1)
    charge = Promise(
        pattern=Pattern.STRAIGHT_LINE, source=Source.CHARGE, base_minor=3_600, ordered=Decimal(1),
        delivered=Decimal(1), start=start, end=end, through=date(2026, 1, 31), within=True,
    )  # fmt: skip
    assert (expected_minor(charge), earned_minor(charge)) == (0, 0)
    billed = replace(charge, invoiced=Decimal(1), billed_minor=3_600)
    assert expected_minor(billed) == 0
    credited = replace(billed, billed_minor=3_000)
    assert (expected_minor(credited), earned_minor(credited)) == (-600, -600)
