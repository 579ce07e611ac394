"""Invoices of orders: what was delivered and not invoiced, and the deposit asked for before."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import cast
from uuid import UUID

from comptoir.kernel.errors import NothingDue
from comptoir.platform.actions import Do, action
from comptoir.records.catalog import queries as catalog
from comptoir.stages.invoicing import installments, parts, preparing
from comptoir.stages.invoicing.core.states import InvoiceKind, InvoiceState
from comptoir.stages.invoicing.events import InvoiceDrafted, InvoiceIssued
from comptoir.stages.invoicing.models import Invoice
from comptoir.stages.invoicing.standing import OrderStanding, standing, takes_over
from comptoir.stages.ordering import queries as ordering
from comptoir.stages.ordering.core.states import OrderState

Wished = Sequence[tuple[int, Decimal]] | None


@action(may="invoicing.write")
def draft_invoice(do: Do, *, order_id: UUID, lines: Wished = None) -> InvoiceDrafted:
    """Draft the invoice of what was delivered of an order and is not invoiced.

    lines  (order line id, quantity) pairs; None for everything that is left
    """
    made, _ = _of_order(do, order_id, lines)
    return parts.save_draft(do, made)


@action(may="invoicing.write")
def invoice_order(do: Do, *, order_id: UUID, lines: Wished = None) -> InvoiceIssued:
    """Draft and issue in one deed: the same invoice as draft_invoice then issue_invoice, in one
    transaction and fewer statements."""
    made, stands = _of_order(do, order_id, lines)
    made.from_order_minor = takes_over(stands, made.lines)
    parts.issue(do, [made])
    return cast(InvoiceIssued, do.recorded[-1])


@action(may="invoicing.write")
def draft_deposit(do: Do, *, order_id: UUID) -> InvoiceIssued | InvoiceDrafted:
    """Draft and issue the deposit invoice that an order asks for, once.

    NothingDue without a deposit. A mandatory mention that is missing leaves it a draft, so that the
    customer can be completed and the draft issued by hand.
    """
    head = ordering.locked_head(order_id, do.entity_id)
    if head.schedule:
        return installments.bill(do, ordering.locked_order(order_id, do.entity_id))
    if not head.deposit_percent:
        raise NothingDue(field="order_id", found=str(order_id))
    order = ordering.locked_order(order_id, do.entity_id)
    lines = preparing.deposit_lines(order)
    if not lines or order.state == OrderState.CANCELED or _asked_before(order_id):
        raise NothingDue(order=order.number)
    made = parts.paper(do, preparing.head_of(order), lines, InvoiceKind.DEPOSIT)
    parts.issue(do, [made], leave=True)
    return cast(InvoiceIssued | InvoiceDrafted, do.recorded[-1])


def _of_order(do: Do, order_id: UUID, wished: Wished) -> tuple[parts.Paper, OrderStanding]:
    """The unsaved invoice of an order, whose row stays locked until the action ends."""
    order = ordering.locked_order(order_id, do.entity_id)
    if order.state == OrderState.CANCELED:
        raise preparing.OrderCanceled(field="order_id", found=order.number)
    installments.check_earlier(order)
    products = catalog.products({line.product_id for line in order.lines})
    moved, stands = preparing.served(order_id), standing(order)
    lines = preparing.order_lines(stands, moved, products, wished)
    head = preparing.head_of(order, moved.last_on)
    return parts.paper(do, head, lines, InvoiceKind.INVOICE), stands


def _asked_before(order_id: UUID) -> bool:
    rows = Invoice.objects.filter(order_id=order_id, kind=InvoiceKind.DEPOSIT)
    return rows.exclude(state=InvoiceState.DISCARDED).exists()
