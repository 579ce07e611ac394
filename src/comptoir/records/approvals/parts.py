"""What a room that makes deals asks of approvals, inside its own action."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from comptoir.kernel.errors import Refused
from comptoir.kernel.states import step
from comptoir.platform import sql
from comptoir.platform.actions import Do, part
from comptoir.records.approvals import asking, rules, words
from comptoir.records.approvals.core.measures import Deal
from comptoir.records.approvals.core.paths import Stop, digest, got_worse
from comptoir.records.approvals.core.policies import Policy
from comptoir.records.approvals.core.states import REQUEST_MOVES, RequestState, StepState
from comptoir.records.approvals.events import ApprovalVoided, ApprovalWithdrawn
from comptoir.records.approvals.models import OPEN_STEPS, ApprovalRequest
from comptoir.records.approvals.rules import Rules


class ApprovalNeeded(Refused):
    """This needs an approval that it does not have."""

    code = "approval_needed"


class AlreadyAsked(Refused):
    """An approval is being asked for already."""

    code = "already_asked"


@dataclass(frozen=True, slots=True)
class Asked:
    """How many approvals were asked for; request_id None: everything needed was there."""

    request_id: UUID | None
    steps: int


MARGIN = "quoting.margin"
Build = Callable[[Rules], Deal]  # the deal, with what its policies want to know


@part
def clear(do: Do, subject_id: UUID, build: Build) -> list[str]:
    """The policies that a deal falls under, all of them approved; refused while one is not.

    Costs one statement, and nothing more while no policy is in force.
    """
    known = rules.rules(do.entity_id, subject_id, do.today)
    if not known.policies:
        return []
    deal = build(known)
    stops = known.path(deal)
    missing = [stop for stop in stops if stop.open or _promised(stop)]
    if missing:
        first, sees = missing[0].need.reasons[0], do.actor.may(MARGIN)
        raise ApprovalNeeded(
            field="approval",
            found=words.shown(first, deal.currency, margin=sees),
            expected=words.expected(first.condition),
            fix="ask for approval",
            approvals=[words.stop(stop, deal.currency, margin=sees) for stop in missing],
        )
    return [str(stop.need.policy.id) for stop in stops]


def _promised(stop: Stop) -> bool:
    """A proposal is met, but nobody has asked since."""
    return stop.step is not None and stop.step.state is StepState.COUNTERED


@part
def ask(do: Do, subject_id: UUID, build: Build, note: str = "") -> Asked:
    """Ask for what is missing. Proposals that are met are approved at once."""
    known = rules.rules(do.entity_id, subject_id, do.today)
    if any(s.state in OPEN_STEPS for s in known.steps):
        raise AlreadyAsked(field="approval")
    if not known.policies:
        return Asked(None, 0)
    deal = build(known)
    stops = known.path(deal)
    asking.meet(do, [stop for stop in stops if _promised(stop) and not stop.open], deal)
    missing = [stop.need for stop in stops if stop.open]
    if not missing:
        return Asked(None, 0)
    request = asking.open_request(do, deal, missing, note)
    return Asked(request.id, len(missing))


@part
def follow(do: Do, subject_id: UUID, build: Build) -> None:
    """After a change of a draft: what was approved and got worse is void, what waits is up to date."""
    requests = _waiting(subject_id)  # locked: nobody decides meanwhile
    known = rules.rules(do.entity_id, subject_id, do.today)
    deal = build(known)
    policies = {p.lineage: p for p in known.policies}
    bad = [
        s.id
        for s in known.steps
        if s.state is StepState.APPROVED and _worse(policies.get(s.lineage), s.seen, deal)
    ]
    if bad:
        asking.void(do, bad, deal)
        event = ApprovalVoided(
            entity_id=do.entity_id, document_id=deal.document_id, steps=tuple(bad),
            digest=digest(deal.content),
        )  # fmt: skip
        do.record(event)
    left = Rules(known.policies, [s for s in known.steps if s.id not in bad], do.today)
    for request in requests:
        asking.refresh(do, request, left, deal)


def _worse(policy: Policy | None, seen: dict[str, object], deal: Deal) -> bool:
    return policy is not None and got_worse(policy, seen, deal)


@part
def withdraw(do: Do, subject_id: UUID) -> None:
    """The deal is off: nobody is asked any more."""
    for request in _waiting(subject_id):
        request.state = step(REQUEST_MOVES, "withdraw", RequestState(request.state))
        asking.close(do, request)
        event = ApprovalWithdrawn(
            entity_id=do.entity_id, document_id=request.document_id, request_id=request.id
        )
        do.record(event)


def _waiting(subject_id: UUID) -> list[ApprovalRequest]:
    where = "subject_id = %s AND state = 'waiting' FOR UPDATE"
    return sql.find(ApprovalRequest, where, [subject_id])
