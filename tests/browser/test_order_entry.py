"""An order is typed, pasted and placed without a mouse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal as D
from typing import Any
from uuid import UUID

import pytest

from comptoir.stages.ordering import queries
from tests.browser.driving import axe, overflow, person
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
