"""What a seller earns on what is sold: a percentage by category of product and band of margin. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from comptoir.kernel.money import half_up


@dataclass(frozen=True, slots=True)
class Rate:
    """A percentage of net; category "" is every other, margin_from None is any margin, known or not."""

    id: UUID
    category: str
    margin_from: Decimal | None
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Sold:
    """A line over its whole term; margin in percent, None where its cost is not known."""

    net_minor: int
    category: str
    margin: Decimal | None


@dataclass(frozen=True, slots=True)
class Earned:
    """What lines under one rate come to; `rate` None: no rate covers them."""

    rate: Rate | None
    net_minor: int
    minor: int


def rate_for(rates: Iterable[Rate], sold: Sold) -> Rate | None:
    """The rates of its category, or else those of every other one; of them the highest band reached."""
    mine = [r for r in rates if r.category in ("", sold.category)]
    named = [r for r in mine if r.category]
    reached = [r for r in named or mine if _reached(r, sold.margin)]
    return max(reached, key=lambda r: (r.margin_from is not None, r.margin_from or 0), default=None)


def _reached(rate: Rate, margin: Decimal | None) -> bool:
    return rate.margin_from is None or (margin is not None and margin >= rate.margin_from)


def earned(rates: Sequence[Rate], lines: Iterable[Sold]) -> list[Earned]:
    """By rate, in the order of the lines. Each line is rounded half up; what is shown is their sum."""
    found: dict[Rate | None, Earned] = {}
    for line in lines:
        rate = rate_for(rates, line)
        share = half_up(Fraction(rate.percent) * line.net_minor / 100) if rate else 0
        so_far = found.get(rate, Earned(rate, 0, 0))
        found[rate] = Earned(rate, so_far.net_minor + line.net_minor, so_far.minor + share)
    return list(found.values())
