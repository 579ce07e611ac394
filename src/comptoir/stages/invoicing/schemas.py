"""What the API of invoices takes and answers."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from comptoir.platform.expanding import Expandable
from comptoir.platform.schemas import (
    CustomerId,
    Day,
    DecimalText,
    DecisionId,
    In,
    InvoiceId,
    MoneyOut,
    OrderId,
    example,
)

Text80 = Annotated[str, Field(max_length=80, pattern=r"^[^\x00]*$")]
Text200 = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
Text300 = Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\x00]*$")]
LineId = Annotated[int, Field(ge=0, lt=2**63)]


class WishedLine(In):
    order_line_id: LineId
    quantity: DecimalText


class DraftIn(In):
    """lines: what to invoice; null for everything delivered and not invoiced. issue: at once."""

    order_id: OrderId
    lines: Annotated[list[WishedLine], Field(min_length=1, max_length=5_000)] | None = None
    issue: bool = False


class DepositIn(In):
    order_id: OrderId


class InstallmentBillIn(In):
    """number: of the schedule, from 1; left out for all that are due."""

    order_id: OrderId
    number: Annotated[int, Field(ge=1, le=12)] | None = None


class BillingRunIn(In):
    """on: bill what is due by this day; null for today."""

    on: Day | None = None


class LineChangeIn(In):
    line_id: LineId
    quantity: DecimalText | None = None
    description: Text300 | None = None
    remove: bool = False


class ChangeIn(In):
    """revision: the one that was read. Dates that are not sent stay; null clears them."""

    revision: Annotated[int, Field(ge=1, lt=2**31)]
    issued_on: Day | None = None
    due_on: Day | None = None
    supplied_on: Day | None = None
    customer_ref: Text80 = ""
    lines: Annotated[list[LineChangeIn], Field(max_length=5_000)] = Field(default_factory=list)


class CreditLineIn(In):
    """By quantity, or by net amount (decimal string, major units); neither is all that is left."""

    line_id: LineId
    quantity: DecimalText | None = None
    amount: DecimalText | None = None


class CreditNoteIn(In):
    """lines: null for the whole invoice, less what is credited. by_customer: of a self-billed one; it waits
    for the customer's own credit note (POST /invoices/{id}/customer-document)."""

    model_config = example(
        lines=[{"line_id": 4711, "quantity": "1"}], reason="Damaged", reason_code="return"
    )

    lines: Annotated[list[CreditLineIn], Field(min_length=1, max_length=5_000)] | None = None
    reason: Text200
    reason_code: Literal["return", "price", "other"]
    by_customer: bool = False


class CustomerDocumentIn(In):
    """What stands on the document that the customer wrote: its number, its day, its totals (decimal strings,
    major units, those of a credit note negative)."""

    model_config = example(
        number="BEAU-0042", issued_on="2026-02-10", net="1000.00", vat="200.00", gross="1200.00"
    )

    number: Annotated[str, Field(max_length=80)]
    issued_on: Day
    net: DecimalText
    vat: DecimalText
    gross: DecimalText


class InvoiceOut(Expandable):
    """Credit notes are negative. due_on of a draft is null: by the customer's terms at issue. self_billed:
    written by the customer in our name, under its number. type_code: BT-3 of EN 16931."""

    id: InvoiceId
    kind: str
    number: str | None
    state: str
    customer_id: CustomerId
    order_id: OrderId | None
    corrects_id: InvoiceId | None
    self_billed: bool
    type_code: str
    issued_on: date | None
    due_on: date | None
    net: MoneyOut
    vat: MoneyOut
    gross: MoneyOut


class InvoiceLineOut(Schema):
    id: int
    position: int
    kind: str
    order_line_id: int | None
    deposit_id: InvoiceId | None
    credits_id: int | None
    restores_quantity: bool
    sku: str
    description: str
    quantity: DecimalText
    unit: str
    unit_net: DecimalText
    list_price: DecimalText | None
    discount_percent: DecimalText | None
    net: MoneyOut
    decision_id: DecisionId
    vat_rate: DecimalText
    service_start: date | None
    service_end: date | None


class InvoiceVatOut(Schema):
    decision_id: DecisionId
    rate: DecimalText
    base: MoneyOut
    vat: MoneyOut


class InvoiceDetail(InvoiceOut):
    """seller, buyer, mentions: as printed at issue."""

    language: str
    supplied_on: date | None
    terms_kind: str
    terms_days: int
    customer_ref: str
    reason: str
    reason_code: str
    seller: dict[str, Any]
    buyer: dict[str, Any]
    mentions: list[dict[str, str]]
    prepared_by: str
    approved_by: str
    revision: int
    lines: list[InvoiceLineOut]
    vat_rows: list[InvoiceVatOut]


class ToInvoiceOut(Expandable):
    order_id: OrderId
    number: str
    customer_id: CustomerId
    lines: int
    net: MoneyOut
    last_delivery_on: date | None
