"""Faults outside a view: unknown address, wrong method, missing token. Problems or pages."""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import is_valid_path
from django.utils.translation import gettext as _

from comptoir.platform.problem import MEDIA_TYPE
from comptoir.shell.problems import Problem, ProblemItem

Handler = Callable[[HttpRequest], HttpResponse]
API = "/api/"
API_ADDRESSES = "comptoir.urls_api"


def api_problems(get_response: Handler) -> Handler:
    """Leads an API call to its addresses; a fault of it is answered as `application/problem+json`."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(API):
            request.urlconf = API_ADDRESSES  # Django reads it
        response = get_response(request)
        faulty = response.status_code >= HTTPStatus.BAD_REQUEST
        if not (faulty and request.path.startswith(API)):
            return response
        if response.headers.get("Content-Type", "").startswith(MEDIA_TYPE):
            return response
        return _as_problem(request, response)

    return middleware


def forms_lead_home(get_response: Handler) -> Handler:
    """An address that only takes a form leads to the page above it.

    The answer to a form may stand at such an address; reloading it, changing the language there or
    being sent back to it by a refusal would otherwise end on an empty page.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or request.path.startswith(API):
            return response
        if request.method in ("GET", "HEAD"):
            return HttpResponseRedirect(_above(request.path))
        found = Problem(_("This page does not take what was sent; nothing was saved."))
        return _page(request, found, HTTPStatus.METHOD_NOT_ALLOWED)

    return middleware


def _above(path: str) -> str:
    """The nearest page over this address."""
    while path := path.rstrip("/").rpartition("/")[0]:
        for page in (f"{path}/", path):
            if is_valid_path(page):
                return page
    return "/"


def _as_problem(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    status = HTTPStatus(response.status_code)
    code = status.name.lower()
    body: dict[str, Any] = {
        "type": f"/docs/errors#{code}", "title": status.phrase, "status": status.value, "code": code,
        "detail": status.description or status.phrase, "instance": request.path, "errors": [],
    }  # fmt: skip
    answer = HttpResponse(json.dumps(body), content_type=MEDIA_TYPE, status=status.value)
    for name in ("Allow", "Retry-After", "WWW-Authenticate"):
        if name in response.headers:
            answer.headers[name] = response.headers[name]
    return answer


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form is older than the log-in."""
    fix = _("Go back, reload the page and send it again.")
    found = Problem(_("This form has expired; nothing was saved."), (ProblemItem("", fix=fix),))
    return _page(request, found, HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """There is no such page."""
    problem = Problem(_("There is no such page."), (ProblemItem("", found=request.path[:200]),))
    if request.path.startswith(API) or request.headers.get("HX-Request"):
        return _page(request, problem, HTTPStatus.NOT_FOUND)
    return render(request, "404.html", {"address": request.path[:200]}, status=HTTPStatus.NOT_FOUND)


def _page(request: HttpRequest, problem: Problem, status: HTTPStatus) -> HttpResponse:
    if request.path.startswith(API):
        return HttpResponse(status=status)  # api_problems says the rest
    part = "shell/error.html#summary" if request.headers.get("HX-Request") else "shell/error.html"
    context = {"problem": problem, "status": status.value, "title": problem.title}
    return render(request, part, context, status=status)
