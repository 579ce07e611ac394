"""The grid of lines fits the window: every column at 1,280 pixels, no figure cut off, all its height."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal as D
from typing import Any
from uuid import UUID

import pytest

from comptoir.stages.quoting import actions, queries
from comptoir.stages.quoting.actions import LineIn
from tests import world
from tests.browser.driving import axe, person
from tests.browser.test_quote_editor import fresh, settled
from tests.stages.quoting.deal import Shop, make_book, make_quote, make_shop

Visit = Callable[..., Any]

# what stands in a cell is wider than the cell: figures and headers, never the description
CUT = """() => {
  const cells = document.querySelectorAll("#lines :is(input, select, td.n, th, [data-show])");
  const text = e => e.value ?? e.innerText;
  const text_only = "[data-cell=description],[data-show=made],select,.sr";
  return [...cells].filter(e => e.offsetWidth && !e.matches(text_only)
    && e.scrollWidth > e.clientWidth + (e.matches("input") ? 0 : 1)
    && getComputedStyle(e).display !== "inline").map(e => [e.dataset.cell ?? e.dataset.show ?? "", text(e)]);
}"""
SIDEWAYS = "(e => [e.scrollWidth, e.clientWidth])(document.querySelector('.scroll:has(>#lines)'))"


@pytest.fixture
def shop(company: UUID) -> Shop:
    return make_shop(company, name="Ateliers Morvan SAS")


def editor(visit: Visit, quote_id: UUID, language: str, width: int = 1280) -> Any:
    user = person()
    user.language = language
    user.save()
    return visit(f"/quoting/{quote_id}/edit", user=user, locale=language, width=width)


def fits(page: Any) -> None:
    wide, there = page.evaluate(SIDEWAYS)
    assert wide <= there
    assert page.evaluate(CUT) == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_column_is_seen_at_1280_pixels(visit: Visit, shop: Shop, language: str) -> None:
    quote = make_quote(
        shop,
        LineIn(sku="PUMP", quantity=D(32), discount_kind="percent", discount_value=D("12.5")),
        LineIn(sku="CARE", quantity=D(1_200), term_months=24, deliver_on=date(2027, 3, 18)),
        LineIn(sku="BOOK", quantity=D(40), optional=True, deliver_on=date(2027, 11, 28)),
    )
    page = editor(visit, quote.id, language)
    fits(page)
    heads = page.locator("#lines thead th")
    assert heads.count() == 12
    window = page.locator(".scroll:has(>#lines)").bounding_box()
    for at in range(12):  # term, margin and option too, wholly
        box = heads.nth(at).bounding_box()
        assert box["x"] >= window["x"]
        assert box["x"] + box["width"] <= window["x"] + window["width"] + 0.5
    page.locator("[data-cell=quantity]").first.focus()
    page.keyboard.press("Alt+w")
    page.wait_for_selector("#explained table")
    fits(page)
    assert page.errors == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_column_of_alternatives_fits_too(visit: Visit, shop: Shop, language: str) -> None:
    quote = make_quote(shop, LineIn(sku="PUMP", quantity=D(2)), LineIn(sku="CARE", quantity=D(40)))
    for name in ("Essential", "Complete"):
        actions.add_alternative(world.do_as(shop.entity), quote_id=quote.id, name=name)
    page = editor(visit, quote.id, language)
    assert page.locator("#lines thead th").count() == 13
    fits(page)
    user = person(email="b@lumen.example")
    page = visit(f"/quoting/{quote.id}/alternatives", user=user, locale=language, bypass_csp=True)
    assert axe(page) == []


def test_a_figure_that_grows_is_never_cut_off(visit: Visit, shop: Shop) -> None:
    """A column grows when it must and then stands; the text gives the room first."""
    quote = make_quote(shop, LineIn(sku="PUMP", quantity=D(2)))
    page = editor(visit, quote.id, "fr")
    cell = page.locator("[data-cell=quantity]").first
    stands = cell.bounding_box()
    cell.fill("9")
    page.keyboard.press("Enter")
    settled(page)
    assert cell.bounding_box() == stands
    fresh(page)
    cell.fill("999999,125")
    page.keyboard.press("Enter")
    settled(page)
    assert queries.quote(quote.id).lines[0].quantity == D("999999.125")
    assert page.evaluate(CUT) == []
    amount = page.input_value("[data-cell=amount]")
    assert len(amount) >= len("2 949 997 418,75 €")
    stands = cell.bounding_box()
    fresh(page)
    cell.fill("3")
    page.keyboard.press("Enter")
    settled(page)
    assert cell.bounding_box() == stands  # does not shrink under the cursor


def test_the_lines_use_the_height_of_the_window(visit: Visit, shop: Shop) -> None:
    """The keys stand at the foot of the window, with three lines or with three hundred."""
    few = make_quote(shop, LineIn(sku="PUMP"), LineIn(sku="CARE"), LineIn(sku="BOOK"))
    page = editor(visit, few.id, "en", width=1440)
    foot = page.locator("#editor .foot").bounding_box()
    assert foot["y"] + foot["height"] == 900
    assert page.evaluate("document.documentElement.scrollHeight") == 900
    row = page.locator("tr.line").nth(1)
    stands = row.bounding_box()
    row.locator("[data-cell=quantity]").focus()
    page.keyboard.press("Alt+w")
    page.wait_for_selector("#explained table")
    assert row.bounding_box() == stands
    assert page.locator("#editor .foot").bounding_box() == foot
    many = make_quote(shop, *(LineIn(sku="PUMP", quantity=D(n % 9 + 1)) for n in range(300)))
    page.goto(f"/quoting/{many.id}/edit")
    page.wait_for_load_state("networkidle")
    lines = page.locator(".scroll:has(>#lines)").bounding_box()
    foot = page.locator("#editor .foot").bounding_box()
    assert foot["y"] + foot["height"] == 900
    assert foot["y"] - (lines["y"] + lines["height"]) <= 1  # nothing blank between
    row = page.locator("tr.line").nth(200)
    row.locator("[data-cell=quantity]").focus()
    page.keyboard.press("Alt+w")
    page.wait_for_selector("#explained table")
    box, top = row.bounding_box(), page.locator("#lines thead").bounding_box()
    below = page.locator("#explained").bounding_box()
    assert top["y"] + top["height"] <= box["y"]  # neither under the head nor under the answer
    assert box["y"] + box["height"] <= below["y"] + 1
    assert page.errors == []


def test_which_book_priced_a_line_is_opened_by_keyboard_and_read_on_a_phone(
    visit: Visit, shop: Shop
) -> None:
    quote = make_quote(shop, LineIn(sku="PUMP"))
    make_book(shop.entity, "USD", "US")
    for width in (1280, 360):
        user = person(email=f"{width}@lumen.example")
        page = visit(f"/quoting/{quote.id}/edit", user=user, width=width, bypass_csp=True)
        page.locator("[data-cell=quantity]").first.focus()
        page.keyboard.press("Alt+w")
        page.wait_for_selector("#explained table")
        page.locator(".books-told summary").focus()
        page.keyboard.press("Enter")
        assert "It is in USD; the deal is in EUR." in page.inner_text(".books-told")
        wide = "(e => e.scrollWidth - e.clientWidth)(document.querySelector('.books-told .scroll'))"
        assert page.evaluate(wide) <= 0
        assert axe(page) == []
