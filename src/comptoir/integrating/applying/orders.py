"""An order of a shop, and a payment that an ERP received, become ours, once."""

from __future__ import annotations

from decimal import Decimal

from comptoir.integrating.applying.blocked import (
    AnotherTotal,
    Applied,
    Blocked,
    ChangedThere,
    NotYet,
    Told,
)
from comptoir.integrating.core.objects import Document, Line, Payment
from comptoir.kernel.money import EXACT, UNIT_PLACES, to_places
from comptoir.records.catalog import queries as catalog
from comptoir.stages.collecting import actions as collecting_actions
from comptoir.stages.collecting import queries as collecting
from comptoir.stages.invoicing import queries as invoicing
from comptoir.stages.ordering import actions as ordering_actions
from comptoir.stages.ordering import queries as ordering

CANCELED = frozenset({"canceled", "cancelled", "refunded", "failed"})
NOT_YET = frozenset({"draft", "pending", "checkout-draft", "on-hold"})
UNSAID = "MS03"  # the bank says no reason


def apply_order(told: Told, there: Document) -> Applied:
    """Place it at the shop's prices, VAT decided here; the total must be the shop's, to the cent."""
    if told.our_id:
        return _known(told, there)
    state = there.state.lower()
    if state in CANCELED or state in NOT_YET:
        raise NotYet(found=there.state)
    skus = [line.sku for line in there.lines]
    known = catalog.by_sku(told.row.entity_id, [s for s in skus if s])
    lacking = [f"lines.sku:{sku}" for sku in dict.fromkeys(skus) if sku not in known]
    if lacking or not skus:
        raise Blocked(*(lacking or ["lines"]))
    placed = ordering_actions.place_order(
        told.do(), customer_id=told.customer(there.customer), lines=[_line(li) for li in there.lines],
        currency=there.net.currency, channel="storefront",
        external_ref=f"{told.row.pk.hex}:{told.one.external_id}",
        customer_ref=there.reference or there.number,
    )  # fmt: skip
    made = ordering.order(placed.order_id)
    for here, shop in ((made.net_minor, there.net), (made.gross_minor, there.total)):
        if here != shop.minor:
            raise AnotherTotal("total", found=f"{shop.minor}", expected=f"{here}")
    return Applied(made.id, changed=True)


def _known(told: Told, there: Document) -> Applied:
    """Placed before: a cancellation is followed, another content is somebody's decision."""
    assert told.our_id
    made = ordering.order(told.our_id, told.row.entity_id)
    if there.state.lower() in CANCELED and made.state in ("open", "held"):
        reason = f"{told.row.name}: {there.state}"
        ordering_actions.cancel_order(told.do(), order_id=made.id, reason=reason)
        return Applied(made.id, changed=True)
    if there.net.minor != made.net_minor and there.state.lower() not in CANCELED:
        raise ChangedThere("total", found=f"{there.net.minor}", expected=f"{made.net_minor}")
    return Applied(made.id, changed=False)


def _line(li: Line) -> ordering_actions.OrderLineIn:
    """At the shop's amount, where it says one: the unit price that comes to it exactly."""
    price, off = li.unit_price, li.discount_percent
    if li.amount is not None and li.quantity:
        whole = li.amount.major
        if price is None or EXACT.multiply(price, li.quantity) * (100 - off) / 100 != whole:
            price, off = to_places(EXACT.divide(whole, li.quantity), UNIT_PLACES), Decimal(0)
    return ordering_actions.OrderLineIn(
        sku=li.sku, quantity=li.quantity, unit_price=price, discount_percent=off,
        description=li.description,
    )  # fmt: skip


def apply_payment(told: Told, there: Payment) -> Applied:
    """Receive it and settle the invoices that it names; a return is taken back."""
    if told.our_id:
        return _returned(told, there)
    if there.returned:
        raise Blocked("payment", found=there.number)
    customer_id = told.customer(there.customer)
    shares, lacking = [], []
    for part in there.settles:
        found = invoicing.numbered(told.row.entity_id, part.invoice)
        if found is None:
            lacking.append(f"invoice:{part.invoice}")
        else:
            shares.append((found.id, part.amount.minor))
    if lacking:
        raise Blocked(*lacking)
    event = collecting_actions.receive_payment(
        told.do(), customer_id=customer_id, amount_minor=there.amount.minor,
        currency=there.amount.currency, received_on=there.on,
        method=there.method if there.method in collecting_actions.METHODS else "transfer",
        reference=there.reference or there.number, allocations=shares,
    )  # fmt: skip
    return Applied(event.payment_id, changed=True)


def _returned(told: Told, there: Payment) -> Applied:
    assert told.our_id
    ours = collecting.payment(told.row.entity_id, told.our_id)
    if not there.returned or ours.returned:
        return Applied(ours.id, changed=False)
    collecting_actions.return_payment(
        told.do(), payment_id=ours.id, reason=UNSAID, returned_on=max(there.on, ours.received_on)
    )
    return Applied(ours.id, changed=True)
