"""What every page needs before its view runs: a reader who may be here, a company, and readable refusals."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url

from comptoir.kernel.errors import DomainError
from comptoir.platform.problem import problem
from comptoir.platform.web import actor_of
from comptoir.shell.problems import problem_of

Handler = Callable[[HttpRequest], HttpResponse]
# Who holds the link may enter; everything else wants a log-in. The API checks for itself.
OPEN = ("/accounts/", "/static/", "/q/", "/api/", "/shell/language", "/shell/theme", "/health")


def staff_only(get_response: Handler) -> Handler:
    """Send strangers to the log-in; put the actor on the request."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(OPEN):
            return get_response(request)
        if not request.user.is_authenticated:
            login = resolve_url(settings.LOGIN_URL)
            return HttpResponseRedirect(f"{login}?next={quote(request.get_full_path())}")
        actor_of(request)
        return get_response(request)

    return middleware


class refusals:  # noqa: N801 — named like the other middlewares, a class for process_exception
    """A refusal of the business as a page, a fragment, or a message where the reader came from."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, DomainError):
            return None
        found = problem_of(error)
        if request.headers.get("HX-Request"):
            return render(request, "shell/refusal.html", {"problem": found}, status=error.status)
        came_from = request.headers.get("Referer", "")
        if request.method == "POST" and came_from.startswith(f"{request.scheme}://{request.get_host()}/"):
            messages.error(request, problem(error)["detail"])
            return HttpResponseRedirect(came_from)
        return render(
            request, "shell/error.html", {"problem": found, "status": error.status}, status=error.status
        )
