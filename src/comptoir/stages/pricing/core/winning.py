"""How likely a whole offer is to be won, from offers that ended. Pure, and silent when thin.

Comparable: the same segment, currency and seller (chosen by who asks), then about the same size, then
about the same discount off the list. Each narrowing keeps its own count, so that the figure has reasons.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from comptoir.kernel.money import EXACT
from comptoir.stages.pricing.core.guidance import MINIMUM

SIZE = 2  # comparable: from half the value to twice as much
POINTS = Decimal(5)  # of discount, either way
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Ended:
    """An offer that was won or lost.

    net     contract value without VAT as it was sent, major units
    listed  the same at list prices, major units
    """

    net: Decimal
    listed: Decimal
    won: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """How many offers were compared and how many of them were won."""

    won: int
    deals: int


@dataclass(frozen=True, slots=True)
class Odds:
    """segment ⊇ size ⊇ comparable: what each narrowing left.

    percent   smoothed, (won + 1) ÷ (deals + 2) of `comparable`; None where fewer than MINIMUM
    off       the discount that is asked now, percent of the list; None where nothing has a list price
    """

    segment: Counted
    size: Counted
    comparable: Counted
    percent: int | None
    off: Decimal | None


def odds(past: Sequence[Ended], net: Decimal, listed: Decimal) -> Odds:
    """What offers that ended say of one that comes to `net`, and to `listed` without any discount."""
    off = discount(net, listed)
    sized = [p for p in past if net <= p.net * SIZE and p.net <= net * SIZE]
    alike = [p for p in sized if _near(off, discount(p.net, p.listed))]
    found = _count(alike)
    enough = found.deals >= MINIMUM
    percent = (found.won + 1) * 100 // (found.deals + 2) if enough else None
    return Odds(_count(past), _count(sized), found, percent, off)


def discount(net: Decimal, listed: Decimal) -> Decimal | None:
    """Percent off the list, exact; negative above it."""
    if listed <= 0:
        return None
    return HUNDRED - EXACT.divide(net * HUNDRED, listed)


def _near(one: Decimal | None, other: Decimal | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= POINTS


def _count(deals: Sequence[Ended]) -> Counted:
    return Counted(sum(d.won for d in deals), len(deals))
