"""From a quote to money in the bank, on one chain of records."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comptoir.demo import playing
from comptoir.stages.fulfilling import actions as fulfilling
from comptoir.stages.invoicing import actions as invoicing
from comptoir.stages.invoicing import queries as invoices
from comptoir.stages.ordering import queries as orders
from comptoir.stages.quoting.actions import LinkExpired
from tests.scenarios.house import eur, line


def test_goods_quoted_accepted_delivered_invoiced_and_paid(company):
    acme = company.customer()
    company.events()
    quote = company.quotes(acme, line("ARM-X", 2, percent=10), line("DOC", 3))
    company.expects("QuoteDrafted", "QuoteSent")
    assert company.quote(quote).net_minor == eur("5376.00").minor  # 2 × 2 655 + 3 × 22
    assert company.quote(quote).vat_minor == eur("1065.63").minor  # 20 % of 5 310, 5.5 % of 66

    order = company.accepts(quote)
    company.expects("QuoteAccepted", "ContractMade", "OrderPlaced", "ObligationsOpened")
    assert orders.order(order).gross_minor == eur("6441.63").minor

    company.delivers(order)
    company.expects("Delivered", "RevenueRecognized")
    invoice = company.invoices(order)
    company.expects("InvoiceDrafted", "InvoiceIssued", "ItemOpened")
    assert (invoice.number, invoice.gross_minor) == ("F-2026-0001", eur("6441.63").minor)
    assert invoice.due_on == date(2026, 2, 15)  # 45 days

    company.is_paid(invoice.id)
    company.expects("PaymentReceived", "CashApplied", "InvoicePaid")
    assert company.balance("receivable") == eur("0.00")
    assert company.balance("bank") == eur("6441.63")
    assert company.balance("revenue_goods") == eur("-5376.00")
    company.holds()


def test_a_subscription_is_billed_each_month_and_earned_day_by_day(company):
    acme = company.customer()
    quote = company.quotes(acme, line("SUP-PRO", 40, percent=10), line("ARM-X", 1))
    assert company.quote(quote).mrr_minor == eur("1296.00").minor
    order = company.accepts(quote)
    company.delivers(order, ARM_X=1)
    company.events()
    company.today("2026-02-01")
    january = [i for i in invoices.invoices_of_order(order) if i.kind == "invoice"]
    assert eur("1296.00").minor in [i.net_minor for i in january]
    figures = company.revenue()
    assert figures.recognized_minor == eur("1296.00").minor + eur("2950.00").minor
    company.today("2026-03-01")
    company.today("2026-04-01")
    assert company.revenue().recognized_minor == eur("6838.00").minor
    company.holds()


def test_a_deposit_is_asked_paid_and_consumed_pro_rata(company):
    acme = company.customer()
    order = company.accepts(company.quotes(acme, line("ARM-X", 4), deposit_percent=Decimal(30)))
    deposit = invoices.invoices_of_order(order)[0]
    assert (deposit.kind, deposit.gross_minor) == (
        "deposit",
        eur("4248.00").minor,
    )  # 30 % of 14 160
    company.is_paid(deposit.id)
    company.delivers(order, ARM_X=1)
    first = company.invoices(order)
    assert first.gross_minor == eur("2478.00").minor  # 3 540 − 30 %
    company.delivers(order)
    last = company.invoices(order)
    assert first.gross_minor + last.gross_minor + deposit.gross_minor == eur("14160.00").minor
    assert company.balance("deposits") == eur("0.00")
    company.holds()


def test_goods_that_come_back_are_credited_and_may_be_sold_again(company):
    from comptoir.stages.fulfilling import actions as fulfilling
    from comptoir.stages.invoicing import actions as invoicing

    order = company.accepts(company.quotes(company.customer(), line("CAB-50", 12, percent=5)))
    company.delivers(order)
    invoice = company.invoices(order)
    (sold,) = orders.order(order).lines
    fulfilling.take_back(
        company.by(), order_id=order, lines=[(sold.id, Decimal(2))], reason="Too long"
    )
    note = invoicing.credit_note(
        company.by(), invoice_id=invoice.id, lines=[invoicing.CreditIn(invoice.lines[0].id, Decimal(2))],
        reason="Too long", reason_code="return",
    )  # fmt: skip
    credit = invoices.invoice(note.invoice_id)
    assert (credit.number, credit.net_minor) == ("A-2026-0001", eur("-611.80").minor)  # 2 × 305.90
    figures = company.revenue()
    assert figures.recognized_minor == figures.billed_minor == eur("3059.00").minor
    company.holds()


def test_an_expired_quote_cannot_be_accepted_by_any_door(company):
    quote = company.quotes(company.customer(), line("ARM-X"), valid_days=10)
    company.today("2026-01-12")
    with pytest.raises(LinkExpired):
        company.accepts(quote)
    assert company.quote(quote).state == "expired"
    assert orders.order_of_quote(quote) is None


def test_the_renewal_appears_120_days_ahead_with_a_draft_quote(company):
    from comptoir.stages.renewing import queries as renewals

    order = company.accepts(company.quotes(company.customer(), line("SUP-PRO", 10)))
    contract_id = orders.order(order).contract_id
    company.today("2026-08-30")
    assert renewals.renewal_of(contract_id) is None
    company.today("2026-09-03")  # 120 days before 1 January 2027
    renewal = renewals.renewal_of(contract_id)
    assert (renewal.state, renewal.due_on) == ("quoted", date(2027, 1, 1))
    draft = company.quote(renewal.quote_id)
    assert (draft.state, draft.mrr_minor) == ("draft", eur("360.00").minor)
    company.holds()


def test_an_order_from_quote_to_posted_invoice_takes_few_statements(company):
    acme = company.customer()
    wanted = [
        line(sku, n) for n, sku in enumerate(["ARM-X", "DOC", "CAB-50", "VENT-2"] * 5, start=1)
    ]
    with CaptureQueriesContext(connection) as seen:
        order = playing.signed(company.entity_id, acme, wanted)
        fulfilling.deliver(company.by(), order_id=order)
        invoicing.invoice_order(company.by(), order_id=order)
    done = [q["sql"] for q in seen if "SAVEPOINT" not in q["sql"]]
    # rows written by COPY are not among them; five more ask for approvals, product models, prices
    # that were agreed, promotions, and the general terms that the offer is sent with
    assert len(done) <= 97
    company.holds()
