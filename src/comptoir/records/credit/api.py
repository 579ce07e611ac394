"""Credit over HTTP."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.kernel.money import money
from comptoir.platform.expanding import Expandable, expandable
from comptoir.platform.paging import after
from comptoir.platform.schemas import CustomerId, DecimalText, In, MoneyOut, Page, Paged
from comptoir.platform.web import entity_of, perform
from comptoir.records.credit import actions, queries
from comptoir.records.parties import queries as parties

router = Router(tags=["Credit"])
CurrencyCode = Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["EUR"])]


class ExposureOut(Expandable):
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


class ExposureFilter(Paged):
    over_limit: bool = False
    customer_id: CustomerId | None = None
    currency: Annotated[str, Field(pattern=r"^([A-Z]{3})?$")] = ""


@router.get("/credit/exposures", response=Page[ExposureOut])
@expandable("exposure", "customer_id")
def exposures(request: HttpRequest, filters: Query[ExposureFilter]) -> dict[str, Any]:
    """Limits and exposures of customers."""
    rows, following = queries.exposures_page(entity_of(request), **_given(filters))
    return {"items": [shown(row) for row in rows], "next": following}


@router.get("/customers/{customer_id}/credit", response=Page[ExposureOut])
def exposures_of(
    request: HttpRequest, customer_id: CustomerId, paging: Query[Paged]
) -> dict[str, Any]:
    """A customer's credit, per currency."""
    parties.customer(customer_id, entity_of(request))
    found = queries.exposures_of(customer_id)
    rows, following = after(found, lambda row: (row.currency,), paging.cursor, paging.limit)
    return {"items": [shown(row) for row in rows], "next": following}


@router.post("/customers/{customer_id}/credit/limit", response=ExposureOut)
def set_limit(request: HttpRequest, customer_id: CustomerId, body: LimitIn) -> dict[str, Any]:
    """Set what a customer may owe in a currency."""
    minor = None if body.limit is None else money(body.limit, body.currency).minor
    return perform(
        request, actions.set_limit,
        lambda e: shown(queries.exposure(e.customer_id, e.currency)),
        customer_id=customer_id, currency=body.currency, limit_minor=minor,
    )  # fmt: skip


def _given(body: Schema) -> dict[str, Any]:
    """The fields as read, ids as UUIDs; model_dump would write them out again."""
    return {k: getattr(body, k) for k in type(body).model_fields}


def shown(facts: queries.ExposureFacts) -> dict[str, Any]:
    def amount(minor: int | None) -> MoneyOut | None:
        return None if minor is None else MoneyOut.of(minor, facts.currency)

    names = ("limit", "orders", "invoices", "deposits", "exposure", "free")
    return {"customer_id": facts.customer_id, **{n: amount(getattr(facts, n)) for n in names}}
