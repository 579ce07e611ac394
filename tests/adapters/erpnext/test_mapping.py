"""ERPNext's documents and the canonical objects say the same, and add up to the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.adapters.erpnext import mapping
from comptoir.adapters.erpnext.mapping import Books
from comptoir.adapters.fakes.erpnext_rules import add_up
from comptoir.integrating.core.objects import (
    Address,
    Customer,
    Document,
    Kind,
    Line,
    Payment,
    Product,
    Settled,
)
from comptoir.kernel.money import Money, extend
from tests.adapters import made

BOOKS = Books("Box SAS", "EUR", "Debtors - BX", "Bank - BX", "VAT - BX")


@given(made.CUSTOMERS)
def test_a_customer_comes_back_as_it_was(customer):
    addresses = [
        {**mapping.address_to(getattr(customer, ours)), "address_type": theirs}
        for ours, theirs in mapping.ADDRESSES.items()
        if getattr(customer, ours)
    ]
    assert mapping.customer_from(mapping.customer_to(customer), addresses) == customer


@given(made.PRODUCTS)
def test_a_product_comes_back_as_it_was(product):
    price = None
    if product.price is not None:
        price = {"price_list_rate": product.price, "currency": product.currency}
    back = mapping.product_from(mapping.product_to(product), price)
    assert back == (product if price else replace(product, currency=""))


CENTS = st.integers(1, 10**6).map(lambda cents: Decimal(cents).scaleb(-2))
QUANTITIES = st.integers(1, 10**5).map(lambda n: Decimal(n).scaleb(-2))


@st.composite
def lines(draw):
    quantity, price = draw(QUANTITIES), draw(CENTS | made.PRICES | st.none())
    percent = draw(st.sampled_from([Decimal(0), Decimal(5), Decimal("12.5")]))
    exact = extend((price or Decimal(1)) * (100 - percent) / 100, quantity, "EUR")
    amount = draw(st.sampled_from([exact, Money(exact.minor + 1, "EUR")]))
    return Line("A", quantity, "thing", price, percent, amount)


@given(st.lists(lines(), min_size=1, max_size=5), st.integers(0, 10**6), st.booleans())
def test_what_erpnext_adds_up_is_what_we_charge(items, tax, credit):
    """Whatever the prices and discounts are: to the cent, and below zero in a credit note."""
    sign = -1 if credit else 1
    if credit:
        items = [replace(one, amount=-one.amount) for one in items]
    net = Money(sum(one.amount.minor for one in items), "EUR")
    document = Document(
        Kind.INVOICE, "F-1", "issued", "CUST", date(2026, 1, 1), net + Money(sign * tax, "EUR"), net,
        tuple(items), about="ACC-SINV-1",
    )  # fmt: skip
    row = {"doctype": "Sales Invoice", "docstatus": 0, **mapping.document_to(document, BOOKS)}
    add_up(row)
    assert mapping.differs(document, row) is None
    assert mapping.document_from(Kind.INVOICE, row, "").net == net
    if document.total.minor < 0:
        assert row["return_against"] == "ACC-SINV-1"
        assert all(item["qty"] < 0 for item in row["items"])


def invoice(**changed: object) -> Document:
    said = {
        "kind": Kind.INVOICE, "number": "F-1", "state": "issued", "customer": "CUST-1",
        "on": date(2026, 3, 2), "total": Money(12060, "EUR"), "net": Money(10050, "EUR"),
        "due_on": date(2026, 4, 1), "about": "SAL-ORD-1", "reference": "PO 7",
        "lines": (Line("CAB", Decimal(3), "Cable", Decimal("33.50"), amount=Money(10050, "EUR")),),
    }  # fmt: skip
    return Document(**{**said, **changed})


def test_an_invoice_is_quantity_times_rate_of_an_order_with_its_vat():
    said = mapping.document_to(invoice(), BOOKS)
    assert said["items"] == [
        {
            "item_code": "CAB",
            "description": "Cable",
            "sales_order": "SAL-ORD-1",
            "qty": "3",
            "rate": "33.5",
        }
    ]
    assert said["taxes"] == [
        {
            "charge_type": "Actual",
            "account_head": "VAT - BX",
            "description": "VAT",
            "tax_amount": "20.10",
        }
    ]
    assert (said["posting_date"], said["due_date"], said["set_posting_time"]) == (
        "2026-03-02", "2026-04-01", 1,
    )  # fmt: skip
    assert mapping.document_to(invoice(), replace(BOOKS, tax_account=""))["taxes"] == []
    assert mapping.document_to(invoice(total=Money(10050, "EUR")), BOOKS)["taxes"] == []


def test_a_line_that_no_rate_says_is_its_amount_once():
    odd = Line("CAB", Decimal(3), "", Decimal("33.333"), amount=Money(10000, "EUR"))
    (item,) = mapping.document_to(invoice(lines=(odd,), about=""), BOOKS)["items"]
    assert item == {"item_code": "CAB", "description": "3 × CAB", "qty": "1", "rate": "100.00"}
    listed = Line("CAB", Decimal(3))
    (item,) = mapping.document_to(invoice(lines=(listed,), about=""), BOOKS)["items"]
    assert item == {"item_code": "CAB", "description": "CAB", "qty": "3"}


def test_a_document_is_due_no_earlier_than_it_is_made():
    order = invoice(kind=Kind.ORDER, due_on=date(2026, 1, 1))
    said = mapping.document_to(order, BOOKS)
    assert (said["transaction_date"], said["delivery_date"]) == ("2026-03-02", "2026-03-02")
    assert "set_posting_time" not in said


def test_an_order_of_theirs_is_read():
    row = {
        "name": "SAL-ORD-1", "status": "To Bill", "customer": "CUST-1", "transaction_date": "2026-03-02",
        "delivery_date": "2026-03-09", "currency": "USD", "grand_total": Decimal("12.5"), "net_total": 10,
        "po_no": "PO 7",
        "items": [{"item_code": "CAB", "qty": 2, "rate": 5, "amount": 10, "description": "Cable"}],
    }  # fmt: skip
    assert mapping.document_from(Kind.ORDER, row, "https://erp.example/1") == Document(
        Kind.ORDER, "SAL-ORD-1", "To Bill", "CUST-1", date(2026, 3, 2), Money(1250, "USD"),
        Money(1000, "USD"), due_on=date(2026, 3, 9), reference="PO 7", link="https://erp.example/1",
        lines=(Line("CAB", Decimal(2), "Cable", Decimal(5), amount=Money(1000, "USD")),),
    )  # fmt: skip
    bare = mapping.document_from(Kind.INVOICE, {"return_against": "X", "outstanding_amount": 0}, "")
    assert (bare.about, bare.open, bare.on, bare.lines) == ("X", Money(0, "EUR"), date.min, ())
    of_order = mapping.document_from(Kind.INVOICE, {"items": [{"sales_order": "SO"}]}, "")
    assert of_order.about == "SO"


def test_a_payment_settles_invoices_by_the_number_both_know():
    payment = Payment(
        "P-1", "CUST-1", Money(5000, "EUR"), date(2026, 3, 9), reference="VIR 1",
        settles=(Settled("F-1", Money(3000, "EUR")), Settled("F-9", Money(1, "EUR"))),
    )  # fmt: skip
    row = mapping.payment_to(payment, BOOKS, {"F-1": "ACC-SINV-1"})
    assert row["references"] == [
        {
            "reference_doctype": "Sales Invoice",
            "reference_name": "ACC-SINV-1",
            "allocated_amount": "30.00",
        }
    ]
    back = mapping.payment_from({**row, "name": "ACC-PAY-1", "docstatus": 1}, {"ACC-SINV-1": "F-1"})
    assert back == replace(payment, settles=payment.settles[:1])
    unnamed = replace(payment, reference="", settles=())
    row = mapping.payment_to(unnamed, BOOKS, {})
    assert row["reference_no"] == "P-1"
    assert mapping.payment_from({**row, "docstatus": 2}, {}) == replace(unnamed, returned=True)


def test_a_payment_of_theirs_is_read():
    row = {
        "name": "ACC-PAY-1", "party": "CUST-1", "received_amount": Decimal("12.3"), "docstatus": 1,
        "posting_date": "2026-03-09", "mode_of_payment": "Cheque", "reference_no": "9",
        "references": [
            {"reference_doctype": "Sales Order", "reference_name": "SO", "allocated_amount": 1},
            {"reference_doctype": "Sales Invoice", "reference_name": "SI", "allocated_amount": 2},
        ],
    }  # fmt: skip
    assert mapping.payment_from(row, {}) == Payment(
        "ACC-PAY-1", "CUST-1", Money(1230, "EUR"), date(2026, 3, 9), "Cheque", "9",
        (Settled("SI", Money(200, "EUR")),),
    )  # fmt: skip
    assert mapping.payment_from({}, {}).on == date.min


def test_a_customer_of_theirs_is_reached_by_the_primary_contact():
    row = {
        "customer_name": "Lac",
        "customer_type": "Individual",
        "email_id": "a@b.example",
        "mobile_no": "1",
    }
    address = {
        "address_type": "Billing",
        "address_line1": "A",
        "address_line2": "B",
        "country": "France",
    }
    assert mapping.customer_from(row, [address]) == Customer(
        "Lac", email="a@b.example", phone="1", person=True, billing=Address("A, B", "", "", "FR")
    )


@pytest.mark.parametrize("total", [12060, 12061])
def test_what_they_make_of_a_draft_is_compared(total):
    found = mapping.differs(invoice(), {"grand_total": Decimal(total).scaleb(-2)})
    assert found == (None if total == 12060 else Money(12061, "EUR"))


def test_a_product_without_a_price_names_no_currency():
    assert mapping.product_from({"item_code": "A", "disabled": 1}, None) == Product(
        "A", "", kind="service", active=False
    )
