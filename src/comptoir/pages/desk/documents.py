"""What the ids in events name: kind and number of each document, found in one statement."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from comptoir.pages.desk.sql import select


@dataclass(frozen=True, slots=True)
class Named:
    kind: str
    id: UUID
    number: str


_NAMES = """
SELECT 'customer', id, name FROM parties_customer WHERE id = ANY(%(ids)s)
UNION ALL SELECT 'entity', id, name FROM parties_entity WHERE id = ANY(%(ids)s)
UNION ALL SELECT 'product', id, sku FROM catalog_product WHERE id = ANY(%(ids)s)
UNION ALL SELECT 'opportunity', id, number FROM prospecting_opportunity WHERE id = ANY(%(ids)s)
UNION ALL SELECT 'quote', id, number FROM quoting_quote WHERE id = ANY(%(ids)s)
UNION ALL SELECT 'contract', id, number FROM contracting_contract WHERE id = ANY(%(ids)s)
UNION ALL SELECT 'order', id, number FROM ordering_order WHERE id = ANY(%(ids)s)
UNION ALL SELECT 'delivery', id, number FROM fulfilling_delivery WHERE id = ANY(%(ids)s)
UNION ALL SELECT kind, id, coalesce(number, '') FROM invoicing_invoice WHERE id = ANY(%(ids)s)
UNION ALL SELECT 'payment', id, number FROM collecting_payment WHERE id = ANY(%(ids)s)
UNION ALL SELECT 'user', id, name FROM platform_user WHERE id = ANY(%(ids)s)
"""


def named(ids: Collection[UUID]) -> dict[UUID, tuple[str, str]]:
    """Id → (kind, number or name), for those that name a document."""
    if not ids:
        return {}
    return {n.id: (n.kind, n.number) for n in select(Named, _NAMES, ids=list(set(ids)))}
