"""What a change of many prices would mean: for open quotes, and for services when they are renewed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from comptoir.kernel.money import half_up
from comptoir.pages.desk.sql import select
from comptoir.platform.web import entity_of
from comptoir.stages.pricing import changes, queries

MOST = 200  # quotes and contracts shown; the totals count all
STEP = '[{"label_code": "contract_price"}]'  # by which a line does not follow the list price
# Or an agreement from the day on which it would be priced again.
_AGREED = """EXISTS (SELECT 1 FROM pricing_customer_price a
    WHERE a.customer_id = c.id AND a.product_id = {thing}.product_id AND a.percent_off IS NULL
      AND a.starts_on <= {day} AND (a.ends_on IS NULL OR a.ends_on > {day}))"""
_LINES = """
SELECT q.id, q.number, q.version, q.state, c.name, l.product_id,
       l.discount_kind IN ('net', 'total') OR l.waterfall @> %(step)s OR {agreed},
       l.net_minor * CASE WHEN l.charge_kind = 'one_off' THEN 1
                          ELSE coalesce(l.term_months, 1) / coalesce(l.billing_months, 1) END
FROM quoting_line l JOIN quoting_quote q ON q.id = l.quote_id
JOIN parties_customer c ON c.id = q.customer_id
WHERE q.entity_id = %(entity)s AND q.book_id = %(book)s AND q.state IN ('draft', 'sent')
  AND l.product_id = ANY(%(products)s) AND l.charge_kind <> 'usage' AND NOT l.optional
  AND l.alternative IN ('', q.recommended) AND l.block = ''
ORDER BY q.number, q.version
""".format(agreed=_AGREED.format(thing="l", day="%(day)s"))
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
class _Line:
    """fixed: its price is agreed, and does not follow the list price"""

    quote_id: UUID
    number: str
    version: int
    state: str
    customer: str
    product_id: UUID
    fixed: bool
    net_minor: int


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
class QuoteImpact:
    """An open quote: what its lines cost now, and would cost if it were priced after the change."""

    quote_id: UUID
    number: str
    version: int
    state: str
    customer: str
    lines: int
    before_minor: int
    after_minor: int

    @property
    def difference_minor(self) -> int:
        return self.after_minor - self.before_minor


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


@dataclass(frozen=True, slots=True)
class Impact:
    """Estimates in proportion to the list price; prices agreed with the customer or per line stay. Services
    keep their price until they are renewed: their figures are of a year.
    """

    currency: str
    quotes: tuple[QuoteImpact, ...]
    contracts: tuple[ContractImpact, ...]

    @property
    def before_minor(self) -> int:
        return sum(q.before_minor for q in self.quotes)

    @property
    def after_minor(self) -> int:
        return sum(q.after_minor for q in self.quotes)

    @property
    def services(self) -> int:
        return sum(c.services for c in self.contracts)

    @property
    def yearly_before_minor(self) -> int:
        return sum(c.before_minor for c in self.contracts)

    @property
    def yearly_after_minor(self) -> int:
        return sum(c.after_minor for c in self.contracts)


def impact(change_id: UUID, entity_id: UUID) -> Impact:
    """What a planned or published change means."""
    change = changes.change(change_id, entity_id)
    book = queries.book(change.book_id)
    ratios = {UUID(row["product_id"]): _ratio(row) for row in change.rows}
    asked = {
        "entity": entity_id,
        "products": list(ratios),
        "book": book.id,
        "step": STEP,
        "day": change.starts_on,
    }
    found: dict[UUID, list[_Line]] = {}
    for line in select(_Line, _LINES, **asked):
        found.setdefault(line.quote_id, []).append(line)
    quotes = tuple(_of_quote(lines, ratios) for lines in found.values())
    running: dict[str, list[_Service]] = {}
    for service in select(_Service, _SERVICES, **asked, currency=book.currency):
        running.setdefault(service.number, []).append(service)
    contracts = tuple(_of_contract(services, ratios) for services in running.values())
    return Impact(book.currency, quotes, contracts)


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


def _of_quote(lines: list[_Line], ratios: Mapping[UUID, Fraction]) -> QuoteImpact:
    before = sum(line.net_minor for line in lines)
    after = sum(
        line.net_minor if line.fixed else half_up(line.net_minor * ratios[line.product_id])
        for line in lines
    )
    first = lines[0]
    return QuoteImpact(
        first.quote_id, first.number, first.version, first.state, first.customer, len(lines),
        before, after,
    )  # fmt: skip


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


def page(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """The fragment on the page of a change."""
    found = impact(change_id, entity_of(request))
    context = {
        "impact": found, "quotes": found.quotes[:MOST], "contracts": found.contracts[:MOST],
    }  # fmt: skip
    return render(request, "pages/desk/price_impact.html", context)
