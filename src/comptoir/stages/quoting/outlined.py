"""Bundles and ramps in words: what a head costs, and what stands under it, for screens and documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from comptoir.kernel.money import EXACT, UNIT_PLACES, exponent, to_places
from comptoir.shell import format as fmt
from comptoir.stages.quoting import words
from comptoir.stages.quoting.core import blocks
from comptoir.stages.quoting.queries import QuoteFacts, QuoteLineFacts


def amounts(lines: Sequence[QuoteLineFacts]) -> dict[int, int]:
    """Line → what it costs over its term, minor units; of a head the sum of its rows."""
    heads = blocks.totals_minor(lines)
    return {line.id: heads.get(at, line.total_minor) for at, line in enumerate(lines)}


def rates(lines: Sequence[QuoteLineFacts], at: int, lang: str) -> str:
    """The VAT rates of a line: one, or those of the rows under it."""
    under = [li for li in lines[at : blocks.end_of(lines, at)] if not li.block]
    found = sorted({li.vat_rate for li in under or [lines[at]]})
    return ", ".join(fmt.percent(rate.normalize(), lang) for rate in found)


def details(quote: QuoteFacts, at: int, lang: str) -> tuple[str, ...]:
    """What is said under a head: its parts unless they are hidden, its segments."""
    lines = quote.lines
    head = lines[at]
    if not head.block or head.parts_hidden:
        return ()
    return tuple(
        _segment(li, quote.currency, lang) if li.segment else _part(li, quote.currency, lang)
        for li in lines[at + 1 : blocks.end_of(lines, at)]
    )


def offered(quote: QuoteFacts) -> list[tuple[int, QuoteLineFacts]]:
    """The lines that the customer is shown, with their place: rows stand in the words of their head."""
    return [(at, line) for at, line in enumerate(quote.lines) if not line.level]


def years(quote: QuoteFacts, lang: str) -> list[tuple[str, str]]:
    """The recurring value year by year, where a ramp makes years differ."""

    def money(minor: int) -> str:
        return fmt.amount_minor(minor, quote.currency, lang)

    return [
        (
            _("Year %(n)d (ACV), MRR %(mrr)s") % {"n": y.number, "mrr": money(y.mrr_minor)},
            money(y.acv_minor),
        )
        for y in quote.years
    ]


def summed(quote: QuoteFacts, at: int) -> QuoteLineFacts:
    """A head as a line of a document: its amount and unit price are those of its rows."""
    line = quote.lines[at]
    if not line.block:
        return line
    minor = amounts(quote.lines)[line.id]
    whole = to_places(EXACT.scaleb(minor, -exponent(quote.currency)), UNIT_PLACES)
    each = to_places(EXACT.divide(whole, line.quantity), UNIT_PLACES)
    return replace(
        line, charge_kind="one_off", billing_months=None, net_minor=minor, list_price=each,
        unit_net=each, discount_kind="none", term_months=None,
    )  # fmt: skip


def _part(line: QuoteLineFacts, currency: str, lang: str) -> str:
    text = f"{fmt.quantity(line.quantity, lang)} × {line.description}"
    if line.block:
        return text
    if line.repeats:
        return f"{text}: {words.each_period(line, currency, lang)}"
    return f"{text}: {fmt.amount_minor(line.net_minor, currency, lang)}"


def _segment(line: QuoteLineFacts, currency: str, lang: str) -> str:
    months = {"first": line.starts_month + 1, "last": line.starts_month + (line.term_months or 0)}
    when = _("months %(first)d–%(last)d") % months
    return f"{when}: {words.how(line, currency, lang)}"
