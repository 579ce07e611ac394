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
    """The document was handed to the customer."""

    subject: ClassVar[str] = "invoice_id"
    invoice_id: UUID
