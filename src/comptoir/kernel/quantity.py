"""Quantities and units of measure. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from comptoir.kernel.errors import Invalid
from comptoir.kernel.money import EXACT

PLACES = 6  # decimals a stored quantity may have


class UnknownUnit(Invalid):
    """The unit of measure is not known."""

    code = "unknown_unit"


class UnitMismatch(Invalid):
    """The two units measure different things."""

    code = "unit_mismatch"


class TooPrecise(Invalid):
    """The quantity has more decimals than can be stored."""

    code = "too_precise"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure.

    code    UN/ECE Recommendation 20 code (C62 piece, HUR hour, DAY day, KGM kilogram, MON month …)
    kind    what it measures; only units of one kind convert
    factor  how many reference units of the kind one of it is
    """

    code: str
    kind: str
    factor: Fraction


UNITS: dict[str, Unit] = {
    u.code: u
    for u in (
        Unit("C62", "piece", Fraction(1)),
        Unit("DZN", "piece", Fraction(12)),
        Unit("HUR", "work", Fraction(1)),
        Unit("DAY", "work", Fraction(8)),
        Unit("GRM", "mass", Fraction(1, 1000)),
        Unit("KGM", "mass", Fraction(1)),
        Unit("TNE", "mass", Fraction(1000)),
        Unit("MTR", "length", Fraction(1)),
        Unit("CMT", "length", Fraction(1, 100)),
        Unit("LTR", "volume", Fraction(1)),
        Unit("MTQ", "volume", Fraction(1000)),
        Unit("KWH", "energy", Fraction(1)),
        Unit("GB", "data", Fraction(1)),
        Unit("MON", "month", Fraction(1)),
        Unit("ANN", "month", Fraction(12)),
    )
}


def unit(code: str) -> Unit:
    """The unit of that UN/ECE code, or UnknownUnit."""
    if code not in UNITS:
        raise UnknownUnit(field="unit", found=code, expected=", ".join(UNITS))
    return UNITS[code]


def convert(quantity: Decimal, have: str, want: str) -> Decimal:
    """`quantity` of unit `have` in unit `want`, exactly; refuses what 6 decimals cannot hold."""
    a, b = unit(have), unit(want)
    if a.kind != b.kind:
        raise UnitMismatch(found=f"{have} ({a.kind})", expected=f"a unit of {b.kind}")
    exact = Fraction(quantity) * a.factor / b.factor
    scaled = exact * 10**PLACES
    if scaled.denominator != 1:
        raise TooPrecise(
            found=f"{quantity} {have}", expected=f"at most {PLACES} decimals in {want}"
        )
    return Decimal(scaled.numerator).scaleb(-PLACES, EXACT)
