"""The state of a contract over HTTP: its lines as of any day, and what each version changed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from comptoir.platform import clock
from comptoir.platform.paging import after
from comptoir.platform.schemas import (
    ContractId,
    Day,
    DecimalText,
    MoneyOut,
    Page,
    Paged,
    ProductId,
    QuoteId,
)
from comptoir.platform.web import entity_of
from comptoir.stages.contracting import queries, versions

router = Router(tags=["Contracts"])


class StateFilter(Paged):
    """as_of: the day the state holds, today if left out; known_on: by what was agreed by this day."""

    as_of: Day | None = None
    known_on: Day | None = None


class ContractLineOut(Schema):
    """A line that runs on the day. id: what an amendment names; period: net price of one billing period;
    starts_on, ends_on: of these values."""

    id: int
    product_id: ProductId
    sku: str
    description: str
    charge_kind: str
    billing_months: int
    quantity: DecimalText
    unit_net: DecimalText
    period: MoneyOut
    starts_on: date
    ends_on: date | None


class ContractVersionOut(Schema):
    """effective_on: first day it changes anything; known_on: the day it was agreed."""

    number: int
    quote_id: QuoteId
    effective_on: date
    known_on: date
    signed_by: str
    changes: list[dict[str, Any]]
    net: MoneyOut
    mrr: MoneyOut
    ends_before: date | None
    ends_after: date | None


@router.get("/contracts/{contract_id}/lines", response=Page[ContractLineOut])
def contract_lines(
    request: HttpRequest, contract_id: ContractId, filters: Query[StateFilter]
) -> dict[str, Any]:
    """The lines of a contract that run on a day, as known on a day."""
    made = queries.contract(contract_id, entity_of(request))
    day = filters.as_of or clock.today(made.entity_id)
    rows = [
        {
            **{n: getattr(li, n) for n in ("id", "product_id", "sku", "description")},
            "charge_kind": li.charge_kind, "billing_months": li.billing_months,
            "quantity": s.quantity, "unit_net": s.unit_net,
            "period": MoneyOut.of(s.period_minor, made.currency),
            "starts_on": s.start, "ends_on": s.end,
        }
        for li in versions.lines(made, filters.known_on)
        if (s := li.on(day))
    ]  # fmt: skip
    items, following = after(rows, lambda r: (r["id"],), filters.cursor, filters.limit)
    return {"items": items, "next": following}


@router.get("/contracts/{contract_id}/versions", response=Page[ContractVersionOut])
def contract_versions(
    request: HttpRequest, contract_id: ContractId, paging: Query[Paged]
) -> dict[str, Any]:
    """What each amendment of a contract changed, oldest first; version 1 is the contract as signed."""
    made = queries.contract(contract_id, entity_of(request))
    rows = [
        {
            **{n: getattr(v, n) for n in ("number", "quote_id", "effective_on", "known_on")},
            "signed_by": v.signed_by, "changes": list(v.changes),
            "net": MoneyOut.of(v.effect["net_minor"], made.currency),
            "mrr": MoneyOut.of(v.effect["mrr"]["delta"], made.currency),
            "ends_before": v.ends_before, "ends_after": v.ends_after,
        }
        for v in versions.versions(made.id)
    ]  # fmt: skip
    items, following = after(rows, lambda r: (r["number"],), paging.cursor, paging.limit)
    return {"items": items, "next": following}
