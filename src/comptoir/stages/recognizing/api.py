"""Revenue over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.platform.schemas import (
    ContractId,
    CustomerId,
    Day,
    DeliveryId,
    EntityId,
    In,
    InvoiceId,
    MoneyOut,
    OrderId,
    Page,
)
from comptoir.platform.web import entity_of, perform
from comptoir.stages.recognizing import actions, queries
from comptoir.stages.recognizing.events import ObligationsOpened, RevenueRecognized

router = Router(tags=["Revenue"])
Month = Annotated[str, Field(pattern=r"^[12]\d{3}-(0[1-9]|1[0-2])$", examples=["2026-03"])]
Pattern = Literal["", "on_delivery", "straight_line", "as_billed"]


class MonthAmount(Schema):
    month: date
    amount: MoneyOut


class WaterfallRowOut(Schema):
    """month: of the promise. undated: waits for deliveries or bills."""

    month: date
    booked: MoneyOut
    recognized: MoneyOut
    remaining: MoneyOut
    undated: MoneyOut
    months: list[MonthAmount]


class WaterfallOut(Schema):
    """to_come: first month in which amounts are scheduled, not posted."""

    currency: str
    to_come: date | None
    rows: list[WaterfallRowOut]


class DeferredOut(Schema):
    """One contract, or an order without one. Positive balances are liabilities."""

    customer_id: CustomerId
    customer: str
    contract_id: ContractId | None
    contract_number: str
    order_id: OrderId | None
    order_number: str
    billed: MoneyOut
    recognized: MoneyOut
    contract_liability: MoneyOut
    contract_asset: MoneyOut


class DeferredMonthOut(Schema):
    month: date
    opening: MoneyOut
    billed: MoneyOut
    recognized: MoneyOut
    closing: MoneyOut


class ReconciliationOut(Schema):
    """billed = recognized + deferred; billed by the documents, deferred by the ledger."""

    billed: MoneyOut
    recognized: MoneyOut
    deferred: MoneyOut
    difference: MoneyOut
    agrees: bool


class CountryOut(Schema):
    month: date
    country: str
    amount: MoneyOut


class ScheduleOut(Schema):
    """days of service in the month; passed, of all, through its end; earned by then."""

    month: date
    days: int
    passed: int
    of: int
    earned: MoneyOut
    amount: MoneyOut
    corrected: MoneyOut
    posted: bool


class RecognitionOut(Schema):
    cause: str
    month: date
    recognized_on: date
    amount: MoneyOut


class ObligationOut(Schema):
    id: int
    customer_id: CustomerId
    customer: str
    order_id: OrderId
    order_number: str
    contract_id: ContractId | None
    description: str
    source: str
    pattern: str
    account_role: str
    booked_on: date
    start: date | None
    end: date | None
    total: MoneyOut
    recognized: MoneyOut
    remaining: MoneyOut
    schedule: list[ScheduleOut] | None = None
    recognitions: list[RecognitionOut] | None = None


class OpenedOut(Schema):
    """What was opened; total over all currencies is left out on purpose."""

    entity_id: EntityId
    count: int


class RecognizedOut(Schema):
    """month: of the posting."""

    month: date
    rows: int
    amount: MoneyOut


class MonthIn(In):
    month: Month


class ObligationsIn(In):
    """on: charges begun by this day; the business day if left out."""

    on: Day | None = None


def _first(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def _recognized(event: RevenueRecognized) -> RecognizedOut:
    amount = MoneyOut.of(event.amount_minor, event.currency)
    return RecognizedOut(month=event.month, rows=event.rows, amount=amount)


def _opened(event: ObligationsOpened) -> OpenedOut:
    return OpenedOut(entity_id=event.entity_id, count=event.count)


@router.get("/revenue/waterfall", response=list[WaterfallOut])
def waterfall(request: HttpRequest) -> list[WaterfallOut]:
    """Booking month × recognition month, per currency."""
    return [
        WaterfallOut(
            currency=w.currency, to_come=w.to_come, rows=[_waterfall_row(w, r) for r in w.rows]
        )
        for w in queries.waterfall(entity_of(request))
    ]


def _waterfall_row(w: queries.WaterfallFacts, r: queries.WaterfallRow) -> WaterfallRowOut:
    cells = zip(w.columns, r.cells, strict=True)
    return WaterfallRowOut(
        month=r.month,
        booked=MoneyOut.of(r.booked_minor, w.currency),
        recognized=MoneyOut.of(r.recognized_minor, w.currency),
        remaining=MoneyOut.of(r.remaining_minor, w.currency),
        undated=MoneyOut.of(r.undated_minor, w.currency),
        months=[
            MonthAmount(month=month, amount=MoneyOut.of(v, w.currency)) for month, v in cells if v
        ],
    )


@router.get("/revenue/deferred", response=list[DeferredOut])
def deferred(
    request: HttpRequest, on: Day | None = None, customer_id: CustomerId | None = None
) -> list[DeferredOut]:
    """Contracts whose billing and revenue differ, largest first."""
    return [
        DeferredOut(
            customer_id=d.customer_id, customer=d.customer, contract_id=d.contract_id,
            contract_number=d.contract_number, order_id=d.order_id, order_number=d.order_number,
            billed=MoneyOut.of(d.billed_minor, d.currency),
            recognized=MoneyOut.of(d.recognized_minor, d.currency),
            contract_liability=MoneyOut.of(d.liability_minor, d.currency),
            contract_asset=MoneyOut.of(d.asset_minor, d.currency),
        )
        for d in queries.deferred(entity_of(request), on, customer_id)
    ]  # fmt: skip


@router.get("/revenue/roll-forward", response=list[DeferredMonthOut])
def roll_forward(request: HttpRequest) -> list[DeferredMonthOut]:
    """Deferred revenue by month: opening + billed − recognized = closing."""
    return [
        DeferredMonthOut(
            month=m.month,
            opening=MoneyOut.of(m.opening_minor, m.currency),
            billed=MoneyOut.of(m.billed_minor, m.currency),
            recognized=MoneyOut.of(m.recognized_minor, m.currency),
            closing=MoneyOut.of(m.closing_minor, m.currency),
        )
        for m in queries.roll_forward(entity_of(request))
    ]


@router.get("/revenue/reconciliation", response=list[ReconciliationOut])
def reconciliation(request: HttpRequest) -> list[ReconciliationOut]:
    """Billed = recognized + deferred, from two independent sides, per currency."""
    return [
        ReconciliationOut(
            billed=MoneyOut.of(r.billed_minor, r.currency),
            recognized=MoneyOut.of(r.recognized_minor, r.currency),
            deferred=MoneyOut.of(r.deferred_minor, r.currency),
            difference=MoneyOut.of(r.difference_minor, r.currency),
            agrees=r.agrees,
        )
        for r in queries.reconciliations(entity_of(request))
    ]


@router.get("/revenue/countries", response=list[CountryOut])
def countries(request: HttpRequest) -> list[CountryOut]:
    """Revenue by month of posting and country of the customer."""
    return [
        CountryOut(month=c.month, country=c.country, amount=MoneyOut.of(c.amount_minor, c.currency))
        for c in queries.revenue_by_month_country(entity_of(request))
    ]


@router.get("/obligations", response=Page[ObligationOut])
def obligations(  # noqa: PLR0917 — ninja reads the parameters by name
    request: HttpRequest,
    customer_id: CustomerId | None = None,
    order_id: OrderId | None = None,
    pattern: Pattern = "",
    booked: Month | None = None,
    month: Month | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page[ObligationOut]:
    """Obligations, newest first. booked: month of the promise; month: revenue was posted in it."""
    page, following = queries.obligations_page(
        entity_of(request), customer_id=customer_id, order_id=order_id, pattern=pattern,
        booked=_first(booked) if booked else None, month=_first(month) if month else None,
        cursor=cursor, limit=limit,
    )  # fmt: skip
    return Page[ObligationOut](items=[_out(o) for o in page], next=following)


@router.get("/obligations/{obligation_id}", response=ObligationOut)
def obligation(
    request: HttpRequest,
    obligation_id: Annotated[int, Field(ge=1, le=2**63 - 1)],
    expand: Literal["", "schedule"] = "",
) -> ObligationOut:
    """One obligation. `expand=schedule` adds its months and what was recognized."""
    facts = queries.obligation(obligation_id, entity_of(request))
    out = _out(facts)
    if expand:
        out.schedule = [_month(m, facts.currency) for m in queries.schedule(facts)]
        out.recognitions = [
            RecognitionOut(
                cause=r.cause, month=r.month, recognized_on=r.recognized_on,
                amount=MoneyOut.of(r.amount_minor, facts.currency),
            )
            for r in queries.recognitions_of(facts.id)
        ]  # fmt: skip
    return out


def _out(facts: queries.ObligationFacts) -> ObligationOut:
    own = {"total", "recognized", "remaining", "schedule", "recognitions"}
    plain: dict[str, Any] = {
        n: getattr(facts, n) for n in ObligationOut.model_fields if n not in own
    }
    return ObligationOut(
        **plain,
        total=MoneyOut.of(facts.total_minor, facts.currency),
        recognized=MoneyOut.of(facts.recognized_minor, facts.currency),
        remaining=MoneyOut.of(facts.remaining_minor, facts.currency),
    )


def _month(m: queries.ScheduleMonth, currency: str) -> ScheduleOut:
    return ScheduleOut(
        month=m.month, days=m.days, passed=m.passed, of=m.of, posted=m.posted,
        earned=MoneyOut.of(m.earned_minor, currency),
        amount=MoneyOut.of(m.amount_minor, currency),
        corrected=MoneyOut.of(m.corrected_minor, currency),
    )  # fmt: skip


@router.post("/revenue/months", response=RecognizedOut)
def recognize_month(request: HttpRequest, data: MonthIn) -> RecognizedOut:
    """Post the revenue of services through the end of a month that is over."""
    return perform(request, actions.recognize_month, _recognized, month=_first(data.month))


@router.post("/revenue/charges", response=OpenedOut)
def open_charges(request: HttpRequest, data: ObligationsIn) -> OpenedOut:
    """Open the obligations of charges and rated uses."""
    return perform(request, actions.open_charge_obligations, _opened, on=data.on)


@router.post("/orders/{order_id}/obligations", response=OpenedOut)
def open_order(request: HttpRequest, order_id: OrderId) -> OpenedOut:
    """Open the obligations of an order."""
    return perform(request, actions.open_obligations, _opened, order_id=order_id)


@router.post("/deliveries/{delivery_id}/revenue", response=RecognizedOut)
def recognize_delivery(request: HttpRequest, delivery_id: DeliveryId) -> RecognizedOut:
    """Recognize a delivery, or take back a return."""
    return perform(request, actions.recognize_delivery, _recognized, delivery_id=delivery_id)


@router.post("/invoices/{invoice_id}/revenue", response=RecognizedOut)
def recognize_billing(request: HttpRequest, invoice_id: InvoiceId) -> RecognizedOut:
    """Recognize what is earned by being billed."""
    return perform(request, actions.recognize_billing, _recognized, invoice_id=invoice_id)


@router.post("/credit-notes/{invoice_id}/revenue", response=RecognizedOut)
def recognize_credit(request: HttpRequest, invoice_id: InvoiceId) -> RecognizedOut:
    """Take back what a credit note takes away."""
    return perform(request, actions.recognize_credit, _recognized, invoice_id=invoice_id)
