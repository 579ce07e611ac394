"""What a change of many prices would mean: for open quotes, and for services when they are renewed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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

MOST = 200  # quotes shown; the totals count all
_LINES = """
SELECT q.id, q.number, q.version, q.state, l.product_id, l.discount_kind,
       l.net_minor * CASE WHEN l.charge_kind = 'one_off' THEN 1
                          ELSE coalesce(l.term_months, 1) / coalesce(l.billing_months, 1) END
FROM quoting_line l JOIN quoting_quote q ON q.id = l.quote_id
WHERE q.entity_id = %(entity)s AND q.book_id = %(book)s AND q.state IN ('draft', 'sent')
  AND l.product_id = ANY(%(products)s) AND l.charge_kind <> 'usage' AND NOT l.optional
  AND l.alternative IN ('', q.recommended) AND l.block = ''
ORDER BY q.number, q.version
"""
_SERVICES = """
SELECT s.product_id, s.period_minor * 12 / s.billing_months FROM subscribing_service s
WHERE s.entity_id = %(entity)s AND s.currency = %(currency)s AND s.state = 'active'
  AND s.charge_kind = 'recurring' AND s.product_id = ANY(%(products)s)
"""


@dataclass(frozen=True, slots=True)
class _Line:
    quote_id: UUID
    number: str
    version: int
    state: str
    product_id: UUID
    discount_kind: str
    net_minor: int


@dataclass(frozen=True, slots=True)
class _Service:
    product_id: UUID
    yearly_minor: int


@dataclass(frozen=True, slots=True)
class QuoteImpact:
    """An open quote: what its lines cost now, and would cost if it were priced after the change."""

    quote_id: UUID
    number: str
    version: int
    state: str
    lines: int
    before_minor: int
    after_minor: int

    @property
    def difference_minor(self) -> int:
        return self.after_minor - self.before_minor


@dataclass(frozen=True, slots=True)
class Impact:
    """Estimates in proportion to the list price; prices agreed per line stay. Services keep their
    price until they are renewed: their figures are of a year.
    """

    currency: str
    quotes: tuple[QuoteImpact, ...]
    services: int
    yearly_before_minor: int
    yearly_after_minor: int

    @property
    def before_minor(self) -> int:
        return sum(q.before_minor for q in self.quotes)

    @property
    def after_minor(self) -> int:
        return sum(q.after_minor for q in self.quotes)


def impact(change_id: UUID, entity_id: UUID) -> Impact:
    """What a planned or published change means."""
    change = changes.change(change_id, entity_id)
    book = queries.book(change.book_id)
    ratios = {UUID(row["product_id"]): _ratio(row) for row in change.rows}
    asked = {"entity": entity_id, "products": list(ratios), "book": book.id}
    found: dict[UUID, list[_Line]] = {}
    for line in select(_Line, _LINES, **asked):
        found.setdefault(line.quote_id, []).append(line)
    quotes = tuple(_of_quote(lines, ratios) for lines in found.values())
    services = select(_Service, _SERVICES, **asked, currency=book.currency)
    after = sum((s.yearly_minor * ratios[s.product_id] for s in services), Fraction(0))
    return Impact(
        book.currency, quotes, len(services), sum(s.yearly_minor for s in services), half_up(after)
    )


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
    before = after = 0
    for line in lines:
        before += line.net_minor
        fixed = line.discount_kind in ("net", "total")
        after += line.net_minor if fixed else half_up(line.net_minor * ratios[line.product_id])
    first = lines[0]
    return QuoteImpact(
        first.quote_id, first.number, first.version, first.state, len(lines), before, after
    )


def page(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """The fragment on the page of a change."""
    found = impact(change_id, entity_of(request))
    context = {"impact": found, "quotes": found.quotes[:MOST]}
    return render(request, "pages/desk/price_impact.html", context)
