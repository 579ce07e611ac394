"""What a late payment costs between businesses in France (C. com. L441-10 II, D441-5).

Dated data: a half-year that is not in the table is refused, never guessed. Source:
docs/policy/payment-terms.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from comptoir.kernel.errors import Invalid
from comptoir.kernel.money import half_up

INDEMNITY_MINOR = 4000  # 40 EUR per late invoice, D441-5; no VAT
ECB_MARGIN = Decimal(10)  # points over the ECB's rate when nothing is agreed
FLOOR_TIMES = 3  # an agreed rate is at least three times the legal rate
YEAR_DAYS = 365

# Percent a year, by first day of the half-year.
LEGAL_RATE: Mapping[date, Decimal] = {  # arrêtés du ministre de l'économie, creditors in business
    date(2024, 7, 1): Decimal("4.92"),
    date(2025, 1, 1): Decimal("3.71"),
    date(2025, 7, 1): Decimal("2.76"),
    date(2026, 1, 1): Decimal("2.62"),
}
ECB_RATE: Mapping[date, Decimal] = {  # main refinancing operations, in force that day
    date(2023, 1, 1): Decimal("2.50"),
    date(2023, 7, 1): Decimal("4.00"),
    date(2024, 1, 1): Decimal("4.50"),
    date(2024, 7, 1): Decimal("4.25"),
    date(2025, 1, 1): Decimal("3.15"),
    date(2025, 7, 1): Decimal("2.15"),
    date(2026, 1, 1): Decimal("2.15"),
}


class LateRateUnknown(Invalid):
    """The reference rate of this half-year is not known yet."""

    code = "late_rate_unknown"


@dataclass(frozen=True, slots=True)
class Segment:
    """Days of one half-year at one rate (percent a year) and their interest, minor units."""

    start: date
    end: date
    rate: Decimal
    interest_minor: int


def half_year(on: date) -> date:
    """The first day of the half-year: 1 January or 1 July."""
    return date(on.year, 1 if on.month <= 6 else 7, 1)


def late_rate(on: date, agreed: Decimal | None = None) -> Decimal:
    """Percent a year: the agreed rate, at least three times the legal one; else ECB + 10 points."""
    if agreed is None:
        return _known(ECB_RATE, on) + ECB_MARGIN
    return max(agreed, _known(LEGAL_RATE, on) * FLOOR_TIMES)


def late_interest(
    gross_minor: int, due_on: date, paid_on: date, agreed: Decimal | None = None
) -> list[Segment]:
    """Interest on an amount with VAT, from the day after it was due through the day of payment;
    actual days over 365, one segment per half-year, each rounded half up."""
    segments: list[Segment] = []
    start, last = due_on + timedelta(days=1), paid_on + timedelta(days=1)
    while start < last:
        half = half_year(start)
        following = date(half.year, 7, 1) if half.month == 1 else date(half.year + 1, 1, 1)
        end = min(following, last)
        rate = late_rate(start, agreed)
        share = Fraction(rate) * (end - start).days / (100 * YEAR_DAYS)
        segments.append(Segment(start, end, rate, half_up(gross_minor * share)))
        start = end
    return segments


def _known(table: Mapping[date, Decimal], on: date) -> Decimal:
    half = half_year(on)
    if half not in table:
        raise LateRateUnknown(
            field="on",
            found=f"{half.year}-H{1 if half.month == 1 else 2}",
            fix="add the published rate to the dated table",
        )
    return table[half]
