"""Credit over HTTP."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.kernel.money import money
from comptoir.platform.schemas import CustomerId, DecimalText, In, MoneyOut, Page
from comptoir.platform.web import entity_of, perform
from comptoir.records.credit import actions, queries
from comptoir.records.parties import queries as parties

router = Router(tags=["Credit"])
CurrencyCode = Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["EUR"])]


class ExposureOut(Schema):
    """exposure = orders + invoices − deposits; limit null: none is watched."""

    customer_id: CustomerId
    limit: MoneyOut | None
    orders: MoneyOut
    invoices: MoneyOut
    deposits: MoneyOut
    exposure: MoneyOut
    free: MoneyOut | None


class LimitIn(In):
    """limit: VAT included, major units; null watches no limit."""

    currency: CurrencyCode
    limit: DecimalText | None


class ExposureFilter(Schema):
    over_limit: bool = False
    customer_id: CustomerId | None = None
    cursor: Annotated[str, Field(max_length=400)] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


@router.get("/credit/exposures", response=Page[ExposureOut])
def exposures(request: HttpRequest, filters: Query[ExposureFilter]) -> dict[str, Any]:
    """Limits and exposures of customers."""
    rows, following = queries.exposures_page(entity_of(request), **_given(filters))
    return {"items": [_out(row) for row in rows], "next": following}


@router.get("/customers/{customer_id}/credit", response=list[ExposureOut])
def exposures_of(request: HttpRequest, customer_id: CustomerId) -> list[dict[str, Any]]:
    """A customer's credit, per currency."""
    parties.customer(customer_id, entity_of(request))
    return [_out(row) for row in queries.exposures_of(customer_id)]


@router.post("/customers/{customer_id}/credit/limit", response=ExposureOut)
def set_limit(request: HttpRequest, customer_id: CustomerId, body: LimitIn) -> dict[str, Any]:
    """Set what a customer may owe in a currency."""
    minor = None if body.limit is None else money(body.limit, body.currency).minor
    return perform(
        request, actions.set_limit,
        lambda e: _out(queries.exposure(e.customer_id, e.currency)),
        customer_id=customer_id, currency=body.currency, limit_minor=minor,
    )  # fmt: skip


def _given(body: Schema) -> dict[str, Any]:
    """The fields as read, ids as UUIDs; model_dump would write them out again."""
    return {k: getattr(body, k) for k in type(body).model_fields}


def _out(facts: queries.ExposureFacts) -> dict[str, Any]:
    def amount(minor: int | None) -> MoneyOut | None:
        return None if minor is None else MoneyOut.of(minor, facts.currency)

    names = ("limit", "orders", "invoices", "deposits", "exposure", "free")
    return {"customer_id": facts.customer_id, **{n: amount(getattr(facts, n)) for n in names}}
