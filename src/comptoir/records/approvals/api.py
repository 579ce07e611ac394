"""Approvals over HTTP."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.kernel.money import money
from comptoir.platform import clock
from comptoir.platform.paging import after
from comptoir.platform.roles import READ, require
from comptoir.platform.schemas import (
    ApprovalId,
    ApprovalPolicyId,
    Day,
    OrderId,
    Page,
    Paged,
    QuoteId,
    SubstituteId,
)
from comptoir.platform.web import actor_of, do_for, entity_of, perform
from comptoir.records.approvals import actions, queries, schemas
from comptoir.records.approvals.actions import ConditionIn
from comptoir.records.approvals.schemas import (
    ApprovalDetail,
    ApprovalLinkOut,
    ApprovalOut,
    ApprovalPolicyDetail,
    ApprovalPolicyOut,
    SubstituteOut,
)
from comptoir.records.approvals.trying import tried
from comptoir.records.approvals.working import USUAL, working
from comptoir.records.parties import queries as parties

router = Router(tags=["Approvals"])
MARGIN = "quoting.margin"


class PolicyFilter(Paged):
    """on: only what is in force on that day."""

    on: Day | None = None


class ApprovalFilter(Paged):
    """mine: what waits for the caller, the most urgent first. quote_id, order_id: of that document.
    sort: number, customer, net, discount, margin, given_up or asked_at, "-" before it for descending."""

    state: Literal["", "waiting", "approved", "countered", "rejected", "withdrawn"] = ""
    quote_id: QuoteId | None = None
    order_id: OrderId | None = None
    mine: bool = False
    sort: Annotated[str, Field(max_length=20, pattern=schemas.NO_NUL)] = ""


class WaitingFilter(Schema):
    """mine: only what waits for the caller."""

    mine: bool = False


@router.get("/approval-policies", response=Page[ApprovalPolicyOut])
def list_policies(request: HttpRequest, filters: Query[PolicyFilter]) -> dict[str, Any]:
    """Every version of every policy, or those in force on a day."""
    found, following = queries.policies_page(
        entity_of(request), cursor=filters.cursor, limit=filters.limit, on=filters.on
    )
    return {"items": [schemas.policy(p) for p in found], "next": following}


@router.post("/approval-policies", response=ApprovalPolicyDetail)
def write_policy(request: HttpRequest, body: schemas.ApprovalPolicyIn) -> dict[str, Any]:
    """A policy, or the next version of one; a dry run says what it would have stopped."""
    minor = money(body.bulk_up_to, parties.entity(entity_of(request)).currency).minor
    return perform(
        request, actions.write_policy, lambda e: _tried(request, e.policy_id),
        name=body.name, stage=body.stage, hours=body.hours, bulk_minor=minor,
        conditions=[ConditionIn(c.measure, c.comparison, c.value) for c in body.conditions],
        role=body.role or "", person_id=body.person_id, escalate_role=body.escalate_role or "",
        escalate_person_id=body.escalate_person_id, starts_on=body.starts_on, lineage=body.lineage_id,
    )  # fmt: skip


@router.get("/approval-policies/{policy_id}", response=ApprovalPolicyDetail)
def show_policy(request: HttpRequest, policy_id: ApprovalPolicyId) -> dict[str, Any]:
    """One version of a policy, tried on the latest quotes."""
    return _tried(request, policy_id)


@router.post("/approval-policies/{lineage_id}/end", response=ApprovalPolicyOut)
def end_policy(
    request: HttpRequest, lineage_id: ApprovalPolicyId, body: schemas.PolicyEndIn
) -> dict[str, Any]:
    """From a day on, today if none is said, the policy asks nothing any more."""
    return perform(
        request, actions.end_policy,
        lambda e: schemas.policy(queries.policy(e.policy_id, entity_of(request))),
        lineage=lineage_id, ends_on=body.ends_on,
    )  # fmt: skip


@router.get("/approval-hours", response=schemas.WorkHoursOut)
def show_work_hours(request: HttpRequest) -> dict[str, Any]:
    """When the company works: what the hours of policies count."""
    return _hours(entity_of(request))


@router.put("/approval-hours", response=schemas.WorkHoursOut)
def set_work_hours(request: HttpRequest, body: schemas.WorkHoursIn) -> dict[str, Any]:
    """Say when the company works."""
    return perform(
        request, actions.set_work_hours, lambda e: _hours(e.entity_id), days=body.days,
        opens=time.fromisoformat(body.opens), closes=time.fromisoformat(body.closes),
        holidays=body.holidays, off=body.off,
    )  # fmt: skip


def _hours(entity_id: UUID) -> dict[str, Any]:
    known = working(entity_id)
    hours = known.hours or USUAL
    return {
        "zone": known.zone, "days": sorted(hours.days) if known.hours else [],
        "opens": f"{hours.opens:%H:%M}", "closes": f"{hours.closes:%H:%M}",
        "holidays": hours.holidays, "off": sorted(hours.off),
    }  # fmt: skip


@router.get("/approvals", response=Page[ApprovalOut])
def list_approvals(request: HttpRequest, filters: Query[ApprovalFilter]) -> dict[str, Any]:
    """Requests for approval, newest first; or what waits for the caller."""
    actor, entity_id = actor_of(request), entity_of(request)
    require(actor, READ)
    margin = actor.may(MARGIN)
    if filters.mine:
        rows = queries.queue(entity_id, actor, clock.today(entity_id), sort=filters.sort)
        place = {r.id: n for n, r in enumerate(rows)}
        shown, following = after(rows, lambda r: (place[r.id],), filters.cursor, filters.limit)
    else:
        shown, following = queries.requests_page(
            entity_id, state=filters.state, document_id=filters.quote_id or filters.order_id,
            sort=filters.sort, margin=margin, cursor=filters.cursor, limit=filters.limit,
        )  # fmt: skip
    return {"items": [schemas.request(r, margin) for r in shown], "next": following}


@router.get("/approval-totals", response=schemas.ApprovalTotalsOut)
def approval_totals(request: HttpRequest, wanted: Query[WaitingFilter]) -> dict[str, Any]:
    """What waits for approval in sum, per currency: how many, value, margin at risk, the oldest."""
    actor, entity_id = actor_of(request), entity_of(request)
    require(actor, READ)
    if wanted.mine:
        found = queries.totals_of(queries.queue(entity_id, actor, clock.today(entity_id)))
    else:
        found = queries.waiting_totals(entity_id)
    return {"totals": [schemas.total(t, actor.may(MARGIN)) for t in found]}


@router.post("/approvals/approve", response=ApprovalDetail)
def approve_many(request: HttpRequest, body: schemas.ApproveManyIn) -> dict[str, Any]:
    """Say yes to several small ones; all or none. Answers the last."""
    chosen = [(c.id, c.digest) for c in body.approvals]
    return perform(request, actions.approve_many, _read(request), requests=chosen)


@router.post("/approvals/escalate", response=ApprovalDetail)
def escalate_overdue(request: HttpRequest) -> dict[str, Any]:
    """Ask those named in the policies where nobody decided in time; answers the last."""
    return perform(request, actions.escalate_overdue, _read(request))


@router.get("/approvals/{approval_id}", response=ApprovalDetail)
def show_approval(request: HttpRequest, approval_id: ApprovalId) -> dict[str, Any]:
    """One request with what approvers see and all that was said."""
    return _shown(request, approval_id)


@router.post("/approvals/{approval_id}/approve", response=ApprovalDetail)
def approve(
    request: HttpRequest, approval_id: ApprovalId, body: schemas.ApproveIn
) -> dict[str, Any]:
    """Say yes to everything of it that waits for you."""
    return perform(
        request, actions.approve, _read(request), request_id=approval_id, digest=body.digest,
        note=body.note, via="api",
    )  # fmt: skip


@router.post("/approvals/{approval_id}/counter", response=ApprovalDetail)
def counter(
    request: HttpRequest, approval_id: ApprovalId, body: schemas.CounterIn
) -> dict[str, Any]:
    """Propose another figure: a deal that meets it is approved by this word."""
    return perform(
        request, actions.counter, _read(request), request_id=approval_id, digest=body.digest,
        figure=body.figure, reason=body.reason, step_id=body.step_id, via="api",
    )  # fmt: skip


@router.post("/approvals/{approval_id}/reject", response=ApprovalDetail)
def reject(request: HttpRequest, approval_id: ApprovalId, body: schemas.RejectIn) -> dict[str, Any]:
    """Say no, and why."""
    return perform(
        request, actions.reject, _read(request), request_id=approval_id, digest=body.digest,
        reason=body.reason, via="api",
    )  # fmt: skip


@router.post("/approvals/{approval_id}/ask", response=ApprovalDetail)
def ask_seller(
    request: HttpRequest, approval_id: ApprovalId, body: schemas.QuestionIn
) -> dict[str, Any]:
    """Ask the seller something before deciding."""
    return perform(
        request, actions.ask_seller, _read(request), request_id=approval_id, question=body.message
    )


@router.post("/approvals/{approval_id}/delegate", response=ApprovalDetail)
def hand_over(
    request: HttpRequest, approval_id: ApprovalId, body: schemas.HandOverIn
) -> dict[str, Any]:
    """Let a colleague decide in your place what of it waits for you."""
    return perform(
        request, actions.hand_over, _read(request), request_id=approval_id,
        person_id=body.person_id, note=body.note, via="api",
    )  # fmt: skip


@router.post("/approvals/{approval_id}/take-back", response=ApprovalDetail)
def take_back(request: HttpRequest, approval_id: ApprovalId) -> dict[str, Any]:
    """Decide yourself again what you handed over."""
    return perform(request, actions.take_back, _read(request), request_id=approval_id, via="api")


@router.post("/approvals/{approval_id}/answer", response=ApprovalDetail)
def answer_approver(
    request: HttpRequest, approval_id: ApprovalId, body: schemas.QuestionIn
) -> dict[str, Any]:
    """Answer the approvers, or tell them something."""
    return perform(
        request, actions.answer_approver, _read(request), request_id=approval_id,
        answer=body.message,
    )  # fmt: skip


@router.post("/approvals/{approval_id}/withdraw", response=ApprovalDetail)
def withdraw_request(request: HttpRequest, approval_id: ApprovalId) -> dict[str, Any]:
    """Take the request back; for who asked."""
    return perform(request, actions.withdraw_request, _read(request), request_id=approval_id)


@router.post("/approvals/{approval_id}/link", response=ApprovalLinkOut)
def make_link(
    request: HttpRequest, approval_id: ApprovalId, body: schemas.LinkIn
) -> dict[str, Any]:
    """A link by which this person may decide once; it opens a page that asks again."""
    do = do_for(request)
    actions.make_link(do, request_id=approval_id, person_id=body.person_id)
    path = None
    if do.answer and not do.dry_run:
        path = reverse("approvals:link", args=[do.answer])
    return {"approval_id": approval_id, "path": path}


@router.get("/approval-substitutes", response=Page[SubstituteOut])
def list_substitutes(request: HttpRequest, paging: Query[Paged]) -> dict[str, Any]:
    """Who decides for whom, and when."""
    found = queries.substitutes(entity_of(request))
    rows, following = after(found, lambda s: (s.id,), paging.cursor, paging.limit)
    return {"items": [schemas.substitute(s) for s in rows], "next": following}


@router.post("/approval-substitutes", response=SubstituteOut)
def name_substitute(request: HttpRequest, body: schemas.SubstituteIn) -> dict[str, Any]:
    """Let somebody decide for you on these days, both included."""
    return perform(
        request, actions.name_substitute, lambda e: _substitute(request, e.substitute_id),
        person_id=body.person_id, starts_on=body.starts_on, ends_on=body.ends_on,
        absent_id=body.absent_id,
    )  # fmt: skip


@router.delete("/approval-substitutes/{substitute_id}", response=SubstituteOut)
def end_substitute(request: HttpRequest, substitute_id: SubstituteId) -> dict[str, Any]:
    """End it before its last day."""
    return perform(
        request, actions.end_substitute, lambda e: _substitute(request, e.substitute_id),
        substitute_id=substitute_id,
    )  # fmt: skip


def _shown(request: HttpRequest, approval_id: UUID) -> dict[str, Any]:
    actor = actor_of(request)
    facts = queries.request(approval_id, entity_of(request), actor)
    return schemas.detailed(facts, actor.may(MARGIN))


def _read(request: HttpRequest) -> Any:
    """Read the request of an event as its answer."""
    return lambda event: _shown(request, event.request_id)


def _tried(request: HttpRequest, policy_id: UUID) -> dict[str, Any]:
    entity_id = entity_of(request)
    facts = queries.policy(policy_id, entity_id)
    done = tried(entity_id, facts.conditions, clock.today(entity_id))
    numbers = [deal.number for deal in done.stopped]
    return {**schemas.policy(facts), "tried": {"stopped": numbers, "looked_at": done.looked_at}}


def _substitute(request: HttpRequest, substitute_id: UUID) -> dict[str, Any]:
    found = queries.substitutes(entity_of(request))
    return schemas.substitute(next(s for s in found if s.id == substitute_id))
