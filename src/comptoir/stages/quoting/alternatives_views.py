"""The alternatives of an offer side by side, as its pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from comptoir.shell import format as fmt
from comptoir.stages.quoting import margins
from comptoir.stages.quoting.core.alternatives import Alternative
from comptoir.stages.quoting.queries import QuoteFacts, QuoteLineFacts, vat_facts


@dataclass(frozen=True, slots=True)
class Column:
    """One alternative: `taken` the customer accepted it; lines: how many are its own."""

    key: str
    name: str
    recommended: bool
    taken: bool
    lines: int


@dataclass(frozen=True, slots=True)
class Board:
    """Alternatives as columns, what they cost as rows: (label, a cell per column, whether it is the sum)."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, tuple[str, ...], bool], ...]


def board(quote: QuoteFacts, lang: str, margin: bool) -> Board | None:
    """The alternatives side by side; None for an offer without any. margin: for who may see it."""
    if not quote.alternatives:
        return None
    rows = [row for row in _amounts(quote, lang) if any(cell != fmt.DASH for cell in row[1])]
    if margin:
        found = margins.of_alternatives(quote)
        cells = tuple(margins.said(found[a.key], quote.currency, lang) for a in quote.alternatives)
        rows.append((_("Margin"), cells, False))
    columns = tuple(
        Column(
            a.key, a.name, a.key == quote.recommended, a.key == quote.alternative,
            sum(line.alternative == a.key for line in quote.lines),
        )
        for a in quote.alternatives
    )  # fmt: skip
    return Board(columns, tuple(rows))


def _amounts(quote: QuoteFacts, lang: str) -> list[tuple[str, tuple[str, ...], bool]]:
    its, currency = quote.alternatives, quote.currency

    def said(label: str, minors: list[int], strong: bool = False) -> Any:
        cells = tuple(fmt.amount_minor(m, currency, lang) if m else fmt.DASH for m in minors)
        return label, cells, strong

    rows = [
        said(_("One-time"), [a.one_off_minor for a in its]),
        said(_("Recurring over the term"), [a.recurring_minor for a in its]),
        said(_("MRR"), [a.mrr_minor for a in its]),
        said(_("Total excl. VAT"), [a.net_minor for a in its]),
    ]
    for rate in sorted({v.rate for a in its for v in vat_facts(a.vat_lines)}, reverse=True):
        label = _("VAT %(rate)s") % {"rate": fmt.percent(rate.normalize(), lang)}
        rows.append(said(label, [_vat(a, rate) for a in its]))
    rows.append(said(_("Total incl. VAT"), [a.gross_minor for a in its], True))
    first = next(a for a in its if a.key == quote.recommended)
    label = _("Compared with %(name)s, excl. VAT") % {"name": first.name}
    return [*rows, said(label, [a.net_minor - first.net_minor for a in its])]


def _vat(its: Alternative, rate: Decimal) -> int:
    return sum(v.vat_minor for v in vat_facts(its.vat_lines) if v.rate == rate)


def name_of(quote: QuoteFacts, line: QuoteLineFacts) -> str:
    """The name of the alternative that a line belongs to; "" for a line of all of them."""
    return next((a.name for a in quote.alternatives if a.key == line.alternative), "")
