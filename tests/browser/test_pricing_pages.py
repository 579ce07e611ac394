"""Customer prices, promotions, changes of prices; a price that is set in the grid of a quote."""

from __future__ import annotations

import os
from decimal import Decimal as D
from typing import Any

import pytest

from comptoir.platform.models import User
from comptoir.stages.pricing import actions
from comptoir.stages.pricing import queries as prices
from comptoir.stages.pricing.engine import How, Recipe
from comptoir.stages.quoting import queries as quotes
from comptoir.stages.quoting.actions import LineIn
from tests import world
from tests.browser.driving import axe
from tests.stages.quoting.deal import Shop, make_quote, make_shop

SHOTS = os.environ.get("COMPTOIR_SHOTS")


@pytest.fixture
def shop(company: Any) -> Shop:
    found = make_shop(company)
    actions.set_customer_price(
        world.do_as(company), customer_id=found.customer, product_id=found.products["PUMP"],
        unit_price=D(2700), reference="Framework 2026",
    )  # fmt: skip
    actions.set_promotion(
        world.do_as(company), code="FOUR", name="Four for three", kind="free_units",
        currency="EUR", terms={"buy": "3", "free": "1", "skus": ["BOOK"]}, priority=2,
    )  # fmt: skip
    return found


@pytest.fixture
def boss(shop: Shop) -> User:
    return world.make_user(shop.entity)


def shown(page: Any, name: str) -> None:
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


@pytest.mark.parametrize(
    ("locale", "scheme", "width"), [("fr", "light", 1440), ("en", "dark", 360)]
)
def test_the_pages_beside_the_price_books_fit_and_have_no_errors(
    shop: Shop, boss: User, visit: Any, locale: str, scheme: str, width: int
) -> None:
    quote = make_quote(shop, LineIn(sku="PUMP", quantity=D(2)))
    change = actions.plan_prices(
        world.do_as(shop.entity), book_id=shop.book, name="Spring",
        recipe=Recipe(How.PERCENT, D(10)), choice=actions.Choice(), starts_on=quote.valid_until,
    ).change_id  # fmt: skip
    price = f"{shop.book}/{shop.products['CABLE']}/"
    for n, path in enumerate(
        ("agreements/", "promotions/", "changes/", f"changes/{change}/", price)
    ):
        page = visit(f"/pricing/{path}", user=boss, locale=locale, scheme=scheme, width=width)
        shown(page, f"pricing-{n}-{locale}-{width}")
        assert page.errors == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_section_that_is_gone_is_not_taken_for_the_whole(
    shop: Shop, boss: User, client: Any
) -> None:
    quote = make_quote(shop, LineIn(sku="PUMP", section="Goods"))
    client.force_login(boss)
    body = {"op": "goal", "scope": "section:Gone", "value": "=1"}
    answer = client.post(f"/quoting/{quote.id}/grid", body, content_type="application/json")
    assert answer.status_code == 409
    assert quotes.quote(quote.id) == quote


def test_an_amount_typed_into_the_grid_and_a_target_for_the_whole_are_reached(
    shop: Shop, boss: User, visit: Any
) -> None:
    quote = make_quote(shop, LineIn(sku="PUMP", quantity=D(3)), LineIn(sku="BOOK"))
    page = visit(f"/quoting/{quote.id}/edit", user=boss)
    cell = page.locator("[data-cell=amount]").first
    cell.fill("=8000")
    cell.press("Enter")
    page.locator("#saved[data-state=saved]").wait_for()
    assert quotes.quote(quote.id).lines[0].net_minor == 800_000
    page.locator("[data-goal]").fill("=5000.01")
    page.locator("[data-goal]").press("Enter")
    page.locator(".total").get_by_text("€5,99").or_(
        page.locator(".total").get_by_text("€6,0")
    ).wait_for()
    assert quotes.quote(quote.id).net_minor == 500_001
    cell = page.locator("[data-cell=amount]").first
    cell.fill("m30%")
    cell.press("Enter")
    page.wait_for_timeout(300)
    page.keyboard.press("Alt+w")
    page.locator("#explained").get_by_text("Fewer than 8").wait_for()
    shown(page, "grid")
    assert quotes.quote(quote.id).lines[0].net_minor == 857_143
    assert page.errors == []


def test_choosing_how_it_is_priced_changes_the_fields_in_place_and_keeps_what_was_typed(
    shop: Shop, boss: User, visit: Any
) -> None:
    page = visit(f"/pricing/{shop.book}/{shop.products['PUMP']}/", user=boss)
    form = page.locator("form.pricing")

    def fields() -> list[str]:
        found = form.locator(":is(input, select, textarea)[name]:visible")
        return [one.get_attribute("name") for one in found.all()]

    around = ["price_type", "model"], ["starts_on", "ends_on", "example"]
    assert fields() == [*around[0], "unit_price", *around[1]]
    page.fill("#id_unit_price", "100")
    form.get_by_text("12 units cost €1,200.00").wait_for()
    page.locator("#id_model").focus()
    page.keyboard.type("Pack")  # a select is chosen from by its first letters
    assert fields() == [*around[0], "unit_price", "package_size", *around[1]]
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("5")
    form.get_by_text("12 units cost €300.00").wait_for()
    assert page.evaluate("document.activeElement.id") == "id_package_size"
    page.select_option("#id_model", "formula")
    assert fields() == [*around[0], "formula", *around[1]]
    page.select_option("#id_price_type", "floor")
    assert fields() == ["price_type", "unit_price", *around[1]]
    assert page.input_value("#id_unit_price") == "100"
    assert page.errors == []


def test_tiers_are_typed_as_rows_enter_adds_one_and_a_spreadsheet_is_pasted(
    shop: Shop, boss: User, visit: Any
) -> None:
    page = visit(f"/pricing/{shop.book}/{shop.products['PUMP']}/", user=boss)
    page.select_option("#id_model", "volume")
    to, price = page.locator("[name=tiers_to]"), page.locator("[name=tiers_price]")
    assert to.count() == 4
    to.nth(0).focus()
    page.evaluate(
        """() => {
            const told = new DataTransfer();
            told.setData("text", "10\\t5.00\\r\\n20\\t4.50\\r\\n30\\t4.20\\n40\\t4.10\\n\\t4.00\\n");
            document.activeElement.dispatchEvent(new ClipboardEvent("paste",
                {clipboardData: told, bubbles: true, cancelable: true}));
        }"""
    )
    assert (to.count(), [one.input_value() for one in price.all()]) == (
        5, ["5.00", "4.50", "4.20", "4.10", "4.00"],
    )  # fmt: skip
    assert page.locator("[data-from]").all_inner_texts() == ["0", "10", "20", "30", "40"]
    page.locator("form.pricing").get_by_text("12 units cost €54.00").wait_for()
    to.nth(4).fill("50")
    page.keyboard.press("Enter")
    assert to.count() == 6
    assert page.evaluate("document.activeElement.name") == "tiers_to"
    page.keyboard.press("Tab")
    page.keyboard.type("3.90")
    page.select_option("#id_model", "stairstep")
    assert not price.nth(0).is_visible()
    page.select_option("#id_model", "volume")
    page.get_by_role("button", name="Set price").click()
    page.get_by_text("The price is set.").wait_for()
    (told, *_) = prices.price_dates(shop.book, shop.products["PUMP"])
    assert [str(t.unit_price.normalize()) for t in told.tiers] == [
        "5",
        "4.5",
        "4.2",
        "4.1",
        "4",
        "3.9",
    ]
    assert page.errors == []


def test_what_is_agreed_and_what_a_promotion_does_choose_their_fields_in_place(
    shop: Shop, boss: User, visit: Any
) -> None:
    page = visit("/pricing/agreements/", user=boss)

    def fields(form: str) -> list[str]:
        found = page.locator(f"{form} :is(input, select)[name]:visible")
        return list(dict.fromkeys(one.get_attribute("name") for one in found.all()))

    named, days = ["customer", "sku", "category", "reference", "how"], ["starts_on", "ends_on"]
    assert fields(".agreeing") == [*named, "unit_price", *days]
    page.select_option("#id_how", "percent_off")
    assert fields(".agreeing") == [*named, "percent_off", *days]
    page.select_option("#id_how", "tiers")
    assert fields(".agreeing") == [*named, "tiers_to", "tiers_price", *days]
    page.fill("#id_customer", prices.customer_prices_page(shop.entity)[0][0].reference)
    to, price = page.locator("[name=tiers_to]"), page.locator("[name=tiers_price]")
    to.nth(0).fill("10")
    page.keyboard.press("Tab")
    page.keyboard.type("90")
    page.keyboard.press("Enter")  # the next row, not the whole form
    page.keyboard.press("Tab")
    page.keyboard.type("80")
    assert (price.nth(1).input_value(), page.locator("[data-from]").nth(1).inner_text()) == (
        "80",
        "10",
    )
    assert axe(page) == []
    page = visit("/pricing/promotions/", user=boss)
    head = ["code", "name", "kind"]
    for kind, asked in (
        ("percent", ["percent"]),
        ("free_units", ["buy", "free"]),
        ("bundle", ["percent", "sets"]),
    ):
        page.select_option("#id_kind", kind)
        assert fields(".promoting")[: len(head) + len(asked)] == [*head, *asked]
    assert axe(page) == []
    assert page.errors == []
