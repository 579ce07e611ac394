"""What the seller of an open quote earns on it, and from which rates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.platform import clock
from comptoir.platform.roles import Actor
from comptoir.shell import format as fmt
from comptoir.stages.pricing import commissions
from comptoir.stages.pricing.engine import Earned, Sold, earned
from comptoir.stages.quoting import margins
from comptoir.stages.quoting.queries import QuoteFacts, QuoteLineFacts
from comptoir.stages.quoting.winning import OPEN

MARGIN = "quoting.margin"


def may_see(actor: Actor, quote: QuoteFacts) -> bool:
    """Its seller, and whoever may see margins."""
    return actor.may(MARGIN) or actor.name == f"user:{quote.owner_id}"


def of_quote(quote: QuoteFacts) -> list[Earned]:
    """By rate, over the whole term; [] where no rate concerns it. One statement, and that of the margins."""
    counted = counted_of(quote)
    if quote.state not in OPEN or quote.amendment is not None or not counted:
        return []
    categories, rates = commissions.of_products(
        quote.entity_id, quote.currency, clock.today(quote.entity_id),
        {li.product_id for li in counted},
    )  # fmt: skip
    if not rates:
        return []
    within = margins.rates(counted)
    sold = [
        Sold(
            li.promised_minor, categories.get(li.product_id, ""),
            margins.of_line(li, quote.currency, within),
        )
        for li in counted
    ]  # fmt: skip
    return earned(rates, sold)


def counted_of(quote: QuoteFacts) -> list[QuoteLineFacts]:
    """The lines that are paid for in full: what a commission is of."""
    return [li for li in quote.lines if li.promised_minor and not li.block]


def uncosted(quote: QuoteFacts) -> int:
    """How many of them have no known cost: they reach no band of margin."""
    return sum(li.cost is None for li in counted_of(quote))


def context(actor: Actor, quote: QuoteFacts, lang: str) -> dict[str, Any]:
    """What the panel shows beside the margin."""
    found = of_quote(quote) if may_see(actor, quote) else []
    if not found:
        return {}
    total = sum(row.minor for row in found)
    return {
        "commission": fmt.amount_minor(total, quote.currency, lang),
        "commission_why": [
            *_why(found, quote.currency, lang, actor.may(MARGIN)),
            *_lacking(uncosted(quote)),
        ],
    }


def _lacking(lines: int) -> list[str]:
    """Why some lines reach no band of margin."""
    if not lines:
        return []
    told = ngettext(
        "cost of %(n)d line unknown: it reaches no rate from a margin on",
        "cost of %(n)d lines unknown: they reach no rate from a margin on", lines,
    )  # fmt: skip
    return [told % {"n": lines}]


def _why(found: Sequence[Earned], currency: str, lang: str, margin: bool) -> list[str]:
    """Each rate with what it is of; its band of margin only for who may see margins."""
    told = []
    for row in found:
        net = fmt.amount_minor(row.net_minor, currency, lang)
        if row.rate is None:
            told.append(_("no rate for %(net)s") % {"net": net})
            continue
        named = row.rate.category or _("other categories")
        if margin and row.rate.margin_from is not None:
            band = fmt.percent(row.rate.margin_from.normalize(), lang)
            named = _("%(category)s, margin from %(band)s") % {"category": named, "band": band}
        said = {
            "named": named,
            "percent": fmt.percent(row.rate.percent.normalize(), lang),
            "net": net,
            "amount": fmt.amount_minor(row.minor, currency, lang),
        }
        told.append(_("%(named)s: %(percent)s of %(net)s = %(amount)s") % said)
    return told
