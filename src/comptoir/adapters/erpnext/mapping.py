"""Canonical objects ↔ ERPNext's documents: tables, read in both directions. Pure.

What ERPNext has no field for stands in custom fields that begin with `custom_comptoir_` (`ERPNext.check`
makes them). It names documents itself, adds up a document itself and computes what is open itself: its sums
are compared with ours before a document is submitted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from comptoir.adapters import reading
from comptoir.integrating.core.objects import (
    Address,
    Customer,
    Document,
    Kind,
    Line,
    Payment,
    Product,
    Settled,
)
from comptoir.kernel.money import Money, extend

Row = Mapping[str, Any]

KEY = "custom_comptoir_key"
NUMBER = "custom_comptoir_number"
STATE = "custom_comptoir_state"
LINK = "custom_comptoir_link"
DOCTYPES = {
    Kind.CUSTOMER: "Customer",
    Kind.PRODUCT: "Item",
    Kind.ORDER: "Sales Order",
    Kind.INVOICE: "Sales Invoice",
    Kind.PAYMENT: "Payment Entry",
}
KINDS = {doctype: kind for kind, doctype in DOCTYPES.items()}
SUBMITTED = frozenset({Kind.ORDER, Kind.INVOICE, Kind.PAYMENT})  # drafts are nobody's yet
DRAFT, DONE, CANCELLED = 0, 1, 2  # docstatus

# canonical field → field
CUSTOMER = {
    "name": "customer_name",
    "number": NUMBER,
    "registration": "custom_comptoir_registration",
    "vat_number": "tax_id",
    "email": "custom_comptoir_email",
    "phone": "custom_comptoir_phone",
    "language": "language",
    "currency": "default_currency",
}
ELSEWHERE = {
    "email": "email_id",
    "phone": "mobile_no",
}  # of the primary contact, where ours is empty
NATURAL = {  # what a customer is known by anywhere → field
    "registration": CUSTOMER["registration"], "vat_number": CUSTOMER["vat_number"],
    "email": ELSEWHERE["email"],
}  # fmt: skip
PERSON = {True: "Individual", False: "Company"}
ADDRESS = {
    "street": "address_line1",
    "postal_code": "pincode",
    "city": "city",
    "country": "country",
}
ADDRESSES = {"billing": "Billing", "shipping": "Shipping"}
PRODUCT = {"sku": "item_code", "name": "item_name", "unit": "custom_comptoir_unit"}
GOODS, DISABLED = "is_stock_item", "disabled"
CUSTOM = {  # doctype → the fields that are made; those of STILL may change after a document is submitted
    "Customer": (KEY, NUMBER, "custom_comptoir_registration", "custom_comptoir_email",
                 "custom_comptoir_phone"),
    "Item": (KEY, "custom_comptoir_unit"),
    "Sales Order": (KEY, NUMBER, STATE, LINK),
    "Sales Invoice": (KEY, NUMBER, STATE, LINK),
    "Payment Entry": (KEY, NUMBER),
}  # fmt: skip
STILL = (STATE, LINK)
DATED = {Kind.ORDER: "transaction_date", Kind.INVOICE: "posting_date"}
DUE = {Kind.ORDER: "delivery_date", Kind.INVOICE: "due_date"}
CENTS = 2  # decimals of a rate that ERPNext keeps in every setting


@dataclass(frozen=True, slots=True)
class Books:
    """What documents need of the company there."""

    company: str
    currency: str
    receivable: str = ""  # accounts
    bank: str = ""
    tax_account: str = ""


# ── customers and their addresses ──


def customer_to(record: Customer) -> dict[str, Any]:
    said = {theirs: getattr(record, ours) for ours, theirs in CUSTOMER.items()}
    return {**said, "customer_type": PERSON[record.person]}


def customer_from(row: Row, addresses: Sequence[Row]) -> Customer:
    said = {ours: reading.text(row.get(theirs)) for ours, theirs in CUSTOMER.items()}
    said |= {n: said[n] or reading.text(row.get(other)) for n, other in ELSEWHERE.items()}
    return Customer(
        **said,
        person=row.get("customer_type") == PERSON[True],
        billing=_address_from(addresses, ADDRESSES["billing"]),
        shipping=_address_from(addresses, ADDRESSES["shipping"]),
    )


def address_to(address: Address) -> dict[str, str]:
    said = {theirs: getattr(address, ours) for ours, theirs in ADDRESS.items()}
    return {**said, "country": reading.country_name(address.country), "address_line2": ""}


def _address_from(rows: Sequence[Row], kind: str) -> Address | None:
    row = next((row for row in rows if row.get("address_type") == kind), None)
    if row is None:
        return None
    lines = [reading.text(row.get(n)) for n in ("address_line1", "address_line2")]
    return reading.address({**row, "address_line1": ", ".join(filter(None, lines))}, ADDRESS)


# ── items ──


def product_to(record: Product) -> dict[str, Any]:
    said: dict[str, Any] = {theirs: getattr(record, ours) for ours, theirs in PRODUCT.items()}
    return {**said, GOODS: int(record.kind == "goods"), DISABLED: int(not record.active)}


def product_from(row: Row, price: Row | None) -> Product:
    """`price`: the item's row of a selling price list."""
    return Product(
        **{ours: reading.text(row.get(theirs)) for ours, theirs in PRODUCT.items()},
        kind="goods" if reading.yes(row.get(GOODS)) else "service",
        price=reading.number(price.get("price_list_rate")) if price else None,
        currency=reading.text(price.get("currency")) if price else "",
        active=not reading.yes(row.get(DISABLED)),
    )


# ── orders, invoices, credit notes ──


def document_to(record: Document, books: Books) -> dict[str, Any]:
    """A draft that adds up to our document; a credit note is a return against its invoice."""
    returns = record.kind is Kind.INVOICE and record.total.minor < 0
    said: dict[str, Any] = {
        "company": books.company,
        "customer": record.customer,
        "currency": record.total.currency,
        "disable_rounded_total": 1,
        DATED[record.kind]: record.on.isoformat(),
        DUE[record.kind]: max(record.due_on or record.on, record.on).isoformat(),
        "po_no": record.reference,
        **still_to(record),
        NUMBER: record.number,
        "items": [_item(line, record, returns=returns) for line in record.lines],
        "taxes": _taxes(record, books),
    }
    if record.kind is Kind.INVOICE:
        said["set_posting_time"] = 1
        if returns:
            said |= {"is_return": 1, "return_against": record.about}
    return said


def still_to(record: Document) -> dict[str, str]:
    """What may change after a document is submitted."""
    return {STATE: record.state, LINK: record.link}


def _item(line: Line, record: Document, *, returns: bool) -> dict[str, Any]:
    """A line that comes to our amount: quantity × rate where that is exact, else once the amount."""
    said: dict[str, Any] = {"item_code": line.sku, "description": line.description or line.sku}
    if record.kind is Kind.INVOICE and record.about and not returns:
        said["sales_order"] = record.about
    quantity, rate = line.quantity, _rate(line)
    if line.amount is None:
        return {**said, "qty": reading.text(quantity)}
    if rate is None or extend(rate, quantity, line.amount.currency) != line.amount:
        said["description"] = f"{reading.text(quantity)} × {said['description']}"
        quantity, rate = Decimal(1), line.amount.major
    if returns and quantity > 0:  # a return counts its items below zero
        quantity, rate = -quantity, -rate
    return {**said, "qty": reading.text(quantity), "rate": reading.text(rate)}


def _rate(line: Line) -> Decimal | None:
    """The price of a unit after the discount, where cents say it."""
    if line.unit_price is None:
        return None
    rate = (line.unit_price * (100 - line.discount_percent) / 100).normalize()
    exponent = rate.as_tuple().exponent
    assert isinstance(exponent, int)
    return rate if exponent >= -CENTS else None


def _taxes(record: Document, books: Books) -> list[dict[str, Any]]:
    """The VAT as one amount, so that nothing is computed anew; none where there is none."""
    tax = record.total - record.net
    if not tax or not books.tax_account:
        return []
    head = {"charge_type": "Actual", "account_head": books.tax_account, "description": "VAT"}
    return [{**head, "tax_amount": reading.text(tax.major)}]


def document_from(kind: Kind, row: Row, link: str) -> Document:
    currency = reading.currency(row.get("currency"), "EUR")
    owed = row.get("outstanding_amount")
    items: Sequence[Row] = row.get("items") or ()
    return Document(
        kind=kind,
        number=reading.text(row.get(NUMBER)) or reading.text(row.get("name")),
        state=reading.text(row.get("status")),
        customer=reading.text(row.get("customer")),
        on=reading.day(row.get(DATED[kind])) or date.min,
        total=reading.amount(row.get("grand_total"), currency),
        net=reading.amount(row.get("net_total"), currency),
        lines=tuple(_line(item, currency) for item in items),
        due_on=reading.day(row.get(DUE[kind])),
        open=None if owed is None else reading.amount(owed, currency),
        about=reading.text(row.get("return_against")) or _order_of(items),
        reference=reading.text(row.get("po_no")),
        link=link,
    )


def _order_of(items: Sequence[Row]) -> str:
    return next(filter(None, (reading.text(item.get("sales_order")) for item in items)), "")


def _line(item: Row, currency: str) -> Line:
    return Line(
        sku=reading.text(item.get("item_code")),
        quantity=reading.number(item.get("qty")) or Decimal(0),
        description=reading.text(item.get("description")),
        unit_price=reading.number(item.get("rate")),
        amount=reading.amount(item.get("amount"), currency),
    )


# ── payments ──


def payment_to(record: Payment, books: Books, invoices: Mapping[str, str]) -> dict[str, Any]:
    """`invoices`: our number → its name there; what settles none of them stays unallocated."""
    amount = reading.text(record.amount.major)
    currencies = {f"paid_{way}_account_currency": record.amount.currency for way in ("from", "to")}
    rates = dict.fromkeys(("source_exchange_rate", "target_exchange_rate"), 1)
    return {
        "payment_type": "Receive",
        "company": books.company,
        "party_type": "Customer",
        "party": record.customer,
        "posting_date": record.on.isoformat(),
        "paid_from": books.receivable,
        "paid_to": books.bank,
        "paid_amount": amount,
        "received_amount": amount,
        **currencies,
        **rates,
        "reference_no": record.reference or record.number,
        "reference_date": record.on.isoformat(),
        NUMBER: record.number,
        "references": [
            {
                "reference_doctype": "Sales Invoice",
                "reference_name": invoices[one.invoice],
                "allocated_amount": reading.text(one.amount.major),
            }
            for one in record.settles
            if one.invoice in invoices
        ],
    }


def payment_from(row: Row, numbers: Mapping[str, str]) -> Payment:
    """`numbers`: the name of an invoice there → the number both know it by."""
    currency = reading.currency(row.get("paid_to_account_currency"), "EUR")
    known = reading.text(row.get(NUMBER))
    named = known or reading.text(row.get("name"))
    reference = reading.text(row.get("reference_no"))
    return Payment(
        number=named,
        customer=reading.text(row.get("party")),
        amount=reading.amount(row.get("received_amount"), currency),
        on=reading.day(row.get("posting_date")) or date.min,
        method=reading.text(row.get("mode_of_payment")),
        reference="" if reference == known else reference,
        settles=tuple(_settled(one, numbers, currency) for one in invoices_of(row)),
        returned=row.get("docstatus") == CANCELLED,
    )


def invoices_of(row: Row) -> list[Row]:
    """The references of a payment that are invoices."""
    found: Sequence[Row] = row.get("references") or ()
    return [one for one in found if one.get("reference_doctype") == "Sales Invoice"]


def _settled(one: Row, numbers: Mapping[str, str], currency: str) -> Settled:
    name = reading.text(one.get("reference_name"))
    return Settled(numbers.get(name) or name, reading.amount(one.get("allocated_amount"), currency))


def differs(record: Document, row: Row) -> Money | None:
    """What ERPNext makes of a draft, where it is not what our document comes to."""
    theirs = reading.amount(row.get("grand_total"), record.total.currency)
    return theirs if theirs != record.total else None
