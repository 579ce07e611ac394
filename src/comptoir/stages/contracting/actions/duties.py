"""Writes of obligations: entered, made by clauses, done, reminded of, ended."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from comptoir.kernel.errors import Invalid, NothingDue, Refused
from comptoir.platform import mailing
from comptoir.platform.actions import Do, action, part
from comptoir.stages.contracting import duties, library, queries
from comptoir.stages.contracting.clause_models import (
    SIDES,
    Clause,
    DraftClause,
    DraftVersion,
    Duty,
    DutyMark,
)
from comptoir.stages.contracting.core.duties import to_remind
from comptoir.stages.contracting.events import DutyDone, DutyEnded, DutyReminded, DutyWritten
from comptoir.stages.contracting.models import Contract

LONGEST = 120  # months between two days


class BadDuty(Invalid):
    """An obligation says who owes what, from which day on, and every how many months."""

    code = "bad_duty"


class NotDue(Refused):
    """The obligation does not fall due on that day."""

    code = "duty_not_due"


@action(may="contracting.sign")
def write_duty(
    do: Do,
    *,
    contract_id: UUID,
    side: str,
    what: str,
    first_on: date,
    every_months: int = 0,
    ends_on: date | None = None,
    remind_days: int = 14,
) -> DutyWritten:
    """Enter an obligation of a contract; whoever enters it is reminded."""
    contract = queries.contract(contract_id, do.entity_id)
    what = " ".join(what.split())
    if side not in SIDES:
        raise BadDuty(field="side", found=side[:20], expected=" | ".join(SIDES))
    if not 0 < len(what) <= 200:
        raise BadDuty(field="what", found=what[:40])
    if not (0 <= every_months <= LONGEST and 0 <= remind_days <= 365):
        raise BadDuty(field="every_months", found=every_months, expected=f"0 … {LONGEST}")
    if ends_on and ends_on < first_on:
        raise BadDuty(field="ends_on", found=ends_on.isoformat(), expected=f"≥ {first_on}")
    until = ends_on or (contract.ends_on if every_months else None)
    row = Duty.objects.create(
        entity_id=do.entity_id, contract_id=contract.id, side=side, what=what, person_id=_person(do),
        first_on=first_on, every_months=every_months, remind_days=remind_days,
        ends_on=until if until is None or until >= first_on else None,
    )  # fmt: skip
    return do.record(_written(row))


def _person(do: Do) -> UUID | None:
    """Who acts, when it is a person of the staff."""
    kind, _colon, name = do.actor.name.partition(":")
    try:
        return UUID(name) if kind == "user" else None
    except ValueError:
        return None


def _written(row: Duty) -> DutyWritten:
    return DutyWritten(
        entity_id=row.entity_id, contract_id=row.contract_id, duty_id=row.id, first_on=row.first_on
    )


@part
def owe(do: Do, contract: Contract, wording: DraftVersion) -> None:
    """The obligations that the clauses of a new contract make."""
    there = DraftClause.objects.filter(version=wording, clause__isnull=False)
    for clause in Clause.objects.filter(pk__in=there.values("clause")).exclude(duty_side=""):
        facts = library.facts(clause)
        first = contract.starts_on + timedelta(days=clause.duty_days)
        if contract.ends_on and first >= contract.ends_on:
            continue
        row = Duty.objects.create(
            entity_id=do.entity_id, contract=contract, side=clause.duty_side,
            what=facts.duty(contract.language), first_on=first, every_months=clause.duty_months,
            ends_on=contract.ends_on, clause=clause,
        )  # fmt: skip
        do.record(_written(row))


@action(may="contracting.sign")
def finish_duty(do: Do, *, duty_id: UUID, due_on: date, note: str = "") -> DutyDone:
    """One due day of an obligation is done; NothingDue when it already is."""
    row = _locked(do, duty_id)
    facts = duties.duty(row.id, do.entity_id)
    if due_on in facts.done:
        raise NothingDue(duty=row.what)
    if due_on not in facts.open_on(due_on):
        raise NotDue(field="due_on", found=due_on.isoformat())
    DutyMark.objects.create(
        duty=row, due_on=due_on, kind="done", by=do.actor.name, on=do.today, note=note.strip()[:200]
    )
    return do.record(
        DutyDone(entity_id=do.entity_id, contract_id=row.contract_id, duty_id=row.id, due_on=due_on)
    )


@action(may="contracting.sign")
def end_duty(do: Do, *, duty_id: UUID, ends_on: date | None = None) -> DutyEnded:
    """The obligation falls due no more from a day on, today if none is named."""
    row = _locked(do, duty_id)
    on = max(ends_on or do.today, row.first_on)
    before, row.ends_on = row.ends_on, on
    row.save(update_fields=["ends_on"])
    event = DutyEnded(
        entity_id=do.entity_id, contract_id=row.contract_id, duty_id=row.id, ends_on=on
    )
    return do.record(event, {"ends_on": (before, on)})


@action(may="contracting.sign")
def remind_duties(do: Do, *, on: date | None = None) -> DutyReminded:
    """Remind of every due day that is near, each once; NothingDue when there is none."""
    day = on or do.today
    told = set(
        DutyMark.objects.filter(duty__entity_id=do.entity_id, kind="reminded").values_list(
            "duty_id", "due_on"
        )
    )
    last: DutyReminded | None = None
    for due in duties.due(do.entity_id, day, 365):
        near = to_remind([due.on], due.duty.remind_days, day)
        if not near or (due.duty.id, due.on) in told:
            continue
        DutyMark.objects.create(
            duty_id=due.duty.id, due_on=due.on, kind="reminded", by=do.actor.name, on=do.today
        )
        last = do.record(
            DutyReminded(
                entity_id=do.entity_id, contract_id=due.duty.contract_id, duty_id=due.duty.id,
                due_on=due.on,
            )
        )  # fmt: skip
    if last is None:
        raise NothingDue(on=day)
    return last


@action(may="contracting.sign")
def mark_duty_mailed(do: Do, *, mark_id: int, failed: bool = False) -> DutyReminded:
    """A reminder was mailed, or could not be: it is tried again, later and later, then given up."""
    mark = DutyMark.objects.select_for_update().select_related("duty").get(pk=mark_id)
    mailing.tried(mark, failed=failed)
    mark.save(update_fields=mailing.TRIED)
    return do.record(
        DutyReminded(
            entity_id=do.entity_id, contract_id=mark.duty.contract_id, duty_id=mark.duty_id,
            due_on=mark.due_on,
        )
    )  # fmt: skip


def _locked(do: Do, duty_id: UUID) -> Duty:
    row = Duty.objects.select_for_update().filter(pk=duty_id, entity_id=do.entity_id).first()
    if row is None:
        raise duties.UnknownDuty(field="duty_id", found=str(duty_id))
    return row
