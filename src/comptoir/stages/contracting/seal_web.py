"""The seal: which certificate closes signed documents, until when, and its replacement."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comptoir.kernel.errors import DomainError
from comptoir.platform import clock
from comptoir.platform.web import actor_of, do_for, entity_of
from comptoir.shell.problems import Problem, problem_of
from comptoir.stages.contracting import actions, sealing, signings

SOON = timedelta(days=60)


@require_http_methods(["GET", "POST"])
def seal(request: HttpRequest) -> HttpResponse:
    """The key in use and those before it; POST loads another one from a file."""
    problem: Problem | None = None
    if request.method == "POST":
        upload = request.FILES.get("pkcs12")
        try:
            content = upload.read(sealing.LARGEST + 1) if upload else b""
            password = request.POST.get("password", "")[:200]
            actions.load_seal_key(do_for(request), pkcs12=content, password=password)
        except DomainError as error:
            problem = problem_of(error)
        else:
            messages.success(request, _("This certificate seals from now on."))
            return redirect("contracting:seal")
    return _page(request, problem)


def _page(request: HttpRequest, problem: Problem | None) -> HttpResponse:
    keys = signings.seal_keys(entity_of(request))
    now = clock.instant()
    current = keys[0] if keys and keys[0].active else None
    context = {
        "title": _("Seal"),
        "crumbs": [(_("Settings"), reverse("desk:settings"))],
        "key": current,
        "late": current is not None and current.valid_until <= now,
        "soon": current is not None and now < current.valid_until <= now + SOON,
        "former": [k for k in keys if not k.active],
        "may_write": actor_of(request).may("contracting.write"),
        "problem": problem,
    }
    return render(request, "contracting/seal.html", context, status=422 if problem else 200)


@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """A new key pair of our own."""
    try:
        actions.make_seal_key(do_for(request))
    except DomainError as error:
        return _page(request, problem_of(error))
    messages.success(request, _("A new key pair seals from now on."))
    return redirect("contracting:seal")


@require_safe
def certificate(request: HttpRequest) -> HttpResponse:
    """The certificate in use, for whoever verifies a document."""
    key = signings.seal_key(entity_of(request))
    if key is None:
        raise signings.NoSealKey(fix="make or load a key")
    where = {"Content-Disposition": 'attachment; filename="seal.pem"'}
    return HttpResponse(key.certificate, content_type="application/x-pem-file", headers=where)


urlpatterns: list[URLPattern] = [
    path("seal", seal, name="seal"),
    path("seal/make", make, name="seal_make"),
    path("seal/certificate", certificate, name="seal_certificate"),
]
