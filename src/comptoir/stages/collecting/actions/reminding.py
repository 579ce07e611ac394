"""Remind customers of what is overdue: the day's letters, one by hand, pauses, the plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet

from comptoir.kernel.errors import Invalid, NothingDue, Refused
from comptoir.platform import mailing, sql
from comptoir.platform.actions import Do, action
from comptoir.platform.ids import new_id
from comptoir.records.parties import queries as parties
from comptoir.stages.collecting import letters, reminders
from comptoir.stages.collecting.core.dunning import Level, Plan, Tone, Why, check_plan
from comptoir.stages.collecting.events import (
    ReminderMailed,
    ReminderPlanSet,
    RemindersPaused,
    RemindersResumed,
    ReminderWritten,
)
from comptoir.stages.collecting.models import OpenItem
from comptoir.stages.collecting.reminder_models import (
    REASONS,
    TONES,
    Reminder,
    ReminderLevel,
    ReminderLine,
    ReminderPause,
    ReminderPlan,
)

LONGEST_PAUSE = 366  # days


class NoReminder(Refused):
    """No reminder can be written now."""

    code = "no_reminder"


class BadPause(Invalid):
    """A pause has a known reason and ends on a later day, within a year."""

    code = "bad_pause"


class UnknownTone(Invalid):
    """A reminder is courteous, firm or formal."""

    code = "unknown_tone"


@action(may="collecting.write")
def run_reminders(do: Do, *, daily: bool = False) -> ReminderWritten:
    """Write every letter that is due today, one to a customer; NothingDue when there is none.

    daily  nobody asked: only where the company's plan writes by itself
    """
    if daily and not reminders.plan(do.entity_id, do.today).automatic:
        raise NothingDue(on=do.today)
    _alone(do)
    due = reminders.due(do.entity_id, do.today)
    last = _write(do, due, by_hand=False) if due else None
    if last is None:
        raise NothingDue(on=do.today)
    return last


@action(may="collecting.write")
def send_reminder(do: Do, *, customer_id: UUID, currency: str = "") -> ReminderWritten:
    """Write to a customer now, whatever the plan says of days; once a day.

    Without a currency: in the customer's, or the only one in which something is overdue.
    """
    parties.customer(customer_id, do.entity_id)
    _alone(do)
    late = reminders.standings(do.entity_id, do.today, customer_id=customer_id, by_hand=True)
    named = [s for s in late if s.currency == (currency or s.customer.currency)]
    found = (named or ([] if currency else late))[:1]
    if not found:
        raise NoReminder(field="customer_id", found=Why.NOT_LATE.value)
    verdict = found[0].verdict
    if verdict.why is not Why.DUE:
        until = {"until": verdict.until} if verdict.until else {}
        raise NoReminder(field="customer_id", found=verdict.why.value, **until)
    event = _write(do, found, by_hand=True)
    if event is None:
        raise NoReminder(field="customer_id", found=Why.WRITTEN_RECENTLY.value)
    return event


@action(may="collecting.write")
def remind_returned(do: Do, *, customer_id: UUID) -> ReminderWritten:
    """A payment came back: the customer is told at once, by the plan's step for it, where letters go by
    themselves. NothingDue where a pause, a credit or a letter of the day holds it: the next run looks."""
    if not reminders.plan(do.entity_id, do.today).automatic:
        raise NothingDue(on=do.today)
    _alone(do)
    late = reminders.standings(do.entity_id, do.today, customer_id=customer_id)
    due = [s for s in late if s.returns and s.verdict.why is Why.DUE]
    last = _write(do, due, by_hand=False) if due else None
    if last is None:
        raise NothingDue(on=do.today)
    return last


@action(may="collecting.write")
def pause_reminders(
    do: Do, *, customer_id: UUID, reason: str, until: date, invoice_id: UUID | None = None,
    note: str = "",
) -> RemindersPaused:  # fmt: skip
    """No letters before `until`, to a customer or for one of its invoices; a second pause replaces
    the first."""
    parties.customer(customer_id, do.entity_id)
    if reason not in REASONS:
        raise BadPause(field="reason", found=reason[:20], expected=" | ".join(REASONS))
    last = do.today + timedelta(days=LONGEST_PAUSE)
    if not do.today < until <= last:
        raise BadPause(
            field="until",
            found=until.isoformat(),
            expected=f"{do.today + timedelta(days=1)} – {last}",
        )
    if invoice_id and not OpenItem.objects.filter(pk=invoice_id, customer_id=customer_id).exists():
        raise BadPause(field="invoice_id", found=str(invoice_id))
    _running(do, customer_id, invoice_id).update(ends_on=do.today)
    row = ReminderPause.objects.create(
        entity_id=do.entity_id, customer_id=customer_id, item_id=invoice_id, reason=reason,
        note=" ".join(note.split())[:200], starts_on=do.today, ends_on=until,
    )  # fmt: skip
    return do.record(
        RemindersPaused(
            entity_id=do.entity_id, customer_id=customer_id, pause_id=row.pk, reason=reason,
            until=until, invoice_id=invoice_id,
        )
    )  # fmt: skip


@action(may="collecting.write")
def resume_reminders(
    do: Do, *, customer_id: UUID, invoice_id: UUID | None = None
) -> RemindersResumed:
    """A pause ends today; NothingDue when there is none."""
    parties.customer(customer_id, do.entity_id)
    if not _running(do, customer_id, invoice_id).update(ends_on=do.today):
        raise NothingDue(on=do.today)
    return do.record(
        RemindersResumed(entity_id=do.entity_id, customer_id=customer_id, invoice_id=invoice_id)
    )


@action(may="collecting.plan")
def set_reminder_plan(
    do: Do, *, levels: Sequence[tuple[int, str]], gap_days: int, minimum_minor: int,
    automatic: bool = True, returned_level: int = 1,
) -> ReminderPlanSet:  # fmt: skip
    """The plan from today on, as its next version.

    levels         days past due and tone, the first is level 1
    minimum_minor  in the company's currency
    automatic      the day's letters go by themselves; else when somebody says so
    returned_level the level with which a payment that came back is written for, at once
    """
    for n, (_days, tone) in enumerate(levels, start=1):
        if tone not in TONES:
            raise UnknownTone(field=f"levels.{n}.tone", found=tone[:20], expected=" | ".join(TONES))
    told = tuple(Level(days, Tone(tone)) for days, tone in levels)
    _alone(do)
    return _plan(do, check_plan(Plan(told, gap_days, minimum_minor, returned_level)), automatic)[1]


@action(may="collecting.write")
def mark_reminder_mailed(do: Do, *, reminder_id: UUID, failed: bool = False) -> ReminderMailed:
    """A letter was mailed, or could not be: it is tried again, later and later, then given up, and listed."""
    row = Reminder.objects.select_for_update().get(pk=reminder_id, entity_id=do.entity_id)
    mailing.tried(row, failed=failed)
    row.failed = failed and row.mailed_at is not None
    row.save(update_fields=[*mailing.TRIED, "failed"])
    return do.record(
        ReminderMailed(entity_id=do.entity_id, reminder_id=reminder_id, delivered=not failed)
    )


def _alone(do: Do) -> None:
    """Letters and plans of a company are written by one hand at a time; the second reads what the
    first one wrote."""
    sql.alone(f"reminders {do.entity_id}")


def _running(do: Do, customer_id: UUID, invoice_id: UUID | None) -> QuerySet[ReminderPause]:
    return ReminderPause.objects.filter(
        entity_id=do.entity_id, customer_id=customer_id, item_id=invoice_id, ends_on__gt=do.today
    )


def _plan(do: Do, plan: Plan, automatic: bool) -> tuple[UUID, ReminderPlanSet]:
    """A company's plan becomes rows: what a letter followed can always be looked up."""
    version = ReminderPlan.objects.filter(entity_id=do.entity_id).count() + 1
    row = ReminderPlan.objects.create(
        entity_id=do.entity_id, version=version, starts_on=do.today, gap_days=plan.gap_days,
        minimum_minor=plan.minimum_minor, automatic=automatic,
        returned_level=plan.returned_level,
    )  # fmt: skip
    ReminderLevel.objects.bulk_create(
        ReminderLevel(plan=row, level=n, days=level.days, tone=level.tone.value)
        for n, level in enumerate(plan.levels, start=1)
    )
    event = ReminderPlanSet(
        entity_id=do.entity_id, plan_id=row.pk, version=version, levels=len(plan.levels)
    )
    return row.pk, do.record(event)


def _write(do: Do, due: Sequence[reminders.Standing], *, by_hand: bool) -> ReminderWritten | None:
    """The letters as rows; a customer who got one today already is passed over by the database."""
    seller = parties.entity(do.entity_id)
    now = reminders.plan(do.entity_id, do.today)
    plan_id = now.id or _plan(do, now.plan, now.automatic)[0]
    last: ReminderWritten | None = None
    lines: list[ReminderLine] = []
    numbers = letters.link_numbers(due)
    for one in due:
        letter = letters.write(one, seller, now.plan, do.today, numbers)
        row = _row(do, one, letter, plan_id)
        row.by_hand = by_hand
        if not sql.add(row, once=True):
            continue
        lines += _lines(row, letter, one)
        last = do.record(_written(row, letter))
    ReminderLine.objects.bulk_create(lines)
    return last


def _row(do: Do, one: reminders.Standing, letter: letters.Letter, plan_id: UUID) -> Reminder:
    return Reminder(
        id=new_id(), entity_id=do.entity_id, customer_id=one.customer.id, plan_id=plan_id,
        on=do.today, currency=one.currency, level=letter.level, tone=letter.tone.value,
        language=letter.language, email=letter.email, subject=letter.subject, body=letter.body,
        overdue_minor=letter.overdue_minor, credits_minor=letter.credits_minor,
        net_minor=letter.net_minor, interest_minor=letter.interest_minor,
        indemnity_minor=letter.indemnity_minor,
    )  # fmt: skip


def _lines(row: Reminder, letter: letters.Letter, one: reminders.Standing) -> list[ReminderLine]:
    told = {pk: back.id for pk, back in one.returns.items()}
    return [
        ReminderLine(
            reminder=row, item_id=x.item.invoice_id, due_on=x.item.due_on,
            days_late=x.claim.days_late, open_minor=x.item.open_minor, level=x.claim.level,
            raised=x.claim.raised, interest_minor=x.interest_minor,
            indemnity_minor=x.indemnity_minor, returned_id=told.get(x.item.invoice_id),
        )
        for x in letter.lines
    ]  # fmt: skip


def _written(row: Reminder, letter: letters.Letter) -> ReminderWritten:
    return ReminderWritten(
        entity_id=row.entity_id, customer_id=row.customer_id, reminder_id=row.pk, level=row.level,
        tone=row.tone, amount_minor=row.net_minor, currency=row.currency, by_hand=row.by_hand,
        invoice_ids=tuple(x.item.invoice_id for x in letter.lines),
    )  # fmt: skip
