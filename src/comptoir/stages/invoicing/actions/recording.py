"""What a customer wrote in our name: matched with the draft, then issued under the customer's number."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.db import IntegrityError, transaction

from comptoir.kernel.errors import Refused
from comptoir.kernel.states import step
from comptoir.platform import sql
from comptoir.platform.actions import Do, action
from comptoir.records.parties import queries as parties
from comptoir.records.parties.self_billing import Mandate, in_force
from comptoir.stages.invoicing import parts, rows
from comptoir.stages.invoicing.actions.changing import DatesRefused
from comptoir.stages.invoicing.actions.crediting import corrected
from comptoir.stages.invoicing.actions.issuing import NotYet, from_orders
from comptoir.stages.invoicing.core.self_billing import Document, check_totals
from comptoir.stages.invoicing.core.states import INVOICE_MOVES, InvoiceKind, InvoiceState
from comptoir.stages.invoicing.core.totals import totals
from comptoir.stages.invoicing.events import CreditNoteIssued, InvoiceIssued
from comptoir.stages.invoicing.models import Invoice, InvoiceLine


class NoMandate(Refused):
    """No mandate lets this customer write an invoice of that day in our name."""

    code = "no_self_billing_mandate"


class NumberTaken(Refused):
    """A document with this number is already in the books."""

    code = "invoice_number_taken"


@action(may="invoicing.write")
def record_customer_invoice(
    do: Do, *, invoice_id: UUID, document: Document
) -> InvoiceIssued | CreditNoteIssued:
    """Issue a draft as the customer wrote it: its number, its day, its totals (CGI art. 289, I, 2).

    The day must be one of a mandate, the number of its series, the totals those of the draft to the cent.
    Frozen, posted and collected like any other; no number of ours is taken. Raises NoMandate,
    TotalsDiffer, BadInvoiceNumber, NumberTaken.
    """
    row = rows.locked(do.entity_id, invoice_id)
    step(INVOICE_MOVES, "issue", InvoiceState(row.state))
    mandate = _mandate(do, row, document)
    lines = sql.find(InvoiceLine, "invoice_id = %s ORDER BY position", [row.id])
    check_totals((row.net_minor, row.vat_minor, row.gross_minor), document, row.currency)
    row.self_billing_id, row.issued_on = mandate.id, document.issued_on
    if row.due_on and row.due_on < document.issued_on:
        raise DatesRefused(
            field="due_on", found=row.due_on, expected=f"{document.issued_on} or later"
        )
    made = parts.Paper(row, lines, totals(lines), saved=True)
    made.number = mandate.number(document.number)
    if row.kind == InvoiceKind.CREDIT:
        corrected(do, made)
    else:
        made.from_order_minor = from_orders(row, lines)
    try:
        with transaction.atomic():
            parts.issue(do, [made])
    except IntegrityError as error:
        if "invoice_number_once" not in str(error):
            raise
        raise _taken(row, made.number) from None
    return cast(InvoiceIssued | CreditNoteIssued, do.recorded[-1])


def _mandate(do: Do, row: Invoice, document: Document) -> Mandate:
    if document.issued_on > do.today:
        raise NotYet(field="issued_on", found=document.issued_on, expected=f"{do.today} or earlier")
    customer = parties.customer(row.customer_id)
    mandate = in_force(customer.self_billing, document.issued_on)
    if mandate is None:
        raise NoMandate(
            field="issued_on", found=document.issued_on, customer=customer.number,
            fix="grant the mandate on the customer's page, or issue the draft ourselves",
        )  # fmt: skip
    return mandate


def _taken(row: Invoice, number: str) -> NumberTaken:
    """Names who bears it: the other one of a race is there once it has won."""
    known = Invoice.objects.filter(entity_id=row.entity_id, number=number).first()
    facts = {"issued_on": known.issued_on} if known else {}
    return NumberTaken(
        field="number", found=number, fix="look whether it is recorded already", **facts
    )
