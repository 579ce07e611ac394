"""What time and absence do: escalation, substitutes, links and notices."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from comptoir.kernel.errors import Invalid, NotFound, NothingDue
from comptoir.kernel.states import step
from comptoir.platform import mailing, sql
from comptoir.platform.actions import Do, action
from comptoir.platform.ids import new_id, new_token
from comptoir.records.approvals import asking, links, queries, who
from comptoir.records.approvals.core.deciders import ADMIN
from comptoir.records.approvals.core.states import REQUEST_MOVES, RequestState, StepState
from comptoir.records.approvals.events import (
    ApprovalEscalated,
    ApprovalLinkMade,
    ApproverReminded,
    NoticeMailed,
    SubstituteEnded,
    SubstituteNamed,
)
from comptoir.records.approvals.models import (
    ApprovalLink,
    ApprovalRequest,
    ApprovalStep,
    Notice,
    Substitute,
)

CHUNK = 200
LINK_HOURS = 72


class NothingLate(NothingDue):
    """No approval is late."""

    code = "nothing_late"


class UnknownSubstitute(NotFound):
    """There is no such substitution."""

    code = "unknown_substitute"


class UnknownNotice(NotFound):
    """There is no such notice to mail."""

    code = "unknown_notice"


class BadDays(Invalid):
    """The last day is not before the first, and not in the past."""

    code = "bad_days"


class NotAnother(Invalid):
    """Name another person of the staff."""

    code = "not_another"


@action(may="approvals.run")
def escalate_overdue(do: Do) -> ApprovalEscalated:
    """Ask those named in the policy once nobody decided in time; at most 200, the last event."""
    late = ApprovalStep.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        Q(due_at__lte=do.now) | Q(due_on__lt=do.today),
        entity_id=do.entity_id, state=StepState.WAITING, escalated_at=None,
    ).filter(~Q(policy__escalate_role="") | Q(policy__escalate_person__isnull=False))  # fmt: skip
    rows = list(late.select_related("policy", "request").order_by("id")[:CHUNK])
    if not rows:
        raise NothingLate(found=do.now.isoformat())
    event = None
    for row in rows:
        row.escalated_at = do.now
        sql.save(row, "escalated_at")
        request = row.request
        asking.word(do, request, "escalate", "", row).save()
        asking.notify(do, request, _above(do, row), "escalate")
        event = do.record(
            ApprovalEscalated(
                entity_id=do.entity_id, document_id=request.document_id, request_id=request.id,
                step=row.id,
            )
        )  # fmt: skip
    assert event
    return event


def _above(do: Do, row: ApprovalStep) -> list[UUID]:
    named = ApprovalStep(role=row.policy.escalate_role, person_id=row.policy.escalate_person_id)
    without = (row.request.asked_by, row.request.owner)
    return asking.approvers(do.entity_id, [named], without)


@action(may="approvals.decide")
def name_substitute(
    do: Do, *, person_id: UUID, starts_on: date, ends_on: date, absent_id: UUID | None = None
) -> SubstituteNamed:
    """Let somebody decide for me on these days, both included; an administrator for anybody."""
    me = who.person(do.actor, do.entity_id)
    absent = absent_id or me.id
    if absent is None or (absent != me.id and ADMIN not in me.roles):
        raise NotAnother(field="absent_id", found=str(absent_id))
    if ends_on < starts_on or ends_on < do.today:
        raise BadDays(field="ends_on", found=str(ends_on), expected=f"{max(starts_on, do.today)}")
    if person_id == absent or not _known(do, person_id) or not _known(do, absent):
        raise NotAnother(field="person_id", found=str(person_id))
    row = Substitute(
        id=new_id(), entity_id=do.entity_id, absent_id=absent, person_id=person_id,
        starts_on=starts_on, ends_on=ends_on,
    )  # fmt: skip
    row.save(force_insert=True)
    return do.record(
        SubstituteNamed(
            entity_id=do.entity_id, substitute_id=row.id, absent_id=absent, user_id=person_id,
            starts_on=starts_on, ends_on=ends_on,
        )
    )  # fmt: skip


@action(may="approvals.decide")
def end_substitute(do: Do, *, substitute_id: UUID) -> SubstituteEnded:
    """Back early: yesterday was the last day, or it never began."""
    rows = Substitute.objects.select_for_update().filter(entity_id=do.entity_id)
    row = rows.filter(pk=substitute_id).first()
    me = who.person(do.actor, do.entity_id)
    if row is None or (row.absent_id != me.id and ADMIN not in me.roles):
        raise UnknownSubstitute(field="substitute_id", found=str(substitute_id))
    yesterday, day_before = do.today - timedelta(days=1), row.starts_on - timedelta(days=1)
    last = max(day_before, min(row.ends_on, yesterday))
    before, row.ends_on = row.ends_on, last
    row.save(update_fields=["ends_on"])
    event = SubstituteEnded(entity_id=do.entity_id, substitute_id=row.id, ends_on=last)
    return do.record(event, changed={"ends_on": (before, last)})


@action(may="approvals.run")
def make_link(do: Do, *, request_id: UUID, person_id: UUID) -> ApprovalLinkMade:
    """A link by which this person may decide once, within three days; its token in `do.answer`."""
    request = ApprovalRequest.objects.filter(pk=request_id, entity_id=do.entity_id).first()
    if request is None or request.state != RequestState.WAITING:
        raise queries.UnknownRequest(field="request_id", found=str(request_id))
    if not _known(do, person_id):
        raise NotAnother(field="person_id", found=str(person_id))
    nonce = new_token()
    row = ApprovalLink(
        id=new_id(), entity_id=do.entity_id, request=request, person_id=person_id,
        nonce_digest=hashlib.sha256(nonce.encode()).hexdigest(),
        expires_at=do.now + timedelta(hours=LINK_HOURS),
    )  # fmt: skip
    row.save(force_insert=True)
    do.answer = links.sign(row.id, nonce)
    return do.record(
        ApprovalLinkMade(
            entity_id=do.entity_id, document_id=request.document_id, request_id=request.id,
            link_id=row.id, user_id=person_id,
        )
    )  # fmt: skip


@action(may="approvals.run")
def remind_approver(do: Do, *, request_id: UUID, person_id: UUID) -> ApproverReminded:
    """Write to this person again, with a new link; whose old one is used up or too old."""
    request = ApprovalRequest.objects.filter(pk=request_id, entity_id=do.entity_id).first()
    if request is None or not _known(do, person_id):
        raise queries.UnknownRequest(field="request_id", found=str(request_id))
    step(REQUEST_MOVES, "approve", RequestState(request.state))
    asking.notify(do, request, [person_id], "ask")
    return do.record(
        ApproverReminded(
            entity_id=do.entity_id, document_id=request.document_id, request_id=request.id,
            user_id=person_id,
        )
    )  # fmt: skip


@action(may="approvals.run")
def mark_mailed(do: Do, *, notice_id: int, failed: bool = False) -> NoticeMailed:
    """A notice was mailed, or could not be: it is tried again, later and later, then given up."""
    rows = Notice.objects.select_for_update().filter(entity_id=do.entity_id, mailed_at=None)
    notice = rows.select_related("request").filter(pk=notice_id).first()
    if notice is None:
        raise UnknownNotice(field="notice_id", found=notice_id)
    mailing.tried(notice, failed=failed)
    notice.save(update_fields=mailing.TRIED)
    return do.record(
        NoticeMailed(
            entity_id=do.entity_id, document_id=notice.request.document_id,
            user_id=notice.person_id, kind=notice.kind, failed=failed,
        )
    )  # fmt: skip


def _known(do: Do, person_id: UUID) -> bool:
    return who.staff(do.entity_id).filter(pk=person_id).exists()
