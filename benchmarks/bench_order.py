"""One order from draft quote to posted invoice, every deed and reaction included; no HTTP."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from statistics import median
from time import perf_counter
from uuid import UUID

from benchmarks.table import row

RUNS = {10: 25, 300: 5}
WARM = 6  # PostgreSQL settles how it executes a prepared statement at the sixth time
TARGET_MS = {10: 60, 300: 400}
START = date(2026, 1, 5)


def main() -> None:
    """Print the median and the best of some runs for 10 and for 300 lines."""
    from comptoir.demo import playing

    entity_id, _ = playing.found("BENCH", "Bench", START)
    customer_id = playing.customer(entity_id, 1)
    for lines, runs in RUNS.items():
        took = [ordered(entity_id, customer_id, lines) for _ in range(WARM + runs)][WARM:]
        row(f"quote → posted invoice, {lines} lines", median(took), TARGET_MS[lines], "ms")
        row(f"quote → posted invoice, {lines} lines, best", min(took), TARGET_MS[lines], "ms")


def ordered(entity_id: UUID, customer_id: UUID, lines: int) -> float:
    """Milliseconds from the draft of a quote to the posted invoice of its order."""
    from comptoir.demo import playing
    from comptoir.records.catalog import queries as catalog
    from comptoir.stages.fulfilling import actions as fulfilling
    from comptoir.stages.invoicing import actions as invoicing
    from comptoir.stages.quoting import actions as quoting

    goods = [p for p in catalog.find_products(entity_id, "", limit=50) if p.nature == "goods"]
    wanted = [
        quoting.LineIn(sku=goods[n % len(goods)].sku, quantity=Decimal(1 + n % 7))
        for n in range(lines)
    ]
    began = perf_counter()
    order_id = playing.signed(entity_id, customer_id, wanted, title="Bench")
    fulfilling.deliver(playing.by(entity_id), order_id=order_id)
    invoicing.invoice_order(playing.by(entity_id), order_id=order_id)
    return (perf_counter() - began) * 1_000
