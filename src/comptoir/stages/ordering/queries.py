"""Reads of orders. `OrderFacts` is what fulfilling, subscribing and invoicing build on."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q

from comptoir.kernel.errors import NotFound
from comptoir.platform import sql
from comptoir.platform.paging import Sorts, arranged, folded, keyset, ranked
from comptoir.records.parties import queries as parties
from comptoir.stages.ordering.core.states import OrderState
from comptoir.stages.ordering.models import Order, OrderLine

# Of such an order nothing more is delivered, charged or invoiced.
ENDED = (OrderState.CLOSED, OrderState.CANCELED)


class UnknownOrder(NotFound):
    """There is no such order."""

    code = "unknown_order"


@dataclass(frozen=True, slots=True)
class OrderLineFacts:
    """One line, frozen. `net_minor` is of the whole quantity, or of one period where it repeats.

    quantity       negative only on imported lines
    unit_net       major units per unit, before the header discount's share
    starts_on…     [starts_on, ends_on) of recurring and usage lines
    waterfall      price steps as stored; None: unit price as imported
    margin_rate …  under a margin scheme: the rate, what was paid for it, the VAT inside `net_minor`
    """

    id: int
    order_id: UUID
    position: int
    product_id: UUID
    description: str
    quantity: Decimal
    unit_net: Decimal
    net_minor: int
    decision_id: UUID
    vat_rate: Decimal
    charge_kind: str
    billing_months: int | None
    billing_timing: str
    starts_on: date | None
    ends_on: date | None
    promised_on: date | None
    list_price: Decimal | None
    discount_percent: Decimal | None
    quote_line_id: int | None
    configuration_id: UUID | None
    margin_rate: Decimal | None
    purchase_minor: int | None
    margin_vat_minor: int
    waterfall: tuple[dict[str, Any], ...] | None

    @property
    def deliverable(self) -> bool:
        """Whether it is handed over once; what repeats is served over time instead."""
        return self.charge_kind == "one_off"


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """One order; amounts in minor units of `currency`, recurring lines over their whole term.

    hold_minor  by how much the credit limit was passed when it was held
    lines       in order; () where only the head was asked for
    """

    id: UUID
    entity_id: UUID
    number: str
    customer_id: UUID
    quote_id: UUID | None
    contract_id: UUID | None
    channel: str
    external_ref: str | None
    customer_ref: str
    state: str
    hold_reason: str
    hold_minor: int
    language: str
    currency: str
    placed_on: date
    terms_kind: str
    terms_days: int
    deposit_percent: Decimal
    schedule: list[dict[str, Any]] | None
    net_minor: int
    vat_minor: int
    gross_minor: int
    lines: tuple[OrderLineFacts, ...] = ()

    @property
    def open(self) -> bool:
        """Whether it may be executed."""
        return self.state == OrderState.OPEN

    @property
    def deliverable(self) -> tuple[OrderLineFacts, ...]:
        return tuple(line for line in self.lines if line.deliverable)


_LINE = tuple(OrderLineFacts.__dataclass_fields__)
_HEAD = tuple(n for n in OrderFacts.__dataclass_fields__ if n != "lines")


_BASKETS = """
SELECT o.number, o.placed_on, o.customer_id, array_agg(DISTINCT l.product_id)
FROM ordering_order o JOIN ordering_line l ON l.order_id = o.id
WHERE o.entity_id = %s AND o.state <> 'canceled' AND l.quantity > 0{only}
GROUP BY o.id ORDER BY o.placed_on, o.id
"""


def order(order_id: UUID, entity_id: UUID | None = None) -> OrderFacts:
    """One order with its lines; with `entity_id`, only if it is that company's. Two statements."""
    return _whole("", order_id, entity_id)


def locked_order(order_id: UUID, entity_id: UUID | None = None) -> OrderFacts:
    """`order`, its row locked until the open action commits: later stages take this lock first."""
    assert connection.in_atomic_block, "a lock needs an open action"
    return _whole("FOR UPDATE", order_id, entity_id)


def locked_head(order_id: UUID, entity_id: UUID | None = None) -> OrderFacts:
    """`locked_order` without its lines, for what most orders do not need. One statement."""
    assert connection.in_atomic_block, "a lock needs an open action"
    return _head("FOR UPDATE", order_id, entity_id)


def repeating_lines(order_id: UUID) -> tuple[OrderLineFacts, ...]:
    """The lines of an order that are served over time, in order."""
    return _lines("order_id = %s AND charge_kind <> 'one_off' ORDER BY position", [order_id])


def locked_orders(ids: Iterable[UUID]) -> dict[UUID, OrderFacts]:
    """Several orders with their lines, their rows locked in the order of their keys."""
    assert connection.in_atomic_block, "a lock needs an open action"
    wanted = set(ids)
    found = sql.values(Order, _HEAD, "id = ANY(%s) ORDER BY id FOR UPDATE", [list(wanted)])
    lines = _by_order(wanted)
    return {row[0]: OrderFacts(*(*row, tuple(lines.get(row[0], ())))) for row in found}


def _whole(lock: str, order_id: UUID, entity_id: UUID | None) -> OrderFacts:
    found = _head(lock, order_id, entity_id)
    return replace(found, lines=_lines("order_id = %s ORDER BY position", [order_id]))


def _head(lock: str, order_id: UUID, entity_id: UUID | None) -> OrderFacts:
    found = sql.values(Order, _HEAD, f"id = %s {lock}", [order_id])
    if not found or entity_id not in (None, found[0][1]):
        raise UnknownOrder(field="order_id", found=str(order_id))
    return OrderFacts(*found[0])


def orders(ids: Iterable[UUID], *, with_lines: bool = False) -> dict[UUID, OrderFacts]:
    """Several orders by id; an unknown id is left out. One statement, or two with lines."""
    found = sql.values(Order, _HEAD, "id = ANY(%s)", [list(set(ids))])
    lines = _by_order(ids) if with_lines else {}
    return {row[0]: OrderFacts(*(*row, tuple(lines.get(row[0], ())))) for row in found}


def _by_order(ids: Iterable[UUID]) -> dict[UUID, list[OrderLineFacts]]:
    found: dict[UUID, list[OrderLineFacts]] = {}
    asked = "order_id = ANY(%s) ORDER BY order_id, position"
    for line in _lines(asked, [list(set(ids))]):
        found.setdefault(line.order_id, []).append(line)
    return found


def lines(ids: Collection[int]) -> dict[int, OrderLineFacts]:
    """Several lines by id."""
    return {line.id: line for line in _lines("id = ANY(%s)", [list(ids)])}


def order_of_quote(quote_id: UUID) -> OrderFacts | None:
    """The order that an accepted quote became."""
    found = number_of_quote(quote_id)
    return order(found[0]) if found else None


def number_of_quote(quote_id: UUID) -> tuple[UUID, str] | None:
    """Id and number of the order that an accepted quote became."""
    found = sql.values(Order, ("id", "number"), "quote_id = %s", [quote_id])
    return found[0][:2] if found else None


def orders_of_quotes(ids: Collection[UUID]) -> dict[UUID, OrderFacts]:
    """The heads of the orders that several accepted quotes became."""
    rows = Order.objects.filter(quote_id__in=ids)
    return {row.quote_id: facts(row) for row in rows if row.quote_id}


def orders_of_contracts(ids: Collection[UUID]) -> dict[UUID, list[OrderFacts]]:
    """The heads of the orders under several contracts, oldest first."""
    found: dict[UUID, list[OrderFacts]] = {}
    for row in Order.objects.filter(contract_id__in=ids).order_by("number"):
        if row.contract_id:
            found.setdefault(row.contract_id, []).append(facts(row))
    return found


def orders_of_contract(contract_id: UUID) -> list[OrderFacts]:
    """The heads of the orders under a contract, oldest first."""
    return [facts(r) for r in Order.objects.filter(contract_id=contract_id).order_by("number")]


def orders_of_customer(customer_id: UUID, limit: int = 50) -> list[OrderFacts]:
    """The heads of a customer's newest orders."""
    rows = Order.objects.filter(customer_id=customer_id).order_by("-placed_on", "-id")
    return [facts(row) for row in rows[:limit]]


def order_by_ref(entity_id: UUID, channel: str, external_ref: str) -> OrderFacts | None:
    """The order that another system knows as `external_ref`."""
    row = Order.objects.filter(
        entity_id=entity_id, channel=channel, external_ref=external_ref
    ).first()
    return facts(row) if row else None


def external_refs(entity_id: UUID, channel: str) -> set[str]:
    """Every reference that came in through a channel: what an import need not bring again."""
    rows = Order.objects.filter(entity_id=entity_id, channel=channel, external_ref__isnull=False)
    return {str(ref) for ref in rows.values_list("external_ref", flat=True).iterator()}


def orders_by_number(entity_id: UUID, text: str, limit: int = 10) -> list[OrderFacts]:
    """Orders whose number or a reference contains `text`, newest first."""
    rows = Order.objects.filter(entity_id=entity_id).filter(_said(text.replace("\x00", "").strip()))
    return [facts(row) for row in rows.order_by("-placed_on", "-id")[:limit]]


SORTS: Sorts = {
    "number": "number", "customer": folded("customer__name"), "state": ranked("state", OrderState),
    "placed_on": "placed_on", "channel": "channel", "net": "net_minor", "gross": "gross_minor",
}  # fmt: skip


def orders_page(
    entity_id: UUID,
    *,
    state: str = "",
    channel: str = "",
    customer_id: UUID | None = None,
    quote_id: UUID | None = None,
    contract_id: UUID | None = None,
    currency: str = "",
    since: date | None = None,
    until: date | None = None,
    text: str = "",
    sort: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> tuple[list[OrderFacts], str | None]:
    """Heads of orders, newest first, after `cursor`; and the cursor of the next page.

    text  a part of the number, of a reference, or of the customer's name
    since, until  the day it was placed, both included
    """
    rows = Order.objects.filter(entity_id=entity_id)
    wanted = {
        "state": state, "channel": channel, "customer_id": customer_id, "quote_id": quote_id,
        "contract_id": contract_id, "currency": currency, "placed_on__gte": since,
        "placed_on__lte": until,
    }  # fmt: skip
    rows = rows.filter(**{k: v for k, v in wanted.items() if v})
    words = text.replace("\x00", "").strip()
    if words:
        named = [c.id for c in parties.find_customers(entity_id, words, limit=200)]
        rows = rows.filter(_said(words) | Q(customer_id__in=named))
    found, following = keyset(*arranged(rows, sort, SORTS, ("-placed_on", "-id")), cursor, limit)
    return [facts(row) for row in found], following


def _said(words: str) -> Q:
    return (
        Q(number__icontains=words)
        | Q(customer_ref__icontains=words)
        | Q(external_ref__icontains=words)
    )


def states(entity_id: UUID) -> dict[str, int]:
    """How many orders are in each state."""
    rows = Order.objects.filter(entity_id=entity_id).values_list("state").annotate(n=Count("id"))
    return dict(rows.order_by("state"))


def held(entity_id: UUID, limit: int = 50) -> list[OrderFacts]:
    """Orders that wait for a release, oldest first."""
    rows = Order.objects.filter(entity_id=entity_id, state=OrderState.HELD)
    return [facts(row) for row in rows.order_by("placed_on", "id")[:limit]]


def facts(row: Order, lines: Iterable[OrderLineFacts] = ()) -> OrderFacts:
    """A row as facts."""
    head = {name: getattr(row, name) for name in _HEAD}
    return OrderFacts(**head, lines=tuple(lines))


def _lines(where: str, params: list[Any]) -> tuple[OrderLineFacts, ...]:
    """Read straight into facts: a model object per line would cost more than the statement."""
    found = sql.values(OrderLine, _LINE, where, params)
    return tuple(OrderLineFacts(*(*row[:-1], _steps(row[-1]))) for row in found)


def _steps(stored: list[dict[str, Any]] | None) -> tuple[dict[str, Any], ...] | None:
    return None if stored is None else tuple(stored)


class Basket(NamedTuple):
    """Which products one order asked for."""

    number: str
    placed_on: date
    customer_id: UUID
    products: frozenset[UUID]


def baskets(entity_id: UUID, customer_id: UUID | None = None) -> list[Basket]:
    """What was ordered together, the oldest first; returns and canceled orders left out."""
    only = " AND o.customer_id = %s" if customer_id else ""
    found = sql.rows(_BASKETS.format(only=only), [entity_id, *filter(None, [customer_id])])
    return [Basket(number, on, customer, frozenset(ids)) for number, on, customer, ids in found]


def has_configured(order_id: UUID) -> bool:
    """Whether a line of the order was put together from options."""
    text = (
        "SELECT 1 FROM ordering_line WHERE order_id = %s AND configuration_id IS NOT NULL LIMIT 1"
    )
    return sql.one(text, [order_id]) is not None
