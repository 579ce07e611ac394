"""The rate of a day: never of later, never too old, exact, with its reason."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel.errors import Invalid
from comptoir.kernel.money import RATE_DIGITS, Money, exchanged, exponent, quotient
from comptoir.records.currencies.core.rates import (
    OLDEST,
    BadRate,
    Found,
    Rate,
    SameCurrency,
    Way,
    checked,
    rate_on,
)

DAY = date(2026, 11, 27)
CODES = ("EUR", "USD", "GBP", "JPY")
figures = st.decimals("0.0001", "99999", places=6)
pairs = st.tuples(st.sampled_from(CODES), st.sampled_from(CODES)).filter(lambda p: p[0] != p[1])
days = st.integers(-20, 20).map(lambda n: DAY + timedelta(days=n))
rates = st.builds(
    lambda day, pair, rate, revision: Rate(day, *pair, rate, "Example", revision),
    *(days, pairs, figures, st.integers(1, 3)),
)
CLOSE = Decimal(1).scaleb(2 - RATE_DIGITS)  # two divisions, relative


def rate(text: str, pair: str = "EURUSD", day: date = DAY, revision: int = 1) -> Rate:
    return Rate(day, pair[:3], pair[3:], Decimal(text), "Example", revision)


@given(st.lists(rates, max_size=20), pairs)
def test_no_rate_is_of_a_later_day_or_too_old_and_its_reason_gives_it_again(rows, pair):
    found = rate_on(rows, *pair, DAY, ("EUR",))
    if found is None:
        inside = [r for r in rows if 0 <= (DAY - r.day).days <= OLDEST]
        assert not any(set(r.pair) == set(pair) for r in inside)
        return
    assert 0 <= (DAY - found.day).days <= OLDEST
    assert all(r.day == found.day and r in rows for r in found.rates)
    same = [r for r in rows if (r.day, r.pair) in {(u.day, u.pair) for u in found.rates}]
    assert max(r.revision for r in same) >= max(u.revision for u in found.rates)
    if found.way is Way.DIRECT:
        assert found.rate == found.rates[0].rate
    if found.way is Way.INVERSE:
        assert found.rate == quotient(Decimal(1), found.rates[0].rate)
    if found.way is Way.CROSS:
        assert len(found.rates) == 2 and "EUR" in {*found.rates[0].pair, *found.rates[1].pair}


@given(figures)
def test_there_and_back_is_one_within_the_stated_precision(figure):
    rows = [Rate(DAY, "EUR", "USD", figure)]
    there, back = rate_on(rows, "EUR", "USD", DAY), rate_on(rows, "USD", "EUR", DAY)
    assert there and back and (there.way, back.way) == (Way.DIRECT, Way.INVERSE)
    assert abs(there.rate * back.rate - 1) <= CLOSE


@given(figures, figures)
def test_a_triangle_closes_within_the_stated_precision(dollars, pounds):
    rows = [Rate(DAY, "EUR", "USD", dollars), Rate(DAY, "EUR", "GBP", pounds)]
    legs = [rate_on(rows, a, b, DAY, ("EUR",)) for a, b in (("USD", "GBP"), ("GBP", "EUR"))]
    whole = rate_on(rows, "USD", "EUR", DAY, ("EUR",))
    assert whole and legs[0] and legs[1] and legs[0].way is Way.CROSS
    assert abs(legs[0].rate * legs[1].rate / whole.rate - 1) <= 2 * CLOSE


@given(st.integers(-(10**12), 10**12), figures, st.sampled_from(CODES))
def test_an_amount_is_rounded_once_to_the_nearest_minor_unit(minor, figure, target):
    amount = Money(minor, "EUR")
    exact = amount.major * figure
    got = exchanged(amount, figure, target)
    assert abs(got.major - exact) <= Decimal("0.5").scaleb(-exponent(target))


def test_the_later_day_the_direction_the_revision_and_the_pair_go_first():
    week = DAY - timedelta(days=7)
    found = rate_on([rate("1.08", day=week), rate("0.90", "USDEUR")], "EUR", "USD", DAY)
    assert found and (found.way, found.day) == (Way.INVERSE, DAY)
    both = rate_on([rate("1.10"), rate("0.90", "USDEUR")], "EUR", "USD", DAY)
    assert both and both.way is Way.DIRECT
    for rows in (
        [rate("1.08"), rate("1.09", revision=2)],
        [rate("1.09", revision=2), rate("1.08")],
    ):
        corrected = rate_on(rows, "EUR", "USD", DAY)
        assert corrected and corrected.rate == Decimal("1.09")
    legs = [rate("1.10"), rate("0.85", "EURGBP")]
    own = rate_on([*legs, rate("1.30", "GBPUSD", week)], "GBP", "USD", DAY, ("EUR",))
    assert own and (own.way, own.day, own.origin) == (Way.DIRECT, week, "Example")


def test_a_cross_needs_both_rates_of_one_day_and_goes_through_what_it_may():
    apart = [rate("1.10"), rate("0.85", "EURGBP", DAY - timedelta(days=1))]
    assert rate_on(apart, "GBP", "USD", DAY, ("EUR",)) is None
    legs = [rate("1.10"), rate("0.88", "EURGBP")]
    assert rate_on(legs, "GBP", "USD", DAY) is None
    found = rate_on(legs, "GBP", "USD", DAY, ("JPY", "EUR"))
    assert found and (found.way, found.rate) == (Way.CROSS, Decimal("1.25"))
    assert [r.target for r in found.rates] == ["GBP", "USD"]
    assert rate_on([rate("1.10", day=DAY - timedelta(days=11))], "EUR", "USD", DAY) is None
    assert rate_on([], "EUR", "EUR", DAY) == Found("EUR", "EUR", Decimal(1), DAY, Way.SAME)


@pytest.mark.parametrize(
    ("figure", "source", "target", "field"),
    [
        ("0", "EUR", "USD", "rate"),
        ("-1", "EUR", "USD", "rate"),
        ("NaN", "EUR", "USD", "rate"),
        ("1E12", "EUR", "USD", "rate"),
        ("1.0000000000001", "EUR", "USD", "rate"),
        ("1", "eur", "USD", "from_currency"),
        ("1", "EUR", "US", "to_currency"),
    ],
)
def test_what_is_no_rate_is_refused_by_name(figure, source, target, field):
    with pytest.raises(BadRate) as said:
        checked(Decimal(figure), source, target)
    assert said.value.field == field


def test_one_currency_has_no_rate_with_itself_and_an_unknown_one_is_refused():
    with pytest.raises(SameCurrency):
        checked(Decimal(1), "EUR", "EUR")
    assert checked(Decimal("1.0856"), "EUR", "USD") == Decimal("1.0856")
    with pytest.raises(Invalid):
        rate_on([], "EURO", "USD", DAY)
