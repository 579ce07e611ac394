"""Writes of usage: recording what was used, once per key, and rating the periods that have ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import Sum

from comptoir.kernel.errors import Invalid, NothingDue
from comptoir.kernel.events import plain
from comptoir.kernel.money import exponent, to_places
from comptoir.platform import sql
from comptoir.platform.actions import Do, action
from comptoir.stages.metering.core import rating
from comptoir.stages.metering.core.records import UsageIn
from comptoir.stages.metering.events import UsageRated, UsageRecorded
from comptoir.stages.metering.models import Usage, UsageCharge
from comptoir.stages.ordering import queries as ordering
from comptoir.stages.pricing import engine
from comptoir.stages.pricing import queries as pricing
from comptoir.stages.subscribing import queries as subscribing

ZERO = Decimal(0)
PLACES = 6
# A key that was counted before is left alone; a lock would not be cheaper than this.
_RECORD = """
INSERT INTO metering_usage (entity_id, service_id, key, used_on, quantity)
SELECT %s, service, key, day, quantity
FROM unnest(%s::uuid[], %s::text[], %s::date[], %s::numeric[]) AS u (service, key, day, quantity)
ON CONFLICT (entity_id, key) DO NOTHING
"""


class UsageRefused(Invalid):
    """Some usage records cannot be counted as they are."""

    code = "usage_refused"


@action(may="metering.write")
def record_usage(do: Do, *, rows: Sequence[UsageIn]) -> UsageRecorded:
    """Count what was used; a key that was sent before is counted once. All rows or none.

    Raises UsageRefused that names every faulty row: unknown or unmetered service, a day outside the
    service or in a period that is already rated, a quantity that is no number.
    """
    if not rows:
        raise UsageRefused(field="rows", found="0", expected="at least one record")
    known = subscribing.services({row.service_id for row in rows})
    mine = {k: s for k, s in known.items() if s.entity_id == do.entity_id}
    rated = _rated_until(mine)
    known_keys = set(
        Usage.objects.filter(entity_id=do.entity_id, key__in=[r.key for r in rows]).values_list(
            "key", flat=True
        )
    )
    fresh = [(n, row) for n, row in enumerate(rows) if row.key not in known_keys]
    faults = [f for n, row in fresh if (f := _fault(n, row, mine.get(row.service_id), rated))]
    if faults:
        first = faults[0]
        raise UsageRefused(**first, faults=faults)
    accepted = _write(do, [row for _, row in fresh])
    return do.record(
        UsageRecorded(entity_id=do.entity_id, accepted=accepted, duplicates=len(rows) - accepted)
    )


def _write(do: Do, rows: Sequence[UsageIn]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            _RECORD,
            [
                do.entity_id,
                [row.service_id for row in rows],
                [row.key for row in rows],
                [row.used_on for row in rows],
                [row.quantity for row in rows],
            ],
        )
        return int(cursor.rowcount)


def _rated_until(services: Iterable[UUID]) -> dict[UUID, date]:
    """The first day of each service whose use is not rated yet."""
    rows = UsageCharge.objects.filter(service_id__in=list(services)).order_by("ends_on")
    return dict(rows.values_list("service_id", "ends_on"))


def _fault(
    n: int,
    row: UsageIn,
    service: subscribing.ServiceFacts | None,
    rated: Mapping[UUID, date],
) -> dict[str, Any] | None:
    """What is wrong with a record as field, found, expected; None when nothing is."""
    at = f"rows.{n}"
    if service is None or service.charge_kind != subscribing.USAGE:
        return {
            "field": f"{at}.service_id",
            "found": str(row.service_id),
            "expected": "a service billed by use",
        }
    key = row.key.strip()
    if not key or len(key) > 120 or "\x00" in key:
        return {"field": f"{at}.key", "found": key[:60], "expected": "1 to 120 characters"}
    if not _countable(row.quantity):
        return {
            "field": f"{at}.quantity",
            "found": str(row.quantity)[:40],
            "expected": f"a number with at most {PLACES} decimals",
        }
    first = max(service.anchor_on, rated.get(row.service_id, service.anchor_on))
    if row.used_on < first or (service.ends_on and row.used_on >= service.ends_on):
        until = service.ends_on.isoformat() if service.ends_on else "…"
        return {
            "field": f"{at}.used_on",
            "found": row.used_on.isoformat(),
            "expected": f"{first.isoformat()} … {until}",
        }
    return None


def _countable(quantity: Decimal) -> bool:
    if not quantity.is_finite() or abs(quantity) >= 10**14:
        return False
    places = -int(quantity.normalize().as_tuple().exponent)
    return places <= PLACES


@action(may="metering.write")
def rate_usage(do: Do, *, on: date | None = None) -> UsageRated:
    """Price every metered period that has ended by `on` (today) and is not rated; once each.

    A period without use is rated at quantity 0, so that a flat fee of its first tier is not lost.
    """
    day = on or do.today
    sql.alone(f"rate {do.entity_id}")  # of two runs at once the second waits, then finds nothing
    services = {s.id: s for s in subscribing.metered(do.entity_id)}
    known = UsageCharge.objects.filter(service_id__in=list(services))
    done = dict(known.values_list("service_id").annotate(days=ArrayAgg("starts_on")))
    due = [
        (s, start, end)
        for s in services.values()
        for start, end in subscribing.periods_ended(s, day)
        if start not in done.get(s.id, [])
    ]
    if not due:
        raise NothingDue(field="on", found=day.isoformat())
    lines = ordering.lines({s.order_line_id for s, _, _ in due})
    prices = _prices(lines.values())
    rows = [_rated(s, lines[s.order_line_id], prices, (start, end)) for s, start, end in due]
    UsageCharge.objects.bulk_create(rows)
    return do.record(
        UsageRated(
            entity_id=do.entity_id,
            on=day,
            charges=len(rows),
            service_ids=tuple(sorted({s.id for s, _, _ in due})),
        )
    )


def _prices(lines: Iterable[ordering.OrderLineFacts]) -> dict[int, engine.Price]:
    """The price entries behind tiered lines, by id."""
    refs = {rating.price_ref(line.waterfall or ()): line.product_id for line in lines}
    found: dict[int, engine.Price] = {}
    for product_id in {p for ref, p in refs.items() if ref is not None}:
        found |= {p.id: p.price for p in pricing.prices_of_product(product_id)}
    return found


def _rated(
    service: subscribing.ServiceFacts,
    line: ordering.OrderLineFacts,
    prices: Mapping[int, engine.Price],
    span: tuple[date, date],
) -> UsageCharge:
    start, end = span
    steps = plain(list(line.waterfall or ()))
    ref = rating.price_ref(steps)
    priced = prices.get(ref) if ref is not None else None
    card = priced.card if priced else None
    events = None if card is None else _events(service.id, span, prorated=card.prorated)
    quantity = _quantity(service.id, span, events)
    digits = exponent(service.currency)
    done = rating.rate(
        quantity, line.unit_net, steps, priced, digits, quoted=line.quantity, events=events
    )
    return UsageCharge(
        service_id=service.id,
        starts_on=start,
        ends_on=end,
        bill_on=end,
        quantity=quantity,
        net_minor=done.net_minor,
        waterfall=done.waterfall,
    )


def _events(service_id: UUID, span: tuple[date, date], *, prorated: bool) -> list[engine.Used]:
    """What was used one by one; where it stands until taken back, what stood before and each day's change."""
    start, end = span
    used = Usage.objects.filter(service_id=service_id, used_on__lt=end)
    if not prorated:
        rows = used.filter(used_on__gte=start).order_by("used_on", "id")
        quantities = rows.values_list("quantity", flat=True).iterator(10_000)
        return [engine.Used(q, q, sum(1 for _ in same)) for q, same in groupby(quantities)]
    days = used.values_list("used_on").annotate(sum=Sum("quantity")).order_by("used_on")
    stands = [(max(day, start), quantity) for day, quantity in days]
    return [engine.Used(quantity, rating.counted(quantity, day, span)) for day, quantity in stands]


def _quantity(
    service_id: UUID, span: tuple[date, date], events: Sequence[engine.Used] | None
) -> Decimal:
    """The use of a period; what is prorated counts by the days it stood."""
    if events is not None:
        return to_places(sum((e.counted * e.times for e in events), ZERO), PLACES)
    used = Usage.objects.filter(service_id=service_id, used_on__gte=span[0], used_on__lt=span[1])
    return used.aggregate(sum=Sum("quantity"))["sum"] or ZERO
