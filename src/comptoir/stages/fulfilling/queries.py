"""Reads of deliveries and returns, and of what waits to be delivered."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from comptoir.kernel.errors import NotFound
from comptoir.platform import sql
from comptoir.platform.paging import Sorts, arranged, cut, folded, keyset, place
from comptoir.records.parties import queries as parties
from comptoir.stages.fulfilling.models import Delivery, DeliveryLine
from comptoir.stages.ordering import queries as ordering

ZERO = Decimal(0)
START = ("-infinity", "-infinity", "")  # before every order that waits


class UnknownDelivery(NotFound):
    """There is no such delivery."""

    code = "unknown_delivery"


@dataclass(frozen=True, slots=True)
class DeliveryLineFacts:
    """How much of one order line; `quantity` has the sign of what was ordered."""

    id: int
    order_line_id: int
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class DeliveryFacts:
    """A delivery, or a return of it. `condition` is that of the goods when they changed hands."""

    id: UUID
    entity_id: UUID
    number: str
    order_id: UUID
    customer_id: UUID
    is_return: bool
    delivered_on: date
    condition: str
    reason: str
    tracking: str
    note: str
    lines: tuple[DeliveryLineFacts, ...] = ()


class Moved(NamedTuple):
    """What became of an order line so far, in its unit and sign."""

    delivered: Decimal = ZERO
    returned: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class ToDeliver:
    """An open order with something to deliver; `promised_on` is the earliest promise left."""

    order_id: UUID
    number: str
    customer_id: UUID
    placed_on: date
    promised_on: date | None
    lines_left: int
    started: bool


_HEAD = tuple(n for n in DeliveryFacts.__dataclass_fields__ if n != "lines")
_LINE = tuple(DeliveryLineFacts.__dataclass_fields__)
_MOVED = """
SELECT l.order_line_id, coalesce(sum(l.quantity) FILTER (WHERE NOT l.is_return), 0),
       coalesce(sum(l.quantity) FILTER (WHERE l.is_return), 0),
       max(d.delivered_on) FILTER (WHERE NOT d.is_return)
FROM fulfilling_line l JOIN fulfilling_delivery d ON d.id = l.delivery_id
WHERE d.order_id = ANY(%s) GROUP BY l.order_line_id
"""
# Only open orders are looked at, and of these only lines that are handed over once.
_WAITING = """
SELECT o.id, o.number, o.customer_id, o.placed_on, min(l.promised_on), count(*),
       bool_or(coalesce(d.delivered, 0) <> 0)
       OR EXISTS (SELECT 1 FROM fulfilling_delivery f WHERE f.order_id = o.id)
FROM ordering_order o
JOIN ordering_line l ON l.order_id = o.id AND l.charge_kind = 'one_off'
LEFT JOIN LATERAL (
    SELECT sum(f.quantity) AS delivered FROM fulfilling_line f
    WHERE f.order_line_id = l.id AND NOT f.is_return
) d ON true
WHERE o.entity_id = %s AND o.state = 'open' AND abs(coalesce(d.delivered, 0)) < abs(l.quantity)
GROUP BY o.id
HAVING (coalesce(min(l.promised_on), 'infinity'), o.placed_on, o.number) > (%s, %s, %s)
ORDER BY min(l.promised_on) NULLS LAST, o.placed_on, o.number
LIMIT %s OFFSET %s
"""


def delivery(delivery_id: UUID, entity_id: UUID | None = None) -> DeliveryFacts:
    """One delivery or return with its lines; with `entity_id`, only if it is that company's."""
    found = sql.values(Delivery, _HEAD, "id = %s", [delivery_id])
    if not found or entity_id not in (None, found[0][1]):
        raise UnknownDelivery(field="delivery_id", found=str(delivery_id))
    lines = sql.values(DeliveryLine, _LINE, "delivery_id = %s ORDER BY id", [delivery_id])
    return DeliveryFacts(*(*found[0], tuple(DeliveryLineFacts(*row) for row in lines)))


def deliveries_of(order_id: UUID) -> list[DeliveryFacts]:
    """The deliveries and returns of an order with their lines, oldest first."""
    return deliveries_of_orders([order_id]).get(order_id, [])


def deliveries_of_orders(order_ids: Iterable[UUID]) -> dict[UUID, list[DeliveryFacts]]:
    """Deliveries and returns by order, oldest first. Two statements."""
    rows = Delivery.objects.filter(order_id__in=set(order_ids)).order_by("created_at", "id")
    found: dict[UUID, list[DeliveryFacts]] = {}
    for row in rows.prefetch_related("lines"):
        found.setdefault(row.order_id, []).append(_facts(row, row.lines.all()))
    return found


def delivered(order_ids: Collection[UUID]) -> dict[int, Moved]:
    """What was delivered and returned per order line; a line that never moved is absent."""
    if not order_ids:
        return {}
    found = sql.rows(_MOVED, [list(order_ids)])
    return {line: Moved(out, back) for line, out, back, _ in found}


def served(order_id: UUID) -> tuple[dict[int, Decimal], date | None]:
    """What was delivered less what came back per order line, and the day of the last delivery."""
    found = sql.rows(_MOVED, [[order_id]])
    days = [last_on for *_, last_on in found if last_on]
    return {line: out - back for line, out, back, _ in found}, max(days, default=None)


def remaining(order: ordering.OrderFacts) -> dict[int, Decimal]:
    """What is still to deliver of each line that is handed over once."""
    moved = delivered([order.id])
    left = {
        line.id: line.quantity - moved.get(line.id, Moved()).delivered for line in order.deliverable
    }
    return {line: quantity for line, quantity in left.items() if quantity}


def to_deliver(entity_id: UUID, limit: int = 100, offset: int = 0) -> list[ToDeliver]:
    """Open orders with something to deliver, the earliest promise first."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [entity_id, *START, limit, offset])
        return [ToDeliver(*row) for row in cursor.fetchall()]


def to_deliver_page(
    entity_id: UUID, cursor: str | None = None, limit: int = 50
) -> tuple[list[ToDeliver], str | None]:
    """`to_deliver` after `cursor`; and the cursor of the next page."""
    start = place(cursor, ("day", "day", "text")) or START
    with connection.cursor() as sql:
        sql.execute(_WAITING, [entity_id, *start, limit + 1, 0])
        rows = [ToDeliver(*row) for row in sql.fetchall()]
    return cut(rows, lambda r: (r.promised_on or "infinity", r.placed_on, r.number), limit)


SORTS: Sorts = {
    "number": "number", "kind": "is_return", "customer": folded("customer__name"),
    "order": "order__number", "delivered_on": "delivered_on", "condition": "condition",
}  # fmt: skip


def deliveries_page(
    entity_id: UUID,
    *,
    order_id: UUID | None = None,
    customer_id: UUID | None = None,
    is_return: bool | None = None,
    since: date | None = None,
    until: date | None = None,
    text: str = "",
    sort: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> tuple[list[DeliveryFacts], str | None]:
    """Heads of deliveries and returns, newest first, after `cursor`; and the next cursor."""
    rows = Delivery.objects.filter(entity_id=entity_id)
    wanted = {
        "order_id": order_id, "customer_id": customer_id, "is_return": is_return,
        "delivered_on__gte": since, "delivered_on__lte": until,
    }  # fmt: skip
    rows = rows.filter(**{k: v for k, v in wanted.items() if v is not None})
    words = text.replace("\x00", "").strip()
    if words:
        named = [c.id for c in parties.find_customers(entity_id, words, limit=200)]
        said = Q(number__icontains=words) | Q(tracking__icontains=words)
        rows = rows.filter(said | Q(customer_id__in=named))
    found, following = keyset(*arranged(rows, sort, SORTS, ("-delivered_on", "-id")), cursor, limit)
    return [_facts(row) for row in found], following


def _facts(
    row: Delivery, lines: QuerySet[DeliveryLine] | Iterable[DeliveryLine] = ()
) -> DeliveryFacts:
    head = {name: getattr(row, name) for name in _HEAD}
    moved = tuple(DeliveryLineFacts(li.id, li.order_line_id, li.quantity) for li in lines)
    return DeliveryFacts(**head, lines=moved)
