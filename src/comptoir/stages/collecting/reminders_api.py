"""Reminders over HTTP: who is late and why they are written to or not, letters, pauses, the plan."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.kernel.money import money
from comptoir.platform.clock import today
from comptoir.platform.paging import after
from comptoir.platform.schemas import (
    CustomerId,
    Day,
    DecimalText,
    In,
    InvoiceId,
    MoneyOut,
    Page,
    Paged,
    ReminderId,
    ReminderPauseId,
    ReminderPlanId,
    example,
)
from comptoir.platform.web import entity_of, perform
from comptoir.records.parties import queries as parties
from comptoir.stages.collecting import actions, queries, reminders
from comptoir.stages.collecting.schemas import CurrencyCode
from comptoir.stages.invoicing import queries as invoicing

router = Router(tags=["Reminders"])
ToneName = Literal["courteous", "firm", "formal"]
ReasonName = Literal["promise", "dispute", "installments", "other"]
Reason = Literal[
    "due", "not_yet", "paused", "covered", "below_minimum", "written_recently", "all_written",
    "no_address",
]  # fmt: skip


class LateInvoiceOut(Schema):
    """level: what a letter of today would bring it to; raised: for the first time."""

    invoice_id: InvoiceId
    number: str
    due_on: date
    days_late: int
    open: MoneyOut
    level: int
    raised: bool


class LateAccountOut(Schema):
    """reason: due, or why nothing is written today; until: the day on which that may end."""

    customer_id: CustomerId
    reason: str
    until: date | None
    level: int
    overdue: MoneyOut
    credits: MoneyOut
    net: MoneyOut
    last_on: date | None
    invoices: list[LateInvoiceOut]


class ReminderLineOut(Schema):
    """An invoice as the letter named it; interest null: not claimable, or the rate was not known."""

    invoice_id: InvoiceId
    number: str
    due_on: date
    days_late: int
    open: MoneyOut
    level: int
    raised: bool
    interest: MoneyOut | None
    indemnity: MoneyOut


class ReminderOut(Schema):
    """A letter as it was written. interest and indemnity are claimable by law, not booked."""

    id: ReminderId
    customer_id: CustomerId
    on: date
    level: int
    tone: str
    state: str
    by_hand: bool
    language: str
    email: str
    subject: str
    body: str
    overdue: MoneyOut
    credits: MoneyOut
    net: MoneyOut
    interest: MoneyOut | None
    indemnity: MoneyOut
    lines: list[ReminderLineOut]


class ReminderPauseOut(Schema):
    """No letters over [starts_on, ends_on); invoice_id null: none at all to the customer."""

    id: ReminderPauseId
    customer_id: CustomerId
    invoice_id: InvoiceId | None
    reason: str
    note: str
    starts_on: date
    ends_on: date


class ReminderLevelOut(Schema):
    days: int
    tone: str


class ReminderPlanOut(Schema):
    """id null, version 0: the plan that every company begins with; automatic: the day's letters go by
    themselves."""

    id: ReminderPlanId | None
    version: int
    starts_on: date | None
    gap_days: int
    minimum: MoneyOut
    automatic: bool
    returned_level: int
    levels: list[ReminderLevelOut]


class ScheduledReminderOut(Schema):
    """on: the day from which it is due while the invoice is unpaid; written_on: null while it is to come."""

    level: int
    tone: str
    on: date
    written_on: date | None


class ReminderIn(In):
    """currency: the customer's own if left out."""

    customer_id: CustomerId
    currency: Literal[""] | CurrencyCode = ""


class ReminderPauseIn(In):
    """until: the first day on which letters go again; invoice_id null: none to the customer at all."""

    reason: ReasonName
    until: Day
    invoice_id: InvoiceId | None = None
    note: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")] = ""


class ReminderResumeIn(In):
    invoice_id: InvoiceId | None = None


class ReminderLevelIn(In):
    """days: past due, from which on."""

    days: Annotated[int, Field(ge=1, le=365)]
    tone: ToneName


class ReminderPlanIn(In):
    """gap_days: between two letters to one customer; minimum: in the company's currency; automatic: the
    day's letters go by themselves, else by POST /reminders/run; returned_level: the level with which a
    payment that the bank took back is written for, at once."""

    model_config = example(
        gap_days=10, minimum="10.00",
        levels=[{"days": 5, "tone": "courteous"}, {"days": 20, "tone": "firm"}],
    )  # fmt: skip

    gap_days: Annotated[int, Field(ge=1, le=365)]
    minimum: DecimalText
    automatic: bool = True
    returned_level: Annotated[int, Field(ge=1, le=9)] = 1
    levels: Annotated[list[ReminderLevelIn], Field(min_length=1, max_length=9)]


class LateFilter(Paged):
    """reason: only these."""

    reason: Literal[""] | Reason = ""
    customer_id: CustomerId | None = None


class ReminderFilter(Paged):
    """since, until: the day of the letter, both included."""

    customer_id: CustomerId | None = None
    since: Day | None = None
    until: Day | None = None


class PauseFilter(Paged):
    customer_id: CustomerId | None = None


@router.get("/late-accounts", response=Page[LateAccountOut])
def late_accounts(request: HttpRequest, filters: Query[LateFilter]) -> dict[str, Any]:
    """Everyone who is late, by customer and currency: written to today, or why not."""
    entity_id = entity_of(request)
    found = reminders.standings(entity_id, today(entity_id), customer_id=filters.customer_id)
    rows, following = after(
        [s for s in found if filters.reason in ("", s.verdict.why.value)],
        lambda s: (s.customer.name.casefold(), s.customer.id, s.currency),
        filters.cursor, filters.limit,
    )  # fmt: skip
    return {"items": [_standing(s) for s in rows], "next": following}


@router.get("/reminders", response=Page[ReminderOut])
def letters(request: HttpRequest, filters: Query[ReminderFilter]) -> dict[str, Any]:
    """Letters written, the newest first."""
    wanted = {n: getattr(filters, n) for n in type(filters).model_fields}
    rows, following = reminders.letters_page(entity_of(request), **wanted)
    return {"items": [_letter(x) for x in rows], "next": following}


@router.post("/reminders", response=ReminderOut)
def send(request: HttpRequest, body: ReminderIn) -> dict[str, Any]:
    """Write to a customer now, whatever the plan says of days; once a day."""
    return perform(
        request, actions.send_reminder,
        lambda e: _letter(reminders.letter(e.entity_id, e.reminder_id)),
        customer_id=body.customer_id, currency=body.currency,
    )  # fmt: skip


@router.post("/reminders/run", response=Page[ReminderOut])
def run(request: HttpRequest) -> dict[str, Any]:
    """Write every letter that is due today; answers with the letters of the day."""
    entity_id = entity_of(request)
    on = today(entity_id)

    def read(_event: Any) -> dict[str, Any]:
        rows, following = reminders.letters_page(entity_id, since=on, until=on, limit=200)
        return {"items": [_letter(x) for x in rows], "next": following}

    return perform(request, actions.run_reminders, read)


@router.get("/reminders/{reminder_id}", response=ReminderOut)
def letter(request: HttpRequest, reminder_id: ReminderId) -> dict[str, Any]:
    """One letter, as it was written."""
    return _letter(reminders.letter(entity_of(request), reminder_id))


@router.get("/invoices/{invoice_id}/reminder-schedule", response=Page[ScheduledReminderOut])
def schedule(request: HttpRequest, invoice_id: InvoiceId, paging: Query[Paged]) -> dict[str, Any]:
    """Which reminder of an unpaid invoice comes on which day, and which were written."""
    entity_id = entity_of(request)
    head = invoicing.head(invoice_id, entity_id)
    item = queries.items([invoice_id]).get(invoice_id)
    owed = item is not None and head.gross_minor > 0
    found = reminders.schedule_of(item, entity_id, today(entity_id)) if item and owed else []
    rows, following = after(found, lambda x: (x.level,), paging.cursor, paging.limit)
    return {"items": rows, "next": following}


@router.get("/reminder-pauses", response=Page[ReminderPauseOut])
def pauses(request: HttpRequest, filters: Query[PauseFilter]) -> dict[str, Any]:
    """The pauses that run today, the first to end first."""
    entity_id = entity_of(request)
    rows, following = reminders.pauses_page(
        entity_id, today(entity_id), customer_id=filters.customer_id, cursor=filters.cursor,
        limit=filters.limit,
    )  # fmt: skip
    return {"items": rows, "next": following}


@router.post("/customers/{customer_id}/pause-reminders", response=ReminderPauseOut)
def pause(
    request: HttpRequest, customer_id: CustomerId, body: ReminderPauseIn
) -> reminders.PauseFacts:
    """No letters until a day, to a customer or for one invoice."""
    return perform(
        request, actions.pause_reminders, lambda e: reminders.pause(e.entity_id, e.pause_id),
        customer_id=customer_id, reason=body.reason, until=body.until,
        invoice_id=body.invoice_id, note=body.note,
    )  # fmt: skip


@router.post("/customers/{customer_id}/resume-reminders", response=Page[ReminderPauseOut])
def resume(request: HttpRequest, customer_id: CustomerId, body: ReminderResumeIn) -> dict[str, Any]:
    """A pause ends today; answers with the customer's pauses that still run."""
    entity_id = entity_of(request)
    on = today(entity_id)

    def read(_event: Any) -> dict[str, Any]:
        rows, following = reminders.pauses_page(entity_id, on, customer_id=customer_id, limit=200)
        return {"items": rows, "next": following}

    given = {"customer_id": customer_id, "invoice_id": body.invoice_id}
    return perform(request, actions.resume_reminders, read, **given)


@router.get("/reminder-plan", response=ReminderPlanOut)
def plan(request: HttpRequest) -> dict[str, Any]:
    """The plan in force today."""
    return _plan(request)


@router.put("/reminder-plan", response=ReminderPlanOut)
def set_plan(request: HttpRequest, body: ReminderPlanIn) -> dict[str, Any]:
    """The plan from today on, whole, as its next version."""
    currency = parties.entity(entity_of(request)).currency
    return perform(
        request, actions.set_reminder_plan, lambda _event: _plan(request),
        levels=[(level.days, level.tone) for level in body.levels], gap_days=body.gap_days,
        minimum_minor=money(body.minimum, currency).minor, automatic=body.automatic,
        returned_level=body.returned_level,
    )  # fmt: skip


def _plan(request: HttpRequest) -> dict[str, Any]:
    entity_id = entity_of(request)
    found = reminders.plan(entity_id, today(entity_id))
    return {
        "id": found.id, "version": found.version, "starts_on": found.starts_on,
        "gap_days": found.plan.gap_days, "automatic": found.automatic,
        "returned_level": found.plan.returned_level,
        "minimum": MoneyOut.of(found.plan.minimum_minor, parties.entity(entity_id).currency),
        "levels": [{"days": x.days, "tone": x.tone.value} for x in found.plan.levels],
    }  # fmt: skip


def _standing(s: reminders.Standing) -> dict[str, Any]:
    def of(minor: int) -> MoneyOut:
        return MoneyOut.of(minor, s.currency)

    verdict = s.verdict
    named = [(c, s.item(c)) for c in verdict.claims]
    return {
        "customer_id": s.customer.id, "reason": verdict.why.value, "until": verdict.until,
        "level": verdict.level, "overdue": of(s.overdue_minor), "credits": of(s.credits_minor),
        "net": of(verdict.net_minor), "last_on": s.last_on,
        "invoices": [
            {
                "invoice_id": i.invoice_id, "number": i.number, "due_on": i.due_on,
                "days_late": c.days_late, "open": of(i.open_minor), "level": c.level,
                "raised": c.raised,
            }
            for c, i in named
        ],
    }  # fmt: skip


def _letter(x: reminders.LetterFacts) -> dict[str, Any]:
    def of(minor: int | None) -> MoneyOut | None:
        return None if minor is None else MoneyOut.of(minor, x.currency)

    amounts = ("overdue", "credits", "net", "interest", "indemnity")
    told = {n: getattr(x, n) for n in ReminderOut.model_fields if n not in (*amounts, "lines")}
    told |= {n: of(getattr(x, f"{n}_minor")) for n in amounts}
    return told | {
        "lines": [
            {n: getattr(li, n) for n in ("invoice_id", "number", "due_on", "days_late", "level", "raised")}
            | {n: of(getattr(li, f"{n}_minor")) for n in ("open", "interest", "indemnity")}
            for li in x.lines
        ]
    }  # fmt: skip
