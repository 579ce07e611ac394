"""Revenue over HTTP."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.platform.expanding import Expandable, expandable
from comptoir.platform.paging import after
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
    Paged,
)
from comptoir.platform.web import entity_of, perform
from comptoir.stages.recognizing import actions, audit_api, queries, ramps_api
from comptoir.stages.recognizing.events import ObligationsOpened, RevenueRecognized

router = Router(tags=["Revenue"])
router.add_router("", audit_api.router)
router.add_router("", ramps_api.router)
Month = Annotated[str, Field(pattern=r"^[12]\d{3}-(0[1-9]|1[0-2])$", examples=["2026-03"])]
R = TypeVar("R")
Currency = Annotated[str, Field(pattern=r"^([A-Z]{3})?$")]
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


class ObligationOut(Expandable):
    id: int
    customer_id: CustomerId
    customer: str
    order_id: OrderId
    order_number: str
    contract_id: ContractId | None
    description: str
    source: str
    ramp_id: int | None
    pattern: str
    account_role: str
    booked_on: date
    start: date | None
    end: date | None
    total: MoneyOut
    recognized: MoneyOut
    remaining: MoneyOut


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


class ObligationFilter(Paged):
    customer_id: CustomerId | None = None
    order_id: OrderId | None = None
    pattern: Pattern = ""
    currency: Currency = ""
    booked: Month | None = None
    month: Month | None = None


class CurrencyFilter(Paged):
    currency: Currency = ""

    def keep(self, rows: Iterable[R]) -> list[R]:
        """The rows of the currency that is asked for."""
        return [r for r in rows if self.currency in ("", getattr(r, "currency", ""))]


class DeferredFilter(CurrencyFilter):
    on: Day | None = None
    customer_id: CustomerId | None = None


def _first(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def _recognized(event: RevenueRecognized) -> RecognizedOut:
    amount = MoneyOut.of(event.amount_minor, event.currency)
    return RecognizedOut(month=event.month, rows=event.rows, amount=amount)


def _opened(event: ObligationsOpened) -> OpenedOut:
    return OpenedOut(entity_id=event.entity_id, count=event.count)


@router.get("/revenue/waterfall", response=Page[WaterfallOut])
def waterfall(request: HttpRequest, filters: Query[CurrencyFilter]) -> dict[str, Any]:
    """Booking month × recognition month, per currency."""
    found = filters.keep(queries.waterfall(entity_of(request)))
    rows, following = after(found, lambda w: (w.currency,), filters.cursor, filters.limit)
    items = [
        WaterfallOut(
            currency=w.currency, to_come=w.to_come, rows=[_waterfall_row(w, r) for r in w.rows]
        )
        for w in rows
    ]
    return {"items": items, "next": following}


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


@router.get("/revenue/deferred", response=Page[DeferredOut])
def deferred(request: HttpRequest, filters: Query[DeferredFilter]) -> dict[str, Any]:
    """Contracts whose billing and revenue differ, largest first."""
    found = filters.keep(queries.deferred(entity_of(request), filters.on, filters.customer_id))
    rows, following = after(found, _deferred_key, filters.cursor, filters.limit)
    items = [
        DeferredOut(
            customer_id=d.customer_id, customer=d.customer, contract_id=d.contract_id,
            contract_number=d.contract_number, order_id=d.order_id, order_number=d.order_number,
            billed=MoneyOut.of(d.billed_minor, d.currency),
            recognized=MoneyOut.of(d.recognized_minor, d.currency),
            contract_liability=MoneyOut.of(d.liability_minor, d.currency),
            contract_asset=MoneyOut.of(d.asset_minor, d.currency),
        )
        for d in rows
    ]  # fmt: skip
    return {"items": items, "next": following}


def _deferred_key(d: queries.DeferredFacts) -> tuple[Any, ...]:
    """Largest first; a contract, or an order, and a currency stand in one row only."""
    about = d.contract_id or d.order_id or d.customer_id
    return -abs(d.balance_minor), d.customer, str(about), d.currency


@router.get("/revenue/roll-forward", response=Page[DeferredMonthOut])
def roll_forward(request: HttpRequest, filters: Query[CurrencyFilter]) -> dict[str, Any]:
    """Deferred revenue by month: opening + billed − recognized = closing."""
    found = filters.keep(queries.roll_forward(entity_of(request)))
    rows, following = after(found, lambda m: (m.currency, m.month), filters.cursor, filters.limit)
    items = [
        DeferredMonthOut(
            month=m.month,
            opening=MoneyOut.of(m.opening_minor, m.currency),
            billed=MoneyOut.of(m.billed_minor, m.currency),
            recognized=MoneyOut.of(m.recognized_minor, m.currency),
            closing=MoneyOut.of(m.closing_minor, m.currency),
        )
        for m in rows
    ]
    return {"items": items, "next": following}


@router.get("/revenue/reconciliation", response=Page[ReconciliationOut])
def reconciliation(request: HttpRequest, filters: Query[CurrencyFilter]) -> dict[str, Any]:
    """Billed = recognized + deferred, from two independent sides, per currency."""
    found = filters.keep(queries.reconciliations(entity_of(request)))
    rows, following = after(found, lambda r: (r.currency,), filters.cursor, filters.limit)
    items = [
        ReconciliationOut(
            billed=MoneyOut.of(r.billed_minor, r.currency),
            recognized=MoneyOut.of(r.recognized_minor, r.currency),
            deferred=MoneyOut.of(r.deferred_minor, r.currency),
            difference=MoneyOut.of(r.difference_minor, r.currency),
            agrees=r.agrees,
        )
        for r in rows
    ]
    return {"items": items, "next": following}


@router.get("/revenue/countries", response=Page[CountryOut])
def countries(request: HttpRequest, filters: Query[CurrencyFilter]) -> dict[str, Any]:
    """Revenue by month of posting and country of the customer."""
    found = filters.keep(queries.revenue_by_month_country(entity_of(request)))
    rows, following = after(
        found, lambda c: (c.month, c.currency, -c.amount_minor, c.country), filters.cursor,
        filters.limit,
    )  # fmt: skip
    items = [
        CountryOut(month=c.month, country=c.country, amount=MoneyOut.of(c.amount_minor, c.currency))
        for c in rows
    ]
    return {"items": items, "next": following}


@router.get("/obligations", response=Page[ObligationOut])
@expandable("obligation")
def obligations(request: HttpRequest, filters: Query[ObligationFilter]) -> dict[str, Any]:
    """Obligations, newest first. booked: month of the promise; month: revenue was posted in it."""
    wanted = {n: getattr(filters, n) for n in ObligationFilter.model_fields}
    for name in ("booked", "month"):
        wanted[name] = _first(wanted[name]) if wanted[name] else None
    page, following = queries.obligations_page(entity_of(request), **wanted)
    return {"items": [_out(o) for o in page], "next": following}


@router.get("/obligations/{obligation_id}", response=ObligationOut)
@expandable("obligation")
def obligation(
    request: HttpRequest,
    obligation_id: Annotated[int, Field(ge=1, le=2**63 - 1)],
) -> dict[str, Any]:
    """One obligation."""
    return _out(queries.obligation(obligation_id, entity_of(request)))


def schedule_of(obligation_id: int) -> list[ScheduleOut]:
    """The months of a service, posted and to come."""
    facts = queries.obligation(obligation_id)
    return [_month(m, facts.currency) for m in queries.schedule(facts)]


def recognitions_of(obligation_id: int) -> list[RecognitionOut]:
    """What was recognized of an obligation."""
    currency = queries.obligation(obligation_id).currency
    return [
        RecognitionOut(
            cause=r.cause, month=r.month, recognized_on=r.recognized_on,
            amount=MoneyOut.of(r.amount_minor, currency),
        )
        for r in queries.recognitions_of(obligation_id)
    ]  # fmt: skip


def _out(facts: queries.ObligationFacts) -> dict[str, Any]:
    own = {"total", "recognized", "remaining", "expanded"}
    plain: dict[str, Any] = {
        n: getattr(facts, n) for n in ObligationOut.model_fields if n not in own
    }
    for name in ("total", "recognized", "remaining"):
        plain[name] = MoneyOut.of(getattr(facts, f"{name}_minor"), facts.currency)
    return plain


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
