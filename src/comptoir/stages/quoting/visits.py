"""What the customer did with the private link on a day, and where a link leads that is no more."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from comptoir.platform import sql
from comptoir.platform.models import EventRow
from comptoir.stages.quoting import queries
from comptoir.stages.quoting.models import Quote


def opened_on(quote_id: UUID, day: date) -> bool:
    """Whether the customer already opened the offer on that business day."""
    rows = EventRow.objects.filter(subject_id=quote_id, name="QuoteOpened", business_on=day)
    return rows.exists()


def link_asked(quote_id: UUID, day: date) -> bool:
    """Whether the customer already asked for a new link on that business day."""
    rows = EventRow.objects.filter(subject_id=quote_id, name="QuoteLinkAsked", business_on=day)
    return rows.exists()


def replaced_link(token: str) -> queries.QuoteFacts | None:
    """The head of the quote to which this link led before another one replaced it."""
    row = (
        Quote.objects.filter(former__contains=[queries.token_digest(token)]).first()
        if token
        else None
    )
    return queries.facts(row) if row else None


def newest_of_number(entity_id: UUID, number: str) -> queries.QuoteFacts | None:
    """The head of the newest version that was sent under this number."""
    asked = "entity_id = %s AND number = %s AND sent_at IS NOT NULL ORDER BY version DESC LIMIT 1"
    row = sql.first(Quote, asked, [entity_id, number])
    return queries.facts(row) if row else None
