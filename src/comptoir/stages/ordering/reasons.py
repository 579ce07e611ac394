"""Why the price of an order line is what it is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from comptoir.records.parties import queries as parties
from comptoir.shell import format as fmt
from comptoir.shell.why import Why
from comptoir.stages.ordering import words
from comptoir.stages.ordering.queries import OrderFacts, OrderLineFacts
from comptoir.stages.pricing import books_told, engine, explaining


def why_price(line: OrderLineFacts, entity_id: UUID, currency: str, lang: str) -> Why | None:
    """The waterfall of a line; None where it came with an import, without its steps."""
    if not line.waterfall:
        return None
    return explaining.why_price(
        engine.load_steps(line.waterfall),
        what=line.description,
        quantity=line.quantity,
        net_minor=line.net_minor,
        currency=currency,
        lang=lang,
        entity_id=entity_id,
        note=how(line, line.quantity, currency, lang),
    )


def how(line: OrderLineFacts, quantity: Decimal, currency: str, lang: str) -> str:
    """How an amount comes about: `40 × 32,40 € per month`."""
    each = fmt.unit_price(line.unit_net, currency, lang)
    return f"{fmt.quantity(quantity, lang)} × {each} {words.repeats(line)}".strip()


def books(order: OrderFacts, on: date, lang: str) -> books_told.BooksSaid | None:
    """Which price book a typed order is priced from on that day, and why the others are left."""
    segment = parties.customer(order.customer_id).segment
    return books_told.told(
        books_told.Deal(order.entity_id, order.currency, on, segment), None, lang
    )
