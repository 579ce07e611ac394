"""Reads of promotions: those of a company, and those that may apply to a deal."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from json import loads
from typing import Any
from uuid import UUID

from comptoir.kernel.errors import NotFound
from comptoir.platform import sql
from comptoir.platform.paging import keyset
from comptoir.stages.pricing.core.promotions import Promotion as Rule
from comptoir.stages.pricing.core.promotions import PromotionKind, Stacking
from comptoir.stages.pricing.models import Promotion


class UnknownPromotion(NotFound):
    """There is no such promotion."""

    code = "unknown_promotion"


@dataclass(frozen=True, slots=True)
class PromotionFacts:
    """A promotion, valid [starts_on, ends_on); see the model for its words."""

    id: UUID
    code: str
    name: str
    coupon: str
    kind: str
    stacking: str
    priority: int
    currency: str
    terms: Mapping[str, Any]
    usage_limit: int | None
    customer_limit: int | None
    starts_on: date
    ends_on: date | None
    version: int

    @property
    def rule(self) -> Rule:
        """What the engine applies."""
        return read_rule(self)


_COLUMNS = tuple(PromotionFacts.__dataclass_fields__)
_OPEN = f"""
SELECT {", ".join(_COLUMNS)} FROM pricing_promotion
WHERE entity_id = %(entity)s AND currency = %(currency)s
  AND starts_on <= %(on)s AND (ends_on IS NULL OR ends_on > %(on)s)
  AND (coupon = '' OR coupon = ANY(%(coupons)s))
ORDER BY priority DESC, code
"""  # noqa: S608 — names from the code


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """For what promotions are looked up; `coupons`: the codes that were given."""

    entity: UUID
    currency: str
    on: date
    coupons: Sequence[str] = ()


def open_to(deal: Deal) -> list[PromotionFacts]:
    """The promotions of the day, automatic or by a code that was given, highest priority first. One
    query. How often each was used already, the room of the deal knows.
    """
    asked = {n: getattr(deal, n) for n in Deal.__dataclass_fields__}
    asked["coupons"] = list(deal.coupons)
    found = [dict(zip(_COLUMNS, row, strict=True)) for row in sql.rows(_OPEN, asked)]
    return [PromotionFacts(**{**row, "terms": loads(row["terms"])}) for row in found]


def promotion(promotion_id: UUID, entity_id: UUID) -> PromotionFacts:
    """One promotion of a company, or UnknownPromotion."""
    row = Promotion.objects.filter(pk=promotion_id, entity_id=entity_id).first()
    if row is None:
        raise UnknownPromotion(field="promotion_id", found=str(promotion_id))
    return _facts([row])[0]


def of_codes(entity_id: UUID, codes: Collection[str]) -> list[PromotionFacts]:
    """Promotions of a company by code."""
    rows = Promotion.objects.filter(entity_id=entity_id, code__in=codes).order_by("id")
    return _facts(list(rows))


def promotions_page(
    entity_id: UUID, *, on: date | None = None, cursor: str | None = None, limit: int = 50
) -> tuple[list[PromotionFacts], str | None]:
    """One page of a company's promotions, newest first; with `on`, those valid that day."""
    rows = Promotion.objects.filter(entity_id=entity_id)
    if on:
        rows = rows.filter(starts_on__lte=on).exclude(ends_on__lte=on)
    found, following = keyset(rows, ("-created_at", "-id"), cursor, limit)
    return _facts(found), following


def _facts(rows: Sequence[Promotion]) -> list[PromotionFacts]:
    return [PromotionFacts(**{n: getattr(row, n) for n in _COLUMNS}) for row in rows]


def read_rule(row: PromotionFacts | Promotion) -> Rule:
    """The stored promotion as the engine's."""
    told = row.terms
    number = {n: Decimal(str(told.get(n) or 0)) for n in ("percent", "buy", "free")}
    sets = {sku: Decimal(str(units)) for sku, units in (told.get("sets") or {}).items()}
    most = told.get("most_minor")
    return Rule(
        code=row.code, name=row.name, kind=PromotionKind(row.kind),
        stacking=Stacking(row.stacking), priority=row.priority, **number,
        amount_minor=int(told.get("amount_minor") or 0),
        most_minor=None if most is None else int(most),
        skus=tuple(told.get("skus") or ()), categories=tuple(told.get("categories") or ()),
        minimum_quantity=Decimal(str(told.get("minimum_quantity") or 0)),
        minimum_minor=int(told.get("minimum_minor") or 0),
        sets=sets or None, gift=str(told.get("gift") or ""),
        rule_id=f"promotion:{row.code}", rule_version=row.version,
    )  # fmt: skip
