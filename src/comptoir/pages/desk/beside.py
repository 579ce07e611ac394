"""What a page of an earlier room shows of later ones: prices of a product, quotes of an opportunity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from comptoir.kernel.money import Money
from comptoir.platform import clock
from comptoir.platform.web import entity_of, language
from comptoir.records.catalog import queries as catalog
from comptoir.stages.ordering import queries as ordering
from comptoir.stages.pricing import queries as pricing
from comptoir.stages.pricing import telling
from comptoir.stages.pricing.facts import BookFacts, PriceFacts
from comptoir.stages.pricing.forms import TYPES
from comptoir.stages.prospecting import queries as prospecting
from comptoir.stages.quoting import queries as quoting


@dataclass(frozen=True, slots=True)
class Priced:
    """A price of today in one book, in words."""

    book: BookFacts
    kind: str
    price: str
    facts: PriceFacts


def prices_of(product_id: UUID, entity_id: UUID, lang: str) -> list[Priced]:
    """What a product costs today, book by book. Two statements."""
    today = clock.today(entity_id)
    found = [
        p for p in pricing.prices_of_products([product_id])
        if p.starts_on <= today and (p.ends_on is None or today < p.ends_on)
    ]  # fmt: skip
    books = pricing.books_by_id({p.book_id for p in found})
    shown = [
        Priced(
            books[p.book_id], str(dict(TYPES)[p.price_type]),
            telling.price(p, books[p.book_id].currency, lang), p,
        )
        for p in found if _offered(books[p.book_id], today)
    ]  # fmt: skip
    return sorted(shown, key=lambda one: (not one.book.is_default, one.book.code, one.kind))


def _offered(book: BookFacts, today: date) -> bool:
    begun = book.starts_on <= today
    return book.active and begun and (book.ends_on is None or today < book.ends_on)


@require_GET
def prices(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """Today's prices: beside the product, or a page of their own."""
    entity_id = entity_of(request)
    product = catalog.product(product_id, entity_id)
    request.rail_group = "catalog"  # type: ignore[attr-defined]
    context = {
        "title": product.name(language()),
        "ident": product.sku,
        "crumbs": [
            (_("Catalog"), reverse("catalog:list")),
            (product.name(language()), reverse("catalog:show", args=[product.id])),
            (_("Prices today"), ""),
        ],
        "prices": prices_of(product.id, entity_id, language()),
    }
    return _shown(request, "pages/desk/product_prices.html", context)


@require_GET
def quotes(request: HttpRequest, opportunity_id: UUID) -> HttpResponse:
    """The quotes of an opportunity, and the orders they became: beside it, or a page of their own."""
    found = prospecting.opportunity(opportunity_id, entity_of(request))
    request.rail_group = "sell"  # type: ignore[attr-defined]
    heads = quoting.quotes_of_opportunities([found.id]).get(found.id, [])
    orders = ordering.orders_of_quotes([q.id for q in heads])
    context = {
        "title": found.title,
        "ident": found.number,
        "crumbs": [
            (_("Opportunities"), reverse("prospecting:list")),
            (found.number, reverse("prospecting:show", args=[found.id])),
            (_("Quotes"), ""),
        ],
        "quotes": [(q, Money(q.net_minor, q.currency), orders.get(q.id)) for q in heads],
    }
    return _shown(request, "pages/desk/opportunity_quotes.html", context)


def _shown(request: HttpRequest, template: str, context: Mapping[str, object]) -> HttpResponse:
    part = "#panel" if request.headers.get("HX-Request") else ""
    return render(request, f"{template}{part}", context)
