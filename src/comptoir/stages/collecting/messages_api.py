"""What customers say about open invoices, over HTTP."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from comptoir.platform.schemas import CustomerId, InvoiceId, Page, Paged, PayerMessageId
from comptoir.platform.web import entity_of, perform
from comptoir.stages.collecting import actions, messages

router = Router(tags=["Collecting"])


class PayerMessageOut(Schema):
    """kind: paid or dispute. closed_on: since when somebody took care of it."""

    id: PayerMessageId
    customer_id: CustomerId
    invoice_id: InvoiceId
    number: str
    kind: str
    text: str
    on: date
    created_at: datetime
    closed_on: date | None


class PayerMessageFilter(Paged):
    """closed: only those that somebody took care of, or only those that wait."""

    customer_id: CustomerId | None = None
    invoice_id: InvoiceId | None = None
    closed: bool | None = None


@router.get("/payer-messages", response=Page[PayerMessageOut])
def list_messages(request: HttpRequest, filters: Query[PayerMessageFilter]) -> dict[str, Any]:
    """What customers said on the private pages of their invoices, the newest first."""
    wanted = {n: getattr(filters, n) for n in type(filters).model_fields}
    rows, following = messages.messages_page(entity_of(request), **wanted)
    return {"items": rows, "next": following}


@router.post("/payer-messages/{message_id}/close", response=PayerMessageOut)
def close_message(request: HttpRequest, message_id: PayerMessageId) -> messages.MessageFacts:
    """Somebody took care of it."""
    return perform(
        request, actions.close_payer_message, lambda e: messages.message(e.entity_id, e.message_id),
        message_id=message_id,
    )  # fmt: skip
