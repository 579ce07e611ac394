"""Writing many deliveries at once, for imports."""

from __future__ import annotations

from collections.abc import Sequence

from comptoir.platform import bulk
from comptoir.platform.actions import Do, part

DELIVERY_COLUMNS = (
    "id", "entity_id", "number", "order_id", "customer_id", "is_return", "delivered_on",
    "condition", "reason", "tracking", "note",
)  # fmt: skip
LINE_COLUMNS = ("id", "delivery_id", "order_line_id", "quantity", "is_return")


def reserve_line_ids(count: int) -> Sequence[int]:
    """`count` ids for delivery lines, ascending."""
    return bulk.reserve("fulfilling_line", "id", count)


@part
def deliveries_bulk(do: Do, deliveries: bulk.Rows, lines: bulk.Rows) -> tuple[int, int]:
    """COPY deliveries and returns with their lines; returns how many of each.

    Rows are tuples, without ORM objects (or as `bulk.copy` takes text), in this order:
    deliveries  id (UUIDv7), entity_id, number, order_id, customer_id, is_return, delivered_on,
                condition, reason ("" only when not a return), tracking, note   (DELIVERY_COLUMNS)
    lines       id (reserve_line_ids), delivery_id, order_line_id, quantity in the sign of the order
                line, is_return as on the delivery                                  (LINE_COLUMNS)
    The database checks per COPY that no line is delivered beyond its order.
    """
    done = bulk.copy("fulfilling_delivery", DELIVERY_COLUMNS, deliveries)
    return done, bulk.copy("fulfilling_line", LINE_COLUMNS, lines)
