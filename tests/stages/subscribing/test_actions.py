"""Services: started once, charged once a period, ended with a reason."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client

from comptoir.kernel.errors import NotAllowed, NothingDue
from comptoir.kernel.ids import show_id
from comptoir.stages.ordering import actions as ordering
from comptoir.stages.subscribing import actions, queries
from tests import world
from tests.api.driving import call, make_key
from tests.stages.invoicing.bills import OrderLineIn, Shop, direct
from tests.stages.invoicing.bills import shop as make_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return make_shop()


@pytest.fixture
def care(shop) -> queries.ServiceFacts:
    """Four months of care at 36.00, in service since 5 January 2026."""
    order = direct(shop, OrderLineIn(sku="CARE", quantity=D(4)), term_months=12)
    actions.start_services(world.do_as(shop.entity), order_id=order.id)
    return queries.services_of(order_id=order.id)[0]


def charge(shop, on: date) -> int:
    world.move_to(shop.entity, on)
    return actions.charge_periods(world.do_as(shop.entity)).charges


def test_the_recurring_lines_of_an_order_start_once(shop, care):
    assert (care.period_minor, care.mrr_minor, care.billing_months) == (14_400, 14_400, 1)
    assert (care.anchor_on, care.ends_on) == (date(2026, 1, 5), date(2027, 1, 5))
    assert queries.mrr(shop.entity, world.TODAY) == {"EUR": 14_400}
    assert queries.mrr(shop.entity, date(2027, 1, 5)) == {}
    with pytest.raises(NothingDue):
        actions.start_services(world.do_as(shop.entity), order_id=care.order_id)
    goods = direct(shop)
    with pytest.raises(NothingDue):
        actions.start_services(world.do_as(shop.entity), order_id=goods.id)


def test_a_late_run_charges_every_missed_period_and_a_second_run_nothing(shop, care):
    assert charge(shop, world.TODAY) == 1
    assert charge(shop, date(2026, 4, 20)) == 3
    with pytest.raises(NothingDue):
        actions.charge_periods(world.do_as(shop.entity))
    charges = queries.charges_of(care.id)
    assert [c.number for c in charges] == [0, 1, 2, 3]
    assert {c.net_minor for c in charges} == {14_400}
    assert queries.service(care.id).next_bill_on == date(2026, 5, 5)


def test_the_whole_term_is_charged_and_the_service_ends(shop, care):
    assert charge(shop, date(2027, 2, 1)) == 12
    now = queries.service(care.id)
    assert (now.state, now.next_bill_on) == ("ended", None)


def test_an_end_cuts_the_period_and_says_what_to_give_back(shop, care):
    charge(shop, world.TODAY)
    actions.end_service(
        world.do_as(shop.entity), service_id=care.id, on=date(2026, 1, 20), reason="closed"
    )
    ((charged, back),) = queries.unused(care.id, date(2026, 1, 20))
    assert (charged.number, back) == (0, 14_400 - 6_968)
    at = f"/services/{show_id('svc', care.id)}/unused-charges"
    (told,) = call("GET", at, key=make_key(shop.entity)).body["items"]
    assert (told["number"], told["net"]["amount"], told["unused"]["amount"]) == (
        0,
        "144.00",
        "74.32",
    )
    with pytest.raises(NothingDue):
        charge(shop, date(2026, 1, 19))
    assert charge(shop, date(2026, 3, 1)) == 0
    assert queries.service(care.id).state == "ended"
    assert len(queries.charges_of(care.id)) == 1


def test_what_an_end_refuses(shop, care):
    do = world.do_as(shop.entity)
    with pytest.raises(actions.EndTooEarly):
        actions.end_service(do, service_id=care.id, on=date(2026, 1, 4), reason="x")
    with pytest.raises(actions.EndNeedsReason):
        actions.end_service(do, service_id=care.id, on=date(2026, 1, 5), reason=" ")
    assert queries.service(care.id).ends_on == date(2027, 1, 5)
    actions.end_service(do, service_id=care.id, on=world.TODAY, reason="never began")
    with pytest.raises(NotAllowed):
        actions.end_service(do, service_id=care.id, on=date(2026, 2, 5), reason="again")


def test_a_service_of_another_company_is_unknown(shop, care):
    other = world.make_entity(code="OTHER")
    with pytest.raises(queries.UnknownService):
        actions.end_service(world.do_as(other), service_id=care.id, on=date(2026, 2, 5), reason="x")


def test_the_database_charges_a_period_once_and_never_changes_it(shop, care):
    charge(shop, world.TODAY)

    def sql(text: str) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(text, [care.id])

    with pytest.raises(IntegrityError, match="charge_period_once"):
        sql(
            "INSERT INTO subscribing_charge (service_id, number, starts_on, ends_on, bill_on,"
            " net_minor) VALUES (%s, 0, '2026-01-05', '2026-02-05', '2026-01-05', 1)"
        )
    with pytest.raises(IntegrityError, match="charge_dates"):
        sql(
            "INSERT INTO subscribing_charge (service_id, number, starts_on, ends_on, bill_on,"
            " net_minor) VALUES (%s, 9, '2026-01-05', '2026-01-05', '2026-01-05', 1)"
        )
    for text in ("UPDATE subscribing_charge SET net_minor = 0", "DELETE FROM subscribing_charge"):
        with pytest.raises(DatabaseError, match="Cannot update or delete"):
            sql(text + " WHERE service_id = %s")
    for change, name in (
        ("state = 'gone'", "service_state_known"),
        ("ends_on = '2026-01-04'", "service_dates"),
        ("billing_months = 0", "service_months"),
    ):
        with pytest.raises(IntegrityError, match=name):
            sql(f"UPDATE subscribing_service SET {change} WHERE id = %s")


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_pages_and_the_api_answer(shop, lang):
    reader = Client()
    reader.cookies["comptoir_language"] = lang
    reader.force_login(world.make_user(shop.entity))
    assert reader.get("/subscribing/").status_code == 200
    order = direct(shop, OrderLineIn(sku="CARE", quantity=D(4)), OrderLineIn(sku="CALL"))
    start = reader.post(
        "/api/v1/services/start", {"order_id": str(order.id)}, content_type="application/json"
    )
    assert [s["charge_kind"] for s in start.json()] == ["recurring", "usage"]
    run = reader.post("/api/v1/services/charge", {}, content_type="application/json")
    assert run.json()["charges"] == 1
    one = queries.services_of(order_id=order.id)[0]
    assert "144" in reader.get("/subscribing/").content.decode()
    assert reader.get(f"/subscribing/{one.id}/").status_code == 200
    bad = reader.post(f"/subscribing/{one.id}/end", {"on": "soon", "reason": "x"})
    assert bad.status_code == 422
    done = reader.post(f"/subscribing/{one.id}/end", {"on": "2026-01-20", "reason": "closed"})
    assert done.status_code == 302
    told = reader.get(f"/api/v1/services/{one.id}?expand=charges").json()
    assert (told["ends_on"], len(told["expanded"]["charges"])) == ("2026-01-20", 1)
    assert reader.get("/api/v1/services?state=active").json()["items"]
    assert reader.get("/api/v1/services/mrr?on=2026-01-06").json()["mrr"][0]["amount"] == "144.00"


def test_a_closed_order_is_neither_charged_nor_billed_any_more(shop, care):
    assert charge(shop, world.TODAY) == 1
    assert len(queries.charges_to_bill(shop.entity, world.TODAY)) == 1
    ordering.close_order(world.do_as(shop.entity), order_id=care.order_id)
    with pytest.raises(NothingDue):
        charge(shop, date(2026, 4, 20))
    assert len(queries.charges_of(care.id)) == 1
    assert queries.charges_to_bill(shop.entity, date(2026, 4, 20)) == []


def test_the_services_of_a_closed_order_end_with_it(shop, care):
    actions.end_services(world.do_as(shop.entity), order_id=care.order_id)
    ended = queries.service(care.id)
    assert (ended.state, ended.ends_on, ended.ended_reason) == (
        "ended",
        world.TODAY,
        "The order was closed.",
    )
    assert queries.mrr(shop.entity, world.TODAY) == {}
    with pytest.raises(NothingDue):
        actions.end_services(world.do_as(shop.entity), order_id=care.order_id)
