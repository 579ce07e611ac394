"""A quote as a workbook and as JSON: what the screen says, the steps of each price, nothing that runs."""

from __future__ import annotations

import io
import json
from decimal import Decimal as D
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from comptoir.platform.roles import Role
from comptoir.stages.quoting import exporting
from comptoir.stages.quoting.actions import LineIn
from tests.browser.driving import person
from tests.stages.quoting.deal import Shop, make_quote, make_shop
from tests.stages.quoting.test_api import call

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop() -> Shop:
    return make_shop()


def client(*roles: Role) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(person(*roles))
    return client


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_the_workbook_holds_totals_lines_and_steps(shop: Shop) -> None:
    quote = make_quote(
        shop, LineIn(sku="PUMP", quantity=D(2), discount_kind="percent", discount_value=D(12)),
        LineIn(sku="CARE", quantity=D(40), description="=HYPERLINK(1)"),
    )  # fmt: skip
    answer = client().get(f"/quoting/{quote.id}/xlsx")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="Q-2026-0001-v1.xlsx"'
    found = sheets(answer.content)
    assert list(found) == ["Quote", "Lines", "Price steps"]
    head = {row[0]: row[1] for row in found["Quote"]}
    assert head["Total excl. VAT"] == 5192 + 40 * 36 * 12
    columns, pump, care = found["Lines"]
    assert columns[-1] == "Unit cost"
    told = dict(zip(columns, pump, strict=True))
    assert (told["Ref."], told["Unit net"], told["Amount excl. VAT"]) == ("PUMP", 2596, 5192)
    assert care[3] == "=HYPERLINK(1)"  # text, not a formula
    steps = [row for row in found["Price steps"][1:] if row[1] == "PUMP"]
    assert len(steps) == len(quote.lines[0].waterfall)
    assert steps[0][2:4] == ["List price", 0] or steps[0][2] == "List price"


def test_cost_is_only_for_who_may_see_the_margin(shop: Shop) -> None:
    quote = make_quote(shop)
    found = sheets(client(Role.SALES).get(f"/quoting/{quote.id}/xlsx").content)
    assert "Unit cost" not in found["Lines"][0]
    assert "Margin" not in {row[0] for row in found["Quote"]}


def test_json_is_what_the_api_answers(shop: Shop) -> None:
    quote = make_quote(shop)
    desk = client()
    answer = desk.get(f"/quoting/{quote.id}/json")
    assert json.loads(answer.content) == call(desk, "get", f"/quotes/{quote.id}")[1]
    assert answer.headers["Content-Type"] == "application/json"
    workbook = desk.get(f"/api/v1/quotes/{quote.id}/xlsx")
    assert workbook.headers["Content-Type"] == exporting.XLSX_TYPE
    assert "Lines" in sheets(workbook.content)


def test_an_empty_quote_is_exported_too(shop: Shop) -> None:
    from comptoir.stages.quoting import actions, queries
    from tests import world

    made = actions.draft_quote(world.do_as(shop.entity), customer_id=shop.customer)
    quote = queries.quote(made.quote_id)
    desk = client()
    assert len(sheets(desk.get(f"/quoting/{quote.id}/xlsx").content)["Lines"]) == 1
    assert json.loads(desk.get(f"/quoting/{quote.id}/json").content)["lines"] == []
