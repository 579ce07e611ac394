"""Reads of commission rates."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from comptoir.kernel.errors import NotFound
from comptoir.platform import sql
from comptoir.platform.paging import keyset
from comptoir.stages.pricing.core.commissions import Rate
from comptoir.stages.pricing.models import Commission


class UnknownCommission(NotFound):
    """There is no such commission rate."""

    code = "unknown_commission"


@dataclass(frozen=True, slots=True)
class CommissionFacts:
    """A rate, valid [starts_on, ends_on); see the model for its words."""

    id: UUID
    category: str
    margin_from: Decimal | None
    percent: Decimal
    currency: str
    starts_on: date
    ends_on: date | None


_COLUMNS = tuple(CommissionFacts.__dataclass_fields__)
_OF_PRODUCTS = """
SELECT p.id, p.category, r.id, r.category, r.margin_from, r.percent
FROM pricing_commission r JOIN catalog_product p ON r.category IN ('', p.category)
WHERE r.entity_id = %s AND r.currency = %s AND r.starts_on <= %s
  AND (r.ends_on IS NULL OR r.ends_on > %s) AND p.id = ANY(%s)
"""


def of_products(
    entity_id: UUID, currency: str, on: date, products: Collection[UUID]
) -> tuple[dict[UUID, str], list[Rate]]:
    """Category by product, and the rates of the day that may concern them. One statement."""
    asked = [entity_id, currency, on, on, list(products)]
    found = sql.rows(_OF_PRODUCTS, asked)
    rates = {row[2]: Rate(*row[2:]) for row in found}
    return {row[0]: row[1] for row in found}, list(rates.values())


def commission(commission_id: UUID, entity_id: UUID) -> CommissionFacts:
    """One rate of a company, or UnknownCommission."""
    row = Commission.objects.filter(pk=commission_id, entity_id=entity_id).first()
    if row is None:
        raise UnknownCommission(field="commission_id", found=str(commission_id))
    return _facts(row)


def commissions_page(
    entity_id: UUID, *, cursor: str | None = None, limit: int = 50
) -> tuple[list[CommissionFacts], str | None]:
    """One page of a company's rates, newest first."""
    rows = Commission.objects.filter(entity_id=entity_id)
    found, following = keyset(rows, ("-created_at", "-id"), cursor, limit)
    return [_facts(row) for row in found], following


def _facts(row: Commission) -> CommissionFacts:
    return CommissionFacts(**{n: getattr(row, n) for n in _COLUMNS})
