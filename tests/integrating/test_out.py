"""What happens here is told there, once, however often the other system fails."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from comptoir.integrating import (
    actions,
    asking,
    everything,
    ports,
    queries,
    taking,
    telling,
    vault,
)
from comptoir.integrating.core.objects import Customer, Kind
from comptoir.integrating.models import Connection, Heard, Link, Outgoing
from comptoir.kernel.ids import show_id
from comptoir.platform import clock
from comptoir.platform.models import EventRow, Progress
from comptoir.platform.roles import Role
from comptoir.records.parties import actions as parties
from comptoir.records.parties import queries as known
from tests import world
from tests.integrating.fake import answering

pytestmark = pytest.mark.django_db


@pytest.fixture
def there():
    with answering() as memory:
        yield memory


@pytest.fixture
def here():
    return world.make_entity()


def connect(entity_id, **over):
    fields = {"system": "memory", "name": "Memory", "url": "https://there.example", "token": "key"}
    event = actions.connect_system(world.do_as(entity_id), **{**fields, **over})
    return Connection.objects.get(pk=event.connection_id)


def due_again(row, minutes=601):
    """Time passes: everything that waits is due."""
    past = clock.instant() - timedelta(minutes=minutes)
    Outgoing.objects.filter(connection=row, state="waiting").update(next_at=past)


def states(row):
    return [(o.kind, o.state) for o in Outgoing.objects.filter(connection=row).order_by("id")]


def test_a_customer_is_told_once_and_again_only_when_it_changed(here, there):
    row = connect(here)
    customer_id = world.make_customer(here, name="Menuiserie Chabert")
    assert Heard.objects.count() == 1
    assert telling.tell(row.pk) == 1
    assert [(k, e) for k, _, e, _ in there.pushes] == [(Kind.CUSTOMER, None)]
    assert there.of(Kind.CUSTOMER)[0].name == "Menuiserie Chabert"
    assert telling.tell(row.pk) == 0
    facts = known.customer(customer_id)
    parties.change_customer(
        world.do_as(here),
        customer_id=customer_id,
        revision=facts.revision,
        changes={"phone": "0102030405"},
    )
    assert telling.tell(row.pk) == 1
    link = Link.objects.get()
    assert (link.our_id, link.external_id) == (customer_id, "customer-1")
    assert [e for _, _, e, _ in there.pushes] == [None, "customer-1"]
    assert states(row) == [("customer", "sent"), ("customer", "sent")]


def test_a_customer_who_is_known_there_is_changed_and_not_made_a_second_time(here, there):
    """People made it there, before there was a connection: the registration says that it is the same one."""
    row = connect(here)
    facts = known.customer(world.make_customer(here, name="Menuiserie Chabert", siren="552100554"))
    assert facts.siren
    theirs = Customer(name="MENUISERIE CHABERT SARL", registration=facts.siren)
    there.kept[Kind.CUSTOMER, "theirs"] = ports.Seen(
        Kind.CUSTOMER, "theirs", clock.instant(), theirs
    )
    assert telling.tell(row.pk) == 1
    assert [e for _, _, e, _ in there.pushes] == ["theirs"]
    assert [c.name for c in there.of(Kind.CUSTOMER)] == ["Menuiserie Chabert"]
    link = Link.objects.get()
    assert (link.our_id, link.external_id) == (facts.id, "theirs")


def test_a_lost_answer_is_found_by_our_key_and_nothing_is_made_twice(here, there):
    row = connect(here)
    there.lost = 1
    world.make_customer(here)
    telling.tell(row.pk)
    assert states(row) == [("customer", "waiting")]
    due_again(row)
    telling.tell(row.pk)
    assert states(row) == [("customer", "sent")]
    assert len(there.of(Kind.CUSTOMER)) == 1
    assert [e for _, _, e, _ in there.pushes] == [None, "customer-1"]


def test_the_schedule_of_attempts_ends_and_keeps_what_was_captured(here, there):
    row = connect(here)
    world.make_customer(here, name="First name")
    waits = []
    for _ in range(7):
        there.faults = [ports.Unreachable()]
        before = clock.instant()
        telling.tell(row.pk)
        one = Outgoing.objects.get()
        if one.state == "waiting":
            waits.append((one.next_at - before + timedelta(seconds=30)) // timedelta(minutes=1))
        due_again(row)
    one = Outgoing.objects.get()
    assert (one.state, one.attempts) == ("dead", 7)
    assert waits == [5, 30, 120, 300, 600, 600]
    assert one.body["name"] == "First name"
    assert one.answer["title"].startswith("The other system does not answer")
    actions.retry_exchange(
        world.do_as(here), connection_id=row.pk, exchange_id=one.pk, incoming=False
    )
    telling.tell(row.pk)
    assert states(row) == [("customer", "sent")]


def test_a_refused_key_pauses_and_nothing_that_happens_meanwhile_is_lost(here, there):
    row = connect(here, token="old")
    world.make_customer(here, name="One")
    telling.tell(row.pk)
    row.refresh_from_db()
    assert row.state == "paused" and "does not accept the key" in row.fault
    world.make_customer(here, name="Two")
    assert telling.tell(row.pk) == 0
    actions.change_connection(world.do_as(here), connection_id=row.pk, token="new")
    actions.move_connection(world.do_as(here), connection_id=row.pk, verb="resume")
    assert telling.tell(row.pk) == 2
    assert sorted(c.name for c in there.of(Kind.CUSTOMER)) == ["One", "Two"]
    assert [o.attempts for o in Outgoing.objects.all()] == [1, 1]


def test_asked_to_wait_it_waits_and_this_was_no_attempt(here, there):
    row = connect(here)
    world.make_customer(here)
    there.faults = [ports.Throttled(seconds=90)]
    telling.tell(row.pk)
    one = Outgoing.objects.get()
    assert (one.state, one.attempts) == ("waiting", 0)
    left = one.next_at - clock.instant()
    assert timedelta(seconds=80) < left <= timedelta(seconds=90)
    assert telling.tell(row.pk) == 0


def test_what_is_not_taken_stays_until_a_corrected_one_replaces_it(here, there):
    row = connect(here)
    customer_id = world.make_customer(here)
    there.faults = [ports.NotTaken(status=400, said="name is too long")] * 1
    telling.tell(row.pk)
    one = Outgoing.objects.get()
    assert (one.state, one.answer["facts"]["said"]) == ("refused", "name is too long")
    told = queries.standing(here, Kind.CUSTOMER, customer_id)
    assert [(s.name, s.state, s.external_id) for s in told] == [("Memory", "refused", "")]
    facts = known.customer(customer_id)
    parties.change_customer(
        world.do_as(here),
        customer_id=customer_id,
        revision=facts.revision,
        changes={"name": "Short"},
    )
    telling.tell(row.pk)
    assert states(row) == [("customer", "replaced"), ("customer", "sent")]
    assert queries.standing(here, Kind.CUSTOMER, customer_id)[0].state == ""


def test_a_worker_that_died_while_sending_is_followed_by_another_that_asks_first(here, there):
    row = connect(here)
    world.make_customer(here)
    telling.hear(row.pk)
    one = telling._claimed(row)
    telling._push(row, one)  # it was written there, then the worker died
    assert telling.tell(row.pk) == 0
    Outgoing.objects.filter(pk=one.pk).update(claimed_at=clock.instant() - timedelta(minutes=3))
    assert telling.tell(row.pk) == 1
    assert len(there.of(Kind.CUSTOMER)) == 1 and states(row) == [("customer", "sent")]


def test_without_a_connection_nothing_is_written_down(here, there):
    world.make_customer(here)
    assert not Heard.objects.exists()


def test_switched_off_nothing_is_written_down_either(here, there):
    row = connect(here)
    actions.move_connection(world.do_as(here), connection_id=row.pk, verb="switch_off")
    world.make_customer(here)
    assert not Heard.objects.exists()


def test_a_pull_of_nothing_is_nothing(here, there):
    row = connect(here)
    assert taking.pull(row.pk) == 0


def test_a_deed_runs_as_many_statements_beside_a_connection_as_without(here, there):
    with CaptureQueriesContext(connection) as alone:
        world.make_customer(here, name="Alone")
    row = connect(here)
    with CaptureQueriesContext(connection) as beside:
        world.make_customer(here, name="Beside")
    assert len(beside) == len(alone)
    assert telling.tell(row.pk) == 1


def test_what_was_captured_never_changes_and_nothing_is_removed(here, there):
    row = connect(here)
    world.make_customer(here)
    telling.tell(row.pk)
    for wrong in (
        lambda: Outgoing.objects.update(body={}),
        lambda: Outgoing.objects.all().delete(),
        lambda: Connection.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
            wrong()
    assert there.of(Kind.CUSTOMER) and states(row) == [("customer", "sent")]


def test_keys_are_sealed_and_neither_shown_nor_told(here, there):
    row = connect(here, token="very-secret", secret="shared")
    assert "very-secret" not in row.token and vault.unseal(row.token) == "very-secret"
    actions.change_connection(world.do_as(here), connection_id=row.pk, token="newer-secret")
    told = str(list(EventRow.objects.values_list("facts", "changed")))
    assert "secret" not in told.replace("'secret'", "") and "•••" in told
    with override_settings(SECRET_KEY="another"), pytest.raises(vault.SealBroken):
        vault.unseal(row.token)


def test_everything_is_sent_once_in_the_order_of_the_process(here, there):
    world.make_customer(here, name="Before")
    world.make_product(here)
    row = connect(here)
    assert telling.tell(row.pk) == 0
    do = world.do_as(here)
    progress_id = asking.started(do, actions.ask_everything(do, connection_id=row.pk).connection_id)
    everything.run(row.pk, progress_id)
    everything.run(row.pk, progress_id)
    assert [p[0] for p in there.pushes] == [Kind.PRODUCT, Kind.CUSTOMER]
    work = Progress.objects.get(pk=progress_id)
    assert (work.state, work.done, work.total, work.result) == (
        "done",
        2,
        2,
        {"seen": 2, "sent": 0},
    )


def test_who_has_no_right_sees_no_connection(here, there, client):
    row = connect(here)
    client.force_login(world.make_user(here, Role.SALES))
    assert client.get(f"/connections/{row.pk}/").status_code == 403
    assert client.get(f"/api/v1/connections/{show_id('cnx', row.pk)}/exchanges").status_code == 403
    client.force_login(world.make_user(here, Role.INTEGRATION, email="it@atelier.example"))
    page = client.get(f"/connections/{row.pk}/")
    assert page.status_code == 200 and b"https://there.example" in page.content


def test_a_person_checks_pauses_and_retries_on_the_page(here, there, client):
    row = connect(here)
    client.force_login(world.make_user(here))
    at = f"/connections/{row.pk}"
    assert b"In memory 1.0" in client.post(f"{at}/check/", follow=True).content
    there.faults = [ports.Unreachable()]
    assert client.post(f"{at}/check/").status_code == 409
    world.make_customer(here)
    there.faults = [ports.NotTaken(status=400, said="name is too long")]
    telling.tell(row.pk)
    page = client.get(f"{at}/?state=failed").content.decode()
    assert "name is too long" in page
    one = Outgoing.objects.get()
    client.post(f"{at}/out/{one.pk}/retry/")
    assert telling.tell(row.pk) == 1 and states(row)[-1] == ("customer", "sent")
    client.post(f"{at}/pause/")
    row.refresh_from_db()
    assert row.state == "paused"
    assert client.post(f"{at}/nonsense/").status_code == 409
    client.post(f"{at}/change/", {"way_customer": "in", "quote_at": "proposal"})
    row.refresh_from_db()
    assert (row.ways["customer"], row.quote_at) == ("in", "proposal")
    assert "CustomerChanged" not in row.hears
