"""The price at renewal: what may be agreed, and what an index makes of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.stages.quoting.core import uplift
from comptoir.stages.quoting.core.uplift import BadUplift, Uplift, UpliftKind

VALUES = st.decimals("0.01", "100000", places=4)
PERCENTS = st.decimals("0.0001", "100", places=4)
INDEX = UpliftKind.INDEX


@given(rule=st.one_of(
    st.builds(Uplift, st.just(UpliftKind.PERCENT), PERCENTS),
    st.builds(
        Uplift, st.just(INDEX), index=st.sampled_from(["SYNTEC", "ICHT-IME", "A.1"]),
        cap=st.none() | PERCENTS, base_on=st.none() | st.dates(),
    ),
))  # fmt: skip
def test_a_rule_is_kept_as_plain_data_and_read_back(rule):
    uplift.check(rule)
    assert uplift.load(uplift.dump(rule)) == rule


@given(base=VALUES, now=VALUES, cap=PERCENTS)
def test_an_index_is_followed_both_ways_and_a_cap_holds_both_ways(base, now, cap):
    free = uplift.change(Uplift(INDEX, index="SYNTEC"), base, now)
    assert (free > 0) <= (now > base) and (free < 0) <= (now < base)
    capped = uplift.change(Uplift(INDEX, index="SYNTEC", cap=cap), base, now)
    assert abs(capped) <= cap and abs(capped) <= abs(free)
    assert capped == free or abs(capped) == cap
    assert uplift.change(Uplift(INDEX, index="SYNTEC"), base, base) == 0


@given(before=VALUES, now=VALUES, cap=st.none() | PERCENTS)
def test_a_higher_value_never_makes_a_lower_price(before, now, cap):
    rule = Uplift(INDEX, index="SYNTEC", cap=cap)
    low, high = sorted((before, now))
    assert uplift.change(rule, D(100), low) <= uplift.change(rule, D(100), high)


def test_three_percent_is_three_percent_and_a_small_index_is_four_decimals():
    assert uplift.change(Uplift(UpliftKind.PERCENT, D(3))) == 3
    assert uplift.change(Uplift(INDEX, index="SYNTEC"), D("311.2"), D("320.5")) == D("2.9884")
    capped = Uplift(INDEX, index="SYNTEC", cap=D(2), base_on=date(2026, 1, 1))
    assert uplift.change(capped, D("311.2"), D("320.5")) == 2
    assert uplift.change(capped, D("320.5"), D("311.2")) == -2


@pytest.mark.parametrize("wrong", [
    Uplift(UpliftKind.PERCENT), Uplift(UpliftKind.PERCENT, D(-1)), Uplift(UpliftKind.PERCENT, D(101)),
    Uplift(UpliftKind.PERCENT, D("NaN")), Uplift(UpliftKind.PERCENT, D("0.00001")),
    Uplift(INDEX), Uplift(INDEX, index="x"), Uplift(INDEX, index="A B"),
    Uplift(INDEX, index="SYNTEC", cap=D(0)), Uplift(INDEX, index="SYNTEC", cap=D(101)),
])  # fmt: skip
def test_what_is_no_rule_is_refused_with_examples(wrong):
    with pytest.raises(BadUplift) as refused:
        uplift.check(wrong)
    assert refused.value.field == "uplift" and "SYNTEC max 5 %" in refused.value.facts["expected"]
