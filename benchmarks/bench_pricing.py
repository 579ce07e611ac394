"""How many quote lines a second one core prices, waterfall included."""

from __future__ import annotations

from decimal import Decimal
from statistics import median
from time import perf_counter

from comptoir.stages.pricing.core.prices import (
    Adjust,
    Adjustment,
    Price,
    PriceKind,
    price_line,
)
from comptoir.stages.pricing.core.tiers import Tier

TARGET = 50_000  # lines/s
PER_UNIT = Price(PriceKind.PER_UNIT, Decimal("348.35"), rule_id="book:1", rule_version=3)
GRADUATED = Price(
    PriceKind.GRADUATED,
    tiers=(
        Tier(Decimal(10), Decimal("10.00"), Decimal(2)),
        Tier(Decimal(20), Decimal("9.5")),
        Tier(None, Decimal(8)),
    ),
    rule_id="book:2",
    rule_version=1,
)
TEN_OFF = (Adjustment(Adjust.PERCENT_OFF, Decimal(10), "promotion", "promo:7", 2),)
MIX = [
    (PER_UNIT, TEN_OFF),
    (PER_UNIT, ()),
    (PER_UNIT, (*TEN_OFF, Adjustment(Adjust.AMOUNT_OFF, Decimal(5)))),
    (GRADUATED, TEN_OFF),
]


def lines_per_second(lines: int = 40_000) -> float:
    """Lines priced per second in one pass over a mix of four kinds of line."""
    work = [(*MIX[i % 4], Decimal(i % 50 + 1)) for i in range(lines)]
    start = perf_counter()
    for price, adjustments, quantity in work:
        price_line(price, quantity, 2, adjustments)
    return lines / (perf_counter() - start)


def main() -> None:
    rates = [lines_per_second() for _ in range(5)]
    print(
        f"pricing with waterfall: {median(rates):,.0f} lines/s "
        f"({min(rates):,.0f}–{max(rates):,.0f}), target {TARGET:,}: "
        f"{median(rates) / TARGET:.2f} × target"
    )


if __name__ == "__main__":
    main()
