"""Deliveries and returns over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.platform.expanding import Expandable, expandable
from comptoir.platform.paging import after
from comptoir.platform.schemas import (
    PDF,
    CustomerId,
    Day,
    DecimalText,
    DeliveryId,
    In,
    OrderId,
    Page,
    Paged,
)
from comptoir.platform.web import entity_of, perform
from comptoir.stages.fulfilling import actions, documents, queries
from comptoir.stages.ordering import queries as ordering

router = Router(tags=["Deliveries"])
Condition = Literal["good", "damaged", "incomplete"]
LineId = Annotated[int, Field(ge=1, le=2**63 - 1)]
Text = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]


class MovedLineIn(In):
    order_line_id: LineId
    quantity: DecimalText


class DeliverIn(In):
    """lines: null for all that is left to deliver."""

    lines: Annotated[list[MovedLineIn], Field(max_length=5_000)] | None = None
    delivered_on: Day | None = None
    condition: Condition = "good"
    note: Annotated[str, Field(max_length=2_000, pattern=r"^[^\x00]*$")] = ""
    tracking: Annotated[str, Field(max_length=80, pattern=r"^[^\x00]*$")] = ""


class TakeBackIn(In):
    lines: Annotated[list[MovedLineIn], Field(min_length=1, max_length=5_000)]
    reason: Text
    condition: Condition = "good"
    returned_on: Day | None = None
    note: Annotated[str, Field(max_length=2_000, pattern=r"^[^\x00]*$")] = ""


class DeliveryLineOut(Schema):
    id: int
    order_line_id: int
    quantity: DecimalText


class DeliveryHead(Expandable):
    id: DeliveryId
    number: str
    order_id: OrderId
    customer_id: CustomerId
    is_return: bool
    delivered_on: date
    condition: str
    reason: str
    tracking: str
    note: str


class DeliveryOut(DeliveryHead):
    lines: list[DeliveryLineOut]


class MovedOut(Schema):
    """What became of an order line, in its unit and sign."""

    order_line_id: int
    ordered: DecimalText
    delivered: DecimalText
    returned: DecimalText


class ToDeliverOut(Expandable):
    order_id: OrderId
    number: str
    customer_id: CustomerId
    placed_on: date
    promised_on: date | None
    lines_left: int
    started: bool


class DeliveryFilter(Paged):
    """since, until: the day it was handed over, both included."""

    q: Annotated[str, Field(max_length=100)] = ""
    order_id: OrderId | None = None
    customer_id: CustomerId | None = None
    is_return: bool | None = None
    since: Day | None = None
    until: Day | None = None


def _after(event: Any) -> queries.DeliveryFacts:
    return queries.delivery(event.delivery_id)


@router.get("/deliveries", response=Page[DeliveryHead])
@expandable("delivery")
def list_deliveries(request: HttpRequest, filters: Query[DeliveryFilter]) -> dict[str, Any]:
    """Deliveries and returns, newest first."""
    wanted = {n: getattr(filters, n) for n in type(filters).model_fields}
    wanted["text"] = wanted.pop("q")
    items, following = queries.deliveries_page(entity_of(request), **wanted)
    return {"items": items, "next": following}


@router.get("/to-deliver", response=Page[ToDeliverOut])
@expandable("waiting", "order_id")
def to_deliver(request: HttpRequest, paging: Query[Paged]) -> dict[str, Any]:
    """Open orders with something to deliver, the earliest promise first."""
    items, following = queries.to_deliver_page(entity_of(request), paging.cursor, paging.limit)
    return {"items": items, "next": following}


@router.get("/deliveries/{delivery_id}", response=DeliveryOut)
@expandable("delivery")
def show_delivery(request: HttpRequest, delivery_id: DeliveryId) -> queries.DeliveryFacts:
    """One delivery or return with its lines."""
    return queries.delivery(delivery_id, entity_of(request))


@router.get("/deliveries/{delivery_id}/pdf", openapi_extra=PDF)
def delivery_pdf(request: HttpRequest, delivery_id: DeliveryId) -> HttpResponse:
    """The delivery note as PDF/A-3."""
    kept = documents.keep_pdf(queries.delivery(delivery_id, entity_of(request)))
    return HttpResponse(bytes(kept.content), content_type=kept.media_type)


@router.get("/orders/{order_id}/delivered", response=Page[MovedOut])
def delivered(request: HttpRequest, order_id: OrderId, paging: Query[Paged]) -> dict[str, Any]:
    """What was delivered and returned of each line of an order that is handed over."""
    order = ordering.order(order_id, entity_of(request))
    moved = queries.delivered([order.id])
    lines, following = after(
        order.deliverable, lambda line: (line.position,), paging.cursor, paging.limit
    )
    items = [
        {
            "order_line_id": line.id,
            "ordered": line.quantity,
            **moved.get(line.id, queries.Moved())._asdict(),
        }
        for line in lines
    ]
    return {"items": items, "next": following}


@router.post("/orders/{order_id}/deliver", response=DeliveryOut)
def deliver(request: HttpRequest, order_id: OrderId, body: DeliverIn) -> queries.DeliveryFacts:
    """Record a delivery, whole or in part."""
    given = {n: getattr(body, n) for n in DeliverIn.model_fields if n != "lines"}
    lines = None
    if body.lines is not None:
        lines = [(line.order_line_id, line.quantity) for line in body.lines]
    return perform(request, actions.deliver, _after, order_id=order_id, lines=lines, **given)


@router.post("/orders/{order_id}/take-back", response=DeliveryOut)
def take_back(request: HttpRequest, order_id: OrderId, body: TakeBackIn) -> queries.DeliveryFacts:
    """Record a return, with its reason and the condition of the goods."""
    given = {n: getattr(body, n) for n in TakeBackIn.model_fields if n != "lines"}
    lines = [(line.order_line_id, line.quantity) for line in body.lines]
    return perform(request, actions.take_back, _after, order_id=order_id, lines=lines, **given)
