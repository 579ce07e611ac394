"""Changing the services of a contract to what its newest version says."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from comptoir.kernel.errors import NothingDue
from comptoir.platform.actions import Change, Do, action
from comptoir.stages.contracting import versions as contracting
from comptoir.stages.quoting.amendments import Step
from comptoir.stages.subscribing import amendments
from comptoir.stages.subscribing.core.amending import Fresh
from comptoir.stages.subscribing.core.states import ServiceState
from comptoir.stages.subscribing.events import ServicesAmended
from comptoir.stages.subscribing.models import Service

REASON = "{contract} v{version}"


@action(may="subscribing.write")
def amend_services(do: Do, *, contract_id: UUID, version: int) -> ServicesAmended:
    """Make the services of a contract what a version of it says, once.

    A service whose quantity, price or end changes ends on that day and another takes its place; what was
    charged beyond is given back by the run of the charges, from that day on (`gives_back`).
    NothingDue when the version changes no line in service, or was done.
    """
    made = contracting.version(contract_id, version)
    steps: dict[int, list[Step]] = {}
    for step in made.steps:
        steps.setdefault(step.line_id, []).append(step)
    list(Service.objects.select_for_update().filter(order__contract_id=contract_id).order_by("id"))
    lines = {line.id: line for line in amendments.lines(contract_id)}
    amendments.check_in_service(contract_id, steps, lines)
    if not steps or _done(contract_id, made.quote_id):
        raise NothingDue(contract=made.contract_number, version=version)
    reason = REASON.format(contract=made.contract_number, version=version)[:200]
    changed: Change = {}
    for line_id, wanted in steps.items():
        found = amendments.plan(lines[line_id], wanted, made.effective_on)
        changed |= _write(found, reason, made.quote_id)
    return do.record(
        ServicesAmended(
            entity_id=do.entity_id, contract_id=contract_id, quote_id=made.quote_id,
            version=version, lines=len(steps), adds=made.adds,
        ),
        changed,
    )  # fmt: skip


def _done(contract_id: UUID, quote_id: UUID) -> bool:
    mine = Service.objects.filter(order__contract_id=contract_id)
    return mine.filter(amended_by=quote_id).exists()


def _write(found: amendments.Planned, reason: str, quote_id: UUID) -> Change:
    """End what ends, put into service what begins; what changed, for the record."""
    rows = {row.id: row for row in Service.objects.filter(pk__in=[r.id for r in found.line.rows])}
    changed: Change = {}
    ended: list[Service] = []
    for service_id, day in found.change.ends.items():
        row = rows[service_id]
        changed[f"{service_id}.ends_on"] = (row.ends_on, day)
        row.ends_on, row.ended_reason, row.gives_back = day, reason, True
        row.amended_by = quote_id
        ended.append(row)
    Service.objects.bulk_update(ended, ["ends_on", "ended_reason", "gives_back", "amended_by"])
    fresh = [_service(rows, one, quote_id) for one in found.change.fresh]
    Service.objects.bulk_create(fresh)
    changed |= {f"{row.id}.quantity": (None, row.quantity) for row in fresh}
    return changed


def _service(rows: dict[UUID, Service], fresh: Fresh, quote_id: UUID) -> Service:
    """A copy of the service it follows, with the new values."""
    assert fresh.follows, "a line in service has a first service"
    old, s = rows[fresh.follows], fresh.stretch
    counted: date = old.counted_from or old.anchor_on
    return Service(
        entity_id=old.entity_id, customer_id=old.customer_id, order_id=old.order_id,
        order_line_id=old.order_line_id, product_id=old.product_id, charge_kind=old.charge_kind,
        quantity=s.quantity, period_minor=s.period_minor, unit_net=s.unit_net,
        currency=old.currency, billing_months=old.billing_months,
        billing_timing=old.billing_timing, anchor_on=s.start, ends_on=s.end,
        counted_from=counted if counted < s.start else None, follows_id=old.id,
        amended_by=quote_id, state=ServiceState.ACTIVE,
    )  # fmt: skip
