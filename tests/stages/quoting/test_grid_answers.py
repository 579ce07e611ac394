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
