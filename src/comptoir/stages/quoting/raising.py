"""What the rule of a contract makes of its prices on the day that its renewal is drafted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from comptoir.stages.pricing import engine, indexes
from comptoir.stages.quoting.core import uplift as core


@dataclass(frozen=True, slots=True)
class Agreed:
    """What a contract says of its price at renewal, whose it is, and the day that its prices are of."""

    rule: Mapping[str, Any]
    contract: str
    priced_on: date


@dataclass(frozen=True, slots=True)
class Raised:
    """percent  by which prices change;  rule_id  what names the rule in a waterfall
    next     the rule that the renewed contract goes on with
    """

    percent: Decimal
    rule_id: str
    next: dict[str, Any]

    def adjustment(self) -> engine.Adjustment:
        falls = self.percent < 0
        kind = engine.Adjust.PERCENT_OFF if falls else engine.Adjust.PERCENT_ON
        return engine.Adjustment(kind, abs(self.percent), "renewal_uplift", self.rule_id)

    def priced(self, unit: Decimal, quantity: Decimal, digits: int) -> engine.PricedLine:
        """A line whose agreed unit price is changed; its waterfall can be replayed."""
        return agreed_price(unit, quantity, digits, self.adjustment())

    def price(self, unit: Decimal) -> Decimal:
        """Any other price of the line, changed alike."""
        return self.priced(unit, Decimal(1), 2).steps[1].result


def agreed_price(
    unit: Decimal, quantity: Decimal, digits: int, *more: engine.Adjustment
) -> engine.PricedLine:
    """A line at a price that a contract says, and what changes it; its waterfall can be replayed."""
    lead = (engine.Lead("agreed_price", "set", unit, "", 0),)
    price = engine.Price(engine.PriceKind.PER_UNIT, unit, lead=lead)
    return engine.price_line(price, quantity, digits, more)


def due(entity_id: UUID, agreed: Agreed | None, today: date) -> Raised | None:
    """The rule, worked out with what is known today; None where there is none."""
    if agreed is None:
        return None
    rule = core.load(agreed.rule)
    if rule.kind is core.UpliftKind.PERCENT:
        said = f"{agreed.contract}: +{rule.percent.normalize():f} %"
        return Raised(rule.percent, f"renewal:{said}", core.dump(rule))
    base = indexes.base_of(entity_id, rule.index, agreed.priced_on)
    now = indexes.value_on(entity_id, rule.index, today) or base
    percent = core.change(rule, base.value, now.value)
    cap = f", max {rule.cap.normalize():f} %" if rule.cap is not None else ""
    said = (
        f"{agreed.contract}: {rule.index} {base.value.normalize():f} ({base.day}) →"
        f" {now.value.normalize():f} ({now.day}){cap}: {percent.normalize():+f} %"
    )
    return Raised(percent, f"renewal:{said}", core.dump(replace(rule, base_on=now.day)))
