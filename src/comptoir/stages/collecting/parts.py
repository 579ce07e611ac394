"""For imports and pages: many documents enter the sub-ledger at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from uuid import UUID

from comptoir.platform import bulk
from comptoir.platform.actions import Do, part
from comptoir.stages.collecting.models import OpenItem

_COLUMNS = (
    "invoice_id", "customer_id", "number", "kind", "currency", "issued_on", "due_on", "gross_minor",
    "open_minor", "entity_id",
)  # fmt: skip


_values = attrgetter(*_COLUMNS[:8])


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An issued document; `kind` is invoice, deposit or credit (whose amount is negative)."""

    invoice_id: UUID
    customer_id: UUID
    number: str
    kind: str
    currency: str
    issued_on: date
    due_on: date
    gross_minor: int


@part
def open_items_bulk(do: Do, rows: Iterable[ItemRow]) -> int:
    """Open the items of issued documents, wholly unpaid; returns how many. Writes by COPY."""
    whole = ((*_values(row), row.gross_minor, do.entity_id) for row in rows)
    return bulk.copy(OpenItem._meta.db_table, _COLUMNS, whole)
