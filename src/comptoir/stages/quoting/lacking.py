"""What the law wants on the paper of a deal and nobody has written yet: said before the quote is sent.

An invoice that lacks it is not issued (docs/policy/invoice-mentions.md); with the offer it costs one question
to the customer less.
"""

from __future__ import annotations

from typing import Any, cast

from django.urls import reverse

from comptoir.platform.documents.contract import Lang
from comptoir.platform.documents.mention_words import ASKS
from comptoir.platform.documents.mentions import (
    BuyerFacts,
    InvoiceFacts,
    Missing,
    Operation,
    VatUse,
    missing_mentions,
)
from comptoir.records.catalog import queries as catalog
from comptoir.records.parties import queries as parties
from comptoir.records.taxes import queries as taxes
from comptoir.stages.quoting import documents
from comptoir.stages.quoting.core.states import QuoteState
from comptoir.stages.quoting.queries import QuoteFacts

SELLER, BUYER, REASONS = "seller.", "buyer.", "exemptions"
PURCHASE = "purchase"
EVERYWHERE = frozenset(
    {"seller.name", "buyer.name", "buyer.address"}
)  # whatever the seller's country


def mentions(quote: QuoteFacts, lang: str) -> list[Missing]:
    """What is missing of seller, buyer and reasons without VAT, with its article, as the reader says it."""
    entity, customer = parties.entity(quote.entity_id), parties.customer(quote.customer_id)
    decided = taxes.decisions({v.decision_id for v in quote.vat})
    facts = InvoiceFacts(
        lang=cast(Lang, lang),
        seller=documents.identified(entity),
        buyer=BuyerFacts(
            name=customer.name,
            address=", ".join(customer.billing.lines(lang)) if customer.billing else "",
            country=customer.country,
            business=customer.is_business,
            siren=customer.siren,
            vat_number=customer.vat_number,
        ),
        operation=Operation.BOTH,
        vat=tuple(VatUse(category=cast(Any, d.category), reason=d.vatex) for d in decided.values()),
    )
    of_both = (SELLER, BUYER, REASONS)
    found = [m for m in missing_mentions(facts) if m.field.startswith(of_both)]
    asked = [m for m in found if entity.country == "FR" or m.field in EVERYWHERE]
    return [*asked, *purchases(quote, lang)]


def purchases(quote: QuoteFacts, lang: str) -> list[Missing]:
    """What is sold under a margin scheme, so that its VAT is on the margin, and whose cost nobody knows."""
    free = {n: li for n, li in enumerate(quote.lines) if not (li.vat_rate or li.cost or li.block)}
    decided = taxes.decisions({line.decision_id for line in free.values()})
    under = {n: li for n, li in free.items() if decided[li.decision_id].margin_rate is not None}
    products = catalog.products({line.product_id for line in under.values()}) if under else {}
    asks = ASKS[PURCHASE][lang != "fr"]
    return [
        Missing(f"lines.{n}.{PURCHASE}", asks.format(sku=line.sku))
        for n, line in under.items()
        if products[line.product_id].cost is None
    ]


def context(quote: QuoteFacts, lang: str) -> dict[str, Any]:
    """For the pages of a draft: each missing mention, and where it is written."""
    if quote.state != QuoteState.DRAFT:
        return {}
    found = mentions(quote, lang)
    return {"lacking": [(m.asks, _where(m.field, quote)) for m in found]}


def _where(field: str, quote: QuoteFacts) -> str:
    if field.startswith(BUYER):
        return reverse("parties:change", args=[quote.customer_id])
    if field.endswith(f".{PURCHASE}"):
        line = quote.lines[int(field.split(".")[1])]
        return reverse("catalog:change", args=[line.product_id])
    return reverse("parties:company") if field.startswith(SELLER) else ""
