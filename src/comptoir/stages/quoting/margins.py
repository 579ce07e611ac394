"""What is left of a quote after cost, and after the VAT inside the price under a margin scheme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import ngettext

from comptoir.kernel.money import exponent, extend_minor
from comptoir.records.taxes import queries as taxes
from comptoir.records.taxes.margins import margin_vat
from comptoir.shell import format as fmt
from comptoir.stages.pricing.engine import margin_percent
from comptoir.stages.quoting.queries import QuoteFacts, QuoteLineFacts


@dataclass(frozen=True, slots=True)
class Margin:
    """minor, percent  of the net without the VAT inside it; None while a cost is unknown
    unknown         how many lines have no known cost
    inside_minor    the VAT inside the prices, of sales under a margin scheme
    """

    minor: int | None
    percent: Decimal | None
    unknown: int = 0
    inside_minor: int = 0


def of_quote(quote: QuoteFacts) -> Margin:
    """The margin over the whole term; one statement where something bears no VAT of its own, else none."""
    counted = [li for li in quote.ordered if li.charge_kind != "usage"]
    unknown = sum(li.cost is None for li in counted)
    vat = inside(counted, quote.currency)
    within = sum(vat[li.id] * li.periods for li in counted if li.id in vat)
    net = quote.net_minor - within
    if unknown:
        return Margin(None, None, unknown, within)
    percent = margin_percent(net, quote.cost_minor)
    return Margin(net - quote.cost_minor, percent, 0, within)


def inside(lines: Iterable[QuoteLineFacts], currency: str) -> dict[int, int]:
    """Line → the VAT inside its price per billing period, of lines under a margin scheme with a cost."""
    asked = [li for li in lines if not li.vat_rate and li.cost is not None and not li.block]
    decided = taxes.decisions({li.decision_id for li in asked})
    rates = {pk: found.margin_rate for pk, found in decided.items()}
    return {
        li.id: margin_vat(li.net_minor, cost(li, currency), rate)
        for li in asked
        if (rate := rates.get(li.decision_id)) is not None
    }


def cost(line: QuoteLineFacts, currency: str) -> int:
    """Of the whole quantity of a line whose cost is known, minor units."""
    assert line.cost is not None, "only lines with a cost have one"
    return extend_minor(line.cost, line.quantity, exponent(currency))


def of_line(
    line: QuoteLineFacts, currency: str, inside: Mapping[int, int] | None = None
) -> Decimal | None:
    """In percent; None without a cost or a price."""
    if line.cost is None:
        return None
    within = (inside or {}).get(line.id, 0)
    return margin_percent(line.net_minor - within, cost(line, currency))


def said(margin: Margin, currency: str, lang: str) -> str:
    """`31.4 % · €1,200.00`, or for how many lines it is unknown; "" where there is none to tell."""
    if margin.unknown:
        text = ngettext("unknown for %(n)d line", "unknown for %(n)d lines", margin.unknown)
        return text % {"n": margin.unknown}
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
