"""What is not sold today is refused at each door of a quote and of an order, alone or inside a bundle; and a
bundle becomes an order by a quote only."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal as D

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from comptoir.kernel.ids import show_id
from comptoir.pages.imports import commit, uploads
from comptoir.pages.imports.models import LineFile
from comptoir.records.catalog import actions as catalog
from comptoir.records.catalog import queries as products
from comptoir.records.parties import queries as parties
from comptoir.stages.ordering import queries as orders
from comptoir.stages.quoting import actions as quoting
from comptoir.stages.quoting import queries as quotes
from tests import world
from tests.pages.imports.files import line
from tests.pages.imports.test_writer import counts, imported
from tests.stages.ordering.sale import Shop, make_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    """PUMP and BOOK, and KIT of one PUMP and two BOOKs."""
    made = make_shop()
    kit = world.make_product(made.entity, sku="KIT", name_en="Kit", name_fr="Lot")
    for sku, quantity in (("PUMP", 1), ("BOOK", 2)):
        catalog.set_bundle_part(
            world.do_as(made.entity),
            product_id=kit,
            part_id=made.products[sku],
            quantity=D(quantity),
        )
    return made


@pytest.fixture
def client(shop: Shop) -> Client:
    client = Client()
    client.force_login(world.make_user(shop.entity))
    return client


def ended(shop: Shop, sku: str = "PUMP") -> None:
    row = products.by_sku(shop.entity, {sku})[sku]
    dates = {"starts_on": date(2025, 1, 1), "ends_on": world.TODAY}
    catalog.change_product(
        world.do_as(shop.entity), product_id=row.id, revision=row.revision, changes=dates
    )


def said(client: Client, path: str, body: object) -> tuple[int, dict]:
    answer = client.post(path, json.dumps(body), content_type="application/json")
    return answer.status_code, answer.json()


def test_a_quote_takes_nothing_that_is_not_sold_by_grid_program_or_file(
    client, shop, tmp_path, monkeypatch
):
    monkeypatch.setattr(uploads, "home", lambda: tmp_path)
    quote_id = quoting.draft_quote(world.do_as(shop.entity), customer_id=shop.customer).quote_id
    ended(shop)
    rows = [{"sku": "PUMP"}, {"sku": "KIT"}]
    _, told = said(client, f"/quoting/{quote_id}/grid", {"op": "add", "after": None, "rows": rows})
    assert [error["index"] for error in told["errors"]] == [0, 1]
    found = [error["detail"] for error in told["errors"]]

    status, problem = said(
        client, f"/api/v1/quotes/{show_id('quo', quote_id)}/lines", {"lines": rows}
    )
    assert (status, problem["code"]) == (422, "lines_refused")
    assert [row["field"] for row in problem["facts"]["lines"]] == ["lines.0.sku", "lines.1.sku"]
    assert [row["detail"] for row in problem["facts"]["lines"]] == found

    file = SimpleUploadedFile("list.csv", b"Reference;Quantity\r\nPUMP;2\r\nKIT;1\r\nBOOK;1\r\n")
    sent = client.post(
        f"/api/v1/quotes/{show_id('quo', quote_id)}/line-files", {"file": file}
    ).json()
    assert (sent["good"], sent["rejected"]) == (1, 2)
    rejects = client.get(f"/api/v1/line-files/{sent['id']}/rejects").json()["items"]
    for words in (*found, *(r["reason"] for r in rejects)):
        assert "This product is not sold on this day." in words
        assert "to do: take another product or change its dates" in words
    assert LineFile.objects.get().added == 0
    assert quotes.quote(quote_id).lines == ()


def test_an_order_takes_nothing_that_is_not_sold_nor_a_bundle_by_grid_or_program(client, shop):
    ended(shop)
    rows = [{"sku": "PUMP"}, {"sku": "KIT"}]
    customer = show_id("cus", shop.customer)
    number = parties.customer(shop.customer).number
    grid = reverse("ordering:lines")
    _, told = said(client, grid, {"op": "add", "rows": rows})
    found = {rows[e["index"]]["sku"]: e["detail"] for e in told["errors"]}
    said(client, grid, {"op": "head", "name": "customer", "value": f"{number} · Menuiserie"})
    assert said(client, grid, {"op": "add", "rows": rows})[1]["errors"] == told["errors"]
    status, problem = said(client, "/api/v1/orders", {"customer_id": customer, "lines": rows})
    assert (status, problem["code"]) == (422, "order_lines_refused")
    assert {r["field"]: r["detail"] for r in problem["facts"]["lines"]} == {
        "lines.0.sku": found["PUMP"], "lines.1.sku": found["KIT"],
    }  # fmt: skip
    assert "This product is not sold on this day. · found: PUMP, 2026-01-05" in found["PUMP"]
    assert "to do: take another product or change its dates" in found["PUMP"]
    assert found["KIT"] == (
        "A bundle is sold by a quote, which prices its parts and orders each of them. · found: KIT"
        " · to do: make a quote, or order the parts"
    )
    assert orders.orders_page(shop.entity)[0] == []


def test_a_history_that_names_a_bundle_is_refused_whole(shop, tmp_path, monkeypatch):
    monkeypatch.setattr("comptoir.pages.imports.company.ensure", lambda *_: shop.entity)
    before = counts()
    with pytest.raises(commit.BundleImported) as refused:
        imported(tmp_path, line("536365", "BOOK", "2", "12.75"), line("536366", "KIT", "1", "90"))
    assert refused.value.facts["found"] == "KIT"
    assert counts() == before
