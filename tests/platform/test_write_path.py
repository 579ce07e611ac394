"""The one write path: transaction, permission, event, idempotency, dry run, delivery after a crash."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.db.utils import ProgrammingError

from comptoir.kernel.errors import NothingDue
from comptoir.platform import clock, numbering, outbox, sandbox
from comptoir.platform.actions import KeyReused, by_system
from comptoir.platform.models import Counter, Delivery, EventRow
from comptoir.platform.roles import Role, RoleForbids
from comptoir.records.catalog import actions as catalog
from comptoir.records.catalog import queries as products
from comptoir.records.catalog.events import ProductCreated
from comptoir.records.parties.queries import UnknownCompany, entity
from tests.world import TODAY, do_as, make_customer, make_entity, make_product

PUMP = {"sku": "PUMP", "name_en": "Pump", "name_fr": "Pompe", "currency": "EUR"}


@pytest.fixture
def company(db):
    return make_entity()


def skus(entity_id):
    return set(products.by_sku(entity_id, ["PUMP", "VALVE"]))


def test_a_deed_leaves_who_what_and_when(company):
    product_id = make_product(company, sku="PUMP")
    row = EventRow.objects.filter(subject_id=product_id).get()
    assert (row.name, row.actor, row.business_on) == ("ProductCreated", "user:admin", TODAY)
    assert row.facts == {"entity_id": str(company), "product_id": str(product_id)}


def test_a_role_without_the_permission_changes_nothing(company):
    before = EventRow.objects.count()
    with pytest.raises(RoleForbids) as refused:
        catalog.create_product(do_as(company, Role.AUDITOR), **PUMP)
    assert refused.value.facts["needed"] == "catalog.write"
    assert skus(company) == set()
    assert EventRow.objects.count() == before


def test_the_same_key_and_content_get_the_same_answer(company):
    first = catalog.create_product(do_as(company, key="k-1"), **PUMP)
    count = EventRow.objects.count()
    again = catalog.create_product(do_as(company, key="k-1"), **PUMP)
    assert again == first
    assert EventRow.objects.count() == count


def test_the_same_key_with_other_content_is_refused(company):
    catalog.create_product(do_as(company, key="k-1"), **PUMP)
    with pytest.raises(KeyReused):
        catalog.create_product(do_as(company, key="k-1"), **{**PUMP, "sku": "VALVE"})
    assert skus(company) == {"PUMP"}


def test_a_dry_run_answers_and_writes_nothing(company):
    before = EventRow.objects.count()
    do = do_as(company, dry_run=True)
    do.read = lambda event: products.product(event.product_id).sku
    event = catalog.create_product(do, **PUMP)
    assert isinstance(event, ProductCreated)
    assert do.answer == "PUMP"
    assert skus(company) == set()
    assert EventRow.objects.count() == before


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE platform_event SET actor = 'somebody else'",
        "UPDATE platform_event SET facts = '{}'",
        "DELETE FROM platform_event",
        "TRUNCATE platform_event CASCADE",
    ],
)
def test_the_log_refuses_change(company, sql):
    make_product(company, sku="PUMP")
    refused = pytest.raises((InternalError, ProgrammingError))
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert EventRow.objects.filter(actor="user:admin", name="ProductCreated").count() == 1


def test_a_reaction_runs_once_however_often_it_is_delivered(company, monkeypatch):
    monkeypatch.setattr(outbox, "_handlers", {})
    ran = []

    def react(event, cause):
        ran.append(event.product_id)
        catalog.create_product(by_system(event, cause), **{**PUMP, "sku": "VALVE"})

    outbox.subscribe(ProductCreated, "make_a_valve", lambda e, c: None if ran else react(e, c))
    product_id = make_product(company, sku="PUMP")
    assert ran == [product_id]
    EventRow.objects.update(delivered_at=None)  # as if the process had died before it could say so
    assert outbox.deliver_pending() >= 1
    assert skus(company) == {"PUMP", "VALVE"}
    assert ran == [product_id]
    assert not EventRow.objects.filter(delivered_at=None).exists()


def test_a_failing_reaction_is_kept_retried_and_does_not_reach_the_user(company, monkeypatch):
    monkeypatch.setattr(outbox, "_handlers", {})
    monkeypatch.setattr(outbox, "raise_errors", False)
    broken = [True]

    def react(event, cause):
        if broken[0]:
            raise RuntimeError("the printer is on fire")
        raise NothingDue

    outbox.subscribe(ProductCreated, "print", react)
    make_product(company, sku="PUMP")
    row = Delivery.objects.get(handler="print")
    assert (row.done_at, row.attempts) == (None, 1)
    assert "on fire" in row.error
    assert outbox.deliver_pending() == 0  # not before its time
    Delivery.objects.update(next_at=clock.instant() - timedelta(seconds=1))
    broken[0] = False
    assert outbox.deliver_pending() == 1
    row.refresh_from_db()
    assert row.done_at is not None
    assert row.error == ""


def waits_for_the_disk() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('synchronous_commit')")
        return str(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("asked", "reaction", "legal_number"),
    [("on", "off", "on"), ("off", "off", "on"), ("remote_apply", "remote_apply", "remote_apply")],
)
def test_a_reaction_waits_for_the_disk_only_where_it_takes_a_legal_number(
    company, asked, reaction, legal_number
):
    product_id = make_product(company, sku="PUMP")
    seq = EventRow.objects.get(subject_id=product_id).seq
    do = do_as(company)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('synchronous_commit', %s, true)", [asked])
        outbox.claim(outbox.Cause(seq, "a_test"), do.now)
        numbering.take(do, "order", TODAY)
        assert waits_for_the_disk() == reaction
        numbering.take(do, "invoice", TODAY)
        assert waits_for_the_disk() == legal_number


def test_numbers_are_gap_free_and_a_rollback_gives_them_back(company):
    with transaction.atomic():
        assert numbering.next_number(do_as(company), "invoice", TODAY) == "F-2026-0001"
    with pytest.raises(RuntimeError), transaction.atomic():  # noqa: PT012 — the rollback is the point
        assert numbering.next_number(do_as(company), "invoice", TODAY) == "F-2026-0002"
        raise RuntimeError
    with transaction.atomic():
        assert numbering.next_number(do_as(company), "invoice", TODAY) == "F-2026-0002"
        assert numbering.next_number(do_as(company), "invoice", date(2027, 1, 1)) == "F-2027-0001"


def test_an_invoice_number_never_goes_back_in_time(company):
    with transaction.atomic():
        numbering.next_number(do_as(company), "invoice", date(2026, 1, 10))
    with pytest.raises(numbering.OutOfOrder), transaction.atomic():
        numbering.next_number(do_as(company), "invoice", date(2026, 1, 9))
    assert Counter.objects.get(entity_id=company, series="invoice").last == 1


@pytest.mark.django_db(transaction=True)
def test_numbers_taken_by_eight_hands_at_once_have_no_gap_and_no_twin():
    company = make_entity()
    taken: list[int] = []

    def take():
        try:
            for _ in range(10):
                with transaction.atomic():
                    taken.append(numbering.take(do_as(company), "invoice", TODAY))
        finally:
            connection.close()

    hands = [threading.Thread(target=take) for _ in range(8)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert sorted(taken) == list(range(1, 81))


@pytest.mark.django_db(transaction=True)
def test_the_same_key_sent_twice_at_once_is_one_deed():
    company = make_entity()
    answers = []

    def send():
        try:
            answers.append(catalog.create_product(do_as(company, key="once"), **PUMP))
        finally:
            connection.close()

    hands = [threading.Thread(target=send) for _ in range(4)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert len(answers) == 4
    assert len({a.product_id for a in answers}) == 1
    assert EventRow.objects.filter(name="ProductCreated").count() == 1


def test_a_real_company_keeps_real_time(db):
    real = make_entity(sandbox=False, code="REAL")
    from comptoir.records.parties import actions as parties

    with pytest.raises(clock.RealClock):
        parties.move_clock(do_as(real), on=date(2030, 1, 1))
    with pytest.raises(sandbox.NotASandbox):
        sandbox.erase(real)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE platform_clock SET today = '2030-01-01'")


@pytest.mark.django_db(transaction=True)
def test_a_sandbox_company_is_removed_wholly_and_nothing_else_with_it():
    mine, other = make_entity(), make_entity(code="OTHER", siren="", siret="", vat_number="")
    make_customer(mine)
    kept = make_customer(other)
    make_product(mine)
    assert sandbox.erase(mine) > 5
    with pytest.raises(UnknownCompany):
        entity(mine)
    assert not EventRow.objects.filter(entity_id=mine).exists()
    assert EventRow.objects.filter(subject_id=kept).exists()
