"""A figure typed as a sum comes to what a spreadsheet says, and nothing else is calculated."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel.errors import Invalid
from comptoir.shell import formulas, grid


@pytest.mark.parametrize(
    ("text", "found"),
    [("=12*3", "36"), ("=(40+8)/2", "24"), ("=2+3*4", "14"), ("=-3+10", "7"), ("=1 / 3", "0.333333"),
     ("=1,5×4", "6"), ("=10−2−3", "5"), ("=7", "7"), ("= 12 * (3 - -1)", "48"), ("=100/8", "12.5")],
)  # fmt: skip
def test_a_sum_is_calculated(text: str, found: str) -> None:
    assert formulas.value(text, "fr", field="quantity") == D(found)
    assert grid.read_quantity(text, "fr") == D(found)
    assert grid.read_cell("quantity", text, "fr") == {"quantity": D(found)}


@pytest.mark.parametrize(
    "text",
    [
        "=",
        "=12*",
        "=1/0",
        "=(1",
        "=1)",
        "=a1",
        "=1 2",
        "=__import__",
        "=*2",
        "=()",
        "=" + "1+" * 40 + "1",
    ],
)
def test_what_is_no_sum_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        formulas.value(text, "en", field="quantity")


@given(a=st.integers(0, 10**6), b=st.integers(0, 10**6), c=st.integers(0, 10**3))
def test_products_come_before_sums(a: int, b: int, c: int) -> None:
    assert formulas.value(f"={a}+{b}*{c}", "en", field="quantity") == a + b * c
    assert formulas.value(f"=({a}+{b})*{c}", "en", field="quantity") == (a + b) * c


def test_a_price_and_a_target_are_calculated_too() -> None:
    assert grid.read_discount("=2*15", "en") == ("net", D(30))
    assert grid.read_goal("=4*2500", "en") == ("net", D(10_000))
