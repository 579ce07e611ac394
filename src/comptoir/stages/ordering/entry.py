"""Direct entry: the page of a new order, its grid of lines, and the placing."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptoir.kernel.errors import DomainError, Invalid, Refused
from comptoir.platform import clock
from comptoir.platform.actions import begin
from comptoir.platform.problem import detail, problem
from comptoir.platform.web import actor_of, entity_of, language
from comptoir.records.catalog import queries as catalog
from comptoir.records.parties import queries as parties
from comptoir.shell import format as fmt
from comptoir.shell import grid
from comptoir.shell.problems import Problem, ProblemItem, problem_of
from comptoir.stages.ordering import actions, draft, reasons, typed_order, words
from comptoir.stages.ordering.core.states import Channel
from comptoir.stages.ordering.draft import Draft
from comptoir.stages.ordering.placing import OrderLinesRefused
from comptoir.stages.ordering.typed_order import Seen
from comptoir.stages.pricing import queries as pricing

SUGGESTED, SUGGESTIONS = 200, 8
PLACED = "orders_placed"  # session: key of a draft → the order it became
ENTERED = [c for c in words.CHANNELS if c not in (Channel.QUOTE, Channel.IMPORT)]
Asked = Mapping[str, Any]
Faults = dict[int, str]  # index of the row in the request → what is wrong with it
Edit = Callable[[Draft, Asked], Draft]


class LineRefused(Invalid):
    """The line cannot be ordered as it is."""

    code = "line_refused"


class DraftGone(Refused):
    """This order was placed or thrown away meanwhile; type it again."""

    code = "draft_gone"


@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """A new order without a quote: GET shows what is typed so far, POST places it, once."""
    return _page(request, _kept(request)) if request.method == "GET" else _place(request)


def _place(request: HttpRequest) -> HttpResponse:
    entity_id, place = entity_of(request), _where(request)
    key = request.POST.get("draft", "")[:60]
    placed = request.session.get(PLACED, {})
    if key in placed:
        return redirect("ordering:show", placed[key])
    typed = draft.told(_kept(request), _head(request.POST))
    try:
        if key and key != typed.key:
            raise DraftGone()
        do = replace(begin(actor_of(request), entity_id), key=f"typed {typed.key}")
        event = actions.place_order(do, **typed_order.asked_of(entity_id, typed))
    except DomainError as error:
        draft.keep(request.session, entity_id, place, typed)
        return _page(request, typed, _problem(error))
    draft.keep(request.session, entity_id, place, None)
    last = [*placed.items(), (typed.key, str(event.order_id))][-draft.KEPT :]
    request.session[PLACED] = dict(last)
    return redirect("ordering:show", event.order_id)


@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    """Throw the draft away and start again."""
    draft.keep(request.session, entity_of(request), _where(request), None)
    return redirect(_url("ordering:new", _where(request)))


@require_GET
def why_price(request: HttpRequest, line_id: int) -> HttpResponse:
    """Why the price of a typed line is what it is, as it would be placed now."""
    typed = _kept(request)
    seen = _look(request, typed)
    place = next((n for n, line in enumerate(typed.lines) if line.id == line_id), None)
    if place is None:
        raise DraftGone()
    told: dict[str, Any] = {"none": typed_order.unpriced(typed, seen, line_id)}
    if seen.order:
        line = seen.order.lines[place]
        told["why"] = reasons.why_price(line, entity_of(request), seen.order.currency, language())
        told["books"] = reasons.books(seen.order, clock.today(entity_of(request)), language())
    return render(request, "ordering/why.html", told)


@require_POST
def lines(request: HttpRequest) -> HttpResponse:
    """One edit: `{op, …}`. Answers rows, panel, what was added and what was wrong, by row."""
    typed = _kept(request)
    try:
        asked = _body(request)
        new, seen, faults = _edited(request, typed, asked)
    except DomainError as error:
        return _answer(request, typed, typed, _look(request, typed), refused=error)
    draft.keep(request.session, entity_of(request), _where(request), new)
    return _answer(request, typed, new, seen, faults)


def _edited(request: HttpRequest, typed: Draft, asked: Asked) -> tuple[Draft, Seen, Faults]:
    """The draft after the edit. A line that was not ordered as typed is refused with its fault."""
    op = str(asked.get("op"))
    if op == "add":
        return _add(request, typed, asked)
    new = EDITS[op](typed, asked)
    seen = _look(request, new)
    before = {line.id: line for line in typed.lines}
    for line in new.lines:
        if op in ("change", "duplicate") and line != before.get(line.id) and line.id in seen.faults:
            raise LineRefused(field=f"lines.{line.id}", found=seen.faults[line.id])
    return new, seen, {}


def _add(request: HttpRequest, typed: Draft, asked: Asked) -> tuple[Draft, Seen, Faults]:
    """Add the good rows at one place; the others come back with what is wrong with them."""
    good, bad = grid.read_rows(asked.get("rows") or [], language())
    faults = {index: detail(error) for index, error in bad.items()}
    after = grid.read_int(asked, "after") if asked.get("after") else None
    able = []
    for index, row in good:
        try:
            draft.check_discount(row.discount_kind)
            able.append((index, row))
        except DomainError as error:
            faults[index] = detail(error)
    while True:
        new = draft.add(typed, [row for _i, row in able], after) if able else typed
        seen = _look(request, new)
        first = typed.last_id + 1  # ids follow the rows
        wrong = {n: seen.faults[first + n] for n in range(len(able)) if first + n in seen.faults}
        if not wrong:
            return new, seen, dict(sorted(faults.items()))
        faults |= {able[n][0]: said for n, said in wrong.items()}
        able = [pair for n, pair in enumerate(able) if n not in wrong]


def _change(typed: Draft, asked: Asked) -> Draft:
    changes = grid.read_cell(str(asked.get("cell")), asked.get("value", ""), language())
    return draft.change(typed, grid.read_int(asked, "id"), grid.read_int(asked, "rev"), changes)


EDITS: dict[str, Edit] = {
    "change": _change,
    "duplicate": lambda typed, asked: draft.duplicate(typed, grid.read_int(asked, "id")),
    "remove": lambda typed, asked: draft.remove(typed, grid.read_int(asked, "id")),
    "move": lambda typed, asked: draft.move(
        typed, grid.read_int(asked, "id"), grid.read_int(asked, "to")
    ),
    "head": lambda typed, asked: draft.told(
        typed, _head({grid.said(asked.get("name")): grid.said(asked.get("value"))})
    ),
    "undo": lambda typed, _asked: draft.undo(typed),
    "redo": lambda typed, _asked: draft.redo(typed),
}


def _body(request: HttpRequest) -> Asked:
    try:
        asked = json.loads(request.body)
    except ValueError:
        asked = None
    if not isinstance(asked, dict) or asked.get("op") not in ("add", *EDITS):
        raise grid.UnreadableRequest(field="op", expected=", ".join(("add", *EDITS)))
    return asked


def _answer(
    request: HttpRequest, old: Draft, new: Draft, seen: Seen, faults: Faults | None = None, *,
    refused: DomainError | None = None,
) -> HttpResponse:  # fmt: skip
    context = _grid(request, new, seen)
    known = {line.id for line in old.lines}
    count = len(new.lines)
    total = context["total"]
    said = _("Total %(total)s including VAT") % {"total": total} if total else context["say"]
    body: dict[str, Any] = {
        "rows": grid.plain(context["rows"]),
        "panel": render_to_string("ordering/entry_panel.html", context, request),
        "count": grid.counted(count),
        "added": [line.id for line in new.lines if line.id not in known],
        "errors": [{"index": i, "detail": said} for i, said in (faults or {}).items()],
        "announce": said,
        "undo": context["may_undo"],
        "redo": context["may_redo"],
        "focus": None,
        "told": "",
    }
    if refused:
        body["refused"] = problem(refused)
        if isinstance(refused, LineRefused):
            body["refused"]["detail"] = refused.facts["found"]
    return JsonResponse(body, status=refused.status if refused else 200)


def _grid(request: HttpRequest, typed: Draft, seen: Seen) -> dict[str, Any]:
    """What the grid and the panel beside it show."""
    lang = language()
    return {
        **grid.context(typed_order.rows(entity_of(request), typed, seen, lang), why=True),
        **typed_order.panel(typed, seen, lang),
        "may_undo": bool(typed.past),
        "may_redo": bool(typed.future),
    }


def _page(request: HttpRequest, typed: Draft, stopped: Problem | None = None) -> HttpResponse:
    entity_id, place = entity_of(request), _where(request)
    context = {
        "title": _("New order"),
        "crumbs": [(_("Orders"), reverse("ordering:list"))],
        "draft": typed,
        "given": typed.head,
        "here": _url("ordering:new", place),
        "lines_url": _url("ordering:lines", place),
        "products_url": reverse("ordering:products"),
        "why_url": _url("ordering:why_typed", place, 0),
        "discard_url": _url("ordering:discard", place),
        "channels": [(c, words.CHANNELS[c]) for c in ENTERED],
        "customers": parties.find_customers(entity_id, "", limit=SUGGESTED),
        "problem": stopped,
        **_grid(request, typed, _look(request, typed)),
    }
    return render(request, "ordering/new.html", context, status=422 if stopped else 200)


def _problem(error: DomainError) -> Problem:
    """What stood in the way, each linked to its place on the page."""
    if isinstance(error, OrderLinesRefused):
        told: Any = error.facts["lines"]
        numbers = [int(row["field"].split(".")[1]) + 1 for row in told]
        items = [
            ProblemItem(row["detail"], _("Line %(n)d") % {"n": n}, "lines")
            for row, n in zip(told, numbers, strict=True)
        ]
        return Problem(_(error.title), items)
    return problem_of(error, f"id_{error.field}" if error.field in draft.HEAD else "")


def _look(request: HttpRequest, typed: Draft) -> Seen:
    return typed_order.look(actor_of(request), entity_of(request), typed)


def _kept(request: HttpRequest) -> Draft:
    """The draft at this place, or a new one for the customer of the address."""
    entity_id, place = entity_of(request), _where(request)
    typed = draft.find(request.session, entity_id, place)
    if typed is None:
        known = parties.customers([UUID(place)]).get(UUID(place)) if place else None
        typed = draft.blank(f"{known.number} · {known.name}" if known else "")
        draft.keep(request.session, entity_id, place, typed)
    return typed


def _where(request: HttpRequest) -> str:
    """The customer in the address: each has a draft of their own, so that no window mixes two."""
    try:
        return str(UUID(request.GET.get("customer", "")))
    except ValueError:
        return ""


def _url(name: str, place: str, *args: object) -> str:
    return reverse(name, args=args) + (f"?customer={place}" if place else "")


def _head(given: Mapping[str, Any]) -> dict[str, str]:
    """What was typed into the head, as far as it was; a channel nobody enters stays as it was."""
    return {k: grid.said(given[k]).strip()[:120] for k in draft.HEAD if k in given}


@require_GET
def products(request: HttpRequest) -> JsonResponse:
    """Products whose reference or name contains `q`, with today's price of the price book."""
    entity_id, lang = entity_of(request), language()
    today = clock.today(entity_id)
    text = grid.said(request.GET.get("q"))[:60]
    found = catalog.find_products(entity_id, text, SUGGESTIONS, on=today)
    book = _book(entity_id, request.GET.get("currency", "")[:3].upper())
    priced = pricing.prices(book.id, [p.id for p in found], today) if book else {}
    items = [
        {"sku": p.sku, "name": p.name(lang), "price": _price(priced.get(p.id), book, lang)}
        for p in found
    ]
    return JsonResponse({"items": items})


def _book(entity_id: UUID, currency: str) -> pricing.BookFacts | None:
    try:
        money = currency or parties.entity(entity_id).currency
        return pricing.default_book(entity_id, money, clock.today(entity_id))
    except DomainError:
        return None


def _price(price: pricing.PriceFacts | None, book: pricing.BookFacts | None, lang: str) -> str:
    if price is None or book is None:
        return _("no price")
    return _("tiers") if price.tiers else fmt.unit_price(price.unit_price, book.currency, lang)
