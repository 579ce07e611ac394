"""Why this price: the panel says which price book the quote has, and why each of the others was left."""

from __future__ import annotations

import html
import re
from datetime import date
from decimal import Decimal as D
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from comptoir.records.parties import actions as parties
from comptoir.records.parties import queries as customers
from comptoir.stages.pricing import actions as pricing
from comptoir.stages.quoting import actions, queries
from comptoir.stages.quoting.actions import LineIn
from tests import world
from tests.browser.driving import person
from tests.stages.quoting.deal import Shop, make_book, make_shop, set_price

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop() -> Shop:
    return make_shop()


def book(shop: Shop, code: str, **given: Any) -> UUID:
    named = {
        "name": code.title(),
        "currency": "EUR",
        "starts_on": date(2026, 1, 1),
        "is_default": False,
    }
    made = pricing.create_book(world.do_as(shop.entity), code=code, **(named | given)).book_id
    if not given.keys() & {"starts_on", "ends_on"}:
        set_price(shop.entity, made, shop.products["PUMP"], unit_price=D(2900))
    return made


def told(quote_id: UUID, language: str) -> dict[str, tuple[str, str]]:
    """The summary under "", and of each book whether it was taken and why."""
    client, user = Client(), person(email=f"{language}@lumen.example")
    user.language = language
    user.save()
    client.force_login(user)
    line = queries.quote(quote_id).lines[0]
    page = client.get(f"/quoting/{quote_id}/why/{line.id}").content.decode()
    block = re.search(r'<details class="books-told">(.*?)</details>', page, re.S)
    assert block is not None
    row = r'<tr><th scope="row">.*?>([A-Z]+)</a>.*?</th><td>(.*?)</td><td>(.*?)</td>'
    rows = re.findall(row, block[1], re.S)
    found = {code: (_text(state), _text(said)) for code, state, said in rows}
    summary = re.search(r"<summary>(.*?)</summary>", block[1])
    assert summary is not None
    return {"": ("", _text(summary[1])), **found}


def _text(markup: str) -> str:
    plain = (
        html.unescape(re.sub("<[^>]+>", " ", markup)).replace("\u202f", " ").replace("\xa0", " ")
    )
    return " ".join(plain.split())


def test_each_book_is_told_with_why_it_was_taken_or_left(shop: Shop) -> None:
    book(shop, "EDU", segment="school")
    book(shop, "GOV", segment="public")
    book(shop, "WEB", channel="web")
    book(shop, "NEXT", starts_on=date(2027, 1, 1))
    book(shop, "OLD", ends_on=date(2026, 1, 3))
    make_book(shop.entity, "USD", "US")
    school = world.make_customer(shop.entity, name="Lycée", segment="school")
    quote = actions.draft_quote(
        world.do_as(shop.entity), customer_id=school, lines=[LineIn(sku="PUMP")]
    ).quote_id
    assert told(quote, "en") == {
        "": ("", "Price book EDU; 6 others were left"),
        "EDU": ("taken", "It is made for customers of segment school."),
        "STD": ("left", "It is for more customers or channels; a closer one goes first."),
        "GOV": ("left", "It is for segment public; the customer is of segment school."),
        "WEB": ("left", "It is for channel web; the deal has no channel."),
        "NEXT": ("left", "It begins on 1 January 2027."),
        "OLD": ("left", "It ended on 2 January 2026."),
        "US": ("left", "It is in USD; the deal is in EUR."),
    }
    french = told(quote, "fr")
    assert french[""][1] == "Tarif EDU ; 6 autres sont écartés"
    assert french["EDU"] == ("retenu", "Il est fait pour les clients du segment school.")
    assert french["OLD"] == ("écarté", "Il a pris fin le 2 janvier 2026.")


def test_a_quote_keeps_its_book_and_the_one_that_would_be_taken_now_is_named(shop: Shop) -> None:
    quote = actions.draft_quote(
        world.do_as(shop.entity), customer_id=shop.customer, lines=[LineIn(sku="PUMP")]
    ).quote_id
    assert told(quote, "en") == {
        "": ("", "Price book STD, the only one"),
        "STD": ("taken", "It is the default book in EUR."),
    }
    book(shop, "EDU", segment="school")
    at = customers.customer(shop.customer).revision
    parties.change_customer(
        world.do_as(shop.entity),
        customer_id=shop.customer,
        revision=at,
        changes={"segment": "school"},
    )
    now = told(quote, "fr")
    assert now["STD"][1] == "Il a été retenu à la création de l’affaire et le reste."
    assert now["EDU"] == ("écarté", "Il serait retenu pour une nouvelle affaire comme celle-ci.")
