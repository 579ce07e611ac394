"""Preferences of the reader, and the living style guide."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string
from django.views.decorators.http import require_GET, require_POST

from comptoir.shell import lists, specimens
from comptoir.shell.rail import THEMES

_YEAR = 365 * 24 * 3600  # seconds


@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep language, theme, entity or shortcuts and go back to the reader's page.

    In a cookie for this browser, and with the person who is logged in for the next one, by the
    function that settings.COMPTOIR_KEEP names.
    """
    response = HttpResponseRedirect(_back(request))
    wishes = {
        settings.LANGUAGE_COOKIE_NAME: ("language", {code for code, _ in settings.LANGUAGES}),
        "theme": ("theme", set(THEMES)),
        "single_keys": ("single_keys", {"on", "off"}),
        "entity": ("entity", {str(e[0]) for e in getattr(request, "entities", ())}),
    }
    kept: dict[str, str] = {}
    for cookie, (name, known) in wishes.items():
        wish = request.POST.get(name, "")
        if wish in known:
            kept[name] = wish
            response.set_cookie(
                cookie, wish, max_age=_YEAR, samesite="Lax", secure=request.is_secure()
            )
    keep = getattr(settings, "COMPTOIR_KEEP", "")
    if keep and kept and getattr(getattr(request, "user", None), "is_authenticated", False):
        import_string(keep)(request.user, kept)
    return response


@require_POST
def views(request: HttpRequest) -> HttpResponse:
    """Save, rename or delete a view of a list and go back to the list with it.

    It is kept with the person by the function that settings.COMPTOIR_VIEWS names.
    """
    names = ("list", "verb", "name", "old", "query")
    given = {name: request.POST.get(name, "").replace("\x00", "") for name in names}
    given["query"] = lists.stated(QueryDict(given["query"]))
    keep = import_string(settings.COMPTOIR_VIEWS)
    view = keep(request.user, lambda kept: lists.changed(kept, given))
    query = QueryDict(given["query"], mutable=True)
    if view:
        query[lists.VIEW] = view
    return HttpResponseRedirect(f"{_back(request).partition('?')[0]}?{query.urlencode()}")


def _back(request: HttpRequest) -> str:
    """The page that sent the form, only if it is ours."""
    for url in (request.POST.get("next", ""), request.headers.get("Referer", "")):
        if url and url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        ):
            return url
    return "/"


@require_GET
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component with made-up data."""
    return render(request, "shell/styleguide.html", specimens.everything(request))


@require_GET
def public_sample(request: HttpRequest) -> HttpResponse:
    """The buyer's page with made-up data: no rail, no account, works without a script."""
    return render(request, "shell/public_sample.html", specimens.offer())


@require_GET
def progress_sample(request: HttpRequest) -> HttpResponse:
    """A progress bar that has arrived."""
    return render(request, "shell/styleguide.html#progress", {"done": 480, "of": 480})
