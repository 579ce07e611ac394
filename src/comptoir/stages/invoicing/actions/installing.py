"""Installments of schedules: those that fall due, and those that a person says are reached."""

from __future__ import annotations

from uuid import UUID

from comptoir.kernel.errors import NothingDue
from comptoir.platform.actions import Do, action
from comptoir.stages.invoicing import installments, queries
from comptoir.stages.invoicing.events import InvoiceDrafted, InvoiceIssued
from comptoir.stages.ordering import queries as ordering
from comptoir.stages.ordering.core.states import OrderState


@action(may="invoicing.write")
def bill_installments(do: Do, *, order_id: UUID) -> InvoiceIssued | InvoiceDrafted:
    """Invoice the installments of an order that are due; NothingDue where none is."""
    if not ordering.locked_head(order_id, do.entity_id).schedule:
        raise NothingDue(field="order_id", found=str(order_id))
    return installments.bill(do, ordering.locked_order(order_id, do.entity_id))


@action(may="invoicing.write")
def bill_installment(do: Do, *, order_id: UUID, number: int) -> InvoiceIssued | InvoiceDrafted:
    """Invoice one installment because its milestone is reached: the customer accepted the works."""
    order = ordering.locked_order(order_id, do.entity_id)
    last = len(order.schedule or [])
    if not 1 <= number < last or order.state == OrderState.CANCELED:
        raise installments.UnknownInstallment(
            field="number", found=number, expected=f"1 … {max(last - 1, 0)}"
        )
    if number in installments.invoiced(order_id):
        raise installments.InstallmentInvoiced(field="number", found=number)
    return installments.issue(do, order, [number])


@action(may="invoicing.write")
def bill_dated(do: Do) -> InvoiceIssued | InvoiceDrafted:
    """Invoice the installments of all orders whose date has come; NothingDue where there are none."""
    last: InvoiceIssued | InvoiceDrafted | None = None
    for order_id in queries.scheduled(do.entity_id, do.today):
        last = installments.bill(do, ordering.locked_order(order_id, do.entity_id))
    if last is None:
        raise NothingDue(found=do.today.isoformat())
    return last
