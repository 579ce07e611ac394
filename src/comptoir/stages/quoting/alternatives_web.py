"""The page of a quote's alternatives: their names, which line belongs to which, what each costs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from comptoir.kernel.errors import DomainError
from comptoir.platform.web import actor_of, do_for, entity_of, language
from comptoir.shell.grid import UnreadableRequest, counted
from comptoir.shell.problems import Problem, problem_of
from comptoir.stages.quoting import (
    actions,
    alternatives_views,
    comparisons,
    heads,
    queries,
    views,
)
from comptoir.stages.quoting.choosing import with_alternative
from comptoir.stages.quoting.core import alternatives as core
from comptoir.stages.quoting.core.states import QuoteState
from comptoir.stages.quoting.queries import QuoteFacts

MARGIN = "quoting.margin"


def show(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    """The alternatives side by side; of a draft they can be changed."""
    quote = queries.quote(quote_id, entity_of(request))
    problem: Problem | None = None
    if request.method == "POST":
        try:
            _run(request, quote)
            return redirect("quoting:alternatives", quote.id)
        except core.AlternativeHasLines as error:
            return _page(request, quote, problem_of(error), leaving=request.POST.get("key", ""))
        except DomainError as error:
            problem = problem_of(error)
    return _page(request, quote, problem)


def compare(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    """Two alternatives side by side: what differs, line by line, and what it costs."""
    quote = queries.quote(quote_id, entity_of(request))
    before, after = (
        with_alternative(quote, request.GET.get(side, "")[:1]) for side in ("from", "to")
    )
    found = comparisons.comparison(before, after)
    told = {a.key: a.name for a in quote.alternatives}
    names = [told.get(one.alternative, one.ident) for one in (before, after)]
    context = {
        **heads.head(quote, "alternatives"),
        **comparisons.shown(
            found, language(), margin=actor_of(request).may(MARGIN),
            whole=bool(request.GET.get("all")),
        ),
        "versions": [],
        "before_name": names[0],
        "after_name": names[1],
        "ident": f"{quote.ident} · {names[0]} → {names[1]}",
        "beside": True,
    }  # fmt: skip
    return render(request, "quoting/compare.html", context)


def _run(request: HttpRequest, quote: QuoteFacts) -> None:
    op = _OPS.get(request.POST.get("op", ""))
    if op is None:
        raise UnreadableRequest(field="op", expected=", ".join(_OPS))
    verb, read = op
    verb(do_for(request), quote_id=quote.id, **read(request))


def _said(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "")


def _owners(request: HttpRequest) -> dict[str, Any]:
    """Line → its alternative, of every `line-<id>` field."""
    found: dict[int, str] = {}
    for field in request.POST:
        pk = field.removeprefix("line-")
        if field.startswith("line-") and pk.isdecimal() and len(pk) < 19:
            found[int(pk)] = _said(request, field)[:1]
    return {"owners": found}


_OPS: dict[str, tuple[Callable[..., Any], Callable[[HttpRequest], dict[str, Any]]]] = {
    "add": (
        actions.add_alternative,
        lambda r: {"name": _said(r, "name"), "like": _said(r, "like")},
    ),
    "rename": (
        actions.change_alternative,
        lambda r: {"key": _said(r, "key"), "name": _said(r, "name")},
    ),
    "recommend": (
        actions.change_alternative,
        lambda r: {"key": _said(r, "key"), "recommended": True},
    ),
    "remove": (
        actions.remove_alternative,
        lambda r: {"key": _said(r, "key"), "lines": _said(r, "lines")},
    ),
    "assign": (actions.assign_lines, _owners),
}


def _page(
    request: HttpRequest, quote: QuoteFacts, problem: Problem | None, leaving: str = ""
) -> HttpResponse:
    lang, actor = language(), actor_of(request)
    rows = views.rows(quote, lang, False)
    board = alternatives_views.board(quote, lang, actor.may(MARGIN))
    own = sum(line.alternative == leaving for line in quote.lines) if leaving else 0
    context = {
        **heads.head(quote, "alternatives"),
        "problem": problem,
        "board": board,
        "lines": list(zip(rows, (line.alternative for line in quote.lines), strict=True)),
        "may_edit": quote.state == QuoteState.DRAFT and actor.may("quoting.write"),
        "may_add": len(quote.alternatives) < len(core.LETTERS),
        "leaving": leaving,
        "leaving_lines": counted(own),
        "hint": _("Essential, Comfort, Complete …"),
    }
    return render(request, "quoting/alternatives.html", context, status=422 if problem else 200)
