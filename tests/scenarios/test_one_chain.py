"""One deal is one chain of records, and one page and one call tell all of it."""

from __future__ import annotations

import pytest

from comptoir.platform.roles import Role
from comptoir.stages.contracting import queries as contracts
from comptoir.stages.invoicing import queries as invoices
from comptoir.stages.ordering import queries as orders
from comptoir.stages.prospecting import queries as wishes
from tests.scenarios.deals import invoiced, wish
from tests.scenarios.doors import program, says, someone
from tests.scenarios.house import eur, line

ORDER = "/orders/{order_id}"
TRACE = "GET /api/v1/orders/{order_id}/trace"
CHAIN = ["opportunity", "quote", "contract", "delivery", "invoice", "payment"]


@pytest.mark.capability("S0-01", screen=ORDER, api=TRACE)
def test_each_document_of_a_customer_names_the_one_it_came_from(company):
    deal = invoiced(company)
    quote, order = company.quote(deal.quote_id), orders.order(deal.order_id)
    invoice = invoices.invoice(deal.invoice_id)
    contract = contracts.contract(order.contract_id)
    assert quote.opportunity_id == deal.wish_id
    assert (contract.quote_id, order.quote_id) == (quote.id, quote.id)
    assert [x.quote_line_id for x in order.lines] == [x.id for x in quote.lines]
    assert invoice.order_id == order.id
    assert [x.order_line_id for x in invoice.lines] == [x.id for x in order.lines]
    assert {x.customer_id for x in (quote, contract, order, invoice)} == {deal.customer_id}
    for sold, promised in zip(order.lines, quote.lines, strict=True):
        assert sold.waterfall == promised.waterfall  # the price, step by step
        assert sold.net_minor == promised.net_minor
    company.holds()


@pytest.mark.capability("S0-02", "S1-66", "S3-47", screen=ORDER, api=TRACE)
def test_one_page_follows_a_deal_from_the_wish_to_revenue_and_renewal(company):
    deal = invoiced(company, line("ARM-X", 2), line("SUP-PRO", 10))
    company.is_paid(deal.invoice_id)
    company.today("2026-09-03")  # 120 days before the renewal
    page = someone(company).page(f"/orders/{deal.order_id}")
    number = wishes.opportunity(deal.wish_id).number
    kinds = [
        "Opportunity",
        "Quote",
        "Contract",
        "Order",
        "Delivery",
        "Payment",
        "Revenue",
        "Renewal",
    ]
    says(page, number, "Q-2026-0001", "K-2026-0001", "SO-2026-0001", *kinds)
    says(page, "€8,780.00 recognized")  # 2 × 2,950 and eight months of 360
    told = program(company).get(f"/orders/{deal.order_id}/trace")
    assert {d["kind"] for d in told["documents"]} == {*CHAIN, "renewal"}
    assert told["recognized"]["amount"] == "8780.00"


@pytest.mark.capability("S1-02", "S4-01", screen=ORDER, api=TRACE)
def test_a_sale_is_followed_step_by_step_from_start_to_completion(company):
    api, desk = program(company), someone(company)
    customer = company.customer()
    quote = company.quotes(customer, line("ARM-X", 2), opportunity_id=wish(company, customer))
    order = company.accepts(quote)

    def where() -> str:
        sentence = str(api.get(f"/orders/{order}/trace")["sentence"]).replace("\xa0", " ")
        assert sentence in desk.page(f"/orders/{order}")
        return sentence

    assert where() == "Nothing is delivered yet."
    company.delivers(order, ARM_X=1)
    assert where().startswith("1 of 2 Armoire de commande ARM-X delivered, the last on 1 January")
    company.delivers(order)
    assert where() == "Everything was delivered, the last on 1 January 2026."
    invoice = company.invoices(order)
    assert where().endswith("; €7,080.00 is invoiced and not yet paid.")
    company.is_paid(invoice.id, eur("80.00"))
    assert where().endswith("; €7,000.00 of €7,080.00 invoiced is still to be paid.")
    company.is_paid(invoice.id)
    assert where().endswith("; all €7,080.00 invoiced so far is paid.")
    assert wishes.opportunity(company.quote(quote).opportunity_id).stage == "won"
    company.holds()


@pytest.mark.capability("S0-09", screen="/invoicing/to-invoice/", api="POST /api/v1/invoices")
def test_a_quote_becomes_an_invoice_and_nobody_types_a_line_again(company):
    deal = invoiced(company, line("ARM-X", 2, percent=10), line("DOC", 3), line("INST", 1))
    quote, invoice = company.quote(deal.quote_id), invoices.invoice(deal.invoice_id)
    assert quote.opportunity_id == deal.wish_id

    def told(x):
        return (x.sku, x.description, x.quantity, x.unit_net, x.net_minor, x.vat_rate)

    assert [told(x) for x in invoice.lines] == [told(x) for x in quote.lines]
    assert (invoice.net_minor, invoice.vat_minor) == (quote.net_minor, quote.vat_minor)
    assert (invoice.terms_kind, invoice.terms_days) == (quote.terms_kind, quote.terms_days)
    assert invoice.number == "F-2026-0001"


@pytest.mark.capability("S4-09", screen="/customers/{customer_id}", api=TRACE)
def test_sales_sees_order_and_finance_status_at_its_own_desk(company):
    deal = invoiced(company)
    company.is_paid(deal.invoice_id, eur("6000.00"))
    company.today("2026-03-01")
    sales = someone(company, Role.SALES)
    customer = sales.page(f"/customers/{deal.customer_id}")
    says(customer, "SO-2026-0001", "F-2026-0001", "Overdue", "€441.63", "P-2026-0001")
    assert "€441.63 of €6,441.63 invoiced is still to be paid" in sales.page(
        f"/orders/{deal.order_id}"
    )
    told = program(company, Role.SALES).get(f"/orders/{deal.order_id}/trace")
    assert told["open"] == {"amount": "441.63", "currency": "EUR"}
