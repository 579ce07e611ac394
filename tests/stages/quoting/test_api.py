"""Quotes over HTTP: exact answers, refusals with their field, nothing written on a dry run."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from comptoir.kernel.ids import show_id
from comptoir.stages.quoting import queries
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


def call(client: Client, verb: str, path: str, body: Any = None, **headers: str) -> Any:
    send = getattr(client, verb)
    answer = send(f"/api/v1{path}", body, content_type="application/json", headers=headers)
    return answer.status_code, answer.json()


def test_a_quote_from_draft_to_acceptance(client: Client, shop: Shop) -> None:
    status, draft = call(
        client, "post", "/quotes", {"customer_id": show_id("cus", shop.customer), "title": "Pumps"}
    )
    assert (status, draft["state"], draft["net"]["amount"]) == (200, "draft", "0.00")
    path = f"/quotes/{draft['id']}"
    lines = [{"sku": "PUMP", "quantity": "2", "discount_kind": "percent", "discount_value": "12"}]
    status, priced = call(client, "post", f"{path}/lines", {"lines": lines})
    assert status == 200
    assert priced["gross"] == {"amount": "6230.40", "currency": "EUR"}
    assert priced["lines"][0]["unit_net"] == "2596"
    assert priced["lines"][0]["waterfall"][0]["label_code"] == "list_price"
    status, dry = call(client, "post", f"{path}/send?dry_run=true")
    assert (status, dry["quote"]["state"], dry["token"]) == (200, "sent", None)
    status, shown = call(client, "get", path)
    assert shown["state"] == "draft"
    status, sent = call(client, "post", f"{path}/send")
    assert len(sent["token"]) >= 32
    yes = {"name": "Anna Petit", "role": "Director", "consent": "I accept."}
    status, done = call(client, "post", f"/offers/{sent['token']}/accept", yes)
    assert (status, done["state"], done["accepted_name"]) == (200, "accepted", "Anna Petit")
    status, twice = call(client, "post", f"/offers/{sent['token']}/accept", yes)
    assert (status, twice["code"]) == (409, "not_allowed")


def test_a_faulty_line_is_named_by_its_path(client: Client, shop: Shop) -> None:
    quote = make_quote(shop)
    body = {"lines": [{"sku": "PUMP"}, {"sku": "NOPE"}]}
    status, problem = call(client, "post", f"/quotes/{quote.id}/lines", body)
    assert (status, problem["code"]) == (422, "lines_refused")
    assert problem["errors"][0]["field"] == "lines.1.sku"
    assert queries.quote(quote.id) == quote


def test_the_same_key_gives_the_same_answer_and_adds_nothing(client: Client, shop: Shop) -> None:
    quote = make_quote(shop)
    body = {"lines": [{"sku": "BOOK"}]}
    path = f"/quotes/{quote.id}/lines"
    headers = {"Idempotency-Key": "one"}
    first = call(client, "post", path, body, **headers)
    assert call(client, "post", path, body, **headers) == first
    assert len(queries.quote(quote.id).lines) == 3
    assert call(client, "post", path, {"lines": [{"sku": "PUMP"}]}, **headers)[0] == 409


def test_lists_page_by_cursor_and_filter(client: Client, shop: Shop) -> None:
    made = [make_quote(shop) for _ in range(3)]
    status, page = call(client, "get", "/quotes?limit=2&state=draft")
    assert (status, len(page["items"])) == (200, 2)
    _, rest = call(client, "get", f"/quotes?limit=2&state=draft&cursor={page['next']}")
    numbers = [q["number"] for q in page["items"] + rest["items"]]
    assert numbers == [q.number for q in reversed(made)]
    assert call(client, "get", "/quotes?q=0002")[1]["items"][0]["number"] == "Q-2026-0002"


def test_prices_and_opportunities_answer_too(client: Client, shop: Shop) -> None:
    _, books = call(client, "get", "/price-books")
    book = books["items"][0]["id"]
    price = {"product_id": show_id("prd", shop.products["PUMP"]), "unit_price": "3000",
             "starts_on": "2026-03-01"}  # fmt: skip
    assert call(client, "post", f"/price-books/{book}/prices", price)[1]["unit_price"] == "3000"
    _, now = call(client, "get", f"/price-books/{book}/prices?on=2026-02-28&limit=200")
    pump = [p for p in now["items"] if p["product_id"] == price["product_id"]]
    assert [(p["unit_price"], p["ends_on"]) for p in pump] == [("2950", "2026-03-01")]
    body = {"customer_id": show_id("cus", shop.customer), "title": "Cold rooms",
            "amount": "45000", "close_on": "2026-03-01"}  # fmt: skip
    status, chance = call(client, "post", "/opportunities", body)
    assert (status, chance["weighted"]["amount"]) == (200, "9000.00")
    assert call(client, "post", f"/opportunities/{chance['id']}/win")[1]["stage"] == "won"


def test_acceptance_over_the_api_takes_the_options_and_the_total_that_was_seen(
    client: Client, shop: Shop
) -> None:
    head = {"customer_id": show_id("cus", shop.customer), "title": "Pumps"}
    draft = call(client, "post", "/quotes", head)[1]
    lines = [{"sku": "PUMP", "quantity": "1"}, {"sku": "BOOK", "quantity": "10", "optional": True}]
    call(client, "post", f"/quotes/{draft['id']}/lines", {"lines": lines})
    sent = call(client, "post", f"/quotes/{draft['id']}/send")[1]
    offer = sent["quote"]["gross"]["amount"]
    book = sent["quote"]["lines"][1]["id"]
    path = f"/offers/{sent['token']}/accept"
    yes = {"name": "Anna Petit", "role": "Director", "consent": "I accept.", "options": [book]}

    status, refused = call(client, "post", path, {**yes, "seen_total": offer})
    assert (status, refused["code"]) == (409, "total_changed")
    assert call(client, "get", f"/quotes/{draft['id']}")[1]["state"] == "sent"

    status, dry = call(client, "post", f"{path}?dry_run=true", yes)
    assert (status, dry["state"]) == (200, "accepted")
    status, done = call(client, "post", path, {**yes, "seen_total": dry["gross"]["amount"]})
    assert (status, done["gross"]) == (200, dry["gross"])
    assert done["gross"]["amount"] != offer
