"""The payment schedule of an offer in money and in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from comptoir.kernel.errors import Invalid
from comptoir.kernel.money import exponent
from comptoir.shell import format as fmt
from comptoir.stages.pricing import engine
from comptoir.stages.quoting.choosing import with_alternative
from comptoir.stages.quoting.core import schedule as core
from comptoir.stages.quoting.core.schedule import Due, Planned, Share, Tax
from comptoir.stages.quoting.queries import QuoteFacts


def planned(quote: QuoteFacts) -> tuple[Planned, ...]:
    """The installments of what is charged once, as the offer stands; refused where they do not fit it."""
    bases: dict[Tax, int] = {}
    for line in quote.ordered:
        if line.charge_kind == "one_off":
            tax = Tax(line.decision_id, line.vat_rate)
            bases[tax] = bases.get(tax, 0) + line.net_minor
    return core.plan(core.load(quote.schedule), bases, exponent(quote.currency))


def check(quote: QuoteFacts | None) -> None:
    """Refuse a schedule that does not fit the offer, or one of its alternatives."""
    if quote is None:
        return
    for key in [a.key for a in quote.alternatives] or [""]:
        planned(with_alternative(quote, key))


def upfront_minor(quote: QuoteFacts) -> int:
    """What is due at the signature, VAT included: by the schedule, or the deposit."""
    if not quote.schedule:
        return quote.deposit_minor
    return sum(p.gross_minor for p in _fitting(quote) if p.what.due is Due.SIGNATURE)


def dated(quote: QuoteFacts, today: date) -> tuple[list[tuple[date, int]], dict[Decimal, int]]:
    """The installments whose day is known, VAT included, if the offer is accepted on that day; and the VAT
    per rate that all of them hold."""
    days: list[tuple[date, int]] = []
    nets: dict[Decimal, int] = {}
    for one in _fitting(quote):
        if one.what.due in (Due.SIGNATURE, Due.DATE):
            days.append((max(one.what.due_on or today, today), one.gross_minor))
        for tax, net in one.nets.items():
            nets[tax.rate] = nets.get(tax.rate, 0) + net
    return days, {rate: engine.vat_minor(net, rate) for rate, net in nets.items()}


def undated(quote: QuoteFacts, lang: str) -> list[tuple[str, str]]:
    """(amount, when) of the installments that a milestone makes due."""
    return [
        (fmt.amount_minor(one.gross_minor, quote.currency, lang), due(one.what, lang))
        for one in _fitting(quote)
        if one.what.due in (Due.DELIVERY, Due.ACCEPTANCE)
    ]


def _fitting(quote: QuoteFacts) -> tuple[Planned, ...]:
    """The installments, none where they do not fit the offer: sending refuses that."""
    try:
        return planned(quote) if quote.schedule else ()
    except Invalid:
        return ()


def rows(quote: QuoteFacts, lang: str) -> list[tuple[str, str, str]]:
    """(what, when, amount with VAT) of each installment; the share instead, while it cannot be said."""
    what = core.load(quote.schedule)
    try:
        open_choice = bool(quote.alternatives) and not quote.alternative
        amounts = [] if open_choice else [p.gross_minor for p in planned(quote)]
    except Invalid:
        amounts = []
    said = [fmt.amount_minor(minor, quote.currency, lang) for minor in amounts]
    amounts_or_shares = said or [share(row, quote.currency, lang) for row in what]
    named = [(label(row, quote.currency, lang), due(row, lang)) for row in what]
    return [(*one, much) for one, much in zip(named, amounts_or_shares, strict=True)]


def label(row: core.Installment, currency: str, lang: str) -> str:
    """What an installment is called: its own words, else its share."""
    return row.label or share(row, currency, lang)


def share(row: core.Installment, currency: str, lang: str) -> str:
    if row.share is Share.REST:
        return _("Balance")
    if row.share is Share.PERCENT:
        return fmt.percent(row.value.normalize(), lang)
    return _("%(amount)s excl. VAT") % {"amount": fmt.unit_price(row.value, currency, lang)}


def due(row: core.Installment, lang: str) -> str:
    """When an installment is due, in words."""
    if row.due is Due.DATE and row.due_on:
        return _("on %(day)s") % {"day": fmt.date_doc(row.due_on, lang)}
    return {
        Due.SIGNATURE: _("at the signature"),
        Due.DELIVERY: _("at delivery"),
        Due.ACCEPTANCE: _("at the acceptance of the works"),
    }[row.due]


def carried(quote: QuoteFacts) -> list[dict[str, Any]]:
    """The installments of an accepted offer as an order keeps them."""
    return [
        {
            "due": str(p.what.due),
            "due_on": p.what.due_on.isoformat() if p.what.due_on else None,
            "label": label(p.what, quote.currency, quote.language),
            "gross_minor": p.gross_minor,
            "nets": [
                {"decision": str(tax.decision), "rate": str(tax.rate), "net_minor": net}
                for tax, net in p.nets.items()
            ],
        }
        for p in planned(quote)
    ]
