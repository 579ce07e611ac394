"""Where orders come from: each keeps its channel, and none enters twice."""

from __future__ import annotations

import pytest

from comptoir.platform.roles import Role
from comptoir.stages.ordering import queries as orders
from tests.scenarios.doors import program, rows, says, show_id, someone
from tests.scenarios.house import line

KNOWN = {"storefront": "Web shop", "marketplace": "Marketplace", "partner": "Partner"}
LIST, ORDERS = "/ordering/", "POST /api/v1/orders"


@pytest.mark.capability("S1-34", screen=LIST, api=ORDERS)
def test_orders_come_from_accepted_quotes_and_from_reps_who_enter_them(company):
    customer = company.customer()
    company.accepts(company.quotes(customer, line("ARM-X")))
    rep = someone(company, Role.SALES)
    rep.types("/ordering/new/lines", {"sku": "DOC", "quantity": "4"})
    rep.sends("/ordering/new", customer="Ateliers Morvan", channel="direct")
    page = rep.page(LIST)
    assert "SO-2026-0001" in page
    found, _ = orders.orders_page(company.entity_id)
    assert {o.number: o.channel for o in found} == {
        "SO-2026-0001": "quote", "SO-2026-0002": "direct",
    }  # fmt: skip


@pytest.mark.capability("S1-35", "S1-36", "S3-08", screen=LIST, api=ORDERS)
@pytest.mark.parametrize("channel", ["storefront", "marketplace", "partner"])
def test_a_shop_a_marketplace_or_a_partner_orders_once_and_its_channel_is_kept(company, channel):
    shop = program(company, Role.ORDER)
    body = {
        "customer_id": show_id("cus", company.customer()), "channel": channel,
        "external_ref": "W-1", "lines": [{"sku": "ARM-X", "quantity": "2"}],
    }  # fmt: skip
    order = shop.post("/orders", body)
    assert (order["channel"], order["external_ref"]) == (channel, "W-1")
    problem = shop.refused("POST", "/orders", body)
    assert (problem["code"], problem["facts"]["order"]) == ("duplicate_order", order["number"])
    assert [o["id"] for o in rows(shop.get(f"/orders?channel={channel}"))] == [order["id"]]
    says(someone(company, Role.SALES).page(LIST), order["number"], KNOWN[channel], "W-1")
    company.holds()
