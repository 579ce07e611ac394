"""The seller's side of a buyer's room over HTTP: invitations, what was said and proposed, how it was read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.pages.portal import actions, links, proposals, queries
from comptoir.platform.paging import after
from comptoir.platform.schemas import (
    BuyerId,
    CounterId,
    CustomerId,
    DecimalText,
    In,
    MessageId,
    Page,
    Paged,
    QuoteId,
    example,
)
from comptoir.platform.web import entity_of, perform
from comptoir.stages.quoting import actions as quoting
from comptoir.stages.quoting import queries as quotes
from comptoir.stages.quoting.answer_schemas import QuoteDetail, detailed

router = Router(tags=["Buyer's room"])
Word = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00]+$")]
Passage = Annotated[str, Field(min_length=1, max_length=4_000, pattern=r"^[^\x00]*\S[^\x00]*$")]
Figure = Annotated[DecimalText, Field(ge=0, le=10**11)]


class BuyerIn(In):
    """role: what the person may do: look (read and ask), negotiate (and propose), decide (and accept)."""

    model_config = example(name="Paul Durand", email="paul@durand.example", role="decide")

    name: Word
    email: Annotated[str, Field(min_length=3, max_length=254, pattern=r"^[^\x00\s]+@[^\x00\s]+$")]
    role: Literal["look", "negotiate", "decide"] = "negotiate"


class BuyerOut(Schema):
    """from_buyer_id: who passed the offer on; revoked_at: since when the link opens nothing."""

    id: BuyerId
    name: str
    email: str
    role: str
    revoked_at: datetime | None
    from_buyer_id: BuyerId | None
    created_at: datetime


class InvitedOut(Schema):
    """path: of the buyer's own page; it is mailed too, where the address can be reached."""

    buyer: BuyerOut
    path: str | None


class BuyerMessageIn(In):
    """place: of a line, as messages name it; left out for the whole."""

    text: Passage
    author: Word
    place: Annotated[str, Field(max_length=60, pattern=r"^[^\x00]*$")] = ""


class BuyerMessageOut(Schema):
    """side: buyer or seller; place: reference of a line and which of that reference, "" for the whole."""

    id: MessageId
    quote_id: QuoteId
    place: str
    side: str
    author: str
    text: str
    created_at: datetime


class CounterOut(Schema):
    """kind: net (over the term, without VAT), percent (off list) or quantities; quantities by line."""

    id: CounterId
    quote_id: QuoteId
    author: str
    kind: str
    value: DecimalText | None
    quantities: dict[str, str]
    reason: str
    state: str
    answer: str
    to_quote_id: QuoteId | None
    created_at: datetime


class BuyerWaitingOut(Schema):
    """message_id: of a question; counter_id: of a proposal; quote_id: the version that is open now."""

    kind: Literal["question", "proposal"]
    message_id: MessageId | None
    counter_id: CounterId | None
    quote_id: QuoteId
    number: str
    version: int
    customer_id: CustomerId
    place: str
    author: str
    text: str
    since: datetime


class TakeIn(In):
    """value: another figure than the one proposed; left out takes it as it is."""

    value: Figure | None = None


class CounterRejectIn(In):
    reason: Passage


class VisitOut(Schema):
    """One reading: seconds per part of the page, and where the reader was last."""

    buyer_id: BuyerId | None
    began_at: datetime
    last_at: datetime
    country: str
    device: str
    parts: dict[str, int]
    last_part: str


@router.get("/quotes/{quote_id}/buyers", response=Page[BuyerOut])
def list_buyers(request: HttpRequest, quote_id: QuoteId, paging: Query[Paged]) -> dict[str, Any]:
    """Who has an own link to the negotiation, in the order of invitation."""
    return _paged(queries.buyers(_series(request, quote_id)), lambda b: (str(b.id),), paging)


@router.post("/quotes/{quote_id}/buyers", response=InvitedOut)
def invite_buyer(request: HttpRequest, quote_id: QuoteId, body: BuyerIn) -> dict[str, Any]:
    """Give a person of the buying side an own link; it is mailed."""
    given = {"name": body.name, "email": body.email, "role": body.role}
    return perform(request, actions.invite_buyer, _invited, quote_id=quote_id, **given)


@router.post("/buyers/{buyer_id}/link", response=InvitedOut)
def renew_buyer_link(request: HttpRequest, buyer_id: BuyerId) -> dict[str, Any]:
    """Mail a buyer a new link; the former one opens nothing any more. Gives ended access back."""
    return perform(request, actions.renew_buyer_link, _invited, **_of(request, buyer_id))


@router.delete("/buyers/{buyer_id}", response=BuyerOut)
def revoke_buyer(request: HttpRequest, buyer_id: BuyerId) -> queries.BuyerFacts:
    """End a buyer's access: the link then says so."""
    return perform(
        request, actions.revoke_buyer, lambda event: queries.buyer(event.buyer_id),
        **_of(request, buyer_id),
    )  # fmt: skip


@router.get("/buyers-waiting", response=Page[BuyerWaitingOut])
def buyers_waiting(request: HttpRequest, paging: Query[Paged]) -> dict[str, Any]:
    """Questions and proposals of buyers that wait for the seller, in open negotiations; the oldest first."""
    found = queries.waiting(entity_of(request))
    rows, following = after(
        found, lambda w: (w.since.isoformat(), str(w.id)), paging.cursor, paging.limit
    )
    return {"items": [_waiting(w) for w in rows], "next": following}


def _waiting(w: queries.WaitingFacts) -> dict[str, Any]:
    told = {n: getattr(w, n) for n in BuyerWaitingOut.model_fields if hasattr(w, n)}
    question = w.kind == "question"
    return {
        **told,
        "message_id": w.id if question else None,
        "counter_id": None if question else w.id,
    }


@router.get("/quotes/{quote_id}/messages", response=Page[BuyerMessageOut])
def list_messages(request: HttpRequest, quote_id: QuoteId, paging: Query[Paged]) -> dict[str, Any]:
    """Questions and answers of the negotiation, oldest first."""
    return _paged(queries.messages(_series(request, quote_id)), lambda m: (str(m.id),), paging)


@router.post("/quotes/{quote_id}/messages", response=BuyerMessageOut)
def answer_question(
    request: HttpRequest, quote_id: QuoteId, body: BuyerMessageIn
) -> queries.MessageFacts:
    """Answer a question, or write to the buyers first; everybody invited is told."""
    return perform(
        request, actions.answer_question, _message, quote_id=quote_id, text=body.text,
        author=body.author, place=body.place,
    )  # fmt: skip


@router.get("/quotes/{quote_id}/counters", response=Page[CounterOut])
def list_counters(request: HttpRequest, quote_id: QuoteId, paging: Query[Paged]) -> dict[str, Any]:
    """The buyer's proposals, oldest first."""
    return _paged(queries.counters(_series(request, quote_id)), lambda c: (str(c.id),), paging)


@router.post("/counters/{counter_id}/accept", response=QuoteDetail)
def accept_counter(request: HttpRequest, counter_id: CounterId, body: TakeIn) -> dict[str, Any]:
    """Open the next version as proposed, or with another figure, as a draft; its lines follow to the cent."""
    found = queries.counter(counter_id, entity_of(request))
    return perform(
        request, quoting.revise_to, lambda event: detailed(quotes.quote(event.quote_id), False),
        quote_id=found.quote_id, counter_id=found.id, quantities=found.wanted,
        goal="" if found.kind == "quantities" else found.kind,
        value=found.value if body.value is None else body.value,
    )  # fmt: skip


@router.post("/counters/{counter_id}/reject", response=CounterOut)
def reject_counter(
    request: HttpRequest, counter_id: CounterId, body: CounterRejectIn
) -> queries.CounterFacts:
    """Reject a proposal, with the reason; the offer stands as it is."""
    return perform(
        request, proposals.reject_counter, lambda event: queries.counter(event.counter_id),
        counter_id=counter_id, reason=body.reason,
    )  # fmt: skip


@router.get("/quotes/{quote_id}/visits", response=Page[VisitOut])
def list_visits(request: HttpRequest, quote_id: QuoteId, paging: Query[Paged]) -> dict[str, Any]:
    """How the offer was read, oldest first; kept for 180 days, without address or cookie."""
    found = queries.visits(_series(request, quote_id), 1_000)
    return _paged(found, lambda v: (v.began_at.isoformat(), v.mark, str(v.buyer_id)), paging)


def _series(request: HttpRequest, quote_id: UUID) -> UUID:
    return quotes.quote(quote_id, entity_of(request)).series


def _of(request: HttpRequest, buyer_id: UUID) -> dict[str, UUID]:
    found = queries.buyer(buyer_id, entity_of(request))
    return {"buyer_id": found.id, "quote_id": quotes.versions(found.series)[0].id}


def _paged(
    found: list[Any], key: Callable[[Any], tuple[Any, ...]], paging: Paged
) -> dict[str, Any]:
    rows, following = after(found, key, paging.cursor, paging.limit)
    return {"items": rows, "next": following}


def _invited(event: Any) -> dict[str, Any]:
    found = queries.buyer(event.buyer_id)
    token = links.token(found.id, found.link)
    return {"buyer": found, "path": reverse("portal:offer", args=[token])}


def _message(event: Any) -> queries.MessageFacts:
    (found,) = queries.messages_of([event.message_id])
    return found
