"""Canonical records made at random, for the properties of translations."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from comptoir.integrating.core.objects import Address, Customer, Document, Kind, Product
from comptoir.kernel.money import Money

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)
WORDS = TEXT.map(str.strip)
COUNTRIES = st.sampled_from(
    ["FR", "DE", "US", "GB", "CH", "KR", "CZ", "TR", "NL", "TW", "HK", "RU"]
)
DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))
CURRENCIES = st.sampled_from(["EUR", "USD", "JPY", "KWD"])
PRICES = st.decimals(0, 10**9, places=4, allow_nan=False, allow_infinity=False)

ADDRESSES = st.builds(
    Address, WORDS.filter(bool), st.from_regex(r"\A[0-9]{4,5}\Z"), WORDS.filter(bool), COUNTRIES
)
CUSTOMERS = st.builds(
    Customer, name=WORDS.filter(bool), number=WORDS, registration=WORDS, vat_number=WORDS,
    email=st.from_regex(r"\A[a-z]{1,8}@[a-z]{1,8}\.example\Z"), phone=WORDS, person=st.booleans(),
    language=st.sampled_from(["", "fr", "en"]), currency=CURRENCIES,
    billing=st.none() | ADDRESSES, shipping=st.none() | ADDRESSES,
)  # fmt: skip
PRODUCTS = st.builds(
    Product, sku=st.from_regex(r"\A[A-Z]{1,6}-[0-9]{1,4}\Z"), name=WORDS.filter(bool),
    kind=st.sampled_from(["goods", "service"]), unit=WORDS, price=st.none() | PRICES,
    currency=CURRENCIES, active=st.booleans(),
)  # fmt: skip


@st.composite
def documents(draw, kinds=(Kind.QUOTE, Kind.ORDER, Kind.INVOICE)):
    """Documents without lines."""
    currency = draw(CURRENCIES)
    money = st.integers(-(10**12), 10**12).map(lambda minor: Money(minor, currency))
    days = st.none() | DAYS
    return Document(
        kind=draw(st.sampled_from(kinds)), number=draw(WORDS.filter(bool)), state=draw(WORDS),
        customer=draw(WORDS), on=draw(DAYS), total=draw(money), net=draw(money), due_on=draw(days),
        open=draw(st.none() | money), about=draw(WORDS), reference=draw(WORDS), link=draw(WORDS),
        sent_on=draw(days), paid_on=draw(days),
    )  # fmt: skip


def exact(value: str) -> Decimal:
    return Decimal(value)
