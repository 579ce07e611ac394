"""When the buyer pays what: the bills add up to the offer, whatever it holds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel.period import add_months
from comptoir.pages.portal.core import payments as core

TODAY = date(2026, 1, 31)
RATES = (D("20.00"), D("5.50"), D(0))
charges = st.lists(
    st.builds(
        core.Charge,
        net_minor=st.integers(0, 10**7),
        rate=st.sampled_from(RATES),
        months=st.sampled_from((1, 3, 12)),
        first_on=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
        times=st.integers(1, 36),
        arrears=st.booleans(),
    )
    | st.builds(
        core.Charge, net_minor=st.integers(0, 10**7), rate=st.sampled_from(RATES),
        months=st.just(0), first_on=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    ),
    min_size=1, max_size=8,
)  # fmt: skip


def vat_of(found: list[core.Charge]) -> dict[D, int]:
    base: dict[D, int] = {}
    for one in found:
        base[one.rate] = base.get(one.rate, 0) + one.net_minor * one.times
    return {rate: int(net * rate / 100) for rate, net in base.items()}


@given(charges, st.integers(0, 100))
def test_the_bills_add_up_to_the_offer_and_a_deposit_is_only_moved_to_the_front(
    found: list[core.Charge], percent: int
) -> None:
    vat = vat_of(found)
    gross = sum(c.net_minor * c.times for c in found) + sum(vat.values())
    plain = core.bills(found, vat, TODAY)
    deposit = gross * percent // 100
    paid = core.bills(found, vat, TODAY, deposit)
    assert sum(b.total_minor for b in plain) == sum(b.total_minor for b in paid) == gross
    assert [b.on for b in paid] == sorted(b.on for b in paid)
    assert all(m >= 0 for b in paid for m in (*b.parts.values(), b.deposit_minor))
    assert sum(b.deposit_minor for b in paid) == deposit
    assert deposit == 0 or paid[0].deposit_minor == deposit
    months = core.by_month(paid)
    assert sum(sum(row[1:]) for row in months) == gross
    assert len(months) <= 36
    for every in (1, 3, 12):
        runs = core.rhythms(plain, every)
        billed = sum(1 for b in plain if b.parts.get(every))
        assert sum(run.times for run in runs) == billed


def test_a_year_by_the_month_after_a_delivery_reads_as_one_sentence() -> None:
    monthly = core.Charge(9_000, D(20), 1, date(2026, 2, 1), times=36)
    once = core.Charge(100_000, D(20), 0, TODAY)
    found = core.bills([monthly, once], {D(20): 84_800}, TODAY)
    assert (found[0].on, found[0].once_minor, found[0].total_minor) == (TODAY, 120_000, 120_000)
    assert core.rhythms(found, 1) == [core.Rhythm(date(2026, 2, 1), 1, 36, 10_800)]
    paid = core.bills([monthly, once], {D(20): 84_800}, TODAY, 125_000)
    assert [r.minor for r in core.rhythms(paid, 1)] == [5_800, 10_800]
    assert paid[0].deposit_minor == 125_000


def test_arrears_come_after_their_period_and_the_31st_stays() -> None:
    late = core.Charge(100, D(0), 1, TODAY, times=3, arrears=True)
    assert [b.on for b in core.bills([late], {}, TODAY)] == [
        date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30),
    ]  # fmt: skip


def test_many_months_are_drawn_by_the_quarter_and_nothing_is_drawn_of_nothing() -> None:
    long = core.Charge(100, D(0), 1, date(2026, 1, 1), times=60)
    rows = core.by_month(core.bills([long], {}, TODAY))
    assert (len(rows), rows[1][0], rows[0][3]) == (20, add_months(date(2026, 1, 1), 3), 300)
    assert core.by_month([]) == []
    ages = core.Charge(100, D(0), 12, date(2026, 1, 1), times=50)
    assert len(core.by_month(core.bills([ages], {}, TODAY), most=12)) == 1
