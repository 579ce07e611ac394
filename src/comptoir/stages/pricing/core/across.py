"""Prices that look across the lines of a document: percent of other lines. Pure.

A line priced as a percentage never counts into a basis, so there are no cycles; neither do options,
which nobody has ordered, nor usage, which is an estimate.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from comptoir.kernel.money import EXACT, UNIT_PLACES, to_places
from comptoir.stages.pricing.core.entries import Basis

USAGE, ONE_OFF = "usage", "one_off"


@dataclass(frozen=True, slots=True)
class Across:
    """What other prices may look at in a line; amounts of one billing period where it repeats.

    net_minor   after its own discounts and promotions, before a discount on the whole
    list_minor  before all of them
    months      of one billing period, term_months of the whole; 0 for what is charged once
    derived     priced as a percentage of other lines
    """

    sku: str
    category: str
    section: str
    charge: str
    net_minor: int
    list_minor: int
    months: int = 0
    term_months: int = 0
    optional: bool = False
    derived: bool = False

    @property
    def counted(self) -> bool:
        return not (self.optional or self.derived or self.charge == USAGE)


def basis_of(basis: Basis, lines: Iterable[Across], months: int, digits: int) -> Decimal:
    """What a percentage is taken from, major units: for one billing period of the line that asks.

    months  of the asking line's billing period; 0 where it is charged once
    What is charged once counts whole. What repeats counts for as long as the asking line's own period;
    for a line that is charged once, over the whole term.
    """
    total = Fraction(0)
    for line in lines:
        if line.counted and basis.takes(
            category=line.category, section=line.section, charge=line.charge, sku=line.sku
        ):
            amount = line.list_minor if basis.on == "list" else line.net_minor
            total += amount * _times(line, months)
    whole = EXACT.divide(Decimal(total.numerator), Decimal(total.denominator))
    return to_places(whole.scaleb(-digits, EXACT), UNIT_PLACES)


def _times(line: Across, months: int) -> Fraction:
    if line.charge == ONE_OFF or not line.months:
        return Fraction(1)
    return Fraction(months or line.term_months, line.months)
