"""The configurator and a product model by keyboard, as somebody without a mouse uses them."""

from __future__ import annotations

from base64 import b64decode
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from comptoir.records.parties import actions as parties
from comptoir.stages.configuring import actions
from comptoir.stages.configuring import queries as models
from comptoir.stages.quoting import queries as quotes
from comptoir.stages.quoting.actions import LineIn
from tests.browser.driving import axe, person
from tests.stages.configuring.workshop import BIKE, Workshop, bike_line, make_quote, make_workshop
from tests.world import TODAY

DRAWN = BIKE.replace("{id: carbon,", '{id: carbon, layer: <circle r="9"/>,')
MOST_TABS = 80


@pytest.fixture
def shop(company: UUID) -> Workshop:
    return make_workshop(entity=company, source=DRAWN)


def tab_to(page: Any, label: str) -> str:
    """Walk on until what has the focus is called so; its id."""
    for _ in range(MOST_TABS):
        said = page.evaluate(
            "document.activeElement.matches('button, a') ? document.activeElement.innerText : ''"
        )
        if label in said:
            return str(page.evaluate("document.activeElement.id"))
        page.keyboard.press("Tab")
    raise AssertionError(f"no way by keyboard to {label}")


def press(page: Any, label: str) -> str:
    """Press what is called so; the focus stays where it was while the board is drawn anew."""
    found = tab_to(page, label)
    page.evaluate("document.querySelector('#board, #tests').classList.add('before')")
    page.keyboard.press("Enter")
    page.wait_for_selector(".before, .htmx-settling", state="detached")
    return found


def layers(page: Any) -> list[str]:
    """The shapes of the picture, from the lowest layer up."""
    found = page.eval_on_selector_all(".picture img", "all => all.map(img => img.src)")
    return [b64decode(src.partition(",")[2]).decode().partition("><")[2][:7] for src in found]


@pytest.mark.capability(
    "S2-65", screen="/shop/quotes/{quote_id}/models/{model_id}/",
    api="POST /api/v1/models/{model_id}/look",
)  # fmt: skip
def test_a_bike_is_put_together_by_keyboard_and_its_picture_follows(
    visit: Any, shop: Workshop
) -> None:
    quote = make_quote(shop, LineIn(sku="PUMP"))
    page = visit(f"/shop/quotes/{quote.id}/models/{shop.model}/", user=person(), bypass_csp=True)
    assert layers(page) == ["rect wi"], "the steel frame is proposed"
    focused = press(page, "Motor")
    assert page.evaluate("document.activeElement.id") == focused, "nothing moves under the hands"
    press(page, "Carbon")
    assert "A carbon frame carries no motor." in page.inner_text("#board")
    assert layers(page) == ["rect wi"]
    press(page, "Take back Extras: Motor")
    assert layers(page) == ["circle "], "the picture shows the carbon frame"
    assert page.inner_text(".copt.chosen .clabel") == "Carbon"
    press(page, "Nothing")
    press(page, "Complete the rest")
    assert axe(page) == []
    tab_to(page, "Add to the quote")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/quoting/{quote.id}/edit")
    page.wait_for_load_state("networkidle")
    added = quotes.quote(quote.id).lines[1]
    assert added.configuration_id
    assert "Carbon" in " ".join(models.configuration(added.configuration_id).lines("en"))
    assert page.errors == []


def test_a_version_is_published_by_keyboard_after_its_impact_was_read(
    visit: Any, shop: Workshop
) -> None:
    quote = make_quote(shop, bike_line(shop))
    parties.move_clock(shop.do(), on=TODAY + timedelta(days=1))
    dearer = DRAWN.replace("price: 9.90", "price: 12.90")
    actions.save_draft(shop.do(), model_id=shop.model, source=dearer)
    page = visit(f"/configuring/{shop.model}/", user=person())
    press(page, "Run the tests")
    assert page.inner_text("#tests").count("passes") == 2
    page.keyboard.press("p")
    page.wait_for_url("**/publish")
    assert "1 changes price" in page.inner_text(".impact")
    assert page.get_attribute("table tbody a", "href") == f"/quoting/{quote.id}/"
    tab_to(page, "Publish this version")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/configuring/{shop.model}/")
    page.wait_for_load_state("networkidle")
    assert models.model(shop.model).newest.state == "published"
    assert page.errors == []


def test_what_was_put_together_stands_whole_below_its_line_in_the_grid(
    shop: Workshop, visit: Any
) -> None:
    quote = make_quote(shop, bike_line(shop))
    page = visit(f"/quoting/{quote.id}/edit", user=person())
    row, made = page.locator("#lines tr.line").first, page.locator("#lines .made").first
    assert "Frame: Steel" in made.inner_text()
    inside, around = made.bounding_box(), row.bounding_box()
    assert around["y"] <= inside["y"]
    assert inside["y"] + inside["height"] <= around["y"] + around["height"]
    assert page.errors == []
