"""What printed documents are made of: parties, lines, totals, payment, signatures. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

TotalKey = Literal[
    "net",  # total excluding VAT
    "discount",  # document-level discount, negative
    "vat",
    "gross",  # total including VAT
    "rounding",
    "deposits",  # deposits deducted, negative
    "paid",  # already paid, negative
    "credited",
    "due",  # NET À PAYER: printed largest
    "one_off",  # quotes: what is paid once, excluding VAT
    "recurring",  # quotes: what returns each period, excluding VAT; say the period in `label`
    "usage",
    "contract_value",  # one-off + recurring over the whole term, excluding VAT
    "vat_accounting",  # VAT in the accounting currency, when the invoice is in another
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """The seller's look. The color is used for rules only; text stays black."""

    color: str = "#1F4FD8"  # #RRGGBB
    logo_svg: str = ""  # SVG source, drawn at most 14 mm high


PLAIN = Brand()


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyBlock:
    """A seller, a buyer or a place of delivery."""

    name: str
    address: tuple[str, ...] = ()  # lines in postal order, country last
    siren: str = ""
    siret: str = ""
    vat_number: str = ""
    contact: str = ""  # a person; personal data, print only when needed
    email: str = ""
    phone: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A label and its value, both ready to print: for what the fixed fields do not cover."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """One line of a quote, an invoice or a contract's price schedule."""

    description: str
    net: str  # line amount excluding VAT, currency sign included
    sku: str = ""
    details: tuple[str, ...] = ()  # chosen options, serial numbers … one short text each
    period: str = ""  # "du 11 au 30 avril 2027 (20 jours)"
    quantity: str = ""
    unit: str = ""
    unit_price: str = ""  # before discount, excluding VAT
    discount: str = ""  # "12,0 %" or an amount
    vat_rate: str = ""  # "20 %" or an exemption's short code
    optional: bool = False  # offered, not counted in the totals


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Lines under one heading; one section with an empty title prints as a plain list."""

    rows: tuple[LineRow, ...]
    title: str = ""
    subtotal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VatRow:
    """VAT of one rate: on the summed base. `exemption` is the legal reason when no VAT is due."""

    rate: str
    base: str
    vat: str
    exemption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """One line under the table. `label` replaces this package's words for `key`."""

    key: TotalKey
    amount: str
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositRow:
    """A deposit already invoiced and deducted here."""

    number: str
    issued_on: str
    net: str
    vat: str
    gross: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One sentence the law asks for, in the words to print (see `mentions.py`)."""

    key: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentBlock:
    """Where and how to pay.

    qr_amount   machine amount in euros, "1234.50": a SEPA credit-transfer QR (EPC069-12) is drawn
                from it, the IBAN and the holder; empty: no QR
    """

    means: str = ""  # "Virement", "Carte", …
    holder: str = ""
    iban: str = ""
    bic: str = ""
    bank: str = ""
    reference: str = ""
    link: str = ""
    qr_amount: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleRow:
    """One installment."""

    label: str
    due_on: str
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureBlock:
    """A place to sign, or the trace of a signature."""

    party: str
    name: str = ""
    role: str = ""
    signed_on: str = ""  # empty: still to sign
    evidence: str = ""  # id of the evidence record
    drawing_svg: str = ""
