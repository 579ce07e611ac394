"""Canonical objects ↔ WooCommerce's JSON: tables, read in both directions. Pure.

What WooCommerce has no field for stands in its `meta_data`, under keys that begin with `comptoir_`. A shop
keeps its own currency, and prices with or without VAT as its settings say: a price is only read and written
where it is without.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from comptoir.adapters import reading
from comptoir.integrating.core.objects import Address, Customer, Document, Kind, Line, Product
from comptoir.kernel.money import Money

Row = Mapping[str, Any]

KEY = "_comptoir_key"
RESOURCES = {Kind.CUSTOMER: "customers", Kind.PRODUCT: "products", Kind.ORDER: "orders"}
TOPICS = {"customer": Kind.CUSTOMER, "product": Kind.PRODUCT, "order": Kind.ORDER}

# canonical field → field of billing and of shipping
ADDRESS = {"street": "address_1", "postal_code": "postcode", "city": "city", "country": "country"}
# canonical field → key in meta_data
CUSTOMER_META = {
    name: f"comptoir_{name}"
    for name in ("number", "registration", "vat_number", "language", "currency")
}
# where plugins of shops keep the VAT number, when it is not ours
VAT_NUMBERS = ("vat_number", "_vat_number", "billing_vat_number", "_billing_vat_number",
               "_billing_eu_vat_number", "billing_vat")  # fmt: skip
PRODUCT = {"sku": "sku", "name": "name"}
PRODUCT_META = {"unit": "comptoir_unit"}
PRICE = "regular_price"
STATUS = {True: "publish", False: "draft"}
# our state of an order → the shop's status
STATES = {
    "held": "on-hold",
    "placed": "processing",
    "partly_delivered": "processing",
    "delivered": "completed",
    "closed": "completed",
    "canceled": "cancelled",
}
ORDER_META = {
    "number": "comptoir_order_number",
    "state": "comptoir_order_state",
    "link": "comptoir_link",
}
SHIPPING, FEE = "SHIPPING", "FEE"  # SKUs of what an order adds to its products
INVOICE = "_comptoir_invoice_"  # + our key: an invoice of the order, as JSON
_TEXTS = ("number", "state", "customer", "about", "reference", "link")
_DAYS = ("on", "due_on", "sent_on", "paid_on")
_AMOUNTS = ("total", "net", "open")


def meta(row: Row) -> dict[str, Any]:
    """Key → value; of two with the same key the later one."""
    return {one["key"]: one.get("value") for one in row.get("meta_data") or ()}


def metas(said: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"key": key, "value": value} for key, value in said.items()]


# ── customers ──


def customer_to(record: Customer) -> dict[str, Any]:
    first, last = _names(record.name) if record.person else ("", "")
    named = {"first_name": first, "last_name": last}
    company = {"company": "" if record.person else record.name}
    reached = {"email": record.email, "phone": record.phone}
    return {
        "email": record.email,
        **named,
        "billing": {**named, **company, **reached, **_address_to(record.billing)},
        "shipping": _address_to(record.shipping),
        "meta_data": metas({key: getattr(record, name) for name, key in CUSTOMER_META.items()}),
    }


def customer_from(row: Row) -> Customer:
    """A customer, or the billing data of a guest's order, which is laid out alike."""
    billing, held = row.get("billing") or {}, meta(row)
    company = reading.text(billing.get("company"))
    names = [_either(billing, row, part) for part in ("first_name", "last_name")]
    said = {name: reading.text(held.get(key)) for name, key in CUSTOMER_META.items()}
    vat = [said["vat_number"], *(reading.text(held.get(key)) for key in VAT_NUMBERS)]
    return Customer(
        name=company or " ".join(filter(None, names)),
        **{**said, "vat_number": next(filter(None, vat), "")},
        email=_either(row, billing, "email"),
        phone=reading.text(billing.get("phone")),
        person=not company,
        billing=_address_from(billing),
        shipping=_address_from(row.get("shipping") or {}),
    )


def _either(first: Row, second: Row, name: str) -> str:
    return reading.text(first.get(name)) or reading.text(second.get(name))


def _names(name: str) -> tuple[str, str]:
    first, _, last = name.rpartition(" ")
    return (first, last) if first else (last, "")


def _address_to(address: Address | None) -> dict[str, str]:
    if address is None:
        return {**dict.fromkeys(ADDRESS.values(), ""), "address_2": ""}
    return {**{theirs: getattr(address, ours) for ours, theirs in ADDRESS.items()}, "address_2": ""}


def _address_from(said: Row) -> Address | None:
    second = reading.text(said.get("address_2"))
    street = ", ".join(filter(None, [reading.text(said.get("address_1")), second]))
    return reading.address({**said, "address_1": street}, ADDRESS)


# ── products ──


def product_to(record: Product, *, currency: str, with_tax: bool) -> dict[str, Any]:
    """`currency` and `with_tax`: what the shop's prices are in."""
    said: dict[str, Any] = {theirs: getattr(record, ours) for ours, theirs in PRODUCT.items()}
    if record.price is not None and record.currency == currency and not with_tax:
        said[PRICE] = reading.text(record.price)
    return {
        **said,
        "status": STATUS[record.active],
        "virtual": record.kind == "service",
        "meta_data": metas({key: getattr(record, name) for name, key in PRODUCT_META.items()}),
    }


def product_from(row: Row, *, currency: str, with_tax: bool) -> Product:
    held = meta(row)
    return Product(
        **{ours: reading.text(row.get(theirs)) for ours, theirs in PRODUCT.items()},
        kind="service" if reading.yes(row.get("virtual")) else "goods",
        unit=reading.text(held.get(PRODUCT_META["unit"])),
        price=None if with_tax else reading.number(row.get(PRICE)),
        currency=currency,
        active=row.get("status") == STATUS[True],
    )


# ── orders ──


def order_from(row: Row, link: str) -> Document:
    """An order as the shop has it; its lines are without VAT, what it ships and charges beside them too."""
    currency = reading.currency(row.get("currency"), "EUR")
    total = reading.amount(row.get("total"), currency)
    named = reading.text(row.get("number"))
    return Document(
        kind=Kind.ORDER,
        number=named,
        state=reading.text(row.get("status")),
        customer=buyer(row),
        on=reading.day(row.get("date_created")) or date.min,
        total=total,
        net=total - reading.amount(row.get("total_tax"), currency),
        lines=tuple(_lines(row, currency)),
        reference=named,
        link=link,
        paid_on=reading.day(row.get("date_paid")),
    )


def buyer(row: Row) -> str:
    """The customer's id; `order-…` for a guest, whose data stand in the order alone."""
    known = reading.text(row.get("customer_id"))
    return known if known not in ("", "0") else f"order-{row['id']}"


def _lines(row: Row, currency: str) -> list[Line]:
    lines = [
        _line(one, reading.text(one.get("sku")), "name", currency) for one in _of(row, "line_items")
    ]
    lines += [_line(one, SHIPPING, "method_title", currency) for one in _of(row, "shipping_lines")]
    return lines + [_line(one, FEE, "name", currency) for one in _of(row, "fee_lines")]


def _of(row: Row, name: str) -> Sequence[Row]:
    found: Sequence[Row] = row.get(name) or ()
    return found


def _line(one: Row, sku: str, title: str, currency: str) -> Line:
    return Line(
        sku=sku,
        quantity=reading.number(one.get("quantity", 1)) or Decimal(0),
        description=reading.text(one.get(title)),
        amount=reading.amount(one.get("total"), currency),
    )


def order_to(record: Document) -> dict[str, Any]:
    """What the shop is told of one of its orders; a state it has no word for changes nothing there."""
    said = metas({key: getattr(record, name) for name, key in ORDER_META.items()})
    status = STATES.get(record.state)
    return {**({"status": status} if status else {}), "meta_data": said}


# ── invoices, kept on their order ──


def invoice_to(record: Document) -> str:
    """An invoice as text that the shop keeps and does not read; without its lines."""
    said: dict[str, Any] = {name: getattr(record, name) for name in _TEXTS}
    said |= {n: on.isoformat() if (on := getattr(record, n)) else "" for n in _DAYS}
    said |= {n: _major(getattr(record, n)) for n in _AMOUNTS}
    return json.dumps({**said, "currency": record.total.currency}, ensure_ascii=False)


def invoice_from(text: str) -> Document:
    said = json.loads(text)
    currency = said["currency"]
    plain: dict[str, Any] = {name: said[name] for name in _TEXTS}
    plain |= {name: reading.day(said[name]) for name in _DAYS}
    plain |= {n: reading.amount(said[n], currency) if said[n] else None for n in _AMOUNTS}
    return Document(kind=Kind.INVOICE, **plain)


def note(record: Document) -> str:
    """What the people of the shop read on the order: number, amount, day due, link; no words to translate."""
    due = record.due_on.isoformat() if record.due_on else ""
    return " · ".join(filter(None, [record.number, str(record.total), due, record.link]))


def _major(amount: Money | None) -> str:
    return "" if amount is None else reading.text(amount.major)
