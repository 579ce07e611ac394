"""The billing run over services and usage."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comptoir.kernel.errors import NothingDue
from comptoir.records.parties import actions as parties
from comptoir.stages.invoicing import actions, queries
from comptoir.stages.metering import actions as metering
from comptoir.stages.metering.core.records import UsageIn
from comptoir.stages.subscribing import actions as subscribing
from comptoir.stages.subscribing import queries as services
from tests import world
from tests.api.driving import call, make_key
from tests.stages.invoicing.bills import SIREN, OrderLineIn, Shop, direct
from tests.stages.invoicing.bills import shop as make_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return make_shop()


def subscribed(shop: Shop, *lines, customer=None, **head):
    given = lines or (OrderLineIn(sku="CARE", quantity=D(4)),)
    order = direct(shop, *given, **({"customer_id": customer} if customer else {}), **head)
    subscribing.start_services(world.do_as(shop.entity), order_id=order.id)
    return order


def run(shop: Shop, on: date) -> list[queries.InvoiceFacts]:
    """A day's run: what it issued."""
    world.move_to(shop.entity, on)
    for step in (subscribing.charge_periods, metering.rate_usage, actions.bill_periods):
        do = world.do_as(shop.entity)
        try:
            step(do)
        except NothingDue:
            continue
    return [
        queries.invoice(h.id)
        for h in queries.invoices_page(shop.entity, queries.Filter(since=on))[0]
    ]


def test_each_period_is_billed_once_however_often_the_run_is_repeated(shop):
    subscribed(shop)
    (first,) = run(shop, world.TODAY)
    assert (first.number, first.net_minor, first.lines[0].kind) == (
        "F-2026-0001", 14_400, "recurring",
    )  # fmt: skip
    assert (first.lines[0].service_start, first.lines[0].service_end) == (
        date(2026, 1, 5), date(2026, 2, 5),
    )  # fmt: skip
    for _ in range(2):
        with pytest.raises(NothingDue):
            actions.bill_periods(world.do_as(shop.entity))
    assert [i.net_minor for i in run(shop, date(2026, 4, 10))] == [43_200]
    assert queries.totals_by_currency(shop.entity, queries.Filter())["EUR"][0] == 2


def test_a_customer_gets_one_invoice_for_all_orders_of_the_same_terms(shop):
    subscribed(shop)
    subscribed(shop, OrderLineIn(sku="CARE", quantity=D(1)))
    subscribing.charge_periods(world.do_as(shop.entity))
    key = make_key(shop.entity)
    due = call("GET", "/due-charges", key=key).body["items"]
    assert sorted(d["net"]["amount"] for d in due) == ["144.00", "36.00"]
    assert {(d["kind"], d["starts_on"]) for d in due} == {("service", "2026-01-05")}
    first = call("GET", "/due-charges?limit=1", key=key).body
    rest = call("GET", f"/due-charges?cursor={first['next']}", key=key).body
    assert first["items"] + rest["items"] == due
    (one,) = run(shop, world.TODAY)
    assert call("GET", "/due-charges", key=key).body["items"] == []
    assert (len(one.lines), one.net_minor, one.order_id) == (2, 18_000, None)
    assert (
        queries.invoices_of_order(services.services_of(customer_id=shop.customer)[0].order_id)[0].id
        == one.id
    )


def test_usage_is_billed_after_its_period_at_the_sold_price(shop):
    order = subscribed(shop, OrderLineIn(sku="CALL", quantity=D(1)))
    (service,) = services.services_of(order_id=order.id)
    rows = [UsageIn(service.id, f"k{n}", date(2026, 1, 10 + n), D("1000.5")) for n in range(3)]
    metering.record_usage(world.do_as(shop.entity), rows=rows)
    assert run(shop, date(2026, 2, 4)) == []
    (made,) = run(shop, date(2026, 2, 5))
    (line,) = made.lines
    assert (line.kind, line.quantity, line.net_minor) == ("usage", D("3001.5"), 3_602)
    assert (line.service_start, line.service_end) == (date(2026, 1, 5), date(2026, 2, 5))
    assert run(shop, date(2026, 2, 6)) == []


def test_a_customer_without_its_mentions_does_not_stop_the_others(shop):
    bad = world.make_customer(shop.entity, name="Sans SIREN")
    good = shop.customer
    subscribed(shop, customer=bad)
    subscribed(shop, customer=good)
    world.move_to(shop.entity, world.TODAY)
    subscribing.charge_periods(world.do_as(shop.entity))
    actions.bill_periods(world.do_as(shop.entity))
    found = {h.customer_id: h for h in queries.invoices_page(shop.entity)[0]}
    assert (found[good].state, found[bad].state) == ("issued", "draft")
    with pytest.raises(NothingDue):
        actions.bill_periods(world.do_as(shop.entity))
    parties.change_customer(
        world.do_as(shop.entity), customer_id=bad, revision=1, changes={"siren": SIREN}
    )
    actions.issue_invoice(world.do_as(shop.entity), invoice_id=found[bad].id)
    assert queries.invoice(found[bad].id).number == "F-2026-0002"


def test_the_charges_of_a_discarded_draft_are_billed_again(shop):
    bad = world.make_customer(shop.entity, name="Sans SIREN")
    subscribed(shop, customer=bad)
    subscribing.charge_periods(world.do_as(shop.entity))
    made = actions.bill_periods(world.do_as(shop.entity))
    actions.discard_draft(world.do_as(shop.entity), invoice_id=made.invoice_id)
    again = actions.bill_periods(world.do_as(shop.entity))
    assert queries.invoice(again.invoice_id).net_minor == 14_400


def test_a_run_over_many_customers_costs_no_more_statements(shop):
    def statements() -> int:
        with CaptureQueriesContext(connection) as told:
            actions.bill_periods(world.do_as(shop.entity))
        return len(told)

    subscribed(shop)
    subscribing.charge_periods(world.do_as(shop.entity))
    one = statements()
    for n in range(8):
        subscribed(shop, customer=world.make_customer(shop.entity, name=f"C{n}", siren=SIREN))
    subscribing.charge_periods(world.do_as(shop.entity))
    assert statements() <= one + 2
