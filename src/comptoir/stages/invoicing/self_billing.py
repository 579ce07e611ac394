"""The numbers that customers gave to what they wrote in our name, and what is missing in them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from comptoir.stages.invoicing.core import self_billing as core
from comptoir.stages.invoicing.models import Invoice


@dataclass(frozen=True, slots=True)
class CustomerSeries:
    """A series of a customer for us. first, last: of those recorded; gaps: how many between them are not, the
    first twenty in `missing`."""

    customer_id: UUID
    first: str
    last: str
    count: int
    gaps: int
    missing: tuple[str, ...]


def customer_series(entity_id: UUID) -> list[CustomerSeries]:
    """Every series of every customer that writes our invoices. One statement."""
    rows = Invoice.objects.filter(entity_id=entity_id, self_billing__isnull=False)
    given: dict[UUID, list[str]] = {}
    for customer_id, number in rows.exclude(number=None).values_list("customer_id", "number"):
        given.setdefault(customer_id, []).append(str(number))
    return [
        CustomerSeries(customer_id, s.first, s.last, s.count, s.gaps, s.missing)
        for customer_id, numbers in given.items()
        for s in core.series(numbers)
    ]
