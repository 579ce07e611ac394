"""From an order, its deliveries or its charges to the lines of an invoice. Reads, writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from comptoir.kernel.errors import Invalid, NothingDue, Refused
from comptoir.kernel.money import EXACT, UNIT_PLACES, Money, exponent, extend_minor, to_places
from comptoir.kernel.period import Period
from comptoir.records.catalog import queries as catalog
from comptoir.shell import format as fmt
from comptoir.stages.fulfilling import queries as fulfilling
from comptoir.stages.invoicing.amending import Billed, given
from comptoir.stages.invoicing.core import deposits as core
from comptoir.stages.invoicing.core import margins
from comptoir.stages.invoicing.core.deposits import Tax
from comptoir.stages.invoicing.core.lines import (
    ADVANCES,
    NOTHING,
    ZERO,
    LineKind,
    NewLine,
    check_quantity,
    left_to_invoice,
    share_minor,
)
from comptoir.stages.invoicing.standing import OrderStanding, bases_of
from comptoir.stages.metering.queries import DueUsage
from comptoir.stages.ordering.queries import OrderFacts, OrderLineFacts
from comptoir.stages.subscribing.queries import DueCharge

ONE = Decimal(1)
# Printed and stored with the document: in its language, not the reader's.
WORDS = {
    ("deposit", "en"): "Deposit of {percent} on order {order}",
    ("deposit", "fr"): "Acompte de {percent} sur la commande {order}",
    ("installment", "en"): "Installment {n} ({label}) of order {order}",
    ("installment", "fr"): "Échéance {n} ({label}) de la commande {order}",
    ("deduction", "en"): "Deposit deducted, order {order}",
    ("deduction", "fr"): "Acompte déduit, commande {order}",
    ("price", "en"): "Price correction: {line}",
    ("price", "fr"): "Correction de prix\u00a0: {line}",
    ("unused", "en"): "Not served any more: {line}",
    ("unused", "fr"): "N’est plus servi\u00a0: {line}",
    ("unused_of", "en"): "Not served any more: {line} (invoice {invoice} of {day})",
    ("unused_of", "fr"): "N’est plus servi\u00a0: {line} (facture {invoice} du {day})",
    ("amended", "en"): "Contract {contract} amended",
    ("amended", "fr"): "Avenant au contrat {contract}",
    ("terminated", "en"): "Contract {contract} terminated",
    ("terminated", "fr"): "Résiliation du contrat {contract}",
}
Products = Mapping[UUID, catalog.ProductFacts]


class UnknownOrderLine(Invalid):
    """This line is not on the order, or is not invoiced by quantity."""

    code = "unknown_order_line"


class NothingToInvoice(NothingDue):
    """Nothing of this order waits to be invoiced."""

    code = "nothing_to_invoice"


class OrderCanceled(Refused):
    """A canceled order is not invoiced."""

    code = "order_is_canceled"


@dataclass(frozen=True, slots=True)
class Head:
    """Whom an invoice is for and under which terms."""

    customer_id: UUID
    currency: str
    language: str
    terms_kind: str
    terms_days: int
    order_id: UUID | None = None
    customer_ref: str = ""
    supplied_on: date | None = None


def head_of(order: OrderFacts, supplied_on: date | None = None) -> Head:
    """The head of an invoice of an order."""
    return Head(
        order.customer_id, order.currency, order.language, order.terms_kind, order.terms_days,
        order.id, order.customer_ref, supplied_on,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Served:
    """What was handed over of an order: delivered less returned per line, and the last delivery."""

    quantities: Mapping[int, Decimal]
    last_on: date | None


def served(order_id: UUID) -> Served:
    """The deliveries of an order, summed."""
    return Served(*fulfilling.served(order_id))


def left(stands: OrderStanding, moved: Served, products: Products) -> dict[int, Decimal]:
    """The quantity left to invoice per one-off line: delivered and not invoiced, or the whole line
    of a service that is invoiced as billed. Lines with nothing left are absent."""
    found: dict[int, Decimal] = {}
    for line in stands.order.deliverable:
        whole = products[line.product_id].revenue_pattern == "as_billed"
        quantity = line.quantity if whole else moved.quantities.get(line.id, ZERO)
        rest = left_to_invoice(quantity, stands.lines.get(line.id, NOTHING), line.quantity)
        if rest:
            found[line.id] = rest
    return found


def order_lines(
    stands: OrderStanding,
    moved: Served,
    products: Products,
    wished: Sequence[tuple[int, Decimal]] | None,
) -> list[NewLine]:
    """The lines of a delivery invoice, deductions of the deposit included.

    wished  (order line id, quantity) pairs; None for everything that is left
    """
    rest = left(stands, moved, products)
    taken = dict(rest) if wished is None else _wished(wished, rest, stands.order)
    if not taken:
        raise NothingToInvoice(field="order_id", order=stands.order.number)
    lines = [
        part_of(line, products[line.product_id], stands, taken[line.id])
        for line in stands.order.lines
        if line.id in taken
    ]
    return [*lines, *deduction_lines(stands, lines)]


def _wished(
    wished: Sequence[tuple[int, Decimal]], rest: Mapping[int, Decimal], order: OrderFacts
) -> dict[int, Decimal]:
    known = {line.id for line in order.deliverable}
    taken: dict[int, Decimal] = {}
    for n, (line_id, quantity) in enumerate(wished):
        if line_id not in known or line_id in taken:
            raise UnknownOrderLine(field=f"lines.{n}.order_line_id", found=line_id)
        taken[line_id] = check_quantity(quantity, rest.get(line_id, ZERO), f"lines.{n}.quantity")
    return taken


def part_of(
    line: OrderLineFacts, product: catalog.ProductFacts, stands: OrderStanding, quantity: Decimal
) -> NewLine:
    """`quantity` of an order line at its own price; its net is the cumulative share."""
    was = stands.lines.get(line.id, NOTHING)
    net = share_minor(line.net_minor, line.quantity, was, quantity)
    inside = margin_of(line, product, stands, quantity, net)
    return NewLine(
        kind=LineKind.GOODS if product.nature == "goods" else LineKind.SERVICE,
        order_line_id=line.id,
        sku=product.sku,
        description=line.description,
        quantity=quantity,
        unit=product.unit,
        unit_net=line.unit_net,
        list_price=line.list_price,
        discount_percent=line.discount_percent,
        net_minor=net,
        decision_id=line.decision_id,
        vat_rate=line.vat_rate,
        **_inside(inside),
    )


def margin_of(
    line: OrderLineFacts,
    product: catalog.ProductFacts,
    stands: OrderStanding,
    quantity: Decimal,
    net_minor: int,
) -> margins.Inside:
    """The margin of `quantity` of an order line, sold for `net_minor`: at the purchase price known when it
    was ordered, else at the product's cost of today."""
    if line.margin_rate is None:
        return margins.NO_SCHEME
    whole = _bought(line, product, stands.order.currency)
    if whole is not None:
        was = stands.lines.get(line.id, NOTHING).purchase
        whole = share_minor(whole, line.quantity, was, quantity)
    return margins.sold(line.margin_rate, net_minor, whole)


def _bought(line: OrderLineFacts, product: catalog.ProductFacts, currency: str) -> int | None:
    """What the whole of an order line was bought for; None: nobody knows yet."""
    if line.purchase_minor is not None or product.cost is None or product.currency != currency:
        return line.purchase_minor
    return extend_minor(product.cost, line.quantity, exponent(currency))


def _margins(order: OrderFacts) -> dict[UUID, margins.Inside]:
    """The margin of an order's lines per VAT decision; empty without margin schemes."""
    lines = [line for line in order.lines if line.margin_rate is not None]
    products = catalog.products({line.product_id for line in lines}) if lines else {}
    found: dict[UUID, margins.Inside] = {}
    for line in lines:
        bought = _bought(line, products[line.product_id], order.currency)
        one = margins.sold(line.margin_rate, line.net_minor, bought)
        was = found.get(line.decision_id)
        found[line.decision_id] = margins.plus(was, one) if was else one
    return found


def deduction_lines(stands: OrderStanding, lines: Iterable[NewLine]) -> list[NewLine]:
    """What these lines consume of the order's deposit, one negative line per VAT decision."""
    deposits = stands.deposits()
    if not deposits:
        return []
    nets: dict[Tax, int] = {}
    for line in lines:
        once = not (stands.order.schedule and line.kind == LineKind.RECURRING)
        if once and line.kind not in (*ADVANCES, LineKind.USAGE):
            tax = Tax(line.decision_id, line.vat_rate)
            nets[tax] = nets.get(tax, 0) + line.net_minor
    order = stands.order
    return [
        NewLine(
            kind=LineKind.DEDUCTION,
            deposit_id=deposit.invoice_id,
            description=say(order.language, "deduction", order=order.number),
            quantity=-ONE,
            unit_net=Money(minor, order.currency).major,
            net_minor=-minor,
            decision_id=deposit.tax.decision_id,
            vat_rate=deposit.tax.rate,
            **_inside(core.margin_back(deposit, minor)),
        )
        for deposit, minor in core.deductions(deposits, nets)
    ]


def _inside(inside: margins.Inside) -> dict[str, Any]:
    return {
        "margin_rate": inside.rate,
        "purchase_minor": inside.purchase_minor,
        "margin_vat_minor": inside.vat_minor,
    }


def deposit_lines(order: OrderFacts) -> list[NewLine]:
    """The deposit that an order asks for, one line per VAT decision."""
    percent = fmt.percent(order.deposit_percent.normalize(), order.language)
    said = say(order.language, "deposit", percent=percent, order=order.number)
    return _asked(order, said, core.deposits_minor(bases_of(order), order.deposit_percent))


def installment_lines(order: OrderFacts, number: int) -> list[NewLine]:
    """Installment `number` of the order's schedule, one line per VAT decision, as it was agreed."""
    row = (order.schedule or [])[number - 1]
    said = say(order.language, "installment", label=row["label"], n=str(number), order=order.number)
    nets = {
        Tax(UUID(part["decision"]), Decimal(part["rate"])): part["net_minor"]
        for part in row["nets"]
    }
    return _asked(order, said, nets)


def _asked(order: OrderFacts, said: str, nets: Mapping[Tax, int]) -> list[NewLine]:
    bases, inside = bases_of(order), _margins(order)
    return [
        NewLine(
            kind=LineKind.DEPOSIT,
            description=said,
            quantity=ONE,
            unit_net=Money(minor, order.currency).major,
            net_minor=minor,
            decision_id=tax.decision_id,
            vat_rate=tax.rate,
            **_inside(margins.share(inside.get(tax.decision_id), bases.get(tax, minor), minor)),
        )
        for tax, minor in nets.items()
    ]


def charge_line(due: DueCharge, line: OrderLineFacts, product: catalog.ProductFacts) -> NewLine:
    """The invoice line of one period of a recurring service; an amended price is not the order line's."""
    own = due.unit_net is None or due.unit_net == line.unit_net
    return NewLine(
        kind=LineKind.RECURRING,
        order_line_id=line.id,
        charge_id=due.charge.id,
        sku=product.sku,
        description=line.description,
        quantity=due.quantity,
        unit=product.unit,
        unit_net=line.unit_net if due.unit_net is None else due.unit_net,
        list_price=line.list_price if own else None,
        discount_percent=line.discount_percent if own else None,
        net_minor=due.charge.net_minor,
        decision_id=line.decision_id,
        vat_rate=line.vat_rate,
        service_start=due.charge.starts_on,
        service_end=due.charge.ends_on,
    )


def unused_line(
    due: DueCharge,
    line: OrderLineFacts,
    product: catalog.ProductFacts,
    stands: Billed | None,
    language: str,
) -> NewLine:
    """What is given back of a charged period that an amendment took away, naming its invoice."""
    minor = given(due.charge.net_minor, stands)
    said = {"line": line.description}
    if stands and stands.number and stands.issued_on:
        said |= {"invoice": stands.number, "day": fmt.date_doc(stands.issued_on, language)}
    return NewLine(
        kind=LineKind.UNUSED,
        order_line_id=line.id,
        charge_id=due.charge.id,
        credits_id=stands.line_id if stands else None,
        sku=product.sku,
        description=say(language, "unused_of" if "invoice" in said else "unused", **said),
        quantity=-ONE,
        unit_net=Money(-minor, due.currency).major,
        net_minor=minor,
        decision_id=stands.decision_id if stands else line.decision_id,
        vat_rate=stands.vat_rate if stands else line.vat_rate,
        service_start=due.charge.starts_on,
        service_end=due.charge.ends_on,
    )


def usage_line(due: DueUsage, line: OrderLineFacts, product: catalog.ProductFacts) -> NewLine:
    """The invoice line of the rated use of one period; its unit price is the average of its tiers."""
    charge = due.charge
    net = Decimal(charge.net_minor).scaleb(-exponent(due.currency), EXACT)
    average = line.unit_net
    if charge.quantity:
        average = to_places(EXACT.divide(net, charge.quantity), UNIT_PLACES)
    return NewLine(
        kind=LineKind.USAGE,
        order_line_id=line.id,
        usage_id=charge.id,
        sku=product.sku,
        description=line.description,
        quantity=charge.quantity,
        unit=product.unit,
        unit_net=average,
        net_minor=charge.net_minor,
        decision_id=line.decision_id,
        vat_rate=line.vat_rate,
        service_start=charge.starts_on,
        service_end=charge.ends_on,
    )


def say(language: str, key: str, **facts: str) -> str:
    """The words of a line that this room writes itself, in the language of the document."""
    return WORDS[key, language].format(**facts)[:300]


def period_text(start: date | None, end: date | None, language: str) -> str:
    """`du 1er au 30 avril 2027 (30 jours)`, empty without a period."""
    return fmt.period(Period(start, end), language) if start and end else ""
