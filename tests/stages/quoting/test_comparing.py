"""Two versions on the screen and over the API, with money and with the margin for who may see it."""

from __future__ import annotations

import re
from decimal import Decimal as D

import pytest
from django.test import Client

from comptoir.stages.pricing import actions as pricing
from comptoir.stages.quoting import actions, alike_schemas, comparisons, queries
from comptoir.stages.quoting.actions import LineIn
from tests import world
from tests.browser.driving import person
from tests.stages.quoting.deal import Shop, make_book, make_quote, make_shop, send
from tests.stages.quoting.test_api import call

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop() -> Shop:
    return make_shop()


@pytest.fixture
def client(shop: Shop) -> Client:
    client = Client()
    client.force_login(person())
    return client


def two_versions(shop: Shop) -> tuple[queries.QuoteFacts, queries.QuoteFacts]:
    """Two pumps and care; then three pumps at 10 % off, no care, five manuals, valid longer."""
    first = make_quote(shop)
    send(shop, first.id)
    made = actions.revise_quote(world.do_as(shop.entity), quote_id=first.id)
    draft = queries.quote(made.quote_id)
    pump, care = draft.lines
    changes = {"quantity": D(3), "discount_kind": "percent", "discount_value": D(10)}
    actions.change_line(
        world.do_as(shop.entity), quote_id=draft.id, line_id=pump.id, revision=pump.revision,
        changes=changes,
    )  # fmt: skip
    actions.remove_line(world.do_as(shop.entity), quote_id=draft.id, line_id=care.id)
    book = LineIn(sku="BOOK", quantity=D(5))
    actions.add_line(world.do_as(shop.entity), quote_id=draft.id, line=book)
    return first, queries.quote(draft.id)


def test_the_api_tells_each_line_and_total_with_its_difference(client: Client, shop: Shop) -> None:
    first, second = two_versions(shop)
    status, told = call(client, "get", f"/quotes/{second.id}/compare/{first.id}")
    assert status == 200
    assert [(x["kind"], x["sku"], x["fields"], x["effect"]["amount"]) for x in told["lines"]] == [
        ("changed", "PUMP", ["quantity", "discount"], "2065.00"),
        ("removed", "CARE", [], "-15552.00"),
        ("added", "BOOK", [], "110.00"),
    ]
    totals = {x["name"]: x["change"]["amount"] for x in told["totals"]}
    assert totals["net"] == "-13377.00"
    assert totals["mrr"] == "-1296.00"
    assert "margin" not in totals  # the cost of the books is not known
    assert (told["margin_unknown_before"], told["margin_unknown_after"]) == (0, 1)
    assert told == call(client, "get", f"/quotes/{first.id}/compare/{second.id}")[1]


def test_the_page_is_reached_from_the_quote_and_shows_what_differs(
    client: Client, shop: Shop
) -> None:
    first, second = two_versions(shop)
    address = f"/quoting/{second.id}/compare/{first.id}"
    assert address in client.get(f"/quoting/{second.id}/").content.decode()
    page = client.get(address, headers={"Accept-Language": "en"}).content.decode()
    for word in ("CARE", "Removed", "BOOK", "Added", "Quantity", "€2,065.00", "€13,377.00"):
        assert word in page, word


def test_a_promotion_that_began_since_is_named_where_it_moved_a_price(
    client: Client, shop: Shop
) -> None:
    first = make_quote(shop, LineIn(sku="PUMP", quantity=D(2)), LineIn(sku="CABLE", quantity=D(2)))
    send(shop, first.id)
    pricing.set_promotion(
        world.do_as(shop.entity), code="MAY", name="May", kind="percent", currency="EUR",
        terms={"percent": "5", "skus": ["PUMP"]},
    )  # fmt: skip
    made = actions.revise_quote(world.do_as(shop.entity), quote_id=first.id)
    pump, cable = queries.quote(made.quote_id).lines
    for line, quantity in ((pump, 3), (cable, 20)):
        actions.change_line(
            world.do_as(shop.entity), quote_id=made.quote_id, line_id=line.id,
            revision=queries.quote(made.quote_id).lines[line.position - 1].revision,
            changes={"quantity": D(quantity)},
        )  # fmt: skip
    page = client.get(
        f"/quoting/{made.quote_id}/compare/{first.id}", headers={"Accept-Language": "en"}
    ).content.decode()
    assert re.search(r"Price rules <span class=\"muted\">—</span> → Promotion MAY", page)
    assert re.search(r"Price rules <span class=\"muted\">Tier 1</span> → Tier 2", page)


def test_conditions_and_unchanged_lines_are_told_too(client: Client, shop: Shop) -> None:
    first = make_quote(shop)
    send(shop, first.id)
    made = actions.revise_quote(world.do_as(shop.entity), quote_id=first.id)
    changes = {"discount_kind": "percent", "discount_value": D(5), "title": "Now cheaper"}
    actions.change_quote(
        world.do_as(shop.entity), quote_id=made.quote_id, revision=1, changes=changes
    )
    told = call(client, "get", f"/quotes/{first.id}/compare/{made.quote_id}")[1]
    assert told["head"] == ["title", "discount"]
    assert [x["effect"]["amount"] for x in told["lines"]] == ["-295.00", "-777.60"]
    for asked in ("", "?all=1"):
        page = client.get(f"/quoting/{first.id}/compare/{made.quote_id}{asked}").content.decode()
        assert "Now cheaper" in page
    same = client.get(f"/quoting/{first.id}/compare/{first.id}?all=1").content.decode()
    assert "CARE" in same


def test_a_seller_is_not_told_the_margin(shop: Shop) -> None:
    found = comparisons.comparison(*two_versions(shop))
    assert comparisons.shown(found, "en", margin=False, whole=False)["margins"] is None
    told = alike_schemas.compared(found, False)
    assert told["margin_unknown_before"] is None
    assert "margin" not in {total["name"] for total in told["totals"]}


def test_another_company_and_another_currency_are_refused(client: Client, shop: Shop) -> None:
    quote = make_quote(shop)
    strange = make_quote(make_shop(world.make_entity(code="OTHER")))
    assert call(client, "get", f"/quotes/{quote.id}/compare/{strange.id}")[0] == 404
    make_book(shop.entity, "USD", "USD")
    do = world.do_as(shop.entity)
    dollars = actions.draft_quote(do, customer_id=shop.customer, currency="USD").quote_id
    status, told = call(client, "get", f"/quotes/{quote.id}/compare/{dollars}")
    assert (status, told["code"]) == (422, "other_currency")
