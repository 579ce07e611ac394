"""Promotions and coupons: set, and changed as a new version."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Q

from comptoir.kernel.errors import Invalid, Refused
from comptoir.kernel.money import exponent
from comptoir.platform.actions import Do, action
from comptoir.stages.pricing import promotions
from comptoir.stages.pricing.actions import rows
from comptoir.stages.pricing.core.promotions import (
    BadPromotion,
    PromotionKind,
    PromotionTie,
    Stacking,
    check,
)
from comptoir.stages.pricing.events import PromotionSet
from comptoir.stages.pricing.models import Promotion

NUMBERS = ("percent", "buy", "free", "minimum_quantity")
AMOUNTS = ("amount_minor", "most_minor", "minimum_minor")
LISTS = ("skus", "categories")
TERMS = frozenset({*NUMBERS, *AMOUNTS, *LISTS, "sets", "gift"})


class UnknownPromotionKind(Invalid):
    """This kind of promotion, or its way to stand with others, is not known."""

    code = "unknown_promotion_kind"


class CouponTaken(Refused):
    """Another promotion already bears this coupon code."""

    code = "coupon_taken"


@action(may="pricing.write")
def set_promotion(
    do: Do,
    *,
    code: str,
    name: str,
    kind: str,
    currency: str,
    terms: Mapping[str, Any],
    stacking: str = "in_order",
    priority: int = 0,
    coupon: str = "",
    usage_limit: int | None = None,
    customer_limit: int | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> PromotionSet:
    """Set a promotion; one with the same code is changed, as a new version of it.

    terms   what the kind needs: `core/promotions.py`; amounts in minor units, numbers as text
    coupon  the code that a buyer gives; "" applies by itself
    Two promotions that may meet on a day, in one currency, must differ in priority.
    """
    exponent(currency)
    row = Promotion.objects.select_for_update().filter(entity_id=do.entity_id, code=code).first()
    before = _said(row) if row else {}
    row = row or Promotion(entity_id=do.entity_id, code=code, version=0)
    row.name, row.kind, row.stacking, row.priority = name.strip(), kind, stacking, priority
    row.currency, row.coupon, row.terms = currency, coupon.strip(), _terms(terms)
    row.usage_limit, row.customer_limit = usage_limit, customer_limit
    row.starts_on, row.ends_on = starts_on or do.today, ends_on
    row.version += 1
    _check(row)
    _refuse_ties(row)
    row.save()
    said = _said(row)
    rows.keep_versions(do, [(f"promotion:{code}", row.version, said)])
    changed = {n: (before.get(n), v) for n, v in said.items() if before.get(n) != v}
    event = PromotionSet(entity_id=do.entity_id, promotion_id=row.id, version=row.version)
    return do.record(event, changed=changed)


_SAID = (
    "name", "coupon", "kind", "stacking", "priority", "currency", "terms", "usage_limit",
    "customer_limit", "starts_on", "ends_on",
)  # fmt: skip


def _said(row: Promotion) -> dict[str, Any]:
    plain = {n: getattr(row, n) for n in _SAID}
    return {n: v.isoformat() if isinstance(v, date) else v for n, v in plain.items()}


def _terms(terms: Mapping[str, Any]) -> dict[str, Any]:
    """Each term in its stored form; refuses what is none."""
    kept: dict[str, Any] = {}
    for name, value in terms.items():
        if name not in TERMS:
            raise BadPromotion(field=name, expected=", ".join(sorted(TERMS)))
        try:
            kept[name] = _term(name, value)
        except (InvalidOperation, ValueError, TypeError, AttributeError):
            raise BadPromotion(field=name, found=str(value)[:60]) from None
    return {n: v for n, v in kept.items() if v not in ("", None, [], {}, "0")}


def _term(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in NUMBERS:
        return _number(value)
    if name in AMOUNTS:
        return int(value)
    if name in LISTS:
        return [str(v).strip() for v in value if str(v).strip()]
    if name == "sets":
        return {str(sku).strip(): _number(units) for sku, units in value.items()}
    return str(value).strip()[:40]


def _number(value: Any) -> str:
    number = Decimal(str(value))
    if not number.is_finite() or number.adjusted() > 11:
        raise ValueError
    return f"{number.normalize():f}"


def _check(row: Promotion) -> None:
    kinds, ways = {k.value for k in PromotionKind}, {s.value for s in Stacking}
    if row.kind not in kinds or row.stacking not in ways:
        field = "kind" if row.kind not in kinds else "stacking"
        expected = ", ".join(sorted(kinds if field == "kind" else ways))
        raise UnknownPromotionKind(field=field, found=getattr(row, field)[:40], expected=expected)
    if row.ends_on and row.ends_on <= row.starts_on:
        raise BadPromotion(
            field="ends_on", found=row.ends_on.isoformat(), expected=f"after {row.starts_on}"
        )
    for name in ("usage_limit", "customer_limit"):
        limit = getattr(row, name)
        if limit is not None and not 1 <= limit < 2**31:
            raise BadPromotion(field=name, found=limit, expected="1 or more")
    if not row.code.strip() or not row.name:
        raise BadPromotion(field="name" if row.code.strip() else "code", found="")
    check(promotions.read_rule(row))


def _refuse_ties(row: Promotion) -> None:
    others = Promotion.objects.filter(entity_id=row.entity_id).exclude(pk=row.pk)
    if row.coupon and others.filter(coupon=row.coupon).exists():
        raise CouponTaken(field="coupon", found=row.coupon)
    meeting = others.filter(priority=row.priority, currency=row.currency)
    meeting = meeting.filter(Q(ends_on=None) | Q(ends_on__gt=row.starts_on))
    if row.ends_on:
        meeting = meeting.filter(starts_on__lt=row.ends_on)
    other = meeting.order_by("code").first()
    if other:
        names = sorted([row.name, other.name])
        raise PromotionTie(
            field="priority", found=row.priority, names=names, expected=" ≠ ".join(names)
        )
