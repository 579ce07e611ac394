"""What the customer did with the private link on a day, from the record of events."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from comptoir.platform.models import EventRow


def opened_on(quote_id: UUID, day: date) -> bool:
    """Whether the customer already opened the offer on that business day."""
    rows = EventRow.objects.filter(subject_id=quote_id, name="QuoteOpened", business_on=day)
    return rows.exists()


def link_asked(quote_id: UUID, day: date) -> bool:
    """Whether the customer already asked for a new link on that business day."""
    rows = EventRow.objects.filter(subject_id=quote_id, name="QuoteLinkAsked", business_on=day)
    return rows.exists()
