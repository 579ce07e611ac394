"""A payment settles what it is told, or the oldest first; the rest stays unapplied."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.stages.collecting.core.allocation import (
    NotAPayment,
    NotOpen,
    OpenDocument,
    OverAllocation,
    Settlement,
    Share,
    oldest_first,
    settle_as_told,
    settle_in_order,
)

MAY = OpenDocument("A", date(2026, 5, 1), 9900)
JUNE = OpenDocument("B", date(2026, 6, 1), 5000)
JUNE_TOO = OpenDocument("C", date(2026, 6, 1), 100)


def test_the_oldest_debt_comes_first() -> None:
    assert oldest_first([JUNE_TOO, JUNE, MAY]) == [MAY, JUNE, JUNE_TOO]


# CASH-14 (odoo issue 9542): a part payment leaves the invoice open
@pytest.mark.parametrize(
    ("amount", "shares", "unapplied"),
    [
        (4000, (Share("A", 4000),), 0),
        (9900, (Share("A", 9900),), 0),
        (10000, (Share("A", 9900), Share("B", 100)), 0),
        (20000, (Share("A", 9900), Share("B", 5000)), 5100),
    ],
)
def test_money_goes_as_far_as_it_goes(
    amount: int, shares: tuple[Share, ...], unapplied: int
) -> None:
    assert settle_in_order(amount, [MAY, JUNE]) == Settlement(shares, unapplied)


def test_money_without_a_debt_stays_unapplied() -> None:
    assert settle_in_order(100, []) == Settlement((), 100)
    assert settle_as_told(100, [MAY], []) == Settlement((), 100)


def test_the_collector_may_say_what_is_settled() -> None:
    told = (Share("B", 4000), Share("A", 1), Share("B", 1000))
    assert settle_as_told(6000, [MAY, JUNE], told) == Settlement(told, 999)


@pytest.mark.parametrize(
    ("amount", "told", "refusal", "field"),
    [
        (20000, [Share("A", 9901)], OverAllocation, "allocations.1.amount"),
        (20000, [Share("B", 5000), Share("B", 1)], OverAllocation, "allocations.2.amount"),
        (20000, [Share("A", 0)], OverAllocation, "allocations.1.amount"),
        (20000, [Share("A", -1)], OverAllocation, "allocations.1.amount"),
        (5000, [Share("A", 5001)], OverAllocation, "allocations"),
        (5000, [Share("Z", 1)], NotOpen, "allocations.1.id"),
        (0, [], NotAPayment, "amount"),
    ],
)
def test_more_than_there_is_is_refused_by_field(
    amount: int, told: list[Share], refusal: type[Exception], field: str
) -> None:
    with pytest.raises(refusal) as said:
        settle_as_told(amount, [MAY, JUNE], told)
    assert getattr(said.value, "field", None) == field


def test_a_payment_of_nothing_is_refused() -> None:
    with pytest.raises(NotAPayment):
        settle_in_order(-1, [MAY])


documents = st.lists(
    st.builds(OpenDocument, st.uuids().map(str), st.dates(), st.integers(0, 10**9)),
    max_size=20,
    unique_by=lambda d: d.id,
)


@given(st.integers(1, 10**10), documents)
def test_no_cent_is_lost_or_used_twice(amount: int, debts: list[OpenDocument]) -> None:
    found = settle_in_order(amount, oldest_first(debts))
    assert sum(s.amount_minor for s in found.shares) + found.unapplied_minor == amount
    assert found.unapplied_minor == max(amount - sum(d.open_minor for d in debts), 0)
    assert settle_as_told(amount, debts, found.shares) == found
