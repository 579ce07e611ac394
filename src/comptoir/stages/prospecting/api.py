"""Opportunities over HTTP."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.kernel.money import Money, exponent, money
from comptoir.platform.expanding import Expandable, expandable
from comptoir.platform.schemas import (
    CustomerId,
    Day,
    DecimalText,
    In,
    MoneyOut,
    OpportunityId,
    Page,
    Paged,
    PartnerId,
)
from comptoir.platform.web import entity_of, perform
from comptoir.records.parties import queries as parties
from comptoir.stages.prospecting import actions, queries

router = Router(tags=["Prospecting"])
Title = Annotated[str, Field(min_length=1, max_length=160, pattern=r"^[^\x00]+$")]
Text = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
CurrencyCode = Annotated[str, Field(pattern=r"^([A-Z]{3})?$", examples=["EUR"])]
Amount = Annotated[DecimalText, Field(ge=0, le=10**15)]


class OpportunityIn(In):
    customer_id: CustomerId
    title: Title
    amount: Amount
    currency: CurrencyCode = ""
    close_on: Day
    next_step: Text = ""
    partner_id: PartnerId | None = None


class OpportunityChanges(In):
    """revision: the one you read; what others changed since stays unless it is the same field.
    partner_id: null for none."""

    revision: Annotated[int, Field(ge=1, le=2**31 - 1)]
    title: Title | None = None
    amount: Amount | None = None
    close_on: Day | None = None
    probability: Annotated[int, Field(ge=0, le=99)] | None = None
    next_step: Text | None = None
    partner_id: PartnerId | None = None


class OpportunityMoveIn(In):
    verb: Literal["qualify", "propose", "negotiate"]


class LoseIn(In):
    reason: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]+$")]


class OpportunityOut(Expandable):
    id: OpportunityId
    number: str
    customer_id: CustomerId
    partner_id: PartnerId | None
    title: str
    stage: str
    probability: int
    amount: MoneyOut
    weighted: MoneyOut
    close_on: date
    next_step: str
    lost_reason: str
    won_at: datetime | None
    revision: int

    @staticmethod
    def resolve_amount(facts: queries.OpportunityFacts) -> MoneyOut:
        return MoneyOut.of(facts.amount_minor, facts.currency)

    @staticmethod
    def resolve_weighted(facts: queries.OpportunityFacts) -> MoneyOut:
        return MoneyOut.of(facts.weighted_minor, facts.currency)


def _one(amount: Money | None) -> MoneyOut | None:
    return MoneyOut.of(amount.minor, amount.currency) if amount is not None else None


class BoardColumnOut(Schema):
    """An open stage. amounts, weighted: per currency, weighted by each one's probability; in_all: in the
    company's currency at today's rates, null where one is unknown; cards: those that close first, at most
    50 — all of them: `GET /opportunities?stage=…`."""

    stage: str
    count: int
    amounts: list[MoneyOut]
    weighted: list[MoneyOut]
    in_all: MoneyOut | None
    weighted_in_all: MoneyOut | None
    cards: list[OpportunityOut]

    @staticmethod
    def resolve_in_all(column: queries.Column) -> MoneyOut | None:
        return _one(column.in_all)

    @staticmethod
    def resolve_weighted_in_all(column: queries.Column) -> MoneyOut | None:
        return _one(column.weighted_in_all)

    @staticmethod
    def resolve_amounts(column: queries.Column) -> list[MoneyOut]:
        return [MoneyOut.of(minor, currency) for currency, minor in column.sums]

    @staticmethod
    def resolve_weighted(column: queries.Column) -> list[MoneyOut]:
        return [MoneyOut.of(minor, currency) for currency, minor in column.weighted]


class BoardOut(Schema):
    """The open stages in the order of the process."""

    columns: list[BoardColumnOut]


class OpportunityFilter(Paged):
    """since, until: the day it is expected to close, both included."""

    stage: Literal["", "open", "qualify", "propose", "negotiate", "won", "lost"] = ""
    customer_id: CustomerId | None = None
    partner_id: PartnerId | None = None
    currency: CurrencyCode = ""
    since: Day | None = None
    until: Day | None = None
    q: Annotated[str, Field(max_length=100)] = ""


def _given(body: Schema, *without: str) -> dict[str, Any]:
    """The fields as they were read; `model_dump` would turn ids and decimals into text again."""
    return {n: getattr(body, n) for n in type(body).model_fields if n not in without}


def _facts(event: Any) -> queries.OpportunityFacts:
    return queries.opportunity(event.opportunity_id)


@router.get("/opportunities", response=Page[OpportunityOut])
@expandable("opportunity")
def list_opportunities(request: HttpRequest, filters: Query[OpportunityFilter]) -> dict[str, Any]:
    """Opportunities, newest first."""
    wanted = _given(filters)
    wanted["text"] = wanted.pop("q")
    items, following = queries.opportunities_page(entity_of(request), **wanted)
    return {"items": items, "next": following}


@router.post("/opportunities", response=OpportunityOut)
def open_opportunity(request: HttpRequest, body: OpportunityIn) -> queries.OpportunityFacts:
    """Note a chance of a sale."""
    given = _given(body, "amount")
    if not given["currency"]:
        given["currency"] = parties.customer(body.customer_id, entity_of(request)).currency
    exponent(given["currency"])
    given["amount_minor"] = money(body.amount, given["currency"]).minor
    return perform(request, actions.open_opportunity, _facts, **given)


@router.get("/opportunities/board", response=BoardOut, summary="The open stages side by side")
def opportunity_board(request: HttpRequest) -> dict[str, Any]:
    """What may still be won: per stage how many, for how much, and what that is worth by probability."""
    return {"columns": queries.board(entity_of(request))}


@router.get("/opportunities/{opportunity_id}", response=OpportunityOut)
@expandable("opportunity")
def show_opportunity(
    request: HttpRequest, opportunity_id: OpportunityId
) -> queries.OpportunityFacts:
    """One opportunity."""
    return queries.opportunity(opportunity_id, entity_of(request))


@router.patch("/opportunities/{opportunity_id}", response=OpportunityOut)
def change_opportunity(
    request: HttpRequest, opportunity_id: OpportunityId, body: OpportunityChanges
) -> queries.OpportunityFacts:
    """Change some fields."""
    asked = _given(body, "revision", "amount", "partner_id")
    changes = {name: value for name, value in asked.items() if value is not None}
    if "partner_id" in body.model_fields_set:
        changes["partner_id"] = body.partner_id
    if body.amount is not None:
        found = queries.opportunity(opportunity_id, entity_of(request))
        changes["amount_minor"] = money(body.amount, found.currency).minor
    return perform(
        request, actions.change_opportunity, _facts,
        opportunity_id=opportunity_id, revision=body.revision, changes=changes,
    )  # fmt: skip


@router.post("/opportunities/{opportunity_id}/move", response=OpportunityOut)
def move_opportunity(
    request: HttpRequest, opportunity_id: OpportunityId, body: OpportunityMoveIn
) -> queries.OpportunityFacts:
    """Move to another open stage."""
    return perform(
        request, actions.move_opportunity, _facts, opportunity_id=opportunity_id, verb=body.verb
    )


@router.post("/opportunities/{opportunity_id}/win", response=OpportunityOut)
def win_opportunity(
    request: HttpRequest, opportunity_id: OpportunityId
) -> queries.OpportunityFacts:
    """Close as won; refused, naming the field, while the customer cannot be invoiced."""
    return perform(request, actions.win_opportunity, _facts, opportunity_id=opportunity_id)


@router.post("/opportunities/{opportunity_id}/lose", response=OpportunityOut)
def lose_opportunity(
    request: HttpRequest, opportunity_id: OpportunityId, body: LoseIn
) -> queries.OpportunityFacts:
    """Close as lost, with the reason."""
    return perform(
        request, actions.lose_opportunity, _facts, opportunity_id=opportunity_id, reason=body.reason
    )
