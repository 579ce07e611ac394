"""The page where a company says which blocks its quotes show, and in which order."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comptoir.kernel.errors import DomainError
from comptoir.platform.web import actor_of, do_for, entity_of
from comptoir.shell.problems import Problem, problem_of
from comptoir.stages.quoting import actions, layouts
from comptoir.stages.quoting.core.layout import checked
from comptoir.stages.quoting.layouts import FIXED, LABELS, Layout, Part

STEPS = {"up": -1, "down": 1}


@require_http_methods(["GET", "HEAD", "POST"])
def blocks(request: HttpRequest) -> HttpResponse:
    """The blocks as rows: a tick shows one, two buttons move it; each click is kept at once."""
    entity_id = entity_of(request)
    known = layouts.layout(entity_id)
    if request.method != "POST":
        return _page(request, known)
    try:
        wanted, place = _asked(request, known)
        actions.set_quote_layout(do_for(request), order=wanted.order, off=sorted(wanted.off))
    except DomainError as error:
        return _page(request, known, problem_of(error))
    messages.success(request, _("Quotes that are printed from now on are laid out like this."))
    return redirect(reverse("quoting:blocks") + place)


def _asked(request: HttpRequest, known: Layout) -> tuple[Layout, str]:
    """The layout that the form asks for, and where the reader was in it."""
    off = [part for part in Part if part not in FIXED and part not in request.POST.getlist("shown")]
    wanted = checked(request.POST.getlist("order") or known.order, off)
    step, _colon, name = request.POST.get("move", "").partition(":")
    if step in STEPS and name in set(Part):
        return layouts.moved(wanted, Part(name), STEPS[step]), f"#{step}-{name}"
    return wanted, ""


def _page(request: HttpRequest, known: Layout, problem: Problem | None = None) -> HttpResponse:
    context = {
        "title": _("Document of a quote"),
        "crumbs": [(_("Settings"), reverse("desk:settings"))],
        "problem": problem,
        "may_write": actor_of(request).may("parties.configure"),
        "rows": [
            {
                "part": part.value,
                "label": LABELS[part][0],
                "note": LABELS[part][1],
                "fixed": part in FIXED,
                "on": part not in known.off,
                "first": part == known.order[0],
                "last": part == known.order[-1],
            }
            for part in known.order
        ],
    }
    return render(request, "quoting/blocks.html", context, status=422 if problem else 200)
