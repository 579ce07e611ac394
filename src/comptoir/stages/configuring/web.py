"""Pages of product models: list, one model, its versions, the editor, publishing, trying it out."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comptoir.kernel.errors import DomainError
from comptoir.platform import clock
from comptoir.platform.history import EventFacts, history
from comptoir.platform.web import actor_of, do_for, entity_of, language
from comptoir.records.catalog import queries as catalog
from comptoir.shell.parts import Happening
from comptoir.shell.problems import Problem, problem_of
from comptoir.stages.configuring import (
    actions,
    board,
    desk,
    editing,
    impact,
    models_shown,
    modes,
    queries,
)
from comptoir.stages.configuring.editor import edit
from comptoir.stages.configuring.forms import PublishForm, SourceForm
from comptoir.stages.configuring.heads import WRITE, head, version_of

app_name = "configuring"
PER_PAGE = 50
LONGEST_FILE = 4_000_000  # bytes
HAPPENED = {
    "ModelCreated": gettext_lazy("Model created"),
    "ModelDraftSaved": gettext_lazy("Draft saved"),
    "ModelPublished": gettext_lazy("Version published"),
    "ModelRetired": gettext_lazy("Version retired"),
    "ModelOffered": gettext_lazy("Page on the website opened or closed"),
}
form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def models(request: HttpRequest) -> HttpResponse:
    """The product models of the company."""
    entity_id = entity_of(request)
    text = request.GET.get("q", "")[:60]
    page, following = queries.models_page(
        entity_id, text=text, cursor=request.GET.get("cursor") or None, limit=PER_PAGE
    )
    today = clock.today(entity_id)
    products = catalog.products([m.product_id for m in page if m.product_id])
    rows = [
        {
            "model": m,
            "product": products.get(m.product_id) if m.product_id else None,
            "name": products[m.product_id].name(language()) if m.product_id else "",
            "live": m.in_force(today),
            "draft": m.draft,
        }
        for m in page
    ]
    context = {
        "title": _("Product models"),
        "rows": rows,
        "q": text,
        "next": following,
        "first": not request.GET.get("cursor"),
        "may_write": actor_of(request).may(WRITE),
    }
    return render(request, "configuring/list.html", context)


@form_page
def new(request: HttpRequest) -> HttpResponse:
    """A new model: YAML written here, or a file in YAML, UVL or COOM."""
    form = SourceForm(request.POST or None, request.FILES or None)
    problem: Problem | None = None
    if request.method == "POST":
        try:
            source = _given(request, form)
            made = actions.create_model(do_for(request), source=source)
        except DomainError as error:
            problem = problem_of(error)
        else:
            messages.success(request, _("The model is created, as a draft."))
            page = "edit" if "code" in request.POST else "show"
            return redirect(f"configuring:{page}", made.model_id)
    context = {
        "title": _("New product model"),
        "crumbs": [(_("Product models"), reverse("configuring:list"))],
        "problem": problem,
        "source": request.POST.get("source", editing.EXAMPLE),
        "begun": request.POST,
    }
    return render(request, "configuring/new.html", context, status=422 if problem else 200)


def _given(request: HttpRequest, form: SourceForm) -> str:
    """A model that begins empty, the YAML that was written, or what a file says in YAML."""
    if "code" in request.POST:
        begun = {name: request.POST.get(name, "").strip() for name in ("code", "sku", "en", "fr")}
        return editing.begun(**begun)
    file = request.FILES.get("file")
    if file is None:
        return request.POST.get("source", "").replace("\r\n", "\n")
    content = file.read(LONGEST_FILE + 1)
    if len(content) > LONGEST_FILE:
        raise editing.FileTooLarge(field="file", expected=f"at most {LONGEST_FILE}")
    return editing.to_yaml(file.name or "", content)


@require_safe
def show(request: HttpRequest, model_id: UUID) -> HttpResponse:
    """One model: its tree, its rules in words, what the lint finds, its tests, its versions."""
    model = queries.model(model_id, entity_of(request))
    version = version_of(request, model)
    loaded = queries.loaded(version)
    lang = language()
    context = {
        **head(request, model, "show", version),
        **models_shown.context(loaded, lang),
        "usage": queries.usage(model.id),
        "happenings": [_happening(e) for e in history([model.id])],
        "public_url": _public_url(request, model),
    }
    return render(request, "configuring/show.html", context)


def _public_url(request: HttpRequest, model: queries.ModelFacts) -> str:
    if not model.public:
        return ""
    return request.build_absolute_uri(reverse("public:configure", args=[model.id]))


def _happening(event: EventFacts) -> Happening:
    number = event.facts.get("number")
    said = str(HAPPENED.get(event.name, event.name))
    return Happening(
        f"{said} · v{number}" if number else said, on=event.business_on, actor=event.who
    )


@form_page
def tests(request: HttpRequest, model_id: UUID) -> HttpResponse:
    """Run the tests that stand in the model; a fragment."""
    model = queries.model(model_id, entity_of(request))
    version = version_of(request, model)
    rows = models_shown.tests(queries.loaded(version), language())
    context = {"tests": rows, "failed": sum(not r.passed for r in rows), "ran": True}
    return render(request, "configuring/tests.html", context)


@form_page
def publish(request: HttpRequest, model_id: UUID) -> HttpResponse:
    """What publishing the draft would meet: faults, tests, open quotes; and the day to publish it from."""
    model = queries.model(model_id, entity_of(request))
    draft = model.draft
    if draft is None:
        return redirect("configuring:show", model.id)
    today = clock.today(model.entity_id)
    form = PublishForm(request.POST or None, initial={"starts_on": today})
    problem = None
    if request.method == "POST" and form.is_valid():
        try:
            done = actions.publish_model(
                do_for(request), model_id=model.id, starts_on=form.cleaned_data["starts_on"]
            )
        except DomainError as error:
            problem = problem_of(error)
        else:
            messages.success(request, _("Version %(n)d is published.") % {"n": done.number})
            return redirect("configuring:show", model.id)
    loaded = queries.loaded(draft)
    report = impact.impact(model.id, loaded, language())
    context = {
        **head(request, model, "publish", draft),
        "form": form,
        "problem": problem,
        "findings": models_shown.findings(loaded, language()),
        "tests": models_shown.tests(loaded, language()),
        "impact": report,
        "invalid": report.count("invalid"),
        "repriced": report.count("price"),
        "currency": loaded.model.currency,
    }
    return render(request, "configuring/publish.html", context, status=422 if problem else 200)


@require_safe
def versions(request: HttpRequest, model_id: UUID) -> HttpResponse:
    """Every version, and what changed between two of them."""
    model = queries.model(model_id, entity_of(request))
    known = {str(v.number): v for v in model.versions}
    after = known.get(request.GET.get("b", ""), model.newest)
    older = [v for v in model.versions if v.number < after.number]
    before = known.get(request.GET.get("a", ""), older[0] if older else None)
    context = {
        **head(request, model, "versions", after),
        "before": before,
        "after": after,
        "changes": models_shown.differences(before, after, language()) if before else [],
    }
    return render(request, "configuring/versions.html", context)


@require_POST
def retire(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Offer a version to nobody from now on."""
    done = actions.retire_version(do_for(request), version_id=version_id)
    messages.success(request, _("Version %(n)d is retired.") % {"n": done.number})
    return redirect("configuring:versions", done.model_id)


@require_POST
def offer(request: HttpRequest, model_id: UUID) -> HttpResponse:
    """Open the page on the website, or close it."""
    public = request.POST.get("public") == "yes"
    actions.offer_model(do_for(request), model_id=model_id, public=public)
    return redirect("configuring:show", model_id)


@require_safe
def download(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """The YAML of a version, as it was written."""
    version = queries.version(version_id, entity_of(request))
    model = queries.model(version.model_id)
    name = f"{model.code}-v{version.number}.yaml"
    return HttpResponse(
        queries.source(version.id),
        content_type="application/yaml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@form_page
def try_out(request: HttpRequest, model_id: UUID) -> HttpResponse:
    """The configurator on any version, drafts included; nothing is kept."""
    model = queries.model(model_id, entity_of(request))
    version = version_of(request, model)
    loaded = queries.loaded(version)
    if request.method == "POST":
        act = desk.act(loaded, desk.read(request.POST.get("desk", "")), request.POST, language())
        modes.remember(request, act)
    else:
        act = desk.Act(desk.opened(mode=modes.usual(request)))
    asked = board.Asked(language(), margin=actor_of(request).may("quoting.margin"))
    here = f"{reverse('configuring:try', args=[model.id])}?version={version.number}"
    context = {**board.draw(loaded, act, asked), "here": here}
    if request.headers.get("HX-Request"):
        return render(request, "configuring/board.html", context)
    context |= head(request, model, "try", version)
    return render(request, "configuring/try.html", context)


urlpatterns = [
    path("", models, name="list"),
    path("new", new, name="new"),
    path("<uuid:model_id>/", show, name="show"),
    path("<uuid:model_id>/tests", tests, name="tests"),
    path("<uuid:model_id>/edit", edit, name="edit"),
    path("<uuid:model_id>/publish", publish, name="publish"),
    path("<uuid:model_id>/versions", versions, name="versions"),
    path("<uuid:model_id>/offer", offer, name="offer"),
    path("<uuid:model_id>/try", try_out, name="try"),
    path("versions/<uuid:version_id>/retire", retire, name="retire"),
    path("versions/<uuid:version_id>.yaml", download, name="download"),
]
