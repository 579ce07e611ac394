"""Why the price of an order line is what it is."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from comptoir.shell import format as fmt
from comptoir.shell.why import Why
from comptoir.stages.ordering import words
from comptoir.stages.ordering.queries import OrderLineFacts
from comptoir.stages.pricing import engine, explaining


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
