"""Quantities convert exactly between units of one kind, or not at all."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel.quantity import PLACES, UNITS, TooPrecise, UnitMismatch, UnknownUnit, convert

alike = st.sampled_from(
    [(a, b) for a in sorted(UNITS) for b in sorted(UNITS) if UNITS[a].kind == UNITS[b].kind]
)


@pytest.mark.parametrize(
    ("quantity", "have", "want", "result"),
    [
        ("2", "DZN", "C62", "24"),
        ("0.3", "TNE", "KGM", "300"),
        ("12", "HUR", "DAY", "1.5"),
        ("24", "MON", "ANN", "2"),
        ("-3", "C62", "C62", "-3"),
        ("123456789012345678901234.5", "TNE", "GRM", "123456789012345678901234500000"),
    ],
)
def test_a_quantity_converts_within_its_kind(
    quantity: str, have: str, want: str, result: str
) -> None:
    assert convert(Decimal(quantity), have, want) == Decimal(result)


@given(st.decimals(-(10**9), 10**9, places=PLACES, allow_nan=False), alike)
def test_a_conversion_is_exact_or_refused(quantity: Decimal, units: tuple[str, str]) -> None:
    have, want = units
    try:
        found = convert(quantity, have, want)
    except TooPrecise:
        exact = Fraction(quantity) * UNITS[have].factor / UNITS[want].factor
        assert (exact * 10**PLACES).denominator > 1
        return
    assert convert(found, want, have) == quantity


def test_kilograms_are_not_hours() -> None:
    with pytest.raises(UnitMismatch) as refusal:
        convert(Decimal(1), "KGM", "HUR")
    assert refusal.value.facts == {"found": "KGM (mass)", "expected": "a unit of work"}


def test_a_third_of_a_month_is_too_precise_for_years() -> None:
    with pytest.raises(TooPrecise):
        convert(Decimal(1), "MON", "ANN")


def test_an_unknown_unit_is_named() -> None:
    with pytest.raises(UnknownUnit) as refusal:
        convert(Decimal(1), "XXX", "C62")
    assert (refusal.value.field, refusal.value.facts["found"]) == ("unit", "XXX")
