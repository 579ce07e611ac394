"""The exchange rate of a day, found in dated ones, with the way it was found. Pure and exact.

A rate is never of a later day than the one asked for, nor older than OLDEST days: the ECB publishes none
on weekends and holidays, and the longest of those gaps is shorter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from comptoir.kernel.errors import Invalid
from comptoir.kernel.money import EXACT, UNIT_PLACES, exponent, quotient, to_places

OLDEST = 10  # days
WHOLE_DIGITS = 12
ONE = Decimal(1)
Pair = tuple[str, str]


class Way(StrEnum):
    SAME = "same"  # one currency
    DIRECT = "direct"  # the rate as it was published
    INVERSE = "inverse"  # 1 ÷ it
    CROSS = "cross"  # through a third currency, with two rates of one day


class BadRate(Invalid):
    """This is no exchange rate."""

    code = "bad_rate"


class SameCurrency(Invalid):
    """An exchange rate is between two currencies."""

    code = "same_currency"


@dataclass(frozen=True, slots=True)
class Rate:
    """One unit of `source` costs `rate` units of `target` on a day; origin: who says so."""

    day: date
    source: str
    target: str
    rate: Decimal
    origin: str = ""
    revision: int = 1

    @property
    def pair(self) -> Pair:
        return self.source, self.target


@dataclass(frozen=True, slots=True)
class Found:
    """The rate from one currency to another, of which day, and from which published rates."""

    source: str
    target: str
    rate: Decimal
    day: date
    way: Way
    rates: tuple[Rate, ...] = ()

    @property
    def origin(self) -> str:
        """Who published what it is made of: `ECB`."""
        return ", ".join(sorted({r.origin for r in self.rates}))


def checked(rate: Decimal, source: str, target: str) -> Decimal:
    """A rate that can be kept; refuses nothing, less than nothing, and more places than are stored."""
    for field, currency in (("from_currency", source), ("to_currency", target)):
        if not _is_code(currency):
            raise BadRate(field=field, found=currency[:20], expected="EUR, USD, JPY, …")
    if source == target:
        raise SameCurrency(field="to_currency", found=target)
    if not rate.is_finite() or rate <= 0 or rate.adjusted() >= WHOLE_DIGITS:
        raise BadRate(field="rate", found=str(rate)[:40], expected="> 0")
    if to_places(rate, UNIT_PLACES) != rate:
        raise BadRate(field="rate", found=str(rate)[:40], expected=f"≤ {UNIT_PLACES} decimals")
    return rate


def _is_code(text: str) -> bool:
    return len(text) == 3 and text.isascii() and text.isalpha() and text.isupper()


def rate_on(
    rows: Iterable[Rate], source: str, target: str, day: date, through: Sequence[str] = ()
) -> Found | None:
    """The latest rate of a day or of the OLDEST days before it; None where there is none.

    rows     any rates; of two of one day and pair the later revision counts
    through  currencies that a cross may go through, the best first: the company's own
    A published rate of the two goes before a cross, the later day before the earlier, the published
    direction before its inverse. The inverse and the cross are one division, to RATE_DIGITS digits.
    """
    exponent(source), exponent(target)
    if source == target:
        return Found(source, target, ONE, day, Way.SAME)
    days = _by_day(rows, day)
    for known in days:
        if found := _pair(known, source, target):
            return found
    for known in days:
        for middle in through:
            if found := _cross(known, source, middle, target):
                return found
    return None


def _by_day(rows: Iterable[Rate], last: date) -> list[dict[Pair, Rate]]:
    """The rates of each day that counts, the latest day first."""
    first = last - timedelta(days=OLDEST)
    days: dict[date, dict[Pair, Rate]] = {}
    for row in rows:
        if first <= row.day <= last:
            known = days.setdefault(row.day, {})
            if row.pair not in known or known[row.pair].revision < row.revision:
                known[row.pair] = row
    return [days[day] for day in sorted(days, reverse=True)]


def _pair(known: Mapping[Pair, Rate], source: str, target: str) -> Found | None:
    if row := known.get((source, target)):
        return Found(source, target, row.rate, row.day, Way.DIRECT, (row,))
    if row := known.get((target, source)):
        return Found(source, target, quotient(ONE, row.rate), row.day, Way.INVERSE, (row,))
    return None


def _cross(known: Mapping[Pair, Rate], source: str, middle: str, target: str) -> Found | None:
    """Two published rates, each in its own direction, as one fraction that is divided once."""
    over, under, used = ONE, ONE, []
    for a, b in ((source, middle), (middle, target)):
        if row := known.get((a, b)):
            over = EXACT.multiply(over, row.rate)
        elif row := known.get((b, a)):
            under = EXACT.multiply(under, row.rate)
        else:
            return None
        used.append(row)
    return Found(source, target, quotient(over, under), used[0].day, Way.CROSS, tuple(used))
