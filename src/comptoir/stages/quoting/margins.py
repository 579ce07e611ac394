"""What is left of a quote after cost, and after the VAT inside the price under a margin scheme."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from django.utils.translation import ngettext

from comptoir.kernel.margin import Margin, Part, margin_of
from comptoir.kernel.money import exponent, extend_minor, to_places
from comptoir.records.taxes import queries as taxes
from comptoir.records.taxes.margins import margin_vat
from comptoir.shell import format as fmt
from comptoir.stages.quoting.core import alternatives as core
from comptoir.stages.quoting.queries import QuoteFacts, QuoteLineFacts, offered, whole

Rates = Mapping[UUID, Decimal]


class Sold(Protocol):
    """A line of a quote, as a row or as facts."""

    @property
    def decision_id(self) -> Any: ...
    @property
    def vat_rate(self) -> Any: ...
    @property
    def cost(self) -> Any: ...
    @property
    def quantity(self) -> Any: ...


def rates(lines: Iterable[Sold]) -> Rates:
    """VAT decision → percent of the VAT inside the price, of the lines under a margin scheme; one statement
    where something bears no VAT of its own, else none."""
    asked = {li.decision_id for li in lines if not li.vat_rate and li.cost is not None}
    found = taxes.decisions(asked)
    return {pk: one.margin_rate for pk, one in found.items() if one.margin_rate is not None}


def cost(line: Sold, digits: int) -> int | None:
    """Of the whole quantity, of one billing period where it repeats, minor units; None: not known."""
    return None if line.cost is None else extend_minor(line.cost, line.quantity, digits)


def part(line: QuoteLineFacts, digits: int, rates: Rates) -> Part:
    """The line over its whole term."""
    own = cost(line, digits)
    rate = None if own is None else rates.get(line.decision_id)
    inside = 0 if rate is None or own is None else margin_vat(line.net_minor, own, rate)
    times = line.periods
    return Part(line.net_minor * times, None if own is None else own * times, inside * times)


def of_quote(quote: QuoteFacts) -> Margin:
    """The margin over the whole term; a statement as for `rates`."""
    return _of(quote.ordered, quote.currency)


def of_quotes(ids: Collection[UUID]) -> dict[UUID, tuple[QuoteFacts, Margin]]:
    """Several quotes with their margins; three statements."""
    quotes = whole(ids)
    known = rates(line for quote in quotes for line in quote.ordered)
    return {q.id: (q, _of(q.ordered, q.currency, known)) for q in quotes}


def of_alternatives(quote: QuoteFacts) -> dict[str, Margin]:
    """Alternative → its margin with the common lines at their prices there; of the one that was taken with
    what was chosen. One statement more once one was taken: the lines of the others."""
    lines = offered(quote.id) if quote.alternative else quote.lines
    known = rates(lines)
    found = {a.key: _of(_with(lines, a.key), quote.currency, known) for a in quote.alternatives}
    if quote.alternative:
        found[quote.alternative] = _of(quote.ordered, quote.currency, known)
    return found


def _with(lines: Sequence[QuoteLineFacts], key: str) -> list[QuoteLineFacts]:
    """What the customer orders by taking an alternative."""
    mine = (core.within(li, key) for li in core.members(lines, key))
    return [li for li in mine if not (li.optional or li.block)]


def _of(lines: Sequence[QuoteLineFacts], currency: str, known: Rates | None = None) -> Margin:
    counted = [li for li in lines if li.charge_kind != "usage"]
    digits, within = exponent(currency), rates(counted) if known is None else known
    return margin_of(part(li, digits, within) for li in counted)


def of_line(line: QuoteLineFacts, currency: str, rates: Rates) -> Decimal | None:
    """In percent; None without a cost or a price."""
    return margin_of([part(line, exponent(currency), rates)]).percent


def said(margin: Margin, currency: str, lang: str) -> str:
    """`31.4 % · €1,200.00`, or for how many lines it is unknown; "" where there is none to tell."""
    if margin.unknown:
        share = fmt.percent(to_places(margin.unknown_percent, 1).normalize(), lang)
        text = ngettext(
            "unknown: no cost of %(n)d line, %(share)s of the value",
            "unknown: no cost of %(n)d lines, %(share)s of the value", margin.unknown,
        )  # fmt: skip
        return text % {"n": margin.unknown, "share": share}
    if margin.minor is None or margin.percent is None:
        return ""
    amount = fmt.amount_minor(margin.minor, currency, lang)
    return f"{fmt.percent(margin.percent, lang, 1)} · {amount}"


def context(quote: QuoteFacts, may: bool, lang: str) -> dict[str, Any]:
    """What the panel says of the margin, for those who may see it; nothing of an amendment's."""
    if not may or quote.amendment is not None:
        return {"margin": may}
    found = of_quote(quote)
    within = (
        fmt.amount_minor(found.inside_minor, quote.currency, lang) if found.inside_minor else ""
    )
    return {
        "margin": may,
        "margin_said": said(found, quote.currency, lang),
        "margin_inside": within,
    }
