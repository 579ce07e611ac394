"""The deal desk: what waits for me, one request, and the policies."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from comptoir.kernel.errors import DomainError
from comptoir.platform import clock
from comptoir.platform.web import actor_of, do_for, entity_of, language
from comptoir.records.approvals import actions, hours_web, link_web, policy_web, queries, views, who
from comptoir.records.approvals.core.states import RequestState
from comptoir.records.approvals.facts import RequestFacts
from comptoir.shell.problems import Problem, problem_of
from comptoir.shell.reading import parse_number

app_name = "approvals"
MARGIN = "quoting.margin"


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """The queue: late ones first, then the oldest; or what I asked for; or all of them."""
    entity_id, actor = entity_of(request), actor_of(request)
    show, cursor = request.GET.get("show", "mine"), request.GET.get("cursor") or None
    margin, today = actor.may(MARGIN), clock.today(entity_id)
    sort, state = request.GET.get("sort", ""), request.GET.get("state", "")
    state = state if state in set(RequestState) else ""
    following, sums = None, []
    waiting = queries.queue(entity_id, actor, today, sort=sort if show == "mine" else "")
    if show == "mine":
        found = _filtered(waiting, request)
        sums = queries.totals_of(found)
    else:
        own = who.name_of(actor) if show == "asked" else ""
        found, following = queries.requests_page(
            entity_id, state=state, asked_by=own, sort=sort, margin=margin, cursor=cursor
        )
        if state in ("", RequestState.WAITING):
            sums = queries.waiting_totals(entity_id, asked_by=own)
    context = {
        "title": _("Approvals"),
        "rows": views.rows(found, clock.instant(), margin),
        "sums": views.sums(sums, entity_id, clock.instant()),
        "sort": sort,
        "show": show if show in ("asked", "all") else "mine",
        "count": len(waiting),
        "any_bulk": any(r.bulk for r in found),
        "margin": margin,
        "next": following,
        "states": [(s.value, s.value == state) for s in RequestState],
        "late": request.GET.get("late") == "1",
        "may_write": actor.may("approvals.write"),
    }
    return render(request, "approvals/desk.html", context)


def _filtered(found: list[RequestFacts], request: HttpRequest) -> list[RequestFacts]:
    if request.GET.get("late") != "1":
        return found
    now = clock.instant()
    return [r for r in found if r.escalated or (r.due_at and r.due_at <= now)]


@require_GET
def show(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """One request: what is asked, what changed since somebody last decided, what was said."""
    return _page(request, request_id)


def _page(request: HttpRequest, request_id: UUID, problem: Problem | None = None) -> HttpResponse:
    entity_id, actor = entity_of(request), actor_of(request)
    facts = queries.request(request_id, entity_id, actor)
    margin = actor.may(MARGIN)
    (row,) = views.rows([facts], clock.instant(), margin)
    me, me_id = who.name_of(actor), who.person_id(actor)
    context = {
        **row,
        "title": row["customer"],
        "ident": facts.number,
        "crumbs": [(_("Approvals"), reverse("approvals:list"))],
        "steps": views.steps(facts, margin),
        "thread": views.thread(facts),
        "changed": views.changed(facts, _before(facts)),
        "lines": views.lines(facts),
        "terms": views.terms(facts),
        "counterable": views.counterable(facts),
        "colleagues": queries.colleagues(facts, actor) if facts.mine else [],
        "handed": [s for s in facts.steps if s.state == "waiting" and s.delegator_id == me_id],
        "is_seller": me in (facts.asked_by, facts.owner) and facts.state == "waiting",
        "margin": margin,
        "problem": problem,
        "typed": request.POST,
    }
    return render(request, "approvals/show.html", context, status=422 if problem else 200)


def _before(facts: RequestFacts) -> Any:
    """What was seen when somebody last decided on this negotiation."""
    for one in queries.of_subject(facts.subject_id):
        said = [d for d in one.decisions if d.content and d.verb != "void"]
        if said and said[-1].digest != facts.digest:
            return said[-1].content
        if said:
            return None
    return None


@require_POST
def decide(request: HttpRequest, request_id: UUID, verb: str) -> HttpResponse:
    """Approve, counter, reject or ask; then on to what waits next."""
    try:
        _decide(request, request_id, verb)
    except DomainError as error:
        return _page(request, request_id, problem_of(error))
    messages.success(request, views.SAID[verb]())
    actor, entity_id = actor_of(request), entity_of(request)
    left = queries.queue(entity_id, actor, clock.today(entity_id))
    if request.POST.get("next") == "list" or not left or verb == "ask":
        where = "approvals:show" if verb == "ask" else "approvals:list"
        return redirect(where, *([request_id] if verb == "ask" else []))
    return redirect("approvals:show", left[0].id)


def _decide(request: HttpRequest, request_id: UUID, verb: str) -> None:
    do, given = do_for(request), request.POST
    digest, text = given.get("digest", ""), given.get("text", "")
    if verb == "approve":
        actions.approve(do, request_id=request_id, digest=digest, note=text)
    elif verb == "reject":
        actions.reject(do, request_id=request_id, digest=digest, reason=text)
    elif verb == "ask":
        actions.ask_seller(do, request_id=request_id, question=text)
    else:
        figure = parse_number(given.get("figure", ""), language(), field="figure")
        actions.counter(
            do, request_id=request_id, digest=digest, figure=figure, reason=text,
            step_id=link_web.step_of(given),
        )  # fmt: skip


@require_POST
def delegate(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Hand it over to a colleague."""
    given = request.POST.get("person", "")
    try:
        person = UUID(given) if len(given) == 36 else UUID(int=0)
        note = request.POST.get("note", "")
        actions.hand_over(do_for(request), request_id=request_id, person_id=person, note=note)
    except DomainError as error:
        return _page(request, request_id, problem_of(error))
    messages.success(request, _("Handed over; your colleague is told."))
    return redirect("approvals:show", request_id)


@require_POST
def take_back(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Decide it oneself again."""
    actions.take_back(do_for(request), request_id=request_id)
    messages.success(request, _("Taken back."))
    return redirect("approvals:show", request_id)


@require_POST
def approve_many(request: HttpRequest) -> HttpResponse:
    """Approve the chosen small ones."""
    chosen = [pair.partition(":")[::2] for pair in request.POST.getlist("request")]
    pairs = [(UUID(pk), digest) for pk, digest in chosen if len(pk) == 36]
    actions.approve_many(do_for(request), requests=pairs)
    done = ngettext("%(n)d approved.", "%(n)d approved.", len(pairs)) % {"n": len(pairs)}
    messages.success(request, done)
    return redirect("approvals:list")


@require_POST
def answer(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The seller answers."""
    try:
        text = request.POST.get("text", "")
        actions.answer_approver(do_for(request), request_id=request_id, answer=text)
    except DomainError as error:
        return _page(request, request_id, problem_of(error))
    messages.success(request, _("Your answer is sent."))
    return redirect("approvals:show", request_id)


@require_POST
def withdraw(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The seller takes the request back."""
    actions.withdraw_request(do_for(request), request_id=request_id)
    messages.success(request, _("The request is withdrawn."))
    return redirect("approvals:show", request_id)


urlpatterns = [
    path("", desk, name="list"),
    path("many", approve_many, name="many"),
    path("policies", policy_web.policies, name="policies"),
    path("policies/new", policy_web.edit, name="new_policy"),
    path("policies/<uuid:lineage>", policy_web.edit, name="policy"),
    path("policies/<uuid:lineage>/end", policy_web.end, name="end_policy"),
    path("hours", hours_web.hours, name="hours"),
    path("substitutes", policy_web.substitutes, name="substitutes"),
    path("substitutes/<uuid:substitute_id>/end", policy_web.end_substitute, name="end_substitute"),
    path("link/<str:approval_token>/", link_web.link, name="link"),
    path("link/<str:approval_token>/new", link_web.renew, name="renew_link"),
    path("<uuid:request_id>/", show, name="show"),
    path("<uuid:request_id>/approve", decide, {"verb": "approve"}, name="approve"),
    path("<uuid:request_id>/reject", decide, {"verb": "reject"}, name="reject"),
    path("<uuid:request_id>/counter", decide, {"verb": "counter"}, name="counter"),
    path("<uuid:request_id>/ask", decide, {"verb": "ask"}, name="ask"),
    path("<uuid:request_id>/delegate", delegate, name="delegate"),
    path("<uuid:request_id>/take-back", take_back, name="take_back"),
    path("<uuid:request_id>/answer", answer, name="answer"),
    path("<uuid:request_id>/withdraw", withdraw, name="withdraw"),
]
