"""Canonical objects ↔ HubSpot properties: tables, read in both directions. Pure.

HubSpot holds every property as text and forgets empty ones. What it has no property for stands in custom ones
that begin with `comptoir_` (`HubSpot.check` makes them). Companies have one address: it is the billing one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from comptoir.adapters import reading
from comptoir.integrating.core.objects import (
    Address,
    Customer,
    Deal,
    Document,
    Kind,
    Line,
    Product,
    Record,
)
from comptoir.kernel.money import half_up

Properties = Mapping[str, Any]

KEY = "comptoir_key"  # unique in HubSpot: one record for one of ours
CHANGED = "hs_lastmodifieddate"

OBJECTS = {
    Kind.CUSTOMER: "companies",
    Kind.PRODUCT: "products",
    Kind.DEAL: "deals",
    Kind.QUOTE: "quotes",
    Kind.ORDER: "orders",
    Kind.INVOICE: "invoices",
}
TYPES = {  # numbers of the object types, in addresses of pages and in generic webhooks
    Kind.CUSTOMER: "0-2",
    Kind.DEAL: "0-3",
    Kind.PRODUCT: "0-7",
    Kind.QUOTE: "0-14",
    Kind.INVOICE: "0-53",
    Kind.ORDER: "0-123",
}
# canonical field → property
CUSTOMER = {
    "name": "name",
    "number": "comptoir_number",
    "registration": "comptoir_registration",
    "vat_number": "comptoir_vat_number",
    "email": "comptoir_email",
    "phone": "phone",
    "language": "comptoir_language",
    "currency": "comptoir_currency",
}
DOMAIN = "domain"  # of a company, by which HubSpot itself tells companies apart
NATURAL = {  # what a company is known by anywhere → property
    "registration": CUSTOMER["registration"], "vat_number": CUSTOMER["vat_number"], "domain": DOMAIN,
}  # fmt: skip
PERSON = "comptoir_person"
BILLING = {"street": "address", "postal_code": "zip", "city": "city", "country": "country"}
SHIPPING = {ours: f"comptoir_shipping_{ours}" for ours in BILLING}
PRODUCT = {
    "sku": "hs_sku",
    "name": "name",
    "unit": "comptoir_unit",
    "currency": "comptoir_currency",
}
PRICE, ACTIVE, SORT = "price", "comptoir_active", "hs_product_type"
SORTS = {"goods": "inventory", "service": "service"}
DEAL = (
    "dealname", "amount", "deal_currency_code", "dealstage", "hs_deal_stage_probability",
    "hs_is_closed", "hs_is_closed_won", "closedate", "hubspot_owner_id", "comptoir_status",
)  # fmt: skip
SAID = "comptoir_status"  # what Comptoir makes of a deal
LINE = ("hs_sku", "name", "quantity", "price", "hs_discount_percentage", "amount")
DOCUMENT = {
    name: f"comptoir_{name}"
    for name in ("number", "state", "customer", "about", "reference", "link")
}
DAYS = {name: f"comptoir_{name}" for name in ("on", "due_on", "sent_on", "paid_on")}
AMOUNTS = {"total": "comptoir_total", "net": "comptoir_net", "open": "comptoir_open_amount"}
CURRENCY = "comptoir_currency"
# what a deal shows of the latest document of each kind
SHOWN = {**{n: n for n in ("number", "state", "link")}, **AMOUNTS, **DAYS}
SHOWN = {ours: name.removeprefix("comptoir_") for ours, name in SHOWN.items()}


@dataclass(frozen=True, slots=True)
class Account:
    """What the HubSpot account says of itself."""

    portal: str
    currency: str
    zone: str
    domain: str = "app.hubspot.com"


def properties_of(kind: Kind) -> tuple[str, ...]:
    """What is asked of a record of this kind."""
    own = {
        Kind.CUSTOMER: (*CUSTOMER.values(), PERSON, *BILLING.values(), *SHIPPING.values()),
        Kind.PRODUCT: (*PRODUCT.values(), PRICE, ACTIVE, SORT),
        Kind.DEAL: DEAL,
    }.get(kind, (*DOCUMENT.values(), *DAYS.values(), *AMOUNTS.values(), CURRENCY))
    return (*own, KEY, CHANGED)


def custom_properties(kind: Kind) -> tuple[str, ...]:
    """The properties that HubSpot has not by itself."""
    named = [n for n in properties_of(kind) if n.startswith("comptoir_")]
    if kind is Kind.DEAL:
        kinds = (Kind.QUOTE, Kind.ORDER, Kind.INVOICE)
        named += [f"comptoir_{of}_{name}" for of in kinds for name in SHOWN.values()]
    return tuple(named)


def theirs(record: Record) -> dict[str, str]:
    """The properties that say this record."""
    if isinstance(record, Customer):
        return _customer(record)
    if isinstance(record, Product):
        return _product(record)
    if isinstance(record, Deal):
        return {SAID: record.said}
    assert isinstance(record, Document), type(record)
    return {**_document(record), **_head(record)}


def ours(kind: Kind, said: Properties) -> Record:
    """The record that these properties say; not for deals, which need more than themselves."""
    if kind is Kind.CUSTOMER:
        return Customer(
            **{name: reading.text(said.get(prop)) for name, prop in CUSTOMER.items()},
            person=reading.yes(said.get(PERSON)),
            billing=reading.address(said, BILLING),
            shipping=reading.address(said, SHIPPING),
        )
    if kind is Kind.PRODUCT:
        return Product(
            **{name: reading.text(said.get(prop)) for name, prop in PRODUCT.items()},
            kind="service" if said.get(SORT) == SORTS["service"] else "goods",
            price=reading.number(said.get(PRICE)),
            active=reading.text(said.get(ACTIVE)) != "false",
        )
    currency = reading.currency(said.get(CURRENCY), "EUR")
    still = said.get(AMOUNTS["open"])
    plain: dict[str, Any] = {n: reading.text(said.get(prop)) for n, prop in DOCUMENT.items()}
    plain |= {n: reading.day(said.get(prop)) for n, prop in DAYS.items()}
    plain["on"] = plain["on"] or date.min
    return Document(
        kind=kind,
        **plain,
        total=reading.amount(said.get(AMOUNTS["total"]), currency),
        net=reading.amount(said.get(AMOUNTS["net"]), currency),
        open=reading.amount(still, currency) if reading.text(still) else None,
    )


def deal(
    said: Properties, *, customer: str, items: Sequence[Properties], owner: str, account: Account
) -> Deal:
    """A deal, with its line items and what the account says where the deal says nothing."""
    currency = reading.currency(said.get("deal_currency_code"), account.currency)
    won = reading.yes(said.get("hs_is_closed_won"))
    chance = reading.number(said.get("hs_deal_stage_probability")) or Decimal(0)
    return Deal(
        title=reading.text(said.get("dealname")),
        customer=customer,
        amount=reading.amount(said.get("amount"), currency),
        probability=half_up(chance * 100),
        stage=reading.text(said.get("dealstage")),
        won=won,
        lost=reading.yes(said.get("hs_is_closed")) and not won,
        closes_on=local_day(reading.text(said.get("closedate")), account.zone),
        owner_email=owner,
        lines=tuple(_line(item, currency) for item in items),
        said=reading.text(said.get(SAID)),
    )


def _line(said: Properties, currency: str) -> Line:
    return Line(
        sku=reading.text(said.get("hs_sku")),
        quantity=reading.number(said.get("quantity")) or Decimal(0),
        description=reading.text(said.get("name")),
        unit_price=reading.number(said.get("price")),
        discount_percent=reading.number(said.get("hs_discount_percentage")) or Decimal(0),
        amount=reading.amount(said["amount"], currency) if said.get("amount") else None,
    )


def local_day(said: str, zone: str) -> date | None:
    """The day an instant of HubSpot (UTC) is for the people there."""
    if "T" not in said:
        return reading.day(said)
    return datetime.fromisoformat(said).astimezone(ZoneInfo(zone)).date()


def shown_on_deal(document: Document) -> dict[str, str]:
    """What the deal shows of its latest quote, order or invoice."""
    said = _document(document)
    table = {**DOCUMENT, **AMOUNTS, **DAYS}
    return {f"comptoir_{document.kind}_{as_}": said[table[name]] for name, as_ in SHOWN.items()}


def _customer(record: Customer) -> dict[str, str]:
    return {
        **{prop: getattr(record, name) for name, prop in CUSTOMER.items()},
        PERSON: reading.text(record.person),
        **_address(record.billing, BILLING),
        **_address(record.shipping, SHIPPING),
    }


def _address(address: Address | None, names: Mapping[str, str]) -> dict[str, str]:
    if address is None:
        return dict.fromkeys(names.values(), "")
    said = {prop: getattr(address, name) for name, prop in names.items()}
    return {**said, names["country"]: reading.country_name(address.country)}


def _product(record: Product) -> dict[str, str]:
    return {
        **{prop: getattr(record, name) for name, prop in PRODUCT.items()},
        SORT: SORTS[record.kind],
        PRICE: reading.text(record.price),
        ACTIVE: reading.text(record.active),
    }


def _document(record: Document) -> dict[str, str]:
    owed = {name: getattr(record, name) for name in AMOUNTS}
    days = {prop: getattr(record, name) for name, prop in DAYS.items()}
    return {
        **{prop: getattr(record, name) for name, prop in DOCUMENT.items()},
        **{prop: on.isoformat() if on else "" for prop, on in days.items()},
        **{AMOUNTS[n]: reading.text(m.major) if m is not None else "" for n, m in owed.items()},
        CURRENCY: record.total.currency,
    }


def _head(record: Document) -> dict[str, str]:
    """HubSpot's own properties of such a record; it neither sends nor collects anything itself."""
    money, due = record.total.currency, (record.due_on or record.on).isoformat()
    if record.kind is Kind.QUOTE:
        return {
            "hs_title": record.number,
            "hs_expiration_date": due,
            "hs_currency": money,
            "hs_status": "DRAFT",
        }
    if record.kind is Kind.ORDER:
        return {
            "hs_order_name": record.number,
            "hs_external_order_id": record.number,
            "hs_external_order_status": record.state,
            "hs_external_order_url": record.link,
            "hs_currency_code": money,
        }
    return {
        "hs_currency": money,
        "hs_invoice_date": record.on.isoformat(),
        "hs_due_date": due,
        "hs_invoice_billable": "false",
    }
