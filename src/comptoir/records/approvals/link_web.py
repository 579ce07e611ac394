"""The page behind a link that decides once. Opening it decides nothing: mail scanners open links."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from comptoir.kernel.errors import DomainError
from comptoir.platform import clock
from comptoir.platform.actions import begin
from comptoir.platform.roles import SYSTEM
from comptoir.platform.web import language, user_actor
from comptoir.records.approvals import actions, links, queries, views
from comptoir.records.approvals.facts import LinkFacts, RequestFacts
from comptoir.records.parties import queries as parties
from comptoir.shell.problems import Problem, problem_of
from comptoir.shell.reading import parse_number

MARGIN = "quoting.margin"


@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, approval_token: str) -> HttpResponse:
    """Show the request and ask again; only the form's POST decides, and once."""
    token = approval_token
    found = _behind(token)
    if found is None:
        context = {"title": _("This link leads nowhere")}
        return _private(render(request, "approvals/link_unknown.html", context, status=404))
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    known = chosen in dict(settings.LANGUAGES)
    with translation.override(chosen if known else found.person.language):
        if request.method == "POST" and _open(found):
            return _private(_decide(request, found, token))
        return _private(_page(request, found, token))


@require_POST
def renew(request: HttpRequest, approval_token: str) -> HttpResponse:
    """Send another link to the same person, by e-mail only."""
    found = _behind(approval_token)
    if found is not None and not _open(found):
        do = begin(SYSTEM, found.entity_id)
        actions.remind_approver(do, request_id=found.request_id, person_id=found.person.pk)
    context = {"title": _("A new link is on its way to your mailbox")}
    return _private(render(request, "approvals/link_asked.html", context))


def _behind(token: str) -> LinkFacts | None:
    read = links.read(token)
    try:
        return queries.link(read.link_id, read.nonce) if read else None
    except queries.UnknownApprovalLink:
        return None


def _open(found: LinkFacts) -> bool:
    return found.used_at is None and found.expires_at > clock.instant()


def _decide(request: HttpRequest, found: LinkFacts, token: str) -> HttpResponse:
    given, read = request.POST, links.read(token)
    assert read
    do = begin(user_actor(found.person, found.entity_id), found.entity_id)
    try:
        verb = given.get("verb", "")
        actions.decide_by_link(
            do, link_id=found.id, nonce=read.nonce, digest=given.get("digest", ""), verb=verb,
            text=given.get("text", ""), step_id=step_of(given),
            figure=_figure(given) if verb == "counter" else None,
        )  # fmt: skip
    except DomainError as error:
        return _page(request, found, token, problem=problem_of(error))
    fresh = _behind(token)
    assert fresh
    return _page(request, fresh, token, said=views.SAID[verb]())


def _figure(given: QueryDict) -> Decimal:
    return parse_number(given.get("figure", ""), language(), field="figure")


def step_of(given: QueryDict) -> int | None:
    """The rule that a proposed figure is meant for, as a form tells it."""
    step = given.get("step", "")
    return int(step) if step.isdecimal() and len(step) < 19 else None


def _page(
    request: HttpRequest,
    found: LinkFacts,
    token: str,
    *,
    problem: Problem | None = None,
    said: str = "",
) -> HttpResponse:
    actor = user_actor(found.person, found.entity_id)
    facts = queries.request(found.request_id, found.entity_id, actor)
    margin = actor.may(MARGIN)
    (row,) = views.rows([facts], clock.instant(), margin)
    context: dict[str, Any] = {
        **row,
        "title": _("Approval of %(number)s") % {"number": facts.number},
        "salesperson": row["seller"],
        "seller": parties.entity(found.entity_id).name,
        "steps": views.steps(facts, margin),
        "lines": views.lines(facts),
        "terms": views.terms(facts),
        "person": found.person,
        "state": _state(found, facts),
        "token": token,
        "margin": margin,
        "problem": problem,
        "said": said,
        "typed": request.POST if problem else {},
        "counterable": views.counterable(facts),
        "waits": facts.state == "waiting" and bool(facts.mine),
    }
    return render(request, "approvals/link.html", context, status=422 if problem else 200)


def _state(found: LinkFacts, facts: RequestFacts) -> str:
    if found.used_at:
        return "used"
    if facts.state != "waiting" or not facts.mine:
        return "over"
    return "open" if _open(found) else "expired"


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
