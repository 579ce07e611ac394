"""What is asked before delivery is taken off again to the cent, each rate for itself."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.stages.invoicing.core.deposits import (
    Deposit,
    Tax,
    deduction_minor,
    deductions,
    deposits_minor,
)

D = Decimal
FULL, REDUCED, ZERO = (
    Tax(UUID(int=1), D(20)), Tax(UUID(int=2), D("5.5")), Tax(UUID(int=3), D(0)),
)  # fmt: skip
HALF = Deposit(UUID(int=9), FULL, asked=500, consumed=0, base=1000, invoiced=0)


@pytest.mark.parametrize(
    ("percent", "asked"),
    [
        ("30", {FULL: 30_000, REDUCED: 17}),  # 0.165 is half up
        ("33.33", {FULL: 33_330, REDUCED: 18}),
        ("100", {FULL: 100_000, REDUCED: 55}),
        ("0.5", {FULL: 500}),  # 0.00275 is nothing
        ("0", {}),
    ],
)
def test_a_deposit_is_a_percentage_of_the_net_of_each_rate(
    percent: str, asked: dict[Tax, int]
) -> None:
    assert deposits_minor({FULL: 100_000, REDUCED: 55, ZERO: 0}, D(percent)) == asked


def test_nothing_is_asked_on_what_is_owed_to_the_customer() -> None:
    assert deposits_minor({FULL: -100_000}, D(30)) == {}


@pytest.mark.parametrize(
    ("change", "now", "taken"),
    [
        ({}, 1000, 500),
        ({}, 400, 200),
        ({}, 333, 167),  # 166.5 is half up
        ({"invoiced": 333, "consumed": 167}, 333, 166),
        ({"invoiced": 666, "consumed": 333}, 334, 167),  # completes the order: the rest
        ({"consumed": 500}, 1000, 0),
        ({"consumed": 300}, 400, 0),  # more was taken than this far of the order
        ({}, 0, 0),
        ({}, -100, 0),
        ({"asked": 0}, 1000, 0),  # the deposit was credited whole
        ({"base": 0}, 300, 300),  # nothing is left of the order: as much as the invoice bears
        ({"asked": 900, "base": 500}, 600, 600),
    ],
)
def test_an_invoice_takes_its_share_of_the_deposit(
    change: dict[str, int], now: int, taken: int
) -> None:
    assert deduction_minor(replace(HALF, **change), now) == taken


@given(nets=st.lists(st.integers(1, 10_000), min_size=1, max_size=8), percent=st.integers(1, 100))
def test_the_invoices_of_an_order_consume_its_deposit_to_the_cent(
    nets: list[int], percent: int
) -> None:
    asked = deposits_minor({FULL: sum(nets)}, D(percent)).get(FULL, 0)
    deposit = Deposit(UUID(int=9), FULL, asked, 0, sum(nets), 0)
    for net in nets:
        taken = deduction_minor(deposit, net)
        assert 0 <= taken <= net
        deposit = replace(
            deposit, consumed=deposit.consumed + taken, invoiced=deposit.invoiced + net
        )
    assert deposit.consumed == asked


def test_each_rate_pays_its_own_deposit_the_highest_first() -> None:
    second = replace(HALF, invoice_id=UUID(int=8), tax=REDUCED)
    other = replace(HALF, tax=ZERO)
    found = deductions([second, other, HALF], {FULL: 400, REDUCED: 100})
    assert found == [(HALF, 200), (second, 50)]


def test_deposits_of_one_rate_are_taken_in_the_order_of_their_decisions() -> None:
    earlier = replace(HALF, tax=Tax(UUID(int=0), D(20)))
    found = deductions([HALF, earlier], {FULL: 1000, earlier.tax: 1000})
    assert found == [(earlier, 500), (HALF, 500)]
