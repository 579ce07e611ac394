"""The states and kinds of an invoice."""

from __future__ import annotations

from enum import StrEnum


class InvoiceState(StrEnum):
    DRAFT = "draft"
    TO_APPROVE = "to_approve"
    ISSUED = "issued"
    DISCARDED = "discarded"


class InvoiceKind(StrEnum):
    INVOICE = "invoice"
    DEPOSIT = "deposit"
    CREDIT = "credit"


I = InvoiceState  # noqa: E741 — the table below reads better with one letter
INVOICE_MOVES: dict[tuple[str, InvoiceState], InvoiceState] = {
    ("issue", I.DRAFT): I.ISSUED,
    ("discard", I.DRAFT): I.DISCARDED,
    ("submit", I.DRAFT): I.TO_APPROVE,
    ("approve", I.TO_APPROVE): I.ISSUED,
    ("release", I.TO_APPROVE): I.DRAFT,
    ("discard", I.TO_APPROVE): I.DISCARDED,
}
