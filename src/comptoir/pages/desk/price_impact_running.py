"""What a change of many prices would mean for running services, when they are renewed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from comptoir.kernel.money import half_up
from comptoir.pages.desk.sql import select
from comptoir.stages.pricing.changes import PriceChangeFacts

STEP = '[{"label_code": "contract_price"}]'  # by which a line does not follow the list price
# Or an agreement from the day on which it would be priced again.
_AGREED = """EXISTS (SELECT 1 FROM pricing_customer_price a
    WHERE a.customer_id = c.id AND a.product_id = {thing}.product_id AND a.percent_off IS NULL
      AND a.starts_on <= {day} AND (a.ends_on IS NULL OR a.ends_on > {day}))"""
_SERVICES = """
SELECT k.id, coalesce(k.number, o.number), c.name, k.ends_on, s.product_id,
       coalesce(l.waterfall @> %(step)s, false) OR {agreed}, s.period_minor * 12 / s.billing_months
FROM subscribing_service s JOIN parties_customer c ON c.id = s.customer_id
JOIN ordering_order o ON o.id = s.order_id JOIN ordering_line l ON l.id = s.order_line_id
LEFT JOIN contracting_contract k ON k.id = o.contract_id OR o.contract_id IS NULL AND k.quote_id = o.quote_id
WHERE s.entity_id = %(entity)s AND s.currency = %(currency)s AND s.state = 'active'
  AND s.charge_kind = 'recurring' AND s.product_id = ANY(%(products)s)
ORDER BY k.ends_on NULLS LAST, 2
""".format(agreed=_AGREED.format(thing="s", day="greatest(%(day)s, k.ends_on)"))


@dataclass(frozen=True, slots=True)
class _Service:
    contract_id: UUID | None
    number: str
    customer: str
    ends_on: date | None
    product_id: UUID
    fixed: bool
    yearly_minor: int


@dataclass(frozen=True, slots=True)
class ContractImpact:
    """A running contract, or an order without one: a year of its services now, and at the new prices.

    ends_on  when it ends or is renewed, and the new prices count; None: no end was agreed
    """

    contract_id: UUID | None
    number: str
    customer: str
    ends_on: date | None
    services: int
    before_minor: int
    after_minor: int

    @property
    def difference_minor(self) -> int:
        return self.after_minor - self.before_minor


def running(change: PriceChangeFacts, entity_id: UUID, currency: str) -> tuple[ContractImpact, ...]:
    """The running contracts that sell what changes. Estimates in proportion to the list price."""
    ratios = {UUID(row["product_id"]): _ratio(row) for row in change.rows}
    asked = {"entity": entity_id, "products": list(ratios), "step": STEP, "day": change.starts_on}
    found: dict[str, list[_Service]] = {}
    for service in select(_Service, _SERVICES, **asked, currency=currency):
        found.setdefault(service.number, []).append(service)
    return tuple(_of_contract(services, ratios) for services in found.values())


def _ratio(row: Mapping[str, Any]) -> Fraction:
    """New price ÷ old; of tiers, by their first."""
    if row["before"] is None or (row.get("was") and row["was"]["model"] != row["model"]):
        return Fraction(1)  # nothing was sold at it, or there is no one figure to compare
    before, after = Decimal(row["before"]), Decimal(row["after"])
    if row["tiers_before"] and len(row["tiers_before"]) == len(row["tiers_after"]):
        pairs = [
            (Decimal(a[name]), Decimal(b[name]))
            for a, b in zip(row["tiers_before"], row["tiers_after"], strict=True)
            for name in ("unit_price", "flat_fee")
        ]
        before, after = next(((a, b) for a, b in pairs if a), (Decimal(1), Decimal(1)))
    return Fraction(after) / Fraction(before) if before else Fraction(1)


def _of_contract(services: list[_Service], ratios: Mapping[UUID, Fraction]) -> ContractImpact:
    after = sum(
        (Fraction(s.yearly_minor) * (1 if s.fixed else ratios[s.product_id]) for s in services),
        Fraction(0),
    )
    first = services[0]
    return ContractImpact(
        first.contract_id, first.number, first.customer, first.ends_on, len(services),
        sum(s.yearly_minor for s in services), half_up(after),
    )  # fmt: skip
