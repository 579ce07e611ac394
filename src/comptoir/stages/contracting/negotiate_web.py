"""The contract as its customer reads it behind a private link: propose words, answer ours, comment.

No account, no JavaScript needed, never an error page. Reading changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comptoir.kernel.errors import DomainError, NothingDue
from comptoir.platform.actions import Do, begin
from comptoir.platform.roles import CUSTOMER
from comptoir.records.parties import queries as parties
from comptoir.shell.problems import Problem, problem_of
from comptoir.stages.contracting import actions, drafts, links, redline_pdf, redline_views
from comptoir.stages.contracting.drafts import DraftFacts
from comptoir.stages.contracting.drafts_web import annex_file, numbers


@dataclass(frozen=True, slots=True)
class Visit:
    """Who stands at the door, with which link."""

    token: str
    link: int
    draft: DraftFacts

    @property
    def do(self) -> Do:
        return begin(CUSTOMER, self.draft.entity_id)

    @property
    def state(self) -> str:
        """What the page shows: replaced, signed, or open."""
        if self.link != self.draft.link:
            return "replaced"
        return "signed" if self.draft.state == "signed" else "open"


View = Callable[..., HttpResponse]


def behind_link(view: View) -> View:
    """Find the draft, speak its language, keep the address out of caches and referrers."""

    @wraps(view)
    def run(request: HttpRequest, draft_token: str, **more: Any) -> HttpResponse:
        visit = _visit(draft_token)
        if visit is None:
            context = {"title": _("This link leads nowhere")}
            return _private(render(request, "contracting/sign_unknown.html", context, status=404))
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = chosen in dict(settings.LANGUAGES)
        with translation.override(chosen if known else visit.draft.language):
            return _private(view(request, visit, **more))

    return run


def _visit(token: str) -> Visit | None:
    read = links.read_draft(token)
    if read is None:
        return None
    try:
        return Visit(token, read[1], drafts.draft(read[0]))
    except drafts.UnknownDraft:
        return None


@require_safe
@behind_link
def show(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The contract and what is proposed in it."""
    return _page(request, visit)


def _deed(run: Callable[[HttpRequest, Visit, dict[str, Any]], None]) -> View:
    """A POST that does one thing, then leads back to the clause it was about."""

    @require_POST
    @behind_link
    def view(request: HttpRequest, visit: Visit) -> HttpResponse:
        given = {n: request.POST.get(n, "").replace("\x00", "") for n in FIELDS}
        if visit.state != "open":
            return redirect("contracting:paper", visit.token)
        try:
            run(request, visit, _who(visit) | {"name": given["name"]})
        except DomainError as error:
            return _page(request, visit, problem_of(error), given)
        answer = redirect(
            reverse("contracting:paper", args=[visit.token]) + f"#c-{given['key'][:36]}"
        )
        answer.set_signed_cookie(
            NAME, given["name"][:120], salt=visit.draft.id.hex, max_age=86_400 * 30, httponly=True,
            samesite="Lax", path=reverse("contracting:paper", args=[visit.token]),
        )  # fmt: skip
        return answer

    return view


FIELDS = ("key", "text", "comment", "name", "answer")
NAME = "paper_name"  # so that nobody types their name for every clause


def _who(visit: Visit) -> dict[str, Any]:
    return {"draft_id": visit.draft.id, "link": visit.link}


def _id(request: HttpRequest, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise drafts.UnknownDraftClause(field=name, found=request.POST.get(name, "")[:40]) from None


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\x00", "")


def _propose(request: HttpRequest, visit: Visit, who: dict[str, Any]) -> None:
    actions.customer_proposes(
        visit.do, key=_id(request, "key"), text=_text(request, "text"),
        comment=_text(request, "comment"), **who,
    )  # fmt: skip


def _decide(request: HttpRequest, visit: Visit, who: dict[str, Any]) -> None:
    taken = numbers(request) if request.POST.get("verb") == "accept" else []
    actions.customer_decides(
        visit.do, change_id=_id(request, "change_id"), taken=taken,
        answer=_text(request, "answer"), **who,
    )  # fmt: skip


def _withdraw(request: HttpRequest, visit: Visit, who: dict[str, Any]) -> None:
    actions.customer_withdraws(visit.do, change_id=_id(request, "change_id"), **who)


def _comment(request: HttpRequest, visit: Visit, who: dict[str, Any]) -> None:
    actions.customer_comments(visit.do, key=_id(request, "key"), text=_text(request, "text"), **who)


def _page(
    request: HttpRequest,
    visit: Visit,
    problem: Problem | None = None,
    given: dict[str, str] | None = None,
) -> HttpResponse:
    draft, entity = drafts.draft(visit.draft.id), parties.entity(visit.draft.entity_id)
    version = drafts.version(draft.id)
    name = (given or {}).get("name") or request.get_signed_cookie(NAME, "", salt=draft.id.hex)
    context = {
        "title": _("Contract with %(seller)s") % {"seller": entity.name},
        "seller": entity.name, "entity": entity, "contact": entity.name,
        "customer": parties.customer(draft.customer_id),
        "quote": drafts.offer(draft.series),
        "draft": draft, "version": version, "state": visit.state, "token": visit.token,
        "clauses": redline_views.clauses(draft, version, ()) if visit.state != "replaced" else [],
        "annexes": drafts.annexes(draft.id, version.n), "news": drafts.news(draft),
        "problem": problem, "given": given or {}, "name": name,
    }  # fmt: skip
    return render(request, "contracting/paper.html", context, status=422 if problem else 200)


@require_POST
@behind_link
def read(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The customer has read what is new; the form names the wording by its hash."""
    if visit.state == "open":
        try:
            actions.customer_reads(visit.do, sha256=_text(request, "sha256")[:64], **_who(visit))
        except NothingDue:
            pass
        except DomainError as error:
            return _page(request, visit, problem_of(error))
    return redirect("contracting:paper", visit.token)


@require_safe
@behind_link
def pdf(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What changed since the first version that the customer read, as PDF."""
    if visit.state == "replaced":
        return redirect("contracting:paper", visit.token)
    return redline_pdf.served(visit.draft, 1, visit.draft.last)


@require_safe
@behind_link
def annex(request: HttpRequest, visit: Visit, place: int) -> HttpResponse:
    """A file that belongs to the contract."""
    there = {a.place for a in drafts.annexes(visit.draft.id, visit.draft.last)}
    if visit.state == "replaced" or place not in there:
        return redirect("contracting:paper", visit.token)
    return annex_file(visit.draft, place)


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


urlpatterns: list[URLPattern] = [
    path("paper/<str:draft_token>/", show, name="paper"),
    path("paper/<str:draft_token>/propose", _deed(_propose), name="paper_propose"),
    path("paper/<str:draft_token>/decide", _deed(_decide), name="paper_decide"),
    path("paper/<str:draft_token>/withdraw", _deed(_withdraw), name="paper_withdraw"),
    path("paper/<str:draft_token>/comment", _deed(_comment), name="paper_comment"),
    path("paper/<str:draft_token>/read", read, name="paper_read"),
    path("paper/<str:draft_token>/redline.pdf", pdf, name="paper_pdf"),
    path("paper/<str:draft_token>/annexes/<int:place>", annex, name="paper_annex"),
]
