"""Order to cash without a quote: entered, delivered, invoiced, collected, reported. Each by its own role."""

from __future__ import annotations

import base64

import pytest

from comptoir.platform.roles import Role
from comptoir.stages.ordering import queries as orders
from comptoir.stages.prospecting import queries as wishes
from comptoir.stages.quoting import queries as quotes
from tests.scenarios.doors import program, rows, says, show_id, someone
from tests.scenarios.house import eur

ORDER, TRACE = "/orders/{order_id}", "GET /api/v1/orders/{order_id}/trace"


def entered(company, customer_id, **more):
    """A direct order over the API, by someone who enters orders."""
    lines = [{"sku": "ARM-X", "quantity": "2"}, {"sku": "DOC", "quantity": "3"}]
    body = {"customer_id": show_id("cus", customer_id), "lines": lines, **more}
    return program(company, Role.ORDER).post("/orders", body)


@pytest.mark.capability("S0-10", "S3-07", screen="/ordering/new", api="POST /api/v1/orders")
@pytest.mark.capability(
    "S1-53", "S3-01", screen="/collecting/aging", api="POST /api/v1/bank-statements"
)
def test_an_order_is_entered_delivered_invoiced_collected_and_reported_without_any_quote(company):
    customer = company.customer()
    order = entered(company, customer, customer_ref="PO-77")
    assert (order["state"], order["channel"], order["quote_id"]) == ("open", "direct", None)
    program(company, Role.WAREHOUSE).post(f"/orders/{order['id']}/deliver")
    biller = program(company, Role.BILLING)
    invoice = biller.post("/invoices", {"order_id": order["id"], "issue": True})
    assert (invoice["number"], invoice["gross"]["amount"]) == ("F-2026-0001", "7149.63")

    company.today("2026-03-01")  # due on 15 February
    collector = program(company, Role.COLLECTOR)
    (late,) = rows(collector.get("/aging"))
    assert late["total"]["amount"] == "7149.63"
    assert "€7,149.63" in someone(company, Role.COLLECTOR).page("/collecting/aging")
    statement = b"date;montant;libelle\n01/03/2026;7149,63;VIR F-2026-0001\n"
    read = collector.post(
        "/bank-statements", {"name": "mars.csv", "content": base64.b64encode(statement).decode()}
    )
    assert (read["new_lines"], read["payments"]) == (1, 1)
    assert rows(collector.get("/aging")) == []
    told = program(company).get(f"/orders/{order['id']}/trace")
    assert (told["paid"]["amount"], told["open"]["amount"]) == ("7149.63", "0.00")

    assert company.balance("bank") == eur("7149.63")
    assert company.balance("revenue_goods") == eur("-5966.00")
    assert wishes.opportunities_page(company.entity_id) == ([], None)
    assert quotes.quotes_page(company.entity_id)[0] == []
    company.holds()


@pytest.mark.capability("S3-02", screen=ORDER, api=TRACE)
def test_the_steps_between_order_and_payment_are_named_with_how_far_each_has_come(company):
    order = entered(company, company.customer())
    key = orders.orders_page(company.entity_id)[0][0].id
    desk = someone(company)
    steps = ["Confirmed", "Credit released", "Delivered 0 / 5", "Invoiced", "Paid", "Recognized"]
    page = desk.page(f"/orders/{key}")
    assert [page.index(s) for s in steps] == sorted(page.index(s) for s in steps)
    company.delivers(key, ARM_X=2)
    invoice = company.invoices(key)
    company.is_paid(invoice.id, eur("80.00"))
    page = desk.page(f"/orders/{key}")
    says(
        page, "Delivered 2 / 5 : in progress", "Invoiced : in progress €7,080.00 of €7,149.63",
        "Paid : in progress €80.00 of €7,149.63",
        "Recognized : in progress €5,900.00 of €5,966.00",
    )  # fmt: skip
    first, second = program(company).get(f"/orders/{order['id']}/trace")["lines"]
    assert (first["waiting_on"], second["waiting_on"]) == ("payment", "delivery")
