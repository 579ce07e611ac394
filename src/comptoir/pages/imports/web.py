"""Pages of the import: upload → map → check → preview → commit → report. Plain forms throughout."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, TextIO, cast
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptoir.kernel.errors import DomainError, Refused
from comptoir.pages.imports import (
    actions,
    company,
    line_web,
    online_retail,
    rejects,
    running,
    shown,
    steps,
)
from comptoir.pages.imports.core.documents import Document
from comptoir.pages.imports.core.states import ImportState
from comptoir.pages.imports.models import Import
from comptoir.pages.imports.reader import recognize
from comptoir.pages.imports.runs import Run, run_of
from comptoir.pages.imports.uploads import drop_unless_kept, path_of, place_for, receive
from comptoir.platform.actions import Do, begin
from comptoir.platform.models import User
from comptoir.platform.roles import require
from comptoir.platform.web import actor_of, entities_for, user_actor
from comptoir.records.parties import queries as parties
from comptoir.shell.problems import Problem, problem_of

app_name = "imports"
LISTED = 50


class NothingThere(Refused):
    """There is nothing to download before the file is checked."""

    code = "import_not_checked"


@require_http_methods(["GET", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """Choose a file; below, what came before."""
    require(actor_of(request), steps.MAY)
    problem, status = None, 200
    if request.method == "POST":
        try:
            return redirect("imports:map", _received(request).pk)
        except DomainError as error:
            problem, status = problem_of(error), error.status
    rows = Import.objects.filter(entity_id__in=entities_for(request)).select_related("entity")
    context = _context(request, None, "upload", problem) | {
        "rows": [(row, run_of(row)) for row in rows.order_by("-created_at")[:LISTED]],
        "companies": _companies(request),
        "chosen": request.POST.get("company", ""),
        "title": _("Import a sales history"),
    }
    return render(request, "imports/list.html", context, status=status)


def _received(request: HttpRequest) -> Import:
    upload = request.FILES.get("file")
    stored = receive(upload)
    import_id = UUID(int=0)
    try:
        code = request.POST.get("company", "")
        if code not in dict(_companies(request)):
            raise company.CompanyMissing(field="company", found=code[:40])
        entity_id = company.ensure(actor_of(request), code, online_retail.CURRENCY)
        digest = running.digest(stored)
        told = actions.receive_file(
            _do(request, entity_id), name=(upload.name if upload else "") or "file",
            sha256=digest, path=place_for(entity_id, digest, stored),
        )  # fmt: skip
        import_id = told.import_id
    finally:
        drop_unless_kept(stored, import_id)
    return Import.objects.get(pk=import_id)


def _companies(request: HttpRequest) -> list[tuple[str, str]]:
    """Code and name of the companies with the file's currency, and the set's own, made on demand."""
    mine = set(entities_for(request))
    known = parties.entities()
    found = [
        (e.code, e.name) for e in known if e.id in mine and e.currency == online_retail.CURRENCY
    ]
    if all(e.code != company.CODE for e in known):
        found.append((company.CODE, _("%(name)s (a new sandbox)") % {"name": company.NAME}))
    return found


@require_GET
def show(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """The step where this import stands."""
    row = _row(request, import_id)
    run = run_of(row)
    if run.active or run.resumable:
        return redirect("imports:run", row.pk)
    step = {ImportState.UPLOADED: "map", ImportState.CHECKED: "check"}
    return redirect(f"imports:{step.get(ImportState(row.state), 'report')}", row.pk)


@require_http_methods(["GET", "POST"])
def map_columns(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Say which column means what; sending it checks the whole file."""
    row = _row(request, import_id)
    problem, status = None, 200
    header: tuple[str, ...] = ()
    typed: dict[str, str] = {}
    try:
        table = recognize(path_of(row))
        header = table.header
        typed = shown.typed(row, header)
        if request.method == "POST":
            typed = {name: str(value) for name, value in request.POST.items()}
            steps.check(_do(request, row.entity_id), row, steps.said(header, typed))
            return redirect("imports:check", row.pk)
    except DomainError as error:
        problem, status = problem_of(error), error.status
    context = _context(request, row, "map", problem) | {
        "fields": shown.fields(header, typed),
        "reading": shown.reading(typed),
        "readable": bool(header),
    }
    return render(request, "imports/map.html", context, status=status)


@require_GET
def check(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """What the check found: control totals, rules, first rejected rows."""
    row = _row(request, import_id)
    if row.state == ImportState.UPLOADED:
        return redirect("imports:map", row.pk)
    return render(request, "imports/check.html", _context(request, row, "check"))


@require_GET
def preview(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """The first documents as they will be booked."""
    row = _row(request, import_id)
    if row.state == ImportState.UPLOADED:
        return redirect("imports:map", row.pk)
    context = _context(request, row, "preview") | {"documents": shown.documents(row)}
    return render(request, "imports/preview.html", context)


@require_POST
def commit(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Hand the commit, or its resumption, to the worker."""
    row = _row(request, import_id)
    try:
        steps.queue(_do(request, row.entity_id).actor, row)
    except DomainError as error:
        context = _context(request, row, "preview", problem_of(error))
        context["documents"] = shown.documents(row)
        return render(request, "imports/preview.html", context, status=error.status)
    return redirect("imports:run", row.pk)


@require_GET
def run(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """The commit as it goes on; htmx asks for the bar alone."""
    row = _row(request, import_id)
    context = _context(request, row, "run")
    going: Run = context["run"]
    part = bool(request.headers.get("HX-Request"))
    if going.state in ("done", "none"):
        answer = redirect("imports:report" if going.state == "done" else "imports:show", row.pk)
        if part:  # htmx follows a redirect inside the fragment; this one leaves the page
            return HttpResponse(headers={"HX-Redirect": answer.url})
        return answer
    return render(request, "imports/run.html#bar" if part else "imports/run.html", context)


@require_GET
def report(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Found against expected in the database, the rules, and the files to take away."""
    row = _row(request, import_id)
    if not row.proof:
        return redirect("imports:show", row.pk)
    context = _context(request, row, "report") | {"checks": shown.checks(row)}
    return render(request, "imports/report.html", context)


@require_GET
def rejected_rows(request: HttpRequest, import_id: UUID) -> FileResponse:
    """Every rejected row with its reason, to repair and import again."""
    row = _checked(request, import_id)
    with tempfile.NamedTemporaryFile(suffix=".csv", delete=False) as file:
        place = Path(file.name)
    try:
        steps.rejects_to(row, place)
        return _download(place, f"{Path(row.name).stem}-rejects.csv")
    finally:
        place.unlink()  # the open file lives on until it is sent


@require_GET
def listed_lines(request: HttpRequest, import_id: UUID) -> FileResponse:
    """Every line under a rule that says "list it"."""
    row = _checked(request, import_id)
    source = steps.source_of(row)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="", delete=False) as file:
        out = rejects.listed_file(cast(TextIO, file))
        for found in source.documents():
            if isinstance(found, Document):
                rejects.write_listed(out, found, source.layout.digits)
    place = Path(file.name)
    try:
        return _download(place, f"{Path(row.name).stem}-listed.csv")
    finally:
        place.unlink()


def _download(place: Path, name: str) -> FileResponse:
    return FileResponse(
        place.open("rb"), as_attachment=True, filename=name, content_type="text/csv; charset=utf-8"
    )


def _checked(request: HttpRequest, import_id: UUID) -> Import:
    row = _row(request, import_id)
    if row.state == ImportState.UPLOADED:
        raise NothingThere()
    return row


def _row(request: HttpRequest, import_id: UUID) -> Import:
    require(actor_of(request), steps.MAY)
    mine = Import.objects.filter(pk=import_id, entity_id__in=entities_for(request))
    row = mine.select_related("entity").first()
    if row is None:
        raise actions.UnknownImport(found=str(import_id))
    return row


def _do(request: HttpRequest, entity_id: UUID) -> Do:
    """A deed in the company of the import, with the rights held there."""
    assert isinstance(request.user, User)  # pages want a log-in
    return begin(user_actor(request.user, entity_id), entity_id)


def _context(
    request: HttpRequest, row: Import | None, step: str, problem: Problem | None = None
) -> dict[str, Any]:
    request.rail_group = "data"  # type: ignore[attr-defined]  # read by the rail
    crumbs = [(_("Data"), reverse("desk:data"))]
    context: dict[str, Any] = {"problem": problem, "steps": shown.progress_steps(step), "row": row}
    if row:
        crumbs.append((_("Import"), reverse("imports:list")))
        context |= {"title": row.name, "run": run_of(row), "found": shown.findings(row)}
    return context | {"crumbs": crumbs}


urlpatterns = [
    path("", home, name="list"),
    *line_web.urlpatterns,
    path("<uuid:import_id>/", show, name="show"),
    path("<uuid:import_id>/map", map_columns, name="map"),
    path("<uuid:import_id>/check", check, name="check"),
    path("<uuid:import_id>/preview", preview, name="preview"),
    path("<uuid:import_id>/commit", commit, name="commit"),
    path("<uuid:import_id>/run", run, name="run"),
    path("<uuid:import_id>/report", report, name="report"),
    path("<uuid:import_id>/rejects.csv", rejected_rows, name="rejects"),
    path("<uuid:import_id>/listed.csv", listed_lines, name="listed"),
]
