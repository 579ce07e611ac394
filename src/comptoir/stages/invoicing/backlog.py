"""Reads of what waits to be invoiced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from comptoir.platform.paging import cut, place


@dataclass(frozen=True, slots=True)
class ToInvoice:
    """An open or closed order with something delivered, or billable as a whole, and not invoiced.

    net_minor  estimate of what is left, net, minor units: exact once drafted
    """

    order_id: UUID
    number: str
    customer_id: UUID
    currency: str
    lines: int
    net_minor: int
    last_delivery_on: date | None


START = ("-infinity", "")  # before every order that waits to be invoiced
# Delivered less returned (or the whole line, as billed) against what stands invoiced, per line.
_TO_INVOICE = """
SELECT o.id, o.number, o.customer_id, o.currency, count(*),
       sum(round(l.net_minor * (s.served - s.standing) / l.quantity))::bigint, max(s.last_on)
FROM ordering_order o
JOIN ordering_line l ON l.order_id = o.id AND l.charge_kind = 'one_off'
JOIN catalog_product p ON p.id = l.product_id
CROSS JOIN LATERAL (
    SELECT CASE WHEN p.revenue_pattern = 'as_billed' THEN l.quantity ELSE coalesce((
               SELECT sum(CASE WHEN f.is_return THEN -f.quantity ELSE f.quantity END)
               FROM fulfilling_line f WHERE f.order_line_id = l.id), 0) END AS served,
           coalesce((SELECT sum(il.quantity) FROM invoicing_line il
               JOIN invoicing_invoice i ON i.id = il.invoice_id
               WHERE il.order_line_id = l.id AND (i.kind <> 'credit' AND i.state <> 'discarded'
                   OR i.kind = 'credit' AND i.state = 'issued' AND il.restores_quantity)), 0) AS standing,
           (SELECT max(d.delivered_on) FROM fulfilling_line f
               JOIN fulfilling_delivery d ON d.id = f.delivery_id
               WHERE f.order_line_id = l.id AND NOT f.is_return) AS last_on
) s
WHERE o.entity_id = %s AND o.state IN ('open', 'closed') AND o.channel <> 'import'
  AND NOT EXISTS (SELECT 1 FROM jsonb_array_elements(o.schedule) WITH ORDINALITY r (row, n)
      WHERE r.n < jsonb_array_length(o.schedule) AND NOT EXISTS (
          SELECT 1 FROM invoicing_invoice d WHERE d.order_id = o.id AND d.kind = 'deposit'
          AND d.installment = r.n AND d.state <> 'discarded'))
  AND (s.served - s.standing) * l.quantity > 0
GROUP BY o.id
HAVING (coalesce(max(s.last_on), 'infinity'), o.number) > (%s, %s)
ORDER BY max(s.last_on) NULLS LAST, o.number
LIMIT %s OFFSET %s
"""


def to_invoice(entity_id: UUID, limit: int = 100, offset: int = 0) -> list[ToInvoice]:
    """Orders with something delivered and not invoiced, the longest waiting first. Imported orders
    came with their invoices and are left out."""
    with connection.cursor() as cursor:
        cursor.execute(_TO_INVOICE, [entity_id, *START, limit, offset])
        return [ToInvoice(*row) for row in cursor.fetchall()]


def to_invoice_page(
    entity_id: UUID, cursor: str | None = None, limit: int = 50
) -> tuple[list[ToInvoice], str | None]:
    """`to_invoice` after `cursor`; and the cursor of the next page."""
    start = place(cursor, ("day", "text")) or START
    with connection.cursor() as sql:
        sql.execute(_TO_INVOICE, [entity_id, *start, limit + 1, 0])
        rows = [ToInvoice(*row) for row in sql.fetchall()]
    return cut(rows, lambda r: (r.last_delivery_on or "infinity", r.number), limit)


@dataclass(frozen=True, slots=True)
class Milestone:
    """An installment before the last that waits until somebody says, or a delivery shows, that it is reached.

    number  from 1, of `count`; due: delivery or acceptance; net_minor without VAT
    """

    order_id: UUID
    order_number: str
    customer_id: UUID
    currency: str
    number: int
    count: int
    due: str
    label: str
    net_minor: int
    gross_minor: int


# Of an order that is held nothing is invoiced.
_MILESTONES = """
SELECT o.id, o.number, o.customer_id, o.currency, r.n, jsonb_array_length(o.schedule), r.row->>'due',
       r.row->>'label', (SELECT coalesce(sum((t->>'net_minor')::bigint), 0)::bigint
                         FROM jsonb_array_elements(r.row->'nets') t), (r.row->>'gross_minor')::bigint
FROM ordering_order o
CROSS JOIN LATERAL jsonb_array_elements(o.schedule) WITH ORDINALITY r (row, n)
WHERE o.entity_id = %s AND o.state IN ('open', 'closed') AND o.schedule IS NOT NULL
  AND r.row->>'due' IN ('delivery', 'acceptance') AND r.n < jsonb_array_length(o.schedule)
  AND NOT EXISTS (SELECT 1 FROM invoicing_invoice i WHERE i.order_id = o.id AND i.kind = 'deposit'
                  AND i.installment = r.n AND i.state <> 'discarded')
ORDER BY o.number, r.n
"""


def milestones(entity_id: UUID) -> list[Milestone]:
    """Installments of orders that wait for their milestone, by order, the earlier first."""
    with connection.cursor() as cursor:
        cursor.execute(_MILESTONES, [entity_id])
        return [Milestone(*row) for row in cursor.fetchall()]


_DATED = """
SELECT o.id FROM ordering_order o
CROSS JOIN LATERAL jsonb_array_elements(o.schedule) WITH ORDINALITY r (row, n)
WHERE o.entity_id = %s AND o.state <> 'canceled' AND o.schedule IS NOT NULL
  AND r.row->>'due' = 'date' AND (r.row->>'due_on')::date <= %s AND r.n < jsonb_array_length(o.schedule)
  AND NOT EXISTS (SELECT 1 FROM invoicing_invoice i WHERE i.order_id = o.id AND i.kind = 'deposit'
                  AND i.installment = r.n AND i.state <> 'discarded')
GROUP BY o.id ORDER BY o.id LIMIT 500
"""


def scheduled(entity_id: UUID, on: date) -> list[UUID]:
    """Orders with an installment whose date has come and that is not invoiced."""
    with connection.cursor() as cursor:
        cursor.execute(_DATED, [entity_id, on])
        return [row[0] for row in cursor.fetchall()]
