"""A price book made from another at the exchange rate of a day: planned, published, rolled back."""

from __future__ import annotations

import html
from datetime import date
from decimal import Decimal as D
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comptoir.kernel.ids import show_id
from comptoir.pages.config import applying
from comptoir.pages.desk.price_impact import impact
from comptoir.records.currencies import actions as currencies
from comptoir.records.currencies.queries import NoRate
from comptoir.stages.pricing import actions, changes, histories, queries
from comptoir.stages.pricing.engine import Card, How, Recipe, Terms, Tier
from tests import world
from tests.browser.driving import person
from tests.stages.quoting.deal import Shop, make_book, make_shop, set_price
from tests.stages.quoting.test_api import call

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2026, 3, 1)
DOLLARS = actions.NewBook("US", "Prices US", "USD")


@pytest.fixture
def shop() -> Shop:
    found = make_shop()
    currencies.set_exchange_rate(
        world.do_as(found.entity), day=world.TODAY, from_currency="EUR", to_currency="USD",
        rate=D("1.0856"), source="ECB",
    )  # fmt: skip
    return found


def derive(shop: Shop, target: Any = DOLLARS, **more: Any) -> changes.PriceChangeFacts:
    recipe = Recipe(
        How.PERCENT,
        D(more.pop("percent", "0")),
        D(more.pop("step", "0.01")),
        D(more.pop("ending", "0")),
    )
    choice = actions.Choice(more.pop("categories", ()), more.pop("skus", ()))
    event = actions.derive_prices(
        world.do_as(shop.entity), source_id=more.pop("source", shop.book), target=target,
        recipe=recipe, choice=choice, starts_on=more.pop("on", DAY), **more,
    )  # fmt: skip
    return changes.change(event.change_id, shop.entity)


def publish(shop: Shop, change_id: UUID) -> None:
    actions.publish_prices(world.do_as(shop.entity), change_id=change_id)


def price(shop: Shop, book: UUID, sku: str, on: date = DAY) -> queries.PriceFacts | None:
    return queries.prices(book, [shop.products[sku]], on).get(shop.products[sku])


def test_a_new_book_at_the_rate_of_a_day_prices_nothing_before_it_is_published(shop: Shop) -> None:
    told = derive(shop, percent="5", step="1", ending="0.10")
    assert {row["sku"]: (row["source"], row["before"], row["after"]) for row in told.rows} == {
        "BOOK": ("22", None, "24.9"), "CABLE": ("0", None, "0"), "CALL": ("0.012", None, "0.01367856"),
        "CARE": ("36", None, "40.9"), "PUMP": ("2950", None, "3362.9"),
    }  # fmt: skip
    (cable,) = [row for row in told.rows if row["sku"] == "CABLE"]
    assert [t["unit_price"] for t in cable["tiers_after"]] == ["366.9", "341.9"]
    assert {n: told.source[n] for n in ("code", "rate", "day", "origin", "way", "opens")} == {
        "code": "STD", "rate": "1.0856", "day": "2026-01-05", "origin": "ECB", "way": "direct",
        "opens": True,
    }  # fmt: skip
    with pytest.raises(queries.NoPriceBook):
        queries.default_book(shop.entity, "USD", DAY)
    publish(shop, told.id)
    assert queries.default_book(shop.entity, "USD", DAY).code == "US"
    assert price(shop, told.book_id, "PUMP", date(2026, 2, 28)) is None
    pump = price(shop, told.book_id, "PUMP")
    assert pump is not None
    assert (pump.unit_price, pump.model, pump.version) == (D("3362.9"), "per_unit", 1)
    (one,) = histories.of_price(told.book_id, shop.products["PUMP"])
    assert (one.through, one.change_id, one.set_on) == ("change", told.id, world.TODAY)
    rule = f"US:{pump.id}", 1
    known = queries.rules_named(shop.entity, [rule, (f"STD:{pump.id}", 1)])
    assert known[rule].origin["source"]["origin"] == "ECB"


def test_amounts_are_carried_over_and_a_percentage_or_a_markup_stays(shop: Shop) -> None:
    make = {
        "BOOK": {"model": "percent", "terms": Terms(D(18))},
        "CARE": {"model": "cost_plus", "terms": Terms(D(20))},
        "PUMP": {"unit_price": D(100), "minimum": D(10), "maximum": D("999.99")},
        "CABLE": {
            "model": "stairstep",
            "tiers": [Tier(D(5), D(0), D(40)), Tier(None, D(0), D(70))],
        },
        "CALL": {"model": "package", "unit_price": D(3), "package_size": D(100)},
    }
    for sku, said in make.items():
        set_price(shop.entity, shop.book, shop.products[sku], **said)
    told = derive(shop, step="0.05")
    assert told.source["left"] == []
    publish(shop, told.id)
    found = {sku: price(shop, told.book_id, sku) for sku in make}
    book, care, pump, cable, call = (found[n] for n in ("BOOK", "CARE", "PUMP", "CABLE", "CALL"))
    assert book and care and pump and cable and call
    assert (care.model, care.price_terms.percent, care.unit_price) == ("cost_plus", 20, 0)
    assert (book.model, book.price_terms.percent, book.unit_price) == ("percent", 18, 0)
    assert (pump.unit_price, pump.minimum, pump.maximum) == (D("108.55"), D("10.85"), D("1085.6"))
    assert [t.flat_fee for t in cable.tiers] == [D("43.4"), 76]
    assert (call.unit_price, call.price.size) == (D("3.25"), 100)


STEEL = 'if(material = "steel", 80, 55) + cost * 1.3'


def by_terms(shop: Shop) -> None:
    """Usage by events, a markup, a formula that follows the rate and one that does not."""
    card = Card(free_events=3, event_fee=D("0.25"), event_minimum=D("0.40"))
    make = {
        "CALL": {"model": "usage", "unit_price": D("0.15"), "terms": Terms(card=card)},
        "CARE": {"model": "cost_plus", "terms": Terms(D(20), "margin"), "minimum": D(30)},
        "PUMP": {"model": "formula", "terms": Terms(formula=STEEL)},
        "CABLE": {"model": "formula", "terms": Terms(formula="round(cost * 1.3, 1)")},
    }
    for sku, said in make.items():
        set_price(shop.entity, shop.book, shop.products[sku], **said)


def test_usage_a_markup_and_a_formula_are_carried_over_or_named_with_the_reason(shop: Shop) -> None:
    by_terms(shop)
    told = derive(shop, skus=("CALL", "CARE", "PUMP", "CABLE"))
    assert told.source["left"] == [{"sku": "CABLE", "model": "formula", "reason": "cost_rounded"}]
    publish(shop, told.id)
    call, care, pump = (price(shop, told.book_id, sku) for sku in ("CALL", "CARE", "PUMP"))
    assert call and care and pump
    card = call.price_terms.card
    assert (call.unit_price, card.event_fee, card.event_minimum) == (
        D("0.16"),
        D("0.27"),
        D("0.43"),
    )
    assert card.free_events == 3
    assert (care.price_terms.percent, care.price_terms.how, care.minimum) == (
        20,
        "margin",
        D("32.57"),
    )
    assert pump.price_terms.formula == 'if(material = "steel", 86.848, 59.708) + cost * 1.3'
    with pytest.raises(actions.NothingChosen):  # the same rate, the same prices
        derive(shop, told.book_id, skus=("CALL", "CARE", "PUMP", "CABLE"))
    text = applying.dump(shop.entity)
    other = world.make_entity(code="B", siren="", siret="", vat_number="")
    applying.apply(other, text, lambda: world.do_as(other))
    assert applying.dump(other) == text
    actions.roll_back_prices(world.do_as(shop.entity), change_id=told.id)
    assert price(shop, told.book_id, "CALL") is None


def test_page_and_api_show_what_is_carried_over_and_why_something_is_not(
    shop: Shop, client: Client
) -> None:
    by_terms(shop)
    told = derive(shop, skus=("CALL", "CARE", "PUMP", "CABLE"), percent="10")
    client.force_login(person())
    text = client.get(f"/pricing/changes/{told.id}/").content.decode()
    page = html.unescape(text).replace("\u00a0", " ")
    for fact in (
        "1 price is not carried over", "rounds an amount that follows the cost", "A markup stays",
        "€0.15 per unit, €0.25 per event", "USD 0.18 per unit, USD 0.30 per event, at least USD 0.48",
        'if(material = "steel", 95.5328, 65.6788) + cost * 1.1 * 1.3', STEEL, "27.27%",
    ):  # fmt: skip
        assert fact in page, fact
    status, found = call(client, "get", f"/price-changes/{show_id('chg', told.id)}")
    assert status == 200
    (left,) = found["left"]
    assert (left["sku"], left["reason"]) == ("CABLE", "cost_rounded")
    assert "write a formula for this currency" in left["detail"]
    rows = {row["sku"]: row for row in found["rows"]}
    assert rows["PUMP"]["terms_source"]["formula"] == STEEL
    assert rows["CARE"]["terms"]["percent"] == "27.272727272727"


def test_a_book_is_filled_again_at_a_later_rate_and_rolled_back_to_what_it_was(shop: Shop) -> None:
    book = make_book(shop.entity, "USD", "US")
    set_price(shop.entity, book, shop.products["PUMP"], unit_price=D(3000))
    first = derive(shop, book, skus=("PUMP", "BOOK"))
    assert [(r["sku"], r["before"], r["after"]) for r in first.rows] == [
        ("BOOK", None, "23.88"), ("PUMP", "3000", "3202.52"),
    ]  # fmt: skip
    publish(shop, first.id)
    again = first.book_id, ("PUMP", "BOOK")
    with pytest.raises(actions.NothingChosen):  # the same rate, the same prices
        derive(shop, again[0], skus=again[1])
    world.move_to(shop.entity, date(2026, 3, 20))
    set_price(shop.entity, book, shop.products["BOOK"], unit_price=D(25))
    actions.roll_back_prices(world.do_as(shop.entity), change_id=first.id)
    on = date(2026, 3, 20)
    pump, manual = price(shop, book, "PUMP", on), price(shop, book, "BOOK", on)
    assert pump and manual
    assert (pump.unit_price, manual.unit_price) == (3000, 25)
    assert queries.book(book).active


def test_a_new_book_whose_plan_was_discarded_is_opened_by_the_next(shop: Shop) -> None:
    told = derive(shop, skus=("PUMP",))
    actions.discard_prices(world.do_as(shop.entity), change_id=told.id)
    assert not queries.book(told.book_id).active
    publish(shop, derive(shop, told.book_id, skus=("PUMP",)).id)
    assert queries.book(told.book_id).active
    assert price(shop, told.book_id, "PUMP")


def test_rolled_back_before_it_began_a_price_never_was_and_its_day_is_free_again(
    shop: Shop,
) -> None:
    told = derive(shop, skus=("PUMP",))
    publish(shop, told.id)
    actions.roll_back_prices(world.do_as(shop.entity), change_id=told.id)
    assert price(shop, told.book_id, "PUMP") is None
    assert queries.coming(told.book_id, [shop.products["PUMP"]], world.TODAY) == {}
    assert not queries.book(told.book_id).active
    text = applying.dump(shop.entity)
    assert "book: US" not in text
    for on, amount in ((date(2026, 3, 9), 1), (date(2026, 4, 1), 3), (DAY, 2)):
        set_price(
            shop.entity, told.book_id, shop.products["PUMP"], unit_price=D(amount), starts_on=on
        )
    found = queries.price_dates(told.book_id, shop.products["PUMP"])
    assert [(p.unit_price, p.starts_on, p.ends_on) for p in found] == [
        (3, date(2026, 4, 1), None), (1, date(2026, 3, 9), date(2026, 4, 1)), (2, DAY, date(2026, 3, 9)),
    ]  # fmt: skip


def test_a_price_ends_on_its_day_and_a_file_says_so(shop: Shop) -> None:
    pump, until = shop.products["PUMP"], date(2026, 2, 1)
    set_price(
        shop.entity, shop.book, pump, unit_price=D(2500), price_type="promotional", ends_on=until
    )
    with pytest.raises(actions.BadPrice):
        set_price(shop.entity, shop.book, pump, unit_price=D(1), ends_on=world.TODAY)
    text = applying.dump(shop.entity)
    assert "ends_on: '2026-02-01'" in text
    other = world.make_entity(code="B", siren="", siret="", vat_number="")
    applying.apply(other, text, lambda: world.do_as(other))
    assert applying.dump(other) == text
    found = queries.offered(shop.book, {pump: ""}, until)[pump]
    assert found.promotional is None


def test_what_cannot_be_derived_is_refused_by_name(shop: Shop) -> None:
    book = make_book(shop.entity, "GBP", "UK")
    other = world.make_entity(code="B", siren="", siret="", vat_number="")
    wrong: list[tuple[dict[str, Any], type[Exception], str]] = [
        ({"target": book}, NoRate, "rate_on"),
        ({"rate_on": date(2026, 1, 6)}, actions.RateToCome, "rate_on"),
        ({"rate_on": date(2025, 12, 1)}, NoRate, "rate_on"),
        ({"target": shop.book}, actions.SameBook, "book_id"),
        ({"target": actions.NewBook("STD", "", "USD")}, actions.BookCodeTaken, "code"),
        ({"skus": ("NONE",)}, actions.NothingChosen, "categories"),
        ({"source": make_book(other, code="X")}, queries.UnknownPriceBook, "source_id"),
        ({"target": make_book(other, "USD", "Y")}, queries.UnknownPriceBook, "book_id"),
    ]  # fmt: skip
    for asked, error, field in wrong:
        with pytest.raises(error) as refused:
            derive(shop, **asked)
        assert refused.value.field == field  # type: ignore[attr-defined]
    assert changes.changes_page(shop.entity) == ([], None)
    assert [b.code for b in queries.books(shop.entity)] == ["STD", "UK"]


def test_the_list_of_changes_counts_in_the_database_and_publishing_takes_a_few_statements(
    shop: Shop,
) -> None:
    for n in range(30):
        product = world.make_product(shop.entity, sku=f"P{n}")
        set_price(shop.entity, shop.book, product, unit_price=D(n + 1))
    with CaptureQueriesContext(connection) as seen:
        told = derive(shop)
    assert len(seen) <= 25
    ((row,), _) = changes.changes_page(shop.entity)
    assert (row.count, row.rows, told.count) == (35, (), 35)
    with CaptureQueriesContext(connection) as seen:
        publish(shop, told.id)
    assert len(seen) <= 25
    assert impact(told.id, shop.entity).quotes == []
