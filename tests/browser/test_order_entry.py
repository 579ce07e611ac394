"""An order is typed, pasted and placed without a mouse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal as D
from typing import Any
from uuid import UUID

import pytest

from comptoir.stages.ordering import queries
from comptoir.stages.ordering.core.asked import OrderLineIn
from tests.browser.driving import axe, overflow, person
from tests.stages.ordering.sale import direct
from tests.stages.quoting.deal import Shop, make_shop

Visit = Callable[..., Any]
PASTE = """text => { const data = new DataTransfer(); data.setData("text/plain", text);
document.activeElement.dispatchEvent(
    new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})); }"""


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


def test_an_order_is_typed_pasted_and_placed_with_the_keyboard_alone(
    visit: Visit, shop: Shop
) -> None:
    user = person()
    user.language = "fr"
    user.save()
    page = visit("/ordering/new", user=user)
    page.keyboard.type("Ateliers Morvan SAS")  # the page starts here
    for _field in range(5):
        page.keyboard.press("Enter")
    page.keyboard.type("pum")
    page.wait_for_selector("#suggest li")
    page.keyboard.press("Tab")
    page.keyboard.type("2,5")
    page.keyboard.press("Tab")
    page.keyboard.type("10 %")
    page.keyboard.press("Enter")
    page.wait_for_selector("tr.line >> nth=0")
    page.keyboard.type("BOOK")
    page.keyboard.press("Tab")
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    page.wait_for_selector("tr.line >> nth=1")
    page.evaluate(PASTE, "CARE\t4\t\r\nNOPE\t7\t\r\n")
    page.wait_for_selector("tr.stray")
    assert "Aucun produit" in page.inner_text("tr.fault")
    page.wait_for_selector("tr.line >> nth=2")
    assert "10\u202f" not in page.inner_text("tr.line >> nth=1")
    assert queries.orders_page(shop.entity)[0] == []

    page.keyboard.press("Control+Enter")  # a faulty row is not left behind: its cell has the focus
    page.wait_for_function("document.activeElement.closest('tr.stray') !== null")
    page.keyboard.type("BOOK")
    page.keyboard.press("Enter")
    page.wait_for_selector("tr.stray", state="detached")
    page.wait_for_selector("tr.line >> nth=3")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/ordering/0*")
    [order] = queries.orders_page(shop.entity)[0]
    lines = queries.order(order.id).lines
    assert [(li.quantity, li.net_minor) for li in lines] == [
        (D("2.5"), 663_750), (D(3), 6_600), (D(4), 14_400), (D(7), 15_400),
    ]  # fmt: skip
    assert page.errors == []


def test_the_page_is_accessible_and_fits_a_phone(visit: Visit, shop: Shop) -> None:
    for scheme, width in (("light", 1440), ("dark", 360)):
        page = visit(
            "/ordering/new", user=person(email=f"{scheme}@lumen.example"), scheme=scheme,
            width=width, bypass_csp=True,
        )  # fmt: skip
        page.locator("[data-new=sku]").fill("PUMP")
        page.keyboard.press("Enter")
        page.wait_for_selector("tr.line")
        assert axe(page) == []
        assert overflow(page) <= 0


def test_every_price_of_an_order_answers_why_by_key(visit: Visit, shop: Shop) -> None:
    user = person()
    page = visit("/ordering/new", user=user)
    page.keyboard.type("Ateliers Morvan SAS")
    for _field in range(5):
        page.keyboard.press("Enter")
    for place, sku in enumerate(("PUMP", "BOOK")):
        page.keyboard.type(sku)
        page.wait_for_selector("#suggest li")
        page.keyboard.press("Tab")
        page.keyboard.type("1")
        page.keyboard.press("Enter")
        page.wait_for_selector(f"tr.line >> nth={place}")
    page.locator("[data-cell=quantity]").first.focus()
    page.keyboard.press("w")
    page.wait_for_selector("#why table")
    assert "Why €2,950.00?" in page.inner_text("#why")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/ordering/0*")
    page.wait_for_load_state("networkidle")  # htmx has taken over the links
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("w")
    page.wait_for_selector("#why table")
    assert "Why €22.00?" in page.inner_text("#why")
    page.keyboard.press("w")  # again: closed
    page.wait_for_selector("#why table", state="detached")
    page.keyboard.press("k")
    page.keyboard.press("Enter")  # the link itself
    page.wait_for_selector("#why table")
    assert "Why €2,950.00?" in page.inner_text("#why")
    page.goto(page.locator("[data-why-row]").nth(1).get_attribute("href"))  # a page with its answer
    page.wait_for_load_state("networkidle")
    assert "Why €22.00?" in page.inner_text("#why")
    page.keyboard.press("w")
    page.wait_for_selector("#why table", state="detached")
    assert page.errors == []


def test_a_list_is_sorted_by_key_and_the_focus_stays(visit: Visit, shop: Shop) -> None:
    for quantity in (3, 1, 2):
        direct(shop, OrderLineIn(sku="PUMP", quantity=D(quantity)))
    page = visit("/ordering/", user=person())
    head = page.locator("#list-orders-sort-net")
    head.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("th[aria-sort=ascending] #list-orders-sort-net")
    assert page.evaluate("document.activeElement.id") == "list-orders-sort-net"
    net = "#list-orders tbody tr td:nth-child(7)"
    up = page.locator(net).all_inner_texts()
    page.keyboard.press("Enter")
    page.wait_for_selector("th[aria-sort=descending] #list-orders-sort-net")
    assert page.locator(net).all_inner_texts() == up[::-1]
    assert up[0] == "€2,950.00" and "sort=-net" in page.url
    assert page.errors == []
