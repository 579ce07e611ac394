"""Invoices as rows, for the actions of this room."""

from __future__ import annotations

from uuid import UUID

from comptoir.platform import sql
from comptoir.stages.invoicing.models import Invoice
from comptoir.stages.invoicing.queries import UnknownInvoice


def locked(entity_id: UUID, invoice_id: UUID) -> Invoice:
    """The row, locked until the open action ends."""
    row = sql.first(Invoice, "id = %s AND entity_id = %s FOR UPDATE", [invoice_id, entity_id])
    if row is None:
        raise UnknownInvoice(field="invoice_id", found=str(invoice_id))
    return row
