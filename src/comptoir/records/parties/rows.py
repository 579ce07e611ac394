"""Customers as rows, for the actions of this room."""

from __future__ import annotations

from uuid import UUID

from comptoir.platform.actions import Do
from comptoir.records.parties import queries
from comptoir.records.parties.models import Customer


def locked(do: Do, customer_id: UUID) -> Customer:
    """The row, locked until the open action ends."""
    row = (
        Customer.objects.select_for_update().filter(pk=customer_id, entity_id=do.entity_id).first()
    )
    if row is None:
        raise queries.UnknownCustomer(field="customer_id", found=str(customer_id))
    return row
