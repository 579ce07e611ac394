"""WooCommerce's JSON and the canonical objects say the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.adapters.woocommerce import mapping
from comptoir.integrating.core.objects import Address, Customer, Document, Kind, Line, Product
from comptoir.kernel.money import Money
from tests.adapters import made

SHOP = {"currency": "EUR", "with_tax": False}
NAMES = st.from_regex(r"\A[A-Z][a-z]{1,9}( [A-Z][a-z]{1,9}){0,2}\Z")


@given(made.CUSTOMERS, NAMES)
def test_a_customer_comes_back_as_it_was(customer, name):
    if customer.person:
        customer = replace(customer, name=name)
    assert mapping.customer_from(mapping.customer_to(customer)) == customer


@given(made.PRODUCTS)
def test_a_product_comes_back_as_it_was_in_the_currency_of_the_shop(product):
    said = mapping.product_to(product, currency=product.currency, with_tax=False)
    assert mapping.product_from(said, currency=product.currency, with_tax=False) == product


@given(made.documents(kinds=(Kind.INVOICE,)))
def test_an_invoice_comes_back_as_it_was(invoice):
    assert mapping.invoice_from(mapping.invoice_to(invoice)) == invoice


def test_a_price_is_not_exchanged_with_vat_in_it_or_in_another_currency():
    product = Product("A", "A", price=Decimal(10), currency="EUR")
    assert mapping.product_to(product, **SHOP)["regular_price"] == "10"
    assert "regular_price" not in mapping.product_to(product, currency="EUR", with_tax=True)
    assert "regular_price" not in mapping.product_to(product, currency="USD", with_tax=False)
    assert "regular_price" not in mapping.product_to(replace(product, price=None), **SHOP)
    said = {"sku": "A", "regular_price": "12.00"}
    assert mapping.product_from(said, currency="EUR", with_tax=True).price is None


@pytest.mark.parametrize("key", mapping.VAT_NUMBERS)
def test_the_vat_number_of_a_plugin_is_read(key):
    row = {"billing": {"company": "Lac"}, "meta_data": [{"key": key, "value": "FR83552100554"}]}
    assert mapping.customer_from(row).vat_number == "FR83552100554"


def test_a_person_and_an_address_of_two_lines():
    row = {
        "email": "", "first_name": "Ada", "last_name": "",
        "billing": {"first_name": "", "last_name": "Roux", "email": "a@b.example", "address_1": "A",
                    "address_2": "B", "country": "fr"},
    }  # fmt: skip
    assert mapping.customer_from(row) == Customer(
        "Ada Roux", email="a@b.example", person=True, billing=Address("A, B", "", "", "FR")
    )
    assert mapping.customer_from({}) == Customer("", person=True)


def order(**changed: object) -> dict[str, object]:
    return {
        "id": 727, "number": "727", "status": "processing", "currency": "EUR", "customer_id": 25,
        "date_created": "2026-03-02T16:28:02", "date_paid": "2026-03-03T10:00:00",
        "total": "29.35", "total_tax": "1.35",
        "line_items": [{"name": "Woo", "sku": "W-1", "quantity": 2, "total": "6.00", "price": Decimal("3.0")},
                       {"name": "Other", "sku": None, "quantity": 1, "total": "12.00"}],
        "shipping_lines": [{"method_title": "Flat Rate", "total": "10.00"}],
        "fee_lines": [{"name": "Gift", "total": "0.00"}],
        **changed,
    }  # fmt: skip


def test_an_order_has_lines_without_vat_with_what_it_ships_and_charges():
    assert mapping.order_from(order(), "https://shop.example/1") == Document(
        Kind.ORDER, "727", "processing", "25", date(2026, 3, 2), Money(2935, "EUR"),
        Money(2800, "EUR"), reference="727", link="https://shop.example/1", paid_on=date(2026, 3, 3),
        lines=(
            Line("W-1", Decimal(2), "Woo", amount=Money(600, "EUR")),
            Line("", Decimal(1), "Other", amount=Money(1200, "EUR")),
            Line("SHIPPING", Decimal(1), "Flat Rate", amount=Money(1000, "EUR")),
            Line("FEE", Decimal(1), "Gift", amount=Money(0, "EUR")),
        ),
    )  # fmt: skip
    bare = mapping.order_from({"id": 3, "currency": "EUR"}, "")
    assert (bare.lines, bare.on, bare.total, bare.customer) == (
        (),
        date.min,
        Money(0, "EUR"),
        "order-3",
    )


def test_a_guest_is_known_by_the_order():
    assert mapping.buyer(order(customer_id=0)) == "order-727"
    assert mapping.buyer(order()) == "25"


@pytest.mark.parametrize(("ours", "theirs"), mapping.STATES.items())
def test_each_state_has_its_status(ours, theirs):
    said = mapping.order_to(replace(mapping.order_from(order(), ""), state=ours))
    assert said["status"] == theirs


def test_a_state_without_a_status_changes_none_and_is_told_beside():
    said = mapping.order_to(replace(mapping.order_from(order(), ""), state="amended", number="O-1"))
    assert "status" not in said
    assert mapping.meta(said) == {
        "comptoir_order_number": "O-1", "comptoir_order_state": "amended", "comptoir_link": "",
    }  # fmt: skip


def test_the_note_of_an_invoice_has_no_words():
    invoice = Document(
        Kind.INVOICE, "F-1", "sent", "", date(2026, 1, 1), Money(12060, "EUR"), Money(1, "EUR"),
        due_on=date(2026, 2, 1), link="https://c.example/f1",
    )  # fmt: skip
    assert mapping.note(invoice) == "F-1 · 120.60 EUR · 2026-02-01 · https://c.example/f1"
    assert mapping.note(replace(invoice, due_on=None, link="")) == "F-1 · 120.60 EUR"
