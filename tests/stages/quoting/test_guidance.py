"""What past offers say about the price of a line."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from django.test import Client

from comptoir.stages.quoting import actions, guidance, queries
from comptoir.stages.quoting.actions import LineIn
from tests import world
from tests.stages.quoting.deal import Shop, make_quote, make_shop, send, set_price

pytestmark = pytest.mark.django_db(transaction=True)
SELLS = {"name": "Nadia Alaoui", "role": "Buyer", "consent": "I agree"}


@pytest.fixture
def shop() -> Shop:
    return make_shop(segment="workshop")


def history(shop: Shop, *deals: tuple[int, bool]) -> None:
    for price, won in deals:
        asked = LineIn(sku="PUMP", discount_kind="net", discount_value=D(price))
        token = send(shop, make_quote(shop, asked).id)
        do = world.do_as(shop.entity)
        if won:
            actions.accept_quote(do, token=token, **SELLS)
        else:
            actions.refuse_quote(do, token=token, reason="too dear")


def test_it_is_silent_below_eight_deals_and_speaks_of_its_own_kind_only(shop: Shop) -> None:
    quote = make_quote(shop, LineIn(sku="PUMP"))
    today = world.TODAY
    prices = [
        (2600, True),
        (2700, True),
        (2700, True),
        (2800, True),
        (2900, True),
        (2900, False),
        (2950, False),
    ]
    history(shop, *prices)
    assert guidance.of_line(quote, quote.lines[0], today) is None
    history(shop, (2950, True))
    found = guidance.of_line(quote, quote.lines[0], today)
    assert found is not None
    assert (found.deals, found.won, found.low) == (8, 6, None)
    assert found.chance is None
    assert (found.best, found.best_chance and found.best_chance.deals) == (2700, 7)
    many = make_quote(shop, LineIn(sku="PUMP", quantity=D(10)))
    assert guidance.of_line(many, many.lines[0], today) is None
    other = Shop(
        shop.entity, world.make_customer(shop.entity, name="Lycée", segment="school"), shop.book,
        shop.products,
    )  # fmt: skip
    theirs = make_quote(other, LineIn(sku="PUMP"))
    assert guidance.of_line(theirs, theirs.lines[0], today) is None


def test_the_page_says_it_with_its_numbers_and_the_api_too(shop: Shop, client: Client) -> None:
    history(shop, *((2700 + 10 * n, n % 3 > 0) for n in range(13)))
    quote = make_quote(shop, LineIn(sku="PUMP", discount_kind="net", discount_value=D(2750)))
    client.force_login(world.make_user(shop.entity))
    page = client.get(f"/quoting/{quote.id}/why/{quote.lines[0].id}").content.decode()
    assert "8 of 13 won" in page
    assert "deals this dear or dearer were won" in page
    told = client.get(f"/api/v1/quotes/{world_id(quote)}/lines/{quote.lines[0].id}/guidance").json()
    assert (told["enough"], told["deals"], told["won"], told["minimum"]) == (True, 13, 8, 8)
    assert told["best"] is not None
    assert told["stand"]["target"] is None
    _beside_floor_and_target(shop, client, quote)
    empty = make_quote(shop, LineIn(sku="BOOK"))
    page = client.get(f"/quoting/{empty.id}/why/{empty.lines[0].id}").content.decode()
    assert "Fewer than 8 comparable deals" in page


def _beside_floor_and_target(shop: Shop, client: Client, quote: queries.QuoteFacts) -> None:
    """A target that is set later guides the line too; a floor is the one it was priced with."""
    pump = shop.products["PUMP"]
    for kind, price in (("target", 2800), ("floor", 2700)):
        set_price(shop.entity, shop.book, pump, unit_price=D(price), price_type=kind)
    at = f"/quoting/{quote.id}/why/{quote.lines[0].id}"
    assert "below the target" in client.get(at).content.decode()
    deals = [make_quote(shop, LineIn(sku="PUMP", discount_kind="net", discount_value=D(price)))
             for price in (2699, 2750, 2850)]  # fmt: skip
    told = [
        client.get(f"/api/v1/quotes/{world_id(q)}/lines/{q.lines[0].id}/guidance").json()["stand"]
        for q in deals
    ]
    assert [(t["place"], t["to_target"], t["floor"], t["listed"]) for t in told] == [
        ("below_floor", "-101", "2700", "2950"), ("below_target", "-50", "2700", "2950"),
        ("below_list", "50", "2700", "2950"),
    ]  # fmt: skip
    client.cookies["comptoir_language"] = "fr"
    page = client.get(f"/quoting/{deals[0].id}/why/{deals[0].lines[0].id}").content.decode()
    assert "sous le prix plancher du tarif" in page and "Prix cible" in page
    client.cookies["comptoir_language"] = "en"


def world_id(quote: queries.QuoteFacts) -> str:
    from comptoir.kernel.ids import show_id

    return show_id("quo", quote.id)
