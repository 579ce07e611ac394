"""Reads of what customers say about their open invoices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from comptoir.kernel.errors import NotFound
from comptoir.platform import mailing
from comptoir.platform.paging import keyset
from comptoir.stages.collecting.message_models import PayerMessage


class UnknownMessage(NotFound):
    """There is no such message of a customer."""

    code = "unknown_payer_message"


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """What a customer said about an invoice; closed_on None: nobody took care of it yet."""

    id: UUID
    customer_id: UUID
    invoice_id: UUID
    number: str
    kind: str
    text: str
    on: date
    created_at: datetime
    closed_on: date | None
    closed_by: str


def messages_page(
    entity_id: UUID, *, customer_id: UUID | None = None, invoice_id: UUID | None = None,
    closed: bool | None = None, cursor: str | None = None, limit: int = 50,
) -> tuple[list[MessageFacts], str | None]:  # fmt: skip
    """Messages, the newest first; closed: only those, or only those that wait."""
    wanted = {"customer_id": customer_id, "item_id": invoice_id}
    rows = PayerMessage.objects.filter(
        entity_id=entity_id, **{k: v for k, v in wanted.items() if v}
    )
    if closed is not None:
        rows = rows.filter(closed_on__isnull=not closed)
    page, following = keyset(rows.select_related("item"), ("-id",), cursor, limit)
    return [_facts(row) for row in page], following


def message(entity_id: UUID, message_id: UUID) -> MessageFacts:
    """One of them."""
    row = (
        PayerMessage.objects.select_related("item")
        .filter(pk=message_id, entity_id=entity_id)
        .first()
    )
    if row is None:
        raise UnknownMessage(field="message_id", found=str(message_id))
    return _facts(row)


def to_mail(limit: int, message_id: UUID | None = None) -> list[tuple[UUID, UUID]]:
    """(company, message) of what nobody of the house was told by e-mail yet; to be tried now, oldest first.

    What somebody took care of in the meantime needs no e-mail. message_id: only this one
    """
    rows = PayerMessage.objects.filter(mailing.due(), closed_on=None)
    rows = rows.filter(pk=message_id) if message_id else rows
    return list(rows.order_by("id").values_list("entity_id", "id")[:limit])


def waiting(entity_id: UUID) -> int:
    """How many nobody took care of yet."""
    return PayerMessage.objects.filter(entity_id=entity_id, closed_on=None).count()


def _facts(row: PayerMessage) -> MessageFacts:
    return MessageFacts(
        row.pk, row.customer_id, row.item_id, row.item.number, row.kind, row.text, row.on,
        row.created_at, row.closed_on, row.closed_by,
    )  # fmt: skip
