"""Configuring a line of a quote: which product, its options, and back into the grid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from comptoir.kernel.errors import DomainError
from comptoir.pages.shop import boards, guide, running
from comptoir.pages.shop.boards import Sale
from comptoir.platform import clock
from comptoir.platform.web import actor_of, do_for, entity_of, language
from comptoir.records.catalog import queries as catalog
from comptoir.shell.problems import problem_of
from comptoir.stages.configuring import actions as configuring
from comptoir.stages.configuring import desk, engine, modes, telling
from comptoir.stages.configuring import queries as models
from comptoir.stages.quoting import actions as quoting
from comptoir.stages.quoting import queries as quotes
from comptoir.stages.quoting.queries import QuoteFacts, QuoteLineFacts

app_name = "shop"
MARGIN = "quoting.margin"
PAGE = "pages/shop/configure.html"
clicks = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def choose(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    """The products that are put together from options; one that was named opens at once."""
    quote = _draft(request, quote_id)
    offered = guide.offered(quote.entity_id, clock.today(quote.entity_id))
    rows: list[dict[str, Any]] = [
        {
            "url": reverse("shop:new", args=[quote.id, m.id]),
            "model_id": m.id,
            "product": product,
            "name": product.name(language()),
            "version": v.number,
        }
        for m, v, product in offered
    ]
    versions, said = [v for _m, v, _p in offered], guide.answers_of(request)
    asked = guide.questions(said, versions)
    more: dict[str, Any] = {"questions": asked}
    if guide.asked(request):
        fits, following = guide.ranked(said, versions)
        by_model = {r["model_id"]: r for r in rows}
        rows = [
            by_model[f.version.model_id]
            | {"fit": f, "url": f"{by_model[f.version.model_id]['url']}?{f.kept}"}
            for f in fits
        ]
        more["following"] = next((q["label"] for q in asked if q["id"] == following), "")
    named = [r for r in rows if r["product"].sku == request.GET.get("sku")]
    if named:
        return redirect(named[0]["url"])
    context = {**_head(quote, _("Configure a product")), "rows": rows, **more}
    return render(request, "pages/shop/choose.html", context)


@clicks
def new(request: HttpRequest, quote_id: UUID, model_id: UUID) -> HttpResponse:
    """Put a product together for a new line."""
    quote = _draft(request, quote_id)
    model = models.model(model_id, quote.entity_id)
    today = clock.today(quote.entity_id)
    version = model.in_force(today)
    if version is None or model.product_id is None:
        raise models.NotOffered(field="model_id", found=model.code)
    here = reverse("shop:new", args=[quote.id, model.id])
    sale = _sale(request, quote, version, model.product_id, here=here, on=today)
    return _board(request, sale, quote, None)


@clicks
def line(request: HttpRequest, quote_id: UUID, line_id: int) -> HttpResponse:
    """Change what was put together in a line; it keeps the version of its model while that is offered."""
    quote = _draft(request, quote_id)
    found = next((li for li in quote.lines if li.id == line_id), None)
    if found is None or found.configuration_id is None:
        raise Http404
    made = models.configuration(found.configuration_id, quote.entity_id)
    today = clock.today(quote.entity_id)
    version = models.offered(models.model(made.model_id), today, made.id)
    here = reverse("shop:line", args=[quote.id, line_id])
    sale = _sale(request, quote, version, made.product_id, here=here, on=today)
    return _board(request, sale, quote, found)


def _board(
    request: HttpRequest, sale: Sale, quote: QuoteFacts, found: QuoteLineFacts | None
) -> HttpResponse:
    posted = request.method == "POST"
    act, lost = (boards.clicked(request, sale), ()) if posted else _opened(request, sale, found)
    more = {
        **_head(quote, sale.product.name(language())),
        **({} if request.headers.get("HX-Request") else guide.context(sale, act.desk.answers)),
        "save": True,
        "save_label": _("Save in the quote") if found else _("Add to the quote"),
        "lost": lost,
    }
    if not posted:
        return boards.shown(request, sale, act, PAGE, more)
    if request.POST.get("do") != "save" or act.faults:
        return boards.shown(request, sale, act, PAGE, more)
    try:
        _save(request, sale, quote, found, act.desk)
    except DomainError as error:
        return boards.shown(request, sale, act, PAGE, {**more, "problem": problem_of(error)})
    return boards.away(request, reverse("quoting:edit", args=[quote.id]))


def _opened(
    request: HttpRequest, sale: Sale, found: QuoteLineFacts | None
) -> tuple[desk.Act, tuple[str, ...]]:
    """As the line has it; else as questions were answered, or with the usual proposed. With what of the line
    does not hold any more: under other answers, or in the version that took its version's place."""
    mode = modes.usual(request)
    asked = guide.given(request, sale) if guide.asked(request) else None
    said: Mapping[str, Sequence[str]] = asked or {}
    if not found or not found.configuration_id:
        return desk.Act(desk.opened(guide.choices(sale, said), said, mode)), ()
    made = models.configuration(found.configuration_id)
    choices = engine.load_choices(made.choices)
    same = made.version_id == sale.version.id
    if asked is None and same:
        said = made.answers
    if same and said == made.answers:
        return desk.Act(desk.opened(choices, said, mode)), ()
    before = models.loaded(models.version(made.version_id))
    after = models.answered(sale.version, said)
    moved = after.moved(choices)
    return desk.Act(desk.opened(moved.kept, said, mode)), telling.lost(
        before, after, moved, language()
    )


def _save(
    request: HttpRequest,
    sale: Sale,
    quote: QuoteFacts,
    found: QuoteLineFacts | None,
    standing: desk.Desk,
) -> None:
    """Keep the configuration, then put it into the line: priced and checked there once more."""
    made = configuring.save_configuration(
        do_for(request),
        model_id=sale.version.model_id,
        choices=boards.chosen(sale, standing),
        replaces=found.configuration_id if found else None,
        seconds=desk.seconds(standing),
        answers=standing.answers,
    )
    if found is None:
        fresh = quoting.LineIn(sku=sale.product.sku, configuration_id=made.configuration_id)
        quoting.add_line(do_for(request), quote_id=quote.id, line=fresh, undoable=True)
        return
    quoting.change_line(
        do_for(request), quote_id=quote.id, line_id=found.id, revision=found.revision,
        changes={"configuration_id": made.configuration_id}, undoable=True,
    )  # fmt: skip


def _sale(
    request: HttpRequest,
    quote: QuoteFacts,
    version: models.VersionFacts,
    product_id: UUID,
    *,
    here: str,
    on: date,
) -> Sale:
    return Sale(
        version, catalog.product(product_id), quote.book_id, quote.currency, on, here,
        actor_of(request).may(MARGIN),
    )  # fmt: skip


def _draft(request: HttpRequest, quote_id: UUID) -> QuoteFacts:
    quote = quotes.quote(quote_id, entity_of(request))
    if quote.state != "draft":
        raise Http404
    return quote


def _head(quote: QuoteFacts, title: str) -> dict[str, Any]:
    return {
        "title": title,
        "ident": quote.ident,
        "crumbs": [
            (_("Quotes"), reverse("quoting:list")),
            (quote.ident, reverse("quoting:edit", args=[quote.id])),
        ],
        "quote": quote,
    }


urlpatterns = [
    path("quotes/<uuid:quote_id>/", choose, name="choose"),
    path("quotes/<uuid:quote_id>/models/<uuid:model_id>/", new, name="new"),
    path("quotes/<uuid:quote_id>/lines/<int:line_id>/", line, name="line"),
    *running.urlpatterns,
]
