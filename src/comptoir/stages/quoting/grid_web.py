"""The grid of lines over HTTP: one edit in, all rows and totals out. Prices come from here only."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from comptoir.kernel.errors import DomainError
from comptoir.platform import clock
from comptoir.platform.actions import Do
from comptoir.platform.models import User
from comptoir.platform.problem import detail, problem
from comptoir.platform.web import actor_of, do_for, entity_of, language
from comptoir.shell import format as fmt
from comptoir.shell import grid as lines_grid
from comptoir.shell.grid import read_int
from comptoir.stages.configuring.doors import NeedsConfiguration
from comptoir.stages.pricing.engine import MINIMUM
from comptoir.stages.quoting import (
    actions,
    approving,
    configured,
    earning,
    guidance,
    in_hand,
    margins,
    presence,
    queries,
    ramps_typed,
    suggesting,
    typed,
    views,
    winning,
    words,
    worth,
)
from comptoir.stages.quoting.actions import goals, rows, undo
from comptoir.stages.quoting.core.lines import LineIn
from comptoir.stages.quoting.queries import QuoteFacts, QuoteLineFacts

MARGIN = "quoting.margin"
Asked = Mapping[str, Any]
Errors = dict[int, DomainError]  # by index of the row in the request
Op = Callable[[Do, QuoteFacts, Asked], Errors]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an edit is answered with.

    only   the lines that differ from what the editor shows; None for all of them
    told   what was taken back or done again, in words; focus: the row it touched first
    """

    quote: QuoteFacts = field(kw_only=False)
    only: Collection[int] | None = None
    added: Sequence[int] = ()
    errors: Mapping[int, DomainError] = field(default_factory=dict)
    refused: DomainError | None = None
    told: str = ""
    focus: int | None = None


def grid_context(
    request: HttpRequest, quote: QuoteFacts, lines: Sequence[QuoteLineFacts] | None = None
) -> dict[str, Any]:
    """What the grid and the panel beside it show; `lines`: only these rows of it."""
    margin = actor_of(request).may(MARGIN)
    able = undo.walkable(quote.id, actor_of(request).name)
    return {
        "quote": quote,
        **lines_grid.context(
            views.rows(quote, language(), margin, lines),
            margin=margin,
            options=True,
            why=True,
            goals=True,
            terms=True,
            alternatives=[(a.key, a.name) for a in quote.alternatives],
        ),
        **margins.context(quote, margin, language()),
        "sections": views.subtotals(quote, language()),
        "totals": views.totals(quote, language()),
        "untaxed": views.untaxed(quote, language()),
        "goal_scopes": views.goal_scopes(quote),
        **approving.context(quote, margin),
        **winning.context(quote, language()),
        **worth.context(quote, language()),
        **earning.context(actor_of(request), quote, language()),
        "may_submit": actor_of(request).may("quoting.send"),
        **dict(zip(("may_undo", "may_redo"), able, strict=True)),
        "beside_url": reverse(settings.COMPTOIR_BESIDE_QUOTE, args=[quote.id]),
    }


@require_POST
def grid(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    """One edit: `{op, seen, …}`. Answers rows, panel, what was added and what was wrong, by row.

    seen  the revision of the quote that the editor shows: if it is the one before this change of a
          cell, only the rows that differ are answered (`partial`), and nothing else of the grid moved
    """
    quote = queries.head(quote_id, entity_of(request))
    do = do_for(request)
    try:
        asked = _body(request)
        op = str(asked.get("op"))
        errors = OPS[op](do, quote, asked)
    except DomainError as error:
        return _answer(request, Answer(queries.quote(quote.id), refused=error))
    return _answer(request, _told(do, quote, asked, errors))


def _told(do: Do, quote: QuoteFacts, asked: Asked, errors: Errors) -> Answer:
    """What the deed left behind, from what it has in its hands; nothing is read twice."""
    left = rows.stored(do)
    if left is None:  # no row was good
        return Answer(queries.quote(quote.id), errors=errors)
    now = in_hand.quote(left.quote, left.lines, left.touched)
    partial = asked["op"] == "change" and asked.get("seen") == now.revision - 1
    partial = partial and not left.reshaped
    walked = asked["op"] in ("undo", "redo")
    return Answer(
        now,
        only=left.touched if partial else None,
        added=left.added,
        errors=errors,
        told=words.walked(do.answer, language()) if walked else words.charged(goals.charged(do)),
        focus=views.first_id(do.answer) if walked else None,
    )


def _json(request: HttpRequest) -> Asked:
    try:
        asked = json.loads(request.body)
    except ValueError:
        asked = None
    return asked if isinstance(asked, dict) else {}


def _body(request: HttpRequest) -> Asked:
    asked = _json(request)
    if asked.get("op") not in OPS:
        expected = ", ".join(OPS)
        raise lines_grid.UnreadableRequest(field="op", expected=expected)
    return asked


def _answer(request: HttpRequest, answer: Answer) -> HttpResponse:
    quote, refused = answer.quote, answer.refused
    only = answer.only
    lines = [li for li in quote.lines if only is None or li.id in only]
    context = grid_context(request, quote, lines) | {"csrf_token": get_token(request)}
    total = fmt.amount_minor(quote.gross_minor, quote.currency, language())
    body: dict[str, Any] = {
        "rows": lines_grid.plain(context["rows"]),
        "partial": only is not None,
        "sections": context["sections"],
        "revision": quote.revision,
        # without the request: the rail and its counts are no part of it
        "panel": render_to_string("quoting/panel.html", context),
        "count": lines_grid.counted(len(quote.lines)),
        "added": list(answer.added),
        "errors": [_fault(quote.id, i, e) for i, e in answer.errors.items()],
        "announce": f"{answer.told}{_('Total %(total)s including VAT') % {'total': total}}",
        "undo": context["may_undo"],
        "redo": context["may_redo"],
        "focus": answer.focus,
        "told": answer.told,
    }
    if refused:
        body["refused"] = problem(refused)
        body["refused"]["detail"] = views.met(refused, language())
    return JsonResponse(body, status=refused.status if refused else 200)


def _fault(quote_id: UUID, index: int, error: DomainError) -> dict[str, Any]:
    """What is wrong with a row, and where a product that must be configured is configured."""
    fault: dict[str, Any] = {"index": index, "detail": detail(error)}
    if isinstance(error, NeedsConfiguration):
        fault["url"] = configured.first_address(quote_id, str(error.facts["found"]))
    return fault


def _change(do: Do, quote: QuoteFacts, asked: Asked) -> Errors:
    if asked.get("cell") == "amount":
        return _reach(do, quote, asked, [read_int(asked, "id")])
    actions.change_line(
        do, quote_id=quote.id, line_id=read_int(asked, "id"), revision=read_int(asked, "rev"),
        changes=lines_grid.read_cell(str(asked.get("cell")), asked.get("value", ""), language()),
        undoable=True,
    )  # fmt: skip
    return {}


def _add(do: Do, quote: QuoteFacts, asked: Asked) -> Errors:
    """Add the good rows at one place; the others come back with what is wrong with them."""
    good, bad = typed.read_rows(asked.get("rows") or [], language())
    after = read_int(asked, "after") if asked.get("after") else None
    beside = _beside(quote, after)  # what is typed joins the alternative of the line above it
    good = [(n, replace(line, alternative=beside)) for n, line in good]
    while good:
        try:
            actions.add_lines(
                do, quote_id=quote.id, lines=[line for _i, line in good],
                after=after, undoable=True,
            )  # fmt: skip
            break
        except actions.LinesRefused as error:
            bad |= {good[i][0]: e for i, e in error.errors.items()}
            good = [pair for i, pair in enumerate(good) if i not in error.errors]
    return dict(sorted(bad.items()))


def _beside(quote: QuoteFacts, after: int | None) -> str:
    """The alternative of the line after which something is added."""
    if not quote.alternatives:
        return ""
    lines = queries.quote(quote.id).lines
    lines = lines if after is None else tuple(li for li in lines if li.id == after)
    return lines[-1].alternative if lines else ""


def _duplicate(do: Do, quote: QuoteFacts, asked: Asked) -> Errors:
    line = _line(queries.quote(quote.id), read_int(asked, "id"))
    copy = LineIn(
        sku=line.sku, quantity=line.quantity, discount_kind=line.discount_kind,
        discount_value=line.discount_value, section=line.section, description=line.description,
        optional=line.optional, term_months=line.term_months, deliver_on=line.deliver_on,
        configuration_id=line.configuration_id, alternative=line.alternative,
        segments=tuple(line.segments), parts_hidden=line.parts_hidden,
        least=line.least, most=line.most,
    )  # fmt: skip
    actions.add_line(do, quote_id=quote.id, line=copy, after=line.id, undoable=True)
    return {}


def _remove(do: Do, quote: QuoteFacts, asked: Asked) -> Errors:
    line_id = read_int(asked, "id")
    actions.remove_line(do, quote_id=quote.id, line_id=line_id, undoable=True)
    return {}


def _move(do: Do, quote: QuoteFacts, asked: Asked) -> Errors:
    line_id, to = read_int(asked, "id"), read_int(asked, "to")
    actions.move_line(do, quote_id=quote.id, line_id=line_id, to=to, undoable=True)
    return {}


def _section(do: Do, quote: QuoteFacts, asked: Asked) -> Errors:
    title = lines_grid.said(asked.get("title"))
    line_id = read_int(asked, "id")
    actions.set_section(do, quote_id=quote.id, line_id=line_id, title=title, undoable=True)
    return {}


def _goal(do: Do, quote: QuoteFacts, asked: Asked) -> Errors:
    """A target for a section, named by any of its lines, or for the whole."""
    scope = lines_grid.said(asked.get("scope"))
    whole = queries.quote(quote.id) if scope else quote
    inside = [
        line.id for line in whole.lines
        if scope in (f"section:{line.section}", f"alternative:{line.alternative}")
    ]  # fmt: skip
    if scope and not inside:  # renamed or emptied meanwhile: never the whole instead
        raise actions.NothingToMove(field="scope", found=scope[:60])
    return _reach(do, quote, asked, inside)


def _reach(do: Do, quote: QuoteFacts, asked: Asked, ids: list[int]) -> Errors:
    goal, value = lines_grid.read_goal(lines_grid.said(asked.get("value")), language())
    actions.reach_goal(do, quote_id=quote.id, goal=goal, value=value, line_ids=ids, undoable=True)
    return {}


def _undo(do: Do, quote: QuoteFacts, _asked: Asked) -> Errors:
    actions.undo_edit(do, quote_id=quote.id)
    return {}


def _redo(do: Do, quote: QuoteFacts, _asked: Asked) -> Errors:
    actions.redo_edit(do, quote_id=quote.id)
    return {}


def _look(_do: Do, _quote: QuoteFacts, _asked: Asked) -> Errors:
    """Somebody else wrote: all rows are answered, nothing is changed."""
    return {}


def _ramp(do: Do, quote: QuoteFacts, asked: Asked) -> Errors:
    """Give a line its segments as they were written; nothing written ends the ramp."""
    segments = ramps_typed.read(lines_grid.said(asked.get("value")), language())
    return _set(do, quote, asked, {"segments": segments})


def _parts(do: Do, quote: QuoteFacts, asked: Asked) -> Errors:
    """Show the parts of a bundle to the customer, or hide them."""
    return _set(do, quote, asked, {"parts_hidden": asked.get("value") == "hide"})


def _set(do: Do, quote: QuoteFacts, asked: Asked, changes: Asked) -> Errors:
    line = _line(queries.quote(quote.id), read_int(asked, "id"))
    actions.change_line(
        do, quote_id=quote.id, line_id=line.id, revision=line.revision,
        changes=changes, undoable=True,
    )  # fmt: skip
    return {}


OPS: dict[str, Op] = {
    "look": _look,
    "ramp": _ramp,
    "parts": _parts,
    "goal": _goal,
    "change": _change,
    "add": _add,
    "duplicate": _duplicate,
    "remove": _remove,
    "move": _move,
    "section": _section,
    "undo": _undo,
    "redo": _redo,
}


@require_POST
def others(request: HttpRequest, quote_id: UUID) -> JsonResponse:
    """The editor says which line has the cursor, or that it is gone; answered who else is where, and
    the revision, so that it asks for the rows when somebody else wrote."""
    quote = queries.head(quote_id, entity_of(request))
    assert isinstance(request.user, User)  # pages want a log-in
    asked = _json(request)
    if asked.get("gone"):
        presence.leave(quote.id, request.user.pk)
        return JsonResponse({})
    line = read_int(asked, "line") if asked.get("line") else None
    found = presence.here(quote.id, request.user.pk, line)
    people = [{"initials": one.initials, "said": one.said, "line": one.line} for one in found]
    return JsonResponse({"people": people, "revision": quote.revision, "state": quote.state})


@require_GET
def products(request: HttpRequest, quote_id: UUID) -> JsonResponse:
    """Products whose reference or name contains `q`, with today's price in the quote's book."""
    quote = queries.quote(quote_id, entity_of(request))
    text = request.GET.get("q", "")[:60].replace("\x00", "")
    items = suggesting.products(quote, text, language())
    return JsonResponse({"items": items})


@require_GET
def why_price(request: HttpRequest, quote_id: UUID, line_id: int) -> HttpResponse:
    """Why the price of a line is what it is."""
    quote = queries.quote(quote_id, entity_of(request))
    line = _line(quote, line_id)
    margin = actor_of(request).may(MARGIN)
    today = clock.today(quote.entity_id)
    found = guidance.of_line(quote, line, today)
    context = {
        "why": views.why_price(quote, line, language()),
        "books": guidance.books(quote, language()),
        "guidance": views.guidance(quote, line, found, margin),
        "minimum": MINIMUM,
        "stand": views.standing(quote, guidance.standing(quote, line, today)),
        **ramps_typed.context(quote, line, actor_of(request).may("quoting.write")),
    }
    return render(request, "quoting/why.html", context)


def _line(quote: QuoteFacts, line_id: int) -> queries.QuoteLineFacts:
    for line in quote.lines:
        if line.id == line_id:
            return line
    raise actions.LineGone(field=f"lines.{line_id}")
