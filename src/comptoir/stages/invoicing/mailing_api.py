"""Sending issued documents over HTTP: their e-mails, their private links, what goes without a click."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.platform.paging import after
from comptoir.platform.schemas import BatchId, CustomerId, In, InvoiceId, Page, Paged, example
from comptoir.platform.web import entity_of, perform
from comptoir.records.parties import queries as parties
from comptoir.stages.invoicing import actions, queries, sending
from comptoir.stages.invoicing.actions.mailing import MOST
from comptoir.stages.invoicing.core.mailing import Mailing

router = Router(tags=["Invoices"])
MailNumber = Annotated[int, Field(ge=1, le=32_000)]


class InvoiceMailOut(Schema):
    """state: waiting, sent, failed, bounced. fault: why it did not arrive: no_contact, reserved, refused,
    away, unprintable, bounced; told: what the mail server said. sha256: of the PDF that went along."""

    invoice_id: InvoiceId
    number: int
    state: str
    fault: str
    told: str
    email: str
    language: str
    automatic: bool
    asked_by: str
    asked_on: date
    tries: int
    next_at: datetime | None
    sent_on: date | None
    sha256: str


class InvoiceSendIn(In):
    """again: the number of the e-mail that arrived or came back, to send it once more; 0: the first time, or
    one that failed."""

    model_config = example(again=0)

    again: Annotated[int, Field(ge=0, le=32_000)] = 0


class InvoicesSendIn(In):
    invoice_ids: Annotated[list[InvoiceId], Field(min_length=1, max_length=MOST)]


class InvoiceBatchOut(Schema):
    """How far a call for many is."""

    batch_id: BatchId
    total: int
    sent: int
    failed: int


class InvoiceBounceIn(In):
    """why: what the answer said."""

    why: Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")] = ""


class PaymentLinkOut(Schema):
    """url: of the private page, without account. opened_on: the days a person opened it, newest first."""

    url: str
    opened_on: list[date]


class InvoiceMailingOut(Schema):
    """Whether documents issued from `starts_on` on go without a click; of a customer, null: as the
    company does."""

    automatic: bool | None
    starts_on: date | None


class InvoiceMailingIn(In):
    automatic: bool


class CustomerMailingIn(In):
    """null: as the company does."""

    automatic: bool | None


class InvoiceMailFilter(Paged):
    state: Literal["", "waiting", "sent", "failed", "bounced"] = ""


@router.get("/invoice-mails", response=Page[InvoiceMailOut])
def list_mails(request: HttpRequest, filters: Query[InvoiceMailFilter]) -> dict[str, Any]:
    """E-mails of issued documents, the newest first."""
    rows, following = sending.mails_page(
        entity_of(request), state=filters.state, cursor=filters.cursor, limit=filters.limit
    )
    return {"items": rows, "next": following}


@router.get("/invoice-mails/batches/{batch_id}", response=InvoiceBatchOut)
def show_batch(request: HttpRequest, batch_id: BatchId) -> dict[str, Any]:
    """How far a call for many is."""
    return _batch(entity_of(request), batch_id)


@router.post("/invoice-mails", response=InvoiceBatchOut)
def send_invoices(request: HttpRequest, body: InvoicesSendIn) -> dict[str, Any]:
    """E-mail many documents; what was sent before, or the customer wrote, is passed over."""
    return perform(
        request, actions.send_invoices, lambda e: _batch(e.entity_id, e.batch),
        invoice_ids=body.invoice_ids,
    )  # fmt: skip


@router.get("/invoices/{invoice_id}/mails", response=Page[InvoiceMailOut])
def mails_of(request: HttpRequest, invoice_id: InvoiceId, paging: Query[Paged]) -> dict[str, Any]:
    """The e-mails of a document, the newest first."""
    queries.head(invoice_id, entity_of(request))
    found = sending.mails_of(invoice_id)
    rows, following = after(found, lambda m: (-m.number,), paging.cursor, paging.limit)
    return {"items": rows, "next": following}


@router.post("/invoices/{invoice_id}/send", response=InvoiceMailOut)
def send_invoice(
    request: HttpRequest, invoice_id: InvoiceId, body: InvoiceSendIn
) -> sending.MailFacts:
    """E-mail an issued document with its PDF and private link; the worker sends it within a minute."""
    return perform(
        request, actions.send_invoice, lambda e: sending.mail_of(e.invoice_id, e.mail),
        invoice_id=invoice_id, again=body.again,
    )  # fmt: skip


@router.post("/invoices/{invoice_id}/mails/{number}/bounced", response=InvoiceMailOut)
def report_bounce(
    request: HttpRequest, invoice_id: InvoiceId, number: MailNumber, body: InvoiceBounceIn
) -> sending.MailFacts:
    """Note that an e-mail came back, as the mail provider tells it."""
    return perform(
        request, actions.report_bounce, lambda e: sending.mail_of(e.invoice_id, e.mail),
        invoice_id=invoice_id, mail=number, why=body.why,
    )  # fmt: skip


@router.get("/invoices/{invoice_id}/payment-link", response=PaymentLinkOut)
def payment_link(request: HttpRequest, invoice_id: InvoiceId) -> dict[str, Any]:
    """The private page of an issued document: what is due, how to pay, the PDF."""
    head = queries.head(invoice_id, entity_of(request))
    if head.number is None:
        raise queries.NotIssued(field="state", found=head.state, expected="issued")
    return _link(invoice_id)


@router.post("/invoices/{invoice_id}/payment-link", response=PaymentLinkOut)
def renew_link(request: HttpRequest, invoice_id: InvoiceId) -> dict[str, Any]:
    """Replace the private link; the former one opens nothing any more."""
    return perform(
        request, actions.renew_invoice_link, lambda e: _link(e.invoice_id), invoice_id=invoice_id
    )


@router.get("/invoice-mailing", response=InvoiceMailingOut)
def mailing(request: HttpRequest) -> dict[str, Any]:
    """Whether the company's documents go without a click."""
    return _mailing(sending.mailing(entity_of(request)), False)


@router.put("/invoice-mailing", response=InvoiceMailingOut)
def set_mailing(request: HttpRequest, body: InvoiceMailingIn) -> dict[str, Any]:
    """Send every document issued from today on without a click, or none."""
    return perform(
        request, actions.set_invoice_mailing,
        lambda e: _mailing(sending.mailing(e.entity_id), False), automatic=body.automatic,
    )  # fmt: skip


@router.get("/customers/{customer_id}/invoice-mailing", response=InvoiceMailingOut)
def customer_mailing(request: HttpRequest, customer_id: CustomerId) -> dict[str, Any]:
    """What was said of one customer; null: it goes as the company's do."""
    entity_id = entity_of(request)
    parties.customer(customer_id, entity_id)
    return _mailing(sending.mailing(entity_id, customer_id), None)


@router.put("/customers/{customer_id}/invoice-mailing", response=InvoiceMailingOut)
def set_customer_mailing(
    request: HttpRequest, customer_id: CustomerId, body: CustomerMailingIn
) -> dict[str, Any]:
    """Send a customer's documents without a click, never so, or as the company does."""
    return perform(
        request, actions.set_invoice_mailing,
        lambda e: _mailing(sending.mailing(e.entity_id, customer_id), None),
        automatic=body.automatic, customer_id=customer_id,
    )  # fmt: skip


def _mailing(said: Mailing | None, otherwise: bool | None) -> dict[str, Any]:
    if said is None:
        return {"automatic": otherwise, "starts_on": None}
    return {"automatic": said.automatic, "starts_on": said.starts_on}


def _link(invoice_id: UUID) -> dict[str, Any]:
    return {"url": sending.link(invoice_id), "opened_on": sending.opened_on(invoice_id)}


def _batch(entity_id: UUID, batch_id: UUID) -> dict[str, Any]:
    found = sending.batch(entity_id, batch_id)
    return {
        "batch_id": batch_id, "total": found.total, "sent": found.sent, "failed": found.failed,
    }  # fmt: skip
