"""What becomes of an order after it was placed: released, approved, canceled, closed."""

from __future__ import annotations

import contextlib
from collections.abc import Collection
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from comptoir.kernel.errors import Invalid, NothingDue, Refused
from comptoir.kernel.states import step
from comptoir.platform import sql
from comptoir.platform.actions import Change, Do, action
from comptoir.records.approvals import parts as asking
from comptoir.records.approvals import queries as approvals
from comptoir.records.credit import parts as credit
from comptoir.stages.contracting import queries as contracting
from comptoir.stages.ordering import queries
from comptoir.stages.ordering.actions.placing import APPROVAL, CREDIT, placed
from comptoir.stages.ordering.core.states import ORDER_MOVES, OrderState
from comptoir.stages.ordering.events import (
    OrderCanceled,
    OrderClosed,
    OrderHeld,
    OrderHeldAgain,
    OrderPlaced,
    OrderReleased,
)
from comptoir.stages.ordering.models import Order, OrderLine

PREPAYMENT = "prepayment"  # the payment that had released the order came back


class ReasonMissing(Invalid):
    """Say why."""

    code = "reason_missing"


class OrderStarted(Refused):
    """The order was already delivered or invoiced; take that back first."""

    code = "order_started"


class AwaitsApproval(Refused):
    """This order waits for approval; its approvers let it go."""

    code = "order_awaits_approval"


class UnusedRefused(Invalid):
    """What is given up is a part of the order's amount."""

    code = "unused_refused"


@action(may="ordering.release")
def release_approved(do: Do, *, order_id: UUID) -> OrderPlaced | OrderHeld:
    """Let an order go that its approvers approved; it is held on where it passes the credit limit.

    NothingDue when it does not wait for approval."""
    order = _awaiting(do, order_id)
    if not approvals.approved(order.id):
        raise NothingDue(order=order.number)
    changed: Change = {"hold_reason": (APPROVAL, CREDIT)}
    if not order.hold_minor:
        changed = _move(order, "release")
    else:
        order.hold_reason = CREDIT
    order.save(update_fields=["state", "hold_reason"])
    return do.record(placed(order, list(OrderLine.objects.filter(order=order))), changed)


@action(may="ordering.write")
def cancel_rejected(do: Do, *, order_id: UUID) -> OrderCanceled:
    """Give an order up that its approvers rejected; NothingDue when it does not wait for approval."""
    order = _awaiting(do, order_id)
    changed = _move(order, "cancel")
    order.save(update_fields=["state"])
    _free(do, order, order.gross_minor)
    return do.record(
        OrderCanceled(entity_id=do.entity_id, order_id=order.id, customer_id=order.customer_id),
        {**changed, "reason": ("", "not approved")},
    )


def _awaiting(do: Do, order_id: UUID) -> Order:
    row = sql.first(Order, "id = %s AND entity_id = %s FOR UPDATE", [order_id, do.entity_id])
    if row is None or row.state != OrderState.HELD or row.hold_reason != APPROVAL:
        raise NothingDue(order=str(order_id))
    return row


@action(may="ordering.release")
def release_order(do: Do, *, order_id: UUID, reason: str) -> OrderReleased:
    """Let a held order go, above the credit limit; the reason stays on the record."""
    if not reason.strip():
        raise ReasonMissing(field="reason")
    order = _locked(do, order_id)
    if order.state == OrderState.HELD and order.hold_reason == APPROVAL:
        raise AwaitsApproval(field="order_id", found=order.number)
    order.released_paid = False
    return _release(do, order, reason.strip()[:200])


@action(may="ordering.release")
def release_paid(do: Do, *, order_id: UUID, deposit: bool = True) -> OrderReleased:
    """Let a held order go because its deposit was paid; NothingDue when it does not wait.

    deposit  it is the deposit that was paid; where the payment of one came back, nothing else will do
    """
    order = _locked(do, order_id)
    if order.state != OrderState.HELD or order.hold_reason == APPROVAL:
        raise NothingDue(order=order.number)
    if order.hold_reason == PREPAYMENT and not deposit:
        raise NothingDue(order=order.number)
    order.released_paid = True
    return _release(do, order, "deposit paid")


@action(may="ordering.release")
def hold_returned(do: Do, *, order_ids: Collection[UUID], payment_id: UUID) -> OrderHeldAgain:
    """Hold orders again that a paid deposit had released, because the bank took that payment back.

    order_ids  of which something is still to be handed over; what was handed over stays as it is
    One event per order; the last is the answer. NothingDue for orders that are not open, or that somebody
    let go.
    """
    told = None
    for order_id in sorted(order_ids):
        order = _locked(do, order_id)
        if order.state != OrderState.OPEN or not order.released_paid:
            continue
        changed = _move(order, "hold") | {"hold_reason": (order.hold_reason, PREPAYMENT)}
        order.hold_reason = PREPAYMENT
        order.save(update_fields=["state", "hold_reason"])
        event = OrderHeldAgain(
            entity_id=do.entity_id, order_id=order.id, customer_id=order.customer_id,
            payment_id=payment_id,
        )  # fmt: skip
        told = do.record(event, changed)
    if told is None:
        raise NothingDue(payment_id=str(payment_id))
    return told


@action(may="ordering.write")
def cancel_order(do: Do, *, order_id: UUID, reason: str = "") -> OrderCanceled:
    """Give an order up before anything was delivered or invoiced; its credit is free again."""
    return _canceled(do, _locked(do, order_id), reason)


@action(may="ordering.write")
def end_held(do: Do, *, contract_id: UUID | None = None) -> OrderCanceled:
    """Give up the held orders of contracts that were terminated, once the contract's last day is past.

    One whose deposit is invoiced waits for the credit note. One event per order; the last is the answer.
    NothingDue when none waits.

    contract_id  of that contract alone; None: of every one of the company
    """
    wanted = {"contract_id": contract_id} if contract_id else {}
    rows = Order.objects.select_for_update(of=("self",)).filter(
        entity_id=do.entity_id, state=OrderState.HELD, contract__state=contracting.TERMINATED,
        contract__ends_on__lte=do.today, **wanted,
    )  # fmt: skip
    told = None
    for order in rows.annotate(said=F("contract__number")).order_by("id"):
        with contextlib.suppress(OrderStarted):
            told = _canceled(do, order, order.said)
    if told is None:
        raise NothingDue(on=do.today)
    return told


@action(may="ordering.write")
def close_order(do: Do, *, order_id: UUID, unused_minor: int = 0, reason: str = "") -> OrderClosed:
    """End an order: nothing more is delivered or invoiced.

    unused_minor  what of its gross amount will never be invoiced; frees that much credit
    reason        why, where something is left; stays on the record
    """
    order = _locked(do, order_id)
    if not 0 <= unused_minor <= max(order.gross_minor, 0):
        raise UnusedRefused(field="unused_minor", found=unused_minor, expected=order.gross_minor)
    changed = _move(order, "close")
    if reason.strip():
        changed["reason"] = ("", reason.strip()[:200])
    order.save(update_fields=["state"])
    _free(do, order, unused_minor)
    return do.record(OrderClosed(entity_id=do.entity_id, order_id=order.id), changed)


def _canceled(do: Do, order: Order, reason: str) -> OrderCanceled:
    waited = order.state == OrderState.HELD and order.hold_reason == APPROVAL
    changed = _move(order, "cancel")
    try:
        with transaction.atomic():
            order.save(update_fields=["state"])
    except IntegrityError as error:
        if "was delivered or invoiced" not in str(error):
            raise
        raise OrderStarted(field="order_id", found=order.number) from None
    if waited:
        asking.withdraw(do, order.id)
    _free(do, order, order.gross_minor)
    if reason.strip():
        changed["reason"] = ("", reason.strip()[:200])
    return do.record(
        OrderCanceled(entity_id=do.entity_id, order_id=order.id, customer_id=order.customer_id),
        changed,
    )


def _release(do: Do, order: Order, reason: str) -> OrderReleased:
    changed = _move(order, "release")
    order.save(update_fields=["state", "released_paid"])
    return do.record(
        OrderReleased(
            entity_id=do.entity_id,
            order_id=order.id,
            customer_id=order.customer_id,
            net_minor=order.net_minor,
            gross_minor=order.gross_minor,
            currency=order.currency,
        ),
        {**changed, "reason": ("", reason)},
    )


def _locked(do: Do, order_id: UUID) -> Order:
    row = sql.first(Order, "id = %s AND entity_id = %s FOR UPDATE", [order_id, do.entity_id])
    if row is None:
        raise queries.UnknownOrder(field="order_id", found=str(order_id))
    return row


def _move(order: Order, verb: str) -> Change:
    before = order.state
    order.state = step(ORDER_MOVES, verb, OrderState(before))
    return {"state": (before, str(order.state))}


def _free(do: Do, order: Order, gross_minor: int) -> None:
    if gross_minor:
        credit.release_order(
            do, customer_id=order.customer_id, currency=order.currency, gross_minor=gross_minor
        )
