"""Installments of an order's schedule: the deposit invoices that fall due, what the balance waits for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from comptoir.kernel.errors import Invalid, NothingDue, Refused
from comptoir.platform.actions import Do
from comptoir.stages.fulfilling import queries as fulfilling
from comptoir.stages.invoicing import parts, preparing
from comptoir.stages.invoicing.core import installments as core
from comptoir.stages.invoicing.core.states import InvoiceKind, InvoiceState
from comptoir.stages.invoicing.events import InvoiceDrafted, InvoiceIssued
from comptoir.stages.invoicing.models import Invoice
from comptoir.stages.ordering.core.states import OrderState
from comptoir.stages.ordering.queries import OrderFacts


class InstallmentsFirst(Refused):
    """The balance comes after the installments before it: invoice those first."""

    code = "installments_first"


class UnknownInstallment(Invalid):
    """This order's schedule has no such installment to invoice; the last one is the balance."""

    code = "unknown_installment"


class InstallmentInvoiced(Refused):
    """This installment is already invoiced."""

    code = "installment_invoiced"


def invoiced(order_id: UUID) -> set[int]:
    """Numbers of the installments that stand invoiced, drafts counted."""
    rows = Invoice.objects.filter(order_id=order_id, kind=InvoiceKind.DEPOSIT)
    found = rows.exclude(state=InvoiceState.DISCARDED).values_list("installment", flat=True)
    return set(found)


def bill(do: Do, order: OrderFacts) -> InvoiceIssued | InvoiceDrafted:
    """Invoice the installments that are due; NothingDue where none is. The order's row is locked."""
    if order.state == OrderState.CANCELED:
        raise NothingDue(order=order.number)
    done, delivered = invoiced(order.id), _delivered(order)
    due = core.due(order.schedule or [], done, do.today, delivered=delivered)
    if not due:
        raise NothingDue(order=order.number)
    return issue(do, order, due)


def issue(do: Do, order: OrderFacts, numbers: Sequence[int]) -> InvoiceIssued | InvoiceDrafted:
    """Deposit invoices of these installments; one that lacks a mandatory mention stays a draft."""
    made = [
        parts.paper(
            do, preparing.head_of(order), preparing.installment_lines(order, number),
            InvoiceKind.DEPOSIT, installment=number,
        )
        for number in numbers
    ]  # fmt: skip
    parts.issue(do, made, leave=True)
    return cast(InvoiceIssued | InvoiceDrafted, do.recorded[-1])


def check_earlier(order: OrderFacts) -> None:
    """Refuse the balance while an installment before it is not invoiced."""
    if not order.schedule:
        return
    waiting = core.missing(order.schedule, invoiced(order.id))
    if waiting:
        label = order.schedule[waiting[0] - 1]["label"]
        raise InstallmentsFirst(
            field="order_id", found=order.number, expected=f"{waiting[0]}: {label}"
        )


def _delivered(order: OrderFacts) -> bool:
    """Whether all that is handed over once was."""
    if not any(row["due"] == "delivery" for row in order.schedule or ()):
        return False
    moved, _last = fulfilling.served(order.id)
    return all(moved.get(line.id, 0) >= line.quantity for line in order.deliverable)
