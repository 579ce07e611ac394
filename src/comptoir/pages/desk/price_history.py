"""The history of a price: each version with who set it, through what, and how many quotes used it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from comptoir.pages.desk.sql import select
from comptoir.platform import clock
from comptoir.platform.web import entity_of, language
from comptoir.records.catalog import queries as catalog
from comptoir.records.parties import queries as parties
from comptoir.shell import charts, line_charts
from comptoir.shell import format as fmt
from comptoir.stages.pricing import changes, histories, queries, telling
from comptoir.stages.pricing.facts import PriceFacts
from comptoir.stages.pricing.forms import TYPES

# One pass over the lines of the product, or of the customer; a quote counts once a version of a price.
_USED = """
SELECT s.rule_id, s.rule_version, count(DISTINCT q.id)
FROM quoting_line l JOIN quoting_quote q ON q.id = l.quote_id,
     jsonb_to_recordset(l.waterfall) AS s (rule_id text, rule_version int)
WHERE q.entity_id = %(entity)s AND (l.product_id = %(product)s OR q.customer_id = %(customer)s)
  AND s.rule_id = ANY(%(rules)s)
GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class _Used:
    rule_id: str
    version: int
    quotes: int


@dataclass(frozen=True, slots=True)
class Row:
    """One version with its count of quotes; `change` is the name of the change that set it.

    origin  "source" and "recipe", where that change made the price from another book
    """

    facts: histories.VersionFacts
    quotes: int
    change: str
    origin: Mapping[str, Any] = field(default_factory=dict)


def of_price(entity_id: UUID, book_id: UUID, product_id: UUID) -> list[Row]:
    """The history of a product's prices in a book, the newest first; three statements."""
    return _counted(entity_id, histories.of_price(book_id, product_id), product=product_id)


def of_agreement(entity_id: UUID, agreement_id: UUID) -> list[Row]:
    """The history of what is agreed with a customer for the same thing."""
    one = histories.own_agreement(agreement_id, entity_id)
    return _counted(entity_id, histories.of_agreement(agreement_id), customer=one.customer_id)


def _counted(
    entity_id: UUID, found: list[histories.VersionFacts], *, product: UUID | None = None,
    customer: UUID | None = None,
) -> list[Row]:  # fmt: skip
    rules = sorted({one.rule_id for one in found})
    asked = {"entity": entity_id, "product": product, "customer": customer, "rules": rules}
    used = {(u.rule_id, u.version): u.quotes for u in select(_Used, _USED, **asked)}
    named = changes.names({one.change_id for one in found if one.change_id})
    return [
        _row(one, used.get((one.rule_id, one.version), 0), named.get(one.change_id or UUID(int=0)))
        for one in found
    ]


def _row(one: histories.VersionFacts, quotes: int, change: changes.ChangeName | None) -> Row:
    if change is None:
        return Row(one, quotes, "")
    made = bool(change.source) and one.through == "change"
    origin = {"source": change.source, "recipe": change.recipe} if made else {}
    return Row(one, quotes, change.name, origin)


def price(request: HttpRequest, book_id: UUID, product_id: UUID) -> HttpResponse:
    """The page of a product's prices in a book."""
    book = queries.book(book_id)
    if book.entity_id != entity_of(request):
        raise queries.UnknownPriceBook(field="book_id", found=str(book_id))
    product = catalog.product(product_id, book.entity_id)
    rows = of_price(book.entity_id, book.id, product.id)
    listed = [
        one.facts.said for one in rows
        if one.facts.newest and isinstance(one.facts.said, PriceFacts)
    ]  # fmt: skip
    context = {
        "title": _("History: %(what)s") % {"what": product.name(language())},
        "ident": f"{product.sku} · {book.code}",
        "crumbs": [
            (_("Price books"), reverse("pricing:list")),
            (book.name, reverse("pricing:show", args=[book.id])),
            (product.name(language()), reverse("pricing:price", args=[book.id, product.id])),
        ],
        "picture": _picture(listed, book.currency, clock.today(book.entity_id)),
    }
    return _page(request, rows, book.currency, context)


def of_entry(request: HttpRequest, price_id: int) -> HttpResponse:
    """The same page, from a price that a waterfall names."""
    return redirect("desk:price_history", *histories.where(price_id, entity_of(request)))


def agreement(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """The page of what was agreed with a customer for one thing."""
    entity_id = entity_of(request)
    one = histories.own_agreement(agreement_id, entity_id)
    customer = parties.customer(one.customer_id, entity_id)
    product = catalog.product(one.product_id, entity_id) if one.product_id else None
    what = product.name(language()) if product else one.target.partition(":")[2] or _("everything")
    context = {
        "title": _("History: %(what)s") % {"what": what},
        "crumbs": [(_("Customer prices"), reverse("pricing:agreements")), (customer.name, "")],
        "picture": "",
    }
    return _page(request, of_agreement(entity_id, agreement_id), one.currency, context)


def _page(
    request: HttpRequest, rows: list[Row], currency: str, context: Mapping[str, Any]
) -> HttpResponse:
    request.rail_group = "catalog"  # type: ignore[attr-defined]
    today, lang = clock.today(entity_of(request)), language()
    shown = [
        (
            row, *_said(row.facts, currency, lang), _state(row.facts, today),
            telling.origin(row.origin, lang) if row.origin else "",
        )
        for row in rows
    ]  # fmt: skip
    return render(request, "pages/desk/price_history.html", {**context, "rows": shown})


def _said(one: histories.VersionFacts, currency: str, lang: str) -> tuple[str, str]:
    """The type and the price in words."""
    if isinstance(one.said, PriceFacts):
        return str(dict(TYPES)[one.said.price_type]), telling.price(one.said, currency, lang)
    return one.said.reference, telling.agreement(one.said, lang)


def _state(one: histories.VersionFacts, today: date) -> str:
    if not one.newest:
        return "superseded"
    if one.said.ends_on == one.said.starts_on:
        return "withdrawn"  # before it began
    if one.said.starts_on > today:
        return "planned"
    return "active" if one.said.ends_on is None or one.said.ends_on > today else "ended"


def _picture(prices: list[PriceFacts], currency: str, today: date) -> SafeString:
    """The list price over time, where it is one amount and has changed."""
    lang = language()
    plain = [p for p in prices if p.price_type == "list" and p.model in ("per_unit", "flat")]
    if len(plain) < 2:
        return charts.EMPTY
    steps = sorted((p.starts_on, p.unit_price) for p in plain)

    def show(value: Decimal | int) -> str:
        return fmt.unit_price(Decimal(value), currency, lang)

    def day(on: date) -> str:
        return fmt.date_list(on, lang)

    return line_charts.steps(
        _("List price over time"), steps, max(today, steps[-1][0]), (show, day)
    )
