"""The page on which a model is edited: row by row, or as a whole in YAML. Each edit ends as a saved draft."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comptoir.kernel.errors import DomainError
from comptoir.platform.web import do_for, entity_of, language
from comptoir.shell.problems import problem_of
from comptoir.shell.reading import parse_number
from comptoir.stages.configuring import actions, editing, queries
from comptoir.stages.configuring.core import editing as core
from comptoir.stages.configuring.core import fields, moving
from comptoir.stages.configuring.core.editing import UNDER, Deed, Edit
from comptoir.stages.configuring.core.field_kinds import Field
from comptoir.stages.configuring.core.lists import SIGN, TREE
from comptoir.stages.configuring.core.model import AttributeKind, Model, Table
from comptoir.stages.configuring.core.pairs import BadField, digits
from comptoir.stages.configuring.editor_rows import Asked, cells_of, local, open_model, sections
from comptoir.stages.configuring.editor_words import ADDED
from comptoir.stages.configuring.engine import load
from comptoir.stages.configuring.heads import head

LONGEST_FILE = 4_000_000  # bytes


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, model_id: UUID) -> HttpResponse:
    """The rows of the draft, one of them open; the YAML of the draft below."""
    model = queries.model(model_id, entity_of(request))
    base = model.draft or model.newest
    source, problem, asked = queries.source(base.id), None, _opened(request)
    if request.method == "POST":
        try:
            return _done(request, model, source)
        except DomainError as error:
            asked = _refused(request, error)
            problem = None if asked.kind else problem_of(error)
    read, lang = load(source).model, language()
    top, found = open_model(read, asked, lang), sections(read, asked, lang)
    if asked.error and not top and not any(section.opened for section in found):
        problem = problem_of(asked.error)
    context = {
        **head(request, model, "edit", base),
        "source": request.POST.get("source", source),
        "seen": request.POST.get("seen", base.sha256 if model.draft else ""),
        "problem": problem,
        "written": "source" in request.POST,
        "top": top,
        "sections": found,
        "undo": model.draft is not None and queries.undoable(model.draft.id),
        "focus": request.GET.get("row", ""),
        "currency": read.currency,
    }
    status = 422 if problem or asked.error else 200
    return render(request, "configuring/edit.html", context, status=status)


def _opened(request: HttpRequest) -> Asked:
    for name, deed in (("add", Deed.ADD), ("open", Deed.CHANGE)):
        kind, _colon, at = request.GET.get(name, "").partition(":")
        if kind:
            return Asked(deed, kind, at)
    return Asked()


def _done(request: HttpRequest, model: queries.ModelFacts, source: str) -> HttpResponse:
    """Save what was posted; a row that was added leaves the next one open, a changed one is closed."""
    post, do = request.POST, do_for(request)
    there = reverse("configuring:edit", args=[model.id])
    if "undo" in post:
        actions.undo_draft(do, model_id=model.id)
        messages.success(request, _("The draft is as it was before."))
        return redirect(there)
    seen = post.get("seen", "")
    if "kind" not in post and "move" not in post:
        file = request.FILES.get("file")
        text = post.get("source", "").replace("\r\n", "\n")
        if file:
            text = editing.to_yaml(file.name or "", file.read(LONGEST_FILE))
        actions.save_draft(do, model_id=model.id, source=text, seen=seen)
        messages.success(request, _("The draft is saved."))
        return redirect(there)
    wanted = _edit(post, load(source).model, language())
    actions.edit_draft(do, model_id=model.id, edit=wanted, seen=seen)
    if wanted.deed is Deed.ADD:
        messages.success(request, ADDED[wanted.kind])
        return redirect(there + "?" + urlencode({"add": f"{wanted.kind}:{wanted.at}"}))
    where = {"row": f"{wanted.kind}:{_now(wanted)}"} if wanted.deed is not Deed.REMOVE else {}
    messages.success(request, _("The draft is saved."))
    return redirect(f"{there}?{urlencode(where)}" if where else there)


def _now(wanted: Edit) -> str:
    """What the row is known by after the edit."""
    id = wanted.fields.get("id", "").strip()
    owner, sign, _own = wanted.at.partition(SIGN)
    return wanted.at if not id else owner + sign + id if sign else id


def _refused(request: HttpRequest, error: DomainError) -> Asked:
    post = request.POST
    if "kind" not in post:
        return Asked()
    deed = Deed.ADD if post.get("deed") == Deed.ADD else Deed.CHANGE
    texts = {k.removeprefix("f-"): str(v) for k, v in post.items() if k[:2] in ("f-", "c-")}
    return Asked(deed, post["kind"], post.get("at", ""), texts, error)


# ── what was typed ────────────────────────────────────────────────────────────────────────────────


def _edit(post: Mapping[str, str], model: Model, lang: str) -> Edit:
    """The edit that a row says; numbers as they are typed in the reader's language."""
    move = post.get("move", "")
    deed, kind, at = move.split(" ", 2) if move.count(" ") > 1 else (
        post.get("deed", ""), post.get("kind", ""), post.get("at", ""),
    )  # fmt: skip
    if deed not in list(Deed) or kind not in fields.FIELDS:
        raise BadField(field="kind", found=f"{deed} {kind}"[:60], expected=", ".join(fields.FIELDS))
    if deed not in (Deed.ADD, Deed.CHANGE):
        return Edit(Deed(deed), kind, at, along="along" in post)
    item = core.found(model, kind, at) if deed == Deed.CHANGE else None
    before = fields.shown(kind, item, model) if item else {}
    texts = {}
    for each in fields.FIELDS[kind]:
        name = f"f-{each.name}"
        if each.kind == "flag":
            texts[each.name] = "true" if name in post else "false"
        elif name in post and post[name] != local(each, before.get(each.name, ""), lang):
            texts[each.name] = _plain(each, post[name], post, lang)
    to = post.get(f"f-{UNDER}", "")
    if item and kind in TREE and to and to != moving.owner(model, kind, item):
        texts[UNDER] = to
    if item and kind == "rule" and isinstance(item.formula, Table):
        texts |= _table(post, item.formula)
    return Edit(Deed(deed), kind, at, texts)


def _numeric(each: Field, kind: str) -> bool:
    return each.kind == "number" or (each.kind == "any" and kind != AttributeKind.TEXT)


def _plain(each: Field, text: str, post: Mapping[str, str], lang: str) -> str:
    if not text.strip() or not _numeric(each, post.get("f-kind", "")):
        return text
    return digits(parse_number(text, lang, field=each.name))


def _table(post: Mapping[str, str], said: Table) -> dict[str, str]:
    """The cells of a table as a rule; a row that was emptied is gone."""
    wide = len(said.groups)
    typed: list[list[str]] = []
    while f"c-{len(typed)}-0" in post:
        typed.append([post.get(f"c-{len(typed)}-{n}", "").strip() for n in range(wide)])
    if [tuple(row) for row in typed if any(row)] == cells_of(said):
        return {}
    kept = [row for row in typed if any(row)]
    if not kept:
        raise BadField(field="rule", expected="one combination or more")
    return {"rule": fields.table_text(said.groups, kept)}
