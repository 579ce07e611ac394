"""From the quote to the bank without paper, without typing anything twice, and by program if wished."""

from __future__ import annotations

import base64
from decimal import Decimal

import pytest

from comptoir.platform.roles import Role
from comptoir.stages.invoicing import queries as invoices
from comptoir.stages.ordering import queries as orders
from tests.scenarios.deals import priced, wish
from tests.scenarios.doors import program, rows, says, show_id, someone
from tests.scenarios.house import eur, line


def paid_by_bank(company, number: str, amount: str):
    """The bank's file with one transfer, as it is downloaded."""
    text = f"date;montant;libelle\n{company.by().today};{amount};VIR {number}\n"
    content = base64.b64encode(text.encode()).decode()
    return program(company, Role.COLLECTOR).post(
        "/bank-statements", {"name": "bank.csv", "content": content}
    )


@pytest.mark.capability("S3-50", screen="/imports/", api="POST /api/v1/orders")
def test_order_delivery_invoice_and_matching_all_run_by_program(company):
    api = program(company)
    customer = api.post("/customers", {
        "name": "Verre & Fils", "country": "FR", "siren": "552100554",
        "billing": {"street": "rue du Four", "postcode": "69001", "town": "Lyon", "country": "FR"},
    })["id"]  # fmt: skip
    body = {"customer_id": customer, "channel": "storefront", "external_ref": "W-9",
            "lines": [{"sku": "ARM-X", "quantity": "2"}]}  # fmt: skip
    order = api.post("/orders", body)["id"]
    api.post(f"/orders/{order}/deliver")
    invoice = api.post("/invoices", {"order_id": order, "issue": True})
    read = paid_by_bank(company, invoice["number"], invoice["gross"]["amount"])
    assert (read["new_lines"], read["payments"]) == (1, 1)
    (payment,) = rows(api.get("/payments"))
    assert payment["unapplied"]["amount"] == "0.00"
    assert api.get(f"/orders/{order}/trace")["open"]["amount"] == "0.00"
    assert company.balance("bank") == eur("7080.00")
    company.holds()


@pytest.mark.capability(
    "S1-03", screen="/orders/{order_id}", api="GET /api/v1/orders/{order_id}/trace"
)
def test_what_was_typed_in_the_quote_is_never_typed_again(company):
    customer = company.customer()
    quote = company.quotes(
        customer,
        line("ARM-X", 2, percent=10),
        line("SUP-PRO", 4),
        opportunity_id=wish(company, customer),
    )
    someone_else = company.links[quote]
    yes = {"name": "C. Morvan", "role": "Gérante", "consent": "I accept."}
    program(company).post(f"/offers/{someone_else}/accept", yes)  # on the customer's own screen
    order = orders.order_of_quote(quote)
    desk = someone(company)
    (goods, _seats) = order.lines
    desk.sends(f"/fulfilling/orders/{order.id}/deliver", delivered_on="2026-01-01",
               condition="good", note="", **{f"q-{goods.id}": "2"})  # fmt: skip
    desk.sends("/invoicing/to-invoice/", verb="issue", order=str(order.id))
    bills = [i for i in invoices.invoices_of_order(order.id) if i.state == "issued"]
    for bill in bills:
        amount = f"{bill.gross_minor // 100},{bill.gross_minor % 100:02}"
        assert paid_by_bank(company, bill.number, amount)["payments"] == 1
    promised = {x.sku: (x.description, x.unit_net) for x in company.quote(quote).lines}
    billed = {
        x.sku: (x.description, x.unit_net) for b in bills for x in invoices.invoice(b.id).lines
    }
    assert billed == promised
    told = program(company).get(f"/orders/{show_id('ord', order.id)}/trace")
    assert (told["open"]["amount"], told["paid"]["amount"]) == ("0.00", "6544.80")
    for bill in bills:
        pdf = desk.client.get(f"/invoicing/{bill.id}/pdf").content
        assert pdf.startswith(b"%PDF")  # and the customer's copy is a file
    company.holds()


@pytest.mark.capability(
    "S1-72", screen="/pricing/{book_id}/{product_id}/", api="POST /api/v1/orders"
)
def test_a_price_changes_and_a_product_is_added_while_the_shops_call_stays_the_same(company):
    api = program(company, Role.ORDER)
    customer = show_id("cus", company.customer())

    def shop_orders(sku: str, ref: str) -> str:
        body = {"customer_id": customer, "channel": "storefront", "external_ref": ref,
                "lines": [{"sku": sku, "quantity": "2"}]}  # fmt: skip
        return str(api.post("/orders", body)["net"]["amount"])

    assert shop_orders("ARM-X", "W-1") == "5900.00"
    company.today("2026-01-02")
    priced(company, "ARM-X", unit_price=Decimal("3000"))
    assert shop_orders("ARM-X", "W-2") == "6000.00"
    admin = program(company)
    admin.post("/products", {"sku": "NEW-1", "name_en": "New cabinet", "name_fr": "Armoire neuve",
                             "currency": "EUR"})  # fmt: skip
    priced(company, "NEW-1", unit_price=Decimal("10"))
    assert shop_orders("NEW-1", "W-3") == "20.00"
    says(someone(company).page("/ordering/"), "SO-2026-0003")
