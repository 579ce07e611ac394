"""Ending the services of a contract that was terminated without an amendment."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import F, Q
from django.db.models.functions import Greatest

from comptoir.kernel.errors import NothingDue
from comptoir.platform.actions import Change, Do, action
from comptoir.stages.contracting import queries as contracting
from comptoir.stages.ordering import queries as ordering
from comptoir.stages.subscribing.events import ServicesTerminated
from comptoir.stages.subscribing.models import Service

_STOP = "order__contract__ends_on"


@action(may="subscribing.write")
def end_terminated(do: Do, *, contract_id: UUID | None = None) -> ServicesTerminated:
    """End the services of a terminated contract on the first day that it no longer covers.

    What was charged beyond is given back by the run of the charges, from that day on, as after an
    amendment (`gives_back`). A service that ends earlier stays as it is; one that would begin later never
    runs. One event per contract; the last is the answer. NothingDue when no service goes on beyond.

    contract_id  that contract alone; None: every contract of the company
    """
    wanted = {"order__contract": contract_id} if contract_id else {}
    beyond = Q(ends_on=None) | Q(ends_on__gt=Greatest(F(_STOP), F("anchor_on")))
    rows = (
        Service.objects.select_for_update(of=("self",))
        .filter(beyond, entity_id=do.entity_id, **wanted)
        .filter(
            order__contract__state=contracting.TERMINATED, order__contract__ends_on__isnull=False
        )
        .exclude(order__state__in=ordering.ENDED)
        .annotate(contract=F("order__contract"), stop=F(_STOP), said=F("order__contract__number"))
        .order_by("id")
    )
    changed: dict[UUID, Change] = {}
    stops: dict[UUID, date] = {}
    for row in (services := list(rows)):
        last = max(row.anchor_on, row.stop)
        changed.setdefault(row.contract, {})[f"{row.id}.ends_on"] = (row.ends_on, last)
        stops[row.contract] = row.stop
        row.ends_on, row.ended_reason, row.gives_back = last, row.said, True
    if not services:
        raise NothingDue(on=do.today)
    Service.objects.bulk_update(services, ["ends_on", "ended_reason", "gives_back"])
    told = [
        do.record(
            ServicesTerminated(
                entity_id=do.entity_id, contract_id=pk, ends_on=stops[pk], services=len(what)
            ),
            what,
        )
        for pk, what in changed.items()
    ]  # fmt: skip
    return told[-1]
