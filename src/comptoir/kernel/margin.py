"""What is left of a price after cost: one rule for screens, approvals, commissions and forecasts.

margin = net without the VAT inside it − cost. Where the cost of a line is not known the margin is not
known either: that is said, with how many lines and how much of the value, and never counted as no cost.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from comptoir.kernel.money import half_up


@dataclass(frozen=True, slots=True)
class Part:
    """A line over its whole term, minor units.

    net_minor     after every discount, without the VAT that stands beside it
    cost_minor    None: nobody knows
    inside_minor  VAT inside the net, of a sale under a margin scheme
    """

    net_minor: int
    cost_minor: int | None
    inside_minor: int = 0

    @property
    def worth_minor(self) -> int:
        """What the seller keeps of the price before any cost."""
        return self.net_minor - self.inside_minor


@dataclass(frozen=True, slots=True)
class Margin:
    """Of several lines together, minor units.

    net_minor      without the VAT inside it
    cost_minor     of the lines whose cost is known
    unknown        how many lines have a cost that is not known; unknown_minor: their net
    """

    net_minor: int
    cost_minor: int
    inside_minor: int = 0
    unknown: int = 0
    unknown_minor: int = 0

    @property
    def minor(self) -> int | None:
        """None while a cost is unknown."""
        return None if self.unknown else self.net_minor - self.cost_minor

    @property
    def percent(self) -> Decimal | None:
        """Of the net, for display; None while a cost is unknown, and of a net of 0."""
        return None if self.unknown else margin_percent(self.net_minor, self.cost_minor)

    @property
    def unknown_percent(self) -> Decimal:
        """How much of the net is of lines with an unknown cost, in percent, two decimals."""
        return unknown_percent(self.unknown_minor, self.net_minor)


def margin_of(parts: Iterable[Part]) -> Margin:
    """The margin of these lines together."""
    net = cost = inside = unknown = unknown_minor = 0
    for part in parts:
        net += part.worth_minor
        inside += part.inside_minor
        if part.cost_minor is None:
            unknown += 1
            unknown_minor += part.worth_minor
        else:
            cost += part.cost_minor
    return Margin(net, cost, inside, unknown, unknown_minor)


def margin_percent(net_minor: int, cost_minor: int) -> Decimal | None:
    """(net − cost) ÷ net in percent, two decimals half up, with its sign; None for a net of 0."""
    if net_minor == 0:
        return None
    return Decimal(half_up(Fraction(net_minor - cost_minor, abs(net_minor)) * 10_000)).scaleb(-2)


def unknown_percent(unknown_minor: int, net_minor: int) -> Decimal:
    """The part of a net that is of lines with an unknown cost, in percent, two decimals half up."""
    if net_minor <= 0:
        return Decimal(0)
    return Decimal(half_up(Fraction(unknown_minor, net_minor) * 10_000)).scaleb(-2)
