"""Amounts, numbers and dates read the same everywhere; every character is exact."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel.money import Money
from comptoir.kernel.period import Period
from comptoir.shell import format as fmt
from comptoir.shell.reading import (
    AmbiguousNumber,
    NotANumber,
    parse_amount,
    parse_number,
    typed,
)

N, B, M = "\u202f", "\u00a0", "\u2212"  # group, no-break space, minus


@pytest.mark.parametrize(
    ("minor", "currency", "fr", "en"),
    [
        (1_234_567, "EUR", f"12{N}345,67{B}€", "€12,345.67"),
        (-8_516, "EUR", f"{M}85,16{B}€", f"{M}€85.16"),
        (0, "EUR", f"0,00{B}€", "€0.00"),
        (528_000, "USD", f"5{N}280,00{B}USD", f"USD{B}5,280.00"),
        (-528_000, "USD", f"{M}5{N}280,00{B}USD", f"USD{B}{M}5,280.00"),
        (1_234_567, "JPY", f"1{N}234{N}567{B}JPY", f"JPY{B}1,234,567"),
        (1_234, "KWD", f"1,234{B}KWD", f"KWD{B}1.234"),
    ],
)
def test_an_amount_shows_its_currency_and_all_its_decimals(
    minor: int, currency: str, fr: str, en: str
) -> None:
    assert fmt.amount_minor(minor, currency, "fr") == fr
    assert fmt.amount_minor(minor, currency, "en") == en


def test_a_change_is_always_signed() -> None:
    assert fmt.change(Money(85_000, "EUR"), "fr") == f"+850,00{B}€"
    assert fmt.change(Money(-14_750, "EUR"), "en") == f"{M}€147.50"
    assert fmt.change(Money(0, "EUR"), "en") == "€0.00"


@pytest.mark.parametrize(
    ("price", "fr", "en"),
    [
        ("0.012", f"0,012{B}€", "€0.012"),
        ("36", f"36,00{B}€", "€36.00"),
        ("2466.2", f"2{N}466,20{B}€", "€2,466.20"),
        ("0.123456789", f"0,123457{B}€", "€0.123457"),
        ("1.500000000000", f"1,50{B}€", "€1.50"),
    ],
)
def test_a_unit_price_has_two_to_six_decimals(price: str, fr: str, en: str) -> None:
    assert fmt.unit_price(Decimal(price), "EUR", "fr") == fr
    assert fmt.unit_price(Decimal(price), "EUR", "en") == en


def test_percents_and_quantities_drop_needless_zeros() -> None:
    assert fmt.percent(Decimal("5.5"), "fr") == f"5,5{B}%"
    assert fmt.percent(Decimal("20.0000"), "en") == "20%"
    assert fmt.percent(Decimal(10), "fr", 1) == f"10,0{B}%"
    assert fmt.share(Decimal("0.5034"), "en") == "50.3%"
    assert fmt.quantity(Decimal("40.000000"), "fr") == "40"
    assert fmt.quantity(Decimal("-1234.5"), "fr") == f"{M}1{N}234,5"


def test_dates_never_show_an_english_month_as_a_number() -> None:
    day = date(2026, 11, 21)
    assert fmt.date_list(day, "fr") == "21/11/2026"
    assert fmt.date_list(day, "en") == f"21{B}Nov{B}2026"
    assert fmt.date_doc(day, "fr") == f"21{B}novembre 2026"
    assert fmt.date_doc(day, "en") == f"21{B}November 2026"
    assert fmt.date_doc(date(2027, 5, 1), "fr") == f"1er{B}mai 2027"
    assert fmt.month(day, "fr") == "novembre 2026"
    assert fmt.day_short(date(2027, 3, 18), "en") == f"18{B}Mar"


def test_an_instant_is_shown_in_the_readers_zone() -> None:
    at = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    assert fmt.moment(at, ZoneInfo("Europe/Paris"), "fr") == "22/11/2026 00:30"
    assert fmt.instant(at, ZoneInfo("Europe/Paris"), "fr") == f"22/11/2026 00:30:{at:%S}"
    assert fmt.moment(at, ZoneInfo("America/Chicago"), "en") == f"21{B}Nov{B}2026, 17:30"


@pytest.mark.parametrize(
    ("start", "end", "fr", "en"),
    [
        (
            "2027-04-11",
            "2027-05-01",
            "du 11 au 30 avril 2027 (20 jours)",
            "11–30 April 2027 (20 days)",
        ),
        ("2027-05-01", "2027-06-01", "du 1er au 31 mai 2027 (31 jours)", "1–31 May 2027 (31 days)"),
        (
            "2027-04-28",
            "2027-05-04",
            "du 28 avril au 3 mai 2027 (6 jours)",
            "28 April – 3 May 2027 (6 days)",
        ),
        (
            "2026-12-28",
            "2027-01-02",
            "du 28 décembre 2026 au 1er janvier 2027 (5 jours)",
            "28 December 2026 – 1 January 2027 (5 days)",
        ),
        ("2027-04-11", "2027-04-12", "le 11 avril 2027 (1 jour)", "11 April 2027 (1 day)"),
        ("2027-04-11", "2027-04-11", "—", "—"),
    ],
)
def test_a_period_names_its_first_and_last_day(start: str, end: str, fr: str, en: str) -> None:
    span = Period(date.fromisoformat(start), date.fromisoformat(end))
    assert fmt.period(span, "fr").replace(B, " ") == fr
    assert fmt.period(span, "en").replace(B, " ") == en


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 234,5", "1234.5"),
        ("1234.5", "1234.5"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        (f"1{N}234,5", "1234.5"),
        (f"1{B}234,5", "1234.5"),
        ("1'234.5", "1234.5"),
        ("1 234 567", "1234567"),
        ("1.234.567", "1234567"),
        (f"{M}3", "-3"),
        ("+ 3", "3"),
        (",5", "0.5"),
        ("0.125", "0.125"),
        ("1234,567", "1234.567"),
        ("1 234,567", "1234.567"),
    ],
)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_what_people_type_is_read_alike_in_both_languages(text: str, value: str, lang: str) -> None:
    assert parse_number(text, lang) == Decimal(value)


def test_a_comma_before_three_digits_is_read_by_the_language() -> None:
    assert parse_number("1,234", "fr") == Decimal("1.234")
    assert parse_number("1,234", "en") == Decimal(1234)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_an_ambiguous_number_is_refused_with_both_readings(lang: str) -> None:
    with pytest.raises(AmbiguousNumber) as refusal:
        parse_number("1.234", lang, field="quantity")
    error = refusal.value
    point = "," if lang == "fr" else "."
    assert error.status == 422
    assert error.field == "quantity"
    assert error.facts["found"] == "1.234"
    assert error.facts["fix"] == f"1234 / 1{point}2340"


@pytest.mark.parametrize(
    "text", ["", "abc", "1 2", "1.23.4", "1,2,3", "--1", "1e5", "٣", "1 234.567,8", "."]
)
def test_what_is_not_a_number_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(NotANumber) as refusal:
        parse_number(text, "en", field="price")
    assert refusal.value.facts["expected"] == "1,234.5"
    assert refusal.value.field == "price"


NUMBERS = st.decimals(
    allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=6
)


@given(NUMBERS)
def test_a_french_number_reads_back_as_itself(value: Decimal) -> None:
    assert parse_number(fmt.quantity(value, "fr"), "fr") == value


@given(NUMBERS, st.sampled_from(["fr", "en"]))
def test_what_stands_in_an_input_reads_back_as_itself(value: Decimal, lang: str) -> None:
    assert parse_number(typed(value, lang), lang) == value


@given(
    st.integers(-(10**15), 10**15),
    st.sampled_from(["EUR", "USD", "JPY", "GBP"]),
    st.sampled_from(["fr", "en"]),
)
def test_a_shown_amount_reads_back_to_the_cent(minor: int, currency: str, lang: str) -> None:
    money = Money(minor, currency)
    assert parse_amount(fmt.amount(money, lang), currency, lang) == money
