"""What may be offered with a quote, each with its evidence: upgrades of its lines, and what goes with them.

On a renewal it stands beside the lines, each under one key; taking one is recorded with the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from comptoir.insight.recommending import queries as recommending
from comptoir.insight.recommending import web as recommending_web
from comptoir.insight.recommending import words
from comptoir.kernel.errors import DomainError
from comptoir.kernel.money import Money, exponent
from comptoir.platform import clock
from comptoir.platform.web import do_for, entity_of, language
from comptoir.records.catalog.queries import ProductFacts
from comptoir.shell.problems import problem_of
from comptoir.stages.pricing import engine
from comptoir.stages.pricing import queries as pricing
from comptoir.stages.quoting import actions as quoting
from comptoir.stages.quoting import queries as quotes
from comptoir.stages.quoting.queries import QuoteFacts, QuoteLineFacts

MOST = 9  # a key each


@dataclass(frozen=True, slots=True)
class QuoteOffer:
    """A product for a quote.

    line_id     of the line whose place it takes; None: a line more
    difference  net of one billing period, or of the whole where it is charged once, at the book's price;
                None where the price depends on other lines
    reason      in words;  evidence  the same as it is recorded
    """

    sku: str
    name: str
    reason: str
    evidence: str
    line_id: int | None = None
    replaces: str = ""
    difference: Money | None = None

    @property
    def key(self) -> str:
        return f"{self.sku} {self.line_id or ''}".strip()


def offers(quote: QuoteFacts) -> list[QuoteOffer]:
    """What may be offered with a draft: upgrades first, by your rules, then by what is bought together."""
    if quote.state != "draft" or not quote.lines:
        return []
    rules = {a.id: b for a, b, kind in recommending.links(quote.entity_id) if kind == "upgrade"}
    better = [
        (li, rules[li.product_id]) for li in quote.lines if _whole(li) and li.product_id in rules
    ]
    there = [li.product_id for li in quote.lines]
    found = recommending.recommend(quote.entity_id, there, quote.customer_id, MOST)
    more = [r for r in found if r.evidence[0].kind != "upgrade"]
    wares = {p.id: p for p in [*(p for _li, p in better), *(r.product for r in more)]}
    if not wares:
        return []
    today = clock.today(quote.entity_id)
    sold = {p.id: p.category for p in wares.values()}
    prices = pricing.offered(quote.book_id, sold, today, quote.customer_id)
    fits = [
        (li, p) for li, p in better
        if p.id in prices and p.billing_months == li.billing_months and p.id not in there
    ]  # fmt: skip
    return [
        *(_upgrade(quote, li, p, prices) for li, p in fits),
        *(_added(quote, r, prices) for r in more if r.product.id in prices),
    ][:MOST]


def _whole(line: QuoteLineFacts) -> bool:
    """Neither a head nor a part of a block, nor a ramp: those are changed where they are made."""
    return not line.block and not line.level and line.segment is None


def _upgrade(
    quote: QuoteFacts, line: QuoteLineFacts, to: ProductFacts, prices: dict[UUID, pricing.Offered]
) -> QuoteOffer:
    lang = language()
    said = {"name": line.description, "other": to.name(lang)}
    price = _net(quote, to, line.quantity, prices)
    return QuoteOffer(
        to.sku, to.name(lang),
        _("%(other)s is the upgrade of %(name)s, by your rule.") % said, f"upgrade {line.sku}",
        line.id, line.description,
        Money(price - line.net_minor, quote.currency) if price is not None else None,
    )  # fmt: skip


def _added(
    quote: QuoteFacts, found: recommending.Recommendation, prices: dict[UUID, pricing.Offered]
) -> QuoteOffer:
    first, product, lang = found.evidence[0], found.product, language()
    price = _net(quote, product, Decimal(1), prices)
    return QuoteOffer(
        product.sku, product.name(lang), words.why(found, lang),
        f"{first.kind} {first.n}/{first.of}",
        difference=Money(price, quote.currency) if price is not None else None,
    )  # fmt: skip


def _net(
    quote: QuoteFacts, product: ProductFacts, quantity: Decimal, prices: dict[UUID, pricing.Offered]
) -> int | None:
    price = prices[product.id]
    if price.derived:
        return None
    given = engine.Given(quantity, product.billing_months or 1, None, product.attribute_values)
    return engine.price_line(price.at(given), quantity, exponent(quote.currency), ()).net_minor


@require_GET
def beside(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    """Beside the lines of a renewal its offers, a key each; beside other quotes what goes with them."""
    quote = quotes.quote(quote_id, entity_of(request))
    if quote.renews_contract is None:
        return recommending_web.beside(request, quote_id)
    found = list(enumerate(offers(quote), start=1))
    return render(request, "pages/desk/quote_offers.html", {"quote": quote, "offers": found})


@require_POST
def take(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    """Take one of the offers into the draft."""
    quote = quotes.quote(quote_id, entity_of(request))
    try:
        event = quoting.take_offer(
            do_for(request), quote_id=quote.id, offer=request.POST.get("offer", "")
        )
    except DomainError as error:
        messages.error(request, str(problem_of(error).title))
    else:
        messages.success(request, _("%(name)s is in the quote.") % {"name": event.sku})
    return redirect("quoting:edit", quote.id)


def proposed(quote_id: UUID) -> Sequence[QuoteOffer]:
    """The same for whoever takes one."""
    return offers(quotes.quote(quote_id))
