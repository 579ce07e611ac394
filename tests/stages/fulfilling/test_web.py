"""The warehouse on screen and over HTTP."""

from __future__ import annotations

import json
from decimal import Decimal as D

import pytest
from django.urls import reverse
from django.utils import translation

from comptoir.kernel.ids import show_id
from comptoir.stages.fulfilling import actions, queries, words
from comptoir.stages.ordering import actions as ordering
from comptoir.stages.ordering.core.asked import OrderLineIn
from tests import world
from tests.stages.ordering.sale import Shop, direct, make_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(client) -> Shop:
    made = make_shop()
    client.force_login(world.make_user(made.entity))
    return made


@pytest.fixture
def order(shop):
    return direct(shop, OrderLineIn(sku="PUMP", quantity=D(10)), OrderLineIn(sku="BOOK"))


def text(response) -> str:
    return response.content.decode()


def form(order, **cells: str) -> dict[str, str]:
    return {"delivered_on": "2026-01-05", "condition": "good", **cells}


def test_the_warehouse_list_leads_to_the_form(client, shop, order):
    page = text(client.get(reverse("fulfilling:to_deliver")))
    assert order.number in page
    assert reverse("fulfilling:deliver", args=[order.id]) in page
    actions.deliver(world.do_as(shop.entity), order_id=order.id)
    assert "Nothing to deliver" in text(client.get(reverse("fulfilling:to_deliver")))


def test_a_part_is_delivered_with_its_condition(client, shop, order):
    pump, book = order.lines
    here = reverse("fulfilling:deliver", args=[order.id])
    assert f'id="q-{pump.id}" name="q-{pump.id}" value="10"' in text(client.get(here))
    response = client.post(
        here,
        form(
            order, condition="damaged", tracking="6A", **{f"q-{pump.id}": "4", f"q-{book.id}": ""}
        ),
    )
    [made] = queries.deliveries_of(order.id)
    assert response.url == reverse("fulfilling:show", args=[made.id])
    assert [(li.order_line_id, li.quantity) for li in made.lines] == [(pump.id, D(4))]
    page = text(client.get(response.url))
    for said in ("BL-2026-0001", "Damaged", "6A", "Recorded: BL-2026-0001."):
        assert said in page
    assert "6 of 10" in text(client.get(here))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("11", "More would be delivered"),
        ("x", "not a number"),
        ("-1", "six decimals"),
        ("", "Everything"),
    ],
)
def test_a_wrong_quantity_comes_back_with_a_link_to_its_field(client, shop, order, typed, said):
    pump, book = order.lines
    cells = {f"q-{pump.id}": typed, f"q-{book.id}": ""}
    response = client.post(reverse("fulfilling:deliver", args=[order.id]), form(order, **cells))
    assert response.status_code == 422
    assert said in text(response)
    if typed:
        assert f'href="#q-{pump.id}"' in text(response)
    assert queries.deliveries_of(order.id) == []


def test_a_return_needs_a_reason_and_shows_in_the_list(client, shop, order):
    pump, _ = order.lines
    actions.deliver(world.do_as(shop.entity), order_id=order.id)
    here = reverse("fulfilling:return", args=[order.id])
    data = {"returned_on": "2026-01-05", "condition": "damaged", f"q-{pump.id}": "2"}
    assert client.post(here, {**data, "reason": ""}).status_code == 422
    assert client.post(here, {**data, "reason": "cracked"}).status_code == 302
    page = text(client.get(reverse("fulfilling:list"), {"kind": "return"}))
    assert "BR-2026-0001" in page
    assert "BL-2026-0001" not in page


def test_forms_of_orders_that_cannot_move_say_so(client, shop, order):
    ordering.cancel_order(world.do_as(shop.entity), order_id=order.id)
    page = text(client.get(reverse("fulfilling:deliver", args=[order.id])))
    assert "This order is not open" in page
    other = direct(shop, OrderLineIn(sku="CARE"))
    page = text(client.get(reverse("fulfilling:deliver", args=[other.id])))
    assert "Everything on this order is delivered" in page


def test_the_delivery_note_is_printed_once_and_kept(client, shop, order):
    pump, book = order.lines
    made = actions.deliver(
        world.do_as(shop.entity), order_id=order.id, lines=[(pump.id, D(4)), (book.id, D(1))]
    )
    here = reverse("fulfilling:pdf", args=[made.delivery_id])
    first = client.get(here)
    assert first["Content-Type"] == "application/pdf"
    assert first.content.startswith(b"%PDF-")
    assert "Bon-de-livraison_BL-2026-0001" in first["Content-Disposition"]
    assert client.get(here).content == first.content


def test_deliveries_over_http(client, shop, order):
    def api(method, path, body=None):
        answer = getattr(client, method)(
            f"/api/v1/{path}", data=json.dumps(body) if body is not None else None,
            content_type="application/json",
        )  # fmt: skip
        return answer.status_code, json.loads(answer.content)

    pump, book = order.lines
    here = f"orders/{show_id('ord', order.id)}"
    assert api("get", "to-deliver")[1]["items"][0]["lines_left"] == 2
    move = {"lines": [{"order_line_id": pump.id, "quantity": "11"}]}
    status, problem = api("post", f"{here}/deliver", move)
    assert (status, problem["code"], problem["errors"][0]["field"]) == (
        409, "over_delivery", "lines.0.quantity"
    )  # fmt: skip
    status, tried = api("post", f"{here}/deliver?dry_run=true", {})
    assert (status, len(tried["lines"])) == (200, 2)
    assert queries.deliveries_of(order.id) == []
    made = api("post", f"{here}/deliver", {"condition": "incomplete"})[1]
    assert made["condition"] == "incomplete"
    back = {"lines": [{"order_line_id": pump.id, "quantity": "1.5"}], "reason": "cracked"}
    assert api("post", f"{here}/take-back", back)[1]["number"] == "BR-2026-0001"
    assert api("get", f"{here}/delivered")[1]["items"] == [
        {"order_line_id": pump.id, "ordered": "10", "delivered": "10", "returned": "1.5"},
        {"order_line_id": book.id, "ordered": "1", "delivered": "1", "returned": "0"},
    ]
    found = api("get", f"deliveries/{made['id']}?expand=order")[1]
    assert found["expanded"]["order"]["number"] == order.number
    assert len(api("get", "deliveries?is_return=false")[1]["items"]) == 1


@pytest.mark.parametrize(
    ("lang", "quantity", "said"),
    [
        ("en", D(1), "hour"), ("en", D(2), "hours"), ("en", D("0.5"), "hours"),
        ("en", D("1.5"), "hours"), ("en", D(0), "hours"), ("fr", D(1), "heure"),
        ("fr", D("1.5"), "heure"), ("fr", D(2), "heures"), ("fr", D(0), "heure"),
    ],
)  # fmt: skip
def test_units_agree_with_their_quantity(lang: str, quantity: D, said: str) -> None:
    with translation.override(lang):
        assert words.unit("HUR", quantity) == said
        assert words.unit("KGM", quantity) == "kg"
        assert words.unit("XYZ", quantity) == "XYZ"
