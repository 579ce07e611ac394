"""Writes of invoices: drafting, changing, issuing, crediting, and the run over periods."""

from __future__ import annotations

from comptoir.stages.invoicing.actions.changing import (
    StaleDraft,
    change_draft,
    discard_draft,
)
from comptoir.stages.invoicing.actions.crediting import (
    NotCreditable,
    SameHand,
    WeWroteIt,
    approve_credit_note,
    credit_note,
)
from comptoir.stages.invoicing.actions.drafting import (
    draft_deposit,
    draft_invoice,
    invoice_order,
)
from comptoir.stages.invoicing.actions.installing import (
    bill_dated,
    bill_installment,
    bill_installments,
)
from comptoir.stages.invoicing.actions.issuing import NotYet, issue_invoice, mark_sent
from comptoir.stages.invoicing.actions.mailing import (
    AlreadyMailed,
    NoBillingContact,
    OnItsWay,
    TheyWroteIt,
    mail_issued,
    mark_invoice_mailed,
    open_invoice,
    renew_invoice_link,
    report_bounce,
    send_invoice,
    send_invoices,
    set_invoice_mailing,
)
from comptoir.stages.invoicing.actions.periods import bill_periods
from comptoir.stages.invoicing.actions.recording import (
    NoMandate,
    NumberTaken,
    record_customer_invoice,
)
from comptoir.stages.invoicing.core.crediting import CreditIn
from comptoir.stages.invoicing.core.self_billing import Document

__all__ = [
    "AlreadyMailed",
    "CreditIn",
    "Document",
    "NoBillingContact",
    "NoMandate",
    "NotCreditable",
    "NotYet",
    "NumberTaken",
    "OnItsWay",
    "SameHand",
    "StaleDraft",
    "TheyWroteIt",
    "WeWroteIt",
    "approve_credit_note",
    "bill_dated",
    "bill_installment",
    "bill_installments",
    "bill_periods",
    "change_draft",
    "credit_note",
    "discard_draft",
    "draft_deposit",
    "draft_invoice",
    "invoice_order",
    "issue_invoice",
    "mail_issued",
    "mark_invoice_mailed",
    "mark_sent",
    "open_invoice",
    "record_customer_invoice",
    "renew_invoice_link",
    "report_bounce",
    "send_invoice",
    "send_invoices",
    "set_invoice_mailing",
]
