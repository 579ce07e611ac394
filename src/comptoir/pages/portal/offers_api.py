"""An offer by its private link over HTTP: read, accept, refuse, ask for a new link. As on the buyer's page,
the seller is told by mail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from comptoir.kernel.money import money
from comptoir.pages.portal import answering, guests
from comptoir.platform.schemas import QuoteId
from comptoir.platform.web import actor_of, entity_of, perform
from comptoir.stages.quoting import queries as quotes
from comptoir.stages.quoting.answer_schemas import QuoteDetail, detailed
from comptoir.stages.quoting.schemas import AcceptIn, RefuseIn

router = Router(tags=["Quoting"])
Token = Annotated[str, Field(min_length=1, max_length=100)]


class LinkAskedOut(Schema):
    """id, number and last valid day of the offer."""

    id: QuoteId
    number: str
    valid_until: date


@router.get("/offers/{token}", response=QuoteDetail)
def show_offer(request: HttpRequest, token: Token) -> dict[str, Any]:
    """The offer behind a private link."""
    return detailed(_offer(request, token), False)


@router.post("/offers/{token}/accept", response=QuoteDetail)
def accept_quote(request: HttpRequest, token: Token, body: AcceptIn) -> dict[str, Any]:
    """Accept the offer for the customer, with the options they chose; works once, until its last
    valid day. The seller is told by mail."""
    offer = _offer(request, token)
    seen = None if body.seen_total is None else money(body.seen_total, offer.currency).minor
    return perform(
        request, answering.accept, _answered(request), token=token, chosen=body.options,
        quantities={one.line_id: one.quantity for one in body.quantities}, seen_minor=seen,
        name=body.name, role=body.role, consent=body.consent, alternative=body.alternative,
    )  # fmt: skip


@router.post("/offers/{token}/refuse", response=QuoteDetail)
def refuse_quote(request: HttpRequest, token: Token, body: RefuseIn) -> dict[str, Any]:
    """Refuse the offer, with a reason. The seller is told by mail."""
    return perform(request, answering.refuse, _answered(request), token=token, reason=body.reason)


@router.post("/offers/{token}/ask-link", response=LinkAskedOut)
def ask_link(request: HttpRequest, token: Token) -> quotes.QuoteFacts:
    """Ask the seller for a new link, where the offer or its link has ended; once a day. The seller is told by
    mail; a new link is made by `POST /quotes/{quote_id}/link`."""
    guest = guests.guest(token)
    if guest is None or guest.quote.entity_id != entity_of(request):
        raise quotes.UnknownLink(field="token")
    return perform(
        request, answering.ask_link, lambda event: quotes.quote(event.quote_id),
        quote_id=guest.quote.id,
    )  # fmt: skip


def _offer(request: HttpRequest, token: str) -> quotes.QuoteFacts:
    quote = quotes.quote_by_token(token)
    if quote.entity_id != entity_of(request):
        raise quotes.UnknownLink(field="token")
    return quote


def _answered(request: HttpRequest) -> Callable[[Any], dict[str, Any]]:
    may = actor_of(request).may("quoting.margin")
    return lambda event: detailed(quotes.quote(event.quote_id), may)
