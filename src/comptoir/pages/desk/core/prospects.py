"""What open opportunities are expected to bring: amount × probability, and the profit in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from comptoir.kernel.money import half_up

OWN, USUAL, UNKNOWN = "quote", "usual", ""  # where a margin comes from


@dataclass(frozen=True, slots=True)
class Prospect:
    """One open opportunity; amount in minor units of `currency`, without VAT.

    probability  whole percent
    margin       percent of the amount; None: unknown
    margin_from  `quote`: of its own newest quote; `usual`: of what was won lately in this currency
    """

    id: UUID
    number: str
    title: str
    customer: str
    stage: str
    close_on: date
    currency: str
    amount_minor: int
    probability: int
    margin: Decimal | None = None
    margin_from: str = UNKNOWN

    @property
    def month(self) -> date:
        """The first day of the month in which it closes."""
        return self.close_on.replace(day=1)

    @property
    def revenue_minor(self) -> int:
        """Amount × probability, half up."""
        return half_up(Fraction(self.amount_minor * self.probability, 100))

    @property
    def profit_minor(self) -> int | None:
        """The margin's part of the expected revenue, half up; None where the margin is unknown."""
        if self.margin is None:
            return None
        return half_up(self.revenue_minor * Fraction(self.margin) / 100)


@dataclass(frozen=True, slots=True)
class Month:
    """What closes in one month in one currency, minor units.

    profit_minor  of those whose margin is known; `unknown` counts the others
    """

    month: date
    currency: str
    count: int
    amount_minor: int
    revenue_minor: int
    profit_minor: int
    unknown: int


def by_month(prospects: Iterable[Prospect]) -> list[Month]:
    """Months in order, each currency apart; the sum over months is the sum over prospects."""
    groups: dict[tuple[date, str], list[Prospect]] = {}
    for one in prospects:
        groups.setdefault((one.month, one.currency), []).append(one)
    return [
        Month(
            month, currency, len(those),
            sum(p.amount_minor for p in those),
            sum(p.revenue_minor for p in those),
            sum(p.profit_minor or 0 for p in those),
            sum(p.margin is None for p in those),
        )
        for (month, currency), those in sorted(groups.items())
    ]  # fmt: skip
