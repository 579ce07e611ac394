"""What the seller of an open quote earns on it, and from which rates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from comptoir.kernel.money import exponent, extend_minor
from comptoir.platform import clock
from comptoir.platform.roles import Actor
from comptoir.shell import format as fmt
from comptoir.stages.pricing import commissions
from comptoir.stages.pricing.engine import Earned, Sold, earned, margin_percent
from comptoir.stages.quoting.queries import QuoteFacts, QuoteLineFacts
from comptoir.stages.quoting.winning import OPEN

MARGIN = "quoting.margin"


def may_see(actor: Actor, quote: QuoteFacts) -> bool:
    """Its seller, and whoever may see margins."""
    return actor.may(MARGIN) or actor.name == f"user:{quote.owner_id}"


def of_quote(quote: QuoteFacts) -> list[Earned]:
    """By rate, over the whole term; [] where no rate concerns it. One statement."""
    counted = [li for li in quote.lines if li.promised_minor and not li.block]
    if quote.state not in OPEN or quote.amendment is not None or not counted:
        return []
    categories, rates = commissions.of_products(
        quote.entity_id, quote.currency, clock.today(quote.entity_id),
        {li.product_id for li in counted},
    )  # fmt: skip
    if not rates:
        return []
    sold = [
        Sold(li.promised_minor, categories.get(li.product_id, ""), _margin(li, quote.currency))
        for li in counted
    ]
    return earned(rates, sold)


def _margin(line: QuoteLineFacts, currency: str) -> Any:
    if line.cost is None:
        return None
    cost = extend_minor(line.cost, line.quantity, exponent(currency))
    return margin_percent(line.net_minor, cost)


def context(actor: Actor, quote: QuoteFacts, lang: str) -> dict[str, Any]:
    """What the panel shows beside the margin."""
    found = of_quote(quote) if may_see(actor, quote) else []
    if not found:
        return {}
    total = sum(row.minor for row in found)
    return {
        "commission": fmt.amount_minor(total, quote.currency, lang),
        "commission_why": _why(found, quote.currency, lang, actor.may(MARGIN)),
    }


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
