"""The reports by their definition, from the raw rows alone; what is kept must give the same."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import connection

from comptoir.stages.recognizing.queries import DeferredFacts

_DEFERRED = """
WITH moves AS (
    SELECT v.customer_id, v.currency, coalesce(l.order_id, v.order_id) AS order_id,
           sum(b.net_minor - b.margin_vat_minor) AS billed, 0::numeric AS recognized
    FROM invoicing_line b
    JOIN invoicing_invoice v ON v.id = b.invoice_id
    LEFT JOIN ordering_line l ON l.id = b.order_line_id
    WHERE v.entity_id = %(entity)s AND v.state = 'issued' AND v.issued_on <= %(on)s
      AND b.kind NOT IN ('deposit', 'deduction')
    GROUP BY 1, 2, 3
    UNION ALL
    SELECT o.customer_id, o.currency, l.order_id, 0::numeric, sum(r.amount_minor)
    FROM recognizing_recognition r
    JOIN recognizing_obligation o ON o.id = r.obligation_id
    JOIN ordering_line l ON l.id = o.order_line_id
    WHERE o.entity_id = %(entity)s AND r.recognized_on <= %(on)s
    GROUP BY 1, 2, 3
)
SELECT m.customer_id, c.name, k.id, coalesce(k.number, ''),
       CASE WHEN k.id IS NULL THEN o.id END,
       CASE WHEN k.id IS NULL THEN coalesce(o.number, '') ELSE '' END,
       m.currency, sum(m.billed)::bigint, sum(m.recognized)::bigint
FROM moves m
JOIN parties_customer c ON c.id = m.customer_id
LEFT JOIN ordering_order o ON o.id = m.order_id
LEFT JOIN contracting_contract k ON k.id = o.contract_id
GROUP BY 1, 2, 3, 4, 5, 6, 7
HAVING sum(m.billed) <> sum(m.recognized)
ORDER BY abs(sum(m.billed) - sum(m.recognized)) DESC, c.name, 5, 3
"""
_WATERFALL = """
SELECT date_trunc('month', o.booked_on)::date, sum(o.total_minor)::bigint,
       coalesce(sum((SELECT sum(r.amount_minor) FROM recognizing_recognition r
                     WHERE r.obligation_id = o.id)), 0)::bigint
FROM recognizing_obligation o WHERE o.entity_id = %s GROUP BY 1
"""


def deferred(entity_id: UUID, on: date | None) -> list[DeferredFacts]:
    """Contracts whose billing and revenue differ, from every line and every recognition."""
    with connection.cursor() as cursor:
        cursor.execute(_DEFERRED, {"entity": entity_id, "on": on or date.max})
        return [DeferredFacts(*row) for row in cursor.fetchall()]


def waterfall(entity_id: UUID) -> set[tuple[date, int, int]]:
    """Month of promise, promised, recognized: from every obligation."""
    with connection.cursor() as cursor:
        cursor.execute(_WATERFALL, [entity_id])
        return set(cursor.fetchall())
