"""What an approver says: yes, not like this or no; from the queue, or many at once. By link: `linked.py`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from comptoir.kernel.errors import Forbidden, Invalid, Refused
from comptoir.kernel.money import money
from comptoir.kernel.states import step
from comptoir.platform import sql
from comptoir.platform.actions import Do, action
from comptoir.records.approvals import asking, queries, who
from comptoir.records.approvals.core.deciders import standing
from comptoir.records.approvals.core.hours import worked
from comptoir.records.approvals.core.measures import Comparison, Measure
from comptoir.records.approvals.core.states import (
    REQUEST_MOVES,
    STEP_MOVES,
    RequestState,
    StepState,
)
from comptoir.records.approvals.events import (
    ApprovalCountered,
    ApprovalGiven,
    ApprovalRejected,
)
from comptoir.records.approvals.models import ApprovalRequest, ApprovalStep
from comptoir.records.approvals.rules import condition_of
from comptoir.records.approvals.working import working
from comptoir.records.parties import parts as parties

LONGEST = 2_000
MOST = 100


class OwnDeal(Forbidden):
    """Nobody approves their own deal."""

    code = "own_deal"


class NotYourTurn(Forbidden):
    """This does not wait for you."""

    code = "not_your_turn"


class ChangedMeanwhile(Refused):
    """The deal was changed after you looked at it; look again, then decide."""

    code = "changed_meanwhile"


class ReasonMissing(Invalid):
    """Say why, so that the seller knows what to change."""

    code = "reason_missing"


class BadFigure(Invalid):
    """The figure proposed must be better than what is asked for."""

    code = "bad_figure"


class WhichStep(Invalid):
    """Several rules wait for you; say for which one the figure is meant."""

    code = "which_step"


class TooLargeForMany(Refused):
    """This one is too large to be approved with others; open it."""

    code = "too_large_for_many"


class NothingChosen(Invalid):
    """Choose at least one."""

    code = "nothing_chosen"


@dataclass(frozen=True, slots=True)
class Turn:
    """A step that waits for me, and whom I decide for."""

    row: ApprovalStep
    stands_for: UUID


@action(may="approvals.decide")
def approve(
    do: Do, *, request_id: UUID, digest: str, note: str = "", via: str = "screen"
) -> ApprovalGiven:
    """Say yes to everything of this request that waits for this person.

    digest  of the content that they saw; another one by now is refused
    """
    return say_yes(do, opened(do, request_id, digest), note, via)


@action(may="approvals.decide")
def approve_many(do: Do, *, requests: Sequence[tuple[UUID, str]]) -> ApprovalGiven:
    """Say yes to several small ones, each under the same checks; all or none.

    requests  (request, digest of what was seen)
    """
    if not requests or len(requests) > MOST:
        raise NothingChosen(field="requests", found=len(requests), expected=f"1 … {MOST}")
    event = None
    for request_id, digest in dict(requests).items():
        request = opened(do, request_id, digest)
        for turn in turns(do, request):
            small = request.net_minor <= turn.row.policy.bulk_minor
            if not small or request.currency != parties.own_entity(do).currency:
                raise TooLargeForMany(field="requests", found=request.number)
        event = say_yes(do, request, "", "bulk")
    assert event
    return event


@action(may="approvals.decide")
def counter(
    do: Do,
    *,
    request_id: UUID,
    digest: str,
    figure: Decimal,
    reason: str,
    step_id: int | None = None,
    via: str = "screen",
) -> ApprovalCountered:
    """Propose another figure: a deal that meets it is approved by this word.

    figure   of the rule's first condition: percent, days, months or major units
    step_id  which rule, where several wait for this person
    """
    request = opened(do, request_id, digest)
    return say_counter(do, request, figure=figure, reason=reason, step_id=step_id, via=via)


@action(may="approvals.decide")
def reject(
    do: Do, *, request_id: UUID, digest: str, reason: str, via: str = "screen"
) -> ApprovalRejected:
    """Say no, and why; whatever else was asked for it is asked no more."""
    return say_no(do, opened(do, request_id, digest), reason, via)


def say_yes(do: Do, request: ApprovalRequest, note: str, via: str) -> ApprovalGiven:
    mine = turns(do, request)
    for turn in mine:
        _decide(do, turn, "approve", request, text=note.strip()[:LONGEST], via=via)
    complete = not asking.start(do, request)
    if complete:
        _end(do, request, "approve", note)
    event = ApprovalGiven(
        entity_id=do.entity_id, document_id=request.document_id, request_id=request.id,
        steps=tuple(turn.row.id for turn in mine), digest=request.digest, complete=complete,
    )  # fmt: skip
    return do.record(event)


def say_counter(
    do: Do, request: ApprovalRequest, *, figure: Decimal, reason: str, step_id: int | None, via: str
) -> ApprovalCountered:
    why = said(reason)
    turn = _one(turns(do, request), step_id)
    wished = _figure(turn.row, figure, request.currency)
    _decide(do, turn, "counter", request, text=why, via=via, figure=wished)
    _end(do, request, "counter", why)
    return do.record(
        ApprovalCountered(
            entity_id=do.entity_id, document_id=request.document_id, request_id=request.id,
            step=turn.row.id, digest=request.digest,
        )
    )  # fmt: skip


def say_no(do: Do, request: ApprovalRequest, reason: str, via: str) -> ApprovalRejected:
    why = said(reason)
    for turn in turns(do, request):
        _decide(do, turn, "reject", request, text=why, via=via)
    _end(do, request, "reject", why)
    return do.record(
        ApprovalRejected(
            entity_id=do.entity_id, document_id=request.document_id, request_id=request.id,
            digest=request.digest,
        )
    )  # fmt: skip


def locked(do: Do, request_id: UUID) -> ApprovalRequest:
    where = "id = %s AND entity_id = %s FOR UPDATE"
    request = sql.first(ApprovalRequest, where, [request_id, do.entity_id])
    if request is None:
        raise queries.UnknownRequest(field="request_id", found=str(request_id))
    return request


def opened(do: Do, request_id: UUID, digest: str) -> ApprovalRequest:
    """The request, locked, if it waits and is what was looked at."""
    request = locked(do, request_id)
    step(REQUEST_MOVES, "approve", RequestState(request.state))
    if request.digest != digest:
        raise ChangedMeanwhile(field="digest", found=digest[:16], expected=request.digest[:16])
    return request


def turns(do: Do, request: ApprovalRequest) -> list[Turn]:
    """The steps that wait for this person; refused when there is none."""
    me = who.person(do.actor, do.entity_id)
    askers = who.ids((request.asked_by, request.owner))
    if me.id is not None and me.id in askers:
        raise OwnDeal(field="request_id", found=request.number)
    others = who.absent(do.entity_id, me, do.today)
    rows = ApprovalStep.objects.filter(request=request, state=StepState.WAITING)
    turns = []
    for row in rows.select_related("policy").order_by("id"):
        stands_for = standing(queries.seat(row), me, others, askers)
        if stands_for is not None:
            turns.append(Turn(row, stands_for))
    if not turns:
        raise NotYourTurn(field="request_id", found=request.number)
    return turns


def _one(turns: Sequence[Turn], step_id: int | None) -> Turn:
    wanted = [turn for turn in turns if step_id in (None, turn.row.id)]
    if len(wanted) != 1:
        raise WhichStep(field="step_id", expected=", ".join(str(t.row.id) for t in turns))
    return wanted[0]


def _decide(
    do: Do,
    turn: Turn,
    verb: str,
    request: ApprovalRequest,
    *,
    text: str,
    via: str,
    figure: str = "",
) -> None:
    """The step has its answer, and what was seen stands beside it."""
    row, me = turn.row, who.person_id(do.actor)
    behalf = "" if turn.stands_for == me else f"user:{turn.stands_for}"
    row.state = step(STEP_MOVES, verb, StepState(row.state))
    row.decided_at, row.decided_by, row.on_behalf_of = do.now, who.name_of(do.actor), behalf
    row.digest, row.figure = request.digest, figure
    waited = worked(working(do.entity_id).hours, row.started_at or do.now, do.now)
    row.waited_seconds = int(waited.total_seconds())
    sql.save(
        row, "state", "decided_at", "decided_by", "on_behalf_of", "digest", "figure",
        "waited_seconds",
    )  # fmt: skip
    asking.decision(
        do, row, verb, now=request.digest, content=request.content, via=via, text=text,
        figure=figure, on_behalf_of=behalf, waited_seconds=row.waited_seconds,
    ).save()  # fmt: skip


def _end(do: Do, request: ApprovalRequest, verb: str, text: str) -> None:
    request.state = step(REQUEST_MOVES, verb, RequestState(request.state))
    asking.close(do, request)
    asking.notify(do, request, asking.sellers(request), verb, text)


def _figure(row: ApprovalStep, figure: Decimal, currency: str) -> str:
    """The figure, exact; refused unless it is stricter than what is asked for."""
    first = condition_of(row.policy.conditions[0])
    if not isinstance(first.value, Fraction):
        raise BadFigure(field="figure", fix="reject with a reason instead")
    amount = first.measure is Measure.NET
    wished = Fraction(money(figure, first.currency or currency).minor if amount else figure)
    before = asking.load_seen(row, first)
    above = first.comparison is Comparison.ABOVE
    if isinstance(before, Fraction) and (wished >= before if above else wished <= before):
        raise BadFigure(field="figure", found=str(figure))
    return f"{wished.numerator}/{wished.denominator}"


def said(text: str, field: str = "reason") -> str:
    clean = " ".join(text.replace("\x00", "").split())
    if not clean:
        raise ReasonMissing(field=field)
    return clean[:LONGEST]
