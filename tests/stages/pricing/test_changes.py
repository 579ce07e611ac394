"""Prices changed together: planned, discarded or published, rolled back; what it means for open deals."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comptoir.kernel.errors import NotAllowed
from comptoir.kernel.ids import show_id
from comptoir.pages.desk.price_impact import impact
from comptoir.platform.roles import Role, RoleForbids
from comptoir.stages.pricing import actions, changes, queries
from comptoir.stages.pricing.engine import Card, How, Recipe, Terms, Tier
from comptoir.stages.quoting.actions import LineIn
from tests import world
from tests.stages.quoting.deal import Shop, make_quote, make_shop, send, set_price
from tests.stages.quoting.test_api import call

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2026, 3, 1)


@pytest.fixture
def shop() -> Shop:
    return make_shop()


def plan(shop: Shop, value: str = "10", how: How = How.PERCENT, **more: Any) -> UUID:
    choice = actions.Choice(more.pop("categories", ()), more.pop("skus", ()))
    recipe = Recipe(how, D(value), D(more.pop("step", "0")), D(more.pop("ending", "0")))
    return actions.plan_prices(
        world.do_as(shop.entity), book_id=shop.book, name="Spring", recipe=recipe, choice=choice,
        starts_on=more.pop("on", DAY),
    ).change_id  # fmt: skip


def price(shop: Shop, sku: str, on: date) -> queries.PriceFacts:
    return queries.prices(shop.book, [shop.products[sku]], on)[shop.products[sku]]


def test_a_plan_says_every_new_price_and_changes_none(shop: Shop) -> None:
    change = plan(shop, "10", step="1", ending="0.01")
    told = changes.change(change, shop.entity)
    assert {row["sku"]: row["after"] for row in told.rows if row["sku"] != "CABLE"} == {
        "PUMP": "3244.99", "BOOK": "23.99", "CARE": "39.99", "CALL": "0.0132",
    }  # fmt: skip
    assert price(shop, "PUMP", DAY).unit_price == 2950


def test_a_change_is_published_on_its_day_and_rolled_back(shop: Shop) -> None:
    change = plan(shop, skus=("PUMP", "CABLE"))
    assert price(shop, "PUMP", DAY).unit_price == 2950
    actions.publish_prices(world.do_as(shop.entity), change_id=change)
    assert price(shop, "PUMP", date(2026, 2, 28)).unit_price == 2950
    assert price(shop, "PUMP", DAY).unit_price == 3245
    assert [t.unit_price for t in price(shop, "CABLE", DAY).tiers] == [D("354.2"), 330]
    assert price(shop, "BOOK", DAY).unit_price == 22
    with pytest.raises(NotAllowed):
        actions.publish_prices(world.do_as(shop.entity), change_id=change)
    world.move_to(shop.entity, date(2026, 4, 1))
    set_price(shop.entity, shop.book, shop.products["CABLE"], unit_price=D(1))
    actions.roll_back_prices(world.do_as(shop.entity), change_id=change)
    assert price(shop, "PUMP", DAY).unit_price == 3245
    assert price(shop, "PUMP", date(2026, 4, 1)).unit_price == 2950
    assert price(shop, "CABLE", date(2026, 4, 1)).unit_price == 1
    assert changes.change(change, shop.entity).state == "rolled_back"


def test_a_discarded_plan_stays_listed_and_no_door_publishes_it(shop: Shop) -> None:
    change = plan(shop, skus=("PUMP",))
    desk, at = Client(), f"/pricing/changes/{change}/"
    desk.force_login(world.make_user(shop.entity))
    assert "Discarding changes no price. The plan stays" in desk.get(at).content.decode()
    page = desk.post(f"{at}discard", follow=True).content.decode()
    assert "The plan is discarded." in page and "these prices were never set" in page
    assert "/discard" not in page and "/publish" not in page and "/impact" not in page
    world.move_to(shop.entity, DAY)
    assert price(shop, "PUMP", DAY).unit_price == 2950
    with pytest.raises(NotAllowed):
        actions.publish_prices(world.do_as(shop.entity), change_id=change)
    for verb in ("publish", "discard", "roll-back"):
        page = desk.post(f"{at}{verb}", follow=True).content.decode()
        assert "Nothing was done. The change is: Discarded." in page
        status, told = call(desk, "post", f"/price-changes/{show_id('chg', change)}/{verb}", {})
        assert (status, told["code"]) == (409, "not_allowed")
    assert price(shop, "PUMP", DAY).unit_price == 2950
    assert desk.post(f"{at}nonsense").status_code == 404
    status, told = call(desk, "get", "/price-changes?state=discarded")
    assert [row["state"] for row in told["items"]] == ["discarded"]


def test_what_is_published_is_rolled_back_and_not_discarded(shop: Shop) -> None:
    change = plan(shop, skus=("PUMP",))
    with pytest.raises(RoleForbids):
        actions.discard_prices(world.do_as(shop.entity, Role.AUDITOR), change_id=change)
    other = world.make_entity(code="B", siren="", siret="", vat_number="")
    with pytest.raises(changes.UnknownPriceChange):
        actions.discard_prices(world.do_as(other), change_id=change)
    actions.publish_prices(world.do_as(shop.entity), change_id=change)
    with pytest.raises(NotAllowed):
        actions.discard_prices(world.do_as(shop.entity), change_id=change)
    assert price(shop, "PUMP", DAY).unit_price == 3245
    actions.roll_back_prices(world.do_as(shop.entity), change_id=change)
    assert price(shop, "PUMP", DAY).unit_price == 2950


def test_a_change_that_did_not_begin_is_rolled_back_as_if_it_never_was(shop: Shop) -> None:
    change = plan(shop, skus=("PUMP",))
    actions.publish_prices(world.do_as(shop.entity), change_id=change)
    actions.roll_back_prices(world.do_as(shop.entity), change_id=change)
    assert price(shop, "PUMP", date(2026, 6, 1)).unit_price == 2950


def test_a_price_that_was_set_otherwise_stops_the_whole_change(shop: Shop) -> None:
    change = plan(shop, skus=("PUMP", "BOOK"))
    set_price(shop.entity, shop.book, shop.products["BOOK"], unit_price=D(30))
    with pytest.raises(actions.ChangedSince):
        actions.publish_prices(world.do_as(shop.entity), change_id=change)
    assert price(shop, "PUMP", DAY).unit_price == 2950
    assert changes.change(change, shop.entity).state == "planned"


def test_what_chooses_nothing_or_goes_below_nothing_is_refused(shop: Shop) -> None:
    with pytest.raises(actions.NothingChosen):
        plan(shop, categories=("none",))
    with pytest.raises(Exception, match="below zero"):
        plan(shop, "-9999", How.AMOUNT)
    with pytest.raises(actions.OutsideBook):
        plan(shop, on=date(2025, 1, 1))
    other, change = world.make_entity(code="B", siren="", siret="", vat_number=""), plan(shop)
    with pytest.raises(changes.UnknownPriceChange):
        actions.publish_prices(world.do_as(other), change_id=change)
    assert changes.changes_page(shop.entity)[0][0].state == "planned"


def test_its_meaning_for_open_quotes_is_told_before(shop: Shop) -> None:
    quote = make_quote(
        shop, LineIn(sku="PUMP", quantity=D(2)),
        LineIn(sku="PUMP", discount_kind="net", discount_value=D(1000)), LineIn(sku="BOOK"),
    )  # fmt: skip
    make_quote(shop, LineIn(sku="BOOK"))
    away = make_quote(shop, LineIn(sku="PUMP"))
    send(shop, away.id)
    found = impact(plan(shop, skus=("PUMP",)), shop.entity)
    (one,) = found.quotes
    assert (one.quote_id, one.lines, one.kept) == (quote.id, 2, {"net_price": 1})
    assert (one.before_minor, one.otherwise_minor, one.after_minor) == (692_200, 692_200, 751_200)
    assert (found.counts.drafts, found.counts.sent, found.counts.sent_minor) == (1, 1, 295_000)
    assert [(q.quote_id, q.net_minor) for q in found.sent] == [(away.id, 295_000)]
    assert found.running and (found.running.services, found.running.count) == (0, 0)


def test_publishing_many_prices_takes_a_few_statements(shop: Shop) -> None:
    for n in range(30):
        product = world.make_product(shop.entity, sku=f"P{n}")
        set_price(shop.entity, shop.book, product, unit_price=D(n + 1))
    change = plan(shop)
    with CaptureQueriesContext(connection) as seen:
        actions.publish_prices(world.do_as(shop.entity), change_id=change)
    assert len(seen) <= 25


def test_what_stays_the_same_is_no_part_of_a_plan_and_what_follows_something_is_named(
    shop: Shop,
) -> None:
    set_price(shop.entity, shop.book, shop.products["BOOK"], unit_price=D(0))
    set_price(shop.entity, shop.book, shop.products["CARE"], model="cost_plus", terms=Terms(D(30)))
    change = plan(shop)
    told = changes.change(change, shop.entity)
    assert {row["sku"] for row in told.rows} == {"PUMP", "CABLE", "CALL"}
    assert told.chosen["same"] == 1
    assert told.chosen["left"] == [{"sku": "CARE", "model": "cost_plus", "reason": "follows"}]
    desk = Client()
    desk.force_login(world.make_user(shop.entity))
    page = " ".join(desk.get(f"/pricing/changes/{change}/").content.decode().split())
    assert "Each: +10%." in page
    assert "1 price is the same already." in page
    assert "it follows something else than an amount, and goes on doing so" in page
    with pytest.raises(actions.NothingChosen):
        plan(shop, skus=("BOOK",))


def test_round_amounts_of_tiers_are_written_as_numbers(shop: Shop) -> None:
    """1.1E+2 is no decimal of the API."""
    tiers = [Tier(D(10), D(0), D("1E+2")), Tier(None, D(0), D(200))]
    set_price(shop.entity, shop.book, shop.products["CABLE"], model="stairstep", tiers=tiers)
    (row,) = changes.change(plan(shop, skus=("CABLE",)), shop.entity).rows
    assert [t["flat_fee"] for t in row["tiers_after"]] == ["110", "220"]


def test_usage_moves_with_its_percentage_fees_and_bounds_and_back(shop: Shop) -> None:
    card = Card(free_units=D(100), event_fee=D(2), event_minimum=D("1.5"))
    terms = Terms(D("1.2"), card=card)
    set_price(shop.entity, shop.book, shop.products["CALL"], model="usage", terms=terms)
    change = plan(shop, "50", skus=("CALL",))
    actions.publish_prices(world.do_as(shop.entity), change_id=change)
    new = price(shop, "CALL", DAY).price_terms
    assert (new.percent, new.card) == (
        D("1.8"), Card(free_units=D(100), event_fee=D(3), event_minimum=D("2.25")),
    )  # fmt: skip
    actions.roll_back_prices(world.do_as(shop.entity), change_id=change)
    assert price(shop, "CALL", DAY).price_terms == terms


def test_a_price_agreed_with_the_customer_does_not_move_with_the_list(shop: Shop) -> None:
    actions.set_customer_price(
        world.do_as(shop.entity), customer_id=shop.customer, product_id=shop.products["PUMP"],
        unit_price=D(2700),
    )  # fmt: skip
    agreed = make_quote(shop, LineIn(sku="PUMP"), LineIn(sku="BOOK"))
    (one,) = impact(plan(shop, skus=("PUMP", "BOOK")), shop.entity).quotes
    assert (one.quote_id, one.lines, one.difference_minor) == (agreed.id, 2, 220)
    assert one.kept == {"agreed": 1}


def test_what_a_change_means_is_not_asked_once_it_is_discarded_or_rolled_back(shop: Shop) -> None:
    make_quote(shop, LineIn(sku="PUMP"))
    given_up, done = plan(shop, skus=("PUMP",)), plan(shop, skus=("PUMP",))
    actions.discard_prices(world.do_as(shop.entity), change_id=given_up)
    actions.publish_prices(world.do_as(shop.entity), change_id=done)
    desk = Client()
    desk.force_login(world.make_user(shop.entity))
    at = f"/price-changes/{show_id('chg', done)}/impact"
    status, told = call(desk, "get", at)
    assert (status, told["state"], told["quotes_after"]["amount"]) == (200, "published", "3245.00")
    actions.roll_back_prices(world.do_as(shop.entity), change_id=done)
    for change, state in ((given_up, "discarded"), (done, "rolled_back")):
        status, told = call(desk, "get", f"/price-changes/{show_id('chg', change)}/impact")
        assert (status, told["code"], told["errors"][0]["found"]) == (
            409,
            "price_change_over",
            state,
        )
        assert desk.get(f"/price-changes/{change}/impact").status_code == 409


def test_who_discarded_published_or_rolled_back_and_when_is_told_and_the_list_is_filtered(
    shop: Shop,
) -> None:
    person = world.make_user(shop.entity)
    desk = Client()
    desk.force_login(person)
    given_up, done = plan(shop, skus=("PUMP",)), plan(shop, skus=("PUMP",))
    still = plan(shop, skus=("BOOK",))
    world.move_to(shop.entity, date(2026, 2, 2))
    desk.post(f"/pricing/changes/{given_up}/discard")
    desk.post(f"/pricing/changes/{done}/publish")
    world.move_to(shop.entity, date(2026, 2, 3))
    desk.post(f"/pricing/changes/{done}/roll-back")
    page = desk.get(f"/pricing/changes/{given_up}/").content.decode().replace("\xa0", " ")
    assert "Discarded on 2 February 2026 by Ada Martin" in page
    page = desk.get(f"/pricing/changes/{done}/").content.decode().replace("\xa0", " ")
    assert "Published on 2 February 2026 by Ada Martin" in page
    assert "Rolled back on 3 February 2026 by Ada Martin" in page
    status, told = call(desk, "get", f"/price-changes/{show_id('chg', done)}")
    moves = [(m["state"], m["on"]) for m in told["moves"]]
    assert moves[1:] == [("published", "2026-02-02"), ("rolled_back", "2026-02-03")]
    assert (status, moves[0][0], told["moves"][2]["by"]) == (200, "planned", "Ada Martin")
    with CaptureQueriesContext(connection) as seen:
        found, _next = changes.changes_page(shop.entity)
    assert len(found) == 3 and len(seen) <= 4
    for state, own in (("discarded", given_up), ("rolled_back", done), ("planned", still)):
        page = desk.get(f"/pricing/changes/?state={state}").content.decode()
        assert f"/pricing/changes/{own}/" in page
        assert page.count("<tr data-href") == 1
        status, told = call(desk, "get", f"/price-changes?state={state}")
        assert [row["id"] for row in told["items"]] == [show_id("chg", own)]
        assert told["items"][0]["moves"][-1]["state"] == state
    for state in ("published", "nonsense", ""):  # no change is published: nothing to filter by
        assert (
            desk.get(f"/pricing/changes/?state={state}").content.decode().count("<tr data-href")
            == 3
        )
    french = Client(headers={"accept-language": "fr"})
    french.force_login(person)
    french.cookies["comptoir_language"] = "fr"
    page = french.get(f"/pricing/changes/{given_up}/").content.decode().replace("\xa0", " ")
    assert "Abandonnée le 2 février 2026 par Ada Martin" in page and "Sans suite" not in page
