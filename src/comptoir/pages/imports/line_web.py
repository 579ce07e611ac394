"""Pages of a file of quote lines: choose → map → check and preview → commit. Plain forms throughout."""

from __future__ import annotations

import csv
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptoir.kernel.errors import DomainError
from comptoir.pages.imports import actions, line_files, shown
from comptoir.pages.imports.core.wishes import FIELDS, NEEDED
from comptoir.pages.imports.line_words import FIELD_NAMES, why
from comptoir.pages.imports.models import LineFile
from comptoir.pages.imports.reader import recognize
from comptoir.pages.imports.rejects import safe
from comptoir.pages.imports.shown import Select
from comptoir.pages.imports.uploads import path_of
from comptoir.platform.roles import require
from comptoir.platform.web import actor_of, do_for, entity_of, language
from comptoir.shell import format as fmt
from comptoir.shell.parts import ProgressStep
from comptoir.shell.problems import Problem, problem_of
from comptoir.stages.quoting import queries as quoting

MAY = "quoting.write"
LISTED = 50
STEPS = (
    ("upload", _l("File")),
    ("map", _l("Map columns")),
    ("check", _l("Check")),
    ("done", _l("Done")),
)


@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    """Choose a file for a quote; below, those that came before."""
    require(actor_of(request), MAY)
    quote = quoting.head(quote_id, entity_of(request))
    problem, status = None, 200
    if request.method == "POST":
        try:
            file = line_files.take_in(do_for(request), quote.id, request.FILES.get("file"))
            return redirect("imports:lines", file.pk)
        except DomainError as error:
            problem, status = problem_of(error), error.status
    context = _context(request, quote, "upload", problem) | {
        "files": line_files.files_of(quote.id),
        "fields": [FIELD_NAMES[name] for name in FIELDS],
    }
    return render(request, "imports/lines_choose.html", context, status=status)


@require_GET
def show(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """The step where a file stands; one whose columns speak for themselves is checked at once."""
    file = _file(request, import_id)
    if file.mapping:
        return redirect("imports:lines_check", file.pk)
    return redirect("imports:lines_map", file.pk)


@require_http_methods(["GET", "POST"])
def map_columns(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Say which column means what; sending it checks the whole file."""
    file = _file(request, import_id)
    quote = quoting.head(file.quote_id, file.entity_id)
    problem, status = None, 200
    header: tuple[str, ...] = ()
    typed: dict[str, str] = {}
    try:
        header = recognize(path_of(file)).header
        known = file.mapping
        typed = {
            **(known.get("columns") or line_files.likely(header)),
            "mark": known.get("mark") or "", "dates": known.get("dates") or "",
        }  # fmt: skip
        if request.method == "POST":
            typed = {name: str(value) for name, value in request.POST.items()}
            line_files.check(actor_of(request), file, line_files.said(header, typed))
            return redirect("imports:lines_check", file.pk)
    except DomainError as error:
        problem, status = problem_of(error), error.status
    context = _context(request, quote, "map", problem, file) | {
        "fields": _fields(header, typed), "reading": shown.reading(typed),
        "readable": bool(header),
    }  # fmt: skip
    return render(request, "imports/lines_map.html", context, status=status)


@require_GET
def check(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """What would be added, as priced; and what is set apart, row by row."""
    file = _file(request, import_id)
    if not file.mapping:
        return redirect("imports:lines_map", file.pk)
    return _checked(request, file)


@require_POST
def commit(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Add the good rows; the same file a second time only when it is said."""
    file = _file(request, import_id)
    again = request.POST.get("again") == "1"
    try:
        done = line_files.commit(actor_of(request), file, again=again)
    except actions.AlreadyImported:
        return redirect("imports:lines_check", file.pk)
    except DomainError as error:
        return _checked(request, file, error)
    count = len(done.added.ids) if done.added else 0
    said = ngettext("%(n)s line added.", "%(n)s lines added.", count) % {
        "n": fmt.quantity(count, language())
    }
    messages.success(request, said)
    if done.rejects:
        return redirect("imports:lines_check", file.pk)
    return redirect("quoting:edit", file.quote_id)


@require_GET
def rejected(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Every row that was set apart with its reason, under the header of the file."""
    file = _file(request, import_id)
    header = list(recognize(path_of(file)).header)
    answer = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="rejects-{file.pk.hex[:8]}.csv"'},
    )
    answer.write("\ufeff")  # so that a spreadsheet reads the accents
    out = csv.writer(answer)
    out.writerow([safe(t) for t in (_("Row"), _("Field"), _("Reason"), *header)])
    for one in line_files.rejects_of(file):
        out.writerow([one.row, *(safe(t) for t in (_named(one), _why(one), *one.cells))])
    return answer


def _checked(
    request: HttpRequest, file: LineFile, error: DomainError | None = None
) -> HttpResponse:
    quote = quoting.head(file.quote_id, file.entity_id)
    found = file.found
    rejects = [
        (one.row, _named(one), _why(one), " · ".join(filter(None, one.cells))[:200])
        for one in line_files.rejects_of(file)[:LISTED]
    ]
    context = _context(
        request, quote, "done" if file.added else "check",
        problem_of(error) if error else None, file,
    ) | {
        "found": found,
        "rejects": rejects,
        "lines": [
            (sku, text, Decimal(quantity), Decimal(listed), Decimal(net), *rest)
            for sku, text, quantity, listed, net, *rest in found.get("lines", [])
        ],
        "more": max(0, found.get("rejected", 0) - LISTED),
        "open": quote.state == "draft" and bool(found.get("good")),
    }  # fmt: skip
    return render(
        request, "imports/lines_check.html", context, status=error.status if error else 200
    )


def _named(one: line_files.Reject) -> str:
    return str(FIELD_NAMES.get(one.field, one.field))


def _why(one: line_files.Reject) -> str:
    return why(one.reason, one.found)


def _fields(header: tuple[str, ...], said: dict[str, str]) -> list[Select]:
    none = {True: _("Choose a column"), False: _("not in the file")}
    names = [(name, name) for name in dict.fromkeys(header) if name]
    sure = line_files.likely(header)
    return [
        Select(f, str(FIELD_NAMES[f]), [("", none[f in NEEDED]), *names], said.get(f, ""),
               bool(said.get(f)) and sure.get(f) == said.get(f))
        for f in FIELDS
    ]  # fmt: skip


def _file(request: HttpRequest, import_id: UUID) -> LineFile:
    require(actor_of(request), MAY)
    file = LineFile.objects.filter(pk=import_id, entity_id=entity_of(request)).first()
    if file is None:
        raise actions.UnknownImport(found=str(import_id))
    return file


def _context(
    request: HttpRequest, quote: quoting.QuoteFacts, step: str, problem: Problem | None,
    file: LineFile | None = None,
) -> dict[str, Any]:  # fmt: skip
    request.rail_group = "sell"  # type: ignore[attr-defined]  # read by the rail
    at = [key for key, _word in STEPS].index(step)
    return {
        "title": _("Import lines"),
        "crumbs": [(_("Quotes"), reverse("quoting:list")), (quote.ident, _edit_url(quote))],
        "quote": quote,
        "file": file,
        "problem": problem,
        "steps": [
            ProgressStep(str(word), "", "done" if n < at else "now" if n == at else "todo")
            for n, (_key, word) in enumerate(STEPS)
        ],
    }


def _edit_url(quote: quoting.QuoteFacts) -> str:
    return reverse("quoting:edit", args=[quote.id])


urlpatterns = [
    path("lines/for/<uuid:quote_id>/", choose, name="lines_for"),
    path("lines/<uuid:import_id>/", show, name="lines"),
    path("lines/<uuid:import_id>/map", map_columns, name="lines_map"),
    path("lines/<uuid:import_id>/check", check, name="lines_check"),
    path("lines/<uuid:import_id>/commit", commit, name="lines_commit"),
    path("lines/<uuid:import_id>/rejects.csv", rejected, name="lines_rejects"),
]
