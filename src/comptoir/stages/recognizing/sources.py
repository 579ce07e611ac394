"""What earns revenue, read across the rooms before this one: whole sets, one statement each.

Only reads. A promise is the sum of what six tables say about it; asking each room for its part,
obligation by obligation, would take a thousand statements for a thousand lines.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from comptoir.kernel.period import end_of_month
from comptoir.platform import sql
from comptoir.stages.recognizing.core.earned import Promise, Source
from comptoir.stages.recognizing.core.ramps import Charged
from comptoir.stages.recognizing.core.schedule import Pattern


@dataclass(frozen=True, slots=True)
class Head:
    """What the books need to know of an obligation."""

    id: int
    customer_id: UUID
    currency: str
    account_role: str
    booked_on: date


@dataclass(frozen=True, slots=True)
class State:
    """An obligation, what happened to it, and what is written about it: total and Σ recognized.

    closed_through  the last closed day of the books
    """

    head: Head
    promise: Promise
    total_minor: int
    done_minor: int
    closed_through: date | None = None


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A line of an issued invoice or credit note; `written` once it has its recognition."""

    id: int
    order_id: UUID | None
    order_line_id: int | None
    charge_id: int | None
    usage_id: int | None
    written: bool


@dataclass(frozen=True, slots=True)
class Document:
    """An issued invoice or credit note of this company."""

    number: str
    issued_on: date
    lines: tuple[DocumentLine, ...]


@dataclass(frozen=True, slots=True)
class Unpromised:
    """A charge or a rated use without obligation."""

    charge_id: int | None
    usage_id: int | None
    order_line_id: int
    customer_id: UUID
    product_id: UUID
    service_id: UUID
    currency: str
    booked_on: date
    starts_on: date
    ends_on: date
    net_minor: int
    ramp_id: int | None = None


# `beyond` is the delivery that is being recognized: deliveries count once they are recognized, so
# that one that arrives late takes its own revenue and not another's.
# Of a charge that a ramp earns, the months are posted that those of the ramp are.
# On an imported take-back (negative line) the credit note is the document that bills it.
_STATES = """
SELECT o.id, o.customer_id, o.currency, o.account_role, o.booked_on, o.pattern, o.total_minor,
       o.starts_on, o.ends_on, o.charge_id, o.usage_id, abs(l.quantity),
       coalesce(c.net_minor, u.net_minor, l.net_minor - l.margin_vat_minor),
       coalesce(d.delivered, 0), coalesce(d.returned, 0),
       coalesce(i.invoiced, 0), coalesce(i.credited, 0), coalesce(i.billed, 0)::bigint,
       coalesce(r.done, 0)::bigint, coalesce(r.through, t.through), o.ramp_id IS NOT NULL,
       coalesce(o.kept_minor, 0)::bigint,
       (SELECT b.closed_through FROM ledger_book b WHERE b.entity_id = o.entity_id)
FROM recognizing_obligation o
JOIN ordering_line l ON l.id = o.order_line_id
LEFT JOIN subscribing_charge c ON c.id = o.charge_id
LEFT JOIN metering_usage_charge u ON u.id = o.usage_id
LEFT JOIN LATERAL (
    SELECT sum(abs(f.quantity)) FILTER (WHERE NOT f.is_return) AS delivered,
           sum(abs(f.quantity)) FILTER (WHERE f.is_return) AS returned
    FROM fulfilling_line f
    WHERE f.order_line_id = o.order_line_id AND o.pattern = 'on_delivery'
      AND (f.delivery_id = %(beyond)s::uuid OR EXISTS (
          SELECT 1 FROM recognizing_recognition x WHERE x.delivery_line_id = f.id))
) d ON true
LEFT JOIN LATERAL (
    SELECT sum(abs(b.quantity)) FILTER (
               WHERE (v.kind = 'invoice') <> (l.quantity < 0)) AS invoiced,
           sum(abs(b.quantity)) FILTER (
               WHERE v.kind = 'credit' AND b.restores_quantity AND l.quantity > 0) AS credited,
           sum(b.net_minor - b.margin_vat_minor) AS billed
    FROM invoicing_line b JOIN invoicing_invoice v ON v.id = b.invoice_id
    WHERE v.state = 'issued' AND v.kind <> 'deposit' AND b.kind NOT IN ('deposit', 'deduction')
      AND (b.charge_id = o.charge_id OR b.usage_id = o.usage_id
           OR (b.order_line_id = o.order_line_id AND o.charge_id IS NULL AND o.usage_id IS NULL
               AND b.charge_id IS NULL AND b.usage_id IS NULL))
) i ON true
LEFT JOIN LATERAL (
    SELECT sum(x.amount_minor) AS done, max(x.month) FILTER (WHERE x.cause = 'time') AS through
    FROM recognizing_recognition x WHERE x.obligation_id = o.id
) r ON true
LEFT JOIN LATERAL (
    SELECT max(x.month) AS through
    FROM recognizing_obligation p JOIN recognizing_recognition x ON x.obligation_id = p.id
    WHERE p.ramp_id = o.ramp_id AND p.part IS NOT NULL AND x.cause = 'time'
) t ON o.ramp_id IS NOT NULL
WHERE o.id = ANY(%(ids)s) ORDER BY o.id
"""
_DOCUMENT = """
SELECT v.number, v.issued_on, b.id, coalesce(l.order_id, v.order_id), b.order_line_id,
       coalesce(b.charge_id, x.charge_id), coalesce(b.usage_id, x.usage_id),
       EXISTS (SELECT 1 FROM recognizing_recognition r WHERE r.invoice_line_id = b.id)
FROM invoicing_invoice v
JOIN invoicing_line b ON b.invoice_id = v.id AND b.kind NOT IN ('deposit', 'deduction')
LEFT JOIN invoicing_line x ON x.id = b.credits_id
LEFT JOIN ordering_line l ON l.id = b.order_line_id
WHERE v.id = %s AND v.entity_id = %s AND v.state = 'issued' AND v.kind = %s
ORDER BY b.position
"""
_CHARGES = """
SELECT c.id, NULL::bigint, s.order_line_id, s.customer_id, s.product_id, s.id, s.currency,
       o.placed_on, c.starts_on, c.ends_on, c.net_minor, r.id
FROM subscribing_charge c
JOIN subscribing_service s ON s.id = c.service_id
JOIN ordering_order o ON o.id = s.order_id
LEFT JOIN recognizing_ramp r ON r.order_id = s.order_id AND s.order_line_id = ANY(r.line_ids)
 AND r.rule = 'over_the_term' AND s.anchor_on < r.until
WHERE s.entity_id = %s AND c.starts_on <= %s
  AND NOT EXISTS (SELECT 1 FROM recognizing_obligation b WHERE b.charge_id = c.id)
ORDER BY c.id
"""
_USAGE = """
SELECT NULL::bigint, u.id, s.order_line_id, s.customer_id, s.product_id, s.id, s.currency,
       o.placed_on, u.starts_on, u.ends_on, u.net_minor
FROM metering_usage_charge u
JOIN subscribing_service s ON s.id = u.service_id
JOIN ordering_order o ON o.id = s.order_id
WHERE s.entity_id = %s AND u.starts_on <= %s
  AND NOT EXISTS (SELECT 1 FROM recognizing_obligation b WHERE b.usage_id = u.id)
ORDER BY u.id
"""
_USED = """
SELECT u.id, date_trunc('month', m.used_on)::date, sum(m.quantity)
FROM metering_usage_charge u
JOIN metering_usage m ON m.service_id = u.service_id
 AND m.used_on >= u.starts_on AND m.used_on < u.ends_on
WHERE u.id = ANY(%s) GROUP BY 1, 2 ORDER BY 1, 2
"""


# The lines of a ramp's segments, in order; its head stands before them in the quote.
_RAMPS = """
SELECT h.id, array_agg(l.id ORDER BY q.starts_month, q.position)
FROM ordering_line l
JOIN quoting_line q ON q.id = l.quote_line_id AND q.segment IS NOT NULL
JOIN LATERAL (
    SELECT p.id FROM quoting_line p
    WHERE p.quote_id = q.quote_id AND p.block = 'ramp' AND p.position < q.position
    ORDER BY p.position DESC LIMIT 1
) h ON true
WHERE l.order_id = %s AND l.charge_kind = 'recurring'
GROUP BY h.id ORDER BY min(q.position)
"""


def ramps_of_order(order_id: UUID) -> list[tuple[int, list[int]]]:
    """The ramps that an order sold: the quote line that heads each, and its order lines."""
    return [(head, list(lines)) for head, lines in sql.rows(_RAMPS, [order_id])]


# Lines of a contract that an amendment changed and that are no ramp: the quote line that sold each, its
# order line, its order.
_AMENDED = """
SELECT DISTINCT l.quote_line_id, l.id, l.order_id
FROM subscribing_service s JOIN ordering_line l ON l.id = s.order_line_id
JOIN ordering_order o ON o.id = s.order_id
WHERE o.contract_id = %s AND s.amended_by = %s AND s.charge_kind = 'recurring'
  AND l.quote_line_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM recognizing_ramp r
                  WHERE r.order_id = l.order_id AND l.id = ANY(r.line_ids))
ORDER BY l.id
"""
# What a line charged, and what earns it: obligation, charge, its days and price, what it earns in all.
_OF_CHARGES = """
SELECT b.id, c.id, c.starts_on, c.ends_on, c.net_minor, b.total_minor
FROM recognizing_obligation b JOIN subscribing_charge c ON c.id = b.charge_id
JOIN subscribing_service s ON s.id = c.service_id
WHERE b.order_line_id = ANY(%s) AND s.anchor_on < %s ORDER BY b.id FOR UPDATE OF b
"""


def amended_lines(contract_id: UUID, quote_id: UUID) -> list[tuple[int, int, UUID]]:
    """The recurring lines that an amendment changed and that are no ramp: quote line, order line, order."""
    return list(sql.rows(_AMENDED, [contract_id, quote_id]))


def charged(order_line_ids: Collection[int], until: date) -> list[tuple[int, int, Charged]]:
    """What these lines charged of services begun before a day, locked: obligation, charge, what it earns."""
    rows = sql.rows(_OF_CHARGES, [list(order_line_ids), until])
    return [(pk, charge, Charged(*told)) for pk, charge, *told in rows]


def states(ids: Collection[int], beyond: UUID | None = None) -> list[State]:
    """What happened to these obligations, by id; `beyond`: a delivery not yet recognized."""
    return [_state(row) for row in sql.rows(_STATES, {"ids": list(ids), "beyond": beyond})]


def _state(row: Sequence[Any]) -> State:
    head, (pattern, total, start, end, charge, usage) = Head(*row[:5]), row[5:11]
    (
        ordered,
        base,
        delivered,
        returned,
        invoiced,
        credited,
        billed,
        done,
        through,
        within,
        kept,
        closed,
    ) = row[11:]
    source = Source.CHARGE if charge else Source.USAGE if usage else Source.LINE
    if source is not Source.LINE:  # a period or a rated use is billed once, as a whole
        ordered, delivered = Decimal(1), Decimal(1)
        once = invoiced or billed  # what an amendment charges may stand on a credit note
        invoiced, credited = Decimal(1 if once else 0), Decimal(0)
    promise = Promise(
        pattern=Pattern(pattern), source=source, base_minor=base, ordered=ordered,
        delivered=delivered, returned=returned, invoiced=invoiced, credited=credited,
        billed_minor=billed, start=start, end=end, through=through and end_of_month(through),
        within=within, kept_minor=kept,
    )  # fmt: skip
    return State(head, promise, total, done, closed)


def document(invoice_id: UUID, entity_id: UUID, kind: str) -> Document | None:
    """The lines of an issued document that tell of promises, deposits left out; None: no such."""
    rows = sql.rows(_DOCUMENT, [invoice_id, entity_id, kind])
    if not rows:
        return None
    return Document(rows[0][0], rows[0][1], tuple(DocumentLine(*row[2:]) for row in rows))


def unpromised(entity_id: UUID, on: date) -> list[Unpromised]:
    """Charges and rated uses that began by `on` and have no obligation yet."""
    with connection.cursor() as cursor:
        cursor.execute(_CHARGES, [entity_id, on])
        charges = cursor.fetchall()
        cursor.execute(_USAGE, [entity_id, on])
        return [Unpromised(*row) for row in [*charges, *cursor.fetchall()]]


def used_by_month(usage_ids: Collection[int]) -> dict[int, dict[date, Decimal]]:
    """Quantity used per month (its first day) of each rated use."""
    found: dict[int, dict[date, Decimal]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_USED, [list(usage_ids)])
        for usage_id, month, quantity in cursor.fetchall():
            found.setdefault(usage_id, {})[month] = quantity
    return found
