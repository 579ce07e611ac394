"""Reads of usage: what was recorded, its sums by period, and the charges to bill."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from comptoir.platform import sql
from comptoir.platform.paging import after, keyset
from comptoir.stages.metering.core.rating import counted
from comptoir.stages.metering.models import Usage, UsageCharge
from comptoir.stages.ordering.queries import ENDED
from comptoir.stages.pricing import engine
from comptoir.stages.subscribing import queries as subscribing

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class UsageFacts:
    """One measured use; `key` is the sender's own id."""

    id: int
    service_id: UUID
    key: str
    used_on: date
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class UsageChargeFacts:
    """The rated use of one period [starts_on, ends_on), net, minor units."""

    id: int
    service_id: UUID
    starts_on: date
    ends_on: date
    bill_on: date
    quantity: Decimal
    net_minor: int
    waterfall: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class UsagePeriod:
    """What was used in one period; `charge` once it is rated."""

    starts_on: date
    ends_on: date
    quantity: Decimal
    records: int
    charge: UsageChargeFacts | None = None


@dataclass(frozen=True, slots=True)
class DueUsage:
    """A usage charge with what an invoice line needs to know of its service."""

    charge: UsageChargeFacts
    customer_id: UUID
    order_id: UUID
    order_line_id: int
    product_id: UUID
    currency: str


_USED = """
SELECT s.start, sum(u.quantity), count(*)
FROM metering_usage u
JOIN unnest(%s::date[], %s::date[]) AS s(start, stop) ON u.used_on >= s.start AND u.used_on < s.stop
WHERE u.service_id = %s GROUP BY s.start
"""
_USAGE = tuple(UsageFacts.__dataclass_fields__)
_CHARGE = tuple(n for n in UsageChargeFacts.__dataclass_fields__ if n != "waterfall")


def usage_page(
    service_id: UUID, *, since: date | None = None, until: date | None = None,
    cursor: str | None = None, limit: int = 50,
) -> tuple[list[UsageFacts], str | None]:  # fmt: skip
    """The records of a service, newest first, after `cursor`; and the next cursor."""
    wanted = {"used_on__gte": since, "used_on__lte": until}
    rows = Usage.objects.filter(service_id=service_id, **{k: v for k, v in wanted.items() if v})
    found, following = keyset(rows, ("-used_on", "-id"), cursor, limit)
    return [UsageFacts(**{n: getattr(row, n) for n in _USAGE}) for row in found], following


def charges_of(service_id: UUID) -> list[UsageChargeFacts]:
    """The rated periods of a service, oldest first."""
    return [
        _charge(row) for row in UsageCharge.objects.filter(service_id=service_id).order_by("id")
    ]


def usage_charges(ids: Iterable[int]) -> dict[int, UsageChargeFacts]:
    """Several rated periods by id; an unknown id is left out."""
    return {row.pk: _charge(row) for row in UsageCharge.objects.filter(pk__in=set(ids))}


def charges_page(
    service_id: UUID, *, cursor: str | None = None, limit: int = 50
) -> tuple[list[UsageChargeFacts], str | None]:
    """`charges_of` page by page."""
    rows = UsageCharge.objects.filter(service_id=service_id)
    found, following = keyset(rows, ("id",), cursor, limit)
    return [_charge(row) for row in found], following


def periods_page(
    service: subscribing.ServiceFacts, on: date, *, cursor: str | None = None, limit: int = 50
) -> tuple[list[UsagePeriod], str | None]:
    """The periods of a service through the one that holds `on`, newest first, with their use.

    Two statements, whatever their number.
    """
    spans, following = after(
        subscribing.periods_begun(service, on), lambda s: (-s[0].toordinal(),), cursor, limit
    )
    starts = [start for start, _end in spans]
    rows = UsageCharge.objects.filter(service_id=service.id, starts_on__in=starts)
    charges = {row.starts_on: _charge(row) for row in rows}
    used = sql.rows(_USED, [starts, [end for _start, end in spans], service.id])
    told = {start: (quantity, records) for start, quantity, records in used}
    return [
        UsagePeriod(start, end, *told.get(start, (ZERO, 0)), charges.get(start))
        for start, end in spans
    ], following


def usage_charges_to_bill(
    entity_id: UUID, on: date, but_not: QuerySet[Any] | Iterable[int] = ()
) -> list[DueUsage]:
    """Rated periods of some amount that may be invoiced by `on`, by customer, order and period.

    Of a closed or canceled order nothing is invoiced any more.
    but_not  ids of those that are invoiced: a list, or a query that stays in the database
    """
    rows = UsageCharge.objects.filter(service__entity_id=entity_id, bill_on__lte=on)
    rows = rows.exclude(service__order__state__in=ENDED)
    rows = rows.exclude(pk__in=but_not).exclude(net_minor=0).select_related("service")
    order = ("service__customer_id", "service__order_id", "service__order_line_id", "starts_on")
    return [
        DueUsage(
            _charge(row),
            row.service.customer_id,
            row.service.order_id,
            row.service.order_line_id,
            row.service.product_id,
            row.service.currency,
        )
        for row in rows.order_by(*order)
    ]


_EVENTS = """
SELECT service_id, used_on, quantity FROM metering_usage
WHERE service_id = ANY(%s::uuid[]) AND used_on < %s ORDER BY service_id, used_on, id
"""
Events = tuple[tuple[engine.Used, ...], tuple[engine.Used, ...]]


def events_of(periods: Collection[tuple[UUID, date, date]]) -> dict[tuple[UUID, date], Events]:
    """What was used in rated periods (service, first day, first day after), as a price with a card looks at
    it: one by one, and by the days it stands. One statement, none for no period."""
    if not periods:
        return {}
    last = max(end for _service, _start, end in periods)
    rows = sql.rows(_EVENTS, [list({service for service, _start, _end in periods}), last])
    used = {service: list(those) for service, those in groupby(rows, lambda row: row[0])}
    return {
        (service, start): (_came(known, start, end), _stands(known, start, end))
        for service, start, end in periods
        for known in [used.get(service, [])]
    }


def _came(rows: Sequence[Any], start: date, end: date) -> tuple[engine.Used, ...]:
    inside = (quantity for _service, day, quantity in rows if start <= day < end)
    return tuple(engine.Used(q, q, sum(1 for _ in same)) for q, same in groupby(inside))


def _stands(rows: Sequence[Any], start: date, end: date) -> tuple[engine.Used, ...]:
    found = []
    for day, those in groupby((row for row in rows if row[1] < end), lambda row: row[1]):
        quantity = sum((row[2] for row in those), ZERO)
        found.append(engine.Used(quantity, counted(quantity, max(day, start), (start, end))))
    return tuple(found)


def _charge(row: UsageCharge) -> UsageChargeFacts:
    known = {name: getattr(row, name) for name in _CHARGE}
    return UsageChargeFacts(**known, waterfall=tuple(row.waterfall))
