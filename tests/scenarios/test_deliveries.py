"""Deliveries: promised, counted, their condition kept, and what each order sets in motion."""

from __future__ import annotations

from datetime import date

import pytest

from comptoir.platform.roles import Role
from comptoir.stages.fulfilling import actions as fulfilling
from comptoir.stages.fulfilling import queries as deliveries
from comptoir.stages.invoicing import queries as invoices
from comptoir.stages.ordering import actions as ordering
from comptoir.stages.ordering import queries as orders
from tests.scenarios.doors import program, rows, says, show_id, someone, text_of
from tests.scenarios.house import eur, line


@pytest.mark.capability(
    "S2-30", screen="/fulfilling/orders/{order_id}/deliver", api="POST /api/v1/orders/{order_id}/deliver"
)  # fmt: skip
def test_the_condition_of_the_goods_is_recorded_when_they_change_hands(company):
    order = company.accepts(
        company.quotes(company.customer(), line("ARM-X", 2, deliver_on=date(2026, 1, 10)))
    )
    company.today("2026-01-08")  # two days before the promised day
    (sold,) = orders.order(order).lines
    warehouse = someone(company, Role.WAREHOUSE)
    form = {f"q-{sold.id}": "1", "delivered_on": "2026-01-08", "condition": "good", "note": ""}
    warehouse.sends(f"/fulfilling/orders/{order}/deliver", **form)
    api = program(company, Role.WAREHOUSE)
    body = {"condition": "damaged", "note": "corner dented", "tracking": "1Z999"}
    told = api.post(f"/orders/{show_id('ord', order)}/deliver", body)
    assert (told["condition"], told["note"]) == ("damaged", "corner dented")
    made = deliveries.deliveries_of(order)
    assert [m.condition for m in made] == ["good", "damaged"]
    says(warehouse.page(f"/fulfilling/{made[1].id}"), "Damaged", "corner dented", "1Z999")
    late = program(company).get(f"/orders/{show_id('ord', order)}/trace")["lines"][0]
    assert late["delivered_on"] <= late["promised_on"]


@pytest.mark.capability("S1-37", screen="/", api="GET /api/v1/orders/{order_id}/trace")
def test_each_order_sets_delivery_invoicing_and_collection_in_motion_and_nobody_is_asked(company):
    home = someone(company)
    order = company.accepts(company.quotes(company.customer(), line("ARM-X"), line("SUP-PRO", 2)))
    says(home.page("/"), "Orders to deliver 1")
    assert [i.net_minor for i in invoices.invoices_of_order(order)] == [eur("72.00").minor]
    company.delivers(order)
    says(home.page("/"), "Orders to invoice 1")
    company.invoices(order)
    company.today("2026-03-01")
    says(home.page("/"), "Invoices overdue")
    numbers = {i.number for i in company.open_items()}
    assert numbers >= {"F-2026-0001", "F-2026-0002"}
    told = program(company).get(f"/orders/{show_id('ord', order)}/trace")
    assert told["open"]["amount"] == told["invoiced"]["amount"]


@pytest.mark.capability("S3-28", screen="/invoicing/to-invoice/", api="POST /api/v1/invoices")
def test_what_was_delivered_is_invoiced_from_the_list_in_one_click(company):
    order = company.accepts(company.quotes(company.customer(), line("ARM-X", 4), line("DOC", 2)))
    biller = someone(company, Role.BILLING)
    assert "SO-2026-0001" not in biller.page("/invoicing/to-invoice/")
    company.delivers(order, ARM_X=3)
    says(biller.page("/invoicing/to-invoice/"), "SO-2026-0001", "€8,850.00")
    biller.sends("/invoicing/to-invoice/", verb="issue", order=str(order))
    (made,) = invoices.invoices_of_order(order)
    assert (made.number, made.net_minor) == ("F-2026-0001", eur("8850.00").minor)
    company.delivers(order)
    api = program(company, Role.BILLING)
    told = api.post("/invoices", {"order_id": show_id("ord", order), "issue": True})
    assert told["net"]["amount"] == "2994.00"
    assert rows(api.get("/invoices/to-invoice")) == []
    company.holds()


@pytest.mark.capability("S1-79", screen="/ordering/{order_id}", api="GET /api/v1/orders/{order_id}")
def test_an_order_is_managed_from_its_creation_to_the_renewal_of_what_it_sold(company):
    customer = company.customer()
    dropped = company.accepts(company.quotes(customer, line("ARM-S")))
    ordering.cancel_order(company.by(), order_id=dropped, reason="Bought elsewhere")
    order = company.accepts(company.quotes(customer, line("ARM-X", 3), line("SUP-PRO", 5)))
    company.delivers(order, ARM_X=2)
    (goods, _) = orders.order(order).lines
    fulfilling.take_back(company.by(), order_id=order, lines=[(goods.id, goods.quantity / 3)],
                         reason="Scratched", condition="damaged")  # fmt: skip
    company.invoices(order)
    ordering.close_order(company.by(), order_id=order)
    company.today("2026-09-10")
    told = program(company).get(f"/orders/{show_id('ord', order)}/trace")
    states = [(d["kind"], d["state"]) for d in told["documents"]]
    for step in (
        ("quote", "accepted"), ("contract", "active"), ("delivery", "delivered"),
        ("delivery", "returned"), ("invoice", "issued"), ("renewal", "quoted"),
    ):  # fmt: skip
        assert step in states, states
    listed = {o["number"]: o["state"] for o in rows(program(company).get("/orders"))}
    assert listed == {"SO-2026-0001": "canceled", "SO-2026-0002": "closed"}
    says(someone(company).page(f"/ordering/{order}"), "SO-2026-0002", "Closed")
    company.holds()


@pytest.mark.capability("S3-09", screen="/ordering/{order_id}", api="GET /api/v1/orders/{order_id}")
def test_specifications_quantities_and_delivery_wishes_are_kept_as_they_were_given(company):
    there = {
        "street": "quai Nord, porte 4",
        "postcode": "59140",
        "town": "Dunkerque",
        "country": "FR",
    }
    api = program(company)
    customer = api.post("/customers", {"name": "Port Sec", "country": "FR", "siren": "552100554",
                                       "billing": there, "delivery": there})["id"]  # fmt: skip
    wished = [
        {"sku": "CAB-50", "quantity": "2.125", "description": "Cable, black, UL-listed",
         "promised_on": "2026-01-20"},
        {"sku": "ARM-X", "quantity": "3", "promised_on": "2026-02-03"},
    ]  # fmt: skip
    made = api.post("/orders", {"customer_id": customer, "customer_ref": "PO-9/B", "lines": wished})
    told = api.get(f"/orders/{made['id']}")
    first, second = told["lines"]
    assert (first["description"], first["quantity"], first["promised_on"]) == (
        "Cable, black, UL-listed", "2.125", "2026-01-20",
    )  # fmt: skip
    assert (second["quantity"], second["promised_on"]) == ("3", "2026-02-03")
    assert told["customer_ref"] == "PO-9/B"
    (order,) = orders.orders_page(company.entity_id)[0]
    page = someone(company).page(f"/ordering/{order.id}")
    says(page, "Cable, black, UL-listed", "2.125", "20 Jan 2026", "3 Feb 2026", "PO-9/B")
    company.delivers(order.id)
    (moved,) = deliveries.deliveries_of(order.id)
    note = someone(company).client.get(f"/fulfilling/{moved.id}/pdf").content
    says(" ".join(text_of(note).split()), "Cable, black, UL-listed", "2,125", "quai Nord, porte 4")
