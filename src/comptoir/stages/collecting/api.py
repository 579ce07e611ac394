"""Collecting over HTTP."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.kernel.money import money
from comptoir.platform.clock import today
from comptoir.platform.expanding import expandable
from comptoir.platform.paging import after
from comptoir.platform.schemas import (
    PDF,
    CustomerId,
    MoneyOut,
    Page,
    Paged,
    PaymentId,
)  # fmt: skip
from comptoir.platform.web import entity_of, perform
from comptoir.records.parties import queries as parties
from comptoir.stages.collecting import actions, printing, queries, returns
from comptoir.stages.collecting.core.bank import Mapping
from comptoir.stages.collecting.messages_api import router as messages_router
from comptoir.stages.collecting.reminders_api import router as reminders_router
from comptoir.stages.collecting.schemas import (
    AccountSpan,
    AgingFilter,
    AgingOut,
    ApplyIn,
    BankLineFilter,
    BankLineOut,
    CreditIn,
    CustomerAccountOut,
    ItemFilter,
    ItemOut,
    PaymentFilter,
    PaymentIn,
    PaymentOut,
    ReturnFilter,
    ReturnIn,
    ReturnOut,
    ShareIn,
    Span,
    StatementIn,
    StatementOut,
    TakenFilter,
    TakenLineOut,
)

router = Router(tags=["Collecting"])
router.add_router("", reminders_router)
router.add_router("", messages_router)


@router.get("/open-items", response=Page[ItemOut])
@expandable("item", "invoice_id")
def to_collect(request: HttpRequest, filters: Query[ItemFilter]) -> dict[str, Any]:
    """What is owed, the longest overdue first."""
    entity_id = entity_of(request)
    rows, following = queries.to_collect(entity_id, on=today(entity_id), **_given(filters))
    return {"items": [item_shown(row) for row in rows], "next": following}


@router.get("/customers/{customer_id}/open-items", response=Page[ItemOut])
@expandable("item", "invoice_id")
def open_items(
    request: HttpRequest, customer_id: CustomerId, paging: Query[Paged]
) -> dict[str, Any]:
    """Everything open with a customer, credit notes included, the oldest due first."""
    parties.customer(customer_id, entity_of(request))
    found = queries.open_items(customer_id)
    rows, following = after(
        found, lambda x: (x.due_on, x.number, x.invoice_id), paging.cursor, paging.limit
    )
    return {"items": [item_shown(row) for row in rows], "next": following}


@router.get("/payments", response=Page[PaymentOut])
@expandable("payment")
def payments(request: HttpRequest, filters: Query[PaymentFilter]) -> dict[str, Any]:
    """Payments, the newest first, without their allocations."""
    wanted = _given(filters)
    wanted["text"] = wanted.pop("q")
    rows, following = queries.payments_page(entity_of(request), **wanted)
    return {"items": [payment_shown(row) for row in rows], "next": following}


@router.get("/payments/{payment_id}", response=PaymentOut)
@expandable("payment")
def payment(request: HttpRequest, payment_id: PaymentId) -> dict[str, Any]:
    """One payment with what it settled."""
    return payment_shown(queries.payment(entity_of(request), payment_id))


@router.post("/payments", response=PaymentOut)
def receivepayment_shown(request: HttpRequest, body: PaymentIn) -> dict[str, Any]:
    """Book money received and settle invoices with it."""
    fields = _given(body, "amount", "allocations")
    return perform(
        request, actions.receive_payment,
        lambda e: payment_shown(queries.payment(e.entity_id, e.payment_id)),
        amount_minor=money(body.amount, body.currency).minor,
        allocations=_shares(body.allocations, body.currency), **fields,
    )  # fmt: skip


@router.post("/payments/{payment_id}/apply", response=PaymentOut)
def apply_cash(request: HttpRequest, payment_id: PaymentId, body: ApplyIn) -> dict[str, Any]:
    """Settle invoices with what is left of a payment."""
    currency = queries.payment(entity_of(request), payment_id).currency
    return perform(
        request, actions.apply_cash,
        lambda e: payment_shown(queries.payment(e.entity_id, payment_id)),
        payment_id=payment_id, allocations=_shares(body.allocations, currency),
    )  # fmt: skip


@router.post("/payments/{payment_id}/return", response=PaymentOut)
def return_payment(request: HttpRequest, payment_id: PaymentId, body: ReturnIn) -> dict[str, Any]:
    """The bank took a payment back, whole: what it settled is open again, and the customer is told."""
    currency = queries.payment(entity_of(request), payment_id).currency
    return perform(
        request, actions.return_payment,
        lambda e: payment_shown(queries.payment(e.entity_id, e.payment_id)),
        payment_id=payment_id, reason=body.reason, returned_on=body.returned_on,
        fee_minor=money(body.fee, currency).minor, note=body.note, bank_line_id=body.bank_line_id,
    )  # fmt: skip


@router.get("/payment-returns", response=Page[ReturnOut])
def payment_returns(request: HttpRequest, filters: Query[ReturnFilter]) -> dict[str, Any]:
    """Payments that the bank took back, the newest first."""
    rows, following = returns.returns_page(
        entity_of(request), customer_id=filters.customer_id, cursor=filters.cursor,
        limit=filters.limit,
    )  # fmt: skip
    return {"items": [returned_shown(row) for row in rows], "next": following}


@router.post("/credit-allocations", response=ItemOut)
def apply_credit(request: HttpRequest, body: CreditIn) -> dict[str, Any]:
    """Settle an invoice with a credit note; answers with the invoice."""
    minor = None
    if body.amount is not None:
        known = queries.items([body.invoice_id]).get(body.invoice_id)
        minor = money(body.amount, known.currency if known else "EUR").minor
    return perform(
        request, actions.apply_credit,
        lambda e: item_shown(queries.items([body.invoice_id])[body.invoice_id]),
        credit_invoice_id=body.credit_invoice_id, invoice_id=body.invoice_id, amount_minor=minor,
    )  # fmt: skip


@router.post("/allocations/{allocation_id}/undo", response=ItemOut)
def undoallocation_shown(
    request: HttpRequest, allocation_id: Annotated[int, Field(ge=1, le=2**63 - 1)]
) -> dict[str, Any]:
    """Take one allocation back; answers with the invoice, open again."""
    return perform(
        request, actions.undo_allocation,
        lambda e: item_shown(queries.items([e.invoice_id])[e.invoice_id]),
        allocation_id=allocation_id,
    )  # fmt: skip


@router.post("/bank-statements", response=StatementOut)
def import_statement(request: HttpRequest, body: StatementIn) -> queries.StatementFacts:
    """Import a bank statement; a second import adds nothing, what is doubtful is not booked."""
    columns = tuple(sorted(body.columns.items()))
    return perform(
        request, actions.import_statement,
        lambda e: queries.statement_file(e.entity_id, e.statement_id),
        name=body.name, content=body.content,
        mapping=Mapping(columns, body.decimal, body.date_order, body.currency),
    )  # fmt: skip


@router.get("/bank-lines", response=Page[BankLineOut])
@expandable("bankline")
def bank_lines(request: HttpRequest, filters: Query[BankLineFilter]) -> dict[str, Any]:
    """Bank lines without payment, the newest first, each with the reason it waits."""
    wanted = _given(filters)
    wanted["text"] = wanted.pop("q")
    rows, following = queries.unmatched_page(entity_of(request), **wanted)
    items = [
        {
            "id": x.id, "statement_id": x.statement_id, "booked_on": x.booked_on,
            "text": x.text, "payer": x.payer,
            "amount": MoneyOut.of(x.amount_minor, x.currency), "reason": x.verdict.reason.value,
            "candidates": tuple(map(UUID, x.verdict.candidates)),
        }
        for x in rows
    ]  # fmt: skip
    return {"items": items, "next": following}


@router.get("/taken-back-lines", response=Page[TakenLineOut])
def taken_back(request: HttpRequest, filters: Query[TakenFilter]) -> dict[str, Any]:
    """Bank lines that say that a payment came back, and wait for somebody to say which; newest first."""
    entity_id = entity_of(request)
    since = filters.since or today(entity_id) - timedelta(days=120)
    rows, following = after(
        queries.taken_back(entity_id, since), lambda x: (-x.booked_on.toordinal(), -x.id),
        filters.cursor, filters.limit,
    )  # fmt: skip
    items = [
        {
            "id": x.id, "booked_on": x.booked_on, "text": x.text, "reason": x.code,
            "amount": MoneyOut.of(x.amount_minor, x.currency), "candidates": x.payments,
        }
        for x in rows
    ]  # fmt: skip
    return {"items": items, "next": following}


@router.get("/aging", response=Page[AgingOut])
@expandable("aged", "customer_id")
def aging(request: HttpRequest, filters: Query[AgingFilter]) -> dict[str, Any]:
    """What every customer owes on a day, by age, the largest debts first."""
    entity_id = entity_of(request)
    aged = queries.aging(entity_id, filters.on or today(entity_id), filters.customer_id)
    rows, following = after(
        [a for a in aged if filters.currency in ("", a.currency)],
        lambda a: (-a.aging.total_minor, a.currency, a.customer_id), filters.cursor, filters.limit,
    )  # fmt: skip
    return {"items": [_aged(row) for row in rows], "next": following}


@router.get("/customers/{customer_id}/statement", response=Page[CustomerAccountOut])
def statement(
    request: HttpRequest, customer_id: CustomerId, span: Query[AccountSpan]
) -> dict[str, Any]:
    """A customer's account, one per currency, by default over the last twelve months."""
    parties.customer(customer_id, entity_of(request))
    found = queries.statement(customer_id, *_days(request, span))
    rows, following = after(found, lambda a: (a.currency,), span.cursor, span.limit)
    return {"items": [_account(a) for a in rows], "next": following}


@router.get("/customers/{customer_id}/statement.pdf", openapi_extra=PDF)
def statement_pdf(request: HttpRequest, customer_id: CustomerId, span: Query[Span]) -> HttpResponse:
    """The account on paper."""
    parties.customer(customer_id, entity_of(request))
    _name, content = printing.statement_pdf(customer_id, *_days(request, span))
    return HttpResponse(content, content_type="application/pdf")


def _given(body: Schema, *without: str) -> dict[str, Any]:
    """The fields as read, ids as UUIDs; model_dump would write them out again."""
    return {k: getattr(body, k) for k in type(body).model_fields if k not in without}


def _days(request: HttpRequest, span: Span | AccountSpan) -> tuple[date, date]:
    last = span.last or today(entity_of(request))
    start = span.start or last - timedelta(days=365)
    return start, max(start, last) + timedelta(days=1)


def _shares(shares: list[ShareIn] | None, currency: str) -> list[tuple[Any, int]] | None:
    if shares is None:
        return None
    return [(s.invoice_id, money(s.amount, currency).minor) for s in shares]


def item_shown(x: queries.OpenItemFacts) -> dict[str, Any]:
    return {
        "invoice_id": x.invoice_id, "customer_id": x.customer_id, "number": x.number,
        "kind": x.kind, "issued_on": x.issued_on, "due_on": x.due_on,
        "gross": MoneyOut.of(x.gross_minor, x.currency),
        "open": MoneyOut.of(x.open_minor, x.currency),
    }  # fmt: skip


def payment_shown(x: queries.PaymentFacts) -> dict[str, Any]:
    return {
        "id": x.id, "number": x.number, "customer_id": x.customer_id, "method": x.method,
        "received_on": x.received_on, "amount": MoneyOut.of(x.amount_minor, x.currency),
        "unapplied": MoneyOut.of(x.unapplied_minor, x.currency), "reference": x.reference,
        "matched_by": x.matched_by, "returned": returned_shown(x.returned),
        "allocations": [allocation_shown(a) for a in x.allocations],
    }  # fmt: skip


def returned_shown(x: returns.ReturnFacts | None) -> dict[str, Any] | None:
    if x is None:
        return None
    told = {n: getattr(x, n) for n in ("id", "payment_id", "reason", "returned_on", "note")}
    fee, amount = MoneyOut.of(x.fee_minor, x.currency), MoneyOut.of(x.amount_minor, x.currency)
    return {**told, "customer_id": x.customer_id, "fee": fee, "amount": amount}


def allocation_shown(a: queries.AllocationFacts) -> dict[str, Any]:
    return {
        "id": a.id, "invoice_id": a.invoice_id, "invoice_number": a.invoice_number,
        "payment_id": a.payment_id, "credit_id": a.credit_id, "on": a.on, "undone": a.undone,
        "amount": MoneyOut.of(a.amount_minor, a.currency),
    }  # fmt: skip


def _aged(row: queries.AgedCustomer) -> dict[str, Any]:
    def of(minor: int) -> MoneyOut:
        return MoneyOut.of(minor, row.currency)

    aged = row.aging
    return {
        "customer_id": row.customer_id,
        "buckets": {k: of(v) for k, v in zip(aged.labels, aged.buckets_minor, strict=True)},
        "credits": of(aged.credits_minor),
        "total": of(aged.total_minor),
    }


def _account(a: queries.AccountFacts) -> dict[str, Any]:
    def of(minor: int) -> MoneyOut:
        return MoneyOut.of(minor, a.currency)

    return {
        "opening": of(a.opening_minor),
        "closing": of(a.closing_minor),
        "movements": [
            {
                "on": r.movement.on, "kind": r.movement.kind, "number": r.movement.number,
                "due_on": r.due_on, "reference": r.reference,
                "amount": of(r.movement.amount_minor), "balance": of(r.balance_minor),
            }
            for r in a.rows
        ],
    }  # fmt: skip
