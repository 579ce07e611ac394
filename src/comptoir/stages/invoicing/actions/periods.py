"""The billing run: one invoice per customer, currency and terms for every charge that is due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import cast
from uuid import UUID

from django.db import connection

from comptoir.kernel.errors import NothingDue
from comptoir.platform.actions import Do, action
from comptoir.records.catalog import queries as catalog
from comptoir.stages.invoicing import parts, preparing, queries
from comptoir.stages.invoicing.core.lines import NewLine
from comptoir.stages.invoicing.core.states import InvoiceKind
from comptoir.stages.invoicing.events import InvoiceDrafted, InvoiceIssued
from comptoir.stages.invoicing.preparing import Head
from comptoir.stages.invoicing.standing import OrderStanding, standings, takes_over
from comptoir.stages.ordering import queries as ordering
from comptoir.stages.ordering.queries import OrderFacts
from comptoir.stages.subscribing.queries import DueCharge

Key = tuple[UUID, str, str, str, int]  # customer, currency, language, terms


@dataclass(slots=True)
class Bill:
    """One invoice of the run: its lines by order."""

    lines: dict[UUID, list[NewLine]] = field(default_factory=dict)


@action(may="invoicing.write")
def bill_periods(do: Do, *, on: date | None = None) -> InvoiceIssued | InvoiceDrafted:
    """Issue one invoice per customer, currency and terms for the charges of services and usage that
    are due by `on` (today); NothingDue when there is none.

    Each charge is billed once, by the database; a run may be repeated. An invoice that lacks a
    mandatory mention stays a draft and does not stop the others.
    """
    _alone(do.entity_id)
    due = queries.due_charges(do.entity_id, on or do.today)
    if not due:
        raise NothingDue(field="on", found=(on or do.today).isoformat())
    orders = ordering.locked_orders({one.order_id for one in due})
    products = catalog.products({one.product_id for one in due})
    stands = standings(orders.values())
    papers = [_paper(do, bill, stands) for bill in _bills(due, orders, products).values()]
    parts.issue(do, papers, leave=True)
    return cast(InvoiceIssued | InvoiceDrafted, do.recorded[-1])


def _alone(entity_id: UUID) -> None:
    """A second run waits for the first one's commit, and then finds nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"bill {entity_id}"]
        )


def _bills(
    due: Iterable[queries.Due],
    orders: Mapping[UUID, OrderFacts],
    products: Mapping[UUID, catalog.ProductFacts],
) -> dict[Key, Bill]:
    bills: dict[Key, Bill] = {}
    for one in due:
        order = orders[one.order_id]
        key = (
            order.customer_id, order.currency, order.language, order.terms_kind, order.terms_days,
        )  # fmt: skip
        lines = bills.setdefault(key, Bill()).lines.setdefault(order.id, [])
        line = next(li for li in order.lines if li.id == one.order_line_id)
        lines.append(_line(one, line, products[one.product_id]))
    return bills


def _line(
    one: queries.Due, line: ordering.OrderLineFacts, product: catalog.ProductFacts
) -> NewLine:
    if isinstance(one, DueCharge):
        return preparing.charge_line(one, line, product)
    return preparing.usage_line(one, line, product)


def _paper(do: Do, bill: Bill, stands: Mapping[UUID, OrderStanding]) -> parts.Paper:
    """The invoice of one customer: the lines of its orders, less what their deposits paid."""
    lines: list[NewLine] = []
    freed = 0
    for order_id, own in bill.lines.items():
        found = stands[order_id]
        all_of_it = [*own, *preparing.deduction_lines(found, own)]
        lines += all_of_it
        freed += takes_over(found, all_of_it)
    order = stands[next(iter(bill.lines))].order
    head = preparing.head_of(order)
    if len(bill.lines) > 1:
        head = Head(
            order.customer_id, order.currency, order.language, order.terms_kind, order.terms_days
        )
    made = parts.paper(do, head, lines, InvoiceKind.INVOICE)
    made.from_order_minor = freed
    return made
