"""Always correct, guided, free: the three ways in which the configurator meets an impossible choice."""

from __future__ import annotations

import re
from html import unescape
from uuid import UUID

import pytest

from comptoir.kernel.ids import show_id
from comptoir.stages.configuring import actions as configuring
from comptoir.stages.quoting import queries as quotes
from comptoir.stages.quoting.actions import LineIn
from tests.api.driving import call, make_key
from tests.pages.shop.test_shop import Board, client
from tests.stages.configuring.workshop import Workshop, make_quote, make_workshop

pytestmark = pytest.mark.django_db


def test_guided_takes_the_impossible_says_what_it_withdrew_and_undoes_it_in_one_click() -> None:
    shop = make_workshop()
    quote = make_quote(shop, LineIn(sku="PUMP"))
    browser, url = client(), f"/shop/quotes/{quote.id}/models/{shop.model}/"
    board = Board(browser, url)
    board.do("mode:guided")
    board.click("Motor")
    board.click("Carbon")
    assert (board.mark("Carbon"), board.mark("Motor")) == ("chosen", "impossible")
    assert "Taken back for it: Extras: Motor" in board.html
    board.do("undo")
    assert (board.mark("Carbon"), board.mark("Motor")) == ("impossible", "chosen")
    assert "Taken back for it" not in board.html
    again = Board(browser, url)
    assert 'id="mode-guided" name="do" value="mode:guided"' in again.html
    assert '"mode":"guided"' in again.desk, "the mode stays with the person"


def test_free_takes_everything_lists_what_is_against_the_rules_and_keeps_it_out_of_the_quote() -> (
    None
):
    shop = make_workshop()
    quote = make_quote(shop, LineIn(sku="PUMP"))
    board = Board(client(), f"/shop/quotes/{quote.id}/models/{shop.model}/")
    board.do("mode:free")
    board.click("Motor")
    board.click("Carbon")
    assert (board.mark("Motor"), board.mark("Carbon")) == ("chosen", "against")
    assert "1 choice against the rules" in board.html
    assert "A carbon frame carries no motor." in board.html
    assert board.total == "still open"
    assert 'value="save" disabled' in board.html
    board.do("save")
    assert len(quotes.quote(quote.id).lines) == 1, "nothing invalid enters the quote"
    assert "HX-Redirect" not in board.answer.headers
    n = board.number("Carbon")
    board.do(f"settle:{n}:0")
    assert (board.mark("Carbon"), board.mark("Motor")) == ("chosen", "impossible")
    board.do("undo")
    board.do(f"drop:{n}")
    assert "against the rules" not in board.html.split('id="board-undo"')[1]
    assert "HX-Redirect" in board.do("save").headers
    assert len(quotes.quote(quote.id).lines) == 2


RIVAL = """\
model: SCOOT
sku: PUMP
name: {en: Scooter}
product:
  id: scooter
  groups:
  - {id: drive, choose: one, options: [{id: kick, name: {en: Kick}}, {id: volt, name: {en: Volt}}]}
questions:
- id: hills
  name: {en: Are there hills?}
  answers:
  - {id: many, name: {en: Many}, demands: kick, prefers: {volt: 4}}
  - {id: none, name: {en: None}, prefers: {kick: 2}}
- id: load
  name: {en: Do you carry much?}
  answers: [{id: much, name: {en: Much}, prefers: {volt: 1}}, {id: little, name: {en: Little}}]
"""


@pytest.mark.capability(
    "S2-67", screen="/shop/quotes/{quote_id}/", api="GET /api/v1/product-finder"
)
def test_answers_rank_the_products_with_reasons_and_go_along_into_the_one_that_is_opened() -> None:
    shop = make_workshop()
    made = configuring.create_model(shop.do(), source=RIVAL)
    configuring.publish_model(shop.do(), model_id=made.model_id)
    quote = make_quote(shop)
    browser, url = client(), f"/shop/quotes/{quote.id}/"
    first = browser.get(url).content.decode()
    assert first.count("Are there hills?") == 1, "what both ask is asked once"
    assert "Do you carry much?" in first and "Fits your answers" not in first
    page = unescape(browser.get(f"{url}?asked=1&q-hills=many").content.decode())
    order = [page.index(f"/models/{m}/?asked=1&q-hills=many") for m in (shop.model, made.model_id)]
    assert order == sorted(order), "what fits better comes first"
    assert page.count("Fits your answers to 100%.") == 1
    assert page.count("Fits your answers to 0%.") == 1
    assert "Extras: Motor, because: Many" in page
    board = Board(browser, f"/shop/quotes/{quote.id}/models/{shop.model}/?asked=1&q-hills=many")
    assert board.mark("Motor") == "chosen"
    other = unescape(browser.get(f"{url}?asked=1&q-load=much").content.decode())
    assert other.index(str(made.model_id)) < other.index(str(shop.model))
    assert "What would tell most next: Are there hills?" in other
    _found_by_program(shop, made.model_id)
    assert "Your answers say nothing of it." in other


def _found_by_program(shop: Workshop, rival: UUID) -> None:
    """A program asks the same questions and is told the same products, reasons and fit."""
    key, at = make_key(shop.entity), "/product-finder"
    asked = call("GET", f"{at}/questions", key=key).body["items"]
    (hills,) = (q for q in asked if q["label"] == "Are there hills?")
    assert {a["id"] for a in hills["answers"]} >= {"many", "none"}
    found = call("GET", f"{at}?answer=hills:many", key=key).body
    assert [(p["fit"], p["model_id"]) for p in found["items"]] == [
        (100, show_id("mod", shop.model)), (0, show_id("mod", rival)),
    ]  # fmt: skip
    assert found["items"][0]["because"][0] == "Extras: Motor, because: Many"
    assert found["items"][0]["answers"] == {"hills": ["many"]}
    first = call("GET", f"{at}?answer=hills:many&limit=1", key=key).body
    rest = call("GET", f"{at}?answer=hills:many&cursor={first['next']}", key=key).body
    assert first["items"] + rest["items"] == found["items"]
    more = call("GET", f"{at}?answer=load:much", key=key).body["items"]
    assert [p["fit"] for p in more] == [100, None]
    asked = call("GET", f"{at}/questions?answer=load:much", key=key).body["items"]
    assert [q["id"] for q in asked if q["next"]] == ["hills"]
    refused = call("GET", f"{at}?answer=hills:mountains", key=key)
    assert (refused.status_code, refused.body["code"]) == (422, "unknown_answer")


def test_a_number_that_was_given_is_no_bound_to_itself() -> None:
    shop = make_workshop()
    quote = make_quote(shop, LineIn(sku="PUMP"))
    board = Board(client(), f"/shop/quotes/{quote.id}/models/{shop.model}/")

    def field() -> tuple[str, str, str]:
        found = re.search(
            r'<input id="f(\d+)" name="v\d+" value="(\d+)"(?:(?!id="h).)*id="h\1">(.*?)</span>',
            board.html, re.S,
        )  # fmt: skip
        assert found
        return found[1], found[2], found[3]

    n, shown, before = field()
    assert shown != "182"
    board.do("", **{f"w{n}": shown, f"v{n}": "182"})
    assert field() == (n, "182", before)
    assert " to " in before
