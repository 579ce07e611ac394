"""How orders are said: channels, what happened, what repeats."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from comptoir.platform.history import EventFacts
from comptoir.shell.parts import Happening
from comptoir.stages.ordering.queries import OrderLineFacts

CHANNELS = {
    "quote": gettext_lazy("Quote"),
    "direct": gettext_lazy("Direct entry"),
    "import": pgettext_lazy("channel", "Import"),
    "storefront": gettext_lazy("Web shop"),
    "marketplace": gettext_lazy("Marketplace"),
    "partner": gettext_lazy("Partner"),
}
HAPPENED = {
    "OrderPlaced": gettext_lazy("Order placed"),
    "OrderHeld": gettext_lazy("Order placed and held: credit limit passed"),
    "OrderAwaitsApproval": gettext_lazy("Order placed and held: waits for approval"),
    "OrderReleased": gettext_lazy("Released"),
    "OrderHeldAgain": gettext_lazy("Held again: the bank took its payment back"),
    "OrderCanceled": gettext_lazy("Canceled"),
    "OrderClosed": gettext_lazy("Closed"),
    "ServicesStarted": gettext_lazy("Services started"),
    "ObligationsOpened": gettext_lazy("Revenue planned"),
    "RampSpread": gettext_lazy("Revenue of a ramp planned"),
    "ApprovalGiven": gettext_lazy("Approved"),
    "ApprovalCountered": gettext_lazy("Another figure proposed"),
    "ApprovalRejected": gettext_lazy("Approval refused"),
    "ApprovalQuestioned": gettext_lazy("An approver asked a question"),
    "ApprovalAnswered": gettext_lazy("The seller answered the approvers"),
    "ApprovalWithdrawn": gettext_lazy("Request for approval withdrawn"),
    "ApprovalVoided": gettext_lazy("Approval void: the offer got worse"),
    "ApprovalEscalated": gettext_lazy("Approval escalated: nobody decided in time"),
    "ApproverReminded": gettext_lazy("Approver reminded"),
    "ApprovalLinkMade": gettext_lazy("Link for an approver made"),
    "NoticeMailed": gettext_lazy("Notice mailed"),
}


def channel(code: str) -> str:
    """A channel in words."""
    return str(CHANNELS.get(code, code))


def repeats(line: OrderLineFacts) -> str:
    """How often a line is charged; nothing for what is charged once."""
    return charged(line.charge_kind, line.billing_months)


def charged(kind: str, months: int | None) -> str:
    """`per month`, `every 3 months`, `as used`, or nothing for what is charged once."""
    if kind == "usage":
        return _("as used")
    if kind != "recurring":
        return ""
    n = months or 1
    return ngettext("per month", "every %(n)d months", n) % {"n": n}


def happening(event: EventFacts) -> Happening:
    """One line of the timeline, with the reason that was given."""
    said = str(HAPPENED.get(event.name, event.name))
    reason = (event.changed or {}).get("reason")
    text = f"{said}: {reason[1]}" if reason else said
    return Happening(text=text, on=event.business_on, actor=event.who)
