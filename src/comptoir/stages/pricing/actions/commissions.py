"""Commission rates: set from a day on, and ended."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from comptoir.kernel.errors import Invalid, Refused
from comptoir.kernel.money import exponent
from comptoir.platform.actions import Do, action
from comptoir.records.parties import queries as parties
from comptoir.stages.pricing import commissions
from comptoir.stages.pricing.events import CommissionEnded, CommissionSet
from comptoir.stages.pricing.models import Commission

HUNDRED = Decimal(100)
PLACES = 4


class BadCommission(Invalid):
    """A commission is 0 to 100 % with at most four decimals, from a day on, from a margin of 0 to 100 %."""

    code = "bad_commission"


class OtherCommission(Refused):
    """Another rate for the same category and margin already begins later: end this one by then."""

    code = "other_commission"


@action(may="pricing.write")
def set_commission(
    do: Do,
    *,
    percent: Decimal,
    category: str = "",
    margin_from: Decimal | None = None,
    currency: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> CommissionSet:
    """What a seller earns on the net of a category ("" is every other one) from a margin on.

    One for the same category, margin and currency that starts the same day is replaced; one that runs
    on is ended the day this one starts.
    """
    row = Commission(
        entity_id=do.entity_id, category=category.strip()[:60], margin_from=margin_from,
        percent=percent, currency=currency or parties.entity(do.entity_id).currency,
        starts_on=starts_on or do.today, ends_on=ends_on,
    )  # fmt: skip
    exponent(row.currency)
    _check(row)
    before = _put(row)
    event = CommissionSet(
        entity_id=do.entity_id, commission_id=row.id, category=row.category, starts_on=row.starts_on
    )
    return do.record(event, changed={"percent": (before, row.percent)})


@action(may="pricing.write")
def end_commission(do: Do, *, commission_id: UUID, ends_on: date) -> CommissionEnded:
    """End a rate: `ends_on` is the first day it no longer holds."""
    row = Commission.objects.select_for_update().filter(pk=commission_id).first()
    if row is None or row.entity_id != do.entity_id:
        raise commissions.UnknownCommission(field="commission_id", found=str(commission_id))
    before, row.ends_on = row.ends_on, ends_on
    _check(row)
    _refuse_overlap(row)
    row.save(update_fields=["ends_on"])
    event = CommissionEnded(entity_id=do.entity_id, commission_id=row.id, ends_on=ends_on)
    return do.record(event, changed={"ends_on": (before, ends_on)})


def _check(row: Commission) -> None:
    for name in ("percent", "margin_from"):
        value = getattr(row, name)
        if value is not None and not _is_percent(value):
            raise BadCommission(field=name, found=str(value)[:40], expected="0 … 100 %")
    if row.ends_on and row.ends_on <= row.starts_on:
        found, expected = row.ends_on.isoformat(), f"after {row.starts_on}"
        raise BadCommission(field="ends_on", found=found, expected=expected)


def _is_percent(value: Decimal) -> bool:
    if not value.is_finite() or not 0 <= value <= HUNDRED:
        return False
    return -int(value.as_tuple().exponent) <= PLACES


def _put(row: Commission) -> Decimal | None:
    """Write a rate between its neighbors in time; returns the percentage of the one before."""
    before = _alike(row).filter(starts_on__lte=row.starts_on).order_by("-starts_on").first()
    if before and before.starts_on == row.starts_on:
        row.pk, row.created_at = before.pk, before.created_at
        _refuse_overlap(row)
        row.save(force_update=True)
        return before.percent
    if before and (before.ends_on is None or before.ends_on > row.starts_on):
        _alike(row).filter(pk=before.pk).update(ends_on=row.starts_on)
    _refuse_overlap(row)
    row.save(force_insert=True)
    return before.percent if before else None


def _alike(row: Commission) -> QuerySet[Commission]:
    return Commission.objects.select_for_update().filter(
        entity_id=row.entity_id, category=row.category, margin_from=row.margin_from,
        currency=row.currency,
    )  # fmt: skip


def _refuse_overlap(row: Commission) -> None:
    following = _alike(row).filter(starts_on__gt=row.starts_on).order_by("starts_on").first()
    if following and (row.ends_on is None or row.ends_on > following.starts_on):
        found, expected = str(row.ends_on or "…"), str(following.starts_on)
        raise OtherCommission(field="ends_on", found=found, expected=expected)
