"""What is known of invoices, deposit invoices and credit notes, and what a list of them is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from comptoir.stages.invoicing.core.lines import ADVANCES
from comptoir.stages.invoicing.core.self_billing import type_code
from comptoir.stages.invoicing.core.states import InvoiceKind, InvoiceState


@dataclass(frozen=True, slots=True)
class InvoiceLineFacts:
    """One line; the words of its columns are explained on the model. Credit lines are negative."""

    id: int
    invoice_id: UUID
    position: int
    kind: str
    order_line_id: int | None
    charge_id: int | None
    usage_id: int | None
    deposit_id: UUID | None
    credits_id: int | None
    restores_quantity: bool
    sku: str
    description: str
    quantity: Decimal
    unit: str
    unit_net: Decimal
    list_price: Decimal | None
    discount_percent: Decimal | None
    net_minor: int
    decision_id: UUID
    vat_rate: Decimal
    service_start: date | None
    service_end: date | None
    margin_rate: Decimal | None = None
    purchase_minor: int | None = None
    margin_vat_minor: int = 0

    @property
    def sold(self) -> bool:
        """Whether it is sold, not a deposit asked for or deducted."""
        return self.kind not in ADVANCES


@dataclass(frozen=True, slots=True)
class InvoiceVatFacts:
    """VAT of one rate on the summed base of its lines, minor units; without VAT, of one decision."""

    decision_id: UUID
    rate: Decimal
    base_minor: int
    vat_minor: int


@dataclass(frozen=True, slots=True)
class InvoiceHead:
    """One row of a list: only what lists show. Minor units of `currency`; credit notes negative."""

    id: UUID
    kind: str
    number: str | None
    state: str
    customer_id: UUID
    order_id: UUID | None
    corrects_id: UUID | None
    self_billing_id: UUID | None
    currency: str
    issued_on: date | None
    due_on: date | None
    net_minor: int
    vat_minor: int
    gross_minor: int

    @property
    def self_billed(self) -> bool:
        """Whether the customer wrote it, under a mandate."""
        return self.self_billing_id is not None

    @property
    def type_code(self) -> str:
        """BT-3 of EN 16931."""
        return type_code(self.kind, self_billed=self.self_billed)


@dataclass(frozen=True, slots=True)
class InvoiceFacts:
    """One document. seller, buyer, mentions: as printed, {} until it is issued.

    due_on   last day to pay; on a draft None means: by the terms
    """

    id: UUID
    entity_id: UUID
    kind: str
    number: str | None
    state: str
    customer_id: UUID
    order_id: UUID | None
    corrects_id: UUID | None
    self_billing_id: UUID | None
    currency: str
    language: str
    issued_on: date | None
    due_on: date | None
    supplied_on: date | None
    terms_kind: str
    terms_days: int
    customer_ref: str
    reason: str
    reason_code: str
    net_minor: int
    vat_minor: int
    gross_minor: int
    seller: Mapping[str, Any]
    buyer: Mapping[str, Any]
    mentions: Sequence[Mapping[str, str]]
    prepared_by: str
    approved_by: str
    revision: int
    lines: tuple[InvoiceLineFacts, ...] = ()
    vat: tuple[InvoiceVatFacts, ...] = ()

    @property
    def sold_minor(self) -> int:
        """Net of what is sold, deposits and their deduction and the VAT in a margin left out: what was
        booked as deferred."""
        return sum(line.net_minor - line.margin_vat_minor for line in self.lines if line.sold)

    @property
    def self_billed(self) -> bool:
        """Whether the customer wrote it, under a mandate."""
        return self.self_billing_id is not None

    @property
    def type_code(self) -> str:
        """BT-3 of EN 16931."""
        return type_code(self.kind, self_billed=self.self_billed)

    @property
    def is_credit(self) -> bool:
        return self.kind == InvoiceKind.CREDIT

    @property
    def issued(self) -> bool:
        return self.state == InvoiceState.ISSUED


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list of invoices shows; empty means all.

    text      part of a number, a reference or the customer's name
    decision_id  documents that bear this VAT decision
    self_billed  written by the customer, or by us; None: either
    past_due  issued invoices whose due date has passed on this day, paid or not: what is paid is
              known to collecting
    """

    state: str = ""
    kind: str = ""
    customer_id: UUID | None = None
    order_id: UUID | None = None
    corrects_id: UUID | None = None
    decision_id: UUID | None = None
    currency: str = ""
    text: str = ""
    past_due: date | None = None
    since: date | None = None
    until: date | None = None
    self_billed: bool | None = None
