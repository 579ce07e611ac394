"""The payment schedule: every split sums to the total, net, VAT and per decision."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.stages.quoting.core import schedule as core
from comptoir.stages.quoting.core.schedule import Due, Installment, Share, Tax

A, B = Tax(UUID(int=1), D(20)), Tax(UUID(int=2), D("5.5"))


def percent(value: str, due: Due = Due.SIGNATURE) -> Installment:
    return Installment(due, Share.PERCENT, D(value))


REST = Installment(Due.ACCEPTANCE, Share.REST)
USUAL = (percent("30"), percent("40", Due.DELIVERY), percent("30", Due.ACCEPTANCE))


@given(
    st.lists(st.integers(1, 9_999), min_size=1, max_size=6).filter(lambda w: sum(w) < 10_000),
    st.integers(100, 10**9), st.integers(0, 10**9),
)  # fmt: skip
def test_installments_sum_to_the_total_and_to_each_decision(weights, one, other):
    rows = [*(percent(f"{w / D(100)}") for w in weights), REST]
    bases = {A: one, B: other}
    found = core.plan(rows, bases, 2) if one * (10_000 - sum(weights)) >= 10_000 else ()
    if not found:
        return
    assert sum(p.net_minor for p in found) == one + other
    for tax, base in bases.items():
        assert sum(p.nets.get(tax, 0) for p in found) == base
    vat = core._vat(bases)
    assert sum(p.vat_minor for p in found) == vat
    for weight, planned in zip(weights, found, strict=False):
        assert abs(planned.net_minor - Fraction((one + other) * weight, 10_000)) < 1


def test_thirty_forty_thirty():
    found = core.plan(USUAL, {A: 1_000_01, B: 100_00}, 2)
    assert [(p.net_minor, p.vat_minor, p.gross_minor) for p in found] == [
        (33000, 6165, 39165), (44001, 8220, 52221), (33000, 6165, 39165)
    ]  # fmt: skip


def test_amounts_percentages_and_the_rest_mix():
    rows = (Installment(Due.DATE, Share.NET, D("250"), date(2027, 3, 1)), percent("50"), REST)
    core.check(rows)
    found = core.plan(rows, {A: 1_000_00}, 2)
    assert [p.net_minor for p in found] == [25000, 50000, 25000]
    assert core.load(core.dump(rows)) == rows
    assert core.upfront(rows, 1_000_00, 2) == 50
    assert core.upfront(rows, 0, 2) == 50
    paid = (Installment(Due.SIGNATURE, Share.NET, D("250")), REST)
    assert core.upfront(paid, 1_000_00, 2) == 25
    assert core.upfront(paid, 0, 2) == 0
    assert core.upfront(USUAL, 1_000_00, 2) == 30
    late = (percent("40", Due.ACCEPTANCE), Installment(Due.SIGNATURE, Share.REST))
    assert core.upfront(late, 1_000_00, 2) == 60, "the rest may be what is due first"
    assert core.plan((), {}, 2) == ()


@pytest.mark.parametrize(
    ("rows", "error"),
    [
        ((percent("30"), percent("60")), core.ScheduleSum),
        ((percent("30"), percent("80")), core.ScheduleSum),
        ((percent("101"), REST), core.ScheduleSum),
        ((percent("0"), REST), core.BadInstallment),
        ((percent("-5"), REST), core.BadInstallment),
        ((REST, percent("5")), core.BadInstallment),
        ((Installment(Due.DATE, Share.REST),), core.BadInstallment),
        ((Installment(Due.SIGNATURE, Share.REST, due_on=date(2027, 1, 1)),), core.BadInstallment),
        ((percent("1"),) * 12 + (REST,), core.TooManyInstallments),
    ],
)
def test_what_is_no_schedule_is_refused(rows, error):
    with pytest.raises(error):
        core.check(rows)


def test_amounts_that_do_not_meet_the_total_are_refused():
    over = (Installment(Due.SIGNATURE, Share.NET, D("1000")), REST)
    short = (Installment(Due.SIGNATURE, Share.NET, D("400")), percent("50"))
    for rows in (over, short):
        core.check(rows)
        with pytest.raises(core.ScheduleSum) as refused:
            core.plan(rows, {A: 1_000_00}, 2)
        assert refused.value.facts["expected"] == "1000.00"
    with pytest.raises(core.NothingOnce):
        core.plan(USUAL, {}, 2)
