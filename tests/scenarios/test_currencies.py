"""A deal in another currency, from price to cash, beside one in euros: neither touches the other."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from comptoir.kernel.money import money
from comptoir.records.catalog import queries as catalog
from comptoir.records.ledger import queries as ledger
from comptoir.records.parties import actions as parties
from comptoir.stages.collecting import actions as collecting
from comptoir.stages.collecting import queries as cash
from comptoir.stages.collecting.settling import OtherCurrency
from comptoir.stages.invoicing import queries as invoices
from comptoir.stages.pricing import actions as pricing
from comptoir.stages.recognizing import queries as revenue
from tests.scenarios.doors import program, rows, says, someone, text_of
from tests.scenarios.house import LATER, Company, line


def book(company: Company, currency: str, prices: dict[str, str]) -> None:
    """A price book of that currency."""
    book_id = pricing.create_book(
        company.by(), code=currency, name=currency, currency=currency, starts_on=date(2026, 1, 1)
    ).book_id
    for sku, price in prices.items():
        product = catalog.by_sku(company.entity_id, [sku])[sku]
        pricing.set_price(
            company.by(), book_id=book_id, product_id=product.id, unit_price=Decimal(price)
        )


def abroad(company: Company, name: str, country: str, currency: str) -> object:
    return parties.create_customer(
        company.by(), name=name, country=country, currency=currency, language="en",
        billing={"street": "1 Main Street", "postcode": "10001", "town": "Town", "country": country},
    ).customer_id  # fmt: skip


def owed(company: Company) -> dict[str, int]:
    found: dict[str, int] = {}
    for account in cash.aging(company.entity_id, LATER):
        found[account.currency] = found.get(account.currency, 0) + account.aging.total_minor
    return found


def balances(company: Company) -> dict[str, int]:
    """Currency → the sum of all accounts."""
    found: dict[str, int] = {}
    for row in ledger.trial_balance(company.entity_id):
        found[row.currency] = found.get(row.currency, 0) + row.balance
    return found


@pytest.mark.capability("S1-38", screen="/pricing/", api="POST /api/v1/price-books")
def test_deals_in_dollars_yen_and_euros_go_from_price_to_cash_side_by_side(company):
    book(company, "USD", {"ARM-X": "3199.99", "CARE": "1300"})
    book(company, "JPY", {"ARM-X": "480001"})
    deals = {
        "EUR": (company.customer(), "2950.00"),
        "USD": (abroad(company, "Lakeside Inc.", "US", "USD"), "3199.99"),
        "JPY": (abroad(company, "Minato KK", "JP", "JPY"), "480001"),
    }
    issued = {}
    for currency, (customer, price) in deals.items():
        order = company.accepts(company.quotes(customer, line("ARM-X", 3)))
        company.delivers(order)
        invoice = issued[currency] = company.invoices(order)
        assert invoice.currency == currency
        assert invoice.net_minor == money(price, currency).minor * 3
    assert issued["JPY"].gross_minor == 1_440_003, "a yen has no hundredth"
    assert owed(company) == {c: i.gross_minor for c, i in issued.items()}
    assert balances(company) == {"EUR": 0, "JPY": 0, "USD": 0}

    desk, api = someone(company), program(company)
    says(desk.page("/invoicing/"), "USD 9,599.97", "JPY 1,440,003", "€10,620.00")
    printed = desk.client.get(f"/invoicing/{issued['USD'].id}/pdf", {"lang": "en"}).content
    says(" ".join(text_of(printed).split()), "USD 3,199.99", "USD 9,599.97")
    told = {i["number"]: i["gross"] for i in rows(api.get("/invoices?currency=USD"))}
    assert told == {issued["USD"].number: {"amount": "9599.97", "currency": "USD"}}
    _paid(company, issued["USD"])
    assert owed(company) == {"EUR": issued["EUR"].gross_minor, "JPY": 1_440_003}
    assert ledger.balance(company.entity_id, "bank", "USD") == issued["USD"].gross_minor
    assert ledger.balance(company.entity_id, "bank", "EUR") == 0
    for currency in deals:
        assert revenue.reconcile(company.entity_id, currency).agrees
    assert balances(company) == {"EUR": 0, "JPY": 0, "USD": 0}


def test_cash_of_one_currency_settles_no_invoice_of_another(company):
    book(company, "USD", {"ARM-X": "3199.99"})
    customer = abroad(company, "Lakeside Inc.", "US", "USD")
    order = company.accepts(company.quotes(customer, line("ARM-X", 1)))
    company.delivers(order)
    invoice = company.invoices(order)
    before = owed(company)
    with pytest.raises(OtherCurrency):
        _paid(company, invoice, "EUR")
    assert owed(company) == before
    assert balances(company) == {"USD": 0}


def _paid(company: Company, invoice: invoices.InvoiceFacts, currency: str | None = None) -> None:
    collecting.receive_payment(
        company.by(), customer_id=invoice.customer_id, amount_minor=invoice.gross_minor,
        currency=currency or invoice.currency, received_on=company.by().today,
        allocations=[(invoice.id, invoice.gross_minor)],
    )  # fmt: skip
