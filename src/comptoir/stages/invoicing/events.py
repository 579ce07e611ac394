from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from comptoir.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceDrafted(Event):
    subject: ClassVar[str] = "invoice_id"
    invoice_id: UUID
    customer_id: UUID
    kind: str
    gross_minor: int
    currency: str
    order_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceChanged(Event):
    subject: ClassVar[str] = "invoice_id"
    invoice_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceIssued(Event):
    """Numbered, posted and frozen; `kind` is invoice or deposit. self_billed: as the customer wrote it."""

    subject: ClassVar[str] = "invoice_id"
    invoice_id: UUID
    customer_id: UUID
    kind: str
    net_minor: int
    vat_minor: int
    gross_minor: int
    currency: str
    issued_on: date
    due_on: date
    order_id: UUID | None = None
    self_billed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditNoteIssued(Event):
    """Amounts are negative."""

    subject: ClassVar[str] = "invoice_id"
    invoice_id: UUID
    corrects_id: UUID
    customer_id: UUID
    net_minor: int
    vat_minor: int
    gross_minor: int
    currency: str
    issued_on: date
    order_id: UUID | None = None
    self_billed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditNoteSubmitted(Event):
    """Above its author's limit: somebody else must approve it."""

    subject: ClassVar[str] = "invoice_id"
    invoice_id: UUID
    gross_minor: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditNoteReleased(Event):
    """Approved: it waits for the customer's own credit note."""

    subject: ClassVar[str] = "invoice_id"
    invoice_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceDiscarded(Event):
    subject: ClassVar[str] = "invoice_id"
    invoice_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceSent(Event):
    """The document was handed to the customer.

    mail    the how-manieth e-mail of it did so; 0: by another way, noted by hand
    sha256  of the PDF that went along
    """

    subject: ClassVar[str] = "invoice_id"
    invoice_id: UUID
    mail: int = 0
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceMailAsked(Event):
    """Its e-mail waits for the worker. automatic: nobody asked, the company or the customer wants it so;
    batch: the click that asked for many at once."""

    subject: ClassVar[str] = "invoice_id"
    invoice_id: UUID
    mail: int
    automatic: bool = False
    batch: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceMailFailed(Event):
    """An e-mail could not be sent, or came back. final: nothing tries it again by itself."""

    subject: ClassVar[str] = "invoice_id"
    invoice_id: UUID
    mail: int
    fault: str
    final: bool
    batch: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceOpened(Event):
    """The customer opened the private page of the document."""

    subject: ClassVar[str] = "invoice_id"
    invoice_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceLinkRenewed(Event):
    """The private link was replaced; the former one opens nothing."""

    subject: ClassVar[str] = "invoice_id"
    invoice_id: UUID
    link: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceMailingSet(Event):
    """Whether documents are mailed without a click. customer_id None: the company's own rule;
    automatic None: as the company does."""

    customer_id: UUID | None = None
    automatic: bool | None = None
    starts_on: date
