"""Usage: counted once per key, rated once per period, at the price it was sold at."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comptoir.kernel.errors import NothingDue
from comptoir.kernel.ids import show_id
from comptoir.stages.metering import actions, entry, queries
from comptoir.stages.metering.actions import UsageRefused
from comptoir.stages.metering.core.records import UsageIn
from comptoir.stages.subscribing import actions as subscribing
from comptoir.stages.subscribing import queries as services
from tests import world
from tests.api.driving import call, make_key
from tests.stages.invoicing.bills import OrderLineIn, Shop, direct
from tests.stages.invoicing.bills import shop as make_shop
from tests.stages.quoting.deal import Tier, set_price

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return make_shop()


def metered(shop: Shop, **line) -> services.ServiceFacts:
    order = direct(shop, OrderLineIn(**{"sku": "CALL", "quantity": D(1), **line}))
    subscribing.start_services(world.do_as(shop.entity), order_id=order.id)
    return services.services_of(order_id=order.id)[0]


def use(one, key="k1", on=date(2026, 1, 10), quantity="100") -> UsageIn:
    return UsageIn(one.id, key, on, D(quantity))


def record(shop, *rows):
    return actions.record_usage(world.do_as(shop.entity), rows=rows)


def test_a_key_is_counted_once(shop):
    one = metered(shop)
    first = record(shop, use(one), use(one, "k2"))
    again = record(shop, use(one, quantity="999"), use(one, "k3"))
    assert (first.accepted, first.duplicates) == (2, 0)
    assert (again.accepted, again.duplicates) == (1, 1)
    ((period,), _next) = queries.periods_page(one, world.TODAY)
    assert (period.quantity, period.records) == (D(300), 3)


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"key": " "}, "rows.1.key"),
        ({"on": date(2026, 1, 4)}, "rows.1.used_on"),
        ({"on": date(2027, 1, 5)}, "rows.1.used_on"),
        ({"quantity": "NaN"}, "rows.1.quantity"),
        ({"quantity": "1.0000001"}, "rows.1.quantity"),
    ],
)
def test_one_bad_record_refuses_all_and_is_named(shop, over, field):
    one = metered(shop)
    with pytest.raises(UsageRefused) as refused:
        record(shop, use(one), use(one, **{"key": "k2", **over}))
    assert refused.value.field == field
    assert queries.usage_page(one.id) == ([], None)


def test_a_service_that_is_not_metered_is_refused(shop):
    order = direct(shop, OrderLineIn(sku="CARE"))
    subscribing.start_services(world.do_as(shop.entity), order_id=order.id)
    with pytest.raises(UsageRefused):
        record(shop, use(services.services_of(order_id=order.id)[0]))
    with pytest.raises(UsageRefused):
        record(shop)


def test_a_period_is_rated_once_when_it_has_ended(shop):
    one = metered(shop, discount_percent=D(50))
    record(shop, use(one, quantity="10000"))
    with pytest.raises(NothingDue):
        actions.rate_usage(world.do_as(shop.entity), on=date(2026, 2, 4))
    done = actions.rate_usage(world.do_as(shop.entity), on=date(2026, 3, 5))
    assert done.charges == 2
    full, empty = queries.charges_of(one.id)
    assert (full.net_minor, full.quantity, empty.net_minor) == (6_000, D(10_000), 0)
    assert full.waterfall[-1]["result"] == "60.00"
    with pytest.raises(NothingDue):
        actions.rate_usage(world.do_as(shop.entity), on=date(2026, 3, 5))
    with pytest.raises(UsageRefused):
        record(shop, use(one, "late", date(2026, 2, 1)))
    assert [d.charge.id for d in queries.usage_charges_to_bill(shop.entity, date(2026, 3, 5))] == [
        full.id
    ]
    _told_by_period(shop, one, full.id)


def _told_by_period(shop, one, charge_id):
    """The page and the API tell the same periods: the open one first, without a charge."""
    record(shop, use(one, "open", date(2026, 3, 6), quantity="7"))
    secret, at = make_key(shop.entity), f"/services/{show_id('svc', one.id)}/usage-periods"
    page = call("GET", f"{at}?on=2026-03-07&limit=1", key=secret).body
    (running,) = page["items"]
    assert (running["starts_on"], running["quantity"], running["records"]) == ("2026-03-05", "7", 1)
    assert (running["charge_id"], running["net"]) == (None, None)
    with CaptureQueriesContext(connection) as few:
        rest = call("GET", f"{at}?on=2026-03-07&cursor={page['next']}", key=secret).body["items"]
    assert [(p["starts_on"], p["quantity"]) for p in rest] == [
        ("2026-02-05", "0"), ("2026-01-05", "10000"),
    ]  # fmt: skip
    assert (rest[1]["charge_id"], rest[1]["net"]["amount"]) == (charge_id, "60.00")
    with CaptureQueriesContext(connection) as many:
        call("GET", f"{at}?on=2026-12-31&limit=200", key=secret)
    assert len(few) == len(many)


def test_tiers_are_applied_to_what_was_used(shop):
    tiered = world.make_product(shop.entity, sku="GB", nature="service", charge_kind="usage")
    tiers = [Tier(D(10), D(1)), Tier(None, D("0.5"))]
    set_price(shop.entity, shop.book, tiered, model="graduated", tiers=tiers)
    one = metered(shop, sku="GB", quantity=D(3))
    record(shop, use(one, quantity="30"))
    actions.rate_usage(world.do_as(shop.entity), on=date(2026, 2, 5))
    assert queries.charges_of(one.id)[0].net_minor == 2_000


def test_a_usage_card_is_asked_event_by_event_and_seats_count_by_days(shop):
    """TR-LAG-05 a, sold at half price, and seats of which two came in the middle of a month."""
    for sku in ("PAY", "SEAT"):
        shop.products[sku] = world.make_product(
            shop.entity, sku=sku, nature="service", charge_kind="usage"
        )
    reader = Client()
    reader.cookies["comptoir_language"] = "fr"
    reader.force_login(world.make_user(shop.entity))
    card = {"free_units": "250", "free_events": 3, "event_fee": "2", "event_size": "200"}
    body = {"product_id": str(shop.products["PAY"]), "model": "usage", "percent": "1.3",
            "card": card, "starts_on": "2026-01-01"}  # fmt: skip
    at = f"/api/v1/price-books/{shop.book}/prices"
    said = reader.post(at, body, content_type="application/json").json()
    assert said["terms"] == {**card, "free_events": "3", "percent": "1.3"}
    form = {"price_type": "list", "model": "graduated", "tiers": "5; 10\n*; 5", "prorated": "on",
            "starts_on": "2026-01-01"}  # fmt: skip
    page = f"/pricing/{shop.book}/{shop.products['SEAT']}/"
    assert reader.post(page, form).status_code == 302
    assert "checked" in reader.get(page).content.decode().partition('name="prorated"')[2][:80]
    shown = reader.get(f"/pricing/{shop.book}/{shop.products['PAY']}/").content.decode()
    assert "par événement, 250 unités gratuites, 3 événements gratuits" in shown
    paid, seats = metered(shop, sku="PAY", discount_percent=D(50)), metered(shop, sku="SEAT")
    events = [use(paid, f"p{n}", quantity=str(q)) for n, q in enumerate((50, 100, 250, 400))]
    first, middle = date(2026, 1, 5), date(2026, 2, 19)  # 14 of 28 days are left of its period
    record(shop, *events, use(seats, "s1", first, "5"), use(seats, "s2", middle, "2"))
    actions.rate_usage(world.do_as(shop.entity), on=date(2026, 4, 5))
    asked = [(c.quantity, c.net_minor) for c in queries.charges_of(paid.id)]
    assert asked == [(D(800), 558), (D(0), 0), (D(0), 0)]  # 5.575
    steps = queries.charges_of(paid.id)[0].waterfall
    assert [s["label_code"] for s in steps] == [
        "used", "free_units", "percent_of", "event_fees", "discount", "net",
    ]  # fmt: skip
    asked = [(c.quantity, c.net_minor) for c in queries.charges_of(seats.id)]
    assert asked == [(D(5), 5_000), (D(6), 5_500), (D(7), 6_000)]


def test_the_database_counts_a_key_once_and_keeps_what_was_recorded(shop):
    one = metered(shop)
    record(shop, use(one))
    actions.rate_usage(world.do_as(shop.entity), on=date(2026, 2, 5))

    def sql(text: str) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(text)

    with pytest.raises(IntegrityError, match="usage_key_once"):
        sql(
            "INSERT INTO metering_usage (entity_id, service_id, key, used_on, quantity)"
            " SELECT entity_id, service_id, key, used_on, 1 FROM metering_usage"
        )
    copy = (
        "INSERT INTO metering_usage_charge (service_id, starts_on, ends_on, bill_on, quantity,"
        " net_minor, waterfall) SELECT service_id, {}, ends_on, bill_on, 1, 1, '[]'"
        " FROM metering_usage_charge"
    )
    with pytest.raises(IntegrityError, match="usage_charge_once"):
        sql(copy.format("starts_on"))
    with pytest.raises(IntegrityError, match="usage_dates"):
        sql(copy.format("ends_on"))
    for table in ("metering_usage", "metering_usage_charge"):
        for verb in (f"UPDATE {table} SET quantity = 0", f"DELETE FROM {table}"):
            with pytest.raises(DatabaseError, match="Cannot update or delete"):
                sql(verb)


@pytest.mark.parametrize("text", ["k;2026-01-10;1,5", "key\tday\tn\nk\t2026-01-10\t1.5\n"])
def test_pasted_lines_are_read_with_or_without_headings(shop, text):
    one = metered(shop)
    assert entry.read(text, one.id, "fr") == [use(one, "k", quantity="1.5")]


@pytest.mark.parametrize("text", ["", "k;tomorrow;1", "k;2026-01-10", "a;2026-01-10;1\nb;x;1"])
def test_a_pasted_line_that_cannot_be_read_is_named(shop, text):
    with pytest.raises(entry.PasteUnreadable):
        entry.read(text, metered(shop).id, "en")


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_pages_and_the_api_answer(shop, lang):
    reader = Client()
    reader.cookies["comptoir_language"] = lang
    reader.force_login(world.make_user(shop.entity))
    assert reader.get("/metering/").status_code == 200
    one = metered(shop)
    assert reader.get("/metering/").status_code == 200
    url = f"/metering/{one.id}/"
    assert reader.post(url, {"rows": "a;2026-01-10;12.5\nb;2026-01-11;1"}).status_code == 302
    bad = reader.post(url, {"rows": "z;2026-01-10;1\na;b"})
    assert (bad.status_code, "a | b" in bad.content.decode()) == (422, True)
    assert reader.get(url).status_code == 200
    body = {"rows": [{"service_id": str(one.id), "key": "c", "used_on": "2026-01-12",
                      "quantity": "2"}]}  # fmt: skip
    told = reader.post("/api/v1/usage", body, content_type="application/json").json()
    assert told == {"accepted": 1, "duplicates": 0}
    listed = reader.get(f"/api/v1/services/{one.id}/usage").json()["items"]
    assert [r["key"] for r in listed] == ["c", "b", "a"]
    run = reader.post("/api/v1/usage/rate", {"on": "2026-02-05"}, content_type="application/json")
    assert run.json()["charges"] == 1
    (charge,) = reader.get(f"/api/v1/services/{one.id}/usage-charges").json()["items"]
    assert charge["net"] == {"amount": "0.19", "currency": "EUR"}
