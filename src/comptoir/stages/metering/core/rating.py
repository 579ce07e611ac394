"""What a metered period costs: the price of the order line, replayed on the measured quantity. Pure.

The order line keeps its steps. A step that names the list price or a tier is taken from the price
entry that the step names; every adjustment after it is applied again, in order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from comptoir.kernel.errors import Refused
from comptoir.kernel.money import EXACT
from comptoir.stages.pricing import engine

_ADJUST = {
    "percent_off": engine.Adjust.PERCENT_OFF,
    "percent_on": engine.Adjust.PERCENT_ON,
    "subtract": engine.Adjust.AMOUNT_OFF,
    "set": engine.Adjust.UNIT_PRICE,
    "multiply": engine.Adjust.TIMES,
    "round_to": engine.Adjust.ROUND_UNIT_TO,
}


class PriceGone(Refused):
    """The price entry that this service was sold at no longer exists."""

    code = "usage_price_gone"


@dataclass(frozen=True, slots=True)
class Rated:
    """Net in minor units, and the steps that lead to it, JSON-ready."""

    net_minor: int
    waterfall: list[dict[str, Any]]


def price_ref(waterfall: Sequence[Mapping[str, Any]]) -> int | None:
    """The id of the price entry behind tiers or bounds (`BOOK:id`), None for a plain unit price."""
    tier = next((s for s in waterfall if s["kind"] in ("tier", "bound")), None)
    return int(str(tier["rule_id"]).rpartition(":")[2]) if tier else None


def rate(
    quantity: Decimal,
    unit_net: Decimal,
    waterfall: Sequence[Mapping[str, Any]],
    tiered: engine.Price | None,
    digits: int,
    *,
    quoted: Decimal,
    events: Sequence[engine.Used] | None = None,
) -> Rated:
    """The net of `quantity`.

    unit_net  the line's net unit price, used where the line keeps no steps
    tiered    the price entry behind its tiers, if `price_ref` named one
    digits    the currency's exponent
    quoted    the estimated quantity of the line: an amount off each unit of tiered usage was kept as
              an amount off that many, and is given on what was used instead, down to zero
    events    what was used one by one, where the price has a card
    """
    if price_ref(waterfall) is not None and tiered is None:
        raise PriceGone(field="price")
    price = tiered or _plain(unit_net, waterfall)
    agreed: list[engine.Adjustment] = []
    for each in _adjustments(waterfall):
        if each.label_code == "unit_off" and each.kind is engine.Adjust.AMOUNT_OFF:
            before = engine.price_line(price, quantity, digits, agreed, events).steps[-1].base
            each = replace(each, value=min(each.value / quoted * quantity, before))
        agreed.append(each)
    done = engine.price_line(price, quantity, digits, agreed, events)
    return Rated(done.net_minor, engine.dump_steps(done.steps))


def _plain(unit_net: Decimal, waterfall: Sequence[Mapping[str, Any]]) -> engine.Price:
    listed = next((s for s in waterfall if s["kind"] == "list"), None)
    if listed is None:
        return engine.Price(engine.PriceKind.PER_UNIT, unit_net)
    per_unit = any(s["kind"] == "quantity" for s in waterfall)  # a flat price has no such step
    kind = engine.PriceKind.PER_UNIT if per_unit else engine.PriceKind.FLAT
    return engine.Price(
        kind, Decimal(listed["value"]), (), listed["rule_id"], int(listed["rule_version"])
    )


def _adjustments(waterfall: Sequence[Mapping[str, Any]]) -> list[engine.Adjustment]:
    return [
        engine.Adjustment(
            _ADJUST[s["operation"]], Decimal(s["value"]), s["label_code"], s["rule_id"],
            int(s["rule_version"]),
        )
        for s in waterfall
        if s["kind"] == "adjustment"
    ]  # fmt: skip


def counted(quantity: Decimal, on: date, span: tuple[date, date]) -> Decimal:
    """`quantity` by the days from `on` to the end of the period [start, end): its first day is all of it."""
    start, end = span
    days = EXACT.multiply(quantity, Decimal((end - on).days))
    return EXACT.divide(days, Decimal((end - start).days))
