"""What each role sees: every stage, every status, what stands still, and what accounting did."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from comptoir.platform.roles import Role
from comptoir.records.credit import actions as credit
from comptoir.stages.collecting import actions as collecting
from comptoir.stages.collecting import queries as cash
from comptoir.stages.fulfilling import actions as fulfilling
from comptoir.stages.invoicing import actions as invoicing
from comptoir.stages.invoicing import queries as invoices
from comptoir.stages.ordering import actions as ordering
from comptoir.stages.ordering import queries as orders
from comptoir.stages.prospecting import actions as prospecting
from comptoir.stages.prospecting import queries as wishes
from tests.scenarios.deals import invoiced, wish
from tests.scenarios.doors import program, rows, says, show_id, someone
from tests.scenarios.house import eur, line

ORDER, TRACE = "/orders/{order_id}", "GET /api/v1/orders/{order_id}/trace"


@pytest.mark.capability("S1-55", screen="/", api="GET /api/v1/orders")
def test_what_stands_still_at_each_stage_is_on_the_first_page_and_leads_to_its_cure(company):
    customer = company.customer()
    credit.set_limit(
        company.by(), customer_id=customer, currency="EUR", limit_minor=eur("5000.00").minor
    )
    company.quotes(customer, line("DOC"))
    held = company.accepts(company.quotes(customer, line("ARM-X", 2)))
    late = company.accepts(company.quotes(company.customer(1), line("ARM-S")))
    company.delivers(late)
    company.invoices(late)
    waiting = company.accepts(company.quotes(company.customer(2), line("ARM-S")))
    desk = someone(company)
    company.today("2026-01-20")
    page = desk.page("/")
    says(page, "Orders held by their credit limit 1", "Orders to deliver 1",
         "Quotes waiting for their customer 1")  # fmt: skip
    company.delivers(waiting)
    company.today("2026-02-20")
    says(desk.page("/"), "Orders to invoice 1", "Invoices overdue 1")
    assert "/ordering/?state=held" in desk.raw("/")
    assert [o["number"] for o in rows(program(company).get("/orders?state=held"))] == [
        "SO-2026-0001"
    ]
    says(desk.page(f"/orders/{held}"), "passes the credit limit by €2,080.00")
    ordering.release_order(company.by(), order_id=held, reason="Guarantee")
    assert "Orders held" not in desk.page("/")


@pytest.mark.capability("S3-49", screen=ORDER, api=TRACE)
def test_status_changes_are_seen_at_once_and_obstacles_before_they_hurt(company):
    customer = company.customer()
    credit.set_limit(company.by(), customer_id=customer, currency="EUR", limit_minor=100)
    order = company.accepts(company.quotes(customer, line("ARM-X", deliver_on=date(2026, 1, 10))))
    api, desk = program(company), someone(company)

    def told(*facts: str) -> None:
        trace = api.get(f"/orders/{show_id('ord', order)}/trace")
        sentence = str(trace["sentence"]).replace("\xa0", " ")
        says(sentence, *facts)
        says(desk.page(f"/orders/{order}"), sentence)

    told("The order is held: it passes the credit limit by €3,539.00")
    ordering.release_order(company.by(), order_id=order, reason="Guarantee")
    told("nothing is delivered yet".capitalize(), "promised for 10 January 2026")
    company.today("2026-01-12")
    told("was promised for 10 January 2026 and is 2 days late")
    company.delivers(order)
    told("Everything was delivered, the last on 12 January 2026")
    invoice = company.invoices(order)
    assert invoice.due_on == date(2026, 2, 26)
    says(desk.page("/"), "Cash expected")
    company.today("2026-02-27")
    says(desk.page(f"/customers/{customer}"), "F-2026-0001 Overdue")
    company.is_paid(invoice.id)
    told("all €3,540.00 invoiced so far is paid")
    says(desk.page(f"/customers/{customer}"), "F-2026-0001 Paid")


@pytest.mark.capability("S4-04", screen="/prospecting/board", api="GET /api/v1/opportunities")
def test_each_step_of_the_process_has_its_own_list_from_before_the_sale_on(company):
    company.is_paid(invoiced(company, line("ARM-X"), line("SUP-PRO", 2), line("API")).invoice_id)
    wish(company, company.customer(1), title="Next year's hall")
    company.today("2026-09-10")
    desk = someone(company, Role.AUDITOR)
    for path, shown in (
        ("/prospecting/board", "Next year's hall"), ("/pricing/", "FR-2026"),
        ("/quoting/", "Q-2026-0001"), ("/contracting/", "K-2026-0001"),
        ("/ordering/", "SO-2026-0001"), ("/fulfilling/", "BL-2026-0001"),
        ("/subscribing/", "Supervision Pro"), ("/metering/", "Measurements"),
        ("/invoicing/", "F-2026-0001"), ("/collecting/payments", "P-2026-0001"),
        ("/recognizing/", "Revenue by month"), ("/renewing/", "K-2026-0001"),
    ):  # fmt: skip
        says(desk.page(path), shown)
    api = program(company, Role.AUDITOR)
    for path in ("/opportunities", "/price-books", "/quotes", "/contracts", "/orders", "/deliveries",
                 "/services", "/invoices", "/payments", "/obligations", "/renewals"):  # fmt: skip
        assert rows(api.get(path)), path


@pytest.mark.capability("S4-06", screen="/parties/{customer_id}", api="GET /api/v1/customers")
@pytest.mark.capability("S2-17", screen="/prospecting/board", api="POST /api/v1/opportunities")
def test_sales_keeps_its_relations_with_customers_and_with_those_who_may_become_one(company):
    sales, api = someone(company, Role.SALES), program(company, Role.SALES)
    buyer = company.customer()
    company.accepts(company.quotes(buyer, line("DOC")))
    made = api.post("/customers", {"name": "Moulin Neuf", "country": "FR"})["id"]
    api.post(f"/customers/{made}/contacts", {"name": "Jeanne Roy", "email": "j@moulin.example",
                                             "roles": ["buyer"]})  # fmt: skip
    chance = api.post("/opportunities", {"customer_id": made, "title": "First line",
                                         "amount": "45000", "close_on": "2026-03-01"})  # fmt: skip
    assert (chance["probability"], chance["weighted"]["amount"]) == (20, "9000.00")
    api.post(f"/opportunities/{chance['id']}/move", {"verb": "propose"})
    says(sales.page("/prospecting/board"), "First line", "Moulin Neuf")
    says(sales.page("/parties/"), "Moulin Neuf", "Ateliers Morvan")
    (mill,) = [c for c in rows(api.get("/customers")) if c["name"] == "Moulin Neuf"]
    people = api.get(f"/customers/{mill['id']}")["contacts"]
    assert [(p["name"], p["roles"]) for p in people] == [("Jeanne Roy", ["buyer"])]
    lost = wish(company, buyer, "Second line")
    prospecting.lose_opportunity(company.by(), opportunity_id=lost, reason="Budget")
    assert wishes.opportunity(lost).lost_reason == "Budget"


@pytest.mark.capability("S2-45", screen="/prospecting/{opportunity_id}/", api="POST /api/v1/quotes")
def test_a_quote_opens_from_the_deal_and_its_acceptance_is_written_back_to_it(company):
    customer = company.customer()
    deal = wish(company, customer)
    sales = someone(company, Role.SALES)
    page = sales.raw(f"/prospecting/{deal}/")
    assert f'name="opportunity_id" value="{deal}"' in page
    answer = sales.sends("/quoting/new", customer_id=str(customer), opportunity_id=str(deal))
    assert answer.status_code == 200
    api = program(company, Role.SALES)
    (quote,) = rows(api.get("/quotes"))
    assert quote["opportunity_id"] == show_id("opp", deal)
    api.post(f"/quotes/{quote['id']}/lines", {"lines": [{"sku": "ARM-X"}]})
    token = api.post(f"/quotes/{quote['id']}/send")["token"]
    yes = {"name": "C. Morvan", "role": "Gérante", "consent": "I accept."}
    program(company).post(f"/offers/{token}/accept", yes)
    won = api.get(f"/opportunities/{show_id('opp', deal)}")
    assert (won["stage"], won["probability"]) == ("won", 100)
    says(sales.page(f"/prospecting/{deal}/"), "Won")


@pytest.mark.capability("S3-62", screen=ORDER, api=TRACE)
def test_orders_execution_and_payments_are_tracked_and_their_exceptions_handled(company):
    deal = invoiced(company, line("ARM-X", 2))
    api = program(company)

    def seen() -> dict[str, str]:
        told = api.get(f"/orders/{show_id('ord', deal.order_id)}/trace")
        line_ = told["lines"][0]
        return {"open": told["open"]["amount"], "back": line_["returned"], "paid": line_["paid"]}

    company.is_paid(deal.invoice_id)
    assert seen() == {"open": "0.00", "back": "0", "paid": "2"}
    (sold,) = orders.order(deal.order_id).lines
    fulfilling.take_back(company.by(), order_id=deal.order_id, lines=[(sold.id, Decimal(1))],
                         reason="Dented", condition="damaged")  # fmt: skip
    (billed,) = invoices.invoice(deal.invoice_id).lines
    note = invoicing.credit_note(company.by(), invoice_id=deal.invoice_id, reason="Dented",
                                 reason_code="return",
                                 lines=[invoicing.CreditIn(billed.id, Decimal(1))])  # fmt: skip
    # above 1,000.00: another than its author approves it
    invoicing.approve_credit_note(company.by(Role.CONTROLLER), invoice_id=note.invoice_id)
    assert seen()["back"] == "1"
    assert cash.items([note.invoice_id])[note.invoice_id].open_minor == eur("-3540.00").minor
    second = company.accepts(company.quotes(deal.customer_id, line("ARM-X")))
    company.delivers(second)
    bill = company.invoices(second)
    collecting.apply_credit(company.by(), credit_invoice_id=note.invoice_id, invoice_id=bill.id)
    assert cash.items([bill.id])[bill.id].open_minor == 0
    says(someone(company).page(f"/orders/{deal.order_id}"), "Credit note A-2026-0001", "Return")
    company.holds()


@pytest.mark.capability("S4-12", screen=ORDER, api=TRACE)
def test_sales_hears_back_what_accounting_did_with_its_deal(company):
    deal = invoiced(company)
    sales = someone(company, Role.SALES)
    says(sales.page(f"/orders/{deal.order_id}"), "Invoice issued")
    company.today("2026-02-03")
    invoicing.mark_sent(company.by(), invoice_id=deal.invoice_id)
    company.is_paid(deal.invoice_id)
    page = sales.page(f"/orders/{deal.order_id}")
    says(page, "Invoice sent", "Invoice paid", "3 Feb")
    says(sales.page("/"), "Invoice paid · F-2026-0001", "Payment received")
    told = program(company, Role.SALES).get(f"/orders/{show_id('ord', deal.order_id)}/trace")
    assert told["paid"]["amount"] == "6441.63"
