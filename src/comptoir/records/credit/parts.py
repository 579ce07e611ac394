"""How orders, invoices and payments move a customer's exposure, inside the causing action."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from comptoir.platform import sql
from comptoir.platform.actions import Do, part
from comptoir.platform.ids import new_id

_OPEN = """
INSERT INTO credit_account
    (id, entity_id, customer_id, currency, orders_minor, invoices_minor, deposits_minor)
SELECT id, %s, customer, currency, 0, 0, 0
FROM unnest(%s::uuid[], %s::uuid[], %s::text[]) AS m (id, customer, currency)
ON CONFLICT (customer_id, currency) DO NOTHING
"""
_LOCK = """
SELECT 1 FROM credit_account c
JOIN unnest(%s::uuid[], %s::text[]) AS m (customer, currency)
    ON c.customer_id = m.customer AND c.currency = m.currency
ORDER BY c.id FOR UPDATE OF c
"""
_MOVE = """
UPDATE credit_account c SET
    orders_minor = c.orders_minor + m.orders,
    invoices_minor = c.invoices_minor + m.invoices,
    deposits_minor = c.deposits_minor + m.deposits
FROM unnest(%s::uuid[], %s::text[], %s::bigint[], %s::bigint[], %s::bigint[])
    AS m (customer, currency, orders, invoices, deposits)
WHERE c.customer_id = m.customer AND c.currency = m.currency
RETURNING c.customer_id, c.currency, limit_minor, orders_minor + invoices_minor - deposits_minor
"""


@dataclass(frozen=True, slots=True)
class Move:
    """How much one customer's counters change in one currency, minor units."""

    customer_id: UUID
    currency: str
    orders: int = 0
    invoices: int = 0
    deposits: int = 0


@dataclass(frozen=True, slots=True)
class Reservation:
    """What an order took from the credit.

    over_minor  by how much the exposure passes the limit now; 0 when it does not, or none is set
    """

    over_minor: int
    exposure_minor: int
    limit_minor: int | None


@part
def reserve(do: Do, *, customer_id: UUID, currency: str, gross_minor: int) -> Reservation:
    """Count an order (incl. VAT) against the limit, even when over: the caller holds it."""
    return _move(do, customer_id, currency, orders=gross_minor)


@part
def release_order(do: Do, *, customer_id: UUID, currency: str, gross_minor: int) -> Reservation:
    """Take back what an order reserved and will not invoice (canceled, shortened, closed)."""
    return _move(do, customer_id, currency, orders=-gross_minor)


@part
def invoice(
    do: Do, *, customer_id: UUID, currency: str, gross_minor: int, from_order_minor: int = 0
) -> Reservation:
    """Count an invoice, or a credit note (negative), and free the part its order had reserved."""
    return _move(do, customer_id, currency, orders=-from_order_minor, invoices=gross_minor)


@part
def settle(do: Do, *, customer_id: UUID, currency: str, paid_minor: int) -> Reservation:
    """Money came in (negative: it was sent back): so much less is owed."""
    return _move(do, customer_id, currency, invoices=-paid_minor)


@part
def deposit(do: Do, *, customer_id: UUID, currency: str, delta_minor: int) -> Reservation:
    """A deposit was paid (positive) or consumed by an invoice (negative)."""
    return _move(do, customer_id, currency, deposits=delta_minor)


@part
def move_bulk(do: Do, moves: Sequence[Move]) -> dict[tuple[UUID, str], Reservation]:
    """Many movements at once, summed per account; answers what each account came to.

    Locks the accounts in the order of their keys, so that two runs never deadlock.
    """
    rows = list(_summed(moves).values())
    if not rows:
        return {}
    found = _update(rows) if len(rows) == 1 else []
    if not found:
        found = _open_and_update(do, rows)
    return {
        (customer, currency): Reservation(
            max(0, exposure - limit) if limit is not None else 0, exposure, limit
        )
        for customer, currency, limit, exposure in found
    }


def _move(
    do: Do, customer_id: UUID, currency: str, *,
    orders: int = 0, invoices: int = 0, deposits: int = 0,
) -> Reservation:  # fmt: skip
    move = Move(customer_id, currency, orders, invoices, deposits)
    return move_bulk(do, [move])[customer_id, currency]


def _summed(moves: Sequence[Move]) -> dict[tuple[UUID, str], Move]:
    sums: dict[tuple[UUID, str], Move] = {}
    for m in moves:
        key = m.customer_id, m.currency
        s = sums.get(key, Move(*key))
        sums[key] = Move(
            *key, s.orders + m.orders, s.invoices + m.invoices, s.deposits + m.deposits
        )
    return sums


def _open_and_update(do: Do, rows: Sequence[Move]) -> list[tuple[Any, ...]]:
    """The first movement of an account opens it; then lock all in order, then move."""
    customers, currencies = [m.customer_id for m in rows], [m.currency for m in rows]
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [do.entity_id, [new_id() for _ in rows], customers, currencies])
        cursor.execute(_LOCK, [customers, currencies])
    return _update(rows)


def _update(rows: Sequence[Move]) -> list[tuple[Any, ...]]:
    told = ((m.customer_id, m.currency, m.orders, m.invoices, m.deposits) for m in rows)
    return sql.rows(_MOVE, [list(column) for column in zip(*told, strict=True)])
