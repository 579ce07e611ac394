"""Reads of obligations: what is due, and the calendar of a company's contracts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from comptoir.kernel.errors import NotFound
from comptoir.platform import mailing
from comptoir.platform.paging import after
from comptoir.stages.contracting.clause_models import Duty, DutyMark
from comptoir.stages.contracting.core.duties import open_dates
from comptoir.stages.contracting.core.states import ContractState
from comptoir.stages.contracting.models import Contract

AHEAD = 90  # days that the list looks ahead


class UnknownDuty(NotFound):
    """There is no such obligation."""

    code = "unknown_duty"


@dataclass(frozen=True, slots=True)
class DutyFacts:
    """An obligation of a contract; the words are explained on the model."""

    id: UUID
    entity_id: UUID
    contract_id: UUID
    side: str
    what: str
    person_id: UUID | None
    person: str
    first_on: date
    every_months: int
    ends_on: date | None
    remind_days: int
    clause_id: UUID | None
    done: frozenset[date]

    def open_on(self, last: date) -> list[date]:
        """The days up to `last` that nobody marked as done."""
        return open_dates(self.first_on, self.every_months, self.ends_on, last, self.done)


@dataclass(frozen=True, slots=True)
class Due:
    """One day on which an obligation falls due."""

    on: date
    duty: DutyFacts


@dataclass(frozen=True, slots=True)
class Day:
    """Something on the calendar. kind: notice | renewal | end | duty."""

    on: date
    kind: str
    contract_id: UUID
    number: str
    customer_id: UUID
    text: str = ""


@dataclass(frozen=True, slots=True)
class ReminderFacts:
    """A reminder that nobody has mailed yet, and to whom ("" : to the company)."""

    id: int
    due_on: date
    duty: DutyFacts
    email: str
    language: str


def duty(duty_id: UUID, entity_id: UUID) -> DutyFacts:
    """One obligation."""
    row = Duty.objects.filter(pk=duty_id, entity_id=entity_id).select_related("person").first()
    if row is None:
        raise UnknownDuty(field="duty_id", found=str(duty_id))
    return _facts([row])[0]


def of_contract(contract_id: UUID) -> list[DutyFacts]:
    """The obligations of a contract, in the order of their first day."""
    rows = Duty.objects.filter(contract_id=contract_id).select_related("person")
    return _facts(rows.order_by("first_on", "id"))


def due(entity_id: UUID, on: date, days: int = AHEAD, side: str = "") -> list[Due]:
    """What falls due within so many days, and what is late, the oldest first."""
    last = on + timedelta(days=days)
    rows = Duty.objects.filter(entity_id=entity_id, first_on__lte=last)
    rows = rows.filter(side=side) if side else rows
    found = _facts(rows.select_related("person"))
    all_due = [Due(day, d) for d in found for day in d.open_on(last)]
    return sorted(all_due, key=lambda x: (x.on, str(x.duty.id)))


def due_page(
    entity_id: UUID,
    on: date,
    days: int,
    *,
    side: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> tuple[list[Due], str | None]:
    """`due` page by page."""
    rows = due(entity_id, on, days, side)
    return after(rows, lambda x: (x.on.isoformat(), str(x.duty.id)), cursor, limit)


def calendar(entity_id: UUID, first: date, last: date) -> list[Day]:
    """Notice, renewal and end of each contract in force, and obligations, between two days, both included."""
    span = (first, last)
    rows = Contract.objects.filter(
        Q(notice_on__range=span) | Q(renewal_on__range=span) | Q(ends_on__range=span),
        entity_id=entity_id, state=ContractState.ACTIVE,
    )  # fmt: skip
    days = []
    for row in rows:
        for kind, on in (
            ("notice", row.notice_on),
            ("renewal", row.renewal_on),
            ("end", row.ends_on),
        ):
            if on and first <= on <= last and not (kind == "end" and on == row.renewal_on):
                days.append(Day(on, kind, row.id, row.number, row.customer_id))
    owed = [d for d in due(entity_id, first, (last - first).days) if d.on >= first]
    known = {c.id: c for c in Contract.objects.filter(pk__in={d.duty.contract_id for d in owed})}
    for d in owed:
        of = known[d.duty.contract_id]
        days.append(Day(d.on, "duty", of.id, of.number, of.customer_id, d.duty.what))
    return sorted(days, key=lambda x: (x.on, x.number, x.kind))


def to_mail(limit: int, mark_id: int | None = None) -> list[ReminderFacts]:
    """Reminders that are to be tried now, the oldest first. mark_id: only this one"""
    rows = DutyMark.objects.filter(mailing.due(), kind="reminded")
    rows = rows.filter(pk=mark_id) if mark_id else rows
    marks = list(rows.select_related("duty__person").order_by("id")[:limit])
    facts = {f.id: f for f in _facts([m.duty for m in marks])}
    return [
        ReminderFacts(
            m.pk, m.due_on, facts[m.duty_id], getattr(m.duty.person, "email", ""),
            getattr(m.duty.person, "language", ""),
        )
        for m in marks
    ]  # fmt: skip


def _facts(rows: Iterable[Duty]) -> list[DutyFacts]:
    known = list(rows)
    done: dict[UUID, set[date]] = {row.id: set() for row in known}
    marks = DutyMark.objects.filter(duty__in=done, kind="done").values_list("duty_id", "due_on")
    for duty_id, on in marks:
        done[duty_id].add(on)
    return [
        DutyFacts(
            row.id, row.entity_id, row.contract_id, row.side, row.what, row.person_id,
            row.person.name if row.person else "", row.first_on, row.every_months, row.ends_on,
            row.remind_days, row.clause_id, frozenset(done[row.id]),
        )
        for row in known
    ]  # fmt: skip
