"""Reads of approvals as facts: policies, requests with steps and decisions, what waits for whom."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Case, DecimalField, F, Func, Q, QuerySet, Value, When
from django.db.models.functions import Cast

from comptoir.kernel.errors import NotFound
from comptoir.platform import mailing
from comptoir.platform.paging import Sorts, arranged, folded, keyset
from comptoir.platform.roles import Actor
from comptoir.platform.web import user_actor
from comptoir.records.approvals import who
from comptoir.records.approvals.core.deciders import Person, Seat, standing
from comptoir.records.approvals.core.states import RequestState, StepState
from comptoir.records.approvals.core.totals import Total, Waiting, totals
from comptoir.records.approvals.facts import (
    DecisionFacts,
    LinkFacts,
    NoticeFacts,
    NoticeToMail,
    PolicyFacts,
    RequestFacts,
    StepFacts,
    SubstituteFacts,
)
from comptoir.records.approvals.models import (
    ApprovalLink,
    ApprovalRequest,
    ApprovalStep,
    Decision,
    Notice,
    Policy,
    Substitute,
)
from comptoir.records.approvals.rules import condition_of, exact

QUEUE = 500
MARGIN, DECIDE = "quoting.margin", "approvals.decide"
_PERCENT = DecimalField(max_digits=60, decimal_places=20)
SORTS: Sorts = {
    "number": "number", "customer": folded("customer__name"), "net": "net_minor",
    "given_up": "risk_minor", "asked_at": "asked_at",
    # Exact percentages are kept as "n/d"; what is not known stands below all others.
    "discount": Func(
        F("discount"), output_field=_PERCENT,
        template="COALESCE(NULLIF(split_part(%(expressions)s, '/', 1), '')::numeric"
        " / COALESCE(NULLIF(split_part(%(expressions)s, '/', 2), ''), '1')::numeric, -1000000)",
    ),
    "margin": Case(
        When(
            net_minor__gt=F("inside_minor"), margin_minor__isnull=False,
            then=Cast("margin_minor", _PERCENT)
            / Cast(F("net_minor") - F("inside_minor"), _PERCENT),
        ),
        default=Value(Decimal(-1_000_000)), output_field=_PERCENT,
    ),
}  # fmt: skip


class UnknownPolicy(NotFound):
    """There is no such policy."""

    code = "unknown_policy"


class UnknownRequest(NotFound):
    """There is no such request for approval."""

    code = "unknown_request"


class UnknownApprovalLink(NotFound):
    """This link leads to no request for approval."""

    code = "unknown_approval_link"


_POLICY = tuple(n for n in PolicyFacts.__dataclass_fields__ if not n.endswith("person"))
_REQUEST = tuple(
    n
    for n in RequestFacts.__dataclass_fields__
    if n not in ("steps", "decisions", "mine", "discount")
)


def policies(entity_id: UUID, *, on: date | None = None) -> list[PolicyFacts]:
    """Every version, the newest of each policy first; or those in force on a day."""
    rows = Policy.objects.filter(entity_id=entity_id)
    if on:
        rows = rows.filter(Q(ends_on=None) | Q(ends_on__gt=on), starts_on__lte=on)
    rows = rows.select_related("person", "escalate_person")
    return [_policy(row) for row in rows.order_by("stage", "lineage", "-version")]


def policies_page(
    entity_id: UUID, *, cursor: str | None = None, limit: int = 50, on: date | None = None
) -> tuple[list[PolicyFacts], str | None]:
    """Versions of policies by key."""
    rows = Policy.objects.filter(entity_id=entity_id).select_related("person", "escalate_person")
    if on:
        rows = rows.filter(Q(ends_on=None) | Q(ends_on__gt=on), starts_on__lte=on)
    found, following = keyset(rows, ("id",), cursor, limit)
    return [_policy(row) for row in found], following


def policy(policy_id: UUID, entity_id: UUID) -> PolicyFacts:
    row = Policy.objects.filter(pk=policy_id, entity_id=entity_id)
    found = row.select_related("person", "escalate_person").first()
    if found is None:
        raise UnknownPolicy(field="policy_id", found=str(policy_id))
    return _policy(found)


def newest(lineage: UUID, entity_id: UUID) -> PolicyFacts:
    """The newest version of a policy."""
    rows = Policy.objects.filter(entity_id=entity_id, lineage=lineage).order_by("-version")
    found = rows.select_related("person", "escalate_person").first()
    if found is None:
        raise UnknownPolicy(field="lineage", found=str(lineage))
    return _policy(found)


def request(request_id: UUID, entity_id: UUID, reader: Actor | None = None) -> RequestFacts:
    """One request with its steps and all that was said about it."""
    row = ApprovalRequest.objects.filter(pk=request_id, entity_id=entity_id).first()
    if row is None:
        raise UnknownRequest(field="request_id", found=str(request_id))
    return _whole([row], reader, row.asked_on, said=True)[0]


def requests_page(
    entity_id: UUID,
    *,
    state: str = "",
    asked_by: str = "",
    document_id: UUID | None = None,
    sort: str = "",
    margin: bool = False,
    cursor: str | None = None,
    limit: int = 50,
) -> tuple[list[RequestFacts], str | None]:
    """Requests, newest first, or by a key of `SORTS`; by margin only for those who may see it."""
    rows = ApprovalRequest.objects.filter(entity_id=entity_id)
    if state:
        rows = rows.filter(state=state)
    if asked_by:
        rows = rows.filter(Q(asked_by=asked_by) | Q(owner=asked_by))
    if document_id:
        rows = rows.filter(document_id=document_id)
    order = arranged(rows, sort, _sorts(margin), ("-asked_at", "-id"))
    found, following = keyset(*order, cursor, limit)
    return _whole(found, None, None), following


def queue(entity_id: UUID, reader: Actor, on: date, *, sort: str = "") -> list[RequestFacts]:
    """What waits for this person, the most urgent first: late, then the oldest; or by a key of `SORTS`."""
    waiting = ApprovalRequest.objects.filter(entity_id=entity_id, state=RequestState.WAITING)
    sorts = _sorts(reader.may(MARGIN))
    rows, order = arranged(waiting, sort, sorts, ("asked_at", "id"))
    found = _whole(list(rows.order_by(*order)[:QUEUE]), reader, on, said=True)
    mine = [r for r in found if r.mine]
    if sort:
        return mine
    return sorted(mine, key=lambda r: (r.due_at is None, r.due_at or r.asked_at, r.asked_at))


def waiting_totals(entity_id: UUID, *, asked_by: str = "") -> list[Total]:
    """Every request of the company that waits, or somebody's, in sum per currency."""
    rows = ApprovalRequest.objects.filter(entity_id=entity_id, state=RequestState.WAITING)
    if asked_by:
        rows = rows.filter(Q(asked_by=asked_by) | Q(owner=asked_by))
    names = ("currency", "net_minor", "risk_minor", "margin_minor", "asked_at")
    return totals(Waiting(*row) for row in rows.values_list(*names))


def totals_of(found: Sequence[RequestFacts]) -> list[Total]:
    """These requests in sum per currency."""
    return totals(
        Waiting(r.currency, r.net_minor, r.risk_minor, r.margin_minor, r.asked_at) for r in found
    )


def _sorts(margin: bool) -> Sorts:
    """The order by margin tells of margins: it is for those who may see them."""
    return SORTS if margin else {n: by for n, by in SORTS.items() if n != "margin"}


def of_subject(subject_id: UUID) -> list[RequestFacts]:
    """Every request of a negotiation, newest first."""
    rows = ApprovalRequest.objects.filter(subject_id=subject_id).order_by("-asked_at", "-id")
    return _whole(list(rows), None, None, said=True)


def approved(subject_id: UUID) -> bool:
    """Whether the last request of a negotiation was approved."""
    rows = ApprovalRequest.objects.filter(subject_id=subject_id).order_by("-asked_at", "-id")
    return rows.values_list("state", flat=True).first() == RequestState.APPROVED


def waiting_count(entity_id: UUID, reader: Actor, on: date) -> int:
    return len(queue(entity_id, reader, on))


def open_requests(entity_id: UUID) -> int:
    return ApprovalRequest.objects.filter(entity_id=entity_id, state=RequestState.WAITING).count()


def overdue(entity_id: UUID, now: datetime, on: date) -> int:
    """Steps whose time is over and that nobody escalated yet."""
    late = ApprovalStep.objects.filter(
        Q(due_at__lte=now) | Q(due_on__lt=on), entity_id=entity_id, state=StepState.WAITING,
        escalated_at=None,
    )  # fmt: skip
    return late.count()


def link(link_id: UUID, nonce: str) -> LinkFacts:
    """The link behind a token; UnknownApprovalLink if its nonce is another."""
    row = ApprovalLink.objects.filter(pk=link_id).select_related("person").first()
    known = hashlib.sha256(nonce.encode()).hexdigest()
    if row is None or row.nonce_digest != known or not row.person.is_active:
        raise UnknownApprovalLink(field="token")
    return LinkFacts(row.id, row.entity_id, row.request_id, row.person, row.expires_at, row.used_at)


def substitutes(entity_id: UUID, *, since: date | None = None) -> list[SubstituteFacts]:
    """Substitutions that are or will be in force, earliest first; or all of them."""
    rows = Substitute.objects.filter(entity_id=entity_id).select_related("absent", "person")
    if since:
        rows = rows.filter(ends_on__gte=since)
    return [
        SubstituteFacts(
            r.id, r.absent_id, str(r.absent), r.person_id, str(r.person), r.starts_on, r.ends_on
        )
        for r in rows.order_by("starts_on", "id")
    ]


def notices(entity_id: UUID, person_id: UUID, *, limit: int = 20) -> list[NoticeFacts]:
    """A person's notices, newest first."""
    rows = Notice.objects.filter(entity_id=entity_id, person_id=person_id)
    found = rows.select_related("request").order_by("-id")[:limit]
    return [NoticeFacts(n.id, n.kind, n.text, n.at, n.request_id, n.request.number) for n in found]


def notices_to_mail(limit: int = 200, notice_id: int | None = None) -> list[NoticeToMail]:
    """What is to be mailed now, oldest first. notice_id: only this one"""
    rows = Notice.objects.filter(mailing.due()).select_related("person")
    rows = rows.filter(pk=notice_id) if notice_id else rows
    return [
        NoticeToMail(n.id, n.entity_id, n.request_id, n.person, n.kind, n.text)
        for n in rows.order_by("id")[:limit]
    ]


def staff(entity_id: UUID) -> list[tuple[UUID, str]]:
    """The active people of a company and what to call them, by name."""
    return [
        (person.pk, person.name or person.email) for person in who.staff(entity_id).order_by("name")
    ]


def colleagues(facts: RequestFacts, reader: Actor) -> list[tuple[UUID, str]]:
    """To whom the reader may hand a request over, by name."""
    without = {*who.ids((facts.asked_by, facts.owner)), who.person_id(reader)}
    return [
        (person.pk, person.name or person.email)
        for person in who.staff(facts.entity_id).order_by("name")
        if person.pk not in without and user_actor(person, facts.entity_id).may(DECIDE)
    ]


def _whole(
    rows: Sequence[ApprovalRequest], reader: Actor | None, on: date | None, *, said: bool = False
) -> list[RequestFacts]:
    ids = [row.id for row in rows]
    steps = _steps(ids)
    told = _decisions(ids) if said else {}
    mine = _mine(rows, steps, reader, on) if reader and on else {}
    return [
        RequestFacts(
            **{n: getattr(row, n) for n in _REQUEST}, discount=exact(row.discount),
            steps=tuple(_step(s) for s in steps.get(row.id, [])),
            decisions=tuple(told.get(row.id, [])), mine=mine.get(row.id, frozenset()),
        )
        for row in rows
    ]  # fmt: skip


def _steps(ids: Collection[UUID]) -> dict[UUID, list[ApprovalStep]]:
    rows: QuerySet[ApprovalStep] = ApprovalStep.objects.filter(request__in=ids)
    found: dict[UUID, list[ApprovalStep]] = {}
    chosen = rows.select_related(
        "policy__person", "policy__escalate_person", "person", "delegate", "delegator"
    )
    for row in chosen.order_by("stage", "id"):
        found.setdefault(row.request_id, []).append(row)
    return found


def _decisions(ids: Collection[UUID]) -> dict[UUID, list[DecisionFacts]]:
    found: dict[UUID, list[DecisionFacts]] = {}
    rows = Decision.objects.filter(request__in=ids).select_related("policy").order_by("id")
    for d in rows:
        facts = DecisionFacts(
            d.id, d.verb, d.step_id, d.policy_id, d.policy.version if d.policy else None, d.actor,
            d.on_behalf_of, d.at, d.on, d.text, exact(d.figure), d.seen, d.content, d.digest,
            d.waited_seconds, d.via,
        )  # fmt: skip
        found.setdefault(d.request_id, []).append(facts)
    return found


def _mine(
    rows: Sequence[ApprovalRequest],
    steps: Mapping[UUID, Sequence[ApprovalStep]],
    reader: Actor,
    on: date,
) -> dict[UUID, frozenset[int]]:
    """The steps of each request that this person may decide."""
    if not rows:
        return {}
    entity_id = rows[0].entity_id
    me = who.person(reader, entity_id)
    others: list[Person] = who.absent(entity_id, me, on)
    return {
        row.id: frozenset(
            s.id
            for s in steps.get(row.id, [])
            if s.state == StepState.WAITING
            and standing(seat(s), me, others, who.ids((row.asked_by, row.owner))) is not None
        )
        for row in rows
    }


def seat(row: ApprovalStep) -> Seat:
    """Whose word a step wants."""
    return Seat(
        row.role, row.person_id, row.policy.escalate_role, row.policy.escalate_person_id,
        row.escalated_at is not None, row.delegate_id, row.delegator_id,
    )  # fmt: skip


def _step(row: ApprovalStep) -> StepFacts:
    return StepFacts(
        row.id, _policy(row.policy), row.stage, row.role, row.person_id, row.delegate_id,
        str(row.delegate) if row.delegate else "", row.delegator_id,
        str(row.delegator) if row.delegator else "", row.state, row.seen,
        exact(row.figure), row.started_at, row.due_at, row.escalated_at, row.decided_at,
        row.decided_by, row.on_behalf_of, row.waited_seconds,
    )  # fmt: skip


def _policy(row: Policy) -> PolicyFacts:
    told = {name: getattr(row, name) for name in _POLICY}
    told["conditions"] = tuple(condition_of(c) for c in row.conditions)
    return PolicyFacts(
        **told,
        person=str(row.person) if row.person else "",
        escalate_person=str(row.escalate_person) if row.escalate_person else "",
    )
