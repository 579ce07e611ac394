"""The words of exchanges: states, kinds, directions, answers, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from comptoir.integrating.core.messages import ConnectionState, InState, OutState, Way
from comptoir.integrating.core.objects import Kind, Sort
from comptoir.platform.problem import in_words

KINDS: dict[str, Any] = {
    Kind.CUSTOMER: gettext_lazy("Customers"),
    Kind.PRODUCT: gettext_lazy("Products"),
    Kind.DEAL: gettext_lazy("Deals"),
    Kind.QUOTE: gettext_lazy("Quotes"),
    Kind.ORDER: gettext_lazy("Orders"),
    Kind.INVOICE: gettext_lazy("Invoices"),
    Kind.PAYMENT: gettext_lazy("Payments"),
}
ONE: dict[str, Any] = {
    Kind.CUSTOMER: gettext_lazy("Customer"),
    Kind.PRODUCT: gettext_lazy("Product"),
    Kind.DEAL: gettext_lazy("Deal"),
    Kind.QUOTE: gettext_lazy("Quote"),
    Kind.ORDER: gettext_lazy("Order"),
    Kind.INVOICE: gettext_lazy("Invoice"),
    Kind.PAYMENT: gettext_lazy("Payment"),
}
SORTS: dict[str, Any] = {
    Sort.CRM: gettext_lazy("CRM"),
    Sort.SHOP: gettext_lazy("Online shop"),
    Sort.ERP: gettext_lazy("ERP"),
}
WAYS: dict[str, Any] = {
    Way.OFF: pgettext_lazy("direction", "off"),
    Way.IN: pgettext_lazy("direction", "to Comptoir"),
    Way.OUT: pgettext_lazy("direction", "from Comptoir"),
    Way.BOTH: pgettext_lazy("direction", "both ways"),
}
STATES: dict[str, Any] = {
    ConnectionState.ON: pgettext_lazy("connection", "On"),
    ConnectionState.PAUSED: pgettext_lazy("connection", "Paused"),
    ConnectionState.OFF: pgettext_lazy("connection", "Off"),
}
EXCHANGED: dict[str, Any] = {
    OutState.WAITING: pgettext_lazy("exchange", "Waiting"),
    OutState.SENDING: pgettext_lazy("exchange", "On its way"),
    OutState.SENT: pgettext_lazy("exchange", "Sent"),
    OutState.SAME: pgettext_lazy("exchange", "Nothing new"),
    OutState.REFUSED: pgettext_lazy("exchange", "Refused"),
    OutState.DEAD: pgettext_lazy("exchange", "Failed"),
    OutState.REPLACED: pgettext_lazy("exchange", "Replaced"),
    InState.APPLIED: pgettext_lazy("exchange", "Applied"),
    InState.BLOCKED: pgettext_lazy("exchange", "Blocked"),
}
MISSING = {
    "customer": gettext_lazy("the customer"),
    "customer.name": gettext_lazy("the legal name of the customer"),
    "customer.billing_address": gettext_lazy("the billing address"),
    "customer.vat_number": gettext_lazy("the VAT number of the customer"),
    "currency": gettext_lazy("the currency"),
    "lines": gettext_lazy("the products"),
    "total": gettext_lazy("the same total"),
    "payment": gettext_lazy("the payment that came back"),
}


def lacking(missing: Sequence[str]) -> str:
    """What is missing, in words: `the billing address, the product A-1`."""
    return ", ".join(_lacks(name) for name in missing)


def _lacks(name: str) -> str:
    if name in MISSING:
        return str(MISSING[name])
    what, found, text = name.partition(":")
    if found and what == "lines.sku":
        return _("the product %s") % text
    return _("the invoice %s") % text if found and what == "invoice" else name


def answer(told: dict[str, Any]) -> str:
    """A refusal that was kept, in the reader's language."""
    if not told:
        return ""
    facts = told.get("facts", {})
    named = {"found": _("found: %s"), "expected": _("expected: %s"), "fix": _("to do: %s")}
    said = [_(str(told["title"]))] if told.get("title") else []
    said += [str(facts["said"])] if facts.get("said") else []
    said += [text % in_words(facts[k]) for k, text in named.items() if facts.get(k)]
    return " · ".join(said)


def said_there(told: dict[str, Any], missing: Sequence[str]) -> str:
    """What the people of the other system read, in English as their system's fields are."""
    with translation.override("en"):
        if missing:
            return f"Blocked: {lacking(missing)} missing"
        return f"Blocked: {answer(told)}"


MOVED: dict[str, Any] = {
    ConnectionState.ON: gettext_lazy("The connection is on."),
    ConnectionState.PAUSED: gettext_lazy("Paused: what happens is kept and sent later."),
    ConnectionState.OFF: gettext_lazy("Off: what happens from now on is not kept for it."),
}
