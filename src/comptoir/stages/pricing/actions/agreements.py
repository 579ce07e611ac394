"""Prices agreed with a customer, found before any price book."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from comptoir.kernel.errors import Invalid, Refused
from comptoir.kernel.money import exponent
from comptoir.platform.actions import Do, action
from comptoir.records.catalog import queries as catalog
from comptoir.records.parties import queries as parties
from comptoir.stages.pricing import queries
from comptoir.stages.pricing.actions import rows
from comptoir.stages.pricing.core.tiers import Tier, check_tiers
from comptoir.stages.pricing.events import CustomerPriceEnded, CustomerPriceSet
from comptoir.stages.pricing.models import CustomerPrice

HUNDRED = Decimal(100)


class BadAgreement(Invalid):
    """An agreement names a unit price of a product, or a percentage off the list price."""

    code = "bad_agreement"


class OtherAgreement(Refused):
    """Another agreement with this customer covers the same thing on some of these days."""

    code = "other_agreement"


@action(may="pricing.write")
def set_customer_price(
    do: Do,
    *,
    customer_id: UUID,
    product_id: UUID | None = None,
    category: str = "",
    currency: str = "",
    unit_price: Decimal | None = None,
    tiers: Sequence[Tier] = (),
    percent_off: Decimal | None = None,
    reference: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    through: str = rows.HAND,
) -> CustomerPriceSet:
    """Agree a price with a customer: for a product, a category, or everything.

    unit_price   of a product; with `tiers` the price by quantity, and `unit_price` is not used
    percent_off  of the list price; of a product, a category, or of everything
    An agreement for the same thing that starts the same day is replaced as a new version; one that
    runs on is ended the day this one starts.
    """
    customer = parties.customer(customer_id, do.entity_id)
    row = CustomerPrice(
        entity_id=do.entity_id, customer_id=customer.id, product_id=product_id,
        target=_target(do, product_id, category.strip()[:60]), reference=reference.strip()[:80],
        currency=currency or customer.currency, percent_off=percent_off,
        unit_price=unit_price or Decimal(0), tiers=rows.plain_tiers(tiers),
        starts_on=starts_on or do.today, ends_on=ends_on,
    )  # fmt: skip
    exponent(row.currency)
    _check(row, unit_price, tiers)
    before = _put(row)
    told = {n: getattr(row, n) for n in _SAID}
    rows.keep_versions(do, [(f"agreement:{row.id}", row.version, told)], through)
    event = CustomerPriceSet(
        entity_id=do.entity_id, customer_id=customer.id, agreement_id=row.id,
        product_id=product_id, starts_on=row.starts_on,
    )  # fmt: skip
    names = ("unit_price", "percent_off")
    changed = {n: (getattr(before, n) if before else None, getattr(row, n)) for n in names}
    return do.record(event, changed=changed)


_SAID = (
    "target", "reference", "currency", "percent_off", "unit_price", "tiers", "starts_on", "ends_on",
)  # fmt: skip


@action(may="pricing.write")
def end_customer_price(do: Do, *, agreement_id: UUID, ends_on: date) -> CustomerPriceEnded:
    """End an agreement: `ends_on` is the first day it no longer holds."""
    row = CustomerPrice.objects.select_for_update().filter(pk=agreement_id).first()
    if row is None or row.entity_id != do.entity_id:
        raise queries.UnknownAgreement(field="agreement_id", found=str(agreement_id))
    if ends_on <= row.starts_on:
        raise BadAgreement(
            field="ends_on", found=ends_on.isoformat(), expected=f"after {row.starts_on}"
        )
    before, row.ends_on = row.ends_on, ends_on
    _refuse_overlap(row)
    row.version += 1
    row.save(update_fields=["ends_on", "version"])
    told = {n: getattr(row, n) for n in _SAID}
    rows.keep_versions(do, [(f"agreement:{row.id}", row.version, told)])
    event = CustomerPriceEnded(
        entity_id=do.entity_id, customer_id=row.customer_id, agreement_id=row.id, ends_on=ends_on
    )
    return do.record(event, changed={"ends_on": (before, ends_on)})


def _target(do: Do, product_id: UUID | None, category: str) -> str:
    if product_id is not None:
        return f"product:{catalog.product(product_id, do.entity_id).id}"
    return f"category:{category}" if category else "all"


def _check(row: CustomerPrice, unit_price: Decimal | None, tiers: Sequence[Tier]) -> None:
    priced = unit_price is not None or bool(tiers)
    if priced == (row.percent_off is not None):
        raise BadAgreement(field="unit_price", expected="unit_price | percent_off")
    if priced and row.product_id is None:
        raise BadAgreement(field="product_id", fix="percent_off")
    if row.percent_off is not None and not 0 <= row.percent_off <= HUNDRED:
        raise BadAgreement(field="percent_off", found=str(row.percent_off), expected="0 … 100 %")
    if row.ends_on and row.ends_on <= row.starts_on:
        raise BadAgreement(
            field="ends_on", found=row.ends_on.isoformat(), expected=f"after {row.starts_on}"
        )
    if tiers:
        check_tiers(tiers)
    for amount in (row.unit_price, *(t.unit_price for t in tiers)):
        if not rows.is_price(amount):
            raise BadAgreement(field="unit_price", found=str(amount)[:40], expected="0 or more")


def _put(row: CustomerPrice) -> CustomerPrice | None:
    """Write an agreement between its neighbors in time; returns the one it follows or replaces."""
    others = CustomerPrice.objects.select_for_update().filter(
        customer_id=row.customer_id, target=row.target, currency=row.currency
    )
    before = others.filter(starts_on__lte=row.starts_on).order_by("-starts_on").first()
    if before and before.starts_on == row.starts_on:
        row.pk, row.created_at, row.version = before.pk, before.created_at, before.version + 1
        _refuse_overlap(row)
        row.save(force_update=True)
        return before
    if before and (before.ends_on is None or before.ends_on > row.starts_on):
        others.filter(pk=before.pk).update(ends_on=row.starts_on)
    _refuse_overlap(row)
    row.save(force_insert=True)
    return before


def _refuse_overlap(row: CustomerPrice) -> None:
    later = CustomerPrice.objects.filter(
        customer_id=row.customer_id, target=row.target, currency=row.currency,
        starts_on__gt=row.starts_on,
    ).exclude(pk=row.pk)  # fmt: skip
    following = later.order_by("starts_on").first()
    if following and (row.ends_on is None or row.ends_on > following.starts_on):
        raise OtherAgreement(
            field="ends_on", found=str(row.ends_on or "…"), expected=str(following.starts_on),
            fix=following.reference,
        )  # fmt: skip
