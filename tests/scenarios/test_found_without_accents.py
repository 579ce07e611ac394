"""Names are found as people type them, with or without accents and capitals, on every list that asks."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from comptoir.pages.desk import palette
from comptoir.platform.roles import Role
from comptoir.records.catalog import queries as catalog
from comptoir.records.parties import queries as parties
from comptoir.stages.prospecting import actions as prospecting
from comptoir.stages.prospecting import queries as opportunities
from comptoir.stages.quoting import queries as quotes
from tests import world
from tests.stages.quoting.deal import LineIn, make_quote, make_shop
from tests.world import make_user

pytestmark = pytest.mark.django_db
TYPED = ("hotel belvedere", "HÔTEL BELVÉDÈRE", "Hôtel", "belvéd", "hôtel belvedère")


@pytest.mark.parametrize("text", TYPED)
def test_a_customer_is_found(text: str) -> None:
    shop = make_shop(name="Hôtel Belvédère")
    entity = shop.entity
    made = world.make_customer(entity, name="Hotel Belvedere Annexe")
    assert {c.id for c in parties.find_customers(entity, text)} == {shop.customer, made}
    assert len(parties.customers_page(entity, text=text)[0]) == 2
    found = palette.find(entity, text, "fr")
    assert {hit.name or hit.number for hit in found if hit.kind == "customer"}
    assert len([hit for hit in found if hit.kind == "customer"]) == 2


def test_a_product_a_quote_and_an_opportunity_are_found() -> None:
    shop = make_shop()
    entity = shop.entity
    made = world.make_product(entity, sku="Z1", name_en="Sensor", name_fr="Détecteur d'étage")
    for text in ("detecteur d'etage", "DÉTECTEUR", "détecteur", "etage"):
        assert [p.id for p in catalog.find_products(entity, text, 5)] == [made]
        assert [h.id for h in palette.find(entity, text, "fr")] == [made]
    quote = make_quote(shop, LineIn(sku="PUMP"), title="Rénovation d'été")
    assert [q.id for q in quotes.quotes_page(entity, text="renovation d'ete")[0]] == [quote.id]
    opened = prospecting.open_opportunity(
        world.do_as(entity), customer_id=shop.customer, title="Câblage entier",
        amount_minor=1_000, currency="EUR", close_on=date(2026, 3, 1),
    )  # fmt: skip
    found = opportunities.opportunities_page(entity, text="cablage")[0]
    assert [o.id for o in found] == [opened.opportunity_id]


def test_what_a_name_holds_is_text_and_no_pattern() -> None:
    shop = make_shop(name="100 % Bois_dur \\ Co")
    for text, count in (("100 % b", 1), ("bois_d", 1), ("\\ co", 1), ("boisxd", 0), ("1%B", 0)):
        assert len(parties.find_customers(shop.entity, text)) == count, text
        hits = [h for h in palette.find(shop.entity, text, "en") if h.kind == "customer"]
        assert len(hits) == count, text


def test_the_search_of_a_new_quote_needs_no_accent() -> None:
    shop = make_shop(name="Hôtel Belvédère")
    client = Client()
    client.force_login(make_user(shop.entity, Role.SALES))
    assert "Hôtel Belvédère" in client.get("/quoting/new", {"q": "hotel b"}).content.decode()
