"""What may be offered with a quote, over HTTP."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.pages.desk import quote_offers
from comptoir.platform.paging import after
from comptoir.platform.roles import require
from comptoir.platform.schemas import In, MoneyOut, Page, Paged, QuoteId
from comptoir.platform.web import actor_of, entity_of, perform
from comptoir.stages.quoting import actions
from comptoir.stages.quoting import queries as quotes

router = Router(tags=["Desk"])


class QuoteOfferOut(Schema):
    """key: what `POST` takes; line_id: of the line whose place it takes, null: one more; difference: net of
    one billing period, or of the whole where it is charged once; evidence: the reason as recorded."""

    key: str
    sku: str
    name: str
    line_id: int | None
    replaces: str
    difference: MoneyOut | None
    reason: str
    evidence: str


class QuoteOfferIn(In):
    """offer: a key of `GET /quotes/{quote_id}/offers`."""

    offer: Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00]+$")]


class OfferTakenOut(Schema):
    """replaced: what the product takes the place of, "" for a line more."""

    quote_id: QuoteId
    sku: str
    replaced: str
    evidence: str


@router.get("/quotes/{quote_id}/offers", response=Page[QuoteOfferOut])
def list_quote_offers(
    request: HttpRequest, quote_id: QuoteId, paging: Query[Paged]
) -> dict[str, Any]:
    """Upgrades of the lines of a draft, and what goes with them, each with its reason; at most nine."""
    require(actor_of(request), "quoting.read")
    found = quote_offers.offers(quotes.quote(quote_id, entity_of(request)))
    ranked = list(enumerate(found))
    page, following = after(ranked, lambda row: (row[0],), paging.cursor, paging.limit)
    return {"items": [_shown(o) for _n, o in page], "next": following}


@router.post("/quotes/{quote_id}/offers", response=OfferTakenOut)
def take_quote_offer(request: HttpRequest, quote_id: QuoteId, body: QuoteOfferIn) -> Any:
    """Take an offer into the draft: as a line more, or in the place of a line."""
    return perform(
        request, actions.take_offer, lambda event: event, quote_id=quote_id, offer=body.offer
    )


def _shown(o: quote_offers.QuoteOffer) -> dict[str, Any]:
    known = {n: getattr(o, n) for n in QuoteOfferOut.model_fields}
    price = o.difference
    return {**known, "difference": MoneyOut.of(price.minor, price.currency) if price else None}
