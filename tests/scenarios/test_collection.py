"""Money: what is owed and why, payments and what they settle, ages; always equal to the books."""

from __future__ import annotations

import base64

import pytest

from comptoir.kernel.ids import show_id
from comptoir.platform.roles import Role
from comptoir.stages.collecting import actions as collecting
from comptoir.stages.collecting import queries as cash
from comptoir.stages.invoicing import actions as invoicing
from comptoir.stages.invoicing import queries as invoices
from tests.scenarios.deals import invoiced
from tests.scenarios.doors import program, rows, says, someone
from tests.scenarios.house import eur, line

AGING, AGING_API = "/collecting/aging", "GET /api/v1/aging"
PAYMENTS = "POST /api/v1/payments"


@pytest.mark.capability(
    "S1-04",
    screen="/collecting/customers/{customer_id}/statement",
    api="GET /api/v1/customers/{customer_id}/statement",
)
def test_what_a_customer_owes_on_a_day_is_told_movement_by_movement(company):
    deal = invoiced(company)
    company.today("2026-01-20")
    company.is_paid(deal.invoice_id, eur("6000.00"))
    company.today("2026-02-10")
    invoicing.credit_note(
        company.by(), invoice_id=deal.invoice_id, reason="One manual missing", reason_code="price",
        lines=[invoicing.CreditIn(invoices.invoice(deal.invoice_id).lines[1].id, None, eur("22.00").minor)],
    )  # fmt: skip
    customer = show_id("cus", deal.customer_id)
    path = f"/customers/{customer}/statement?start=2026-01-01&last="
    api = program(company)
    owed = {
        end: rows(api.get(path + end))[0]["closing"]["amount"]
        for end in ("2026-01-19", "2026-01-20", "2026-02-10")
    }
    assert owed == {"2026-01-19": "6441.63", "2026-01-20": "441.63", "2026-02-10": "418.42"}
    page = someone(company).page(
        f"/collecting/customers/{deal.customer_id}/statement",
        **{"from": "2026-01-01", "to": "2026-02-11"},
    )
    says(page, "F-2026-0001", "P-2026-0001", "A-2026-0001", "€418.42")
    assert company.balance("receivable") == eur("418.42")


@pytest.mark.capability("S1-13", screen="/collecting/customers/{customer_id}", api=PAYMENTS)
@pytest.mark.capability("S2-35", screen="/collecting/payments/{payment_id}",
                        api="GET /api/v1/payments/{payment_id}")  # fmt: skip
def test_a_payment_is_taken_posted_to_its_invoice_and_its_settlement_recorded(company):
    deal = invoiced(company)
    desk = someone(company, Role.COLLECTOR)
    typed = {
        "currency": "EUR", "received_on": "2026-01-01", "method": "check", "amount": "6441.63",
        "reference": "CHQ 77", f"item_{deal.invoice_id.hex}": "6441.63",
    }  # fmt: skip
    answer = desk.sends(f"/collecting/customers/{deal.customer_id}", **typed)
    assert answer.status_code == 200
    ((paid,), _) = cash.payments_page(company.entity_id)
    says(desk.page(f"/collecting/payments/{paid.id}"), "P-2026-0001", "F-2026-0001", "€6,441.63")
    told = program(company, Role.COLLECTOR).get(f"/payments/{show_id('pay', paid.id)}")
    assert (told["method"], told["reference"]) == ("check", "CHQ 77")
    (share,) = told["allocations"]
    assert (share["invoice_number"], share["amount"]["amount"]) == ("F-2026-0001", "6441.63")
    assert cash.items([deal.invoice_id])[deal.invoice_id].open_minor == 0
    assert company.balance("bank") == eur("6441.63")
    company.holds()


@pytest.mark.capability("S3-30", screen="/collecting/payments", api="GET /api/v1/payments")
def test_payments_are_tracked_records_updated_and_balances_kept(company):
    deal = invoiced(company)
    api = program(company, Role.COLLECTOR)
    customer = show_id("cus", deal.customer_id)
    body = {"customer_id": customer, "amount": "6500.00", "currency": "EUR",
            "received_on": "2026-01-01", "auto": True}  # fmt: skip
    paid = api.post("/payments", body)
    assert paid["unapplied"]["amount"] == "58.37"
    (share,) = paid["allocations"]
    api.post(f"/allocations/{share['id']}/undo")
    assert rows(api.get(f"/customers/{customer}/open-items"))[0]["open"]["amount"] == "6441.63"
    api.post(f"/payments/{paid['id']}/apply", {})
    assert rows(api.get("/payments?unapplied=true"))[0]["unapplied"]["amount"] == "58.37"
    page = someone(company, Role.COLLECTOR).page("/collecting/payments")
    says(page, "P-2026-0001", "€6,500.00", "€58.37")
    assert company.balance("receivable") == eur("-58.37")  # owed to the customer
    company.holds()


@pytest.mark.capability(
    "S3-34",
    screen="/invoicing/{invoice_id}/credit",
    api="POST /api/v1/invoices/{invoice_id}/credit-notes",
)
def test_a_payment_short_by_an_unexpected_discount_is_reconciled_to_the_cent(company):
    deal = invoiced(company, line("ARM-X", 2))  # 7,080 with VAT
    company.is_paid(deal.invoice_id, eur("6938.40"))  # they took 2 %
    assert cash.items([deal.invoice_id])[deal.invoice_id].open_minor == eur("141.60").minor
    (sold,) = invoices.invoice(deal.invoice_id).lines
    note = program(company, Role.BILLING).post(
        f"/invoices/{show_id('inv', deal.invoice_id)}/credit-notes",
        {"reason": "2 % for early payment, accepted", "reason_code": "price",
         "lines": [{"line_id": sold.id, "amount": "118.00"}]},
    )  # fmt: skip
    assert (note["net"]["amount"], note["vat"]["amount"]) == ("-118.00", "-23.60")
    assert cash.items([deal.invoice_id])[deal.invoice_id].open_minor == 0
    assert company.balance("receivable") == eur("0.00")
    assert company.revenue().recognized_minor == eur("5782.00").minor
    page = someone(company).page(f"/invoicing/{deal.invoice_id}/")
    says(page, "Paid", "A-2026-0001")
    company.holds()


@pytest.mark.capability("S2-08", screen="/customers/{customer_id}", api="GET /api/v1/open-items")
def test_an_invoice_is_unpaid_the_day_after_its_due_date_and_not_on_it(company):
    deal = invoiced(company)
    api, desk = program(company), someone(company)
    company.today("2026-02-15")  # the last day to pay
    assert rows(api.get("/open-items?overdue=true")) == []
    says(desk.page(f"/customers/{deal.customer_id}"), "F-2026-0001 Issued")
    company.today("2026-02-16")
    (late,) = rows(api.get("/open-items?overdue=true"))
    assert (late["number"], late["open"]["amount"]) == ("F-2026-0001", "6441.63")
    says(desk.page("/"), "Invoices overdue")
    says(desk.page(f"/customers/{deal.customer_id}"), "F-2026-0001 Overdue")


@pytest.mark.capability("S4-19", screen=AGING, api=AGING_API)
def test_debts_stand_in_the_column_of_their_age_by_themselves(company):
    first = invoiced(company)  # due on 15 February
    company.today("2026-02-01")
    other = company.customer(1)
    order = company.accepts(company.quotes(other, line("ARM-S", 2)))
    company.delivers(order)
    company.invoices(order)  # 3,552, due on 3 March
    company.today("2026-04-05")  # 49 and 33 days late
    company.is_paid(first.invoice_id, eur("441.63"))
    told = rows(program(company).get("/aging"))
    assert [(x["total"]["amount"]) for x in told] == ["6000.00", "3552.00"]
    page = someone(company, Role.COLLECTOR).page(AGING)
    says(page, "€9,552.00 Equals the books", "Ateliers Morvan", "Laiterie du Vercors")
    assert page.index("Ateliers Morvan") < page.index("Laiterie du Vercors")
    before = rows(program(company).get("/aging?on=2026-02-16"))
    assert before[0]["total"]["amount"] == "6441.63"


@pytest.mark.capability("S1-45", screen=AGING, api=AGING_API)
def test_invoices_payments_and_ledger_agree_to_the_cent_whatever_happens(company):
    deal = invoiced(company, line("ARM-X", 3, percent="12.5"), line("DOC", 7), line("SUP-PRO", 3))
    statement = b"date;montant;libelle\n01/01/2026;1000,01;VIR F-2026-0001\n01/01/2026;9,99;?\n"
    program(company).post(
        "/bank-statements", {"name": "a.csv", "content": base64.b64encode(statement).decode()}
    )
    company.is_paid(deal.invoice_id, eur("0.02"))
    invoicing.credit_note(
        company.by(), invoice_id=deal.invoice_id, reason="Late", reason_code="other", lines=None
    )
    share = cash.allocations_of(deal.invoice_id)[0]
    collecting.undo_allocation(company.by(), allocation_id=share.id)
    company.today("2026-03-01")
    api = program(company)
    (told,) = rows(api.get("/aging"))
    assert told["total"]["amount"] == str(company.balance("receivable").major)
    says(someone(company).page(AGING), "Equals the books")
    assert "Differs" not in someone(company).page(AGING)
    assert api.get("/ledger/verification")["faults"] == []
    company.holds()


@pytest.mark.capability(
    "S0-25",
    screen="/customers/{customer_id}",
    api="POST /api/v1/invoices/{invoice_id}/sent",
)
def test_customer_service_sees_that_the_invoice_exists_and_when_it_was_sent(company):
    deal = invoiced(company)
    service = someone(company, Role.ORDER)
    before = service.page(f"/customers/{deal.customer_id}")
    says(before, "F-2026-0001")
    assert "3 Jan 2026" not in before
    company.today("2026-01-03")
    program(company, Role.BILLING).post(f"/invoices/{show_id('inv', deal.invoice_id)}/sent")
    after = service.page(f"/customers/{deal.customer_id}")
    says(after, "F-2026-0001")
    assert after.count("3 Jan 2026") > before.count("3 Jan 2026")
