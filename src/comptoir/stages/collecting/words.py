"""The words that people read for the codes of this room."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from comptoir.stages.collecting.core.matching import Reason

METHODS = {
    "transfer": _("Bank transfer"),
    "card": _("Card"),
    "direct_debit": _("Direct debit"),
    "check": _("Paper check"),
    "cash": _("Cash"),
}
KINDS = {
    "invoice": _("Invoice"),
    "deposit": _("Deposit invoice"),
    "credit": _("Credit note"),
    "payment": _("Payment"),
}
BUCKETS = {
    "current": _("Not due"),
    "1-30": _("1–30 days"),
    "31-60": _("31–60 days"),
    "61-90": _("61–90 days"),
    "90+": _("Over 90 days"),
}
REASONS = {
    "hand": _("Booked by hand"),
    Reason.NUMBER_AND_AMOUNT: _("Invoice number and amount agree"),
    Reason.NUMBER_PART: _("Invoice number found, paid in part"),
    Reason.NUMBER_OVER: _("Invoice number found, more was paid"),
    Reason.IBAN_AND_AMOUNT: _("The customer's account, and one invoice of this amount"),
    Reason.IBAN_AND_TOTAL: _("The customer's account, and all that is open"),
    Reason.ONLY_AMOUNT: _("The only open invoice of this amount"),
    Reason.SEVERAL_CUSTOMERS: _("Names invoices of several customers"),
    Reason.SEVERAL_PARTLY: _("Names several invoices but does not pay them all"),
    Reason.SEVERAL_INVOICES: _("Several open invoices of this amount"),
    Reason.OTHER_PAYER: _("The amount fits, the payer's name does not"),
    Reason.NOTHING: _("No invoice number, no open amount fits"),
}
