"""What past deals say about a price: quantiles, chance to win, the best price. Pure, and silent when thin.

All figures are unit prices of the same product, in major units, each of a deal that was won or lost.
Quantiles are by nearest rank, so that each is a price that was really asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from comptoir.kernel.money import EXACT

MINIMUM = 8  # deals; below, nothing is said
FEW = 4  # deals at a price or above; below, its chance is not said


class Place(StrEnum):
    """Where a price stands among the prices of its book."""

    BELOW_FLOOR = "below_floor"
    BELOW_TARGET = "below_target"
    BELOW_LIST = "below_list"  # at the target or above it, where there is one
    AT_LIST = "at_list"
    ABOVE_LIST = "above_list"


@dataclass(frozen=True, slots=True)
class Stand:
    """A unit price beside the list, floor and target price of its book, major units.

    to_target  what it is above the target; negative below; None where there is no target
    """

    asked: Decimal
    listed: Decimal
    floor: Decimal | None
    target: Decimal | None
    to_target: Decimal | None
    place: Place


def stand(asked: Decimal, listed: Decimal, floor: Decimal | None, target: Decimal | None) -> Stand:
    """Where a price stands: the floor comes before the target, the target before the list."""
    if floor is not None and asked < floor:
        place = Place.BELOW_FLOOR
    elif target is not None and asked < target:
        place = Place.BELOW_TARGET
    elif asked < listed:
        place = Place.BELOW_LIST
    else:
        place = Place.AT_LIST if asked == listed else Place.ABOVE_LIST
    above = None if target is None else EXACT.subtract(asked, target)
    return Stand(asked, listed, floor, target, above, place)


@dataclass(frozen=True, slots=True)
class Past:
    """A price that was asked, and whether the deal was won."""

    unit: Decimal
    won: bool


@dataclass(frozen=True, slots=True)
class Chance:
    """How deals at this price or a higher one ended; `percent` is smoothed: (won + 1) ÷ (deals + 2)."""

    won: int
    deals: int
    percent: int


@dataclass(frozen=True, slots=True)
class Guidance:
    """deals, won  how many deals are compared
    low, middle, high  quartiles of the prices that won; None where fewer than MINIMUM won
    chance  at the price that is asked now; None where too few deals were that dear
    best    the past price with the highest chance × (price − cost), and its chance
    """

    deals: int
    won: int
    low: Decimal | None
    middle: Decimal | None
    high: Decimal | None
    chance: Chance | None
    best: Decimal | None
    best_chance: Chance | None


def guide(
    past: Sequence[Past], asked: Decimal, cost: Decimal | None, floor: Decimal | None = None
) -> Guidance | None:
    """What the past says, or None where it is fewer than MINIMUM deals."""
    if len(past) < MINIMUM:
        return None
    won = sorted(p.unit for p in past if p.won)
    quartiles: tuple[Decimal | None, ...] = (None, None, None)
    if len(won) >= MINIMUM:
        quartiles = tuple(rank(won, q) for q in (25, 50, 75))
    low, middle, high = quartiles
    best = best_price(past, cost, floor)
    return Guidance(
        len(past), len(won), low, middle, high, chance(past, asked), best,
        chance(past, best) if best is not None else None,
    )  # fmt: skip


def rank(ordered: Sequence[Decimal], percent: int) -> Decimal:
    """The smallest value that at least `percent` hundredths do not exceed."""
    place = -(-len(ordered) * percent // 100)
    return ordered[max(place, 1) - 1]


def chance(past: Sequence[Past], asked: Decimal) -> Chance | None:
    """How often a price at least as high was accepted."""
    dear = [p for p in past if p.unit >= asked]
    if len(dear) < FEW:
        return None
    won = sum(p.won for p in dear)
    return Chance(won, len(dear), (won + 1) * 100 // (len(dear) + 2))


def best_price(past: Sequence[Past], cost: Decimal | None, floor: Decimal | None) -> Decimal | None:
    """The past price that earned most on average, not below the floor; needs the cost."""
    if cost is None:
        return None
    rated: list[tuple[Fraction, Decimal]] = []
    for unit in {p.unit for p in past if floor is None or p.unit >= floor}:
        found = chance(past, unit)
        if found is not None and unit > cost:
            rated.append((Fraction(found.won + 1, found.deals + 2) * Fraction(unit - cost), unit))
    return max(rated)[1] if rated else None
