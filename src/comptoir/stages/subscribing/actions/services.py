"""Putting services into operation, charging their periods, ending them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Max, Q
from django.utils.translation import gettext_noop

from comptoir.kernel.errors import Invalid, NothingDue, Refused
from comptoir.kernel.states import step
from comptoir.platform import bulk
from comptoir.platform.actions import Do, action
from comptoir.stages.ordering import queries as ordering
from comptoir.stages.subscribing import amendments
from comptoir.stages.subscribing.core.amending import given_back
from comptoir.stages.subscribing.core.periods import Item, Timing, charge_minor, due_periods
from comptoir.stages.subscribing.core.states import SERVICE_MOVES, ServiceState
from comptoir.stages.subscribing.events import PeriodsCharged, ServiceEnded, ServicesStarted
from comptoir.stages.subscribing.models import Charge, Service
from comptoir.stages.subscribing.queries import RECURRING, USAGE, UnknownService

_COLUMNS = ("service_id", "number", "part", "starts_on", "ends_on", "bill_on", "net_minor")
_Row = tuple[UUID, int, int, date, date, date, int]
REPEATS = (RECURRING, USAGE)
WITH_ORDER = gettext_noop("The order was closed.")  # stored as it stands, read in any language


class OrderWaits(Refused):
    """Only an open order is put into service."""

    code = "order_waits"


class EndTooEarly(Invalid):
    """A service cannot end before it began."""

    code = "end_too_early"


class EndNeedsReason(Invalid):
    """Say why the service ends."""

    code = "end_needs_reason"


@action(may="subscribing.write")
def start_services(do: Do, *, order_id: UUID) -> ServicesStarted:
    """Put the recurring and metered lines of an order into operation, once.

    What an amendment adds is billed on the days of the contract it joins; a terminated contract has nothing
    served beyond its end, however late its order is released.
    """
    order = ordering.locked_head(order_id, do.entity_id)
    if not order.open:
        raise OrderWaits(field="order_id", found=order.state, expected="open")
    lines = [x for x in ordering.repeating_lines(order_id) if x.charge_kind in REPEATS]
    if not lines or Service.objects.filter(order_id=order_id).exists():
        raise NothingDue(order=order.number)
    joins, stops = amendments.joined(order)
    Service.objects.bulk_create([_service(order, line, joins, stops) for line in lines])
    return do.record(
        ServicesStarted(
            entity_id=do.entity_id,
            order_id=order_id,
            customer_id=order.customer_id,
            services=len(lines),
        )
    )


def _service(
    order: ordering.OrderFacts,
    line: ordering.OrderLineFacts,
    counted_from: date | None,
    stops: date | None,
) -> Service:
    first = line.starts_on or order.placed_on
    aligned = counted_from if counted_from and counted_from < first else None
    return Service(
        entity_id=order.entity_id,
        customer_id=order.customer_id,
        order_id=order.id,
        order_line_id=line.id,
        product_id=line.product_id,
        charge_kind=line.charge_kind,
        quantity=line.quantity,
        period_minor=line.net_minor if line.charge_kind == RECURRING else 0,
        currency=order.currency,
        billing_months=line.billing_months or 1,
        billing_timing=line.billing_timing,
        anchor_on=first,
        ends_on=_until(first, line.ends_on, stops),
        counted_from=aligned,
        amended_by=order.quote_id if counted_from else None,
    )


def _until(first: date, ends_on: date | None, stops: date | None) -> date | None:
    """The end of a line, or of its contract where that was terminated; never before its first day."""
    known = [day for day in (ends_on, stops) if day]
    return max(first, min(known)) if known else None


@action(may="subscribing.write")
def charge_periods(do: Do, *, on: date | None = None) -> PeriodsCharged:
    """Write the charge of every period that is due by `on` (today) and has none, and give back what was
    charged for days that an amendment or a termination took away.

    Late, twice or after a gap gives the same charges; none of an order that is closed or canceled;
    NothingDue when there is none.
    """
    day = on or do.today
    services = list(
        Service.objects.select_for_update(of=("self",))
        .filter(Q(state=ServiceState.ACTIVE) | Q(gives_back=True), entity_id=do.entity_id)
        .exclude(order__state__in=ordering.ENDED)
        .order_by("id")
    )
    rows = _charges(services, day)
    over = [s.id for s in services if s.ends_on and s.ends_on <= day]
    rows += _given_back([s for s in services if s.gives_back and s.id in over])
    bulk.copy(Charge._meta.db_table, _COLUMNS, rows)
    ended = Service.objects.filter(pk__in=over).update(state=ServiceState.ENDED, gives_back=False)
    if not rows and not ended:
        raise NothingDue(field="on", found=day.isoformat())
    return do.record(PeriodsCharged(entity_id=do.entity_id, on=day, charges=len(rows)))


def _charges(services: list[Service], on: date) -> list[_Row]:
    """A row per period that is due and has no charge."""
    recurring = [s for s in services if s.charge_kind == RECURRING]
    known = Charge.objects.filter(service__in=[s.id for s in recurring])
    until = dict(known.values_list("service_id").annotate(end=Max("ends_on")))
    rows = []
    for s in recurring:
        item = Item(
            s.counted_from or s.anchor_on, s.ends_on, s.billing_months, Timing(s.billing_timing),
            until.get(s.id), s.anchor_on,
        )  # fmt: skip
        rows += [
            (
                s.id, due.number, 0, due.service.start, due.service.end, due.due_on,
                charge_minor(s.period_minor, due),
            )
            for due in due_periods(item, on)
        ]  # fmt: skip
    return rows


def _given_back(services: list[Service]) -> list[_Row]:
    """What an amendment takes back of charges, one row per charged period; one statement."""
    charged = amendments.charged([s.id for s in services]) if services else {}
    rows = []
    for s in services:
        mine = charged.get(s.id, [])
        for back in given_back(mine, s.ends_on or s.anchor_on):
            part = 1 + max(c.part for c in mine if c.number == back.number)
            rows.append((s.id, back.number, part, back.start, back.end, back.on, back.minor))
    return rows


@action(may="subscribing.write")
def end_service(do: Do, *, service_id: UUID, on: date, reason: str) -> ServiceEnded:
    """Stop a service: `on` is the first day without it. Later periods are not charged; what was
    charged beyond is given back by a credit note (queries.unused says how much)."""
    row = (
        Service.objects.select_for_update().filter(Q(entity_id=do.entity_id), pk=service_id).first()
    )
    if row is None:
        raise UnknownService(field="service_id", found=str(service_id))
    ended = step(SERVICE_MOVES, "end", ServiceState(row.state))
    if on < row.anchor_on:
        raise EndTooEarly(field="on", found=on.isoformat(), expected=f"{row.anchor_on} or later")
    if not reason.strip():
        raise EndNeedsReason(field="reason")
    before = row.ends_on
    row.ends_on, row.ended_reason = on, reason.strip()[:200]
    if on <= do.today:
        row.state = ended
    row.save(update_fields=["ends_on", "ended_reason", "state"])
    return do.record(
        ServiceEnded(entity_id=do.entity_id, service_id=row.id, ends_on=on),
        changed={"ends_on": (before, on), "reason": ("", row.ended_reason)},
    )


@action(may="subscribing.write")
def end_services(do: Do, *, order_id: UUID) -> ServiceEnded:
    """Stop the services of an order that was closed or canceled, from today or before they began.

    One event per service; the last is the answer. NothingDue when none runs.
    """
    services = list(
        Service.objects.select_for_update()
        .filter(entity_id=do.entity_id, order_id=order_id, state=ServiceState.ACTIVE)
        .order_by("id")
    )
    if not services:
        raise NothingDue(field="order_id", found=str(order_id))
    ended = []
    for row in services:
        before = row.ends_on
        last = max(row.anchor_on, do.today)
        row.ends_on, row.ended_reason = min(before or last, last), WITH_ORDER
        row.state = ServiceState.ENDED
        event = ServiceEnded(entity_id=do.entity_id, service_id=row.id, ends_on=row.ends_on)
        ended.append(do.record(event, changed={"ends_on": (before, row.ends_on)}))
    Service.objects.bulk_update(services, ["ends_on", "ended_reason", "state"])
    return ended[-1]
