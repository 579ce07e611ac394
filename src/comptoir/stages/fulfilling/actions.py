"""Writes of deliveries and returns. Both lock the order first: of two people, one comes second."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from comptoir.kernel.errors import Invalid, Refused
from comptoir.platform import bulk, numbering, sql
from comptoir.platform.actions import Do, action
from comptoir.stages.fulfilling import queries
from comptoir.stages.fulfilling.core.conditions import Condition, check_condition
from comptoir.stages.fulfilling.core.quantities import LineState, delivery_lines, return_lines
from comptoir.stages.fulfilling.events import Delivered, Returned
from comptoir.stages.fulfilling.models import Delivery, DeliveryLine
from comptoir.stages.ordering import queries as ordering
from comptoir.stages.ordering.core.states import OrderState

_COLUMNS = ("delivery_id", "order_line_id", "quantity", "is_return")


class OrderNotOpen(Refused):
    """Only an open order can be delivered."""

    code = "order_not_open"


class DayRefused(Invalid):
    """The day must lie between the order and today."""

    code = "day_refused"


class ReturnNeedsReason(Invalid):
    """Say why the goods came back."""

    code = "return_needs_reason"


@action(may="fulfilling.write")
def deliver(
    do: Do,
    *,
    order_id: UUID,
    lines: Sequence[tuple[int, Decimal]] | None = None,
    delivered_on: date | None = None,
    condition: str = Condition.GOOD,
    note: str = "",
    tracking: str = "",
) -> Delivered:
    """Record that goods were handed over or a service rendered.

    lines  (order line id, quantity) pairs; None for all that is left
    """
    order = ordering.locked_order(order_id, do.entity_id)
    if order.state != OrderState.OPEN:
        raise OrderNotOpen(
            field="order_id", found=order.state, expected=OrderState.OPEN, order=order.number,
            **({"hold": order.hold_reason} if order.state == OrderState.HELD else {}),
        )  # fmt: skip
    day = _day(do, delivered_on, order.placed_on)
    check_condition(condition)
    moves = delivery_lines(_states(order), lines)
    made = Delivery(
        is_return=False, delivered_on=day, condition=condition, note=note, tracking=tracking[:80]
    )
    _write(do, order, made, moves)
    return do.record(
        Delivered(
            entity_id=do.entity_id,
            delivery_id=made.id,
            order_id=order.id,
            customer_id=order.customer_id,
            delivered_on=day,
            scheduled=bool(order.schedule),
        )
    )


@action(may="fulfilling.write")
def take_back(
    do: Do,
    *,
    order_id: UUID,
    lines: Sequence[tuple[int, Decimal]],
    reason: str,
    condition: str = Condition.GOOD,
    returned_on: date | None = None,
    note: str = "",
) -> Returned:
    """Record that delivered goods came back, of an order that is open or closed."""
    order = ordering.locked_order(order_id, do.entity_id)
    if order.state not in (OrderState.OPEN, OrderState.CLOSED):
        raise OrderNotOpen(field="order_id", found=order.state, expected="open | closed")
    if not reason.strip():
        raise ReturnNeedsReason(field="reason")
    day = _day(do, returned_on, order.placed_on)
    check_condition(condition)
    moves = return_lines(_states(order), lines)
    made = Delivery(
        is_return=True, delivered_on=day, condition=condition, note=note,
        reason=reason.strip()[:200],
    )  # fmt: skip
    _write(do, order, made, moves)
    return do.record(
        Returned(
            entity_id=do.entity_id,
            delivery_id=made.id,
            order_id=order.id,
            customer_id=order.customer_id,
            delivered_on=day,
        )
    )


def _day(do: Do, wished: date | None, placed_on: date) -> date:
    day = wished or do.today
    if not placed_on <= day <= do.today:
        raise DayRefused(
            field="delivered_on", found=day.isoformat(), expected=f"{placed_on} … {do.today}"
        )
    return day


def _states(order: ordering.OrderFacts) -> list[LineState]:
    moved = queries.delivered([order.id])
    never = queries.Moved()
    return [
        LineState(
            line.id,
            line.description,
            line.deliverable,
            line.quantity,
            moved.get(line.id, never).delivered,
            moved.get(line.id, never).returned,
        )
        for line in order.lines
    ]


def _write(
    do: Do, order: ordering.OrderFacts, made: Delivery, moves: Sequence[tuple[int, Decimal]]
) -> None:
    series = "return" if made.is_return else "delivery"
    made.entity_id, made.order_id, made.customer_id = do.entity_id, order.id, order.customer_id
    made.number = numbering.next_number(do, series, do.today)
    sql.add(made)
    rows = ((made.id, line_id, quantity, made.is_return) for line_id, quantity in moves)
    bulk.copy(DeliveryLine._meta.db_table, _COLUMNS, rows)
