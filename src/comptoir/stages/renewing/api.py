"""Renewals over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.platform.expanding import Expandable, expandable
from comptoir.platform.paging import after
from comptoir.platform.schemas import (
    ContractId,
    CustomerId,
    Day,
    In,
    MoneyOut,
    Page,
    Paged,
    QuoteId,
    RenewalId,
)
from comptoir.platform.web import entity_of, perform
from comptoir.stages.renewing import actions, queries

router = Router(tags=["Renewals"])
State = Literal["", "open", "quoted", "renewed", "lost"]


class RenewalOut(Expandable):
    id: RenewalId
    contract_id: ContractId
    contract_number: str
    customer_id: CustomerId
    customer: str
    state: str
    due_on: date
    notice_on: date | None
    opened_on: date
    lost_reason: str
    value: MoneyOut
    mrr: MoneyOut
    quote_id: QuoteId | None
    quote_number: str


class StakeOut(Schema):
    """What can still be won or lost in one currency."""

    renewals: int
    mrr: MoneyOut
    value: MoneyOut


class RenewalsIn(In):
    """on: the day to look ahead from; the business day if left out."""

    on: Day | None = None


class RenewalQuoteIn(In):
    quote_id: QuoteId


class LossIn(In):
    reason: Annotated[str, Field(min_length=1, max_length=200)]


class RenewalFilter(Paged):
    """since, until: the first day of the next term, both included."""

    state: State = ""
    customer_id: CustomerId | None = None
    at_stake: bool = False
    currency: Annotated[str, Field(pattern=r"^([A-Z]{3})?$")] = ""
    since: Day | None = None
    until: Day | None = None


def shown(facts: queries.RenewalFacts) -> dict[str, Any]:
    row: dict[str, Any] = {n: getattr(facts, n, None) for n in RenewalOut.model_fields}
    row["value"] = MoneyOut.of(facts.value_minor, facts.currency)
    row["mrr"] = MoneyOut.of(facts.mrr_minor, facts.currency)
    return row


@router.get("/renewals", response=Page[RenewalOut])
@expandable("renewal")
def renewals(request: HttpRequest, filters: Query[RenewalFilter]) -> dict[str, Any]:
    """Renewals, the nearest first."""
    wanted = {n: getattr(filters, n) for n in RenewalFilter.model_fields}
    page, following = queries.renewals_page(entity_of(request), **wanted)
    return {"items": [shown(r) for r in page], "next": following}


@router.get("/renewals/stakes", response=Page[StakeOut])
def stakes(request: HttpRequest, paging: Query[Paged]) -> dict[str, Any]:
    """MRR and value that can still be won or lost, per currency."""
    found = queries.stakes(entity_of(request))
    rows, following = after(found, lambda s: (s.currency,), paging.cursor, paging.limit)
    items = [
        StakeOut(
            renewals=s.renewals,
            mrr=MoneyOut.of(s.mrr_minor, s.currency),
            value=MoneyOut.of(s.value_minor, s.currency),
        )
        for s in rows
    ]
    return {"items": items, "next": following}


@router.post("/renewals", response=RenewalOut)
def open_renewals(request: HttpRequest, data: RenewalsIn) -> dict[str, Any]:
    """Open what is due within 120 days; answers the last one opened."""
    return perform(
        request, actions.open_renewals, lambda e: shown(queries.renewal(e.renewal_id)), on=data.on
    )


@router.get("/renewals/{renewal_id}", response=RenewalOut)
@expandable("renewal")
def renewal(request: HttpRequest, renewal_id: RenewalId) -> dict[str, Any]:
    """One renewal."""
    return shown(queries.renewal(renewal_id, entity_of(request)))


@router.post("/contracts/{contract_id}/renewal/quote", response=RenewalOut)
def attach(request: HttpRequest, contract_id: ContractId, data: RenewalQuoteIn) -> dict[str, Any]:
    """Note the quote that would renew the contract."""
    return perform(
        request, actions.attach_quote, lambda e: shown(queries.renewal(e.renewal_id)),
        contract_id=contract_id, quote_id=data.quote_id,
    )  # fmt: skip


@router.post("/contracts/{contract_id}/renewal/win", response=RenewalOut)
def win(request: HttpRequest, contract_id: ContractId) -> dict[str, Any]:
    """The customer goes on."""
    return perform(
        request, actions.win_renewal, lambda e: shown(queries.renewal(e.renewal_id)),
        contract_id=contract_id,
    )  # fmt: skip


@router.post("/contracts/{contract_id}/renewal/lose", response=RenewalOut)
def lose(request: HttpRequest, contract_id: ContractId, data: LossIn) -> dict[str, Any]:
    """The customer does not go on."""
    return perform(
        request, actions.lose_renewal, lambda e: shown(queries.renewal(e.renewal_id)),
        contract_id=contract_id, reason=data.reason,
    )  # fmt: skip
