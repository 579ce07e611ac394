"""Pages of the recommendations: what was learned, what goes with a product, what to add to a quote."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from comptoir.insight.recommending import actions, queries, words
from comptoir.kernel.errors import DomainError
from comptoir.platform.web import actor_of, do_for, entity_of, language
from comptoir.records.catalog import queries as catalog
from comptoir.shell.problems import problem_of
from comptoir.stages.quoting import queries as quoting

app_name = "recommending"
SHOWN = 20


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """How good the recommendations are, what goes with a product, and the rules."""
    return _overview(request)


def _overview(request: HttpRequest, error: DomainError | None = None) -> HttpResponse:
    request.rail_group = "catalog"  # type: ignore[attr-defined]
    entity_id, sku = entity_of(request), request.GET.get("sku", "").strip()
    product = catalog.by_sku(entity_id, [sku]).get(sku) if sku else None
    found = queries.last_learning(entity_id)
    context: dict[str, Any] = {
        "title": _("Recommendations"),
        "learned": found,
        "hit": _points(found.hit_rate if found else None),
        "popular": _points(found.popular_rate if found else None),
        "sku": sku,
        "product": product,
        "neighbors": [_row(n) for n in queries.neighbors(entity_id, product.id)[:SHOWN]]
        if product
        else [],
        "links": [
            (one, other, kind, one.name(language()), other.name(language()))
            for one, other, kind in queries.links(entity_id)
        ],
        "may_write": actor_of(request).may("catalog.write"),
        "problem": problem_of(error) if error else None,
        "lang": language(),
        "typed": request.POST,
    }
    status = error.status if error else 200
    return render(request, "recommending/overview.html", context, status=status)


def _points(part: Fraction | None) -> Decimal | None:
    return None if part is None else words.tenths(100 * part)


def _row(n: queries.Neighbor) -> dict[str, Any]:
    return {
        "facts": n,
        "name": n.product.name(language()),
        "confidence": words.percent(n.confidence),
        "lift": words.times(n.lift),
    }


@require_POST
def learn(request: HttpRequest) -> HttpResponse:
    """Learn again from all orders."""
    try:
        actions.learn_recommendations(do_for(request))
    except DomainError as error:
        return _overview(request, error)
    messages.success(request, _("The recommendations rest on all orders to date."))
    return redirect("recommending:overview")


@require_POST
def link(request: HttpRequest) -> HttpResponse:
    """Add a rule: two codes and what the second is to the first."""
    entity_id = entity_of(request)
    try:
        ids = [_by_sku(entity_id, request.POST.get(n, ""), n) for n in ("sku", "other_sku")]
        kind = request.POST.get("kind", "")
        actions.link_products(do_for(request), product_id=ids[0], other_id=ids[1], kind=kind)
    except DomainError as error:
        return _overview(request, error)
    return redirect("recommending:overview")


def _by_sku(entity_id: UUID, sku: str, field: str) -> UUID:
    found = catalog.by_sku(entity_id, [sku.strip()]).get(sku.strip())
    if found is None:
        raise catalog.UnknownProduct(field=field, found=sku[:60])
    return found.id


@require_POST
def unlink(request: HttpRequest, product_id: UUID, other_id: UUID) -> HttpResponse:
    """Take a rule back."""
    try:
        actions.unlink_products(do_for(request), product_id=product_id, other_id=other_id)
    except DomainError as error:
        return _overview(request, error)
    return redirect("recommending:overview")


@require_GET
def beside(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    """What might be added to a quote; stands beside its lines."""
    entity_id = entity_of(request)
    quote = quoting.quote(quote_id, entity_id)
    ids = [line.product_id for line in quote.lines]
    found = queries.recommend(entity_id, ids, quote.customer_id)
    lang = language()
    rows = [(r.product.sku, r.product.name(lang), words.why(r, lang)) for r in found]
    return render(request, "recommending/beside.html", {"rows": rows})


urlpatterns = [
    path("", overview, name="overview"),
    path("learn/", learn, name="learn"),
    path("link/", link, name="link"),
    path("unlink/<uuid:product_id>/<uuid:other_id>/", unlink, name="unlink"),
    path("quote/<uuid:quote_id>/", beside, name="beside"),
]
