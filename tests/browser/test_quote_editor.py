"""A seller writes a quote by keyboard, the customer accepts it without an account or JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal as D
from typing import Any
from uuid import UUID

import pytest

from comptoir.stages.quoting import actions, queries
from tests import world
from tests.browser.driving import axe, overflow, person
from tests.stages.quoting.deal import Shop, make_quote, make_shop, send

Visit = Callable[..., Any]


@pytest.fixture
def visit(visit: Visit) -> Iterator[Visit]:
    """The same, and no request is still running when the database is emptied."""
    pages = []

    def open_page(*args: Any, **kwargs: Any) -> Any:
        pages.append(visit(*args, **kwargs))
        return pages[-1]

    yield open_page
    for page in pages:
        page.wait_for_load_state("networkidle")


@pytest.fixture
def shop(company: UUID) -> Shop:
    return make_shop(company, name="Ateliers Morvan SAS")


def lines(quote_id: UUID) -> list[tuple[str, str, str]]:
    found = queries.quote(quote_id).lines
    return [
        (x.sku, f"{x.quantity.normalize():f}", f"{x.discount_value.normalize():f}") for x in found
    ]


def empty(shop: Shop) -> UUID:
    do = world.do_as(shop.entity)
    return actions.draft_quote(do, customer_id=shop.customer).quote_id


def settled(page: Any) -> None:
    """Every edit is answered and drawn."""
    page.wait_for_selector("#saved[data-state=saved]")


def fresh(page: Any) -> None:
    page.evaluate("document.querySelector('#saved').dataset.state = ''")


def test_a_line_is_typed_with_the_keyboard_alone(visit: Visit, shop: Shop) -> None:
    quote_id = empty(shop)
    user = person()
    user.language = "fr"
    user.save()
    page = visit(f"/quoting/{quote_id}/edit", user=user)
    page.keyboard.type("pum")
    page.wait_for_selector("#suggest li")
    page.keyboard.press("Tab")
    page.keyboard.type("2,5")
    page.keyboard.press("Tab")
    page.keyboard.type("10 %")
    page.keyboard.press("Enter")
    settled(page)
    assert lines(quote_id) == [("PUMP", "2.5", "10")]
    assert page.inner_text("tr.line [data-show=amount]").replace("\u202f", " ") == "6 637,50\xa0€"
    assert "7\u202f965,00" in page.inner_text("#panel .total")
    assert page.evaluate("document.activeElement.dataset.new") == "sku"
    assert page.errors == []


def test_lines_pasted_from_a_spreadsheet_keep_what_is_wrong(visit: Visit, shop: Shop) -> None:
    quote_id = empty(shop)
    page = visit(f"/quoting/{quote_id}/edit", user=person())
    page.evaluate(
        """() => { const data = new DataTransfer();
        data.setData("text/plain", "PUMP\\t2\\t10 %\\nNOPE\\t7\\t\\nBOOK\\t40\\t-2");
        document.activeElement.dispatchEvent(
            new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})); }"""
    )
    page.wait_for_selector("tr.fault")
    assert lines(quote_id) == [("PUMP", "2", "10"), ("BOOK", "40", "2")]
    stray = page.locator("tr.stray")
    assert stray.locator("[data-new=sku]").input_value() == "NOPE"
    assert stray.locator("[data-new=quantity]").input_value() == "7"
    assert "No product has this reference" in page.inner_text("tr.fault")
    stray.locator("[data-new=sku]").fill("CARE")
    page.keyboard.press("Enter")
    page.wait_for_selector("tr.stray", state="detached")
    assert lines(quote_id)[2] == ("CARE", "7", "0")


def test_rows_are_duplicated_moved_and_deleted_by_key(visit: Visit, shop: Shop) -> None:
    quote = make_quote(shop)
    page = visit(f"/quoting/{quote.id}/edit", user=person())
    page.locator("[data-cell=quantity]").first.focus()
    page.keyboard.press("Shift+Enter")
    settled(page)
    assert [x[0] for x in lines(quote.id)] == ["PUMP", "PUMP", "CARE"]
    fresh(page)
    page.keyboard.press("Alt+ArrowDown")
    settled(page)
    assert [x[0] for x in lines(quote.id)] == ["PUMP", "CARE", "PUMP"]
    fresh(page)
    page.keyboard.press("Control+Delete")
    settled(page)
    assert [x[0] for x in lines(quote.id)] == ["PUMP", "CARE"]
    page.locator("[data-cell=discount]").nth(1).focus()
    page.keyboard.press("w")
    page.wait_for_selector("#why table")
    assert "32.40" in page.inner_text("#why")
    assert page.errors == []


def test_a_wrong_quantity_stays_in_its_cell_with_the_reason_below(visit: Visit, shop: Shop) -> None:
    quote = make_quote(shop)
    page = visit(f"/quoting/{quote.id}/edit", user=person())
    cell = page.locator("[data-cell=quantity]").first
    cell.fill("two")
    page.keyboard.press("Tab")
    page.wait_for_selector("tr.fault")
    assert cell.input_value() == "two"
    assert "not a number" in page.inner_text("tr.fault")
    assert page.inner_text("#saved") == "not saved"
    assert lines(quote.id)[0] == ("PUMP", "2", "0")


def test_two_browsers_on_one_line_show_who_changed_what(visit: Visit, shop: Shop) -> None:
    quote = make_quote(shop)
    anna, boris = person(name="Anna"), person(email="b@lumen.example", name="Boris")
    first = visit(f"/quoting/{quote.id}/edit", user=anna)
    second = visit(f"/quoting/{quote.id}/edit", user=boris)
    first.locator("[data-cell=quantity]").first.fill("6")
    first.keyboard.press("Enter")
    settled(first)
    second.locator("[data-cell=quantity]").first.fill("9")
    second.keyboard.press("Enter")
    second.wait_for_selector("tr.fault")
    told = second.inner_text("tr.fault")
    assert "Someone else changed this in the meantime" in told
    assert "by Anna" in told
    assert second.locator("[data-cell=quantity]").first.input_value() == "9"
    assert lines(quote.id)[0][1] == "6"


def test_the_customer_accepts_on_a_phone(visit: Visit, shop: Shop) -> None:
    quote = make_quote(shop, deposit_percent=D(30))
    token = send(shop, quote.id)
    page = visit(f"/q/{token}/", locale="fr", width=360, bypass_csp=True)
    assert axe(page) == []
    assert overflow(page) <= 0
    page.fill("#id_name", "Anna Petit")
    page.fill("#id_role", "Directrice")
    page.locator("#accept form button").first.click()
    page.wait_for_selector("[data-problem]")
    assert page.input_value("#id_name") == "Anna Petit"
    page.check("#id_consent")
    page.locator("#accept form button").first.click()
    page.wait_for_selector(".msg.ok")
    assert queries.quote(quote.id).state == "accepted"
    assert queries.quote(quote.id).accepted_role == "Directrice"
