"""API of recurring revenue: the figures, who and what brings them, what moved them, the services behind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.kernel.ids import show_id
from comptoir.pages.desk import recurring
from comptoir.pages.desk.core.recurring import Kind, Span
from comptoir.pages.desk.recurring_words import product
from comptoir.platform import clock
from comptoir.platform.paging import after
from comptoir.platform.roles import READ, require
from comptoir.platform.schemas import (
    PREFIXES,
    CustomerId,
    Day,
    DecimalText,
    MoneyOut,
    OrderId,
    Page,
    Paged,
    ProductId,
    ServiceId,
)
from comptoir.platform.web import actor_of, entity_of, language
from comptoir.stages.ordering.words import channel

router = Router(tags=["desk"])
Months = Annotated[int, Field(ge=1, le=60)]
Currency = Annotated[str, Field(pattern=r"^([A-Z]{3})?$")]


class AsOf(Schema):
    """on: the figures as of that day (today); months: how many, the one of `on` included."""

    on: Day | None = None
    months: Months = 12


class SharesFilter(Paged):
    by: Literal["product", "customer", "channel"] = "product"
    on: Day | None = None
    months: Months = 12


class MovesFilter(Paged):
    """since, until: both included; by default the month of today until today."""

    since: Day | None = None
    until: Day | None = None
    currency: Currency = ""
    kind: Kind | None = None
    product_id: ProductId | None = None
    customer_id: CustomerId | None = None


class RunningFilter(Paged):
    on: Day | None = None
    currency: Currency = ""


class MrrMovedOut(Schema):
    """What moved recurring revenue, by kind: opening + all of them = closing."""

    new: MoneyOut
    reactivation: MoneyOut
    expansion: MoneyOut
    price: MoneyOut
    contraction: MoneyOut
    churn: MoneyOut


class MrrSpanOut(Schema):
    """A month of one currency, or all of them; starts_on: its first day. The last one ends on `on`.

    customers … lost: with recurring revenue at first, who began, returned, left; customers_after: at last.
    revenue_churn, customer_churn, net_retention, gross_retention: percent of the opening; null of nothing."""

    starts_on: date
    opening: MoneyOut
    moved: MrrMovedOut
    closing: MoneyOut
    customers: int
    won: int
    returned: int
    lost: int
    customers_after: int
    revenue_churn: DecimalText | None
    customer_churn: DecimalText | None
    net_retention: DecimalText | None
    gross_retention: DecimalText | None


class MrrCohortOut(Schema):
    """Customers who began in `month`: what they bring at the end of it and of each month since, in percent of
    the first, and how many of them bring something."""

    month: date
    customers: int
    mrr: list[MoneyOut]
    retained: list[DecimalText | None]
    stayed: list[int]


class RecurringRevenueOut(Schema):
    """mrr, arr: of each currency; mrr_in_all: in the company's currency at the rates of `on`, null where one
    is unknown. usage: billed a month on average over the last three complete months, in none of the figures.
    whole: all the months together."""

    on: date
    mrr: list[MoneyOut]
    arr: list[MoneyOut]
    mrr_in_all: MoneyOut | None
    usage: list[MoneyOut]
    months: list[MrrSpanOut]
    whole: list[MrrSpanOut]
    cohorts: list[MrrCohortOut]


class MrrShareOut(Schema):
    """What one product, customer or channel brings. id: of the product, customer or partner; else the
    channel's code."""

    id: str
    name: str
    opening: MoneyOut
    moved: MrrMovedOut
    closing: MoneyOut


class MrrReasonOut(Schema):
    """A service that began or ended (`begins`), and the document that did it: an order, a quote (an
    amendment) or a contract (its end)."""

    service_id: ServiceId
    begins: bool
    quantity: DecimalText
    mrr: MoneyOut
    document: str
    document_id: str
    number: str
    note: str


class MrrMoveOut(Schema):
    """What one product did on one day to a customer's recurring revenue, and why."""

    day: date
    kind: Kind
    customer_id: CustomerId
    customer: str
    product_id: ProductId
    sku: str
    product: str
    channel: str
    mrr: MoneyOut
    reasons: list[MrrReasonOut]


class MrrServiceOut(Schema):
    """A recurring service of a day. mrr: price of a period ÷ its months, half up."""

    service_id: ServiceId
    customer_id: CustomerId
    customer: str
    product_id: ProductId
    sku: str
    product: str
    order_id: OrderId
    order: str
    quantity: DecimalText
    period: MoneyOut
    months: int
    mrr: MoneyOut
    starts_on: date
    ends_on: date | None


@router.get(
    "/recurring-revenue", response=RecurringRevenueOut, summary="Recurring revenue and churn"
)
def recurring_revenue(request: HttpRequest, asked: Query[AsOf]) -> dict[str, Any]:
    """MRR and ARR now, month by month what moved them, churn, retention and cohorts; currencies apart. A
    change counts as soon as it is booked."""
    require(actor_of(request), READ)
    told = recurring.recurring(*_when(request, asked.on), asked.months)
    return {
        "on": told.on,
        "mrr": [MoneyOut.of(m.minor, m.currency) for m in told.today],
        "arr": [MoneyOut.of(12 * m.minor, m.currency) for m in told.today],
        "mrr_in_all": told.in_all and MoneyOut.of(told.in_all.minor, told.in_all.currency),
        "usage": [MoneyOut.of(minor, at) for at, minor in told.usage.items()],
        "months": [_span(m) for m in told.months], "whole": [_span(w) for w in told.whole],
        "cohorts": [
            {
                "month": c.month, "customers": c.customers, "retained": list(c.retained),
                "mrr": [MoneyOut.of(m, c.currency) for m in c.minor], "stayed": list(c.stayed),
            }
            for c in told.cohorts
        ],
    }  # fmt: skip


@router.get(
    "/recurring-revenue/shares", response=Page[MrrShareOut], summary="Who and what brings it"
)
def recurring_shares(request: HttpRequest, asked: Query[SharesFilter]) -> dict[str, Any]:
    """By product, customer or channel, the largest first; they sum to the whole of each currency."""
    require(actor_of(request), READ)
    told = recurring.recurring(*_when(request, asked.on), asked.months)
    found, following = after(
        told.by(asked.by), lambda s: (s.currency, -s.closing_minor, s.key),
        asked.cursor, asked.limit,
    )  # fmt: skip
    known = recurring.names([s.key for s in found], language())
    items = []
    for s in found:
        text = s.key.removeprefix(recurring.PARTNER)
        noun = asked.by if asked.by != "channel" else "partner"
        shown = show_id(PREFIXES[noun], UUID(text)) if text in known else text
        items.append({
            "id": shown, "name": known.get(text) or channel(text), "moved": _kinds(s.moved, s.currency),
            "opening": MoneyOut.of(s.opening_minor, s.currency),
            "closing": MoneyOut.of(s.closing_minor, s.currency),
        })  # fmt: skip
    return {"items": items, "next": following}


@router.get("/recurring-revenue/moves", response=Page[MrrMoveOut], summary="What moved it, and why")
def recurring_moves(request: HttpRequest, asked: Query[MovesFilter]) -> dict[str, Any]:
    """Every movement with the services that began or ended and the document that did it, oldest first."""
    require(actor_of(request), READ)
    entity_id, today = _when(request, None)
    until = min(asked.until or today, today)
    since = asked.since or until.replace(day=1)
    found = recurring.moved(
        entity_id, since, until, currency=asked.currency, kind=asked.kind or "",
        product_id=asked.product_id, customer_id=asked.customer_id,
    )  # fmt: skip
    rows, following = after(
        found,
        lambda m: (m.move.day, m.customer, m.sku, m.move.customer, m.move.product,
                   m.move.currency, m.move.way),
        asked.cursor, asked.limit,
    )  # fmt: skip
    return {"items": [_move(m) for m in rows], "next": following}


@router.get(
    "/recurring-revenue/services", response=Page[MrrServiceOut], summary="The services behind it"
)
def recurring_services(request: HttpRequest, asked: Query[RunningFilter]) -> dict[str, Any]:
    """The recurring services of a day (today): what the MRR is the sum of."""
    require(actor_of(request), READ)
    entity_id, on = _when(request, asked.on)
    rows, following = recurring.running(
        entity_id, on, currency=asked.currency, cursor=asked.cursor, limit=asked.limit
    )
    return {"items": [_running(d) for d in rows], "next": following}


def _when(request: HttpRequest, on: date | None) -> tuple[UUID, date]:
    entity_id = entity_of(request)
    today = clock.today(entity_id)
    return entity_id, min(on or today, today)


def _kinds(moved: Mapping[Kind, int], currency: str) -> dict[str, MoneyOut]:
    return {kind.value: MoneyOut.of(moved[kind], currency) for kind in Kind}


def _span(s: Span) -> dict[str, Any]:
    return {
        "starts_on": s.starts_on, "opening": MoneyOut.of(s.opening_minor, s.currency),
        "moved": _kinds(s.moved, s.currency), "closing": MoneyOut.of(s.closing_minor, s.currency),
        "customers": s.customers, "won": s.won, "returned": s.back, "lost": s.lost,
        "customers_after": s.customers_after, "revenue_churn": s.revenue_churn,
        "customer_churn": s.logo_churn, "net_retention": s.net_retention,
        "gross_retention": s.gross_retention,
    }  # fmt: skip


def _move(m: recurring.Moved) -> dict[str, Any]:
    at = m.move.currency
    return {
        "day": m.move.day, "kind": m.move.kind, "customer_id": UUID(m.move.customer),
        "customer": m.customer, "product_id": UUID(m.move.product), "sku": m.sku, "product": product(m),
        "channel": m.move.way, "mrr": MoneyOut.of(m.move.minor, at),
        "reasons": [
            {
                "service_id": r.service_id, "begins": r.begins, "quantity": r.quantity,
                "mrr": MoneyOut.of(r.minor, at), "document": r.kind,
                "document_id": show_id(PREFIXES[r.kind], r.document_id), "number": r.number,
                "note": r.note,
            }
            for r in m.reasons
        ],
    }  # fmt: skip


def _running(d: recurring.Detail) -> dict[str, Any]:
    s = d.service
    return {
        "service_id": d.id, "customer_id": UUID(s.customer), "customer": d.customer,
        "product_id": UUID(s.product), "sku": d.sku, "product": product(d), "order_id": d.order[0],
        "order": d.order[1], "quantity": s.quantity, "months": d.billing_months,
        "period": MoneyOut.of(d.period_minor, s.currency), "mrr": MoneyOut.of(s.minor, s.currency),
        "starts_on": s.starts_on, "ends_on": s.ends_on,
    }  # fmt: skip
