"""No stage goes on without what the next one needs; each says what is missing and writes nothing."""

from __future__ import annotations

import pytest

from comptoir.records.parties import actions as parties
from comptoir.stages.ordering import queries as orders
from comptoir.stages.prospecting import queries as wishes
from tests.api.driving import row_counts
from tests.scenarios.deals import wish
from tests.scenarios.doors import program, show_id, someone
from tests.scenarios.house import line

NOWHERE = {"name": "Sans Adresse", "country": "FR"}


@pytest.mark.capability(
    "S0-22", screen="/quoting/{quote_id}/send", api="POST /api/v1/quotes/{quote_id}/send"
)
def test_each_stage_asks_for_what_it_cannot_do_without_and_names_it(company):
    api = program(company)
    homeless = api.post("/customers", NOWHERE)["id"]
    customer = show_id("cus", company.customer())
    draft = api.post("/quotes", {"customer_id": customer})["id"]
    quote = company.quotes(company.customer(1), line("ARM-X"))
    order = api.post("/orders", {"customer_id": homeless, "lines": [{"sku": "ARM-X"}]})["id"]
    chance = {"customer_id": customer, "title": " ", "amount": "5", "close_on": "2026-02-01"}
    asked = [
        ("/opportunities", chance, "title_missing", "title"),
        (f"/quotes/{draft}/send", {}, "empty_quote", "lines"),
        (f"/offers/{company.links[quote]}/accept", {"name": "", "role": "", "consent": ""}, None, "name"),
        ("/orders", {"customer_id": customer, "lines": []}, None, "lines"),
        (f"/orders/{order}/take-back", {"lines": [], "reason": ""}, None, "lines"),
        (f"/orders/{order}/release", {"reason": ""}, "reason_missing", "reason"),
        ("/payments", {"customer_id": customer, "amount": "0", "currency": "EUR",
                       "received_on": "2026-01-01"}, "not_a_payment", "amount"),
    ]  # fmt: skip
    api.get("/me")
    before = row_counts()
    for path, body, code, field in asked:
        problem = api.refused("POST", path, body)
        assert code in (None, problem["code"]), (path, problem)
        assert field in str(problem), (path, problem)
    assert row_counts() == before
    api.post(f"/orders/{order}/deliver")
    invoice = api.post("/invoices", {"order_id": order})["id"]
    problem = api.refused("POST", f"/invoices/{invoice}/issue")
    assert problem["code"] == "mention_missing"  # the law's own list, by its article
    assert api.get(f"/invoices/{invoice}")["number"] is None


@pytest.mark.capability(
    "S0-23",
    screen="/prospecting/{opportunity_id}/move",
    api="POST /api/v1/opportunities/{opportunity_id}/win",
)
def test_a_deal_is_not_won_before_its_account_has_a_billing_address(company):
    customer = parties.create_customer(company.by(), **NOWHERE).customer_id
    deal = wish(company, customer)
    desk, api = someone(company), program(company)
    problem = api.refused("POST", f"/opportunities/{show_id('opp', deal)}/win")
    assert problem["code"] == "missing_billing_address"
    assert problem["errors"][0]["field"] == "billing.street"
    answer = desk.sends(f"/prospecting/{deal}/move", verb="win")
    assert answer.status_code == 409
    assert "Billing address, street" in answer.content.decode()
    assert f'href="/parties/{customer}/edit#id_billing_street"' in answer.content.decode()
    assert wishes.opportunity(deal).stage == "qualify"


@pytest.mark.capability(
    "S1-54", screen="/quoting/{quote_id}/grid", api="POST /api/v1/quotes/{quote_id}/lines"
)
@pytest.mark.capability("S3-10", screen="/ordering/new", api="POST /api/v1/orders")
def test_wrong_entries_are_all_named_before_they_become_a_quote_or_an_order(company):
    api = program(company)
    customer = show_id("cus", company.customer())
    quote = api.post("/quotes", {"customer_id": customer})["id"]
    lines = [{"sku": "NOPE"}, {"sku": "ARM-X"}, {"sku": "CARE", "term_months": 7},
             {"sku": "ARM-X", "discount_kind": "amount", "discount_value": "9999"}]  # fmt: skip
    problem = api.refused("POST", f"/quotes/{quote}/lines", {"lines": lines})
    assert [row["field"] for row in problem["facts"]["lines"]] == [
        "lines.0.sku", "lines.2.term_months", "lines.3.discount",
    ]  # fmt: skip
    assert api.get(f"/quotes/{quote}")["lines"] == []
    lines = [{"sku": "NOPE"}, {"sku": "ARM-X"}, {"sku": "ARM-X", "discount_percent": "200"}]
    problem = api.refused("POST", "/orders", {"customer_id": customer, "lines": lines})
    assert [row["field"] for row in problem["facts"]["lines"]] == [
        "lines.0.sku", "lines.2.discount_percent",
    ]  # fmt: skip
    assert orders.orders_page(company.entity_id)[0] == []
    desk = someone(company)
    told = desk.types("/ordering/new/lines", {"sku": "NOPE"}, {"sku": "ARM-X", "quantity": "0"})
    assert [(row["index"], row["detail"].partition(" · ")[0]) for row in told["errors"]] == [
        (0, "No product has this reference."),
        (1, "A quantity is more than zero, with at most six decimals."),
    ]
    assert told["rows"] == []
