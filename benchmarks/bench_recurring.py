"""Recurring revenue of 100,000 services of 20,000 customers over three years, as its page reads it."""

from __future__ import annotations

from datetime import date
from time import perf_counter
from typing import Any

from benchmarks.table import row

SERVICES, CUSTOMERS, SECONDS = 100_000, 20_000, 3
TODAY = date(2026, 1, 1)
# Copies of one customer, one order line and one service, so that all constraints hold.
COPIES = (
    """INSERT INTO parties_customer SELECT r.* FROM generate_series(1, %(customers)s) n
       JOIN parties_customer c ON c.id = (SELECT id FROM parties_customer LIMIT 1)
       CROSS JOIN LATERAL jsonb_populate_record(
           c, jsonb_build_object('id', gen_random_uuid(), 'number', 'B-' || n)) r""",
    """INSERT INTO ordering_line SELECT r.* FROM generate_series(1, %(services)s) n
       JOIN ordering_line l ON l.id = (SELECT id FROM ordering_line LIMIT 1)
       CROSS JOIN LATERAL jsonb_populate_record(
           l, jsonb_build_object('id', 1000000 + n, 'position', 1000 + n)) r""",
    """INSERT INTO subscribing_service SELECT r.* FROM generate_series(1, %(services)s) n
       JOIN (SELECT id, row_number() OVER (ORDER BY id) AS at FROM parties_customer) c
         ON c.at = 1 + n %% %(customers)s
       JOIN subscribing_service s ON s.id = (SELECT id FROM subscribing_service LIMIT 1)
       CROSS JOIN LATERAL (
           SELECT %(today)s::date - ((n::bigint * 7919 + n / %(customers)s * 137) %% 1000)::int AS day) d
       CROSS JOIN LATERAL jsonb_populate_record(s, jsonb_build_object(
           'id', gen_random_uuid(), 'customer_id', c.id, 'order_line_id', 1000000 + n,
           'quantity', 1 + n %% 9, 'period_minor', 1000 + n %% 5000, 'billing_months', 1 + 11 * (n %% 2),
           'currency', CASE WHEN n %% 10 = 0 THEN 'USD' ELSE 'EUR' END, 'anchor_on', d.day,
           'ends_on', CASE WHEN n %% 3 = 0 THEN d.day + 30 + n %% 700 END)) r""",
    "ANALYZE",
)


def main() -> None:
    """Print the seconds of all figures, and of what moved them in one month with its documents."""
    from django.db import connection

    from comptoir.demo import playing
    from comptoir.pages.desk import recurring
    from comptoir.stages.quoting.actions import LineIn

    entity_id, _ = playing.found("RECURRING", "Recurring", TODAY)
    playing.signed(entity_id, playing.customer(entity_id, 1), [LineIn(sku="SUP-PRO")])
    with connection.cursor() as cursor:
        for copy in COPIES:
            asked: dict[str, Any] = {
                "customers": CUSTOMERS, "services": SERVICES, "today": TODAY
            }  # fmt: skip
            cursor.execute(copy, asked)
    began = perf_counter()
    told = recurring.recurring(entity_id, TODAY, 12)
    row(
        f"recurring revenue, {SERVICES:,} services", perf_counter() - began, SECONDS, "s",
        note=f"{len(told.moves):,} movements",
    )  # fmt: skip
    began = perf_counter()
    found = recurring.moved(entity_id, date(2025, 12, 1), date(2025, 12, 31))
    row(
        "what moved it in a month, with documents", perf_counter() - began, SECONDS, "s",
        note=f"{len(found):,} movements",
    )  # fmt: skip
