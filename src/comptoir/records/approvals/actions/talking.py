"""Questions and answers before a decision, and taking a request back."""

from __future__ import annotations

from uuid import UUID

from comptoir.kernel.errors import Forbidden
from comptoir.kernel.states import step
from comptoir.platform.actions import Do, action
from comptoir.records.approvals import asking, who
from comptoir.records.approvals.actions import deciding
from comptoir.records.approvals.core.deciders import ADMIN
from comptoir.records.approvals.core.states import REQUEST_MOVES, RequestState, StepState
from comptoir.records.approvals.events import (
    ApprovalAnswered,
    ApprovalQuestioned,
    ApprovalWithdrawn,
)
from comptoir.records.approvals.models import ApprovalRequest, ApprovalStep


class NotTheSeller(Forbidden):
    """Only who asked for it may do this."""

    code = "not_the_seller"


@action(may="approvals.decide")
def ask_seller(do: Do, *, request_id: UUID, question: str) -> ApprovalQuestioned:
    """Ask the seller something before deciding; the clock goes on."""
    request = deciding.locked(do, request_id)
    step(REQUEST_MOVES, "approve", RequestState(request.state))
    return say_question(do, request, question, "screen")


def say_question(do: Do, request: ApprovalRequest, question: str, via: str) -> ApprovalQuestioned:
    turn = deciding.turns(do, request)[0]
    text = deciding.said(question, "question")
    asking.word(do, request, "ask", text, turn.row, via=via).save()
    asking.notify(do, request, asking.sellers(request), "question", text)
    return do.record(
        ApprovalQuestioned(
            entity_id=do.entity_id, document_id=request.document_id, request_id=request.id
        )
    )


@action(may="quoting.send")
def answer_approver(do: Do, *, request_id: UUID, answer: str) -> ApprovalAnswered:
    """The seller answers, or adds something that approvers should know."""
    request = deciding.locked(do, request_id)
    step(REQUEST_MOVES, "approve", RequestState(request.state))
    text = deciding.said(answer, "answer")
    asking.word(do, request, "answer", text, None).save()
    rows = list(ApprovalStep.objects.filter(request=request, state=StepState.WAITING))
    told = asking.approvers(do.entity_id, rows, (request.asked_by, request.owner))
    asking.notify(do, request, told, "answer", text)
    return do.record(
        ApprovalAnswered(
            entity_id=do.entity_id, document_id=request.document_id, request_id=request.id
        )
    )


@action(may="quoting.send")
def withdraw_request(do: Do, *, request_id: UUID) -> ApprovalWithdrawn:
    """Take the request back; what was approved of it stays approved."""
    request = deciding.locked(do, request_id)
    me = who.person(do.actor, do.entity_id)
    if me.id not in who.ids((request.asked_by, request.owner)) and ADMIN not in me.roles:
        raise NotTheSeller(field="request_id", found=request.number)
    request.state = step(REQUEST_MOVES, "withdraw", RequestState(request.state))
    asking.word(do, request, "withdraw", "", None).save()
    asking.close(do, request)
    return do.record(
        ApprovalWithdrawn(
            entity_id=do.entity_id, document_id=request.document_id, request_id=request.id
        )
    )
