"""Orders on screen and over HTTP."""

from __future__ import annotations

import json
from decimal import Decimal as D

import pytest
from django.urls import reverse

from comptoir.kernel.ids import show_id
from comptoir.platform.roles import Role
from comptoir.records.credit import actions as limits
from comptoir.stages.ordering import queries
from comptoir.stages.ordering.core.asked import OrderLineIn
from tests import world
from tests.stages.ordering.sale import Shop, accepted, direct, from_quote, make_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(client) -> Shop:
    made = make_shop()
    client.force_login(world.make_user(made.entity))
    return made


@pytest.fixture
def api(client, shop):
    def call(method, path, body=None, **headers):
        answer = getattr(client, method)(
            f"/api/v1/{path}",
            data=json.dumps(body) if body is not None else None,
            content_type="application/json",
            headers=headers,
        )
        return answer.status_code, json.loads(answer.content)

    return call


def text(response) -> str:
    return response.content.decode()


def test_without_orders_the_list_says_what_to_do(client, shop):
    page = text(client.get(reverse("ordering:list")))
    assert "No order yet" in page
    assert reverse("ordering:new") in page


def test_the_list_shows_filters_and_finds(client, shop):
    order = direct(shop, customer_ref="PO-7")
    page = text(client.get(reverse("ordering:list"), {"q": "po-7", "state": "open"}))
    assert order.number in page
    assert "€10,620.00" in page
    assert "No order matches" in text(client.get(reverse("ordering:list"), {"q": "nothing"}))
    assert client.get(reverse("ordering:list"), {"customer": "x", "state": "y"}).status_code == 200


def test_an_order_shows_its_lines_totals_and_source(client, shop):
    order = from_quote(shop)
    page = text(client.get(reverse("ordering:show", args=[order.id])))
    for said in (order.number, "Pompe", "per month", "K-2026-0001", "Order placed", "Deliver"):
        assert said in page


def test_a_held_order_says_why_and_is_released_by_who_may(client, shop):
    limits.set_limit(
        world.do_as(shop.entity), customer_id=shop.customer, currency="EUR", limit_minor=100
    )
    order = direct(shop)
    here = reverse("ordering:show", args=[order.id])
    assert "€10,619.00 above the credit limit" in text(client.get(here)).replace("\xa0", " ")
    release = reverse("ordering:release", args=[order.id])
    refused = client.post(release, {"reason": ""})
    assert (refused.status_code, "Say why." in text(refused)) == (422, True)
    assert queries.order(order.id).state == "held"
    assert client.post(release, {"reason": "guarantee"}).status_code == 302
    assert "Released: guarantee" in text(client.get(here))

    sales = world.make_user(shop.entity, Role.SALES, email="s@atelier.example")
    client.force_login(sales)
    assert release not in text(client.get(here))


def test_canceling_from_the_page(client, shop):
    order = direct(shop)
    assert client.post(reverse("ordering:cancel", args=[order.id])).status_code == 302
    assert queries.order(order.id).state == "canceled"


def test_an_order_is_placed_read_and_listed_over_http(api, shop):
    customer = show_id("cus", shop.customer)
    body = {"customer_id": customer, "lines": [{"sku": "PUMP", "quantity": "2"}],
            "channel": "storefront", "external_ref": "W-1"}  # fmt: skip
    status, made = api("post", "orders", body, **{"Idempotency-Key": "k"})
    assert (status, made["state"], made["gross"]) == (
        200, "open", {"amount": "7080.00", "currency": "EUR"}
    )  # fmt: skip
    assert made["lines"][0]["net"]["amount"] == "5900.00"
    assert api("post", "orders", body, **{"Idempotency-Key": "k"})[1] == made
    status, problem = api("post", "orders", body)
    assert (status, problem["code"], problem["facts"]["order"]) == (
        409, "duplicate_order", made["number"]
    )  # fmt: skip
    found = api("get", f"orders/{made['id']}?expand=customer")[1]
    assert found["expanded"]["customer"]["name"] == "Menuiserie Chabert"
    assert [o["id"] for o in api("get", "orders?q=W-1")[1]["items"]] == [made["id"]]


def test_a_dry_run_answers_the_same_and_writes_nothing(api, shop):
    body = {"customer_id": show_id("cus", shop.customer), "lines": [{"sku": "PUMP"}]}
    status, made = api("post", "orders?dry_run=true", body)
    assert (status, made["number"], made["net"]["amount"]) == (200, "SO-2026-0001", "2950.00")
    assert queries.orders_page(shop.entity)[0] == []


def test_faulty_lines_are_all_in_the_problem(api, shop):
    lines = [{"sku": "NOPE"}, {"sku": "PUMP"}, {"sku": "PUMP", "discount_percent": "200"}]
    status, problem = api(
        "post", "orders", {"customer_id": show_id("cus", shop.customer), "lines": lines}
    )
    assert (status, problem["code"]) == (422, "order_lines_refused")
    assert [row["field"] for row in problem["facts"]["lines"]] == [
        "lines.0.sku", "lines.2.discount_percent"
    ]  # fmt: skip


def test_the_other_verbs_over_http(api, shop):
    quote = accepted(shop)
    quote_id = show_id("quo", quote.id)
    status, made = api("post", "orders/from-quote", {"quote_id": quote_id})
    assert (status, made["quote_id"]) == (200, quote_id)
    assert api("get", f"quotes/{quote_id}/order")[1]["id"] == made["id"]
    here = f"orders/{made['id']}"
    assert api("post", f"{here}/release", {"reason": "x"})[0] == 409
    assert api("post", f"{here}/release-paid")[1]["code"] == "nothing_due"
    assert api("post", f"{here}/close", {"unused": "999999.00"})[1]["code"] == "unused_refused"
    assert api("post", f"{here}/cancel", {"reason": "x"})[1]["state"] == "canceled"
    second = show_id("ord", direct(shop).id)
    assert api("post", f"orders/{second}/close", {"unused": "1.50"})[1]["state"] == "closed"
    assert api("get", "orders/ord_" + "0" * 26)[0] == 404


def test_a_line_answers_why_it_costs_what_it_does(client, shop):
    order = direct(shop, OrderLineIn(sku="PUMP", quantity=D(2), discount_percent=D(10)))
    [line] = order.lines
    here = reverse("ordering:why", args=[order.id, line.id])
    page = text(client.get(reverse("ordering:show", args=[order.id])))
    assert here in page and "data-why-row" in page
    part = client.get(here, headers={"HX-Request": "true"})
    told = text(part)
    assert not told.lstrip().startswith("<!doctype")
    assert "Why €2,655.00?" in told
    for step in (
        "List price",
        "2,950.00",
        "Sales discount",
        "−295.00",
        "10%",
        "Net",
        "2 × €2,655.00",
    ):
        assert step in told, step
    whole = text(client.get(here))  # where no script runs
    assert whole.lstrip().startswith("<!doctype") and "Why €2,655.00?" in whole
    gone = client.get(reverse("ordering:why", args=[order.id, line.id + 999]))
    assert (gone.status_code, "This order has no such line." in text(gone)) == (404, True)


def test_the_line_of_another_company_answers_nothing(client, shop):
    order = direct(shop)
    client.force_login(world.make_user(world.make_entity(code="OTHER"), email="eve@other.example"))
    here = reverse("ordering:why", args=[order.id, order.lines[0].id])
    assert client.get(here).status_code == 404
