"""A shop whose customers order: from an accepted quote, or directly."""

from __future__ import annotations

from decimal import Decimal as D
from typing import Any
from uuid import UUID

from comptoir.stages.contracting import actions as contracting
from comptoir.stages.ordering import actions, queries
from comptoir.stages.ordering.core.asked import OrderLineIn
from comptoir.stages.quoting import actions as quoting
from comptoir.stages.quoting import queries as quotes
from tests import world
from tests.stages.quoting.deal import Shop, make_quote, make_shop, send

__all__ = ["Shop", "accepted", "direct", "from_quote", "make_shop"]


def accepted(shop: Shop, *lines: quoting.LineIn, **head: Any) -> quotes.QuoteFacts:
    """An accepted quote; head values of `change_quote` such as a discount go in `head`."""
    late = {k: head.pop(k) for k in list(head) if k.startswith("discount_")}
    quote = make_quote(shop, *lines, **head)
    if late:
        quoting.change_quote(
            world.do_as(shop.entity), quote_id=quote.id, revision=quote.revision, changes=late
        )
    token = send(shop, quote.id)
    quoting.accept_quote(
        world.do_as(shop.entity), token=token, name="Anne Roux", role="Director", consent="I agree"
    )
    return quotes.quote(quote.id)


def from_quote(shop: Shop, *lines: quoting.LineIn, **head: Any) -> queries.OrderFacts:
    """The order of an accepted quote, with its contract."""
    quote = accepted(shop, *lines, **head)
    made = contracting.make_contract(world.do_as(shop.entity), quote_id=quote.id)
    event = actions.place_from_quote(
        world.do_as(shop.entity), quote_id=quote.id, contract_id=made.contract_id
    )
    return queries.order(event.order_id)


def direct(shop: Shop, *lines: OrderLineIn, **head: Any) -> queries.OrderFacts:
    """An order entered by hand; three pumps unless lines are given."""
    given = lines or (OrderLineIn(sku="PUMP", quantity=D(3)),)
    fields: dict[str, Any] = {"customer_id": shop.customer, "lines": given, **head}
    event = actions.place_order(world.do_as(shop.entity), **fields)
    order_id: UUID = event.order_id
    return queries.order(order_id)
