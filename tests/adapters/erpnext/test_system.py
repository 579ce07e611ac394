"""What is ERPNext's own: drafts and submitted documents, its sums, its names, its time zone, its messages."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from comptoir.adapters.erpnext import system as erp
from comptoir.integrating.core import natural
from comptoir.integrating.core.objects import Deal, Kind, Line, Settled
from comptoir.integrating.ports import ForgedSignal, Gone, NotTaken, Unsure
from comptoir.kernel.money import Money
from tests.adapters import kits

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def kit():
    with kits.serving("erpnext") as kit:
        kit.ready()
        yield kit


def status(kit, doctype: str) -> list[str]:
    return [row["status"] for row in kit.fake.store.all(doctype)]


def test_a_document_is_submitted_when_it_adds_up_and_stays_a_draft_when_not(kit):
    right = kit.sample(Kind.INVOICE)
    wrong = replace(right, number="F-2", total=Money(12061, "EUR"), net=Money(10051, "EUR"))
    kit.system.push(right, key="inv_1", external_id=None)
    with pytest.raises(NotTaken) as told:
        kit.system.push(wrong, key="inv_2", external_id=None)
    assert told.value.field == "total"
    assert "120.60 EUR there, here to 120.61 EUR" in told.value.facts["said"]
    assert status(kit, "Sales Invoice") == ["Unpaid", "Draft"]
    assert len(kit.system.pull(Kind.INVOICE, LONG_AGO).seen) == 1  # a draft is nobody's business
    draft = kit.system.find(Kind.INVOICE, "inv_2")
    kit.system.push(replace(right, number="F-2"), key="inv_2", external_id=draft.external_id)
    assert status(kit, "Sales Invoice") == ["Unpaid", "Unpaid"]


def test_a_credit_note_is_a_return_and_an_order_is_cancelled(kit):
    invoice = kit.sample(Kind.INVOICE)
    made = kit.system.push(invoice, key="inv_1", external_id=None)
    line = Line("CAB-1", Decimal(1), "Cable", Decimal("10.00"), amount=Money(-1000, "EUR"))
    credit = replace(
        invoice, number="A-1", total=Money(-1200, "EUR"), net=Money(-1000, "EUR"), lines=(line,),
        about=made.external_id, open=None,
    )  # fmt: skip
    kit.system.push(credit, key="inv_2", external_id=None)
    assert status(kit, "Sales Invoice") == ["Unpaid", "Return"]
    order = kit.sample(Kind.ORDER)
    placed = kit.system.push(order, key="ord_1", external_id=None)
    canceled = replace(order, state="canceled")
    for _ in range(2):
        kit.system.push(canceled, key="ord_1", external_id=placed.external_id)
    kit.system.push(order, key="ord_1", external_id=placed.external_id)
    assert status(kit, "Sales Order") == ["Cancelled"]


def test_a_draft_that_somebody_changed_meanwhile_is_not_submitted_blindly(kit):
    invoice = kit.sample(Kind.INVOICE)
    change = kit.fake._change

    def meanwhile(asked, doctype, name):
        kit.fake.store.put(doctype, name, kit.fake.store.get(doctype, name))
        return change(asked, doctype, name)

    kit.fake._change = meanwhile
    with pytest.raises(NotTaken) as told:
        kit.system.push(invoice, key="inv_1", external_id=None)
    assert "modified after you have opened it" in told.value.facts["said"]
    assert status(kit, "Sales Invoice") == ["Draft"]


def test_a_submission_that_breaks_is_unsure_and_is_finished_the_next_time(kit):
    invoice = kit.sample(Kind.INVOICE)
    kit.fault("429", on="PUT")
    with pytest.raises(Unsure):
        kit.system.push(invoice, key="inv_1", external_id=None)
    assert status(kit, "Sales Invoice") == ["Draft"]
    found = kit.system.find(Kind.INVOICE, "inv_1")
    kit.system.push(invoice, key="inv_1", external_id=found.external_id)
    assert status(kit, "Sales Invoice") == ["Unpaid"]


def test_an_address_that_goes_away_meanwhile_is_refused(kit):
    customer = kit.customer()
    made = kit.system.push(customer, key="cus_1", external_id=None)
    change = kit.fake._change

    def gone(asked, doctype, name):
        if doctype == "Address":
            raise kit.fake.wrong(404, "gone")
        return change(asked, doctype, name)

    kit.fake._change = gone
    with pytest.raises(NotTaken) as told:
        kit.system.push(customer, key="cus_1", external_id=made.external_id)
    assert told.value.facts["status"] == 404


def test_addresses_are_changed_in_place_and_one_that_is_not_told_stays(kit):
    customer = kit.customer()
    made = kit.system.push(customer, key="cus_1", external_id=None)
    moved = replace(customer, billing=replace(customer.billing, city="Lyon"), shipping=None)
    kit.system.push(moved, key="cus_1", external_id=made.external_id)
    assert kit.system.fetch(Kind.CUSTOMER, made.external_id).record == replace(
        moved, shipping=customer.shipping
    )
    assert len(list(kit.fake.store.all("Address"))) == 2


def test_a_sku_nobody_knows_there_is_named(kit):
    invoice = kit.sample(Kind.INVOICE)
    stray = replace(invoice, lines=(replace(invoice.lines[0], sku="NOWHERE"),))
    with pytest.raises(NotTaken) as told:
        kit.system.push(stray, key="inv_1", external_id=None)
    assert "NOWHERE" in told.value.facts["said"]
    assert kit.written(Kind.INVOICE) == 0


def test_a_payment_lowers_what_its_invoice_owes_in_both_directions(kit):
    payment = kit.sample(Kind.PAYMENT)
    made = kit.system.push(payment, key="pay_1", external_id=None)
    assert status(kit, "Sales Invoice") == ["Paid"]
    kit.system.push(payment, key="pay_1", external_id=made.external_id)  # again: nothing more
    kit.system.push(replace(payment, returned=True), key="pay_1", external_id=made.external_id)
    assert status(kit, "Sales Invoice") == ["Unpaid"]
    invoice = next(kit.fake.store.all("Sales Invoice"))
    theirs = kit.fake.pay(invoice)
    seen = kit.system.fetch(Kind.PAYMENT, theirs["name"])
    assert seen.record.settles == (Settled("I-2026-0077", Money(12060, "EUR")),)
    assert seen.key == ""
    pulled = kit.system.pull(Kind.PAYMENT, LONG_AGO).seen
    assert [one.record.returned for one in pulled] == [True, False]


def test_a_payment_in_another_currency_is_refused_and_a_draft_is_none_yet(kit):
    payment = kit.sample(Kind.PAYMENT)
    with pytest.raises(NotTaken) as told:
        kit.system.push(replace(payment, amount=Money(1, "USD")), key="pay_1", external_id=None)
    assert told.value.field == "currency"
    kit.fault("429", on="PUT /api/resource/Payment")
    with pytest.raises(Unsure):
        kit.system.push(payment, key="pay_1", external_id=None)
    draft = kit.system.find(Kind.PAYMENT, "pay_1")
    with pytest.raises(Gone):
        kit.system.fetch(Kind.PAYMENT, draft.external_id)
    kit.system.push(payment, key="pay_1", external_id=draft.external_id)
    assert kit.system.fetch(Kind.PAYMENT, draft.external_id).record == payment


def test_a_price_stands_in_the_list_of_its_currency_or_nowhere(kit):
    product = kit.product()
    made = kit.system.push(product, key="prd_1", external_id=None)
    dearer = replace(product, price=Decimal("330.123"))
    kit.system.push(dearer, key="prd_1", external_id=made.external_id)
    assert kit.system.fetch(Kind.PRODUCT, made.external_id).record == dearer
    assert len(list(kit.fake.store.all("Item Price"))) == 1
    other = replace(product, sku="CAB-2", currency="USD")
    made = kit.system.push(other, key="prd_2", external_id=None)
    assert kit.system.fetch(Kind.PRODUCT, made.external_id).record.price is None
    free = replace(product, sku="CAB-3", price=None)
    assert kit.system.push(free, key="prd_3", external_id=None).created


def test_an_item_that_was_there_before_us_is_found_by_its_code(kit):
    ident = kit.people_make(Kind.PRODUCT, "THEIRS")
    found = kit.system.find(Kind.PRODUCT, "prd_1", "THEIRS")
    assert (found.external_id, found.key) == (ident, "")
    assert kit.system.find(Kind.PRODUCT, "prd_1", "NONE") is None


def test_a_customer_that_was_there_before_us_is_found_by_what_it_is_known_by(kit):
    ours = kit.customer()
    known = natural.keys(ours)
    made = {"customer_type": "Company"}
    mailed = kit.fake.make("Customer", {**made, "customer_name": "B1", "email_id": ours.email})
    found = kit.system.find(Kind.CUSTOMER, "cus_1", "C-1", known)
    assert (found.external_id, found.key) == (mailed["name"], "")
    kit.fake.make("Customer", {**made, "customer_name": "B2", "email_id": ours.email})
    assert kit.system.find(Kind.CUSTOMER, "cus_1", "C-1", known) is None  # which of the two?
    taxed = kit.fake.make("Customer", {**made, "customer_name": "B3", "tax_id": ours.vat_number})
    assert kit.system.find(Kind.CUSTOMER, "cus_1", "C-1", known).external_id == taxed["name"]
    kit.system.push(ours, key="cus_1", external_id=taxed["name"])
    assert len(list(kit.fake.store.all("Customer"))) == 3
    assert kit.system.find(Kind.CUSTOMER, "cus_1", "C-1", known).key == "cus_1"


def test_stamps_are_read_in_the_time_zone_of_the_site(kit):
    kit.fake.store.set_clock(datetime(2026, 7, 1, 12, 0, tzinfo=UTC))
    kit.fake.store._last = datetime(2026, 7, 1, 11, 0, tzinfo=UTC)
    ident = kit.people_make(Kind.CUSTOMER, "Summer")
    row = kit.fake.store.get("Customer", ident)
    assert kit.fake._said(row)["modified"].startswith("2026-07-01 14:00")
    changed = kit.system.fetch(Kind.CUSTOMER, ident).changed_at
    assert changed == datetime.fromisoformat(row["changed"])
    assert [one.external_id for one in kit.system.pull(Kind.CUSTOMER, changed).seen] == [ident]


def test_one_that_is_deleted_while_a_page_is_read_is_told_as_gone(kit):
    ident = kit.people_make(Kind.CUSTOMER, "Soon gone")
    read = kit.fake._read

    def gone(asked, doctype, name):
        kit.fake.store.delete(doctype, name)
        return read(asked, doctype, name)

    kit.fake._read = gone
    (seen,) = kit.system.pull(Kind.CUSTOMER, LONG_AGO).seen
    assert (seen.external_id, seen.record) == (ident, None)


def test_many_documents_of_one_instant_all_come(kit):
    ids = {kit.people_make(Kind.CUSTOMER, f"C{n}") for n in range(120)}
    same = kit.fake.store.now().isoformat(timespec="milliseconds")
    for row in kit.fake.store.all("Customer"):
        row["changed"] = same
    page = kit.system.pull(Kind.CUSTOMER, LONG_AGO)
    seen = {one.external_id for one in page.seen}
    while page.cursor is not None:
        page = kit.system.pull(Kind.CUSTOMER, LONG_AGO, page.cursor)
        seen |= {one.external_id for one in page.seen}
    assert seen == ids


def test_what_an_erp_does_not_take_is_refused(kit):
    deal = Deal("Cells", "1", Money(1, "EUR"), 50, "open")
    for record in (deal, kit.document(Kind.QUOTE)):
        with pytest.raises(NotTaken):
            kit.system.push(record, key="key_1", external_id=None)


def test_a_site_without_a_company_or_an_api_is_said(kit):
    with pytest.raises(NotTaken) as told:
        kit.other(url=kit.access.url + "/elsewhere").check()
    assert told.value.field == "url"
    kit.fake.store.of("Sales Taxes and Charges Template").clear()
    assert kit.other()._writing.books().tax_account == ""
    kit.fake.store.of("Company").clear()
    with pytest.raises(NotTaken) as told:
        kit.other().check()
    assert told.value.field == "company"


def test_without_our_fields_nothing_is_kept_and_a_check_makes_them_once(kit):
    kit.fake.calls.clear()
    kit.other().check()
    assert not any(call.startswith("POST") for call in kit.fake.calls)
    fields = {(f["dt"], f["fieldname"]): f for f in kit.fake.store.all("Custom Field")}
    assert fields["Sales Invoice", "custom_comptoir_state"]["allow_on_submit"] == 1
    assert fields["Customer", "custom_comptoir_key"]["unique"] == 1


@pytest.mark.parametrize(
    ("data", "heard"),
    [
        (None, ("", "")),
        ({"exception": "frappe.exceptions.X: No"}, ("frappe.exceptions.X: No", "")),
        ({"message": "No"}, ("No", "")),
        ({"_server_messages": '["{\\"message\\": \\"<b>A</b> 1 < 2\\"}"]'}, ("A 1 < 2", "")),
        ({"_server_messages": "no json", "exception": "No"}, ("No", "")),
        ({"_server_messages": "[1]", "exception": "No"}, ("No", "")),
        ({"exc_type": "MandatoryError", "exception": "x: [Customer, A]: customer_name, city"},
         ("x: [Customer, A]: customer_name, city", "customer_name")),
    ],
)  # fmt: skip
def test_what_the_server_says_is_read(data, heard):
    assert erp.said(data) == heard


def heard(kit, **told: str) -> list[tuple[str, str]]:
    message = kit.fake.signed(json.dumps(told).encode())
    headers = {n.lower(): v for n, v in message.headers.items()}
    return [(s.kind.value, s.external_id) for s in kit.system.heard(headers, message.body)]


def test_messages_name_their_document(kit):
    assert heard(kit, doctype="Sales Invoice", name="X", modified="1") == [("invoice", "X")]
    assert heard(kit, doctype="Address", name="X", customer="CUST-1") == [("customer", "CUST-1")]
    assert heard(kit, doctype="Address", name="X") == heard(kit, doctype="ToDo", name="X") == []
    for body, refused in ((b"[]", False), (b"no json", True)):
        message = kit.fake.signed(body)
        headers = {n.lower(): v for n, v in message.headers.items()}
        if refused:
            with pytest.raises(ForgedSignal):
                kit.system.heard(headers, body)
        else:
            assert kit.system.heard(headers, body) == ()


def test_what_people_click_there_is_done(kit):
    kit.fake.seed()
    kit.fake.click("make:customer", "")
    kit.fake.click("make:order", "")
    (order,) = kit.system.pull(Kind.ORDER, LONG_AGO).seen
    assert order.record.total == Money(64400, "EUR")
    invoice = kit.sample(Kind.INVOICE)
    made = kit.system.push(invoice, key="inv_1", external_id=None)
    kit.fake.click("Sales Invoice:pay", made.external_id)
    assert kit.system.fetch(Kind.INVOICE, made.external_id).record.open == Money(0, "EUR")
    (payment,) = kit.system.pull(Kind.PAYMENT, LONG_AGO).seen
    kit.fake.click("Payment Entry:cancel", payment.external_id)
    assert kit.system.fetch(Kind.INVOICE, made.external_id).record.open == Money(12060, "EUR")
    customer = next(kit.fake.store.all("Customer"))["name"]
    kit.fake.click("Customer:move", customer)
    assert kit.system.fetch(Kind.CUSTOMER, customer).record.billing.city == "Lyon"
