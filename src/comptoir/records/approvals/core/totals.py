"""What stands in a queue in sum: how many, their value, what they give up, what they earn, the oldest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request as the totals see it; margin_minor None while a cost is unknown."""

    currency: str
    net_minor: int
    risk_minor: int
    margin_minor: int | None
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Total:
    """The requests of one currency.

    risk_minor    margin at risk: given up against list prices
    margin_minor  of those whose costs are known; unknown: how many are not
    """

    currency: str
    count: int
    net_minor: int
    risk_minor: int
    margin_minor: int
    unknown: int
    oldest_at: datetime


def totals(rows: Iterable[Waiting]) -> list[Total]:
    """One row per currency, by its code; amounts of two currencies are never summed."""
    by_currency: dict[str, list[Waiting]] = {}
    for row in rows:
        by_currency.setdefault(row.currency, []).append(row)
    return [_total(currency, found) for currency, found in sorted(by_currency.items())]


def _total(currency: str, found: list[Waiting]) -> Total:
    known = [r.margin_minor for r in found if r.margin_minor is not None]
    return Total(
        currency, len(found), sum(r.net_minor for r in found), sum(r.risk_minor for r in found),
        sum(known), len(found) - len(known), min(r.asked_at for r in found),
    )  # fmt: skip
