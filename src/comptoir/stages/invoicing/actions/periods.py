"""The billing run: one invoice per customer, currency and terms for every charge that is due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import cast
from uuid import UUID

from comptoir.kernel.errors import NothingDue
from comptoir.platform import sql
from comptoir.platform.actions import Do, action
from comptoir.records.catalog import queries as catalog
from comptoir.stages.contracting import queries as contracting
from comptoir.stages.invoicing import parts, preparing, queries
from comptoir.stages.invoicing.amending import Billed as Stands
from comptoir.stages.invoicing.amending import billed, given
from comptoir.stages.invoicing.core.lines import NewLine
from comptoir.stages.invoicing.core.netting import Back, Plain, net
from comptoir.stages.invoicing.core.states import InvoiceKind
from comptoir.stages.invoicing.events import InvoiceDrafted, InvoiceIssued
from comptoir.stages.invoicing.preparing import Head
from comptoir.stages.invoicing.standing import OrderStanding, standings, takes_over
from comptoir.stages.ordering import queries as ordering
from comptoir.stages.ordering.queries import OrderFacts
from comptoir.stages.subscribing.queries import DueCharge

Key = tuple[UUID, str, str, str, int]  # customer, currency, language, terms


@dataclass(frozen=True, slots=True)
class Billed:
    """A line of the run with its order; amended: by a change of the order's contract."""

    order: OrderFacts
    line: NewLine
    amended: bool = False


@dataclass(slots=True)
class Bill:
    """One customer's lines, and what is given back, each with the invoice that it corrects."""

    lines: list[Billed] = field(default_factory=list)
    backs: list[tuple[Billed, Back]] = field(default_factory=list)


@action(may="invoicing.write")
def bill_periods(do: Do, *, on: date | None = None) -> InvoiceIssued | InvoiceDrafted:
    """Issue one invoice per customer, currency and terms for the charges of services and usage that
    are due by `on` (today); NothingDue when there is none.

    What an amendment or a termination gives back lowers the invoice, or goes on a credit note of the
    invoice it corrects (core/netting.py). Each charge is billed once, by the database; a run may be repeated.
    An invoice that lacks a mandatory mention stays a draft and does not stop the others.
    """
    _alone(do.entity_id)
    due = queries.due_charges(do.entity_id, on or do.today)
    backs = [one for one in due if isinstance(one, DueCharge) and one.charge.part]
    stands = billed({one.charge.service_id for one in backs})
    due = [one for one in due if _ready(one, stands)]
    if not due:
        raise NothingDue(field="on", found=(on or do.today).isoformat())
    orders = ordering.locked_orders({one.order_id for one in due})
    products = catalog.products({one.product_id for one in due})
    invoiced = standings(orders.values())
    bills = _bills(due, orders, products, stands)
    papers = [made for bill in bills.values() for made in _papers(do, bill, invoiced)]
    parts.issue(do, papers, leave=True)
    return cast(InvoiceIssued | InvoiceDrafted, do.recorded[-1])


def _ready(one: queries.Due, stands: Mapping[tuple[UUID, int], Stands]) -> bool:
    """Whether it can be billed now: what is given back waits while its invoice is a draft, and is nothing
    where credit notes took all of it back already."""
    if not isinstance(one, DueCharge) or not one.charge.part:
        return True
    at = stands.get((one.charge.service_id, one.charge.number))
    return at is None or (at.issued and given(one.charge.net_minor, at) != 0)


def _alone(entity_id: UUID) -> None:
    """A second run waits for the first one's commit, and then finds nothing."""
    sql.alone(f"bill {entity_id}")


def _bills(
    due: Iterable[queries.Due],
    orders: Mapping[UUID, OrderFacts],
    products: Mapping[UUID, catalog.ProductFacts],
    stands: Mapping[tuple[UUID, int], Stands],
) -> dict[Key, Bill]:
    bills: dict[Key, Bill] = {}
    for one in due:
        order = orders[one.order_id]
        key = (
            order.customer_id, order.currency, order.language, order.terms_kind, order.terms_days,
        )  # fmt: skip
        bill = bills.setdefault(key, Bill())
        line = next(li for li in order.lines if li.id == one.order_line_id)
        product = products[one.product_id]
        if isinstance(one, DueCharge) and one.charge.part:
            at = stands.get((one.charge.service_id, one.charge.number))
            made = preparing.unused_line(one, line, product, at, order.language)
            back = Back(made.net_minor, made.vat_rate, at and at.invoice_id)
            bill.backs.append((Billed(order, made), back))
        else:
            amended = isinstance(one, DueCharge) and one.amended_by is not None
            bill.lines.append(Billed(order, _line(one, line, product), amended))
    return bills


def _line(
    one: queries.Due, line: ordering.OrderLineFacts, product: catalog.ProductFacts
) -> NewLine:
    if isinstance(one, DueCharge):
        return preparing.charge_line(one, line, product)
    return preparing.usage_line(one, line, product)


def _papers(do: Do, bill: Bill, stands: Mapping[UUID, OrderStanding]) -> list[parts.Paper]:
    """The invoice of one customer, what is given back netted on it, and the credit notes of the rest."""
    contracts = {one.order.contract_id for one, _back in bill.backs}
    plains = [
        Plain(
            one.line.net_minor, one.line.vat_rate,
            one.amended and one.order.contract_id in contracts,
        )
        for one in bill.lines
    ]  # fmt: skip
    netted = net(plains, [back for _one, back in bill.backs])
    here = [bill.lines[n] for n in sorted(netted.plains)]
    here += [bill.backs[n][0] for n in netted.backs]
    papers = [_paper(do, here, stands)] if here else []
    for corrects, note in netted.notes.items():
        lines = [bill.backs[n][0] for n in note.backs] + [bill.lines[n] for n in note.plains]
        papers.append(_note(do, lines, cast(UUID, corrects)))
    return papers


def _note(do: Do, lines: Sequence[Billed], invoice_id: UUID) -> parts.Paper:
    """The credit note of one invoice. It needs no approval: the customer's signature on the amendment, or
    the termination with its reason, and the charges say its amount."""
    source = queries.heads([invoice_id])[invoice_id]
    order = lines[0].order
    head = preparing.head_of(order)
    if len({one.order.id for one in lines}) > 1 or source.order_id not in (None, order.id):
        head = replace(head, order_id=None, customer_ref="")
    assert source.number and source.issued_on, "only an issued invoice is corrected"
    contract = contracting.contract(order.contract_id) if order.contract_id else None
    why = "terminated" if contract and contract.state == contracting.TERMINATED else "amended"
    made = parts.paper(
        do, head, [one.line for one in lines], InvoiceKind.CREDIT, corrects_id=source.id,
        reason_code="other",
        reason=preparing.say(order.language, why, contract=contract.number if contract else "")[:200],
    )  # fmt: skip
    made.corrects = (source.number, source.issued_on)
    return made


def _paper(do: Do, billed: Sequence[Billed], stands: Mapping[UUID, OrderStanding]) -> parts.Paper:
    """The invoice of one customer: the lines of its orders, less what their deposits paid."""
    by_order: dict[UUID, list[NewLine]] = {}
    for one in billed:
        by_order.setdefault(one.order.id, []).append(one.line)
    lines: list[NewLine] = []
    freed = 0
    for order_id, own in by_order.items():
        found = stands[order_id]
        all_of_it = [*own, *preparing.deduction_lines(found, own)]
        lines += all_of_it
        freed += takes_over(found, all_of_it)
    order = stands[next(iter(by_order))].order
    head = preparing.head_of(order)
    if len(by_order) > 1:
        head = Head(
            order.customer_id, order.currency, order.language, order.terms_kind, order.terms_days
        )
    made = parts.paper(do, head, lines, InvoiceKind.INVOICE)
    made.from_order_minor = freed
    return made
