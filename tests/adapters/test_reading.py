"""Texts of an API become canonical values, exactly or not at all."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.adapters import reading
from comptoir.integrating.core.objects import Address
from comptoir.kernel.money import Money

NAMES = {"street": "a", "postal_code": "b", "city": "c", "country": "d"}


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (Decimal("1e999999999"), "1E+999999999"),
        (None, ""),
        (True, "true"),
        (False, "false"),
        (Decimal("1E+3"), "1000"),
        (7, "7"),
        ("x", "x"),
    ],
)
def test_a_field_as_text(said, text):
    assert reading.text(said) == text


@pytest.mark.parametrize(
    ("said", "number"),
    [("1.50", Decimal("1.5")), (" 2 ", Decimal(2)), (3, Decimal(3)), ("", None), (None, None),
     ("1,5", None), ("1e31", None),
     (Decimal("1e999999999"), None), (Decimal("1e-999999999"), None),
     ("NaN", None), ("Infinity", None), ("abc", None)],
)  # fmt: skip
def test_a_number_is_exact_or_none(said, number):
    assert reading.number(said) == number


@pytest.mark.parametrize(
    ("said", "code"),
    [(" usd", "USD"), ("", "EUR"), (None, "EUR"), ("€", "EUR"), ("US1", "EUR"), ("ÉÉÉ", "EUR")],
)
def test_a_currency_is_a_code_or_the_other_one(said, code):
    assert reading.currency(said, "EUR") == code


@pytest.mark.parametrize("said", [True, "true", "1", "YES", 1])
def test_yes(said):
    assert reading.yes(said)


@pytest.mark.parametrize("said", [False, "false", "0", "", None, "no"])
def test_no(said):
    assert not reading.yes(said)


@pytest.mark.parametrize(
    ("said", "day"),
    [("2026-03-02", date(2026, 3, 2)), ("2026-03-02T23:59:59Z", date(2026, 3, 2)), ("", None),
     (None, None), ("2.3.2026", None), ("2026-02-30", None)],
)  # fmt: skip
def test_a_day(said, day):
    assert reading.day(said) == day


def test_an_amount_of_too_many_digits_rounds_half_up_once():
    assert reading.amount("33.335", "EUR") == Money(3334, "EUR")
    assert reading.amount("-0.005", "EUR") == Money(-1, "EUR")
    assert reading.amount("1000", "JPY") == Money(1000, "JPY")
    assert reading.amount(None, "EUR") == Money(0, "EUR")


@given(st.integers(-(10**15), 10**15), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_every_amount_comes_back_to_the_cent(minor, currency):
    money = Money(minor, currency)
    assert reading.amount(reading.text(money.major), currency) == money


def test_an_address_of_nothing_is_none_and_an_unknown_country_is_not_guessed():
    assert reading.address({"a": " ", "d": None}, NAMES) is None
    said = {"a": "1 rue", "b": "74000", "c": "Annecy", "d": "Atlantis"}
    assert reading.address(said, NAMES) == Address("1 rue", "74000", "Annecy", "")


@pytest.mark.parametrize(
    ("said", "code"),
    [("FR", "FR"), ("fr", "FR"), ("France", "FR"), ("Allemagne", "DE"), ("germany", "DE"),
     ("USA", "US"), ("United States", "US"), ("Korea, Republic of", "KR"), ("EU", ""), ("", ""),
     ("Atlantis", ""), ("XX", "")],
)  # fmt: skip
def test_a_country_by_code_or_name(said, code):
    assert reading.country_code(said) == code


def test_every_country_comes_back_from_its_english_name():
    codes = reading._names("en")
    assert len(codes) > 240
    for code in codes:
        assert reading.country_code(reading.country_name(code)) == code
    assert reading.country_name("") == ""
