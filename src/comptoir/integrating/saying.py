"""What we say: which records an event is about, and each of them as the other system is told it.

References stay ours (`customer:<id>`) until a message is sent; `telling.py` puts the other system's ids.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from comptoir.integrating.core.objects import (
    Address,
    Customer,
    Document,
    Kind,
    Line,
    Payment,
    Product,
    Record,
    Settled,
    Sort,
)
from comptoir.kernel.events import Event
from comptoir.kernel.money import Money
from comptoir.kernel.period import periods_until
from comptoir.platform.models import EventRow
from comptoir.records.catalog import queries as catalog
from comptoir.records.parties import queries as parties
from comptoir.stages.collecting import queries as collecting
from comptoir.stages.fulfilling import queries as fulfilling
from comptoir.stages.invoicing import queries as invoicing
from comptoir.stages.invoicing.facts import InvoiceFacts
from comptoir.stages.ordering import queries as ordering
from comptoir.stages.ordering.queries import OrderFacts, OrderLineFacts
from comptoir.stages.quoting import queries as quoting
from comptoir.stages.quoting.queries import QuoteFacts

About = tuple[Kind, UUID]
PREFIX = {
    Kind.CUSTOMER: "cus", Kind.PRODUCT: "prd", Kind.DEAL: "opp", Kind.QUOTE: "quo",
    Kind.ORDER: "ord", Kind.INVOICE: "inv", Kind.PAYMENT: "pay",
}  # fmt: skip


def _one(kind: Kind, field: str) -> Callable[[Any], list[About]]:
    return lambda event: [(kind, getattr(event, field))]


def _quote(event: Any) -> list[About]:
    return [(Kind.QUOTE, quoting.quotes([event.quote_id])[event.quote_id].series)]


def _settled(event: Any) -> list[About]:
    return [(Kind.INVOICE, invoice_id) for invoice_id in dict.fromkeys(event.invoice_ids)]


def _returned(event: Any) -> list[About]:
    return [(Kind.PAYMENT, event.payment_id), *_settled(event)]


_CUSTOMER, _PRODUCT = _one(Kind.CUSTOMER, "customer_id"), _one(Kind.PRODUCT, "product_id")
_ORDER, _INVOICE = _one(Kind.ORDER, "order_id"), _one(Kind.INVOICE, "invoice_id")
# Name of an event → the kinds it is about, and the records.
SUBJECTS: dict[str, tuple[frozenset[Kind], Callable[[Any], list[About]]]] = {
    **dict.fromkeys(("CustomerCreated", "CustomerChanged"), (frozenset({Kind.CUSTOMER}), _CUSTOMER)),
    **dict.fromkeys(("ProductCreated", "ProductChanged"), (frozenset({Kind.PRODUCT}), _PRODUCT)),
    **dict.fromkeys(
        ("QuoteSent", "QuoteAccepted", "QuoteRefused", "QuoteExpired", "QuoteVoided"),
        (frozenset({Kind.QUOTE}), _quote),
    ),
    **dict.fromkeys(
        ("OrderPlaced", "OrderHeld", "OrderAwaitsApproval", "OrderReleased", "OrderCanceled",
         "OrderClosed", "Delivered", "Returned"),
        (frozenset({Kind.ORDER}), _ORDER),
    ),
    **dict.fromkeys(
        ("InvoiceIssued", "CreditNoteIssued", "InvoiceSent", "ItemOpened", "InvoicePaid",
         "AllocationUndone"),
        (frozenset({Kind.INVOICE}), _INVOICE),
    ),
    "CashApplied": (frozenset({Kind.INVOICE}), _settled),
    "PaymentReceived": (frozenset({Kind.PAYMENT}), _one(Kind.PAYMENT, "payment_id")),
    "PaymentReturned": (frozenset({Kind.PAYMENT, Kind.INVOICE}), _returned),
}  # fmt: skip


def hears(kinds: frozenset[Kind]) -> list[str]:
    """The events that a connection is told of, where these kinds go out."""
    return sorted(name for name, (about, _) in SUBJECTS.items() if about & kinds)


def about(event: Event, kinds: frozenset[Kind]) -> list[About]:
    """The records that an event is about, of the kinds that go out."""
    known = SUBJECTS.get(type(event).__name__)
    return [one for one in known[1](event) if one[0] in kinds] if known else []


def record(kind: Kind, our_id: UUID, entity_id: UUID, sort: Sort) -> Record | None:
    """A record as it is now; None: there is nothing to say of it yet (a draft)."""
    if kind == Kind.CUSTOMER:
        return customer(parties.customer(our_id, entity_id))
    if kind == Kind.PRODUCT:
        return _product(catalog.product(our_id, entity_id))
    if kind == Kind.QUOTE:
        return _said_quote(our_id)
    if kind == Kind.ORDER:
        return _said_order(ordering.order(our_id, entity_id), sort)
    if kind == Kind.INVOICE:
        return _said_invoice(invoicing.invoice(our_id, entity_id), sort)
    return _payment(collecting.payment(entity_id, our_id)) if kind == Kind.PAYMENT else None


def customer(c: parties.CustomerFacts) -> Customer:
    """A customer as other systems are told it."""
    person = c.contacts[0] if c.contacts else None
    return Customer(
        name=c.name, number=c.number, registration=c.siren, vat_number=c.vat_number,
        email=c.email or (person.email if person else ""),
        phone=c.phone or (person.phone if person else ""),
        person=not c.is_business, language=c.language, currency=c.currency,
        billing=_address(c.billing), shipping=_address(c.delivery),
    )  # fmt: skip


def _address(a: parties.AddressFacts | None) -> Address | None:
    if a is None:
        return None
    street = ", ".join(t for t in (f"{a.street_number} {a.street}".strip(), a.complement) if t)
    return Address(street, a.postcode, a.town, a.country)


def settled(entity_id: UUID, payment: Payment) -> list[UUID]:
    """The invoices that a payment settles."""
    found = (invoicing.numbered(entity_id, part.invoice) for part in payment.settles)
    return [one.id for one in found if one]


def by_sku(entity_id: UUID, skus: Collection[str]) -> Iterable[catalog.ProductFacts]:
    """The products of some codes."""
    return catalog.by_sku(entity_id, skus).values()


def _product(p: catalog.ProductFacts) -> Product:
    return Product(
        sku=p.sku, name=p.name_en or p.name_fr, kind=p.nature if p.nature == "service" else "goods",
        unit=p.unit, currency=p.currency, active=p.active,
    )  # fmt: skip


def _said_quote(series: UUID) -> Document | None:
    """The newest version that the customer has seen."""
    head = next((v for v in quoting.versions(series) if v.sent_at), None)
    if head is None:
        return None
    q = quoting.quote(head.id)
    assert q.sent_at is not None
    return Document(
        kind=Kind.QUOTE, number=q.ident, state=q.state, customer=_ours(Kind.CUSTOMER, q.customer_id),
        on=q.sent_at.date(), total=Money(q.gross_minor, q.currency), net=Money(q.net_minor, q.currency),
        lines=tuple(
            Line(li.sku, li.quantity, li.description, li.unit_net, Decimal(0),
                 Money(li.promised_minor, q.currency))
            for li in q.ordered
        ),
        due_on=q.valid_until, about=_deal(q), link=_link("quoting:show", q.id),
        sent_on=q.sent_at.date(),
    )  # fmt: skip


def _said_order(o: OrderFacts, sort: Sort) -> Document:
    skus = {p.id: p.sku for p in catalog.products(li.product_id for li in o.lines).values()}
    return Document(
        kind=Kind.ORDER, number=o.number, state=order_state(o),
        customer=_ours(Kind.CUSTOMER, o.customer_id), on=o.placed_on,
        total=Money(o.gross_minor, o.currency), net=Money(o.net_minor, o.currency),
        lines=tuple(
            Line(skus[li.product_id], li.quantity, li.description, li.unit_net, Decimal(0),
                 Money(_over_term(li), o.currency))
            for li in o.lines
        ),
        about=_deal_of_quote(o.quote_id) if sort == Sort.CRM else "",
        reference=o.customer_ref, link=_link("desk:order", o.id),
    )  # fmt: skip


def _over_term(li: OrderLineFacts) -> int:
    """What a line comes to in the order's total: all its periods where it repeats, nothing of usage."""
    if li.charge_kind == "usage":
        return 0
    if not (li.billing_months and li.starts_on and li.ends_on):
        return li.net_minor
    return li.net_minor * sum(1 for _ in periods_until(li.starts_on, li.ends_on, li.billing_months))


def order_state(o: OrderFacts) -> str:
    """held | placed | partly_delivered | delivered | closed | canceled"""
    if not o.open:
        return o.state
    left = fulfilling.remaining(o)
    if not o.deliverable or all(left.get(li.id) == li.quantity for li in o.deliverable):
        return "placed"
    return "partly_delivered" if left else "delivered"


def _said_invoice(i: InvoiceFacts, sort: Sort) -> Document | None:
    if i.number is None or i.issued_on is None:
        return None
    item = collecting.items([i.id]).get(i.id)
    left = item.open_minor if item else i.gross_minor
    paid = [a.on for a in collecting.allocations_of(i.id) if not a.undone]
    sent = EventRow.objects.filter(subject_id=i.id, name="InvoiceSent").order_by("seq").first()
    return Document(
        kind=Kind.INVOICE, number=i.number, state=invoice_state(i, left, bool(sent)),
        customer=_ours(Kind.CUSTOMER, i.customer_id), on=i.issued_on,
        total=Money(i.gross_minor, i.currency), net=Money(i.net_minor, i.currency),
        lines=tuple(
            Line(li.sku, li.quantity, li.description, li.unit_net, Decimal(0),
                 Money(li.net_minor, i.currency))
            for li in i.lines
        ),
        due_on=i.due_on, open=Money(left, i.currency), about=_cause(i, sort),
        reference=i.customer_ref, link=_link("invoicing:show", i.id),
        sent_on=sent.business_on if sent else None, paid_on=max(paid, default=None),
    )  # fmt: skip


def invoice_state(i: InvoiceFacts, open_minor: int, sent: bool) -> str:
    """issued | sent | partly_paid | paid"""
    if open_minor == 0 and i.gross_minor:
        return "paid"
    if open_minor != i.gross_minor:
        return "partly_paid"
    return "sent" if sent else "issued"


def _cause(i: InvoiceFacts, sort: Sort) -> str:
    if sort == Sort.CRM:
        made = ordering.orders([i.order_id]).get(i.order_id) if i.order_id else None
        return _deal_of_quote(made.quote_id) if made else ""
    if i.corrects_id:
        return _ours(Kind.INVOICE, i.corrects_id)
    return _ours(Kind.ORDER, i.order_id) if i.order_id else ""


def _deal_of_quote(quote_id: UUID | None) -> str:
    return _deal(quoting.quotes([quote_id])[quote_id]) if quote_id else ""


def _deal(q: QuoteFacts) -> str:
    return _ours(Kind.DEAL, q.opportunity_id) if q.opportunity_id else ""


def _payment(p: collecting.PaymentFacts) -> Payment:
    return Payment(
        number=p.number, customer=_ours(Kind.CUSTOMER, p.customer_id),
        amount=Money(p.amount_minor, p.currency), on=p.received_on, method=p.method,
        reference=p.reference,
        settles=tuple(
            Settled(a.invoice_number, Money(a.amount_minor, a.currency))
            for a in p.allocations if not a.undone
        ),
        returned=p.returned is not None,
    )  # fmt: skip


def _ours(kind: Kind, our_id: UUID) -> str:
    return f"{kind}:{our_id}"


def _link(name: str, our_id: UUID) -> str:
    return f"{settings.COMPTOIR_URL}{reverse(name, args=[our_id])}"
