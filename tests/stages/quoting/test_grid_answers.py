"""An edit of a cell is answered with what it changed; an editor that saw an older quote is told all."""

from __future__ import annotations

import json
from decimal import Decimal as D
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comptoir.stages.quoting import actions, queries
from comptoir.stages.quoting.actions import LineIn
from tests import world
from tests.browser.driving import person
from tests.stages.quoting.deal import Shop, make_quote, make_shop

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop() -> Shop:
    return make_shop()


@pytest.fixture
def client(shop: Shop) -> Client:
    client = Client()
    client.force_login(person())
    return client


def edit(client: Client, quote: queries.QuoteFacts, **asked: Any) -> Any:
    answer = client.post(
        f"/quoting/{quote.id}/grid", json.dumps(asked), content_type="application/json"
    )
    return answer.json()


def change(client: Client, quote: queries.QuoteFacts, at: int, value: str, seen: int) -> Any:
    line = queries.quote(quote.id).lines[at]
    return edit(
        client, quote, op="change", id=line.id, rev=line.revision, cell="quantity", value=value,
        seen=seen,
    )  # fmt: skip


def many(shop: Shop, count: int) -> queries.QuoteFacts:
    return make_quote(shop, *(LineIn(sku="PUMP", quantity=D(n)) for n in range(1, count + 1)))


def test_one_cell_is_answered_with_one_row_and_the_totals(client: Client, shop: Shop) -> None:
    quote = many(shop, 30)
    told = change(client, quote, 4, "7", seen=quote.revision)
    assert (told["partial"], told["revision"]) == (True, quote.revision + 1)
    assert [(r["position"], r["quantity"]) for r in told["rows"]] == [(5, "7")]
    assert told["count"] == "30 lines"
    after = queries.quote(quote.id)
    assert after.net_minor == 295_000 * (sum(range(1, 31)) + 2)


def test_a_discount_on_the_whole_moves_every_row_and_all_are_answered(
    client: Client, shop: Shop
) -> None:
    quote = many(shop, 5)
    off = {"discount_kind": "amount", "discount_value": D(100)}
    actions.change_quote(
        world.do_as(shop.entity), quote_id=quote.id, revision=quote.revision, changes=off
    )
    seen = queries.quote(quote.id).revision
    told = change(client, quote, 0, "50", seen=seen)
    assert (told["partial"], [r["position"] for r in told["rows"]]) == (True, [1, 2, 3, 4, 5])


@pytest.mark.parametrize("seen", [None, 1, "2", {"a": 1}])
def test_who_saw_another_revision_is_told_all_rows(client: Client, shop: Shop, seen: Any) -> None:
    quote = many(shop, 3)
    told = change(client, quote, 0, "9", seen=seen)
    assert (told["partial"], len(told["rows"])) == (False, 3)


def test_what_adds_moves_or_refuses_is_answered_whole(client: Client, shop: Shop) -> None:
    quote = many(shop, 3)
    line = quote.lines[0]
    at = quote.revision
    assert edit(client, quote, op="move", id=line.id, to=3, seen=at)["partial"] is False
    refused = change(client, quote, 0, "-1", seen=at + 1)
    assert (refused["refused"]["code"], refused["partial"]) == ("lines_refused", False)
    assert len(refused["rows"]) == 3


def test_an_edit_of_many_lines_takes_no_more_statements_than_of_few(
    client: Client, shop: Shop
) -> None:
    counts = []
    for size in (3, 200):
        quote = many(shop, size)
        change(client, quote, 0, "5", seen=quote.revision)  # what is read once is known then
        with CaptureQueriesContext(connection) as seen:
            change(client, quote, 0, "6", seen=quote.revision + 1)
        counts.append(len(seen))
    assert counts[1] <= counts[0]


def test_a_quote_is_read_once_for_an_edit(client: Client, shop: Shop) -> None:
    quote = many(shop, 5)
    change(client, quote, 0, "5", seen=quote.revision)
    line = queries.quote(quote.id).lines[0]
    with CaptureQueriesContext(connection) as seen:
        told = edit(
            client, quote, op="change", id=line.id, rev=line.revision, cell="quantity", value="6",
            seen=quote.revision + 1,
        )  # fmt: skip
    assert told["partial"] and [r["quantity"] for r in told["rows"]] == ["6"]
    whole = [q["sql"] for q in seen if "FROM quoting_line" in q["sql"]]
    assert [("ANY" in text) for text in whole] == [False, True]  # then the row that was written
    assert not [q for q in seen if "count(*)" in q["sql"]]  # the rail's counts are no part of it


def test_each_section_has_its_subtotal_with_every_answer(client: Client, shop: Shop) -> None:
    quote = make_quote(
        shop,
        LineIn(sku="PUMP", section="Plant"),
        LineIn(sku="PUMP", section="Plant", optional=True),
        LineIn(sku="CARE", quantity=D(2), section="Service"),  # 36.00 a month, 12 months
        LineIn(sku="BOOK", section=""),
    )
    page = client.get(f"/quoting/{quote.id}/edit").content.decode()
    assert page.count('class="sec"') == 2 + 1  # and the island's template
    assert "€2,950.00</b>" in page and "€864.00</b>" in page
    told = change(client, quote, 0, "2", seen=quote.revision)
    assert [(s["title"], s["amount"], s["count"]) for s in told["sections"]] == [
        ("Plant", "€5,900.00", "2 lines"),
        ("Service", "€864.00", "1 line"),
    ]


def test_the_term_of_a_line_is_typed_in_months_or_years(client: Client, shop: Shop) -> None:
    quote = make_quote(shop, LineIn(sku="CARE"), LineIn(sku="PUMP"))
    line = quote.lines[0]
    asked = {"op": "change", "id": line.id, "cell": "months"}
    told = edit(client, quote, **asked, rev=1, value="2y", seen=quote.revision)
    assert [(r["months"], r["deliver_on"]) for r in told["rows"]] == [("24 mo", "")]
    told = edit(client, quote, **asked, rev=2, value="", seen=quote.revision + 1)
    assert told["rows"][0]["months"] == "12 mo"  # the quote's own
    told = edit(client, quote, **asked, rev=3, value="soon", seen=quote.revision + 2)
    assert told["refused"]["code"] == "not_a_term"
    assert queries.quote(quote.id).lines[0].term_months in (None, 12)


def test_free_months_that_a_target_ends_are_told_beside_saved(client: Client, shop: Shop) -> None:
    free = {"months": 3, "quantity": "1", "discount_kind": "percent", "discount_value": "100"}
    ramp = LineIn(sku="CARE", segments=(free, {"months": 9, "quantity": "1"}))
    quote = make_quote(shop, ramp, term_months=12)
    told = edit(client, quote, op="goal", scope="", value="=300")  # 9 months cannot make it
    assert told["refused"]["detail"].endswith("found: 300.00 · expected: 299.97")
    told = edit(client, quote, op="goal", scope="", value="=299.97")
    assert told["told"] == "" and [r["amount"] for r in told["rows"]][1] == "€0.00"
    told = edit(client, quote, op="goal", scope="", value="-10%")
    assert told["told"] == "Free until now, charged from now on: CARE. "
    assert [r["amount"] for r in told["rows"]] == ["€388.80", "€97.20", "€291.60"]
    told = edit(client, quote, op="undo")
    assert [r["amount"] for r in told["rows"]][1] == "€0.00"
