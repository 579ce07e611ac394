"""The grid of lines over HTTP: one edit in, all rows and totals out. Prices come from here only."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from comptoir.kernel.errors import DomainError
from comptoir.platform import clock
from comptoir.platform.problem import detail, problem
from comptoir.platform.web import actor_of, do_for, entity_of, language
from comptoir.records.catalog import queries as catalog
from comptoir.shell import format as fmt
from comptoir.stages.pricing import queries as pricing
from comptoir.stages.quoting import actions, queries, typed, views
from comptoir.stages.quoting.core.lines import LineIn
from comptoir.stages.quoting.queries import QuoteFacts

MARGIN = "quoting.margin"
SUGGESTIONS = 8
Asked = Mapping[str, Any]
Errors = dict[int, DomainError]  # by index of the row in the request
Op = Callable[[HttpRequest, QuoteFacts, Asked], Errors]


def grid_context(request: HttpRequest, quote: QuoteFacts) -> dict[str, Any]:
    """What the grid and the panel beside it show."""
    margin = actor_of(request).may(MARGIN)
    return {
        "quote": quote,
        "rows": views.rows(quote, language(), margin),
        "totals": views.totals(quote, language()),
        "margin": margin,
    }


@require_POST
def grid(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    """One edit: `{op, …}`. Answers rows, panel, what was added and what was wrong, by row."""
    quote = queries.quote(quote_id, entity_of(request))
    known = {line.id for line in quote.lines}
    try:
        asked = _body(request)
        errors = OPS[str(asked.get("op"))](request, quote, asked)
    except DomainError as error:
        return _answer(request, quote_id, known, refused=error)
    return _answer(request, quote_id, known, errors)


def _body(request: HttpRequest) -> Asked:
    try:
        asked = json.loads(request.body)
    except ValueError:
        asked = None
    if not isinstance(asked, dict) or asked.get("op") not in OPS:
        raise typed.UnreadableRequest(field="op", expected=", ".join(OPS))
    return asked


def _answer(
    request: HttpRequest,
    quote_id: UUID,
    known: set[int],
    errors: Mapping[int, DomainError] | None = None,
    refused: DomainError | None = None,
) -> HttpResponse:
    quote = queries.quote(quote_id)
    context = grid_context(request, quote)
    total = fmt.amount_minor(quote.gross_minor, quote.currency, language())
    body: dict[str, Any] = {
        "rows": views.plain(context["rows"]),
        "panel": render_to_string("quoting/panel.html", context, request),
        "count": _("%(n)d lines") % {"n": len(quote.lines)},
        "added": [line.id for line in quote.lines if line.id not in known],
        "errors": [{"index": i, "detail": detail(e)} for i, e in (errors or {}).items()],
        "announce": _("Total %(total)s including VAT") % {"total": total},
    }
    if refused:
        body["refused"] = problem(refused)
        body["refused"]["detail"] = _who(refused)
    return JsonResponse(body, status=refused.status if refused else 200)


def _who(error: DomainError) -> str:
    """The refusal with the name of who edited meanwhile, and both values."""
    actor = error.facts.get("who")
    if not actor:
        return detail(error)
    named = views.people([str(actor)]).get(str(actor)) or str(actor)
    said = [detail(error).split(" · ")[0], _("by %(who)s") % {"who": named}]
    if error.facts.get("found") is not None:
        mine, theirs = error.facts["found"], error.facts.get("expected")
        said.append(_("yours: %(mine)s, now: %(theirs)s") % {"mine": mine, "theirs": theirs})
    return " · ".join(said)


def _change(request: HttpRequest, quote: QuoteFacts, asked: Asked) -> Errors:
    actions.change_line(
        do_for(request), quote_id=quote.id, line_id=_int(asked, "id"), revision=_int(asked, "rev"),
        changes=typed.read_cell(str(asked.get("cell")), asked.get("value", ""), language()),
    )  # fmt: skip
    return {}


def _add(request: HttpRequest, quote: QuoteFacts, asked: Asked) -> Errors:
    """Add the good rows at one place; the others come back with what is wrong with them."""
    good, bad = typed.read_rows(asked.get("rows") or [], language())
    after = _int(asked, "after") if asked.get("after") else None
    while good:
        try:
            actions.add_lines(
                do_for(request), quote_id=quote.id, lines=[line for _i, line in good], after=after
            )
            break
        except actions.LinesRefused as error:
            bad |= {good[i][0]: e for i, e in error.errors.items()}
            good = [pair for i, pair in enumerate(good) if i not in error.errors]
    return dict(sorted(bad.items()))


def _duplicate(request: HttpRequest, quote: QuoteFacts, asked: Asked) -> Errors:
    line = _line(quote, _int(asked, "id"))
    copy = LineIn(
        sku=line.sku, quantity=line.quantity, discount_kind=line.discount_kind,
        discount_value=line.discount_value, section=line.section, description=line.description,
        optional=line.optional, term_months=line.term_months, deliver_on=line.deliver_on,
    )  # fmt: skip
    actions.add_line(do_for(request), quote_id=quote.id, line=copy, after=line.id)
    return {}


def _remove(request: HttpRequest, quote: QuoteFacts, asked: Asked) -> Errors:
    actions.remove_line(do_for(request), quote_id=quote.id, line_id=_int(asked, "id"))
    return {}


def _move(request: HttpRequest, quote: QuoteFacts, asked: Asked) -> Errors:
    line_id, to = _int(asked, "id"), _int(asked, "to")
    actions.move_line(do_for(request), quote_id=quote.id, line_id=line_id, to=to)
    return {}


def _section(request: HttpRequest, quote: QuoteFacts, asked: Asked) -> Errors:
    title = str(asked.get("title") or "").replace("\x00", "")
    line_id = _int(asked, "id")
    actions.set_section(do_for(request), quote_id=quote.id, line_id=line_id, title=title)
    return {}


OPS: dict[str, Op] = {
    "change": _change,
    "add": _add,
    "duplicate": _duplicate,
    "remove": _remove,
    "move": _move,
    "section": _section,
}


@require_GET
def products(request: HttpRequest, quote_id: UUID) -> JsonResponse:
    """Products whose reference or name contains `q`, with today's price in the quote's book."""
    quote, lang = queries.quote(quote_id, entity_of(request)), language()
    today = clock.today(quote.entity_id)
    text = request.GET.get("q", "")[:60].replace("\x00", "")
    found = catalog.find_products(quote.entity_id, text, SUGGESTIONS, on=today)
    priced = pricing.prices(quote.book_id, [p.id for p in found], today)
    items = [
        {
            "sku": p.sku,
            "name": p.name(lang),
            "price": fmt.unit_price(priced[p.id].unit_price, quote.currency, lang)
            if p.id in priced and not priced[p.id].tiers
            else (_("tiers") if p.id in priced else _("no price")),
        }
        for p in found
    ]
    return JsonResponse({"items": items})


@require_GET
def why_price(request: HttpRequest, quote_id: UUID, line_id: int) -> HttpResponse:
    """Why the price of a line is what it is."""
    quote = queries.quote(quote_id, entity_of(request))
    line = _line(quote, line_id)
    return render(request, "quoting/why.html", {"why": views.why_price(quote, line, language())})


def _line(quote: QuoteFacts, line_id: int) -> queries.QuoteLineFacts:
    for line in quote.lines:
        if line.id == line_id:
            return line
    raise actions.LineGone(field=f"lines.{line_id}")


def _int(asked: Asked, name: str) -> int:
    value = asked.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**62:
        raise typed.UnreadableRequest(field=name, found=str(value)[:40], expected="a number")
    return value
