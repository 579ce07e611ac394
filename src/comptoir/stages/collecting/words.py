"""The words that people read for the codes of this room."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comptoir.platform.history import EventFacts
from comptoir.platform.web import language
from comptoir.shell import format as fmt
from comptoir.shell.parts import Happening
from comptoir.stages.collecting.core.dunning import Tone, Verdict, Why
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
    "return": _("Payment returned by the bank"),
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
TONES = {
    Tone.COURTEOUS: _("Courteous"),
    Tone.FIRM: _("Firm"),
    Tone.FORMAL: _("Formal notice"),
}
PAUSES = {
    "promise": _("Payment promised"),
    "dispute": _("Disputed"),
    "installments": _("Installments agreed"),
    "other": _("Another reason"),
}
RETURNS = {
    "AC01": _("the account number is wrong"),
    "AC04": _("the account is closed"),
    "AC06": _("the account is blocked"),
    "AC13": _("the account is of a kind that cannot be debited so"),
    "AG01": _("this account may not be debited"),
    "AG02": _("the bank does not know this kind of operation"),
    "AM04": _("there was not enough money on the account"),
    "AM05": _("it was presented twice"),
    "BE05": _("the creditor was not recognized"),
    "FOCR": _("it was called back"),
    "MD01": _("there is no valid mandate"),
    "MD06": _("the payer asked for its money back"),
    "MD07": _("the payer has died"),
    "MS02": _("the payer refused it"),
    "MS03": _("the bank gives no reason"),
    "RC01": _("the bank code is wrong"),
    "RR04": _("a rule of law forbids it"),
    "SL01": _("the payer's bank was told to block it"),
}
SAYS = {
    "paid": _("Says it is paid"),
    "dispute": _("Disputed"),
}
LETTERS = {
    "to_mail": _("Waits to be mailed"),
    "mailed": _("Mailed"),
    "not_delivered": _("Could not be mailed"),
}
HAPPENED = {
    "InvoiceIssued": _("Invoice issued"),
    "CreditNoteIssued": _("Credit note issued"),
    "PaymentReceived": _("Payment received"),
    "CashApplied": _("Payment allocated"),
    "AllocationUndone": _("Allocation undone"),
    "PaymentReturned": _("Payment returned by the bank"),
    "InvoicePaid": _("Invoice paid"),
    "ReminderWritten": _("Reminder written"),
    "RemindersPaused": _("Reminders paused"),
    "RemindersResumed": _("Reminders resumed"),
}


def told_payer(code: str) -> str:
    """Why a payment came back, as the customer reads it: of a death the bank's word is left out."""
    return str(RETURNS["MS03" if code == "MD07" else code])


def why(verdict: Verdict, credits: str, last_on: date | None) -> str:
    """Why no letter is written today, in the reader's language; "" when one is.

    credits  what the customer has to its credit, as shown
    """
    lang = language()

    def day(on: date | None) -> str:
        return fmt.date_list(on, lang) if on else ""

    said: dict[Why, Callable[[], str]] = {
        Why.DUE: lambda: "",
        Why.NOT_LATE: lambda: gettext("Nothing is overdue."),
        Why.NOT_YET: lambda: gettext("Next level on %s") % day(verdict.until),
        Why.PAUSED: lambda: gettext("Paused until %s") % day(verdict.until),
        Why.COVERED: lambda: (
            gettext("Covered by %s not yet applied") % credits
            if credits
            else gettext("Covered by credits not yet applied")
        ),
        Why.BELOW_MINIMUM: lambda: gettext("Below the minimum of the plan"),
        Why.WRITTEN_RECENTLY: lambda: (
            gettext("Written on %(last)s; again from %(again)s")
            % {"last": day(last_on), "again": day(verdict.until)}
            if last_on
            else gettext("A reminder was written today already.")
        ),
        Why.ALL_WRITTEN: lambda: gettext("The last level is written: call them"),
        Why.NO_ADDRESS: lambda: gettext("No e-mail address to write to"),
    }
    return said[verdict.why]()


def happenings(events: Iterable[EventFacts]) -> list[Happening]:
    """The activity of an account: who did what, when; bookkeeping inside the system is left out."""
    return [
        Happening(text=_said(e), on=e.business_on, actor=e.who)
        for e in events
        if e.name in HAPPENED
    ]


def _said(event: EventFacts) -> str:
    said, minor = str(HAPPENED[event.name]), event.facts.get("amount_minor")
    if not minor:
        return said
    return f"{said} · {fmt.amount_minor(int(minor), event.facts['currency'], language())}"
