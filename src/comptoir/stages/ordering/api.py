"""Orders over HTTP."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.kernel.money import money
from comptoir.platform.expanding import Expandable, expandable
from comptoir.platform.schemas import (
    ConfigurationId,
    ContractId,
    CustomerId,
    Day,
    DecimalText,
    DecisionId,
    In,
    MoneyOut,
    OrderId,
    Page,
    Paged,
    ProductId,
    QuoteId,
    example,
)
from comptoir.platform.web import entity_of, perform
from comptoir.stages.ordering import actions, queries
from comptoir.stages.ordering.core.asked import OrderLineIn

router = Router(tags=["Orders"])
State = Literal["", "held", "open", "closed", "canceled"]
Entered = Literal["direct", "storefront", "marketplace", "partner"]
Text80 = Annotated[str, Field(max_length=80, pattern=r"^[^\x00]*$")]
Reason = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
Months = Annotated[int, Field(ge=1, le=600)]


class LineIn(In):
    """unit_price: a net unit price agreed otherwise, major units; null for the price book's."""

    sku: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^\x00]*$")]
    quantity: DecimalText = Decimal(1)
    discount_percent: DecimalText = Decimal(0)
    unit_price: DecimalText | None = None
    description: Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")] = ""
    promised_on: Day | None = None
    term_months: Months | None = None


class OrderIn(In):
    """An order without a quote. The same `external_ref` of a channel twice is refused."""

    model_config = example(
        customer_id="cus_01h455vb4pex5vsknk084sn02q", customer_ref="PO 7731",
        lines=[{"sku": "PUMP-100", "quantity": "3", "discount_percent": "10"}],
    )  # fmt: skip

    customer_id: CustomerId
    lines: Annotated[list[LineIn], Field(min_length=1, max_length=5_000)]
    currency: Annotated[str, Field(pattern=r"^([A-Z]{3})?$")] = ""
    channel: Entered = "direct"
    external_ref: Text80 | None = None
    customer_ref: Text80 = ""
    starts_on: Day | None = None
    term_months: Months = 12
    deposit_percent: DecimalText = Decimal(0)


class FromQuoteIn(In):
    quote_id: QuoteId
    contract_id: ContractId | None = None


class ReasonIn(In):
    reason: Reason = ""


class OrderCloseIn(In):
    """unused: what of the order's gross amount will never be invoiced; frees that much credit."""

    unused: DecimalText = Decimal(0)


class OrderLineOut(Schema):
    """net: of the whole quantity, or of one billing period where the charge repeats."""

    id: int
    position: int
    product_id: ProductId
    configuration_id: ConfigurationId | None
    description: str
    quantity: DecimalText
    unit_net: DecimalText
    list_price: DecimalText | None
    discount_percent: DecimalText | None
    net: MoneyOut
    decision_id: DecisionId
    vat_rate: DecimalText
    charge_kind: str
    billing_months: int | None
    billing_timing: str
    starts_on: date | None
    ends_on: date | None
    promised_on: date | None
    waterfall: list[dict[str, Any]] | None


class OrderOut(Expandable):
    """hold_reason, while it is held: credit (held_over: by how much), approval, or prepayment: the bank took
    back the payment that had released it."""

    id: OrderId
    number: str
    customer_id: CustomerId
    quote_id: QuoteId | None
    contract_id: ContractId | None
    channel: str
    external_ref: str | None
    customer_ref: str
    state: str
    hold_reason: str
    held_over: MoneyOut
    language: str
    placed_on: date
    terms_kind: str
    terms_days: int
    deposit_percent: DecimalText
    net: MoneyOut
    vat: MoneyOut
    gross: MoneyOut


class OrderDetail(OrderOut):
    lines: list[OrderLineOut]


class OrderFilter(Paged):
    """since, until: the day it was placed, both included."""

    q: Annotated[str, Field(max_length=100)] = ""
    state: State = ""
    channel: Literal["", "quote", "direct", "import", "storefront", "marketplace", "partner"] = ""
    customer_id: CustomerId | None = None
    quote_id: QuoteId | None = None
    contract_id: ContractId | None = None
    currency: Annotated[str, Field(pattern=r"^([A-Z]{3})?$")] = ""
    since: Day | None = None
    until: Day | None = None


def _given(body: Schema) -> dict[str, Any]:
    """The fields as values; `model_dump` would write ids and decimals as text."""
    return {name: getattr(body, name) for name in type(body).model_fields}


def shown(order: queries.OrderFacts) -> dict[str, Any]:
    row: dict[str, Any] = {n: getattr(order, n, None) for n in OrderOut.model_fields}
    for name in ("net", "vat", "gross"):
        row[name] = MoneyOut.of(getattr(order, f"{name}_minor"), order.currency)
    row["held_over"] = MoneyOut.of(order.hold_minor, order.currency)
    return row


def _line(line: queries.OrderLineFacts, currency: str) -> dict[str, Any]:
    row: dict[str, Any] = {n: getattr(line, n, None) for n in OrderLineOut.model_fields}
    row["net"] = MoneyOut.of(line.net_minor, currency)
    return row


def _whole(order: queries.OrderFacts) -> dict[str, Any]:
    return {**shown(order), "lines": [_line(line, order.currency) for line in order.lines]}


def _after(event: Any) -> dict[str, Any]:
    return _whole(queries.order(event.order_id))


@router.get("/orders", response=Page[OrderOut])
@expandable("order")
def list_orders(request: HttpRequest, filters: Query[OrderFilter]) -> dict[str, Any]:
    """Orders, newest first."""
    wanted = _given(filters)
    wanted["text"] = wanted.pop("q")
    items, following = queries.orders_page(entity_of(request), **wanted)
    return {"items": [shown(order) for order in items], "next": following}


@router.post("/orders", response=OrderDetail)
def place_order(request: HttpRequest, body: OrderIn) -> dict[str, Any]:
    """Enter an order directly; above the credit limit it is placed and held."""
    lines = tuple(OrderLineIn(**_given(line)) for line in body.lines)
    return perform(request, actions.place_order, _after, **{**_given(body), "lines": lines})


@router.post("/orders/from-quote", response=OrderDetail)
def place_from_quote(request: HttpRequest, body: FromQuoteIn) -> dict[str, Any]:
    """Turn an accepted quote into an order, once."""
    return perform(request, actions.place_from_quote, _after, **_given(body))


@router.get("/orders/{order_id}", response=OrderDetail)
@expandable("order")
def show_order(request: HttpRequest, order_id: OrderId) -> dict[str, Any]:
    """One order with its lines."""
    return _whole(queries.order(order_id, entity_of(request)))


@router.get("/quotes/{quote_id}/order", response=OrderDetail)
@expandable("order")
def order_of_quote(request: HttpRequest, quote_id: QuoteId) -> dict[str, Any]:
    """The order that an accepted quote became."""
    order = queries.order_of_quote(quote_id)
    if order is None or order.entity_id != entity_of(request):
        raise queries.UnknownOrder(field="quote_id", found=str(quote_id))
    return _whole(order)


@router.post("/orders/{order_id}/release", response=OrderDetail)
def release_order(request: HttpRequest, order_id: OrderId, body: ReasonIn) -> dict[str, Any]:
    """Let a held order go; the reason stays on the record."""
    return perform(request, actions.release_order, _after, order_id=order_id, reason=body.reason)


@router.post("/orders/{order_id}/release-paid", response=OrderDetail)
def release_paid(request: HttpRequest, order_id: OrderId) -> dict[str, Any]:
    """Let a held order go because its deposit was paid."""
    return perform(request, actions.release_paid, _after, order_id=order_id)


@router.post("/orders/{order_id}/cancel", response=OrderDetail)
def cancel_order(request: HttpRequest, order_id: OrderId, body: ReasonIn) -> dict[str, Any]:
    """Give an order up before anything was delivered or invoiced."""
    return perform(request, actions.cancel_order, _after, order_id=order_id, reason=body.reason)


@router.post("/orders/{order_id}/close", response=OrderDetail)
def close_order(request: HttpRequest, order_id: OrderId, body: OrderCloseIn) -> dict[str, Any]:
    """End an order: nothing more is delivered."""
    unused = _minor(request, order_id, body.unused)
    return perform(request, actions.close_order, _after, order_id=order_id, unused_minor=unused)


def _minor(request: HttpRequest, order_id: UUID, amount: Decimal) -> int:
    return money(amount, queries.order(order_id, entity_of(request)).currency).minor
