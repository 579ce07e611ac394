"""What a printed document says: frozen rows of ready-to-print text. Pure.

Amounts, dates, quantities and rates arrive formatted for the document's language; the labels
around them belong to this package (`labels.json`). An empty string means "not said" and prints
nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from comptoir.platform.documents.blocks import (
    PLAIN,
    Brand,
    DepositRow,
    Fact,
    LineRow,
    Mention,
    PartyBlock,
    PaymentBlock,
    ScheduleRow,
    Section,
    SignatureBlock,
    Total,
    VatRow,
)

Lang = Literal["fr", "en"]


class Kind(StrEnum):
    """What the document is; decides its title, its file name and its template."""

    QUOTE = "quote"
    CONTRACT = "contract"
    DELIVERY_NOTE = "delivery_note"
    RETURN_NOTE = "return_note"
    INVOICE = "invoice"
    DEPOSIT_INVOICE = "deposit_invoice"
    CREDIT_NOTE = "credit_note"
    STATEMENT = "statement"
    SIGNATURES = "signatures"
    REDLINE = "redline"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlternativeBlock:
    """One of the alternatives of an offer: its own lines, and what it costs with the common ones."""

    key: str
    name: str
    totals: tuple[Total, ...]
    vat: tuple[VatRow, ...]
    recommended: bool = False
    sections: tuple[Section, ...] = ()
    recurring: tuple[Total, ...] = ()


QUOTE_BLOCKS = (
    "intro", "lines", "totals", "recurring", "alternatives", "schedule", "conditions", "terms",
    "signature",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteDoc:
    """An offer. `dated` is also the timestamp of the file.

    blocks        what is shown between head and foot, in this order
    terms         which general terms apply, in a sentence
    amends        the contract that it changes; "" for an offer that changes none
    changes       what it changes of that contract and what is billed for it, a sentence each

    alternatives  of which the customer takes exactly one: `sections` are then of all of them, and each has
                  totals of its own
    """

    number: str
    dated: date
    issued_on: str
    seller: PartyBlock
    buyer: PartyBlock
    sections: tuple[Section, ...]
    vat: tuple[VatRow, ...]
    totals: tuple[Total, ...]
    version: int = 1
    subject: str = ""
    valid_until: str = ""
    customer_reference: str = ""
    contact: str = ""  # the seller's person in charge
    delivery: PartyBlock | None = None  # only when it differs from the buyer
    headline: str = ""  # the offer in one sentence, with its total
    note: str = ""  # at most five lines
    recurring: tuple[Total, ...] = ()
    alternatives: tuple[AlternativeBlock, ...] = ()
    schedule: tuple[ScheduleRow, ...] = ()
    conditions: tuple[str, ...] = ()
    terms: str = ""
    terms_link: str = ""
    signature: SignatureBlock | None = None
    mentions: tuple[Mention, ...] = ()
    extra: tuple[Fact, ...] = ()
    brand: Brand = PLAIN
    blocks: tuple[str, ...] = QUOTE_BLOCKS
    amends: str = ""
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceDoc:
    """An invoice, a deposit invoice or a credit note: the kind says which.

    operation     category of the operation in words: goods, services or both
    corrects      credit note: the invoices it corrects, each with its date
    number        empty for a draft, which then prints its mark across the head
    facturx_xml   EN 16931 XML, attached to the file under its standard name
    """

    number: str
    dated: date
    issued_on: str
    seller: PartyBlock
    buyer: PartyBlock
    sections: tuple[Section, ...]
    vat: tuple[VatRow, ...]
    totals: tuple[Total, ...]
    subject: str = ""
    supplied_on: str = ""
    due_on: str = ""
    operation: str = ""
    purchase_order: str = ""
    order_number: str = ""
    contract_number: str = ""
    delivery_number: str = ""
    customer_number: str = ""
    corrects: tuple[str, ...] = ()
    reason: str = ""  # credit note: why
    delivery: PartyBlock | None = None
    deposits: tuple[DepositRow, ...] = ()
    note: str = ""
    payment: PaymentBlock | None = None
    mentions: tuple[Mention, ...] = ()
    extra: tuple[Fact, ...] = ()
    facturx_xml: str = ""
    brand: Brand = PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow:
    """One movement of a customer's account."""

    dated: str
    document: str
    due_on: str = ""
    reference: str = ""
    debit: str = ""
    credit: str = ""
    balance: str = ""
    late: str = ""  # "12 jours"; empty when not late


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementAccount:
    """The account in one currency; currencies are never added together."""

    currency: str
    opening: str
    rows: tuple[StatementRow, ...]
    closing: str
    aging: tuple[Fact, ...] = ()  # "Non échu" → amount, "1–30 jours" → amount …


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementDoc:
    """What a customer owes and why, between two dates."""

    number: str
    dated: date
    issued_on: str
    seller: PartyBlock
    buyer: PartyBlock
    accounts: tuple[StatementAccount, ...]
    period: str = ""
    customer_number: str = ""
    note: str = ""
    payment: PaymentBlock | None = None
    mentions: tuple[Mention, ...] = ()
    extra: tuple[Fact, ...] = ()
    brand: Brand = PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRow:
    """What was ordered, what is in this delivery, what remains."""

    description: str
    delivered: str
    sku: str = ""
    details: tuple[str, ...] = ()
    ordered: str = ""
    remaining: str = ""
    unit: str = ""
    lots: tuple[str, ...] = ()  # lot or serial numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryDoc:
    """A delivery note: no prices."""

    number: str
    dated: date
    issued_on: str
    seller: PartyBlock
    buyer: PartyBlock
    rows: tuple[DeliveryRow, ...]
    delivery: PartyBlock | None = None
    shipped_on: str = ""
    order_number: str = ""
    purchase_order: str = ""
    carrier: str = ""
    tracking: str = ""
    packages: str = ""
    weight: str = ""
    note: str = ""
    receipt: SignatureBlock | None = None
    mentions: tuple[Mention, ...] = ()
    extra: tuple[Fact, ...] = ()
    brand: Brand = PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A clause with its stable number ("7.2")."""

    number: str
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """General terms joined to a contract, as agreed: text and its SHA-256 (hex)."""

    title: str
    version: str
    sha256: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractDoc:
    """A contract: parties, key dates, scope and price, clauses, general terms, signatures."""

    number: str
    dated: date
    issued_on: str
    title: str
    seller: PartyBlock
    buyer: PartyBlock
    clauses: tuple[Clause, ...]
    signatures: tuple[SignatureBlock, ...]
    version: int = 1
    precedence: tuple[str, ...] = ()  # documents of the contract, strongest first
    key_dates: tuple[Fact, ...] = ()  # start, end, notice …: printed in a box
    sections: tuple[Section, ...] = ()
    totals: tuple[Total, ...] = ()
    terms: Terms | None = None
    annexes: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()
    extra: tuple[Fact, ...] = ()
    brand: Brand = PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class SignaturesDoc:
    """The page of signatures added to a signed document.

    traces  what is known of each signature, in the order of `signatures`
    """

    number: str
    dated: date
    issued_on: str
    seller: PartyBlock
    buyer: PartyBlock
    signatures: tuple[SignatureBlock, ...]
    traces: tuple[tuple[Fact, ...], ...]
    facts: tuple[Fact, ...] = ()
    note: str = ""
    mentions: tuple[Mention, ...] = ()
    brand: Brand = PLAIN


Document = QuoteDoc | InvoiceDoc | StatementDoc | DeliveryDoc | ContractDoc | SignaturesDoc

__all__ = [
    "AlternativeBlock",
    "Brand",
    "Clause",
    "ContractDoc",
    "DeliveryDoc",
    "DeliveryRow",
    "DepositRow",
    "Document",
    "Fact",
    "InvoiceDoc",
    "Kind",
    "Lang",
    "LineRow",
    "Mention",
    "PartyBlock",
    "PaymentBlock",
    "QuoteDoc",
    "ScheduleRow",
    "Section",
    "SignatureBlock",
    "SignaturesDoc",
    "StatementAccount",
    "StatementDoc",
    "StatementRow",
    "Terms",
    "Total",
    "VatRow",
]
