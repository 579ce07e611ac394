"""Invoices, deposit invoices and credit notes over HTTP."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from comptoir.kernel.money import money
from comptoir.platform.expanding import expandable
from comptoir.platform.paging import after
from comptoir.platform.schemas import (
    PDF,
    InvoiceId,
    MoneyOut,
    Page,
    Paged,
)
from comptoir.platform.web import entity_of, perform
from comptoir.stages.invoicing import (
    actions,
    documents,
    mailing_api,
    queries,
    totals_api,
    why_api,
)
from comptoir.stages.invoicing.actions.changing import LineChange
from comptoir.stages.invoicing.core.crediting import CreditIn
from comptoir.stages.invoicing.core.self_billing import Document
from comptoir.stages.invoicing.schemas import (
    BillingRunIn,
    ChangeIn,
    CreditNoteIn,
    CustomerDocumentIn,
    DepositIn,
    DraftIn,
    InstallmentBillIn,
    InvoiceDetail,
    InvoiceLineOut,
    InvoiceOut,
    ToInvoiceOut,
)
from comptoir.stages.invoicing.totals_api import InvoiceFilter, asked

router = Router(tags=["Invoices"])
router.add_router("", why_api.router)
router.add_router("", totals_api.router)
router.add_router("", mailing_api.router)


def shown(one: queries.InvoiceHead | queries.InvoiceFacts) -> dict[str, Any]:
    row: dict[str, Any] = {n: getattr(one, n, None) for n in InvoiceOut.model_fields}
    for name in ("net", "vat", "gross"):
        row[name] = MoneyOut.of(getattr(one, f"{name}_minor"), one.currency)
    return row


def _whole(one: queries.InvoiceFacts) -> dict[str, Any]:
    plain = {n: getattr(one, n, None) for n in InvoiceDetail.model_fields}
    return {
        **plain,
        **shown(one),
        "lines": [_line(line, one.currency) for line in one.lines],
        "vat_rows": [
            {
                "decision_id": v.decision_id,
                "rate": v.rate,
                "base": MoneyOut.of(v.base_minor, one.currency),
                "vat": MoneyOut.of(v.vat_minor, one.currency),
            }
            for v in one.vat
        ],
    }


def _line(line: queries.InvoiceLineFacts, currency: str) -> dict[str, Any]:
    row: dict[str, Any] = {n: getattr(line, n, None) for n in InvoiceLineOut.model_fields}
    row["net"] = MoneyOut.of(line.net_minor, currency)
    return row


def _after(event: Any) -> dict[str, Any]:
    return _whole(queries.invoice(event.invoice_id))


@router.get("/invoices", response=Page[InvoiceOut])
@expandable("invoice")
def list_invoices(request: HttpRequest, filters: Query[InvoiceFilter]) -> dict[str, Any]:
    """Invoices, deposit invoices and credit notes, newest first."""
    items, following = queries.invoices_page(
        entity_of(request), asked(filters), cursor=filters.cursor, limit=filters.limit
    )
    return {"items": [shown(one) for one in items], "next": following}


@router.post("/invoices", response=InvoiceDetail)
def draft_invoice(request: HttpRequest, body: DraftIn) -> dict[str, Any]:
    """Draft, and with `issue` number and post, what was delivered of an order and is not invoiced."""
    lines = None if body.lines is None else [(li.order_line_id, li.quantity) for li in body.lines]
    deed = actions.invoice_order if body.issue else actions.draft_invoice
    return perform(request, deed, _after, order_id=body.order_id, lines=lines)


@router.post("/invoices/deposit", response=InvoiceDetail)
def draft_deposit(request: HttpRequest, body: DepositIn) -> dict[str, Any]:
    """Issue the deposit invoice that an order asks for, once."""
    return perform(request, actions.draft_deposit, _after, order_id=body.order_id)


@router.post("/invoices/installment", response=InvoiceDetail)
def bill_installment(request: HttpRequest, body: InstallmentBillIn) -> dict[str, Any]:
    """Invoice an installment whose milestone is reached, or those of the order that are due."""
    if body.number is None:
        return perform(request, actions.bill_installments, _after, order_id=body.order_id)
    return perform(
        request, actions.bill_installment, _after, order_id=body.order_id, number=body.number
    )


@router.post("/invoices/run", response=InvoiceDetail)
def bill_periods(request: HttpRequest, body: BillingRunIn) -> dict[str, Any]:
    """Bill every due charge of services and usage; answers the last invoice of the run."""
    return perform(request, actions.bill_periods, _after, on=body.on)


@router.get("/invoices/to-invoice", response=Page[ToInvoiceOut])
@expandable("waiting", "order_id")
def to_invoice(request: HttpRequest, paging: Query[Paged]) -> dict[str, Any]:
    """Orders with something delivered and not invoiced, the longest waiting first."""
    rows, following = queries.to_invoice_page(entity_of(request), paging.cursor, paging.limit)
    items = [
        {
            **{n: getattr(row, n, None) for n in ToInvoiceOut.model_fields},
            "net": MoneyOut.of(row.net_minor, row.currency),
        }
        for row in rows
    ]
    return {"items": items, "next": following}


@router.get("/invoices/{invoice_id}", response=InvoiceDetail)
@expandable("invoice")
def show_invoice(request: HttpRequest, invoice_id: InvoiceId) -> dict[str, Any]:
    """One document with its lines and VAT."""
    return _whole(queries.invoice(invoice_id, entity_of(request)))


@router.patch("/invoices/{invoice_id}", response=InvoiceDetail)
def change_draft(request: HttpRequest, invoice_id: InvoiceId, body: ChangeIn) -> dict[str, Any]:
    """Change dates, reference, quantities or words of a draft, or take lines off."""
    sent = body.model_fields_set & {"issued_on", "due_on", "supplied_on", "customer_ref"}
    lines = [LineChange(li.line_id, li.quantity, li.description, li.remove) for li in body.lines]
    return perform(
        request, actions.change_draft, _after, invoice_id=invoice_id, revision=body.revision,
        changes={name: getattr(body, name) for name in sorted(sent)}, lines=lines,
    )  # fmt: skip


@router.post("/invoices/{invoice_id}/issue", response=InvoiceDetail)
def issue_invoice(request: HttpRequest, invoice_id: InvoiceId) -> dict[str, Any]:
    """Number, freeze and post a draft."""
    return perform(request, actions.issue_invoice, _after, invoice_id=invoice_id)


@router.post("/invoices/{invoice_id}/customer-document", response=InvoiceDetail)
def record_customer_invoice(
    request: HttpRequest, invoice_id: InvoiceId, body: CustomerDocumentIn
) -> dict[str, Any]:
    """Issue a draft as the customer wrote it under a self-billing mandate, matched to the cent."""
    currency = queries.head(invoice_id, entity_of(request)).currency
    minors = {
        f"{n}_minor": money(getattr(body, n), currency).minor for n in ("net", "vat", "gross")
    }
    document = Document(number=body.number, issued_on=body.issued_on, **minors)
    return perform(
        request, actions.record_customer_invoice, _after, invoice_id=invoice_id, document=document
    )


@router.post("/invoices/{invoice_id}/discard", response=InvoiceDetail)
def discard_draft(request: HttpRequest, invoice_id: InvoiceId) -> dict[str, Any]:
    """Give up a draft, or a credit note that waits for approval."""
    return perform(request, actions.discard_draft, _after, invoice_id=invoice_id)


@router.post("/invoices/{invoice_id}/sent", response=InvoiceDetail)
def mark_sent(request: HttpRequest, invoice_id: InvoiceId) -> dict[str, Any]:
    """Note that the document was handed to the customer."""
    return perform(request, actions.mark_sent, _after, invoice_id=invoice_id)


@router.post("/invoices/{invoice_id}/credit-notes", response=InvoiceDetail)
def credit_note(request: HttpRequest, invoice_id: InvoiceId, body: CreditNoteIn) -> dict[str, Any]:
    """Correct an invoice; above 1,000.00 it waits until somebody else approves it."""
    lines = None
    if body.lines is not None:
        currency = queries.invoice(invoice_id, entity_of(request)).currency
        lines = [
            CreditIn(li.line_id, li.quantity, _minor(li.amount, currency)) for li in body.lines
        ]
    return perform(
        request, actions.credit_note, _after, invoice_id=invoice_id, lines=lines,
        reason=body.reason, reason_code=body.reason_code, by_customer=body.by_customer,
    )  # fmt: skip


@router.get("/invoices/{invoice_id}/credit-notes", response=Page[InvoiceOut])
@expandable("invoice")
def list_credit_notes(
    request: HttpRequest, invoice_id: InvoiceId, paging: Query[Paged]
) -> dict[str, Any]:
    """The credit notes of an invoice, oldest first."""
    queries.invoice(invoice_id, entity_of(request))
    found = queries.corrections(invoice_id)
    rows, following = after(found, lambda one: (one.id,), paging.cursor, paging.limit)
    return {"items": [shown(one) for one in rows], "next": following}


@router.post("/invoices/{invoice_id}/approve", response=InvoiceDetail)
def approve_credit_note(request: HttpRequest, invoice_id: InvoiceId) -> dict[str, Any]:
    """Issue a credit note that waits; never by the hand that wrote it."""
    return perform(request, actions.approve_credit_note, _after, invoice_id=invoice_id)


@router.get("/invoices/{invoice_id}/pdf", openapi_extra=PDF)
def invoice_pdf(
    request: HttpRequest, invoice_id: InvoiceId, language: Literal["", "fr", "en"] = ""
) -> HttpResponse:
    """The PDF of an issued document; the same bytes each time. `X-Content-SHA256` carries its SHA-256."""
    one = queries.invoice(invoice_id, entity_of(request))
    kept = documents.keep_pdf(one.id, language)
    return HttpResponse(
        bytes(kept.content),
        content_type=kept.media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{kept.name}"',
            "X-Content-SHA256": kept.sha256,
        },
    )


def _minor(amount: Decimal | None, currency: str) -> int | None:
    return None if amount is None else money(amount, currency).minor
