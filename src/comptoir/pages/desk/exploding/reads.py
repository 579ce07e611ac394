"""What became of the lines of an order: one statement per stage, whatever the number of lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from comptoir.pages.desk.sql import select


@dataclass(frozen=True, slots=True)
class Outline:
    """A line of the quote: its place under a bundle or a ramp, and what one unit cost then."""

    id: int
    level: int
    block: str
    description: str
    quantity: Decimal
    unit: str
    cost: Decimal | None


@dataclass(frozen=True, slots=True)
class Moved:
    """A line of a delivery, or of a return."""

    line_id: int
    quantity: Decimal
    is_return: bool
    delivery_id: UUID
    number: str
    on: date
    condition: str
    reason: str


@dataclass(frozen=True, slots=True)
class Bill:
    """A line of an issued document; `line_id` is None for what is asked of the order as a whole."""

    id: int
    line_id: int | None
    kind: str
    description: str
    quantity: Decimal
    net_minor: int
    vat_rate: Decimal
    margin_vat_minor: int
    starts_on: date | None
    ends_on: date | None
    document_id: UUID
    document: str
    number: str
    issued_on: date
    vat_minor: int
    gross_minor: int
    own: bool

    @property
    def advance(self) -> bool:
        """What is asked before it is sold, and its deduction afterwards."""
        return self.kind in ("deposit", "deduction")


@dataclass(frozen=True, slots=True)
class Settled:
    """What was set against a document: of a payment, or of a credit note (of which it is then taken)."""

    document_id: UUID
    kind: str
    source_id: UUID
    number: str
    on: date
    minor: int


@dataclass(frozen=True, slots=True)
class Earning:
    """An obligation, with one of its recognitions where it has any."""

    id: int
    line_id: int
    total_minor: int
    pattern: str
    role: str
    starts_on: date | None
    ends_on: date | None
    cause: str
    month: date | None
    on: date | None
    minor: int
    source_id: UUID | None
    source: str


@dataclass(frozen=True, slots=True)
class Running:
    """A service of a line; `ends_on` is the first day without it."""

    id: UUID
    line_id: int
    state: str
    quantity: Decimal
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Booked:
    """An entry of the books and what it was posted for."""

    id: int
    number: int
    kind: str
    source_id: UUID
    source: str
    on: date


_OUTLINE = """
SELECT id, level, block, description, quantity, unit, cost FROM quoting_line WHERE quote_id = %(quote)s
ORDER BY position
"""
_MOVED = """
SELECT f.order_line_id, f.quantity, f.is_return, v.id, v.number, v.delivered_on, v.condition, v.reason
FROM fulfilling_delivery v JOIN fulfilling_line f ON f.delivery_id = v.id
WHERE v.order_id = %(order)s ORDER BY v.delivered_on, v.created_at, v.number, f.id
"""
# Whole documents, so that a line's part of their VAT can be told; lines of other orders take part in it.
_BILLED = """
SELECT n.id, l.id, n.kind, n.description, n.quantity, n.net_minor, n.vat_rate, n.margin_vat_minor,
       n.service_start, n.service_end, v.id, v.kind, v.number, v.issued_on, v.vat_minor, v.gross_minor,
       l.id IS NOT NULL OR (n.order_line_id IS NULL AND v.order_id = %(order)s)
FROM invoicing_invoice v
JOIN invoicing_line n ON n.invoice_id = v.id
LEFT JOIN ordering_line l ON l.id = n.order_line_id AND l.order_id = %(order)s
WHERE v.state = 'issued' AND (v.order_id = %(order)s OR v.id IN (
    SELECT b.invoice_id FROM invoicing_line b JOIN ordering_line o ON o.id = b.order_line_id
    WHERE o.order_id = %(order)s))
ORDER BY v.issued_on, v.created_at, v.id, n.position
"""
# A credit note that is set against an invoice: so much less is owed of the one, and left of the other.
_SETTLED = """
SELECT a.item_id, 'payment', p.id, p.number, p.received_on, sum(a.amount_minor)::bigint
FROM collecting_allocation a JOIN collecting_payment p ON p.id = a.payment_id
WHERE a.item_id = ANY(%(documents)s) GROUP BY a.item_id, p.id HAVING sum(a.amount_minor) <> 0
UNION ALL
SELECT a.item_id, 'credit', c.invoice_id, c.number, min(a.on), sum(a.amount_minor)::bigint
FROM collecting_allocation a JOIN collecting_open_item c ON c.invoice_id = a.credit_note_id
WHERE a.item_id = ANY(%(documents)s) GROUP BY a.item_id, c.invoice_id HAVING sum(a.amount_minor) <> 0
UNION ALL
SELECT a.credit_note_id, 'invoice', i.invoice_id, i.number, min(a.on), -sum(a.amount_minor)::bigint
FROM collecting_allocation a JOIN collecting_open_item i ON i.invoice_id = a.item_id
WHERE a.credit_note_id = ANY(%(documents)s) GROUP BY a.credit_note_id, i.invoice_id
HAVING sum(a.amount_minor) <> 0
ORDER BY 5, 4
"""
_EARNED = """
SELECT o.id, o.order_line_id, o.total_minor, o.pattern, o.account_role, o.starts_on, o.ends_on,
       coalesce(r.cause, ''), r.month, r.recognized_on, coalesce(r.amount_minor, 0),
       coalesce(f.delivery_id, n.invoice_id), coalesce(v.number, i.number, '')
FROM ordering_line l
JOIN recognizing_obligation o ON o.order_line_id = l.id
LEFT JOIN recognizing_recognition r ON r.obligation_id = o.id
LEFT JOIN fulfilling_line f ON f.id = r.delivery_line_id
LEFT JOIN fulfilling_delivery v ON v.id = f.delivery_id
LEFT JOIN invoicing_line n ON n.id = r.invoice_line_id
LEFT JOIN invoicing_invoice i ON i.id = n.invoice_id
WHERE l.order_id = %(order)s ORDER BY o.booked_on, o.id, r.recognized_on, r.id
"""
_RUNNING = """
SELECT id, order_line_id, state, quantity, anchor_on, ends_on FROM subscribing_service
WHERE order_id = %(order)s ORDER BY anchor_on, id
"""
# What was reversed, and what reversed it, is as if it had not been.
_BOOKED = """
SELECT e.id, e.number, e.source_kind, e.source_id, e.source_number, e.booked_on
FROM ledger_entry e
WHERE (e.source_id = ANY(%(sources)s)
       OR e.source_id = %(entity)s AND e.entity_id = %(entity)s AND e.source_kind = 'recognition'
          AND e.booked_on = ANY(%(days)s))
  AND e.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM ledger_entry x WHERE x.reverses_id = e.id)
ORDER BY e.number
"""


def outline(quote_id: UUID) -> list[Outline]:
    """Every line of the quote that an order comes from, in order."""
    return select(Outline, _OUTLINE, quote=quote_id)


def moved(order_id: UUID) -> list[Moved]:
    """What was delivered and came back, oldest first."""
    return select(Moved, _MOVED, order=order_id)


def billed(order_id: UUID) -> list[Bill]:
    """The lines of every issued document that bills something of the order."""
    return select(Bill, _BILLED, order=order_id)


def settled(documents: list[UUID]) -> list[Settled]:
    """What was set against these documents, oldest first."""
    return select(Settled, _SETTLED, documents=documents)


def earned(order_id: UUID) -> list[Earning]:
    """What was promised, and what of it is earned."""
    return select(Earning, _EARNED, order=order_id)


def running(order_id: UUID) -> list[Running]:
    """The services that its lines became."""
    return select(Running, _RUNNING, order=order_id)


def booked(entity_id: UUID, sources: list[UUID], days: list[date]) -> list[Booked]:
    """The entries of these documents, and of the revenue of services that was posted on these days."""
    return select(Booked, _BOOKED, entity=entity_id, sources=sources, days=days)
