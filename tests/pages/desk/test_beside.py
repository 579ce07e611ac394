"""A product says what it costs today; an opportunity leads to its quotes and their orders."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from comptoir.demo import playing
from comptoir.records.catalog import queries as wares
from comptoir.stages.ordering import queries as orders
from comptoir.stages.pricing import actions as pricing
from comptoir.stages.pricing import queries as prices
from tests.scenarios.deals import wish
from tests.scenarios.doors import says, someone
from tests.scenarios.house import Company, line

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    entity_id, _book = playing.found("BESIDE", "Beside", date(2026, 1, 1))
    return Company(entity_id)


def test_a_product_says_what_it_costs_today_in_each_book_and_leads_to_the_history(
    company: Company,
) -> None:
    product = wares.by_sku(company.entity_id, {"ARM-X"})["ARM-X"]
    book = prices.default_book(company.entity_id, "EUR", company.by().today)
    later = company.by().today + timedelta(days=1)
    price = {"book_id": book.id, "product_id": product.id}
    pricing.set_price(company.by(), unit_price=Decimal(3100), starts_on=later, **price)
    desk = someone(company)
    page = desk.raw(f"/products/{product.id}/prices")
    assert "€2,950.00" in page and "€3,100.00" not in page
    assert f'href="/price-history/{book.id}/{product.id}"' in page
    part = desk.client.get(f"/products/{product.id}/prices", headers={"HX-Request": "true"})
    assert b"<html" not in part.content and "€2,950.00" in part.content.decode()
    assert f'hx-get="/products/{product.id}/prices"' in desk.raw(
        reverse("catalog:show", args=[product.id])
    )
    company.today("2026-01-02")
    assert "€3,100.00" in desk.raw(f"/products/{product.id}/prices")
    unpriced = playing.catalog.create_product(
        company.by(), sku="NEW", name_en="New", name_fr="Neuf", currency="EUR"
    ).product_id
    says(desk.page(f"/products/{unpriced}/prices"), "No price is valid today")


def test_a_won_opportunity_leads_to_its_quote_and_the_order(company: Company) -> None:
    customer = company.customer()
    chance = wish(company, customer)
    desk = someone(company)
    says(desk.page(f"/opportunities/{chance}/quotes"), "No quote yet.")
    quote = company.quotes(customer, line("ARM-X", 2), opportunity_id=chance)
    order = company.accepts(quote)
    assert f'hx-get="/opportunities/{chance}/quotes"' in desk.raw(
        reverse("prospecting:show", args=[chance])
    )
    page = desk.raw(f"/opportunities/{chance}/quotes")
    assert f'href="/quoting/{quote}/"' in page and f'href="/orders/{order}"' in page
    assert orders.order(order).number in page
