"""Renewals over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.platform.schemas import (
    ContractId,
    CustomerId,
    Day,
    In,
    MoneyOut,
    Page,
    QuoteId,
    RenewalId,
)
from comptoir.platform.web import entity_of, perform
from comptoir.stages.renewing import actions, queries

router = Router(tags=["Renewals"])
State = Literal["", "open", "quoted", "renewed", "lost"]


class RenewalOut(Schema):
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


def _out(facts: queries.RenewalFacts) -> RenewalOut:
    plain = {n: getattr(facts, n) for n in RenewalOut.model_fields if n not in ("value", "mrr")}
    return RenewalOut(
        **plain,
        value=MoneyOut.of(facts.value_minor, facts.currency),
        mrr=MoneyOut.of(facts.mrr_minor, facts.currency),
    )


@router.get("/renewals", response=Page[RenewalOut])
def renewals(  # noqa: PLR0917 — ninja reads the parameters by name
    request: HttpRequest,
    state: State = "",
    customer_id: CustomerId | None = None,
    at_stake: bool = False,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page[RenewalOut]:
    """Renewals, the nearest first."""
    page, following = queries.renewals_page(
        entity_of(request), state=state, customer_id=customer_id, at_stake=at_stake, cursor=cursor,
        limit=limit,
    )  # fmt: skip
    return Page[RenewalOut](items=[_out(r) for r in page], next=following)


@router.get("/renewals/stakes", response=list[StakeOut])
def stakes(request: HttpRequest) -> list[StakeOut]:
    """MRR and value that can still be won or lost, per currency."""
    return [
        StakeOut(
            renewals=s.renewals,
            mrr=MoneyOut.of(s.mrr_minor, s.currency),
            value=MoneyOut.of(s.value_minor, s.currency),
        )
        for s in queries.stakes(entity_of(request))
    ]


@router.post("/renewals", response=RenewalOut)
def open_renewals(request: HttpRequest, data: RenewalsIn) -> RenewalOut:
    """Open what is due within 120 days; answers the last one opened."""
    return perform(
        request, actions.open_renewals, lambda e: _out(queries.renewal(e.renewal_id)), on=data.on
    )


@router.get("/renewals/{renewal_id}", response=RenewalOut)
def renewal(request: HttpRequest, renewal_id: RenewalId) -> RenewalOut:
    """One renewal."""
    return _out(queries.renewal(renewal_id, entity_of(request)))


@router.post("/contracts/{contract_id}/renewal/quote", response=RenewalOut)
def attach(request: HttpRequest, contract_id: ContractId, data: RenewalQuoteIn) -> RenewalOut:
    """Note the quote that would renew the contract."""
    return perform(
        request, actions.attach_quote, lambda e: _out(queries.renewal(e.renewal_id)),
        contract_id=contract_id, quote_id=data.quote_id,
    )  # fmt: skip


@router.post("/contracts/{contract_id}/renewal/win", response=RenewalOut)
def win(request: HttpRequest, contract_id: ContractId) -> RenewalOut:
    """The customer goes on."""
    return perform(
        request, actions.win_renewal, lambda e: _out(queries.renewal(e.renewal_id)),
        contract_id=contract_id,
    )  # fmt: skip


@router.post("/contracts/{contract_id}/renewal/lose", response=RenewalOut)
def lose(request: HttpRequest, contract_id: ContractId, data: LossIn) -> RenewalOut:
    """The customer does not go on."""
    return perform(
        request, actions.lose_renewal, lambda e: _out(queries.renewal(e.renewal_id)),
        contract_id=contract_id, reason=data.reason,
    )  # fmt: skip
