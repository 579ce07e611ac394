"""What every page of a quote shows above its content."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from comptoir.records.parties import queries as parties
from comptoir.shell.parts import Tab
from comptoir.stages.quoting.core.states import QuoteState
from comptoir.stages.quoting.queries import QuoteFacts


def head(quote: QuoteFacts, page: str) -> dict[str, Any]:
    """Customer, number, and the pages of the quote as tabs."""
    customer = parties.customer(quote.customer_id)
    pages = [("show", _("Document"))]
    if quote.alternatives or quote.state == QuoteState.DRAFT:
        pages.insert(0, ("alternatives", _("Alternatives")))
    if quote.state == QuoteState.DRAFT:
        pages = [("edit", _("Lines")), ("terms", _("Conditions")), *pages]
    tabs = [
        Tab(label, reverse(f"quoting:{name}", args=[quote.id]), current=name == page)
        for name, label in pages
    ]
    return {
        "title": customer.name,
        "crumbs": [(_("Quotes"), reverse("quoting:list"))],
        "ident": quote.ident,
        "tabs": tabs if len(tabs) > 1 else None,
        "quote": quote,
        "customer": customer,
    }
