"""Placing an order: from a quote or as it was entered; held for its approval or by its credit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction

from comptoir.kernel.errors import Invalid, Refused
from comptoir.kernel.money import exponent
from comptoir.platform import bulk, numbering, sql
from comptoir.platform.actions import Do, action
from comptoir.records.approvals import parts as asking
from comptoir.records.approvals.engine import Deal
from comptoir.records.credit import parts as credit
from comptoir.records.parties import queries as parties
from comptoir.stages.contracting import queries as contracting
from comptoir.stages.ordering import deals, queries
from comptoir.stages.ordering import placing as pricing
from comptoir.stages.ordering.core.asked import OrderLineIn
from comptoir.stages.ordering.core.states import Channel, OrderState
from comptoir.stages.ordering.events import (
    OrderAwaitsApproval,
    OrderHeld,
    OrderPlaced,
)
from comptoir.stages.ordering.models import Order, OrderLine
from comptoir.stages.quoting import planning
from comptoir.stages.quoting import queries as quoting

CREDIT = "credit"  # the hold reason of an order above its customer's limit
APPROVAL = "approval"  # of one that a policy wants approved first
_NOT_ENTERED = (Channel.QUOTE, Channel.IMPORT)


class QuoteNotAccepted(Refused):
    """Only an accepted quote becomes an order."""

    code = "quote_not_accepted"


class QuoteOrdered(Refused):
    """This quote already became an order."""

    code = "quote_ordered"


class DuplicateOrder(Refused):
    """This external reference was ordered before."""

    code = "duplicate_order"


class EmptyOrder(Invalid):
    """An order needs at least one line."""

    code = "empty_order"


class UnknownChannel(Invalid):
    """Orders do not come in by this channel."""

    code = "unknown_channel"


class CustomerClosed(Refused):
    """This customer is no longer active."""

    code = "customer_closed"


class DepositRefused(Invalid):
    """A deposit lies between 0 and 100 percent."""

    code = "deposit_refused"


@action(may="ordering.write")
def place_from_quote(
    do: Do,
    *,
    quote_id: UUID,
    contract_id: UUID | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> OrderPlaced | OrderHeld:
    """Turn an accepted quote into an order, once: lines, prices, discounts, VAT as accepted.

    starts_on  of the contract, where it is known; else it is looked up
    ends_on    of the lines that an amendment adds
    """
    quote = quoting.quote(quote_id, do.entity_id)
    if quote.state != "accepted":
        raise QuoteNotAccepted(field="quote_id", found=quote.state, expected="accepted")
    if contract_id and not starts_on:
        starts_on = contracting.contract(contract_id, do.entity_id).starts_on
    starts_on = starts_on or quote.starts_on or do.today
    order = Order(
        entity_id=do.entity_id,
        customer_id=quote.customer_id,
        quote_id=quote.id,
        contract_id=contract_id,
        channel=Channel.QUOTE,
        language=quote.language,
        currency=quote.currency,
        terms_kind=quote.terms_kind,
        terms_days=quote.terms_days,
        deposit_percent=quote.deposit_percent,
        schedule=planning.carried(quote) or None,
        **pricing.totals_of_quote(quote),
    )
    rows = pricing.rows_of_quote(quote, starts_on, ends_on)
    return do.record(placed(order, _place(do, order, rows)))


@action(may="ordering.write")
def place_order(
    do: Do,
    *,
    customer_id: UUID,
    lines: Sequence[OrderLineIn],
    currency: str = "",
    channel: str = Channel.DIRECT,
    external_ref: str | None = None,
    customer_ref: str = "",
    starts_on: date | None = None,
    term_months: int = 12,
    deposit_percent: Decimal = Decimal(0),
) -> OrderPlaced | OrderHeld | OrderAwaitsApproval:
    """Enter an order without a quote: prices from the price book, VAT decided, credit reserved; where a
    policy wants approval, it is held and its approvers are asked.

    external_ref  the order's name in the other system; the same one twice is a DuplicateOrder
    """
    if not lines:
        raise EmptyOrder(field="lines")
    if not (deposit_percent.is_finite() and 0 <= deposit_percent <= 100):
        raise DepositRefused(field="deposit_percent", found=str(deposit_percent)[:40])
    _check_channel(channel)
    customer = parties.customer(customer_id, do.entity_id)
    if not customer.active:
        raise CustomerClosed(field="customer_id", found=customer.name)
    money = currency or customer.currency
    exponent(money)  # refuses what is no currency
    asked = pricing.Asked(
        customer, parties.entity(do.entity_id), money, customer.language, starts_on or do.today,
        term_months,
    )  # fmt: skip
    rows, totals = pricing.rows_of_lines(do, asked, lines)
    order = Order(
        entity_id=do.entity_id,
        customer_id=customer_id,
        channel=channel,
        external_ref=(external_ref or "").strip()[:80] or None,
        customer_ref=customer_ref.strip()[:80],
        language=customer.language,
        currency=money,
        terms_kind=customer.terms_kind,
        terms_days=customer.terms_days,
        deposit_percent=deposit_percent,
        net_minor=totals.net_minor,
        vat_minor=totals.vat_minor,
        gross_minor=totals.gross_minor,
    )
    _place(do, order, rows, deals.terms(do, order, rows, term_months))
    return do.record(_entered(order, rows))


def _entered(
    order: Order, rows: Sequence[OrderLine]
) -> OrderPlaced | OrderHeld | OrderAwaitsApproval:
    if order.hold_reason != APPROVAL:
        return placed(order, rows)
    return OrderAwaitsApproval(
        entity_id=order.entity_id, order_id=order.id, customer_id=order.customer_id
    )


def _check_channel(channel: str) -> None:
    able = [c.value for c in Channel if c not in _NOT_ENTERED]
    if channel not in able:
        raise UnknownChannel(field="channel", found=channel[:40], expected=" | ".join(able))


def _place(
    do: Do, order: Order, rows: Sequence[OrderLine], terms: Deal | None = None
) -> Sequence[OrderLine]:
    """Reserve the credit, number the order, write it with its lines; held when above the limit, or until it
    is approved. terms: what policies look at."""
    reserved = credit.reserve(
        do,
        customer_id=order.customer_id,
        currency=order.currency,
        gross_minor=order.gross_minor,
    )
    _refuse_second(do, order)
    if reserved.over_minor:
        order.state, order.hold_reason = OrderState.HELD, CREDIT
        order.hold_minor = reserved.over_minor
    order.placed_on = do.today
    order.number = numbering.next_number(do, "order", do.today)
    if terms:
        _ask(do, order, terms)
    _write(do, order)
    for row in rows:
        row.order_id = order.id
    bulk.insert(rows, keys=False)
    return rows


def _ask(do: Do, order: Order, terms: Deal) -> None:
    """Ask the approvers whom a policy names, and hold the order until they answered."""
    numbered = replace(terms, number=order.number)
    asked = asking.ask(do, order.id, lambda _known: numbered, order.customer_ref)
    if asked.request_id:
        order.state, order.hold_reason = OrderState.HELD, APPROVAL


def _refuse_second(do: Do, order: Order) -> None:
    """One order per quote and per external reference. The credit row of the customer is locked."""
    if order.quote_id:
        known = queries.number_of_quote(order.quote_id)
        if known:
            raise QuoteOrdered(field="quote_id", found=known[1], order_id=known[0])
    if order.external_ref:
        ref = queries.order_by_ref(do.entity_id, order.channel, order.external_ref)
        if ref:
            raise _duplicate(order, ref)


def _write(do: Do, order: Order) -> None:
    """Insert the head; a twin of another customer that won the race is named like any other."""
    if not order.external_ref:
        sql.add(order)
        return
    try:
        with transaction.atomic():
            sql.add(order)
    except IntegrityError as error:
        ref = queries.order_by_ref(do.entity_id, order.channel, order.external_ref)
        if ref is None or "order_external_ref_once" not in str(error):
            raise
        raise _duplicate(order, ref) from None


def _duplicate(order: Order, known: queries.OrderFacts) -> DuplicateOrder:
    return DuplicateOrder(
        field="external_ref", found=order.external_ref, order=known.number, order_id=known.id
    )


def placed(order: Order, rows: Sequence[OrderLine]) -> OrderPlaced | OrderHeld:
    if order.state == OrderState.HELD:
        return OrderHeld(
            entity_id=order.entity_id,
            order_id=order.id,
            customer_id=order.customer_id,
            over_minor=order.hold_minor,
            currency=order.currency,
        )
    return OrderPlaced(
        entity_id=order.entity_id,
        order_id=order.id,
        customer_id=order.customer_id,
        channel=order.channel,
        net_minor=order.net_minor,
        gross_minor=order.gross_minor,
        currency=order.currency,
        quote_id=order.quote_id,
        contract_id=order.contract_id,
        deposit=bool(order.deposit_percent or order.schedule),
        repeats=any(row.charge_kind != "one_off" for row in rows),
    )
