"""What a change of a contract does to its services: read for the preview, and done by `amend_services`.

Both go through `plan`, so what is shown is what happens.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from comptoir.kernel.errors import Refused
from comptoir.kernel.money import exponent
from comptoir.stages.contracting import queries as contracting
from comptoir.stages.contracting import versions
from comptoir.stages.ordering import queries as ordering
from comptoir.stages.ordering.queries import OrderFacts, OrderLineFacts
from comptoir.stages.quoting.amendments import Step, Stretch, Stretches, apply
from comptoir.stages.quoting.ports import Added
from comptoir.stages.subscribing.core.amending import (
    Charged,
    Diff,
    Entry,
    Rhythm,
    Row,
    after,
    before,
    diff,
    periods,
)
from comptoir.stages.subscribing.core.periods import Timing
from comptoir.stages.subscribing.models import Charge, Service

RECURRING = "recurring"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a contract in service: its services, oldest first, and how it is billed.

    id  of the quote line that first sold it
    """

    id: int
    order: OrderFacts
    sold: OrderLineFacts
    rhythm: Rhythm
    rows: tuple[Row, ...]

    @property
    def stretches(self) -> Stretches:
        return tuple(row.stretch for row in self.rows)


@dataclass(frozen=True, slots=True)
class Planned:
    """A line, what its services become, and what is billed by the horizon without and with the change."""

    line: Line
    wanted: Stretches
    change: Diff
    before: tuple[Entry, ...]
    after: tuple[Entry, ...]


def joined(order: OrderFacts) -> tuple[date | None, date | None]:
    """Of the contract of an order: the day that its periods are counted from, where an amendment added the
    order to it; and the first day it no longer covers, where it was terminated."""
    if order.contract_id is None:
        return None, None
    contract = contracting.contract(order.contract_id)
    counted = None if contract.quote_id == order.quote_id else contract.starts_on
    return counted, contract.ends_on if contract.state == contracting.TERMINATED else None


class NotInService(Refused):
    """A line that changes is not in service: its order waits, or is closed."""

    code = "not_in_service"


def check_in_service(contract_id: UUID, changed: Collection[int], served: Collection[int]) -> None:
    """Refuse to change lines that are not served: nobody could say what that costs, nor book it."""
    missing = set(changed) - set(served)
    if not missing:
        return
    agreed = versions.lines(contracting.contract(contract_id))
    names = [li.description for li in agreed if li.id in missing] or sorted(map(str, missing))
    raise NotInService(
        field="contract_id", found=", ".join(names)[:200], fix="release the order first"
    )


def lines(contract_id: UUID) -> list[Line]:
    """The lines of a contract that were put into service, in the order they were sold; those of an order
    that is closed or canceled left out. Five statements."""
    heads = {
        o.id: o for o in ordering.orders_of_contract(contract_id) if o.state not in ordering.ENDED
    }
    rows: dict[int, list[Service]] = {}
    for row in Service.objects.filter(order__in=heads).order_by("order_line_id", "anchor_on", "id"):
        rows.setdefault(row.order_line_id, []).append(row)
    sold = ordering.lines(rows)
    charges = charged([row.id for found in rows.values() for row in found])
    return [
        _line(heads[sold[pk].order_id], sold[pk], found, charges)
        for pk, found in sorted(rows.items())
        if sold[pk].quote_line_id
    ]


def _line(
    order: OrderFacts,
    sold: OrderLineFacts,
    found: Sequence[Service],
    charges: Mapping[UUID, list[Charged]],
) -> Line:
    first = found[0]
    timing = Timing(first.billing_timing) if first.charge_kind == RECURRING else Timing.ARREARS
    anchor = first.counted_from or first.anchor_on
    stretches = [Row(s.id, _stretch(s, sold), tuple(charges.get(s.id, ()))) for s in found]
    assert sold.quote_line_id, "a line of a contract was quoted"
    return Line(
        sold.quote_line_id, order, sold, Rhythm(anchor, first.billing_months, timing),
        tuple(stretches),
    )  # fmt: skip


def _stretch(row: Service, sold: OrderLineFacts) -> Stretch:
    unit: Decimal = sold.unit_net if row.unit_net is None else row.unit_net
    return Stretch(row.anchor_on, row.ends_on, row.quantity, unit, row.period_minor)


def charged(ids: Collection[UUID]) -> dict[UUID, list[Charged]]:
    """What was charged of several services, oldest first."""
    found: dict[UUID, list[Charged]] = {}
    rows = Charge.objects.filter(service__in=ids).order_by("number", "part")
    for c in rows:
        one = Charged(c.number, c.starts_on, c.ends_on, c.net_minor, c.part)
        found.setdefault(c.service_id, []).append(one)
    return found


def plan(line: Line, steps: Sequence[Step], until: date) -> Planned:
    """What the steps of a line do, and what is billed of it by `until`."""
    wanted = (
        apply(line.stretches, steps, exponent(line.order.currency)) if steps else line.stretches
    )
    change = diff(line.rows, wanted)
    if line.sold.charge_kind != RECURRING:
        return Planned(line, wanted, change, (), ())
    return Planned(
        line, wanted, change, tuple(before(line.rhythm, line.rows, until)),
        tuple(after(line.rhythm, line.rows, change, until)),
    )  # fmt: skip


def rhythm(starts_on: date, added: Added) -> Rhythm:
    """How a line that an amendment adds is billed: on the days of the contract it joins."""
    return Rhythm(starts_on, added.billing_months or 1, Timing(added.timing))


def added(rhythm: Rhythm, stretch: Stretch, until: date) -> list[Entry]:
    """What is billed of a line that a change adds."""
    return periods(rhythm, stretch, until)


def monthly(stretches: Stretches, months: int, day: date) -> Fraction:
    """What a line is worth in a month on a day, minor units."""
    return sum((Fraction(s.period_minor, months) for s in stretches if s.holds(day)), Fraction(0))
