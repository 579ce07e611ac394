"""A line of a quote as the rooms after it read it, and the VAT of one rate."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from comptoir.kernel.period import Period, add_months
from comptoir.stages.pricing import engine
from comptoir.stages.quoting.core.bounds import Bounds

# steps that the fields of a line tell already, or that are no rule
_TOLD = {
    "list_price", "discount", "unit_off", "net_price", "net_total", "quantity", "net", "option",
    "bundle_share",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class QuoteLineFacts:
    """One line; `unit_net`, `net_minor`, `share_minor` are per billing period where it repeats.

    list_price, unit_net, cost, floor  major units per unit
    share_minor   its part of the quote's own discount
    alternative   of the offer that it belongs to; "" for a line of all of them
    apart         what a line of all of them costs in those where it is another price
    aside         it belongs to an alternative that is in no total of the quote
    net_minor     after line and quote discount, without VAT; 0 of a head, whose rows cost it
    level, block  see `core/blocks.py`: a bundle or a ramp is followed by its rows
    deliver_on    the promised day; of what repeats, the day the service starts
    starts_month  of a segment of a ramp: months from the beginning of the term
    """

    id: int
    position: int
    section: str
    product_id: UUID
    sku: str
    description: str
    quantity: Decimal
    unit: str
    charge_kind: str
    billing_months: int | None
    term_months: int | None
    deliver_on: date | None
    optional: bool
    list_price: Decimal
    discount_kind: str
    discount_value: Decimal
    unit_net: Decimal
    share_minor: int
    net_minor: int
    cost: Decimal | None
    floor: Decimal | None
    decision_id: UUID
    vat_rate: Decimal
    waterfall: tuple[dict[str, Any], ...]
    revision: int
    configuration_id: UUID | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    alternative: str = ""
    apart: dict[str, dict[str, Any]] | None = None
    aside: bool = False
    level: int = 0
    block: str = ""
    per_parent: Decimal | None = None
    starts_month: int = 0
    segment: int | None = None
    segments: list[dict[str, Any]] = field(default_factory=list)
    parts_hidden: bool = False

    @property
    def bounds(self) -> Bounds | None:
        """Between which the buyer may choose the quantity; None where it is fixed."""
        return None if self.least is None or self.most is None else Bounds(self.least, self.most)

    @property
    def below_floor(self) -> bool:
        """Whether what is left of the unit price is less than the lowest one of the price book."""
        return self.floor is not None and self.unit_net < self.floor

    @property
    def repeats(self) -> bool:
        return self.charge_kind != "one_off"

    @property
    def periods(self) -> int:
        """How many billing periods the line runs; 1 for what is charged once."""
        return (self.term_months or 1) // (self.billing_months or 1) if self.repeats else 1

    def runs(self, starts_on: date) -> Period:
        """The days of what repeats in a term that begins that day: from its own start where it has one,
        never before the term."""
        begins = max(self.deliver_on or starts_on, starts_on)
        first = add_months(begins, self.starts_month)
        return Period(first, add_months(begins, self.starts_month + (self.term_months or 1)))

    @property
    def total_minor(self) -> int:
        """The line over its whole term, without VAT."""
        return self.net_minor * self.periods

    @property
    def promised_minor(self) -> int:
        """Its part of a total: nothing of an option, of usage (an estimate), of an alternative aside."""
        aside = self.optional or self.aside or self.charge_kind == "usage"
        return 0 if aside else self.total_minor

    @property
    def rules(self) -> tuple[tuple[str, str], ...]:
        """Label and id of each rule that moved the price, besides list price and the seller's discount."""
        found = (
            (step["label_code"], step["rule_id"]) for step in self.waterfall
            if step["kind"] != "rounding" and step["label_code"] not in _TOLD
        )  # fmt: skip
        return tuple(dict.fromkeys(found))

    @property
    def steps(self) -> tuple[engine.Step, ...]:
        """The waterfall as the engine's steps, before the quote's own discount."""
        return engine.load_steps(self.waterfall)


@dataclass(frozen=True, slots=True)
class VatFacts:
    """VAT of one rate over the whole term."""

    rate: Decimal
    category: str
    base_minor: int
    vat_minor: int
    decision_id: UUID
