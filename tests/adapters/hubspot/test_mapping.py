"""HubSpot's properties and the canonical objects say the same."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from comptoir.adapters.hubspot import mapping
from comptoir.adapters.hubspot.mapping import Account
from comptoir.integrating.core.objects import Customer, Deal, Document, Kind, Line, Product
from comptoir.kernel.money import Money
from tests.adapters import made

ACCOUNT = Account(portal="1", currency="EUR", zone="Europe/Paris")


def kept(said: dict[str, str]) -> dict[str, str]:
    """What HubSpot keeps: nothing of what is empty."""
    return {name: value for name, value in said.items() if value}


@given(made.CUSTOMERS)
def test_a_customer_comes_back_as_it_was(customer):
    assert mapping.ours(Kind.CUSTOMER, kept(mapping.theirs(customer))) == customer


@given(made.PRODUCTS)
def test_a_product_comes_back_as_it_was(product):
    assert mapping.ours(Kind.PRODUCT, kept(mapping.theirs(product))) == product


@given(made.documents())
def test_a_document_comes_back_as_it_was(document):
    said = kept(mapping.theirs(document))
    assert mapping.ours(document.kind, said) == document
    assert set(said) <= {*mapping.properties_of(document.kind), *mapping._head(document)}


def test_everything_written_of_ours_has_a_property_that_is_made():
    for kind in mapping.OBJECTS:
        for name in mapping.custom_properties(kind):
            assert name.startswith("comptoir_")
        assert mapping.KEY in mapping.custom_properties(kind)
    shown = mapping.shown_on_deal(_invoice())
    assert set(shown) <= set(mapping.custom_properties(Kind.DEAL))
    assert shown["comptoir_invoice_number"] == "F-1"
    assert shown["comptoir_invoice_open_amount"] == "7.50"
    assert shown["comptoir_invoice_due_on"] == ""


def _invoice(**changed: object) -> Document:
    said = {
        "kind": Kind.INVOICE, "number": "F-1", "state": "sent", "customer": "5",
        "on": date(2026, 1, 31), "total": Money(1000, "EUR"), "net": Money(800, "EUR"),
        "open": Money(750, "EUR"),
    }  # fmt: skip
    return Document(**{**said, **changed})


def test_each_kind_of_document_fills_hubspots_own_properties():
    assert mapping.theirs(_invoice())["hs_invoice_billable"] == "false"
    assert mapping.theirs(_invoice())["hs_due_date"] == "2026-01-31"
    assert mapping.theirs(_invoice(kind=Kind.QUOTE))["hs_status"] == "DRAFT"
    assert mapping.theirs(_invoice(kind=Kind.ORDER))["hs_external_order_id"] == "F-1"


def test_a_document_that_says_nothing_is_read_as_nothing():
    read = mapping.ours(Kind.ORDER, {})
    assert (read.number, read.on, read.total, read.open) == ("", date.min, Money(0, "EUR"), None)


def test_what_people_leave_out_of_a_company_is_empty():
    assert mapping.ours(Kind.CUSTOMER, {"name": "Atelier"}) == Customer("Atelier")
    assert mapping.ours(
        Kind.PRODUCT, {"hs_sku": "A", "hs_product_type": "non_inventory"}
    ) == Product("A", "")


def test_a_deal_says_its_lines_its_money_and_the_local_day():
    said = {
        "dealname": "Cells", "amount": "2736.005", "deal_currency_code": "USD",
        "dealstage": "9181", "hs_deal_stage_probability": "0.9", "hs_is_closed": "true",
        "hs_is_closed_won": "true", "closedate": "2026-01-31T23:30:00Z", "comptoir_status": "Ready",
    }  # fmt: skip
    items = [
        {"hs_sku": "CAB", "name": "Cable", "quantity": "12.5", "price": "240",
         "hs_discount_percentage": "5", "amount": "2850"},
        {"hs_sku": None, "quantity": None},
    ]  # fmt: skip
    read = mapping.deal(said, customer="7", items=items, owner="a@b.example", account=ACCOUNT)
    assert read == Deal(
        "Cells", "7", Money(273601, "USD"), 90, "9181", won=True, lost=False,
        closes_on=date(2026, 2, 1), owner_email="a@b.example", said="Ready",
        lines=(
            Line("CAB", Decimal("12.5"), "Cable", Decimal(240), Decimal(5), Money(285000, "USD")),
            Line("", Decimal(0)),
        ),
    )  # fmt: skip
    assert mapping.theirs(read) == {"comptoir_status": "Ready"}


@pytest.mark.parametrize(
    ("closed", "won", "lost"),
    [("true", "false", True), ("false", "false", False), (None, None, False)],
)
def test_a_deal_that_is_closed_and_not_won_is_lost(closed, won, lost):
    said = {"hs_is_closed": closed, "hs_is_closed_won": won, "closedate": "2026-01-31"}
    read = mapping.deal(said, customer="", items=(), owner="", account=ACCOUNT)
    assert (read.lost, read.won, read.amount) == (lost, False, Money(0, "EUR"))
    assert read.closes_on == date(2026, 1, 31)
