"""How invoices are said: kinds, reasons, terms, units, what happened."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comptoir.platform.history import EventFacts
from comptoir.shell.parts import Happening

KINDS = {
    "invoice": gettext_lazy("Invoice"),
    "deposit": gettext_lazy("Deposit invoice"),
    "credit": gettext_lazy("Credit note"),
}
STATES = {
    "draft": gettext_lazy("Draft"),
    "to_approve": gettext_lazy("To approve"),
    "issued": gettext_lazy("Issued"),
    "discarded": gettext_lazy("Discarded"),
}
LOOKS = {"to_approve": "in_approval", "discarded": "void"}  # state → look of shell/status.py
REASONS = {
    "return": gettext_lazy("Goods came back"),
    "price": gettext_lazy("Price was wrong"),
    "other": gettext_lazy("Invoice was wrong"),
}
TERMS = {
    "net_days": gettext_lazy("%(n)d days net"),
    "end_of_month_days": gettext_lazy("%(n)d days, end of month"),
    "end_of_month_plus": gettext_lazy("end of month, %(n)d days"),
}
UNITS = {
    "C62": "",
    "HUR": gettext_lazy("h"),
    "DAY": gettext_lazy("day"),
    "MON": gettext_lazy("month"),
    "ANN": gettext_lazy("year"),
    "KGM": "kg",
    "MTR": "m",
    "LTR": "l",
    "KWH": "kWh",
}
MAILS = {
    "waiting": gettext_lazy("Waits to be sent"),
    "sent": gettext_lazy("Sent by e-mail"),
    "failed": gettext_lazy("Not sent"),
    "bounced": gettext_lazy("Came back"),
}
MAIL_LOOKS = {
    "waiting": ("", "hourglass"),
    "sent": ("ok", "send"),
    "failed": ("bad", "circle-x"),
    "bounced": ("bad", "undo-2"),
}
FAULTS = {
    "no_contact": gettext_lazy("Nobody at the customer has an address for its invoices."),
    "reserved": gettext_lazy(
        "No e-mail leaves: the address is one for examples, or somebody only tries this company."
    ),
    "refused": gettext_lazy("The mail server refuses this address."),
    "away": gettext_lazy("The mail server does not answer."),
    "unprintable": gettext_lazy("The PDF cannot be printed."),
    "bounced": gettext_lazy("It was sent and came back."),
}
HAPPENED = {
    "InvoiceDrafted": gettext_lazy("Draft made"),
    "InvoiceChanged": gettext_lazy("Draft changed"),
    "InvoiceIssued": gettext_lazy("Issued, numbered and posted"),
    "CreditNoteIssued": gettext_lazy("Credit note issued and posted"),
    "CreditNoteReleased": gettext_lazy("Approved, the customer writes it"),
    "CreditNoteSubmitted": gettext_lazy("Sent for approval"),
    "InvoiceDiscarded": gettext_lazy("Discarded"),
    "WrittenByCustomer": gettext_lazy("Recorded as the customer wrote it, posted"),
    "InvoiceSent": gettext_lazy("Handed to the customer"),
    "InvoiceMailed": gettext_lazy("Sent to the customer by e-mail"),
    "InvoiceMailAsked": gettext_lazy("To be sent by e-mail"),
    "InvoiceMailFailed": gettext_lazy("E-mail not sent"),
    "InvoiceOpened": gettext_lazy("Opened by the customer"),
    "InvoiceLinkRenewed": gettext_lazy("Private link replaced"),
    "PayerSaid": gettext_lazy("The customer says that it has paid"),
    "PayerDisputed": gettext_lazy("Disputed by the customer"),
    "PayerMessageMailed": gettext_lazy("Mailed to the collectors"),
    "PayerMessageClosed": gettext_lazy("Message of the customer taken care of"),
    "ItemOpened": gettext_lazy("To collect"),
    "InvoicePaid": gettext_lazy("Paid"),
    "CashApplied": gettext_lazy("Payment allocated"),
    "AllocationUndone": gettext_lazy("Allocation undone"),
}


def kind(code: str, *, self_billed: bool = False) -> str:
    """A kind of document in words, and whether the customer wrote it."""
    said = str(KINDS.get(code, code))
    return _("%(kind)s, self-billed") % {"kind": said} if self_billed else said


def look(state: str) -> str:
    """The look of a state in shell/status.py."""
    return LOOKS.get(state, state)


def terms(kind: str, days: int) -> str:
    """Payment terms in words."""
    return str(TERMS.get(kind, kind)) % {"n": days}


def unit(code: str) -> str:
    """A unit of measure in words; a piece needs none."""
    return str(UNITS.get(code, code))


def happening(event: EventFacts) -> Happening:
    """One line of the timeline."""
    said = str(HAPPENED.get(_happened(event), event.name))
    if event.name == "InvoiceChanged" and event.changed:
        said = _("%(said)s: %(fields)s") % {"said": said, "fields": ", ".join(event.changed)}
    return Happening(text=said, on=event.business_on, actor=event.who)


def _happened(event: EventFacts) -> str:
    """What to say of an event, where its name alone does not tell."""
    if event.facts.get("self_billed"):
        return "WrittenByCustomer"
    if event.name == "InvoiceSent" and event.facts.get("mail"):
        return "InvoiceMailed"
    if event.name == "PayerMessageMailed" and event.facts.get("failed"):
        return "InvoiceMailFailed"
    disputed = event.name == "PayerSaid" and event.facts.get("kind") == "dispute"
    return "PayerDisputed" if disputed else event.name


def mail_chip(state: str) -> tuple[str, str, str]:
    """Where an e-mail stands: kind, icon and words of its chip."""
    return *MAIL_LOOKS[state], str(MAILS[state])
