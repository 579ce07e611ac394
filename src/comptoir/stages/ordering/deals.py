"""A direct order as the terms that approval policies look at, and what its approvers see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from comptoir.kernel.money import exponent, extend_minor
from comptoir.platform.actions import Do
from comptoir.records.approvals.engine import Deal, DealLine, Measure
from comptoir.records.approvals.rules import Rules, rules
from comptoir.records.catalog import queries as catalog
from comptoir.records.credit import queries as credit
from comptoir.records.parties import queries as parties
from comptoir.stages.ordering.core.asked import USAGE
from comptoir.stages.ordering.models import Order, OrderLine
from comptoir.stages.pricing import queries as pricing

ORDER = "order"  # what an approver looks at; a quote says nothing


def terms(do: Do, order: Order, rows: Sequence[OrderLine], term_months: int) -> Deal | None:
    """What the policies in force look at; None where there are none. One statement in that case."""
    known = rules(do.entity_id, order.id, do.today)
    return deal(do, order, rows, term_months, known) if known.policies else None


def deal(do: Do, order: Order, rows: Sequence[OrderLine], term_months: int, known: Rules) -> Deal:
    """The order as it would be placed; what no policy looks at is not looked up. One statement, and one
    each where a policy asks for the segment and for new customers."""
    products = catalog.products({row.product_id for row in rows})
    new = segment = None
    if known.asks(Measure.NEW_CUSTOMER):
        new = not credit.exposures_of(order.customer_id)
    if known.asks(Measure.SEGMENT):
        segment = parties.customer(order.customer_id).segment
    floors = _floors(do, order, products) if known.asks(Measure.BELOW_FLOOR) else {}
    found = Deal(
        subject_id=order.id, document_id=order.id, number=order.number,
        customer_id=order.customer_id, owner=do.actor.name, currency=order.currency,
        lines=[
            _line(row, products[row.product_id], order.currency, floors.get(row.product_id))
            for row in rows
        ],
        payment_days=order.terms_days, term_months=term_months, validity_days=0,
        deposit=Fraction(order.deposit_percent), segment=segment, new_customer=new,
        content=_content(order, rows, products, term_months),
    )  # fmt: skip
    return known.priced(found)


def _floors(
    do: Do, order: Order, products: Mapping[UUID, catalog.ProductFacts]
) -> dict[UUID, Decimal | None]:
    """The floor price of each product, in the book that priced the order."""
    segment = parties.customer(order.customer_id).segment
    book = pricing.default_book(do.entity_id, order.currency, do.today, segment=segment)
    sold = {p.id: p.category for p in products.values()}
    found = pricing.offered(book.id, sold, do.today, order.customer_id)
    return {pk: price.floor for pk, price in found.items()}


def _line(
    row: OrderLine, product: catalog.ProductFacts, currency: str, floor: Decimal | None
) -> DealLine:
    """The line over its whole term, at list and as it was entered."""
    digits, periods = exponent(currency), _periods(row)
    known = product.cost is not None and product.currency == currency
    cost = extend_minor(product.cost or Decimal(0), row.quantity, digits) * periods
    listed = row.unit_net if row.list_price is None else row.list_price
    return DealLine(
        position=row.position, sku=product.sku,
        list_minor=extend_minor(listed, row.quantity, digits) * periods,
        net_minor=row.net_minor * periods, cost_minor=cost if known else None,
        inside_rate=row.margin_rate,
        floor_minor=None
        if floor is None
        else extend_minor(floor, row.quantity, digits) * periods,
        counted=row.charge_kind != USAGE,
    )  # fmt: skip


def _periods(row: OrderLine) -> int:
    if row.starts_on is None or row.ends_on is None:
        return 1
    months = (row.ends_on.year - row.starts_on.year) * 12 + row.ends_on.month - row.starts_on.month
    return max(1, months // (row.billing_months or 1))


def _content(
    order: Order, rows: Sequence[OrderLine], products: Any, term_months: int
) -> dict[str, Any]:
    """The commercial terms as an approver sees them."""
    return {
        "document": ORDER, "customer": str(order.customer_id), "currency": order.currency,
        "starts_on": None, "term_months": term_months, "valid_until": "",
        "terms_kind": order.terms_kind, "payment_days": order.terms_days,
        "deposit_percent": _text(order.deposit_percent), "note": order.customer_ref,
        "discount": "none 0", "net_minor": order.net_minor,
        "lines": [_shown(row, products[row.product_id].sku) for row in rows],
    }  # fmt: skip


def _shown(row: OrderLine, sku: str) -> dict[str, Any]:
    off = row.discount_percent
    listed = row.unit_net if row.list_price is None else row.list_price
    return {
        "sku": sku, "description": row.description, "quantity": _text(row.quantity),
        "list_price": _text(listed), "unit_net": _text(row.unit_net),
        "discount": f"percent {_text(off)}" if off else "none 0", "net_minor": row.net_minor,
        "optional": False, "term_months": None,
    }  # fmt: skip


def _text(value: Decimal) -> str:
    return f"{value.normalize():f}" if value else "0"
