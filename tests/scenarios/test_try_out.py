"""Whoever signs up gets a company of their own that works: played once, theirs alone, and gone when left."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core import mail as outbox
from django.core.mail import EmailMessage
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from comptoir import demo
from comptoir.demo import playing as scenery
from comptoir.kernel.errors import NothingDue
from comptoir.kernel.ids import show_id
from comptoir.pages import keys
from comptoir.pages.portal.jobs import send_mails as mail_rooms
from comptoir.pages.trying import actions, playing
from comptoir.pages.trying.models import Trial
from comptoir.platform import clock, doctor, mailing, sql, worker
from comptoir.platform.actions import begin
from comptoir.platform.models import Clock, Progress, User, UserRole
from comptoir.platform.roles import SYSTEM
from comptoir.platform.web import user_actor
from comptoir.records.approvals.jobs import send_notices
from comptoir.records.parties import actions as parties
from comptoir.records.parties import queries as party
from comptoir.stages.collecting.jobs import send_mails as mail_reminders
from comptoir.stages.contracting.jobs import send_mails as mail_signers
from comptoir.stages.invoicing.jobs import send_mails as mail_invoices
from tests.api.driving import call, make_person
from tests.scenarios.doors import Desk, says, words
from tests.scenarios.racing import at_once
from tests.world import SELLER

START, FOLLOW = "/try/", "/try/company/"
EVIL = "<script>alert(1)</script> {{ 7*7 }} O’Brien\u202e"
ANNE = {"name": "Anne Roux", "email": "Anne@Essai.fr", "password": "a long enough secret"}
ELSE = {**ANNE, "email": "else@essai.fr"}


@pytest.fixture
def offered(settings: Any) -> None:
    settings.COMPTOIR_TRY = True


def small(company_id: UUID, over: Any) -> None:
    """A company that is only founded: what is tested is not what it sells."""
    scenery.found(
        f"TRY{company_id.hex[-8:].upper()}", "Ateliers Lumen", date(2026, 1, 1), company_id
    )
    over(company_id)


def broken(company_id: UUID, over: Any) -> None:
    """The worker is killed, or fails, when half of it is there."""
    small(company_id, over)
    raise MemoryError


def tries(**typed: str) -> tuple[Client, Trial]:
    """Somebody who signed up at the page."""
    client = Client()
    answer = client.post(START, {**ANNE, **typed})
    assert (answer.status_code, answer.headers["Location"]) == (302, FOLLOW), answer.content
    return client, Trial.objects.order_by("-created_at", "-pk")[0]


def refused(client: Client, **typed: str) -> str:
    answer = client.post(START, {**ANNE, **typed})
    assert answer.status_code == 422
    assert not User.objects.filter(email=ANNE["email"].lower()).exists()
    return words(answer.content.decode())


def test_only_an_installation_that_offers_it_has_the_page(db, settings):
    settings.COMPTOIR_TRY = False
    assert Client().get(START).status_code == 404
    assert START not in Client().get("/accounts/login/").content.decode()
    assert Client().post(START, ANNE).status_code == 404
    assert not User.objects.exists()


def test_the_doctor_warns_where_everybody_knows_a_log_in_that_sees_all(db, settings):
    scenery.people()
    for offered, level in ((False, doctor.Level.OK), (True, doctor.Level.WARN)):
        settings.COMPTOIR_TRY = offered
        assert doctor.trials().level == level
    User.objects.all().update(is_active=False)
    assert doctor.trials().level == doctor.Level.OK
    told: list[str] = []
    demo.ensure(told.append)  # an installation that offers it plays no demo with fixed log-ins
    assert party.entities() == [] and "no fixed log-in" in told[0]


def test_what_is_wrong_is_said_at_its_field_and_makes_nobody(db, offered):
    stranger = Client()
    assert f'href="{START}"' in stranger.get("/accounts/login/").content.decode()
    says(stranger.get(START).content.decode(), "sends no e-mail", "30 days")
    says(refused(stranger, name=" \u200b "), "A name has at least one letter.")
    says(refused(stranger, email="anne@"), "valid email")
    says(refused(stranger, password="short"), "at least 10 characters")
    says(refused(stranger, password="password123"), "too common")
    says(refused(stranger, name="", email="", password=""), "This field is required.")
    make_person(email="known@lumen.example")
    answer = stranger.post(START, {**ANNE, "email": "KNOWN@lumen.example"})
    says(words(answer.content.decode()), "Somebody has this e-mail address already.", "Log in with")
    client = None
    for n in range(9):
        client, _trial = tries(email=f"a{n}@essai.fr")
    assert client
    says(refused(stranger), "too often")
    assert ProcrastinateJob.objects.filter(task_name=actions.TASK).count() == 9
    assert client.get(START).headers["Location"] == FOLLOW


@pytest.mark.django_db(transaction=True)
def test_two_submits_at_once_make_one_account(offered):
    posts = [lambda: Client().post(START, ANNE).headers.get("Location")] * 2
    assert at_once("platform_user", *posts) == [FOLLOW, FOLLOW]
    assert (User.objects.count(), Trial.objects.count()) == (1, 1)
    assert ProcrastinateJob.objects.filter(task_name=actions.TASK).count() == 1


def test_a_worker_that_dies_leaves_no_half_company_and_none_twice(db, offered):
    client, trial = tries(name=EVIL)
    assert client.get("/").headers["Location"] == FOLLOW  # not the page of who has no company
    says(client.get(FOLLOW).content.decode(), "Waiting for the worker", "opens by itself")
    with pytest.raises(MemoryError):
        playing.play(trial.pk, broken, 1)
    assert not UserRole.objects.filter(user=trial.user).exists()
    assert clock.is_tried(trial.company_id)
    for stranger in (client, Client()):  # its address is not whom the installation names for help
        assert "compta@ateliers-lumen" not in stranger.get("/accounts/login/").content.decode()
        assert "compta@ateliers-lumen" not in stranger.get(FOLLOW, follow=True).content.decode()
    assert client.get("/").headers["Location"] == FOLLOW  # nobody walks into half a company
    sql.run("UPDATE procrastinate_jobs SET status = 'doing'")
    worker.beat()
    says(client.get(FOLLOW).content.decode(), "has gone away; another one begins anew")
    ProcrastinateJob.objects.all().delete()  # given up
    says(client.get(FOLLOW).content.decode(), "could not be prepared", "Try again")
    assert client.post(f"{FOLLOW}again").status_code == 302
    assert client.post(f"{FOLLOW}again").status_code == 302  # it waits already
    assert ProcrastinateJob.objects.filter(task_name=actions.TASK).count() == 1
    for _ in range(2):
        playing.play(trial.pk, small, 1)
    assert [e.id for e in party.entities()] == [trial.company_id]
    with pytest.raises(NothingDue):
        actions.let_in(begin(SYSTEM, trial.company_id), trial_id=trial.pk)
    assert Progress.objects.get(entity_id=trial.company_id).state == "done"
    page = client.get("/settings/people", follow=True).content.decode()
    assert "&lt;script&gt;alert(1)" in page and "<script>alert(1)" not in page
    assert "\u202e" not in page


def test_there_is_room_for_so_many(db, offered, monkeypatch):
    monkeypatch.setattr(actions, "ROOM", 1)
    tries(email="first@essai.fr")
    says(refused(Client()), "come back in a few days")


def test_who_never_came_in_is_forgotten_too(db, offered):
    _client, trial = tries()
    with pytest.raises(MemoryError):
        playing.play(trial.pk, broken, 1)
    assert playing.sweep() == 0
    Trial.objects.update(created_at=clock.instant() - timedelta(days=31))
    assert playing.sweep() == 1
    assert (User.objects.count(), Clock.objects.count(), Trial.objects.count()) == (0, 0, 0)


@pytest.mark.slow
@pytest.mark.capability("S2-68", screen="/try/", api="GET /api/v1/me")
def test_a_demo_opens_after_sign_up_and_is_theirs_alone(company, offered):
    chief = make_person(email="chief@house.example")
    client, trial = tries()
    here = trial.company_id
    playing.play(trial.pk, demo.play_for, demo.STEPS)
    bar = Progress.objects.get(pk=Trial.objects.get().progress_id)
    assert (bar.state, bar.done, bar.total) == ("done", demo.STEPS, demo.STEPS)
    opens = client.get(FOLLOW, HTTP_HX_REQUEST="true")
    assert opens.headers["HX-Redirect"] == "/"
    desk = Desk(client)
    says(desk.page("/"), "You are trying Comptoir", "sends no e-mail", "30 days")
    for list_ in ("/quoting/", "/ordering/", "/invoicing/", "/contracting/", "/approvals/"):
        assert desk.raw(list_).count("<tr") > 2, list_
    # its administrator, and nobody's else
    roles = UserRole.objects.filter(user=trial.user)
    assert list(roles.values_list("role", "entity_id")) == [("admin", here)]
    foreign = client.get("/quoting/", HTTP_X_ENTITY=show_id("ent", company.entity_id))
    assert foreign.status_code == 403
    known = words(client.get("/settings/people", follow=True).content.decode())
    says(known, "Anne Roux", "Nadia Le Goff")
    assert "chief@house.example" not in known
    do = begin(user_actor(trial.user, here), here)
    keys.make_key(do, name="Try", user_id=trial.user_id, granted=["read"])
    me = call("GET", "/me", key=str(do.answer)).body
    assert (me["entity_id"], me["permissions"]) == (show_id("ent", here), ["read"])
    stays_alone(client, desk)
    writes_to_nobody(here)
    is_gone_when_left(client, trial, chief, company.entity_id)


def stays_alone(client: Client, desk: Desk) -> None:
    """No colleague from outside, no further company, no look into the machine."""
    people, companies = User.objects.count(), Clock.objects.count()
    asked = {"name": "Eve", "email": "eve@victim.fr", "roles": ["sales"]}
    says(
        desk.sends("/settings/people", **asked).content.decode(),
        "for a company that somebody tries",
    )
    trial = Trial.objects.get()
    mine = user_actor(trial.user, trial.company_id)
    with pytest.raises(clock.OnlyTried):
        parties.create_entity(begin(mine, UUID(int=7)), **{**SELLER, "code": "MORE"})
    assert client.get("/settings/health").status_code == 409
    assert doctor.trials().level == doctor.Level.OK
    assert (User.objects.count(), Clock.objects.count()) == (people, companies)


def writes_to_nobody(here: UUID) -> None:
    """Not even to the address that signed up: nobody has proved it."""
    outbox.outbox.clear()
    buyer = party.find_customers(here, "Lestrange", limit=1)[0]
    parties.change_customer(
        begin(SYSTEM, here), customer_id=buyer.id, revision=buyer.revision,
        changes={"email": "victim@elsewhere.fr"},
    )  # fmt: skip
    for send in (mail_signers, mail_rooms, mail_reminders, mail_invoices, send_notices):
        send()
    assert not mailing.send(EmailMessage("s", "b", None, ["anne@essai.fr"]), here)
    assert outbox.outbox == []


def is_gone_when_left(client: Client, trial: Trial, chief: User, other: UUID) -> None:
    here, today = trial.company_id, clock.instant().date()
    Clock.objects.filter(pk=here).update(opened_on=today - timedelta(days=29))
    assert playing.sweep() == 0
    client.get("/")
    assert Clock.objects.get(pk=here).opened_on == today  # opened: the days begin anew
    Clock.objects.filter(pk=here).update(opened_on=today - timedelta(days=31))
    assert playing.sweep() == 1
    assert [e.id for e in party.entities()] == [other]
    assert not Trial.objects.exists()
    assert list(User.objects.all()) == [chief]  # nor the account, nor the colleagues
    assert client.get("/").headers["Location"].startswith("/accounts/login/")
    assert call("GET", "/company").status_code == 401
