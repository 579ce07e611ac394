"""What is proposed beside a quote: from the orders of everybody, of this customer, and by rule."""

from __future__ import annotations

import pytest

from comptoir.demo import playing
from comptoir.platform.roles import Role
from comptoir.stages.quoting import queries as quotes
from tests.scenarios.doors import program, says, show_id, someone
from tests.scenarios.house import line

BESIDE, API = "/recommending/quote/{quote_id}/", "GET /api/v1/recommendations"


@pytest.mark.capability("S2-10", "S2-19", "S2-56", "S1-21", screen=BESIDE, api=API)
def test_what_customers_buy_together_is_proposed_beside_the_quote_and_added_with_one_key(company):
    buyer, other = company.customer(), company.customer(1)
    for _ in range(10):
        company.accepts(company.quotes(other, line("ARM-X"), line("CAB-50", 2)))
    for _ in range(2):
        company.accepts(company.quotes(buyer, line("DOC")))
    manager, rep = someone(company, Role.SALES_MANAGER), someone(company, Role.SALES)
    program(company, Role.SALES_MANAGER).post("/recommendations/learning")
    quote_id = playing.offered(company.entity_id, buyer, [line("ARM-X", 1)])
    beside = rep.page(f"/recommending/quote/{quote_id}/")
    says(beside, "CAB-50", "in 10 of 10 orders with", "DOC", "in 2 of this customer")
    assert beside.index("CAB-50") < beside.index("DOC")

    rule = {"sku": "ARM-X", "kind": "accessory", "other_sku": "VENT-2"}
    assert manager.client.post("/recommending/link/", rule).status_code == 302
    beside = rep.page(f"/recommending/quote/{quote_id}/")
    assert beside.index("VENT-2") < beside.index("CAB-50")
    rows = [{"sku": "VENT-2", "quantity": "1"}]
    rep.client.post(
        f"/quoting/{quote_id}/grid", {"op": "add", "rows": rows}, content_type="application/json"
    )
    assert [x.sku for x in quotes.quote(quote_id).lines] == ["ARM-X", "VENT-2"]
    told = program(company).get(f"/recommendations?quote_id={show_id('quo', quote_id)}")
    assert told["items"][0]["sku"] == "CAB-50"
    assert told["items"][0]["evidence"][0] == {
        "kind": "together", "n": 10, "of": 10, "words": told["items"][0]["evidence"][0]["words"],
        "product_id": told["items"][0]["evidence"][0]["product_id"],
    }  # fmt: skip
