"""A shop that delivers and invoices."""

from __future__ import annotations

from decimal import Decimal as D
from typing import Any
from uuid import UUID

from comptoir.records.ledger import queries as ledger
from comptoir.stages.fulfilling import actions as fulfilling
from comptoir.stages.invoicing import actions, queries
from comptoir.stages.ordering import queries as ordering
from comptoir.stages.ordering.core.asked import OrderLineIn
from tests import world
from tests.stages.ordering.sale import Shop, direct
from tests.stages.quoting import deal

SIREN = "552100554"
__all__ = ["SIREN", "D", "OrderLineIn", "Shop", "direct"]


def shop(**customer: Any) -> Shop:
    """The shop of the quotes, whose customer may be invoiced: it has its SIREN."""
    return deal.make_shop(**{"siren": SIREN, **customer})


def deliver(shop: Shop, order: ordering.OrderFacts, *quantities: object) -> UUID:
    """Deliver so much of each line, in order; everything without quantities."""
    lines = [(li.id, D(str(q))) for li, q in zip(order.lines, quantities, strict=False) if q]
    do = world.do_as(shop.entity)
    return fulfilling.deliver(do, order_id=order.id, lines=lines or None).delivery_id


def draft(shop: Shop, order: ordering.OrderFacts, *quantities: object) -> queries.InvoiceFacts:
    """Draft what is delivered, or so much of each line."""
    lines = [(li.id, D(str(q))) for li, q in zip(order.lines, quantities, strict=False) if q]
    do = world.do_as(shop.entity)
    made = actions.draft_invoice(do, order_id=order.id, lines=lines or None)
    return queries.invoice(made.invoice_id)


def issue(shop: Shop, invoice_id: UUID) -> queries.InvoiceFacts:
    actions.issue_invoice(world.do_as(shop.entity), invoice_id=invoice_id)
    return queries.invoice(invoice_id)


def bill(shop: Shop, order: ordering.OrderFacts, *quantities: object) -> queries.InvoiceFacts:
    """Deliver and invoice so much of each line."""
    deliver(shop, order, *quantities)
    do = world.do_as(shop.entity)
    return queries.invoice(actions.invoice_order(do, order_id=order.id).invoice_id)


def balances(shop: Shop, currency: str = "EUR") -> dict[str, int]:
    """Debit − credit of the accounts that invoicing moves."""
    roles = ("receivable", "deferred", "deposits", "vat_collected")
    return {role: ledger.balance(shop.entity, role, currency) for role in roles}
