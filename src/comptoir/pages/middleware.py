"""What every page needs before its view runs: a reader who may be here, a company, and readable refusals."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url

from comptoir.kernel.errors import DomainError
from comptoir.pages.features import reading as features
from comptoir.platform import clock
from comptoir.platform.clock import UnknownEntity
from comptoir.platform.models import User
from comptoir.platform.problem import detail
from comptoir.platform.web import actor_of, entities_for, entity_of, user_actor
from comptoir.records.parties import queries as parties
from comptoir.shell.problems import problem_page

Handler = Callable[[HttpRequest], HttpResponse]
# Who holds the link may enter; everything else wants a log-in. The API checks for itself.
OPEN = (
    "/accounts/", "/static/", "/q/", "/i/", "/c/", "/approvals/link/", "/contracting/sign/",
    "/contracting/paper/", "/contracting/service/", "/hooks/", "/api/", "/shell/preferences/", "/health",
    "/try/",
)  # fmt: skip


def staff_only(get_response: Handler) -> Handler:
    """Send strangers to the log-in; put actor, companies and the business day on the request."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, User):
            _prepare(request, request.user)
        elif not request.path.startswith(OPEN):
            login = resolve_url(settings.LOGIN_URL)
            return HttpResponseRedirect(f"{login}?next={quote(request.get_full_path())}")
        return get_response(request)

    return middleware


def _prepare(request: HttpRequest, user: User) -> None:
    if request.path.startswith(("/static/", "/api/", "/health")):
        return
    try:
        entity_id = entity_of(request)
    except DomainError:  # no company yet: the first-run pages still open
        request.actor = user_actor(user)  # type: ignore[attr-defined]
        return
    actor_of(request)
    if request.headers.get("HX-Request"):
        return  # a fragment has no rail
    mine = set(entities_for(request))
    known = [(e.id, e.name, e.id == entity_id) for e in parties.entities() if e.id in mine]
    request.entities = known if len(known) > 1 else ()  # type: ignore[attr-defined]
    row = features.clock_of(entity_id, request)
    request.sandbox_today = row.today if row and row.sandbox else None  # type: ignore[attr-defined]
    if row and row.opened_on:
        request.tried = True  # type: ignore[attr-defined]
        clock.opened(row)


class refusals:  # noqa: N801 — named like the other middlewares, a class for process_exception
    """A refusal of the business as a page, a fragment, or a message where the reader came from."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, DomainError):
            return None
        if isinstance(error, UnknownEntity) and request.method == "GET":
            return HttpResponseRedirect("/") if request.path != "/" else None
        came_from = request.headers.get("Referer", "")
        ours = came_from.startswith(f"{request.scheme}://{request.get_host()}/")
        if request.method == "POST" and ours and not request.headers.get("HX-Request"):
            messages.error(request, detail(error))
            return HttpResponseRedirect(came_from)
        return problem_page(request, error)
