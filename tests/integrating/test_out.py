"""What happens here is told there, once, however often the other system fails."""

from __future__ import annotations

from datetime import timedelta

import pytest

from comptoir.integrating import actions, ports, queries, taking, telling
from comptoir.integrating.core.objects import Kind
from comptoir.integrating.models import Connection, Heard, Link, Outgoing
from comptoir.platform import clock
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
