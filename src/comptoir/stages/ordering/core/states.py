"""The states of an order. What was delivered, invoiced and paid is derived, not a state."""

from __future__ import annotations

from enum import StrEnum


class OrderState(StrEnum):
    HELD = "held"
    OPEN = "open"
    CLOSED = "closed"
    CANCELED = "canceled"


O = OrderState  # noqa: E741 — the table below reads better with one letter
ORDER_MOVES: dict[tuple[str, OrderState], OrderState] = {
    ("release", O.HELD): O.OPEN,
    ("hold", O.OPEN): O.HELD,
    ("cancel", O.HELD): O.CANCELED,
    ("cancel", O.OPEN): O.CANCELED,
    ("close", O.OPEN): O.CLOSED,
}


class Channel(StrEnum):
    QUOTE = "quote"
    DIRECT = "direct"
    IMPORT = "import"
    STOREFRONT = "storefront"
    MARKETPLACE = "marketplace"
    PARTNER = "partner"
