"""What recurring lines cost over their whole term: what was charged of each service, and what will be."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from comptoir.stages.ordering import queries as ordering
from comptoir.stages.quoting.amendments import Stretch
from comptoir.stages.subscribing.core.amending import Charged, Rhythm, given_back, periods
from comptoir.stages.subscribing.core.periods import Timing
from comptoir.stages.subscribing.core.states import ServiceState
from comptoir.stages.subscribing.models import Charge, Service
from comptoir.stages.subscribing.queries import RECURRING


@dataclass(frozen=True, slots=True)
class Bill:
    """An amount of days [start, end) that is billed on a day, minor units; `charge_id` once it is charged."""

    on: date
    minor: int
    start: date
    end: date
    charge_id: int | None = None


@dataclass(frozen=True, slots=True)
class ServiceTerm:
    """A service of a line, [start, end), and all that is billed of it; period_minor: of a billing period."""

    service_id: UUID
    order_line_id: int
    start: date
    end: date
    quantity: Decimal
    period_minor: int
    bills: tuple[Bill, ...]

    @property
    def minor(self) -> int:
        return sum(bill.minor for bill in self.bills)


def of_lines(order_line_ids: Collection[int]) -> list[ServiceTerm]:
    """The recurring services of these lines that end, the earliest first. Two statements.

    What an amendment or a termination will give back counts; so do periods to come, unless the order is over.
    """
    rows = Service.objects.filter(
        order_line__in=order_line_ids, charge_kind=RECURRING, ends_on__isnull=False
    ).select_related("order")
    found = list(rows.order_by("anchor_on", "id"))
    charges: dict[UUID, list[Charge]] = {}
    for charge in Charge.objects.filter(service__in=found).order_by("number", "part"):
        charges.setdefault(charge.service_id, []).append(charge)
    return [_term(row, charges.get(row.id, [])) for row in found]


def _term(row: Service, charges: list[Charge]) -> ServiceTerm:
    assert row.ends_on, "only services that end were asked for"
    done = [Bill(c.bill_on, c.net_minor, c.starts_on, c.ends_on, c.id) for c in charges]
    return ServiceTerm(
        row.id, row.order_line_id, row.anchor_on, row.ends_on, row.quantity,
        row.period_minor, (*done, *_to_come(row, row.ends_on, charges)),
    )  # fmt: skip


def _to_come(row: Service, end: date, charges: list[Charge]) -> list[Bill]:
    if row.order.state in ordering.ENDED:
        return []
    known = [Charged(c.number, c.starts_on, c.ends_on, c.net_minor, c.part) for c in charges]
    found = []
    if row.state == ServiceState.ACTIVE:
        rhythm = Rhythm(
            row.counted_from or row.anchor_on, row.billing_months, Timing(row.billing_timing)
        )
        stretch = Stretch(row.anchor_on, end, row.quantity, Decimal(0), row.period_minor)
        until = max((c.ends_on for c in charges), default=None)
        found += [Bill(e.on, e.minor, e.start, e.end) for e in periods(rhythm, stretch, end, until)]
    if row.gives_back:
        found += [Bill(e.on, e.minor, e.start, e.end) for e in given_back(known, end)]
    return found
