"""Price lists as files and over the API: what a customer pays on a day, and where each price comes from."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal as D
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from comptoir.kernel.ids import show_id
from comptoir.platform.models import User
from comptoir.records.parties import queries as parties
from comptoir.stages.pricing import actions, price_lists, queries
from comptoir.stages.pricing.engine import Terms
from comptoir.stages.quoting.actions import LineIn
from tests import world
from tests.stages.quoting.deal import Shop, make_quote, make_shop, set_price
from tests.stages.quoting.test_api import call

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2026, 3, 1)


@pytest.fixture
def shop() -> Shop:
    shop = make_shop()
    own, do = shop.products, lambda: world.do_as(shop.entity)
    agree = {"customer_id": shop.customer, "starts_on": date(2026, 2, 1)}
    actions.set_customer_price(
        do(), **agree, product_id=own["PUMP"], unit_price=D("2700.5"), reference="F-12",
        ends_on=date(2027, 1, 1),
    )  # fmt: skip
    actions.set_customer_price(do(), **agree, product_id=own["CABLE"], percent_off=D(10))
    set_price(shop.entity, shop.book, own["BOOK"], unit_price=D(19), price_type="promotional",
              starts_on=date(2026, 2, 15), ends_on=date(2026, 4, 1))  # fmt: skip
    own["MARK"] = world.make_product(shop.entity, sku="MARK", cost=D(60))
    set_price(shop.entity, shop.book, own["MARK"], model="cost_plus", terms=Terms(D(50)))
    own["SUP"] = world.make_product(shop.entity, sku="SUP")
    set_price(shop.entity, shop.book, own["SUP"], model="percent", terms=Terms(D("17.5")))
    world.make_product(shop.entity, sku="UNPRICED")
    return shop


def visit(shop: Shop, path: str, lang: str = "en") -> Any:
    desk = Client()
    email = f"{lang}@atelier.example"
    known = User.objects.filter(email=email).first()
    desk.force_login(known or world.make_user(shop.entity, email=email))
    desk.cookies["comptoir_language"] = lang
    return desk.get(path)


def test_a_customers_list_says_what_counts_and_where_it_comes_from(shop: Shop) -> None:
    found = price_lists.of_customer(parties.customer(shop.customer), DAY)
    told = {
        r.product.sku: (r.kind, r.unit_price, r.listed, r.starts_on, r.ends_on) for r in found.rows
    }
    assert told == {
        "PUMP": ("agreed", D("2700.5"), 2950, date(2026, 2, 1), date(2027, 1, 1)),
        "CABLE": ("agreed", None, None, date(2026, 2, 1), None),
        "BOOK": ("promotional", 19, 22, date(2026, 2, 15), date(2026, 4, 1)),
        "CARE": ("list", 36, 36, date(2026, 1, 5), None),
        "CALL": ("list", D("0.012"), D("0.012"), date(2026, 1, 5), None),
        "MARK": ("list", 90, None, date(2026, 1, 5), None),
        "SUP": ("list", None, None, date(2026, 1, 5), None),
    }  # fmt: skip
    cable = next(r for r in found.rows if r.product.sku == "CABLE")
    assert [(t.up_to, t.unit_price) for t in cable.tiers] == [(10, D("289.8")), (None, 270)]
    assert (cable.percent_off, cable.rule_id.partition(":")[0]) == (10, "agreement")
    assert [r.product.sku for r in found.rows] == sorted(told)


def test_each_single_price_of_the_list_is_what_a_quote_of_one_then_says(shop: Shop) -> None:
    world.move_to(shop.entity, DAY)
    found = price_lists.of_customer(parties.customer(shop.customer), DAY)
    priced = [r for r in found.rows if r.unit_price is not None]
    assert len(priced) == 5
    quote = make_quote(shop, *(LineIn(sku=r.product.sku) for r in priced))
    assert [li.unit_net for li in quote.lines] == [r.unit_price for r in priced]


def test_the_list_is_read_in_a_few_statements(shop: Shop) -> None:
    customer = parties.customer(shop.customer)
    with CaptureQueriesContext(connection) as few:
        price_lists.of_customer(customer, DAY)
    for n in range(20):
        product = world.make_product(shop.entity, sku=f"P{n}")
        set_price(shop.entity, shop.book, product, unit_price=D(n + 1))
    with CaptureQueriesContext(connection) as seen:
        assert len(price_lists.of_customer(customer, DAY).rows) == 27
    assert len(seen) <= len(few) <= 8


def test_the_files_speak_the_readers_language_and_hold_one_row_a_product(shop: Shop) -> None:
    at = f"/pricing/customers/{shop.customer}/prices"
    answer = visit(shop, f"{at}.csv?on=2026-03-01")
    number = parties.customer(shop.customer).number.lower()
    assert f'filename="price-list-{number}-2026-03-01.csv"' in answer["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    pump = next(row for row in rows if row["Ref."] == "PUMP")
    assert (pump["Unit price"], pump["Currency"], pump["Price book"]) == ("2700.5", "EUR", "STD")
    assert (pump["Valid from"], pump["Valid until"]) == ("2026-02-01", "2026-12-31")
    assert (pump["Rule"], pump["Pricing"], len(rows)) == ("Customer price F-12", "Per unit", 7)
    cable = next(row for row in rows if row["Ref."] == "CABLE")
    assert cable["Tiers"] == "up to 10: 289.80 · beyond: 270.00"
    french = visit(shop, f"{at}.csv?on=2026-03-01", "fr").content.decode("utf-8-sig")
    head, *lines = french.splitlines()
    assert head.startswith("Réf.;Produit;") and "Prix unitaire" in head and len(lines) == 7
    assert any("2700,5" in line and "Pump" not in line for line in lines)
    book = visit(shop, f"/pricing/{shop.book}/prices.xlsx?on=2026-03-01", "fr")
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(book.content))
    assert sheets.sheet_names == ["Liste de prix", "À propos de cette liste"]
    lines = sheets.get_sheet_by_index(0).to_python()
    assert lines[0][0] == "Réf." and len(lines) == 8
    pump = next(row for row in lines if row[0] == "PUMP")
    assert 2950 in pump and 2700.5 not in pump
    assert ["Tarif", "STD Prices STD"] in sheets.get_sheet_by_index(1).to_python()


def test_the_list_over_the_api_and_what_is_refused(shop: Shop) -> None:
    desk = Client()
    desk.force_login(world.make_user(shop.entity))
    at = f"/customers/{show_id('cus', shop.customer)}/price-list"
    status, told = call(desk, "get", f"{at}?on=2026-03-01&limit=5")
    assert (status, len(told["items"])) == (200, 5)
    cable = next(row for row in told["items"] if row["sku"] == "CABLE")
    assert cable["tiers"][0] == {"up_to": "10", "unit_price": "289.8", "flat_fee": "0"}
    _status, rest = call(desk, "get", f"{at}?on=2026-03-01&limit=5&cursor={told['next']}")
    assert [row["sku"] for row in rest["items"]] == ["PUMP", "SUP"] and rest["next"] is None
    status, told = call(desk, "get", f"/price-books/{show_id('pbk', shop.book)}/price-list")
    pump = next(row for row in told["items"] if row["sku"] == "PUMP")
    assert (status, pump["unit_price"], pump["kind"]) == (200, "2950", "list")
    status, told = call(desk, "get", f"{at}?on=2020-01-01")
    assert (status, told["code"]) == (409, "no_price_book")
    other = make_shop(world.make_entity(code="B", siren="", siret="", vat_number=""))
    for path in (
        f"/customers/{show_id('cus', other.customer)}",
        f"/price-books/{show_id('pbk', other.book)}",
    ):
        assert call(desk, "get", f"{path}/price-list")[0] == 404
    for path in (f"customers/{other.customer}", f"{other.book}"):
        for ending in ("csv", "xlsx"):
            assert desk.get(f"/pricing/{path}/prices.{ending}").status_code == 404
    assert queries.book(shop.book).code == "STD"
