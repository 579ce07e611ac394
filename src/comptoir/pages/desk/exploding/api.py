"""The tree over HTTP: one call for what one line, or a whole document, becomes."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.pages.desk.exploding import tree
from comptoir.pages.desk.exploding.schemas import ExplodedOut
from comptoir.platform.roles import READ, require
from comptoir.platform.schemas import OrderId, QuoteId
from comptoir.platform.web import actor_of, entity_of, language
from comptoir.records.approvals.queries import MARGIN

router = Router(tags=["desk"])


class ExplosionFilter(Schema):
    """line: number of one line of the document; none: all of it."""

    line: Annotated[str, Field(max_length=20, pattern=r"^([0-9]{0,18}|rest|whole)$")] = ""


@router.get("/orders/{order_id}/explosion", response=ExplodedOut, summary="What an order becomes")
def explode_order(
    request: HttpRequest, order_id: OrderId, filters: Query[ExplosionFilter]
) -> ExplodedOut:
    """Price steps, bill of materials, VAT decision, deliveries, invoices, payments, postings and revenue of
    each line, as one tree; every figure that says so is the sum of those below it. Costs are for who may
    see margins."""
    reader = actor_of(request)
    require(reader, READ)
    return ExplodedOut.of(
        tree.order(
            order_id, entity_of(request), language(), margin=reader.may(MARGIN), line=filters.line
        )
    )


@router.get("/quotes/{quote_id}/explosion", response=ExplodedOut, summary="What a quote becomes")
def explode_quote(
    request: HttpRequest, quote_id: QuoteId, filters: Query[ExplosionFilter]
) -> ExplodedOut:
    """As far as an offer goes: price steps, bill of materials, routing, weight and VAT decision."""
    reader = actor_of(request)
    require(reader, READ)
    return ExplodedOut.of(
        tree.quote(
            quote_id, entity_of(request), language(), margin=reader.may(MARGIN), line=filters.line
        )
    )
