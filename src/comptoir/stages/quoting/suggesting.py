"""What is offered while a reference is typed into the grid."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from comptoir.platform import clock
from comptoir.records.catalog import queries as catalog
from comptoir.shell import format as fmt
from comptoir.stages.configuring import queries as models
from comptoir.stages.pricing import queries as pricing
from comptoir.stages.quoting.queries import QuoteFacts

SUGGESTIONS = 8


def products(quote: QuoteFacts, text: str, lang: str) -> list[dict[str, str]]:
    """Products whose reference or name contains `text`, with what today's price in the quote's book is."""
    today = clock.today(quote.entity_id)
    found = catalog.find_products(quote.entity_id, text, SUGGESTIONS, on=today)
    ids = [p.id for p in found]
    priced = pricing.prices(quote.book_id, ids, today)
    made = models.configurable(ids, today)  # their price is that of what is chosen

    def price(product: catalog.ProductFacts) -> str:
        entry = priced.get(product.id)
        if product.id in made:
            from_price = entry.unit_price if entry and not entry.tiers else Decimal(0)
            if not from_price:
                return _("to configure")
            return _("to configure, from %(price)s") % {
                "price": fmt.unit_price(from_price, quote.currency, lang)
            }
        if entry is None:
            return _("no price")
        return _("tiers") if entry.tiers else fmt.unit_price(entry.unit_price, quote.currency, lang)

    return [{"sku": p.sku, "name": p.name(lang), "price": price(p)} for p in found]
