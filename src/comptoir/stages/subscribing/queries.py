"""Reads of services: what runs, what each period cost, what is billed next, and the MRR."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from comptoir.kernel.errors import NotFound
from comptoir.kernel.money import half_up
from comptoir.platform.paging import Sorts, arranged, folded, keyset, missing_last, ranked
from comptoir.stages.ordering.queries import ENDED, OrderLineFacts
from comptoir.stages.subscribing.core.amending import Charged, given_back
from comptoir.stages.subscribing.core.periods import (
    Item,
    Timing,
    charge_minor,
    due_periods,
    next_due_on,
)
from comptoir.stages.subscribing.core.states import ServiceState
from comptoir.stages.subscribing.models import Charge, Service

RECURRING, USAGE = "recurring", "usage"


class UnknownService(NotFound):
    """There is no such service."""

    code = "unknown_service"


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """A recurring or metered service; [anchor_on, ends_on), `ends_on` None while it runs on.

    period_minor   net price of one whole period for the whole quantity, minor units; 0 for usage
    billed_until   end of the last period that has its charge
    next_bill_on   the day the next period may be billed; None when all are
    """

    id: UUID
    entity_id: UUID
    customer_id: UUID
    order_id: UUID
    order_line_id: int
    product_id: UUID
    state: str
    charge_kind: str
    quantity: Decimal
    period_minor: int
    currency: str
    billing_months: int
    billing_timing: str
    anchor_on: date
    ends_on: date | None
    ended_reason: str
    counted_from: date | None = None
    unit_net: Decimal | None = None
    follows_id: UUID | None = None
    amended_by: UUID | None = None
    gives_back: bool = False
    billed_until: date | None = None
    next_bill_on: date | None = None

    @property
    def mrr_minor(self) -> int:
        """Monthly recurring revenue, half up."""
        return half_up(Fraction(self.period_minor, self.billing_months))


@dataclass(frozen=True, slots=True)
class ChargeFacts:
    """The charge of one period [starts_on, ends_on) of one service, net, minor units; part 1 … gives
    back what an amendment took away of it."""

    id: int
    service_id: UUID
    number: int
    starts_on: date
    ends_on: date
    bill_on: date
    net_minor: int
    part: int = 0


@dataclass(frozen=True, slots=True)
class DueCharge:
    """A charge with what an invoice line needs to know of its service.

    unit_net  of one unit, where it is not the order line's;  amended_by  the quote that changed it
    """

    charge: ChargeFacts
    customer_id: UUID
    order_id: UUID
    order_line_id: int
    product_id: UUID
    quantity: Decimal
    currency: str
    unit_net: Decimal | None = None
    amended_by: UUID | None = None


_SERVICE = tuple(
    n for n in ServiceFacts.__dataclass_fields__ if n not in ("billed_until", "next_bill_on")
)
_CHARGE = tuple(ChargeFacts.__dataclass_fields__)


def service(service_id: UUID, entity_id: UUID | None = None) -> ServiceFacts:
    """One service; with `entity_id`, only if it is that company's."""
    row = _billed(Service.objects.filter(pk=service_id)).first()
    if row is None or entity_id not in (None, row.entity_id):
        raise UnknownService(field="service_id", found=str(service_id))
    return facts(row)


def services(ids: Iterable[UUID]) -> dict[UUID, ServiceFacts]:
    """Several services by id; an unknown id is left out."""
    return {row.id: facts(row) for row in _billed(Service.objects.filter(pk__in=set(ids)))}


def services_of(
    *, order_id: UUID | None = None, customer_id: UUID | None = None
) -> list[ServiceFacts]:
    """The services of an order or of a customer, oldest first."""
    rows = Service.objects.order_by("anchor_on", "order_line_id")
    if order_id:
        rows = rows.filter(order_id=order_id)
    if customer_id:
        rows = rows.filter(customer_id=customer_id)
    assert order_id or customer_id, "of which order or customer?"
    return [facts(row) for row in _billed(rows)]


def services_of_orders(ids: Iterable[UUID]) -> dict[UUID, list[ServiceFacts]]:
    """The services of several orders, oldest first."""
    found: dict[UUID, list[ServiceFacts]] = {}
    rows = Service.objects.filter(order_id__in=set(ids)).order_by("anchor_on", "order_line_id")
    for row in _billed(rows):
        found.setdefault(row.order_id, []).append(facts(row))
    return found


SORTS: Sorts = {
    "name_en": folded("product__name_en"), "name_fr": folded("product__name_fr"),
    "customer": folded("customer__name"), "state": ranked("state", ServiceState),
    "quantity": "quantity", "period": "period_minor", "ends_on": missing_last("ends_on"),
}  # fmt: skip


def services_page(
    entity_id: UUID,
    *,
    state: str = "",
    charge_kind: str = "",
    customer_id: UUID | None = None,
    order_id: UUID | None = None,
    product_id: UUID | None = None,
    currency: str = "",
    since: date | None = None,
    until: date | None = None,
    sort: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> tuple[list[ServiceFacts], str | None]:
    """Services, newest first, after `cursor`; and the cursor of the next page."""
    rows = Service.objects.filter(entity_id=entity_id)
    wanted = {
        "state": state, "charge_kind": charge_kind, "customer_id": customer_id,
        "order_id": order_id, "product_id": product_id, "currency": currency,
        "anchor_on__gte": since, "anchor_on__lte": until,
    }  # fmt: skip
    rows = rows.filter(**{k: v for k, v in wanted.items() if v})
    found, following = keyset(
        *arranged(_billed(rows), sort, SORTS, ("-anchor_on", "-id")), cursor, limit
    )
    return [facts(row) for row in found], following


def metered(entity_id: UUID) -> list[ServiceFacts]:
    """Services billed by use, running or ended, oldest first."""
    rows = Service.objects.filter(entity_id=entity_id, charge_kind=USAGE)
    return [facts(row) for row in _billed(rows.order_by("anchor_on", "id"))]


def charges_of(service_id: UUID) -> list[ChargeFacts]:
    """The charges of a service, oldest first."""
    return [_charge(c) for c in Charge.objects.filter(service_id=service_id).order_by("number")]


def charges_of_services(ids: Iterable[UUID]) -> dict[UUID, list[tuple[ChargeFacts, str]]]:
    """The charges of several services with their currency, oldest first."""
    found: dict[UUID, list[tuple[ChargeFacts, str]]] = {}
    rows = Charge.objects.filter(service_id__in=set(ids)).select_related("service")
    for row in rows.order_by("number"):
        found.setdefault(row.service_id, []).append((_charge(row), row.service.currency))
    return found


def unused(service_id: UUID, stop: date) -> list[tuple[ChargeFacts, int]]:
    """What was charged for days from `stop` on, per charge, minor units: what a credit gives back.

    Nothing of what an amendment gave back already.
    """
    rows = list(Charge.objects.filter(service_id=service_id).order_by("number", "part"))
    known = [Charged(c.number, c.starts_on, c.ends_on, c.net_minor, c.part) for c in rows]
    first = {c.number: c for c in rows if not c.part}
    return [(_charge(first[back.number]), -back.minor) for back in given_back(known, stop)]


def charges_to_bill(
    entity_id: UUID, on: date, but_not: QuerySet[Any] | Iterable[int] = ()
) -> list[DueCharge]:
    """Charges of some amount that may be invoiced by `on`, by customer, order and period.

    Of a closed or canceled order nothing is invoiced any more.
    but_not  ids of charges that are invoiced: a list, or a query of them that stays in the database
    """
    rows = Charge.objects.filter(service__entity_id=entity_id, bill_on__lte=on)
    rows = rows.exclude(service__order__state__in=ENDED)
    rows = rows.exclude(pk__in=but_not).exclude(net_minor=0).select_related("service")
    order = ("service__customer_id", "service__order_id", "service__order_line_id", "number")
    return [_due(row) for row in rows.order_by(*order)]


def _due(row: Charge) -> DueCharge:
    one = row.service
    return DueCharge(
        _charge(row), one.customer_id, one.order_id, one.order_line_id, one.product_id,
        one.quantity, one.currency, one.unit_net, one.amended_by,
    )  # fmt: skip


def charges(entity_id: UUID, after_id: int = 0, limit: int = 1000) -> list[DueCharge]:
    """Charges in the order they were made, after an id: for whoever follows them."""
    rows = Charge.objects.filter(service__entity_id=entity_id, pk__gt=after_id)
    return [_due(row) for row in rows.select_related("service").order_by("pk")[:limit]]


def mrr(entity_id: UUID, on: date) -> dict[str, int]:
    """Monthly recurring revenue of the services that run on a day, minor units per currency: the sum of what
    each brings a month (docs/policy/recurring-revenue.md)."""
    rows = Service.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=on),
        entity_id=entity_id,
        charge_kind=RECURRING,
        anchor_on__lte=on,
    )
    sums: dict[str, int] = {}
    alike = rows.values_list("currency", "period_minor", "billing_months").annotate(n=Count("id"))
    for currency, minor, months, n in alike:
        sums[currency] = sums.get(currency, 0) + n * half_up(Fraction(minor, months))
    return dict(sorted(sums.items()))


def term_minor(line: OrderLineFacts) -> int:
    """What a recurring order line costs over its whole term, net; one period when it has no end."""
    assert line.starts_on is not None and line.billing_months, "a recurring line has a term"
    if line.ends_on is None:
        return line.net_minor
    item = Item(line.starts_on, line.ends_on, line.billing_months, Timing.ADVANCE)
    return sum(charge_minor(line.net_minor, due) for due in due_periods(item, line.ends_on))


def periods_ended(service: ServiceFacts, on: date) -> list[tuple[date, date]]:
    """The billing periods [start, end) of a service that have ended by `on`, oldest first."""
    item = Item(
        service.counted_from or service.anchor_on, service.ends_on, service.billing_months,
        Timing.ARREARS, start=service.anchor_on,
    )  # fmt: skip
    return [(due.service.start, due.service.end) for due in due_periods(item, on)]


def _billed(rows: QuerySet[Service]) -> QuerySet[Service]:
    return rows.annotate(billed_until=Max("charges__ends_on"))


def _item(row: Service, billed_until: date | None) -> Item:
    timing = Timing.ARREARS if row.charge_kind == USAGE else Timing(row.billing_timing)
    return Item(
        row.counted_from or row.anchor_on, row.ends_on, row.billing_months, timing, billed_until,
        row.anchor_on,
    )  # fmt: skip


def facts(row: Service) -> ServiceFacts:
    """A row, annotated with `billed_until`, as facts."""
    until: date | None = getattr(row, "billed_until", None)
    known = {name: getattr(row, name) for name in _SERVICE}
    following = None
    if row.charge_kind == RECURRING and row.state == ServiceState.ACTIVE:
        following = next_due_on(_item(row, until))
    return ServiceFacts(**known, billed_until=until, next_bill_on=following)


def _charge(row: Charge) -> ChargeFacts:
    return ChargeFacts(**{name: getattr(row, name) for name in _CHARGE})


def periods_begun(service: ServiceFacts, on: date) -> list[tuple[date, date]]:
    """The billing periods [start, end) of a service that have begun by `on`, oldest first."""
    item = Item(
        service.counted_from or service.anchor_on, service.ends_on, service.billing_months,
        Timing.ADVANCE, start=service.anchor_on,
    )  # fmt: skip
    return [(due.service.start, due.service.end) for due in due_periods(item, on)]
