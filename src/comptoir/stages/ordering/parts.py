"""Writing many orders at once, for imports."""

from __future__ import annotations

from collections.abc import Sequence

from comptoir.platform import bulk
from comptoir.platform.actions import Do, part

ORDER_COLUMNS = (
    "id", "entity_id", "number", "customer_id", "quote_id", "contract_id", "channel",
    "external_ref", "customer_ref", "state", "hold_reason", "hold_minor", "language", "currency",
    "placed_on", "terms_kind", "terms_days", "deposit_percent", "net_minor", "vat_minor",
    "gross_minor",
)  # fmt: skip
LINE_COLUMNS = (
    "id", "order_id", "position", "product_id", "description", "quantity", "unit_net", "net_minor",
    "decision_id", "vat_rate", "charge_kind", "billing_months", "billing_timing", "starts_on",
    "ends_on", "promised_on", "list_price", "discount_percent", "quote_line_id", "waterfall",
)  # fmt: skip


def reserve_line_ids(count: int) -> Sequence[int]:
    """`count` ids for lines, ascending: a delivery or an invoice can name them before the COPY."""
    return bulk.reserve("ordering_line", "id", count)


@part
def orders_bulk(do: Do, orders: bulk.Rows, lines: bulk.Rows) -> tuple[int, int]:
    """COPY orders and their lines; returns how many of each.

    Rows are tuples, without ORM objects (or as `bulk.copy` takes text), in this order:
    orders  id (UUIDv7), entity_id, number, customer_id, quote_id or None, contract_id or None,
            channel, external_ref or None, customer_ref, state, hold_reason, hold_minor, language,
            currency, placed_on, terms_kind, terms_days, deposit_percent, net_minor, vat_minor,
            gross_minor                                                        (ORDER_COLUMNS)
    lines   id (reserve_line_ids), order_id, position, product_id, description, quantity, unit_net,
            net_minor, decision_id, vat_rate, charge_kind, billing_months or None, billing_timing,
            starts_on, ends_on, promised_on, list_price, discount_percent, quote_line_id (or None),
            waterfall as JSON text or None                                      (LINE_COLUMNS)
    The caller takes the numbers (`numbering.take(do, "order", on, count)`) and moves the credit.
    """
    done = bulk.copy("ordering_order", ORDER_COLUMNS, orders)
    return done, bulk.copy("ordering_line", LINE_COLUMNS, lines)
