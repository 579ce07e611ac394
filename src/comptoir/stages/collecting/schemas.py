"""What the API of collecting takes and answers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Base64Bytes, Field

from comptoir.platform.expanding import Expandable
from comptoir.platform.schemas import (
    CustomerId,
    Day,
    DecimalText,
    In,
    InvoiceId,
    MoneyOut,
    Paged,
    PaymentId,
    PaymentReturnId,
    StatementId,
    example,
)

CurrencyCode = Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["EUR"])]
Text = Annotated[str, Field(max_length=140, pattern=r"^[^\x00]*$")]


class ItemOut(Expandable):
    """An issued document in the sub-ledger; credit notes are negative."""

    invoice_id: InvoiceId
    customer_id: CustomerId
    number: str
    kind: str
    issued_on: date
    due_on: date
    gross: MoneyOut
    open: MoneyOut


class AllocationOut(Schema):
    """Part of a payment or of a credit note set against an invoice; negative: taken back."""

    id: int
    invoice_id: InvoiceId
    invoice_number: str
    payment_id: PaymentId | None
    credit_id: InvoiceId | None
    amount: MoneyOut
    on: date
    undone: bool


class ReturnOut(Schema):
    """A payment that the bank took back, whole. reason: of ISO 20022; fee: what the bank takes from us."""

    id: PaymentReturnId
    payment_id: PaymentId
    customer_id: CustomerId
    reason: str
    returned_on: date
    amount: MoneyOut
    fee: MoneyOut
    note: str


class PaymentOut(Expandable):
    """matched_by: `hand`, or the rule that matched the bank line. returned: the bank took it back."""

    id: PaymentId
    number: str
    customer_id: CustomerId
    method: str
    received_on: date
    amount: MoneyOut
    unapplied: MoneyOut
    reference: str
    matched_by: str
    returned: ReturnOut | None
    allocations: list[AllocationOut]


class ShareIn(In):
    invoice_id: InvoiceId
    amount: DecimalText


Shares = Annotated[list[ShareIn], Field(max_length=1000)]


class PaymentIn(In):
    """allocations: what to settle, the rest stays unapplied; auto: the oldest due first instead."""

    model_config = example(
        customer_id="cus_01h455vb4pex5vsknk084sn02q", amount="1200.00", currency="EUR",
        received_on="2026-11-30", reference="VIR F-2026-0001", auto=True,
    )  # fmt: skip

    customer_id: CustomerId
    amount: DecimalText
    currency: CurrencyCode
    received_on: Day
    method: Literal["transfer", "card", "direct_debit", "check", "cash"] = "transfer"
    reference: Text = ""
    allocations: Shares | None = None
    auto: bool = False
    bank_line_id: Annotated[int, Field(ge=1, le=2**63 - 1)] | None = None


ReasonCode = Literal[
    "AC01", "AC04", "AC06", "AC13", "AG01", "AG02", "AM04", "AM05", "BE05", "FOCR", "MD01", "MD06", "MD07",
    "MS02", "MS03", "RC01", "RR04", "SL01",
]  # fmt: skip


class ReturnIn(In):
    """reason: of ISO 20022, e.g. AM04 for want of money, MD06 where the payer asks for it back; MS03: none is
    said. fee: what the bank takes from us, in the payment's currency. bank_line_id: the line that says so."""

    model_config = example(reason="AM04", returned_on="2026-12-05", fee="6.50")

    reason: ReasonCode
    returned_on: Day
    fee: DecimalText = Decimal(0)
    note: Text = ""
    bank_line_id: Annotated[int, Field(ge=1, le=2**63 - 1)] | None = None


class ReturnFilter(Paged):
    customer_id: CustomerId | None = None


class ApplyIn(In):
    """allocations null: the oldest due first."""

    allocations: Shares | None = None


class CreditIn(In):
    """amount null: as much as both allow."""

    credit_invoice_id: InvoiceId
    invoice_id: InvoiceId
    amount: DecimalText | None = None


class StatementIn(In):
    """content: the CSV file in base64. decimal and date_order only where the file leaves a doubt."""

    name: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
    content: Annotated[Base64Bytes, Field(strict=False)]
    currency: CurrencyCode = "EUR"
    decimal: Literal["", ",", "."] = ""
    date_order: Literal["", "dmy", "mdy", "ymd"] = ""
    columns: dict[
        Literal["date", "amount", "debit", "credit", "text", "payer", "iban", "currency"],
        Annotated[str, Field(max_length=80)],
    ] = Field(default_factory=dict)


class StatementOut(Schema):
    id: StatementId
    name: str
    lines_read: int
    new_lines: int
    payments: int
    returned: int


class BankLineOut(Expandable):
    """A bank line without payment. reason: why it was not booked; candidates: what it may pay."""

    id: int
    statement_id: StatementId
    booked_on: date
    amount: MoneyOut
    text: str
    payer: str
    reason: str
    candidates: list[InvoiceId]


class TakenLineOut(Schema):
    """Money that the bank took back and that is not booked. reason: of ISO 20022, as the line says it;
    candidates: the payments that it may return."""

    id: int
    booked_on: date
    amount: MoneyOut
    text: str
    reason: str
    candidates: list[PaymentId]


class TakenFilter(Paged):
    """since: the day it was booked; the last 120 days if left out."""

    since: Day | None = None


class AgingOut(Expandable):
    """Per customer and currency; total = buckets + credits (credit notes, unapplied cash)."""

    customer_id: CustomerId
    buckets: dict[str, MoneyOut]
    credits: MoneyOut
    total: MoneyOut


class MovementOut(Schema):
    on: date
    kind: str
    number: str
    due_on: date | None
    reference: str
    amount: MoneyOut
    balance: MoneyOut


class CustomerAccountOut(Schema):
    opening: MoneyOut
    movements: list[MovementOut]
    closing: MoneyOut


class ItemFilter(Paged):
    """since, until: the day it is due, both included."""

    overdue: bool = False
    customer_id: CustomerId | None = None
    currency: Literal[""] | CurrencyCode = ""
    since: Day | None = None
    until: Day | None = None


class BankLineFilter(Paged):
    """q: in the text, the payer's name or IBAN. since, until: the day it was booked, both included."""

    q: Text = ""
    currency: Literal[""] | CurrencyCode = ""
    statement_id: StatementId | None = None
    since: Day | None = None
    until: Day | None = None


class PaymentFilter(Paged):
    """since, until: the day it was received, both included."""

    q: Text = ""
    customer_id: CustomerId | None = None
    unapplied: bool = False
    method: Literal["", "transfer", "card", "direct_debit", "check", "cash"] = ""
    currency: Literal[""] | CurrencyCode = ""
    since: Day | None = None
    until: Day | None = None


class AgingFilter(Paged):
    """on: the end of that day; today if left out."""

    on: Day | None = None
    customer_id: CustomerId | None = None
    currency: Literal[""] | CurrencyCode = ""


class AccountSpan(Paged):
    """start and last day, both included."""

    start: Day | None = None
    last: Day | None = None


class Span(Schema):
    """start and last day, both included."""

    start: Day | None = None
    last: Day | None = None
