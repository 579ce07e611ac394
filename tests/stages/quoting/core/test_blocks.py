from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal as D
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel.money import to_places
from comptoir.stages.quoting.core import blocks, ramps
from comptoir.stages.quoting.core.ramps import BadSegment, BadSegments, Segment

months = st.lists(st.integers(1, 30), min_size=2, max_size=6)


@dataclass
class Row:
    level: int = 0
    block: str = ""
    charge_kind: str = "one_off"
    billing_months: int | None = None
    total_minor: int = 0
    starts_month: int = 0
    term_months: int | None = None
    net_minor: int = 0


@given(price=st.integers(0, 10**9), alone=st.lists(st.integers(0, 10**7), min_size=1, max_size=12))
def test_the_parts_of_a_bundle_always_cost_what_it_costs(price, alone):
    parts = blocks.split(price, alone)
    assert sum(parts) == price
    whole = sum(alone)
    for part, own in zip(parts, alone, strict=True):
        exact = price * own / whole if whole else price / len(alone)
        assert abs(part - exact) <= 1


def test_a_head_costs_what_stands_under_it_at_any_depth_and_estimates_do_not_count():
    rows = [
        Row(block="bundle"), Row(1, "bundle"), Row(2, total_minor=5),
        Row(1, charge_kind="usage", total_minor=9), Row(1, total_minor=2), Row(total_minor=40),
    ]  # fmt: skip
    assert blocks.totals_minor(rows) == {0: 7, 1: 5}
    assert (blocks.end_of(rows, 0), blocks.end_of(rows, 1), blocks.end_of(rows, 5)) == (5, 3, 6)
    assert [blocks.head_of(rows, at) for at in range(6)] == [0, 0, 0, 0, 0, 5]
    assert blocks.carrying(rows, 0) == [2, 4]


@given(lengths=months, billing=st.sampled_from([1, 3, 6, 12]))
def test_the_stretches_of_a_ramp_cover_its_term_without_gap_in_the_rhythm_of_the_term(
    lengths, billing
):
    segments = [Segment(months=n, quantity=D(1)) for n in lengths]
    found = ramps.stretches(segments, billing)
    assert found[0].starts_month == 0
    assert sum(s.months for s in found) == sum(lengths)
    for one, following in pairwise(found):
        assert one.starts_month + one.months == following.starts_month
        assert (
            ramps.period(date(2026, 1, 31), one).end
            == ramps.period(date(2026, 1, 31), following).start
        )
    for s in found:
        assert s.months % s.billing_months == 0
        assert s.share * billing == s.billing_months or abs(
            s.share * billing - s.billing_months
        ) < D("1e-50")
        inside = s.starts_month % billing == 0 or s.billing_months < billing
        assert inside
    for number, length in enumerate(lengths, start=1):
        assert sum(s.months for s in found if s.number == number) == length


def test_a_border_inside_a_year_cuts_its_bill_in_two_pieces():
    found = ramps.stretches(
        [Segment(months=18, quantity=D(1)), Segment(months=18, quantity=D(2))], 12
    )
    assert [(s.number, s.starts_month, s.months, s.billing_months, s.share) for s in found] == [
        (1, 0, 12, 12, 1), (1, 12, 6, 6, D("0.5")), (2, 18, 6, 6, D("0.5")), (2, 24, 12, 12, 1),
    ]  # fmt: skip


def test_a_yearly_increase_compounds_and_the_first_months_may_be_free():
    found = ramps.yearly(30, D(10), D(3), free_months=2)
    assert [(s.months, s.uplift) for s in found] == [(2, 0), (10, 0), (12, 3), (6, D("6.09"))]
    assert found[0].discount_value == 100
    assert ramps.load(ramps.dump(found)) == tuple(found)
    assert [s.months for s in ramps.yearly(24, D(1), D(0))] == [12, 12]
    assert [s.months for s in ramps.yearly(24, D(1), D(0), free_months=14)] == [14, 10]


@given(
    rows=st.lists(
        st.tuples(
            st.integers(0, 40),
            st.integers(1, 8),
            st.sampled_from([1, 3, 12]),
            st.integers(0, 10**6),
        ),
        max_size=6,
    )
)
def test_the_years_of_a_contract_add_up_to_its_value(rows):
    lines = [
        Row(starts_month=start, term_months=n * each, billing_months=each, net_minor=net)
        for start, n, each, net in rows
    ]
    whole = sum(li.net_minor * (li.term_months or 0) // (li.billing_months or 1) for li in lines)
    assert sum(y.acv_minor for y in ramps.years(lines)) == whole


@pytest.mark.parametrize(
    ("segments", "error"),
    [
        ([Segment(months=12, quantity=D(1))], BadSegments),
        ([Segment(months=0, quantity=D(1)), Segment(months=1, quantity=D(1))], BadSegments),
        ([Segment(months=200, quantity=D(1))] * 2, BadSegments),
        ([Segment(months=1, quantity=D(1), discount_kind="amount")] * 2, BadSegment),
        (
            [Segment(months=1, quantity=D(1), discount_kind="percent", discount_value=D(101))] * 2,
            BadSegment,
        ),
        ([Segment(months=1, quantity=D(1), uplift=D(-1))] * 2, BadSegment),
    ],
)
def test_what_is_no_ramp_is_refused(segments, error):
    with pytest.raises(error):
        ramps.check(segments)


@given(lengths=months)
def test_a_ramp_with_its_increases_is_accepted(lengths):
    ramps.check([Segment(months=n, quantity=D(1), uplift=D(n)) for n in lengths])


@given(data=st.data(), lengths=months, billing=st.sampled_from([1, 3, 6, 12]))
def test_each_stretch_costs_the_amount_that_was_agreed_for_it(data, lengths, billing):
    free = data.draw(st.lists(st.booleans(), min_size=len(lengths), max_size=len(lengths)))
    before = [
        Segment(months=n, quantity=D(3), uplift=D(n), discount_kind="percent", discount_value=D(off * 100))
        for n, off in zip(lengths, free, strict=True)
    ]  # fmt: skip
    pieces = ramps.stretches(before, billing)
    amounts = st.one_of(st.none(), st.decimals(0, 10**6, places=2))
    agreed = data.draw(st.lists(amounts, min_size=len(pieces), max_size=len(pieces)))
    prices = [None if amount is None else ("total", amount) for amount in agreed]
    after = ramps.priced(before, billing, prices, 2)
    found = ramps.stretches(after, billing)
    assert [(s.starts_month, s.months, s.share) for s in found] == [
        (s.starts_month, s.months, s.share) for s in pieces
    ]
    ramps.check(after)
    for old, new, amount in zip(pieces, found, agreed, strict=True):
        was, now = before[old.number - 1], after[new.number - 1]
        assert (now.quantity, now.uplift) == (was.quantity, was.uplift)
        if amount is None:
            assert (now.discount_kind, now.discount_value) == (
                was.discount_kind,
                was.discount_value,
            )
        else:
            assert to_places(now.discount_value * new.share, 2) == amount


@given(lengths=months, billing=st.sampled_from([1, 3, 12]))
def test_a_percentage_leaves_the_segments_whole(lengths, billing):
    before = [Segment(months=n, quantity=D(1)) for n in lengths]
    prices = [("percent", D(8))] * len(ramps.stretches(before, billing))
    after = ramps.priced(before, billing, prices, 2)
    assert [s.months for s in after] == lengths
    assert {(s.discount_kind, s.discount_value) for s in after} == {("percent", D(8))}
