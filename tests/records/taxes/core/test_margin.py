"""VAT inside the price of what was bought to be sold again."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.records.taxes.core.margin import margin_vat

D = Decimal
MINOR = st.integers(0, 10**12)
RATE = st.decimals(0, 100, places=2)


@pytest.mark.parametrize(
    ("price", "purchase", "rate", "vat"),
    [
        (100_000, 40_000, "20", 10_000),
        (100_000, 40_000, "5.5", 3_128),  # 600.00 × 5.5 / 105.5 = 31.279…
        (3, 0, "20", 1),  # 0.5 of a cent goes up
        (2, 0, "20", 0),
        (40_000, 40_000, "20", 0),
        (30_000, 40_000, "20", 0),  # a loss
        (100_000, 0, "20", 16_667),  # a find
        (100_000, 40_000, "0", 0),
    ],
)
def test_the_vat_in_a_margin(price: int, purchase: int, rate: str, vat: int) -> None:
    assert margin_vat(price, purchase, D(rate)) == vat


@given(price=MINOR, purchase=MINOR, rate=RATE)
def test_the_margin_less_its_vat_bears_that_vat(price: int, purchase: int, rate: Decimal) -> None:
    vat = margin_vat(price, purchase, rate)
    assert 0 <= vat <= max(price - purchase, 0)
    if price > purchase:
        base = Fraction(price - purchase) / (1 + Fraction(rate) / 100)
        assert abs(vat - base * Fraction(rate) / 100) <= Fraction(1, 2)
    else:
        assert vat == 0


@given(price=MINOR, more=MINOR, purchase=MINOR, rate=RATE)
def test_a_higher_price_never_lowers_it(
    price: int, more: int, purchase: int, rate: Decimal
) -> None:
    assert margin_vat(price + more, purchase, rate) >= margin_vat(price, purchase, rate)
    assert margin_vat(price, purchase + more, rate) <= margin_vat(price, purchase, rate)
