"""Money is exact, rounds half up once, and never loses a cent when it is split."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel.money import (
    Money,
    NotAnAmount,
    TooManyDecimals,
    UnknownCurrency,
    allocate,
    allocate_minor,
    exchanged,
    exponent,
    extend,
    extend_minor,
    half_up,
    is_whole,
    money,
    nearest,
    quotient,
    to_places,
    total,
    up_to_places,
    whole_down,
    whole_up,
)

cents = st.integers(-(10**15), 10**15)
weights = st.lists(st.integers(0, 10**6), min_size=1, max_size=40).filter(any)


def eur(amount: str) -> Money:
    return money(amount, "EUR")


@pytest.mark.parametrize(
    ("currency", "digits"), [("EUR", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4), ("GBP", 2)]
)
def test_each_currency_has_its_number_of_decimals(currency: str, digits: int) -> None:
    assert exponent(currency) == digits


@pytest.mark.parametrize("wrong", ["", "eur", "EU", "EURO", "ÉUR", "EU1", "E R"])
def test_what_is_no_currency_code_is_refused(wrong: str) -> None:
    with pytest.raises(UnknownCurrency) as refusal:
        exponent(wrong)
    assert (refusal.value.field, refusal.value.facts["found"]) == ("currency", wrong)


# round-currency-02 (billing cases; flexprice currency_rounding_test.go, openmeter currency_test.go)
@pytest.mark.parametrize(
    ("value", "currency", "shown"),
    [
        ("10.278798", "USD", "10.28"),
        ("10.275", "USD", "10.28"),
        ("1023.45", "JPY", "1023"),
        ("1023.5", "JPY", "1024"),
        ("0.005", "USD", "0.01"),
        ("1.235", "USD", "1.24"),
        ("-1.235", "USD", "-1.24"),
        ("17.9699999999999988631316", "EUR", "17.97"),  # wallet-rounding-07 (getlago)
    ],
)
def test_half_a_cent_rounds_away_from_zero(value: str, currency: str, shown: str) -> None:
    assert str(extend(Decimal(value), Decimal(1), currency)) == f"{shown} {currency}"


@given(cents)
def test_a_decimal_and_a_fraction_round_alike(mills: int) -> None:
    assert half_up(Decimal(mills).scaleb(-1)) == half_up(Fraction(mills, 10))


@given(st.fractions())
def test_rounding_moves_a_value_by_at_most_one_half_and_mirrors_its_sign(x: Fraction) -> None:
    assert abs(half_up(x) - x) <= Fraction(1, 2)
    assert half_up(-x) == -half_up(x)


@given(
    st.decimals(-(10**9), 10**9, places=12, allow_nan=False),
    st.decimals(-(10**6), 10**6, places=6, allow_nan=False),
    st.sampled_from([0, 2, 3, 4]),
)
def test_a_price_times_a_quantity_is_exact_until_its_one_rounding(
    rate: Decimal, quantity: Decimal, digits: int
) -> None:
    exact = Fraction(rate) * Fraction(quantity) * 10**digits
    assert extend_minor(rate, quantity, digits) == half_up(exact)


# round-jpy-10 (billing cases; odoo issue 265433): the unit price stays unrounded.
def test_yen_are_rounded_on_the_line_not_on_the_unit_price() -> None:
    assert extend(Decimal("100.5"), Decimal(2), "JPY") == Money(201, "JPY")


@given(cents, cents)
def test_adding_then_taking_away_gives_the_same_money(a: int, b: int) -> None:
    x, y = Money(a, "EUR"), Money(b, "EUR")
    assert x + y - y == x
    assert (-x) + x == Money(0, "EUR")
    assert total([x, y, -y], "EUR") == x
    assert (x < y, x <= y, x > y, x >= y) == (a < b, a <= b, a > b, a >= b)
    assert bool(x) is (a != 0)


def test_the_sum_of_nothing_is_zero() -> None:
    assert total([], "JPY") == Money(0, "JPY")


@pytest.mark.parametrize("how", ["__add__", "__sub__", "__lt__", "__le__"])
def test_two_currencies_never_meet(how: str) -> None:
    with pytest.raises(AssertionError, match=r"EUR . JPY|EUR .= JPY"):
        getattr(eur("1.00"), how)(Money(1, "JPY"))


@given(cents, st.sampled_from(["EUR", "JPY", "KWD", "CLF"]))
def test_an_amount_survives_being_written_in_major_units(minor: int, currency: str) -> None:
    amount = Money(minor, currency)
    assert money(amount.major, currency) == amount
    assert money(str(amount.major), currency) == amount
    assert amount.major.as_tuple().exponent == -exponent(currency)


def test_money_is_shown_with_all_its_decimals() -> None:
    assert str(Money(1050, "EUR")) == "10.50 EUR"
    assert str(Money(0, "KWD")) == "0.000 KWD"


def test_money_scales_by_a_fraction_rounding_once() -> None:
    assert eur("1200.00").times(Fraction(184, 365)) == eur("604.93")
    assert eur("-0.01").times(Fraction(1, 2)) == eur("-0.01")


def test_more_decimals_than_the_currency_has_are_refused() -> None:
    with pytest.raises(TooManyDecimals) as refusal:
        money("1.005", "EUR")
    assert refusal.value.facts == {"found": "1.005", "expected": "at most 2 decimals in EUR"}


@pytest.mark.parametrize(
    "wrong", ["", "abc", "NaN", "sNaN", "Infinity", "-Infinity", "1e30", "10,50"]
)
def test_what_is_no_amount_is_refused(wrong: str) -> None:
    with pytest.raises(NotAnAmount) as refusal:
        money(wrong, "EUR")
    assert refusal.value.facts["found"] == wrong


@given(cents, weights)
def test_splitting_money_never_loses_a_cent(whole: int, shares: list[int]) -> None:
    parts = allocate(Money(whole, "EUR"), shares)
    assert total(parts, "EUR") == Money(whole, "EUR")
    for part, share in zip(parts, shares, strict=True):
        assert abs(part.minor - Fraction(whole * share, sum(shares))) < 1


@given(cents, weights)
def test_splitting_a_debt_mirrors_splitting_a_claim(whole: int, shares: list[int]) -> None:
    assert allocate_minor(-whole, shares) == [-p for p in allocate_minor(whole, shares)]


# alloc-largest-remainder-01 (billing cases; openmeter currencyx/allocation_test.go)
@pytest.mark.parametrize(
    ("whole", "shares", "parts"),
    [
        (600, [10, 5], [400, 200]),
        (500, [10, 5], [333, 167]),
        (5, [1, 1, 1], [2, 2, 1]),
        (10000, [1, 2, 3], [1667, 3333, 5000]),
        (100, [1, 2], [33, 67]),
        (1, [100, 1], [1, 0]),
    ],
)
def test_the_largest_remainder_gets_the_cent(
    whole: int, shares: list[int], parts: list[int]
) -> None:
    assert allocate_minor(whole, shares) == parts


@pytest.mark.parametrize("shares", [[], [0, 0], [1, -1]])
def test_nothing_can_be_split_over_no_weight(shares: list[int]) -> None:
    with pytest.raises(AssertionError):
        allocate_minor(100, shares)


@given(
    value=st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9),
    places=st.integers(0, 12),
)
def test_a_rounding_goes_to_the_nearest_and_a_rounding_up_never_below(value, places):
    half = Decimal(5).scaleb(-places - 1)
    assert abs(to_places(value, places) - value) <= half
    assert 0 <= up_to_places(value, places) - value < 2 * half
    assert whole_down(value) <= value <= whole_up(value)
    assert is_whole(value) == (whole_down(value) == whole_up(value))


def test_ties_go_away_from_zero_for_places_and_for_steps():
    assert to_places(Decimal("2.5"), 0) == 3 and to_places(Decimal("-2.5"), 0) == -3
    assert nearest(Decimal("1.025"), Decimal("0.05")) == Decimal("1.05")
    assert nearest(Decimal("-1.025"), Decimal("0.05")) == Decimal("-1.05")


def test_a_rate_that_is_a_quotient_has_fifteen_digits_and_an_amount_is_exchanged_once():
    assert quotient(Decimal(1), Decimal(3)) == Decimal("0.333333333333333")
    assert quotient(Decimal(2), Decimal(3)) == Decimal("0.666666666666667")
    assert exchanged(Money(1_005, "EUR"), Decimal("160.25"), "JPY") == Money(
        1_611, "JPY"
    )  # 1610.51
