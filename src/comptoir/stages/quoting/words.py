"""How quotes are said: units, periods, terms, steps of a price, what happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comptoir.shell import format as fmt
from comptoir.shell.reading import typed
from comptoir.stages.quoting.queries import QuoteFacts, QuoteLineFacts

MOST_SAID = 3  # changes named in one sentence
FIELDS = {
    "sku": gettext_lazy("reference"),
    "quantity": gettext_lazy("quantity"),
    "discount_kind": gettext_lazy("discount"),
    "discount_value": gettext_lazy("discount"),
    "section": gettext_lazy("section"),
    "description": gettext_lazy("description"),
    "optional": gettext_lazy("option"),
    "term_months": gettext_lazy("term"),
    "deliver_on": gettext_lazy("delivery date"),
    "configuration_id": gettext_lazy("configuration"),
    "alternative": gettext_lazy("alternative"),
}
UNITS = {
    "C62": gettext_lazy("unit"),
    "DZN": gettext_lazy("dozen"),
    "HUR": gettext_lazy("hour"),
    "DAY": gettext_lazy("day"),
    "GRM": gettext_lazy("g"),
    "KGM": gettext_lazy("kg"),
    "TNE": gettext_lazy("t"),
    "MTR": gettext_lazy("m"),
    "CMT": gettext_lazy("cm"),
    "LTR": gettext_lazy("l"),
    "MTQ": gettext_lazy("m³"),
    "KWH": gettext_lazy("kWh"),
    "GB": gettext_lazy("GB"),
    "MON": gettext_lazy("month"),
    "ANN": gettext_lazy("year"),
}
PERIODS = {
    1: gettext_lazy("per month"),
    3: gettext_lazy("per quarter"),
    6: gettext_lazy("per half-year"),
    12: gettext_lazy("per year"),
}
HAPPENED = {
    "OfferTaken": gettext_lazy("Offer taken into the quote"),
    "QuoteDrafted": gettext_lazy("Draft opened"),
    "QuoteChanged": gettext_lazy("Draft changed"),
    "QuoteSubmitted": gettext_lazy("Approval asked for"),
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
    "QuoteSent": gettext_lazy("Sent to the customer"),
    "QuoteOpened": gettext_lazy("Opened by the customer"),
    "QuoteAccepted": gettext_lazy("Accepted"),
    "QuoteRefused": gettext_lazy("Refused"),
    "QuoteExpired": gettext_lazy("Expired"),
    "QuoteVoided": gettext_lazy("Voided"),
    "QuoteRevised": gettext_lazy("New version opened"),
    "QuoteLinkRenewed": gettext_lazy("New private link made"),
    "QuoteLinkAsked": gettext_lazy("The customer asks for a new link"),
    "BuyerInvited": gettext_lazy("A buyer was invited"),
    "BuyerLinkRenewed": gettext_lazy("A buyer got a new link"),
    "BuyerRevoked": gettext_lazy("A buyer's access was ended"),
    "QuestionAsked": gettext_lazy("The buyer asked a question"),
    "QuestionAnswered": gettext_lazy("The seller wrote to the buyers"),
    "CounterMade": gettext_lazy("The buyer proposed something else"),
    "CounterClosed": gettext_lazy("The buyer's proposal was closed"),
    "RoomMailSent": gettext_lazy("Notice mailed"),
    "SellerTold": gettext_lazy("The seller is told by mail"),
}


def unit(code: str) -> str:
    """A unit of measure in words; an unknown code stays as it is."""
    return str(UNITS.get(code, code))


def per(months: int) -> str:
    """`per month`, `per year`, `every 2 months`."""
    known = PERIODS.get(months)
    return str(known) if known else _("every %(n)d months") % {"n": months}


def months(n: int) -> str:
    """`12 months`."""
    return ngettext("%(n)d month", "%(n)d months", n) % {"n": n}


def over(quote: QuoteFacts) -> str:
    """How long what repeats in an offer runs: `24 months`, `12 to 24 months`."""
    least, most = quote.running_months
    return (
        months(most)
        if least == most
        else _("%(least)d to %(most)d months") % {"least": least, "most": most}
    )


def months_short(n: int) -> str:
    """`12 mo`, as it stands in a narrow cell and is read back from it."""
    return _("%(n)d mo") % {"n": n}


def terms(kind: str, days: int) -> str:
    """Payment terms as a sentence."""
    if kind == "end_of_month_days":
        return _("Payment %(days)d days after the invoice, then end of month.") % {"days": days}
    if kind == "end_of_month_plus":
        return _("Payment %(days)d days after the end of the invoice's month.") % {"days": days}
    if not days:
        return _("Payment on receipt of the invoice.")
    return _("Payment %(days)d days after the invoice.") % {"days": days}


def discount(kind: str, value: Decimal, currency: str, lang: str) -> str:
    """A discount as it stands in a column: `12 %`, `−5,00 €`, `= 30,00 €`, or nothing."""
    if kind == "percent":
        return fmt.percent(value.normalize(), lang) if value else ""
    if kind == "amount":
        return fmt.unit_price(-value, currency, lang)
    return "= " + fmt.unit_price(value, currency, lang) if kind == "net" else ""


def how(line: QuoteLineFacts, currency: str, lang: str) -> str:
    """How a line's amount comes about: `40 × 32,40 € per month, 12 months`."""
    each = fmt.unit_price(line.unit_net, currency, lang)
    text = f"{fmt.quantity(line.quantity, lang)} × {each}"
    if not line.repeats:
        return text
    text = f"{text} {per(line.billing_months or 1)}"
    if line.charge_kind == "usage":
        return _("%(price)s, estimated use") % {"price": text}
    return f"{text}, {months(line.term_months or 0)}"


def each_period(line: QuoteLineFacts, currency: str, lang: str) -> str:
    """What a repeating line costs each time: `1 296,00 € per month, 12 months`."""
    text = f"{fmt.amount_minor(line.net_minor, currency, lang)} {per(line.billing_months or 1)}"
    if line.charge_kind == "usage":
        return _("%(price)s, estimated use") % {"price": text}
    return f"{text}, {months(line.term_months or 0)}"


def headline(quote: QuoteFacts, lang: str) -> str:
    """The offer in one sentence: its total, and what of it returns each period."""
    total = fmt.amount_minor(quote.gross_minor, quote.currency, lang)
    if quote.alternatives and not quote.alternative:
        sums = sorted(a.gross_minor for a in quote.alternatives)
        low, high = (fmt.amount_minor(m, quote.currency, lang) for m in (sums[0], sums[-1]))
        told = {"n": len(sums), "low": low, "high": high}
        return _("%(n)d alternatives, from %(low)s to %(high)s including VAT") % told
    if not quote.recurring:
        return _("Total %(total)s including VAT") % {"total": total}
    parts = [
        f"{fmt.amount_minor(r.net_minor, quote.currency, lang)} {per(r.months)}"
        for r in quote.recurring
    ]
    said = {"total": total, "parts": " + ".join(parts), "term": over(quote)}
    if quote.years:
        return (
            _("Total %(total)s including VAT, of which %(parts)s excluding VAT to begin with")
            % said
        )
    return _("Total %(total)s including VAT, of which %(parts)s excluding VAT over %(term)s") % said


def walked(patch: Mapping[str, Any], lang: str) -> str:
    """What was undone or redone. `patch` leads back to before it (`actions/undo.py`).

    "Undone: quantity 6 → 2. ", "Redone: line PUMP removed. "
    """
    said = [
        *(_("line %(sku)s removed") % {"sku": row["sku"]} for row in patch.get("insert", ())),
        *(_("line %(sku)s added") % row for row in patch.get("remove", {}).values()),
    ]
    for fields in patch.get("set", {}).values():
        named = {str(FIELDS[n]): n for n in fields if n in FIELDS}
        said += [_changed(name, fields[field], lang) for name, field in named.items()]
    said = list(dict.fromkeys(said)) or [_("order of the lines")]  # a section is of all its lines
    if len(said) > MOST_SAID:
        said = [*said[:MOST_SAID], "…"]
    head = _("Undone:") if patch["undone"] else _("Redone:")
    return f"{head} {', '.join(said)}. "


def charged(skus: Sequence[str]) -> str:
    """What a target ends: "Free until now, charged from now on: SUP-PRO. "; "" for nothing."""
    named = [*skus[:MOST_SAID], *(["…"] if len(skus) > MOST_SAID else [])]
    said = _("Free until now, charged from now on: %(skus)s.") % {"skus": ", ".join(named)}
    return f"{said} " if skus else ""


def _changed(name: str, pair: list[Any], lang: str) -> str:
    """`pair`: the value now gone, the value now there."""
    gone, there = (value(v, lang) for v in pair)
    return f"{name} {gone} → {there}"


def value(value: Any, lang: str) -> str:
    """A stored value as people write it: `9`, `yes`, `21 Nov 2026`."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value in (None, ""):
        return fmt.DASH
    with suppress(ArithmeticError):
        return typed(Decimal(str(value)), lang)
    with suppress(ValueError):
        return fmt.date_list(date.fromisoformat(str(value)), lang)
    return str(value)
