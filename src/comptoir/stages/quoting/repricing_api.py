"""Pricing a draft again, over HTTP."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from comptoir.platform.schemas import QuoteId
from comptoir.platform.web import actor_of, perform
from comptoir.stages.quoting import actions, answer_schemas, queries
from comptoir.stages.quoting.answer_schemas import QuoteDetail

router = Router(tags=["Quoting"])


@router.post("/quotes/{quote_id}/price-again", response=QuoteDetail)
def price_again(request: HttpRequest, quote_id: QuoteId) -> dict[str, Any]:
    """Price every line of a draft anew at the prices of today; what was asked for stays. A draft keeps its
    prices until then. `GET /price-changes/{change_id}/impact` tells the figures ahead."""
    margin = actor_of(request).may("quoting.margin")
    return perform(
        request, actions.price_again,
        lambda event: answer_schemas.detailed(queries.quote(event.quote_id), margin),
        quote_id=quote_id,
    )  # fmt: skip
