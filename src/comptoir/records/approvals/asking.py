"""The rows of a request: opened, kept up to date, closed; and who is told. Used by actions and parts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any
from uuid import UUID

from comptoir.kernel.states import step
from comptoir.platform import hands, sql
from comptoir.platform.actions import Do
from comptoir.platform.ids import new_id
from comptoir.records.approvals import who
from comptoir.records.approvals.core.deciders import ADMIN
from comptoir.records.approvals.core.measures import (
    Comparison,
    Deal,
    Found,
    Measure,
    margin,
    measured,
)
from comptoir.records.approvals.core.paths import Stop, digest, key, load, seen
from comptoir.records.approvals.core.policies import Condition, Need, given_minor
from comptoir.records.approvals.core.states import (
    REQUEST_MOVES,
    STEP_MOVES,
    RequestState,
    StepState,
)
from comptoir.records.approvals.models import (
    OPEN_STEPS,
    ApprovalRequest,
    ApprovalStep,
    Decision,
    Notice,
)
from comptoir.records.approvals.rules import Rules
from comptoir.records.approvals.working import working

HOUR = 3600


def open_request(do: Do, deal: Deal, missing: Sequence[Need], note: str) -> ApprovalRequest:
    """A request with a step for each need; the first stage begins at once."""
    request = ApprovalRequest(
        id=new_id(), entity_id=do.entity_id, subject_id=deal.subject_id,
        asked_by=who.name_of(do.actor), owner=deal.owner, asked_at=do.now, asked_on=do.today,
        note=note.strip()[:2000],
    )  # fmt: skip
    _fill(request, deal)
    sql.add(request)
    rows = [_step(do, request, need, deal) for need in missing]
    ApprovalStep.objects.bulk_create(rows)
    start(do, request)
    return request


def refresh(do: Do, request: ApprovalRequest, known: Rules, deal: Deal) -> None:
    """A request that waits, after the draft changed: what is seen, what is needed more or no more."""
    _fill(request, deal)
    sql.save(request, *_FOLLOWED)
    needed = {stop.need.policy.lineage: stop for stop in known.path(deal)}
    rows = list(ApprovalStep.objects.filter(request=request, state__in=OPEN_STEPS))
    for row in rows:
        stop = needed.get(row.lineage)
        if stop is None:
            row.state = step(STEP_MOVES, "drop", StepState(row.state))
        else:
            row.seen = seen(stop.need.policy, deal)
    ApprovalStep.objects.bulk_update(rows, ["state", "seen"])
    have = {row.lineage for row in rows}
    more = [s.need for at, s in needed.items() if s.open and at not in have]
    ApprovalStep.objects.bulk_create(_step(do, request, need, deal) for need in more)
    if start(do, request):
        return
    said = ApprovalStep.objects.filter(request=request, state=StepState.APPROVED).exists()
    verb = "approve" if said else "withdraw"  # nothing is left to say yes to
    request.state = step(REQUEST_MOVES, verb, RequestState(request.state))
    close(do, request)


_FOLLOWED = (
    "document_id", "number", "currency", "net_minor", "risk_minor", "margin_minor", "inside_minor",
    "uncosted", "uncosted_minor", "discount", "content", "digest",
)  # fmt: skip


def _fill(request: ApprovalRequest, deal: Deal) -> None:
    """What the approver sees."""
    off = measured(Measure.DISCOUNT, Comparison.ABOVE, deal)
    request.document_id, request.number = deal.document_id, deal.number
    request.customer_id, request.currency = deal.customer_id, deal.currency
    largest = max(deal.variants, key=lambda variant: variant.net_minor)  # of the alternatives
    request.net_minor, request.risk_minor = largest.net_minor, given_minor(largest)
    earned = margin(largest)
    request.margin_minor, request.inside_minor = earned.minor, earned.inside_minor
    request.uncosted, request.uncosted_minor = earned.unknown, earned.unknown_minor
    request.discount = str(off) if isinstance(off, Fraction) else ""
    request.content, request.digest = dict(deal.content), digest(deal.content)


def _step(do: Do, request: ApprovalRequest, need: Need, deal: Deal) -> ApprovalStep:
    policy = need.policy
    return ApprovalStep(
        entity_id=do.entity_id, request=request, subject_id=request.subject_id,
        policy_id=policy.id, lineage=policy.lineage, stage=policy.stage, role=policy.role,
        person_id=policy.person, state=StepState.PENDING, seen=seen(policy, deal),
    )  # fmt: skip


def start(do: Do, request: ApprovalRequest) -> bool:
    """Begin the next stage once the one before is done; whether anything is still open."""
    rows = list(
        ApprovalStep.objects.filter(request=request, state__in=OPEN_STEPS)
        .select_related("policy")
        .order_by("stage", "id")
    )
    if not rows:
        return False
    first = rows[0].stage
    fresh = [r for r in rows if r.stage == first and r.state == StepState.PENDING]
    work = working(do.entity_id) if any(row.policy.hours for row in fresh) else None
    for row in fresh:
        row.state = step(STEP_MOVES, "start", StepState(row.state))
        row.started_at = do.now
        if work:
            row.due_at, row.due_on = work.due(do.now, do.today, row.policy.hours)
    if fresh:
        fields = ["state", "started_at", "due_at", "due_on"]
        ApprovalStep.objects.bulk_update(fresh, fields)
        told = approvers(do.entity_id, fresh, (request.asked_by, request.owner))
        notify(do, request, told, "ask")
    return True


def close(do: Do, request: ApprovalRequest) -> None:
    """The request has its state: keep it, and ask nobody any more."""
    request.closed_at = do.now
    sql.save(request, "state", "closed_at")
    for row in ApprovalStep.objects.filter(request=request, state__in=OPEN_STEPS):
        row.state = step(STEP_MOVES, "drop", StepState(row.state))
        sql.save(row, "state")


def void(do: Do, ids: Sequence[int], deal: Deal) -> None:
    """Approvals of what got worse since; each is written down with what is there now."""
    rows = list(ApprovalStep.objects.select_for_update().filter(pk__in=ids).order_by("id"))
    for row in rows:
        row.state = step(STEP_MOVES, "void", StepState(row.state))
    ApprovalStep.objects.bulk_update(rows, ["state"])
    now = digest(deal.content)
    Decision.objects.bulk_create(
        decision(do, row, "void", now=now, content=deal.content, via="system") for row in rows
    )


def meet(do: Do, stops: Iterable[Stop], deal: Deal) -> None:
    """The deal is now what an approver proposed: that proposal is the approval."""
    now = digest(deal.content)
    for stop in stops:
        assert stop.step is not None
        row = ApprovalStep.objects.select_for_update().get(pk=stop.step.id)
        row.state = step(STEP_MOVES, "meet", StepState(row.state))
        row.seen, row.digest = seen(stop.need.policy, deal), now
        sql.save(row, "state", "seen", "digest")
        decision(do, row, "meet", now=now, content=deal.content, via="system").save()


def decision(
    do: Do, row: ApprovalStep, verb: str, *, now: str, content: Any, via: str, **more: Any
) -> Decision:
    """What was said about a step, with what was there to see."""
    return Decision(
        entity_id=do.entity_id, request_id=row.request_id, step=row, policy_id=row.policy_id,
        verb=verb, actor=do.actor.name, at=do.now, on=do.today, seen=row.seen, content=content,
        digest=now, via=via, **more,
    )  # fmt: skip


def approvers(
    entity_id: UUID, rows: Sequence[ApprovalStep], without: Sequence[str] = ()
) -> list[UUID]:
    """The people whose word these steps want; administrators only where a role has nobody."""
    people: set[UUID] = {pk for r in rows for pk in (r.person_id, r.delegate_id) if pk}
    for role in {r.role for r in rows if r.role}:
        held = hands.holders(entity_id, role) or hands.holders(entity_id, ADMIN)
        people |= set(held)
    return sorted(pk for pk in people if f"user:{pk}" not in without)


def notify(
    do: Do, request: ApprovalRequest, people: Iterable[UUID], kind: str, text: str = ""
) -> None:
    """Tell people, on their home page and by e-mail."""
    Notice.objects.bulk_create(
        Notice(
            entity_id=do.entity_id, person_id=pk, request=request, kind=kind, text=text, at=do.now
        )
        for pk in people
    )


def sellers(request: ApprovalRequest) -> list[UUID]:
    """The people whose deal it is."""
    names = {request.asked_by, request.owner}
    return [UUID(n.removeprefix("user:")) for n in names if n.startswith("user:") and len(n) == 41]


def word(
    do: Do,
    request: ApprovalRequest,
    verb: str,
    text: str,
    row: ApprovalStep | None,
    *,
    via: str = "screen",
) -> Decision:
    """A question, an answer, a withdrawal: what was said about a request that decides nothing."""
    return Decision(
        entity_id=do.entity_id, request=request, step=row, policy_id=row.policy_id if row else None,
        verb=verb, actor=do.actor.name, at=do.now, on=do.today, text=text, digest=request.digest,
        via=via,
    )  # fmt: skip


def load_seen(row: ApprovalStep, condition: Condition) -> Found:
    """What a step's condition measured when it was last looked at."""
    return load(row.seen.get(key(condition)))
