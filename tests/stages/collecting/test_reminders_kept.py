"""What the database refuses about reminders, and two who write at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import InternalError, ProgrammingError

from comptoir.kernel.errors import NothingDue
from comptoir.kernel.retries import WAITS
from comptoir.platform import clock
from comptoir.stages.collecting import actions, reminders
from comptoir.stages.collecting import reminder_models as tables
from tests.world import make_customer, make_entity

from .conftest import TODAY, Desk
from .test_concurrency import at_once

REFUSED = (IntegrityError, InternalError, ProgrammingError)


def written(desk: Desk) -> tables.Reminder:
    desk.issue(50_000, "F-1")
    event = actions.send_reminder(desk.do(), customer_id=desk.customer_id)
    return tables.Reminder.objects.get(pk=event.reminder_id)


@pytest.fixture
def desk(db: None) -> Desk:
    entity_id = make_entity(on=TODAY)
    return Desk(entity_id, make_customer(entity_id, email="compta@chabert.example"))


def test_what_was_written_stays_as_it_was(desk: Desk):
    letter = written(desk)
    pause = actions.pause_reminders(
        desk.do(), customer_id=desk.customer_id, reason="dispute", until=TODAY + timedelta(days=9)
    )
    paused = tables.ReminderPause.objects.filter(pk=pause.pause_id)
    for rows, change in (
        (tables.Reminder.objects.filter(pk=letter.pk), {"body": "x"}),
        (letter.lines.all(), {"level": 2}),
        (tables.ReminderPlan.objects.filter(pk=letter.plan_id), {"gap_days": 5}),
        (letter.plan.levels.all(), {"days": 1}),
        (paused, {"reason": "other"}),
    ):
        with pytest.raises(REFUSED, match="pgtrigger"), transaction.atomic():
            rows.update(**change)
        with pytest.raises(REFUSED), transaction.atomic():
            rows.delete()


@pytest.mark.parametrize(
    ("fields", "fault"),
    [({"reason": "lazy"}, "reason"), ({"until": TODAY}, "until"), ({"invoice_id": None}, "")],
)
def test_a_pause_says_why_and_until_when(desk: Desk, fields, fault):
    given = {"reason": "promise", "until": TODAY + timedelta(days=3), **fields}
    if not fault:
        given["invoice_id"] = desk.issue(9_000, "F-9", customer=desk.other_customer())
        fault = "invoice_id"
    with pytest.raises(actions.BadPause) as said:
        actions.pause_reminders(desk.do(), customer_id=desk.customer_id, **given)
    assert said.value.field == fault
    assert not tables.ReminderPause.objects.exists()


def test_a_company_that_is_no_sandbox_writes_by_itself_only_once_it_said_so(db: None):
    entity_id = make_entity(sandbox=False)
    desk = Desk(entity_id, make_customer(entity_id, email="compta@chabert.example"))
    desk.issue(50_000, "F-1")
    own = {"levels": [(5, "firm")], "gap_days": 5, "minimum_minor": 0}
    with pytest.raises(NothingDue):
        actions.run_reminders(desk.do(), daily=True)
    actions.set_reminder_plan(desk.do(), **own, automatic=False)
    with pytest.raises(NothingDue):
        actions.run_reminders(desk.do(), daily=True)
    actions.set_reminder_plan(desk.do(), **own)
    assert actions.run_reminders(desk.do(), daily=True).tone == "firm"
    assert not tables.Reminder.objects.get().by_hand


def test_mail_that_fails_for_ten_hours_is_given_up_and_told(desk: Desk, monkeypatch):
    letter, now = written(desk), clock.instant()
    for wait in (timedelta(0), *WAITS):
        now += wait
        monkeypatch.setattr(clock, "instant", lambda at=now: at)
        assert reminders.letter(desk.entity_id, letter.pk).state == "to_mail"
        assert [one.id for one in reminders.to_mail(9)] == [letter.pk]
        actions.mark_reminder_mailed(desk.do(), reminder_id=letter.pk, failed=True)
    assert reminders.to_mail(9) == []
    assert reminders.letter(desk.entity_id, letter.pk).state == "not_delivered"


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_write_one_letter(transactional_db: None):
    entity_id = make_entity(on=TODAY)
    desk = Desk(entity_id, make_customer(entity_id, email="compta@chabert.example"))
    for n in range(3):
        desk.issue(1_000 * (n + 1), f"F-{n}")
    dos = desk.do(), desk.do(), desk.do()
    said = at_once(
        lambda: actions.run_reminders(dos[0]),
        lambda: actions.run_reminders(dos[1]),
        lambda: actions.send_reminder(dos[2], customer_id=desk.customer_id),
    )
    assert said.count("done") == 1
    letter = tables.Reminder.objects.get()
    assert (letter.net_minor, letter.lines.count()) == (6_000, 3)
