"""Always correct, guided, free: the three ways in which the configurator meets an impossible choice."""

from __future__ import annotations

import pytest

from comptoir.stages.quoting import queries as quotes
from comptoir.stages.quoting.actions import LineIn
from tests.pages.shop.test_shop import Board, client
from tests.stages.configuring.workshop import make_quote, make_workshop

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
