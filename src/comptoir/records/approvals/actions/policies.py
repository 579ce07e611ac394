"""Writing the rules: a policy is never edited, its next version begins on a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from comptoir.kernel.errors import Invalid, NotFound, Refused
from comptoir.platform.actions import Do, action
from comptoir.platform.ids import new_id
from comptoir.platform.roles import Role
from comptoir.records.approvals import queries, who
from comptoir.records.approvals.core.checks import ConditionIn, check_conditions
from comptoir.records.approvals.events import PolicyEnded, PolicyWritten
from comptoir.records.approvals.models import Policy
from comptoir.records.approvals.rules import plain_condition
from comptoir.records.parties import parts as parties

APPROVERS = frozenset(r.value for r in Role) - {Role.AUDITOR.value, Role.INTEGRATION.value}
LONGEST_WAIT = 24 * 60  # hours


class PolicyNameMissing(Invalid):
    """Give the policy a name."""

    code = "policy_name_missing"


class NoApprover(Invalid):
    """Say who approves: a role or a person, one of the two."""

    code = "no_approver"


class UnknownApprover(NotFound):
    """There is no such person or role who could approve."""

    code = "unknown_approver"


class StartsTooEarly(Refused):
    """A rule does not change the past: it begins today at the earliest, and after the version before."""

    code = "starts_too_early"


class BadStage(Invalid):
    """A stage is between 1 and 9."""

    code = "bad_stage"


class BadWait(Invalid):
    """The time to decide is between 0 (no limit) and 1,440 hours."""

    code = "bad_wait"


class PolicyOver(Refused):
    """This policy has ended."""

    code = "policy_over"


@action(may="approvals.write")
def write_policy(
    do: Do,
    *,
    name: str,
    conditions: Sequence[ConditionIn],
    stage: int = 1,
    role: str = "",
    person_id: UUID | None = None,
    hours: int = 0,
    escalate_role: str = "",
    escalate_person_id: UUID | None = None,
    bulk_minor: int = 0,
    starts_on: date | None = None,
    ends_on: date | None = None,
    lineage: UUID | None = None,
    history: bool = False,
) -> PolicyWritten:
    """A policy, or the next version of one.

    stage    those of one stage are asked at once, the next stage after them
    ends_on  first day on which it asks nothing any more, where that is known already
    lineage  of the policy whose next version this is; its present one ends when this begins
    history  brought in for a company without any deal: it may have begun before today
    """
    begins = starts_on or do.today
    row = Policy(
        id=new_id(), entity_id=do.entity_id, lineage=lineage or new_id(), version=1,
        name=_named(name), stage=_within(stage, 1, 9, BadStage, "stage"),
        conditions=[plain_condition(c) for c in check_conditions(conditions, _currency(do))],
        role=role, person_id=person_id, escalate_role=escalate_role,
        escalate_person_id=escalate_person_id, bulk_minor=max(0, bulk_minor),
        hours=_within(hours, 0, LONGEST_WAIT, BadWait, "hours"), starts_on=begins,
        ends_on=ends_on,
    )  # fmt: skip
    _check_people(do, row)
    _begin(do, row, date.min if history else do.today, follows=lineage is not None)
    row.save(force_insert=True)
    event = do.record(
        PolicyWritten(
            entity_id=do.entity_id, policy_id=row.id, lineage=row.lineage, version=row.version,
            starts_on=begins,
        )
    )  # fmt: skip
    if ends_on:
        do.record(
            PolicyEnded(
                entity_id=do.entity_id, policy_id=row.id, lineage=row.lineage, ends_on=ends_on
            )
        )
    return event


def _begin(do: Do, row: Policy, floor: date, *, follows: bool) -> None:
    """Check its days against the earliest that is possible, and end the version before."""
    earliest = _close(do, row, floor) if follows else floor
    if row.starts_on < earliest:
        expected = f"{earliest} or later"
        raise StartsTooEarly(field="starts_on", found=str(row.starts_on), expected=expected)
    if row.ends_on and row.ends_on <= row.starts_on:
        expected = f"after {row.starts_on}"
        raise StartsTooEarly(field="ends_on", found=str(row.ends_on), expected=expected)


@action(may="approvals.write")
def end_policy(do: Do, *, lineage: UUID, ends_on: date | None = None) -> PolicyEnded:
    """From this day on the policy asks nothing any more; what it asked before stays on record."""
    row = _open(do, lineage)
    last = ends_on or do.today
    earliest = max(do.today, row.starts_on)
    if last < earliest:
        raise StartsTooEarly(field="ends_on", found=str(last), expected=f"{earliest} or later")
    row.ends_on = last
    row.save(update_fields=["ends_on"])
    event = PolicyEnded(entity_id=do.entity_id, policy_id=row.id, lineage=row.lineage, ends_on=last)
    return do.record(event, changed={"ends_on": (None, last)})


def _close(do: Do, fresh: Policy, floor: date) -> date:
    """End the version before where the fresh one begins; the earliest day for that."""
    old = _open(do, fresh.lineage)
    fresh.version = old.version + 1
    earliest = max(floor, old.starts_on)
    if fresh.starts_on >= earliest:
        old.ends_on = fresh.starts_on
        old.save(update_fields=["ends_on"])
    return earliest


def _open(do: Do, lineage: UUID) -> Policy:
    rows = Policy.objects.select_for_update().filter(entity_id=do.entity_id, lineage=lineage)
    last = rows.order_by("-version").first()
    if last is None:
        raise queries.UnknownPolicy(field="lineage", found=str(lineage))
    if last.ends_on is not None:
        raise PolicyOver(field="lineage", found=last.name)
    return last


def _currency(do: Do) -> str:
    return parties.own_entity(do).currency


def _named(name: str) -> str:
    clean = " ".join(name.replace("\x00", "").split())[:120]
    if not clean:
        raise PolicyNameMissing(field="name")
    return clean


def _within(value: int, low: int, high: int, error: type[Invalid], field: str) -> int:
    if not low <= value <= high:
        raise error(field=field, found=value, expected=f"{low} … {high}")
    return value


def _check_people(do: Do, row: Policy) -> None:
    if bool(row.role) is bool(row.person_id):
        raise NoApprover(field="role")
    if row.escalate_role and row.escalate_person_id:
        raise NoApprover(field="escalate_role")
    for field in ("role", "escalate_role"):
        if getattr(row, field) and getattr(row, field) not in APPROVERS:
            expected = ", ".join(sorted(APPROVERS))
            raise UnknownApprover(field=field, found=getattr(row, field)[:40], expected=expected)
    for field in ("person_id", "escalate_person_id"):
        pk = getattr(row, field)
        if pk and not who.staff(do.entity_id).filter(pk=pk).exists():
            raise UnknownApprover(field=field, found=str(pk))
