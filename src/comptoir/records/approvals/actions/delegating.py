"""An approver hands a request over to a colleague, and takes it back."""

from __future__ import annotations

from uuid import UUID

from comptoir.kernel.errors import Invalid, Refused
from comptoir.kernel.states import step
from comptoir.platform import sql
from comptoir.platform.actions import Do, action
from comptoir.platform.web import user_actor
from comptoir.records.approvals import asking, who
from comptoir.records.approvals.actions import deciding
from comptoir.records.approvals.core.states import REQUEST_MOVES, RequestState, StepState
from comptoir.records.approvals.events import ApprovalHandedOver, ApprovalTakenBack
from comptoir.records.approvals.models import ApprovalRequest, ApprovalStep

MAY = "approvals.decide"


class CannotDecide(Invalid):
    """Hand it to a colleague who may approve and who did not ask for it."""

    code = "cannot_decide"


class NothingHandedOver(Refused):
    """You handed over nothing of this."""

    code = "nothing_handed_over"


@action(may=MAY)
def hand_over(
    do: Do, *, request_id: UUID, person_id: UUID, note: str = "", via: str = "screen"
) -> ApprovalHandedOver:
    """Let a colleague decide in my place what of this request waits for me; I still may.

    What is decided says for whom. A deadline goes on; handed on again, it stays the word of the first.
    """
    request = _waiting(do, request_id)
    mine = deciding.turns(do, request)
    _check(do, request, person_id, {turn.stands_for for turn in mine})
    text = " ".join(note.split())[: deciding.LONGEST]
    for turn in mine:
        turn.row.delegate_id, turn.row.delegator_id = person_id, turn.stands_for
        sql.save(turn.row, "delegate_id", "delegator_id")
        asking.word(do, request, "delegate", text, turn.row, via=via).save()
    asking.notify(do, request, [person_id], "delegate", text)
    return do.record(
        ApprovalHandedOver(
            entity_id=do.entity_id, document_id=request.document_id, request_id=request.id,
            steps=tuple(turn.row.id for turn in mine), user_id=person_id,
        )
    )  # fmt: skip


@action(may=MAY)
def take_back(do: Do, *, request_id: UUID, via: str = "screen") -> ApprovalTakenBack:
    """Decide myself again what I handed over and nobody decided yet."""
    request = _waiting(do, request_id)
    me = who.person_id(do.actor)
    rows = list(
        ApprovalStep.objects.filter(
            request=request, state=StepState.WAITING, delegator_id=me, delegate__isnull=False
        ).order_by("id")
    )
    if me is None or not rows:
        raise NothingHandedOver(field="request_id", found=request.number)
    for row in rows:
        row.delegate_id = row.delegator_id = None
        sql.save(row, "delegate_id", "delegator_id")
        asking.word(do, request, "take_back", "", row, via=via).save()
    return do.record(
        ApprovalTakenBack(
            entity_id=do.entity_id, document_id=request.document_id, request_id=request.id,
            steps=tuple(row.id for row in rows),
        )
    )  # fmt: skip


def _waiting(do: Do, request_id: UUID) -> ApprovalRequest:
    request = deciding.locked(do, request_id)
    step(REQUEST_MOVES, "approve", RequestState(request.state))
    return request


def _check(do: Do, request: ApprovalRequest, person_id: UUID, mine: set[UUID]) -> None:
    person = who.staff(do.entity_id).filter(pk=person_id).first()
    askers = who.ids((request.asked_by, request.owner))
    able = person is not None and user_actor(person, do.entity_id).may(MAY)
    if not able or person_id in askers or person_id in mine or person_id == who.person_id(do.actor):
        raise CannotDecide(field="person_id", found=str(person_id))
