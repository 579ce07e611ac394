from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from comptoir.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemOpened(Event):
    """An issued document entered the sub-ledger."""

    subject: ClassVar[str] = "invoice_id"
    invoice_id: UUID
    gross_minor: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentReceived(Event):
    """`matched_by`: by hand, or the rule that matched a bank line (core/matching.py)."""

    subject: ClassVar[str] = "payment_id"
    payment_id: UUID
    customer_id: UUID
    amount_minor: int
    unapplied_minor: int
    currency: str
    received_on: date
    matched_by: str = "hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class CashApplied(Event):
    """Part of a payment or credit note was set against invoices."""

    subject: ClassVar[str] = "source_id"
    source_id: UUID
    customer_id: UUID
    amount_minor: int
    currency: str
    invoice_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationUndone(Event):
    subject: ClassVar[str] = "invoice_id"
    invoice_id: UUID
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoicePaid(Event):
    """Nothing of the invoice is open any more. deposit: it asked for one; None: not told."""

    subject: ClassVar[str] = "invoice_id"
    invoice_id: UUID
    customer_id: UUID
    order_id: UUID | None = None
    deposit: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementImported(Event):
    subject: ClassVar[str] = "statement_id"
    statement_id: UUID
    lines: int
    new_lines: int
    payments: int
    returned: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderWritten(Event):
    """A customer was reminded of what is overdue; `amount_minor` is asked for, after its credits."""

    subject: ClassVar[str] = "customer_id"
    customer_id: UUID
    reminder_id: UUID
    level: int
    tone: str
    amount_minor: int
    currency: str
    by_hand: bool
    invoice_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderMailed(Event):
    """The e-mail of a reminder left, or was given up."""

    subject: ClassVar[str] = "reminder_id"
    reminder_id: UUID
    delivered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RemindersPaused(Event):
    """No reminders until a day: to a customer, or for one invoice."""

    subject: ClassVar[str] = "customer_id"
    customer_id: UUID
    pause_id: UUID
    reason: str
    until: date
    invoice_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemindersResumed(Event):
    subject: ClassVar[str] = "customer_id"
    customer_id: UUID
    invoice_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderPlanSet(Event):
    """When and how a company reminds from now on."""

    subject: ClassVar[str] = "plan_id"
    plan_id: UUID
    version: int
    levels: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerSaid(Event):
    """The customer said on the invoice's private page that it has paid, or disputes it."""

    subject: ClassVar[str] = "invoice_id"
    invoice_id: UUID
    message_id: UUID
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerMessageMailed(Event):
    """The house was told by e-mail of what the customer said. failed: the mail server did not take it."""

    subject: ClassVar[str] = "invoice_id"
    invoice_id: UUID
    message_id: UUID
    failed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerMessageClosed(Event):
    """Somebody took care of what the customer said."""

    subject: ClassVar[str] = "invoice_id"
    invoice_id: UUID
    message_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentReturned(Event):
    """The bank took a payment back, whole; what it had settled is open again. reason: ISO 20022."""

    subject: ClassVar[str] = "payment_id"
    payment_id: UUID
    customer_id: UUID
    amount_minor: int
    currency: str
    reason: str
    fee_minor: int
    returned_on: date
    invoice_ids: tuple[UUID, ...]
