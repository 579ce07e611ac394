"""The canonical objects: what Comptoir and another system say to each other, in nobody's dialect.

Money is `Money`, unit prices and quantities are `Decimal`, days are local dates. A number is what people
read ("C-2026-0004", a SKU); a first meeting is recognized by it, later ones by the other system's id.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from comptoir.kernel.money import Money


class Kind(StrEnum):
    CUSTOMER = "customer"
    PRODUCT = "product"
    DEAL = "deal"
    QUOTE = "quote"
    ORDER = "order"
    INVOICE = "invoice"
    PAYMENT = "payment"


class Sort(StrEnum):
    """What a system is to the company."""

    CRM = "crm"
    SHOP = "shop"
    ERP = "erp"


@dataclass(frozen=True, slots=True)
class Address:
    street: str
    postal_code: str
    city: str
    country: str  # ISO 3166-1 alpha-2


@dataclass(frozen=True, slots=True)
class Customer:
    name: str
    number: str = ""  # ours; empty in what was never here
    registration: str = ""  # SIREN in France
    vat_number: str = ""
    email: str = ""
    phone: str = ""
    person: bool = False  # a consumer, not a company
    language: str = ""  # "fr", "en", empty: not said
    currency: str = ""
    billing: Address | None = None
    shipping: Address | None = None


@dataclass(frozen=True, slots=True)
class Product:
    sku: str
    name: str
    kind: str = "goods"  # "goods" or "service"
    unit: str = ""
    price: Decimal | None = None  # the list price excluding VAT, where one is said
    currency: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """amount  what the line comes to, excluding VAT; None: the price list of the receiver decides"""

    sku: str
    quantity: Decimal
    description: str = ""
    unit_price: Decimal | None = None
    discount_percent: Decimal = Decimal(0)
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class Deal:
    """An opportunity of a CRM. `customer` is the other system's id of its customer.

    said  what Comptoir says of it, for the people who read it there ("Blocked: billing address missing");
          nothing else is written of a deal that came from there
    """

    title: str
    customer: str
    amount: Money
    probability: int  # percent
    stage: str  # as the other system calls it
    won: bool = False
    lost: bool = False
    closes_on: date | None = None
    owner_email: str = ""
    lines: tuple[Line, ...] = ()
    said: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A quote, an order or an invoice (credit notes with negative amounts), in either direction.

    customer  the other system's id of the customer
    about     the other system's id of what it came from: in a CRM always the deal, elsewhere the order of an
              invoice or the invoice of a credit note
    """

    kind: Kind
    number: str
    state: str
    customer: str
    on: date
    total: Money  # including VAT
    net: Money  # excluding VAT
    lines: tuple[Line, ...] = ()
    due_on: date | None = None
    open: Money | None = None  # of an invoice: what is still owed
    about: str = ""
    reference: str = ""  # the customer's own reference, the shop's order number …
    link: str = ""  # opens it for the people of the other system
    sent_on: date | None = None
    paid_on: date | None = None  # of an invoice: the last day on which money came for it


@dataclass(frozen=True, slots=True)
class Settled:
    """A part of a payment. `invoice` is the invoice's number, the same in both systems."""

    invoice: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Payment:
    number: str
    customer: str  # the other system's id of the customer
    amount: Money
    on: date
    method: str = ""
    reference: str = ""
    settles: tuple[Settled, ...] = ()
    returned: bool = False


Record = Customer | Product | Deal | Document | Payment
