"""The forms of customer prices and promotions: each way asks for its own fields, and tiers are rows."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal as D
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from comptoir.records.parties import queries as parties
from comptoir.stages.pricing import promotions, queries
from comptoir.stages.pricing.engine import Tier
from tests import world
from tests.stages.quoting.deal import Shop, make_shop

pytestmark = pytest.mark.django_db(transaction=True)
AGREEMENTS, PROMOTIONS = "/pricing/agreements/", "/pricing/promotions/"
ROWS = {"tiers_to": ["10", "20", "", ""], "tiers_price": ["5.00", "4.50", "4", ""]}


@pytest.fixture
def shop() -> Shop:
    return make_shop()


@pytest.fixture
def desk(shop: Shop) -> Client:
    client = Client()
    client.force_login(world.make_user(shop.entity))
    return client


def agreed(shop: Shop) -> list[queries.CustomerPriceFacts]:
    return queries.customer_prices_page(shop.entity)[0]


def asked(shop: Shop, **more: Any) -> dict[str, Any]:
    who = parties.customer(shop.customer)
    start = world.TODAY.isoformat()
    return {"customer": f"{who.number} · {who.name}", "sku": "BOOK", "starts_on": start, **more}


def error_of(answer: Any, name: str) -> str:
    assert answer.status_code == 422
    said = re.search(rf'id="id_{name}_error">(.*?)</ul>', answer.content.decode())
    assert said, answer.content.decode()[-3000:]
    return unescape(re.sub("<[^>]+>", "", said[1])).strip()


def test_prices_by_quantity_are_typed_in_rows_and_a_change_begins_with_them(
    shop: Shop, desk: Client
) -> None:
    made = desk.post(AGREEMENTS, asked(shop, how="tiers", percent_off="x", **ROWS))
    assert made.status_code == 302
    (told,) = agreed(shop)
    assert told.tiers == (Tier(D(10), D(5)), Tier(D(20), D("4.5")), Tier(None, D(4)))
    page = desk.get(AGREEMENTS, {"of": str(told.id)}).content.decode()
    assert re.findall(r"data-from>(.*?)</td>", page) == ["0", "10", "20", "", ""]
    assert re.findall(r'name="tiers_price" value="(.*?)"', page)[:3] == ["5", "4.5", "4"]
    assert 'name="tiers_fee"' not in page  # a fee is no part of what is agreed
    assert re.search(r'value="tiers" selected', page)
    for wrong in ("", "x", str(UUID(int=7))):
        assert desk.get(AGREEMENTS, {"of": wrong}).status_code == 200


def test_a_fault_of_a_row_stands_at_it_and_nothing_is_agreed(shop: Shop, desk: Client) -> None:
    rows = {"tiers_to": ["10", "8", ""], "tiers_price": ["5", "4", "3"]}
    assert "more than 10" in error_of(
        desk.post(AGREEMENTS, asked(shop, how="tiers", **rows)), "tiers_2"
    )
    for how, field in (("unit_price", "unit_price"), ("percent_off", "percent_off")):
        answer = desk.post(AGREEMENTS, asked(shop, how=how, **ROWS))
        assert error_of(answer, field) == "This field is required."
    assert (
        error_of(desk.post(AGREEMENTS, asked(shop, how="tiers")), "tiers")
        == "This field is required."
    )
    answer = desk.post(AGREEMENTS, asked(shop, how="unit_price", unit_price="1", customer="Nobody"))
    assert "number" in error_of(answer, "customer")
    assert agreed(shop) == []


def test_a_customer_is_found_by_name_and_nothing_agreed_is_a_price_of_nothing(
    shop: Shop, desk: Client
) -> None:
    who = parties.customer(shop.customer)
    answer = desk.post(AGREEMENTS, asked(shop, how="unit_price", unit_price="0", customer=who.name))
    assert answer.status_code == 302
    assert [(a.customer_id, a.unit_price) for a in agreed(shop)] == [(who.id, D(0))]


def test_a_promotion_takes_only_what_its_kind_asks_for_and_its_next_version_begins_with_it(
    shop: Shop, desk: Client
) -> None:
    typed = {
        "code": "SET", "name": "Set", "kind": "bundle", "percent": "5", "sets": "BOOK 2, PUMP 1",
        "amount": "x", "buy": "9", "stacking": "in_order", "priority": "3", "currency": "eur",
        "minimum_amount": "100", "starts_on": world.TODAY.isoformat(),
    }  # fmt: skip
    assert desk.post(PROMOTIONS, typed).status_code == 302
    (told,) = promotions.of_codes(shop.entity, ["SET"])
    assert (told.rule.percent, told.rule.buy, told.terms["minimum_minor"]) == (D(5), D(0), 10_000)
    page = desk.get(PROMOTIONS, {"of": str(told.id)}).content.decode()
    for field, value in (("code", "SET"), ("sets", "BOOK 2, PUMP 1"), ("minimum_amount", "100")):
        assert re.search(rf'name="{field}" value="{value}"', page), field
    again = {**typed, "name": "Set of two", "ends_on": date(2027, 1, 1).isoformat()}
    assert desk.post(PROMOTIONS, again).status_code == 302
    (told,) = promotions.of_codes(shop.entity, ["SET"])
    assert (told.name, told.version) == ("Set of two", 2)
    for kind, missing in (("percent", "percent"), ("free_product", "gift"), ("free_units", "free")):
        answer = desk.post(PROMOTIONS, {**typed, "kind": kind, "percent": ""})
        assert error_of(answer, missing) == "This field is required."
    assert promotions.of_codes(shop.entity, ["SET"]) == [told]
