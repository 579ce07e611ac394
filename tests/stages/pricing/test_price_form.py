"""The form of a price: what each way of pricing asks for, its faults by field, and its worked example."""

from __future__ import annotations

import re
from decimal import Decimal as D
from html import unescape
from typing import Any

import pytest
from django.test import Client

from comptoir.platform.models import EventRow
from comptoir.stages.pricing import queries
from comptoir.stages.pricing.engine import Tier
from comptoir.stages.pricing.price_form import MUST, NEEDS, SENTENCES, PriceForm
from tests import world
from tests.stages.quoting.deal import Shop, make_shop

pytestmark = pytest.mark.django_db(transaction=True)
GARBAGE = dict.fromkeys({n for needs in NEEDS.values() for n in needs}, "??") | {"prorated": "on"}
TIERS = "10; 5.00\n*; 4.00; 2"
TYPED: dict[str, dict[str, str]] = {
    "per_unit": {"unit_price": "5.00"},
    "flat": {"unit_price": "5.00"},
    "volume": {"tiers": TIERS},
    "graduated": {"tiers": TIERS, "prorated": ""},
    "stairstep": {"tiers": "10; 50.00\n*; 0; 90.00"},
    "package": {"unit_price": "30", "package_size": "5"},
    "usage": {
        "unit_price": "0.10", "percent": "", "free_units": "2", "free_events": "", "event_fee": "1",
        "event_minimum": "", "event_maximum": "", "event_size": "5",
    },
    "percent": {"percent": "18", "categories": "hardware"},
    "cost_plus": {"percent": "20", "how": "margin"},
    "formula": {"formula": "40 + quantity * 2"},
}  # fmt: skip
SAID = {
    "per_unit": "12 units cost €60.00", "flat": "12 units cost €5.00", "volume": "12 units cost €50.00",
    "graduated": "12 units cost €60.00", "stairstep": "12 units cost €90.00",
    "package": "12 units cost €90.00", "usage": "12 units cost €4.00",
    "percent": "12 units cost €2,160.00", "cost_plus": "12 units cost €30,000.00",
    "formula": "12 units cost €768.00",
}  # fmt: skip


@pytest.fixture
def shop() -> Shop:
    return make_shop()


def asked(model: str, **more: str) -> dict[str, str]:
    """As a browser sends it: the fields of the other ways of pricing with whatever was typed into them."""
    head = {"price_type": "list", "model": model, "starts_on": "2026-01-05", "example": "12"}
    return {**GARBAGE, **head, **TYPED[model], **more}


def desk(shop: Shop, client: Client) -> tuple[Client, str]:
    client.force_login(world.make_user(shop.entity))
    return client, f"/pricing/{shop.book}/{shop.products['PUMP']}/"


def prices(shop: Shop) -> tuple[queries.PriceFacts, ...]:
    return queries.price_dates(shop.book, shop.products["PUMP"])


def words(answer: Any) -> str:
    return " ".join(unescape(re.sub("<[^>]+>", " ", answer.content.decode())).split())


def test_each_way_of_pricing_says_what_it_is_and_what_units_would_cost_and_writes_only_when_set(
    shop: Shop, client: Client
) -> None:
    client, at = desk(shop, client)
    for model in NEEDS:
        events, before = EventRow.objects.count(), prices(shop)
        assert SAID[model] in words(client.post(f"{at}worked", asked(model)))
        assert (EventRow.objects.count(), prices(shop)) == (events, before)
        assert client.post(at, asked(model)).status_code == 302, model
        assert (prices(shop)[0].model, prices(shop)[0].starts_on) == (model, world.TODAY)
        page = words(client.get(at))
        assert str(SENTENCES[model]) in page
        assert SAID[model] in page  # the form begins with the price in force, and with its example


def test_what_must_be_typed_is_named_where_it_is_missing(shop: Shop, client: Client) -> None:
    client, at = desk(shop, client)
    for model, field in sorted(MUST - {("cost_plus", "how")}):
        form = PriceForm(asked(model, **{field: ""}))
        assert list(form.errors) == [field], (model, form.errors)
        answer = client.post(at, asked(model, **{field: ""}))
        assert answer.status_code == 422
        assert f'aria-describedby="id_{field}' in answer.content.decode()
    before = words(client.post(f"{at}worked", asked("per_unit", unit_price="")))
    assert before == "Still to be given: Price"


WRONG = [
    ("per_unit", {"unit_price": "-1"}, "unit_price", "0 or more"),
    ("package", {"package_size": "x"}, "package_size", "x"),
    ("volume", {"tiers": "10; 5\n5; 4"}, "tiers", "more than 10"),
    ("volume", {"tiers": "10"}, "tiers", "a unit price is missing"),
    ("stairstep", {"tiers": "10"}, "tiers", "an amount is missing"),
    ("graduated", {"tiers": "x; 5"}, "tiers", "x"),
    ("graduated", {"tiers": "*; 5\n10; 4"}, "tiers", "only the last tier"),
    ("volume", {"tiers": "\n".join(f"{n}; 1" for n in range(1, 103))}, "tiers", "At most 100 tiers"),
    ("usage", {"event_fee": "-2"}, "event_fee", "0 or more"),
    ("usage", {"event_minimum": "5", "event_maximum": "1"}, "event_maximum", "at least 5"),
    ("percent", {"percent": "0"}, "percent", "0 … 1 000 %"),
    ("formula", {"formula": "1 +"}, "formula", "a number or a name"),
    ("flat", {"minimum": "9", "maximum": "5"}, "maximum", "at least 9"),
    ("flat", {"starts_on": "2025-01-01"}, "starts_on", "2026-01-01"),
]  # fmt: skip


def test_a_fault_stands_at_its_field_and_nothing_is_set(shop: Shop, client: Client) -> None:
    client, at = desk(shop, client)
    before = prices(shop)
    for model, wrong, field, text in WRONG:
        answer = client.post(at, asked(model, **wrong))
        assert answer.status_code == 422
        said = re.search(rf'id="id_{field}(?:_\d+)?_error">(.*?)</ul>', answer.content.decode())
        assert said, words(answer)
        assert text in unescape(said[1])
    assert prices(shop) == before


def test_a_price_that_is_no_list_price_is_per_unit_whatever_was_chosen_before(
    shop: Shop, client: Client
) -> None:
    client, at = desk(shop, client)
    typed = asked("volume", price_type="promotional", unit_price="2,500.00")
    assert client.post(at, typed).status_code == 302
    told = next(p for p in prices(shop) if p.price_type == "promotional")
    assert (told.price_type, told.model, told.unit_price) == ("promotional", "per_unit", D(2500))


def test_an_example_takes_what_it_can_and_says_why_it_has_none(shop: Shop, client: Client) -> None:
    client, at = desk(shop, client)
    for odd in ("", "x", "-3", "0", "1" * 30):
        assert "12 units cost" in words(client.post(f"{at}worked", asked("flat", example=odd)))
    said = words(client.post(f"{at}worked", asked("graduated", example="1")))
    assert "1 unit costs €5.00" in said
    assert "10 units cost €50.00 11 units cost €56.00" in said
    call = f"/pricing/{shop.book}/{shop.products['CABLE']}/worked"
    assert "give the product its cost" in words(client.post(call, asked("cost_plus")))
    assert "found: width" in words(client.post(f"{at}worked", asked("formula", formula="width")))


def rows_of(*rows: tuple[str, str, str]) -> dict[str, list[str]]:
    """As a browser sends rows, with two empty ones below."""
    every = [*rows, ("", "", ""), ("", "", "")]
    names = ("tiers_to", "tiers_price", "tiers_fee")
    return dict(zip(names, map(list, zip(*every, strict=True)), strict=True))


def test_tiers_are_rows_with_room_below_and_say_where_the_row_before_ends(
    shop: Shop, client: Client
) -> None:
    client, at = desk(shop, client)
    empty = client.get(at).content.decode()
    assert empty.count('name="tiers_to"') == 4
    typed = {
        **asked("graduated"),
        **rows_of(("10", "5.00", ""), ("20", "4.50", "1"), ("", "4", "")),
    }
    del typed["tiers"]
    assert "12 units cost €60.00" in words(client.post(f"{at}worked", typed))
    assert client.post(at, typed).status_code == 302
    assert prices(shop)[0].tiers == (
        Tier(D(10), D(5)), Tier(D(20), D("4.5"), D(1)), Tier(None, D(4)),
    )  # fmt: skip
    page = client.get(at).content.decode()
    said = re.findall(r"data-from>(.*?)</td>", page)
    assert said == ["0", "10", "20", "", ""]
    assert re.findall(r'name="tiers_price" value="(.*?)"', page)[:3] == ["5", "4.5", "4"]


def test_a_fault_stands_at_its_row_and_what_was_typed_stays(shop: Shop, client: Client) -> None:
    client, at = desk(shop, client)
    before = prices(shop)
    typed = {
        **asked("volume"),
        **rows_of(("10", "5", ""), ("", "", ""), ("8", "4", ""), ("", "x", "")),
    }
    page = client.post(at, typed).content.decode()
    assert re.findall(r'id="id_tiers_(\d+)_error"', page) == ["3"]
    assert re.findall(r'name="tiers_to" value="(.*?)"', page) == ["10", "8", "", "", ""]
    typed = {**asked("volume"), **rows_of(("10", "5", ""), ("8", "4", ""), ("", "3", ""))}
    page = client.post(at, typed).content.decode()
    said = re.search(r'id="id_tiers_2_error">(.*?)</ul>', page)
    assert said
    assert "more than 10" in unescape(said[1])
    assert page.count('aria-describedby="id_tiers_2_error"') == 3
    assert prices(shop) == before


def test_a_stairstep_asks_for_amounts_alone(shop: Shop, client: Client) -> None:
    client, at = desk(shop, client)
    typed = {**asked("stairstep"), **rows_of(("10", "7", "50"), ("", "9", "90"))}
    assert client.post(at, typed).status_code == 302
    assert prices(shop)[0].tiers == (Tier(D(10), D(0), D(50)), Tier(None, D(0), D(90)))
