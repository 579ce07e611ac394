"""What the buyer's page says of an offer: what, how much now and later, what may be chosen, what was said."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from comptoir.kernel.money import exponent
from comptoir.kernel.period import add_months
from comptoir.pages.portal import pictures, queries
from comptoir.pages.portal.core import payments
from comptoir.platform.web import language
from comptoir.records.catalog import queries as catalog
from comptoir.shell import charts
from comptoir.shell import format as fmt
from comptoir.shell.grid import Row
from comptoir.stages.quoting import amending_views, planning, views, words
from comptoir.stages.quoting.amendments import AmendmentFacts
from comptoir.stages.quoting.queries import QuoteFacts, QuoteLineFacts

Told = tuple[date, str, str]  # a bill: its day, how much, how often


@dataclass(frozen=True, slots=True)
class LineView:
    """A line as its buyer sees it. place: how it is named in questions, over all versions."""

    row: Row
    repeats: bool
    plus: str
    chosen: bool
    option: bool
    place: str
    layers: Sequence[str]
    quantity: str
    least: str
    most: str
    unit: str
    talk: Sequence[queries.MessageFacts]

    @property
    def adjustable(self) -> bool:
        return bool(self.most)


def places(quote: QuoteFacts) -> dict[int, str]:
    """Line → its name in questions: reference, and which of that reference; the same in each version."""
    seen: Tally[str] = Tally()
    found = {}
    for line in quote.lines:
        seen[line.sku] += 1
        found[line.id] = f"{line.sku}#{seen[line.sku]}"
    return found


def lines(
    offer: QuoteFacts, asked: QuoteFacts, talk: Sequence[queries.MessageFacts]
) -> list[LineView]:
    """The lines of the offer as chosen now. offer: as it was sent."""
    lang, named, drawn = language(), places(offer), pictures.of_lines(offer)
    shown = {row.id: (row, amount) for row, amount, _chosen in views.offered(asked, lang)}
    return [
        LineView(
            row=shown[line.id][0],
            repeats=line.repeats,
            plus=shown[line.id][1],
            chosen=line.id in asked.chosen,
            option=sent.optional or line.id in asked.chosen,
            place=named[line.id],
            layers=drawn.get(line.id, ()),
            quantity=plain(line.quantity),
            least=plain(sent.least) if sent.bounds else "",
            most=plain(sent.most) if sent.bounds else "",
            unit=words.unit(line.unit),
            talk=[m for m in talk if m.place == named[line.id]],
        )
        for line, sent in zip(asked.lines, offer.lines, strict=True)
        if line.id in shown  # parts and segments stand in the words of their line
    ]


def plain(value: Decimal | None) -> str:
    """A quantity as an input of numbers takes it."""
    return f"{value.normalize():f}" if value is not None else ""


TAXED = Decimal(-1)  # the rate of an amount that holds its VAT already


def bills(quote: QuoteFacts, today: date) -> list[payments.Bill]:
    """When the buyer is billed what, if the offer is accepted on that day."""
    known = catalog.products({line.product_id for line in quote.ordered})
    promised = [line for line in quote.ordered if line.charge_kind != "usage"]
    found = [_charge(li, quote, today, known[li.product_id].billing_timing) for li in promised]
    vat: dict[Decimal, int] = {}
    for row in quote.vat:
        vat[row.rate] = vat.get(row.rate, 0) + row.vat_minor
    if quote.schedule:
        once, taxed = planning.dated(quote, today)
        found = [charge for charge in found if charge.months != payments.ONCE]
        found += [payments.Charge(minor, TAXED, payments.ONCE, day) for day, minor in once]
        vat = {rate: minor - taxed.get(rate, 0) for rate, minor in vat.items()}
        return payments.bills(found, vat, today)
    return payments.bills(found, vat, today, quote.deposit_minor)


def _charge(line: QuoteLineFacts, quote: QuoteFacts, today: date, timing: str) -> payments.Charge:
    if not line.repeats:
        day = max(line.deliver_on or today, today)
        return payments.Charge(line.net_minor, line.vat_rate, payments.ONCE, day)
    return payments.Charge(
        line.net_minor, line.vat_rate, line.billing_months or 1,
        line.runs(quote.starts_on or today).start,
        line.periods, timing == "arrears",
    )  # fmt: skip


def money(quote: QuoteFacts, today: date) -> dict[str, Any]:
    """How much now and later, in sentences and as a picture."""
    if quote.amendment is not None:
        return _changed_money(quote, quote.amendment, today)
    lang, found, asked = language(), bills(quote, today), planning.upfront_minor(quote)
    due = [bill for bill in found if bill.on <= today]
    now = sum(bill.total_minor for bill in due)
    later = [bill for bill in found if bill.on > today]
    said = {"currency": quote.currency, "lang": lang}
    said_of = [*_rhythms(quote, later), *_once(quote, later)]  # what is due today is in `now`
    return {
        "now": _amount(now, **said),
        "deposit": asked and _amount(asked, **said),
        "later": [*(row[1:] for row in sorted(said_of)), *planning.undated(quote, lang)],
        "over": words.over(quote) if quote.recurring else "",
        "last_on": found[-1].on if found else None,
        "usage": _amount(quote.usage_minor, **said) if quote.usage_minor else "",
        "picture": picture(quote, found) if len(found) > 1 else "",
    }


def _changed_money(quote: QuoteFacts, made: AmendmentFacts, today: date) -> dict[str, Any]:
    """Of an amendment: its invoices and credit notes by their days, and what each month costs then."""
    lang, papers = language(), [(date.fromisoformat(p["on"]), p) for p in made.effect["documents"]]
    said = {"currency": quote.currency, "lang": lang}
    later: list[tuple[str, str]] = []
    for on, paper in papers[: amending_views.SOON]:
        if on > today:
            text = (
                _("invoice of %(day)s")
                if paper["kind"] == "invoice"
                else _("credit note of %(day)s")
            )
            amount = _amount(paper["gross_minor"], **said)
            later.append((amount, text % {"day": fmt.date_doc(on, lang)}))
    mrr = made.effect["mrr"]
    if mrr["before"] != mrr["after"]:
        told = _("per month excl. VAT once all of it holds, instead of %(before)s")
        later.append(
            (_amount(mrr["after"], **said), told % {"before": _amount(mrr["before"], **said)})
        )
    return {
        "now": _amount(sum(p["gross_minor"] for on, p in papers if on <= today), **said),
        "deposit": "", "later": later, "over": "", "last_on": papers[-1][0] if papers else None,
        "usage": _amount(quote.usage_minor, **said) if quote.usage_minor else "", "picture": "",
    }  # fmt: skip


def _amount(minor: int, currency: str, lang: str) -> str:
    return fmt.amount_minor(minor, currency, lang)


def _rhythms(quote: QuoteFacts, found: Sequence[payments.Bill]) -> list[Told]:
    """What returns: its amount with VAT, and how often from when."""
    lang, told = language(), []
    net = (
        {} if quote.years else {r.months: r.net_minor for r in quote.recurring}
    )  # a ramp has several
    for months in sorted({m for bill in found for m in bill.parts if m}):
        for run in payments.rhythms(found, months):
            values = {
                "each": words.per(months), "n": run.times, "day": fmt.date_doc(run.first_on, lang),
                "net": fmt.amount_minor(net.get(months, 0), quote.currency, lang),
            }  # fmt: skip
            said = _("%(each)s, %(n)d times from %(day)s") if run.times > 1 else _("on %(day)s")
            if run.times > 1 and months in net:
                said = _("%(each)s, %(n)d times from %(day)s (%(net)s excl. VAT)")
            amount = fmt.amount_minor(run.minor, quote.currency, lang)
            told.append((run.first_on, amount, said % values))
    return told


def _once(quote: QuoteFacts, later: Sequence[payments.Bill]) -> list[Told]:
    lang = language()
    return [
        (
            bill.on,
            fmt.amount_minor(bill.once_minor, quote.currency, lang),
            _("once, on %(day)s") % {"day": fmt.date_doc(bill.on, lang)},
        )
        for bill in later
        if bill.once_minor
    ]


def picture(quote: QuoteFacts, found: Sequence[payments.Bill]) -> SafeString:
    """The bills over time, with the same figures as a table."""
    lang, rows = language(), payments.by_month(found)
    scale = Decimal(10) ** exponent(quote.currency)
    columns = list(zip(*(row[1:] for row in rows), strict=True))
    named = (_("Deposit"), "c3"), (_("Once"), "c1"), (_("Recurring"), "c5")
    series = [
        charts.Series(name, [Decimal(v) / scale for v in column], color)
        for (name, color), column in zip(named, columns, strict=True)
        if any(column)
    ]
    minor = exponent(quote.currency)

    def show(value: Decimal | int) -> str:
        whole = int(Decimal(value).scaleb(minor))
        return fmt.amount_minor(whole, quote.currency, lang)

    names = [_span(rows, n, lang) for n in range(len(rows))]
    return charts.stacked_bars(_("What is billed when, incl. VAT"), names, series, show)


def _span(rows: Sequence[tuple[date, int, int, int]], n: int, lang: str) -> str:
    first = rows[n][0]
    monthly = len(rows) < 2 or rows[1][0] == add_months(rows[0][0], 1)
    return fmt.month_short(first, lang) if monthly else f"{fmt.month_short(first, lang)}…"
