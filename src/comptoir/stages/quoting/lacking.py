"""What the law wants on the paper of a deal and nobody has written yet: said before the quote is sent.

An invoice that lacks it is not issued (docs/policy/invoice-mentions.md); with the offer it costs one question
to the customer less.
"""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.urls import reverse

from comptoir.platform.documents.contract import Lang
from comptoir.platform.documents.mentions import (
    BuyerFacts,
    InvoiceFacts,
    Missing,
    Operation,
    VatUse,
    missing_mentions,
)
from comptoir.records.parties import queries as parties
from comptoir.records.taxes import queries as taxes
from comptoir.stages.quoting import documents
from comptoir.stages.quoting.core.states import QuoteState
from comptoir.stages.quoting.queries import QuoteFacts

SELLER, BUYER, REASONS = "seller.", "buyer.", "exemptions"
EVERYWHERE = frozenset(
    {"seller.name", "buyer.name", "buyer.address"}
)  # whatever the seller's country


def mentions(quote: QuoteFacts, lang: str) -> list[Missing]:
    """What is missing of seller, buyer and reasons without VAT, with its article, as the reader says it."""
    entity, customer = parties.entity(quote.entity_id), parties.customer(quote.customer_id)
    decided = taxes.decisions({v.decision_id for v in quote.vat}).values()
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
        vat=tuple(VatUse(category=cast(Any, d.category), reason=d.vatex) for d in decided),
    )
    of_both = (SELLER, BUYER, REASONS)
    found = [m for m in missing_mentions(facts) if m.field.startswith(of_both)]
    return [m for m in found if entity.country == "FR" or m.field in EVERYWHERE]


def context(quote: QuoteFacts, lang: str) -> dict[str, Any]:
    """For the pages of a draft: each missing mention, and where it is written."""
    if quote.state != QuoteState.DRAFT:
        return {}
    found = mentions(quote, lang)
    return {"lacking": [(m.asks, _where(m.field, quote.customer_id)) for m in found]}


def _where(field: str, customer_id: UUID) -> str:
    if field.startswith(BUYER):
        return reverse("parties:change", args=[customer_id])
    return reverse("parties:company") if field.startswith(SELLER) else ""
