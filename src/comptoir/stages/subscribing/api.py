"""Services over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.platform import clock
from comptoir.platform.expanding import Expandable, expandable
from comptoir.platform.paging import after
from comptoir.platform.schemas import (
    CustomerId,
    Day,
    DecimalText,
    In,
    MoneyOut,
    OrderId,
    Page,
    Paged,
    ProductId,
    ServiceId,
)
from comptoir.platform.web import entity_of, perform
from comptoir.stages.subscribing import actions, queries

router = Router(tags=["Services"])
Reason = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]


class ServiceOut(Expandable):
    """period: net price of one whole period; ends_on: first day without service."""

    id: ServiceId
    customer_id: CustomerId
    order_id: OrderId
    product_id: ProductId
    state: str
    charge_kind: str
    quantity: DecimalText
    period: MoneyOut
    mrr: MoneyOut
    billing_months: int
    billing_timing: str
    anchor_on: date
    ends_on: date | None
    ended_reason: str
    billed_until: date | None
    next_bill_on: date | None


class ChargeOut(Schema):
    id: int
    number: int
    starts_on: date
    ends_on: date
    bill_on: date
    net: MoneyOut


class UnusedFilter(Paged):
    """on: the first day without service; null: the day it ends, or today where it has no end."""

    on: Day | None = None


class UnusedChargeOut(ChargeOut):
    """unused: what of the charge is for days without service."""

    unused: MoneyOut


class ServiceFilter(Paged):
    """since, until: its first day, both included."""

    state: Literal["", "active", "ended"] = ""
    charge_kind: Literal["", "recurring", "usage"] = ""
    customer_id: CustomerId | None = None
    order_id: OrderId | None = None
    product_id: ProductId | None = None
    currency: Annotated[str, Field(pattern=r"^([A-Z]{3})?$")] = ""
    since: Day | None = None
    until: Day | None = None


class StartIn(In):
    order_id: OrderId


class ChargeRunIn(In):
    """on: charge what is due by this day; null for today."""

    on: Day | None = None


class ServiceEndIn(In):
    """on: the first day without service."""

    on: Day
    reason: Reason


class ChargeRunOut(Schema):
    on: date
    charges: int


class MrrOut(Schema):
    on: date
    mrr: list[MoneyOut]


def shown(one: queries.ServiceFacts) -> dict[str, Any]:
    row: dict[str, Any] = {n: getattr(one, n, None) for n in ServiceOut.model_fields}
    row["period"] = MoneyOut.of(one.period_minor, one.currency)
    row["mrr"] = MoneyOut.of(one.mrr_minor, one.currency)
    return row


def charge_shown(one: queries.ChargeFacts, currency: str) -> dict[str, Any]:
    row: dict[str, Any] = {n: getattr(one, n, None) for n in ChargeOut.model_fields}
    row["net"] = MoneyOut.of(one.net_minor, currency)
    return row


@router.get("/services", response=Page[ServiceOut])
@expandable("service")
def list_services(request: HttpRequest, filters: Query[ServiceFilter]) -> dict[str, Any]:
    """Services, newest first."""
    wanted = {n: getattr(filters, n) for n in type(filters).model_fields}
    items, following = queries.services_page(entity_of(request), **wanted)
    return {"items": [shown(one) for one in items], "next": following}


@router.post("/services/start", response=list[ServiceOut])
def start_services(request: HttpRequest, body: StartIn) -> list[dict[str, Any]]:
    """Put the recurring and metered lines of an order into operation, once."""
    return perform(
        request,
        actions.start_services,
        lambda e: [shown(one) for one in queries.services_of(order_id=e.order_id)],
        order_id=body.order_id,
    )


@router.post("/services/charge", response=ChargeRunOut)
def charge_periods(request: HttpRequest, body: ChargeRunIn) -> dict[str, Any]:
    """Write the charge of every period that is due and has none."""
    return perform(
        request, actions.charge_periods, lambda e: {"on": e.on, "charges": e.charges}, on=body.on
    )


@router.get("/services/mrr", response=MrrOut)
def mrr(request: HttpRequest, on: Annotated[Day | None, Query()] = None) -> dict[str, Any]:
    """Monthly recurring revenue of the services that run on a day, per currency."""
    entity_id = entity_of(request)
    day = on or clock.today(entity_id)
    sums = queries.mrr(entity_id, day)
    return {"on": day, "mrr": [MoneyOut.of(minor, c) for c, minor in sums.items()]}


@router.get("/services/{service_id}", response=ServiceOut)
@expandable("service")
def show_service(request: HttpRequest, service_id: ServiceId) -> dict[str, Any]:
    """One service."""
    return shown(queries.service(service_id, entity_of(request)))


@router.get(
    "/services/{service_id}/unused-charges",
    response=Page[UnusedChargeOut],
    summary="What was charged for days without service",
)
def unused_charges(
    request: HttpRequest, service_id: ServiceId, filters: Query[UnusedFilter]
) -> dict[str, Any]:
    """What a credit gives back if the service stops on that day, per charge, without what an amendment gave
    back already."""
    one = queries.service(service_id, entity_of(request))
    found = queries.unused(one.id, filters.on or one.ends_on or clock.today(one.entity_id))
    rows, following = after(found, lambda pair: (pair[0].number,), filters.cursor, filters.limit)
    items = [
        {**charge_shown(c, one.currency), "unused": MoneyOut.of(minor, one.currency)}
        for c, minor in rows
    ]
    return {"items": items, "next": following}


@router.post("/services/{service_id}/end", response=ServiceOut)
def end_service(request: HttpRequest, service_id: ServiceId, body: ServiceEndIn) -> dict[str, Any]:
    """Stop a service; later periods are not charged."""
    return perform(
        request, actions.end_service, lambda e: shown(queries.service(e.service_id)),
        service_id=service_id, on=body.on, reason=body.reason,
    )  # fmt: skip
