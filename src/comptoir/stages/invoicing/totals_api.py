"""Sums over invoices, charges that wait for one, and what credit notes took back, over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.platform import clock
from comptoir.platform.paging import after
from comptoir.platform.schemas import (
    CustomerId,
    Day,
    DecimalText,
    DecisionId,
    InvoiceId,
    MoneyOut,
    OrderId,
    Page,
    Paged,
    ServiceId,
)
from comptoir.platform.web import entity_of
from comptoir.stages.invoicing import queries
from comptoir.stages.metering.queries import DueUsage

router = Router(tags=["Invoices"])


class InvoicesWanted(Schema):
    """since, until: the day of issue, both included; corrects_id: credit notes of an invoice; decision_id:
    what bears this VAT decision; self_billed: what the customer wrote, or what we did."""

    q: Annotated[str, Field(max_length=100)] = ""
    state: Literal["", "draft", "to_approve", "issued", "discarded"] = ""
    kind: Literal["", "invoice", "deposit", "credit"] = ""
    customer_id: CustomerId | None = None
    order_id: OrderId | None = None
    corrects_id: InvoiceId | None = None
    decision_id: DecisionId | None = None
    currency: Annotated[str, Field(pattern=r"^([A-Z]{3})?$")] = ""
    past_due: Day | None = None
    since: Day | None = None
    until: Day | None = None
    self_billed: bool | None = None


class InvoiceFilter(InvoicesWanted, Paged):
    """As `InvoicesWanted`, page by page."""


class InvoiceTotalOut(Schema):
    """gross: VAT included, less credit notes."""

    count: int
    gross: MoneyOut


class InvoiceTotalsOut(Schema):
    """One for each currency."""

    totals: list[InvoiceTotalOut]


class DueChargeFilter(Paged):
    """on: what may be invoiced by this day; null for today."""

    on: Day | None = None
    customer_id: CustomerId | None = None


class DueChargeOut(Schema):
    """A charge that stands on no invoice. kind: of a service's period, or of rated usage; id: of it."""

    kind: Literal["service", "usage"]
    id: int
    customer_id: CustomerId
    order_id: OrderId
    service_id: ServiceId
    starts_on: date
    ends_on: date
    bill_on: date
    net: MoneyOut


class MilestoneOut(Schema):
    """An installment that waits for its milestone. number: from 1, of `count`; the last one, the balance, is
    in no milestone. due: delivery (of all) or acceptance (the customer's)."""

    order_id: OrderId
    order_number: str
    customer_id: CustomerId
    number: int
    count: int
    due: Literal["delivery", "acceptance"]
    label: str
    net: MoneyOut
    gross: MoneyOut


class CreditedLineOut(Schema):
    """What credit notes took back of a line, in the line's own sign; drafts of credit notes count."""

    line_id: int
    quantity: DecimalText
    net: MoneyOut


class CustomerSeriesOut(Schema):
    """A series of numbers that a customer gave to our invoices. first, last: of those recorded; gaps: how
    many between them are not; missing: the first twenty of them."""

    customer_id: CustomerId
    first: str
    last: str
    count: int
    gaps: int
    missing: list[str]


def asked(wanted: InvoicesWanted) -> queries.Filter:
    """What a caller asks for, as the room's own filter."""
    given = {n: getattr(wanted, n) for n in InvoicesWanted.model_fields}
    return queries.Filter(text=given.pop("q"), **given)


@router.get(
    "/invoice-totals", response=InvoiceTotalsOut, summary="Sums of the invoices of a filter"
)
def invoice_totals(request: HttpRequest, wanted: Query[InvoicesWanted]) -> dict[str, Any]:
    """How many documents `GET /invoices` would list under the same filter, and their gross."""
    found = queries.totals_by_currency(entity_of(request), asked(wanted))
    return {
        "totals": [
            {"count": n, "gross": MoneyOut.of(minor, currency)}
            for currency, (n, minor) in sorted(found.items())
        ]
    }


@router.get("/due-charges", response=Page[DueChargeOut], summary="Charges that wait for an invoice")
def due_charges(request: HttpRequest, filters: Query[DueChargeFilter]) -> dict[str, Any]:
    """What the billing run of that day (`POST /invoices/run`) puts on invoices, by customer and order."""
    entity_id = entity_of(request)
    found = queries.due_charges(entity_id, filters.on or clock.today(entity_id))
    rows, following = after(
        [d for d in found if filters.customer_id in (None, d.customer_id)],
        lambda d: (d.customer_id, d.order_id, _kind(d), d.charge.id),
        filters.cursor, filters.limit,
    )  # fmt: skip
    items = [
        {
            "kind": _kind(d), "id": d.charge.id, "customer_id": d.customer_id,
            "order_id": d.order_id, "service_id": d.charge.service_id,
            "starts_on": d.charge.starts_on, "ends_on": d.charge.ends_on,
            "bill_on": d.charge.bill_on, "net": MoneyOut.of(d.charge.net_minor, d.currency),
        }
        for d in rows
    ]  # fmt: skip
    return {"items": items, "next": following}


@router.get(
    "/invoice-milestones",
    response=Page[MilestoneOut],
    summary="Installments that wait for a milestone",
)
def milestones(request: HttpRequest, paging: Query[Paged]) -> dict[str, Any]:
    """Say that one is reached with `POST /invoices/installment`: its deposit invoice is issued."""
    rows, following = after(
        queries.milestones(entity_of(request)), lambda m: (m.order_number, m.number),
        paging.cursor, paging.limit,
    )  # fmt: skip
    items = [
        {
            **{n: getattr(m, n, None) for n in MilestoneOut.model_fields},
            "net": MoneyOut.of(m.net_minor, m.currency),
            "gross": MoneyOut.of(m.gross_minor, m.currency),
        }
        for m in rows
    ]
    return {"items": items, "next": following}


@router.get(
    "/invoices/{invoice_id}/credited",
    response=Page[CreditedLineOut],
    summary="What was credited, line by line",
)
def credited_lines(
    request: HttpRequest, invoice_id: InvoiceId, paging: Query[Paged]
) -> dict[str, Any]:
    """The lines of which credit notes took something back; what is left of a line may still be credited."""
    one = queries.invoice(invoice_id, entity_of(request))
    found = queries.credited(one.id)
    rows, following = after(found.items(), lambda pair: (pair[0],), paging.cursor, paging.limit)
    items = [
        {"line_id": pk, "quantity": quantity, "net": MoneyOut.of(minor, one.currency)}
        for pk, (quantity, minor) in rows
    ]
    return {"items": items, "next": following}


@router.get(
    "/self-billed-series",
    response=Page[CustomerSeriesOut],
    summary="Numbers of customers who write our invoices",
)
def self_billed_series(request: HttpRequest, paging: Query[Paged]) -> dict[str, Any]:
    """A gap is a document that nobody recorded, or a fault of the customer: ask for it."""
    rows, following = after(
        queries.customer_series(entity_of(request)), lambda s: (s.customer_id, s.first),
        paging.cursor, paging.limit,
    )  # fmt: skip
    return {"items": rows, "next": following}


def _kind(due: queries.Due) -> str:
    return "usage" if isinstance(due, DueUsage) else "service"
