"""What is WooCommerce's own: guests, taxes, trash, invoices on orders, stamps in seconds, its messages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from comptoir.integrating.core.objects import Deal, Kind
from comptoir.integrating.ports import ForgedSignal, Gone, NotTaken, Unsure
from comptoir.kernel.money import Money
from tests.adapters import kits

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def kit():
    with kits.serving("woocommerce") as kit:
        yield kit


def test_an_order_of_a_guest_brings_its_buyer(kit):
    row = kit.fake.place(None, {"CAB-1": 2})
    (seen,) = kit.system.pull(Kind.ORDER, LONG_AGO).seen
    assert seen.record.customer == f"order-{row['id']}"
    assert seen.url == f"{kit.access.url}/wp-admin/post.php?action=edit&post={row['id']}"
    buyer = kit.system.fetch(Kind.CUSTOMER, seen.record.customer)
    assert (buyer.external_id, buyer.key) == (seen.record.customer, "")
    assert (buyer.record.name, buyer.record.person, buyer.record.email) == (
        "Ada Roux", True, "ada@home.example",
    )  # fmt: skip
    with pytest.raises(Gone):
        kit.system.fetch(Kind.CUSTOMER, "order-99999")


def test_net_and_total_of_an_order_are_the_shops(kit):
    kit.fake.seed()
    kit.fake.click("make:order", "")
    order = kit.system.pull(Kind.ORDER, LONG_AGO).seen[0].record
    assert (order.net, order.total) == (Money(80790, "EUR"), Money(96948, "EUR"))
    assert [line.sku for line in order.lines] == ["CAB-50", "SENS-T", "SHIPPING"]
    assert sum(line.amount.minor for line in order.lines) == order.net.minor


def test_an_invoice_is_kept_and_noted_once_on_its_order(kit):
    invoice = kit.sample(Kind.INVOICE)
    made = kit.system.push(invoice, key="inv_1", external_id=None)
    assert made.external_id == f"{invoice.about}:inv_1"
    credit = replace(invoice, number="A-1", total=Money(-100, "EUR"), about=made.external_id)
    kit.system.push(credit, key="inv_2", external_id=None)
    kit.system.push(replace(invoice, state="paid"), key="inv_1", external_id=made.external_id)
    kit.system.push(invoice, key="inv_1", external_id=None)  # after an answer that was lost
    notes = kit.fake.store.get("orders", invoice.about)["notes"]
    assert [n["note"].split(" · ")[0] for n in notes] == ["I-2026-0001", "A-1"]
    assert kit.system.fetch(Kind.INVOICE, f"{invoice.about}:inv_2").record == credit
    assert kit.written(Kind.INVOICE) == 2
    for ident in (f"{invoice.about}:inv_9", invoice.about, "99999:inv_1"):
        with pytest.raises(Gone):
            kit.system.fetch(Kind.INVOICE, ident)
    with pytest.raises(NotTaken) as told:
        kit.system.push(replace(invoice, about=""), key="inv_3", external_id=None)
    assert told.value.field == "about"


def test_a_note_that_breaks_is_unsure(kit):
    invoice = kit.sample(Kind.INVOICE)
    kit.fault("429", on="/notes")
    with pytest.raises(Unsure):
        kit.system.push(invoice, key="inv_1", external_id=None)
    kit.system.push(invoice, key="inv_1", external_id=None)
    assert len(kit.fake.store.get("orders", invoice.about)["notes"]) == 1


def test_what_a_shop_does_not_take_is_refused(kit):
    order = kit.sample(Kind.ORDER)
    deal = Deal("Cells", "1", Money(1, "EUR"), 50, "open")
    for record in (order, replace(order, kind=Kind.QUOTE), deal):
        with pytest.raises(NotTaken):
            kit.system.push(record, key="key_1", external_id=None)


def test_prices_with_vat_are_neither_read_nor_written(kit):
    kit.fake.prices_include_tax = "yes"
    assert "prices with VAT" in kit.system.check()
    made = kit.system.push(kit.product(), key="prd_1", external_id=None)
    assert kit.fake.store.get("products", made.external_id)["regular_price"] == ""
    assert kit.system.fetch(Kind.PRODUCT, made.external_id).record.price is None


def test_a_setting_that_is_not_shown_is_taken_as_prices_with_vat(kit):
    kit.fault("401", on="/settings")
    assert "prices with VAT" in kit.system.check()
    assert "prices without VAT" in kit.other().check()
    with pytest.raises(NotTaken) as told:
        kit.other(url=kit.access.url + "/elsewhere").check()
    assert told.value.field == "url"


def test_one_that_was_there_before_us_is_found_by_its_number_with_no_key(kit):
    ident = kit.people_make(Kind.PRODUCT, "Theirs")
    found = kit.system.find(Kind.PRODUCT, "prd_1", "SKU-0")
    assert (found.external_id, found.key) == (ident, "")
    kit.system.push(kit.product(), key="prd_2", external_id=None)
    assert kit.system.find(Kind.PRODUCT, "prd_3", "CAB-1") is None  # another key of ours
    assert kit.system.find(Kind.PRODUCT, "prd_2", "CAB-1").key == "prd_2"
    order = kit.sample(Kind.ORDER)
    assert kit.system.find(Kind.ORDER, "ord_1", order.reference) is None


def test_what_lies_in_the_trash_is_gone(kit):
    row = kit.fake.place(None, {"CAB-1": 1})
    kit.fake.change("orders", row, {"status": "trash"})
    with pytest.raises(Gone):
        kit.system.fetch(Kind.ORDER, str(row["id"]))


def test_many_records_of_one_second_all_come(kit):
    ids = {kit.people_make(Kind.PRODUCT, f"P{n}") for n in range(250)}
    same = kit.fake.store.now().replace(microsecond=0).isoformat(timespec="milliseconds")
    for row in kit.fake.store.all("products"):
        row["changed"] = same
    page = kit.system.pull(Kind.PRODUCT, LONG_AGO)
    seen = {one.external_id for one in page.seen}
    while page.cursor is not None:
        page = kit.system.pull(Kind.PRODUCT, LONG_AGO, page.cursor)
        seen |= {one.external_id for one in page.seen}
    assert seen == ids


def test_a_customer_who_is_deleted_while_pages_are_read_hides_no_other(kit):
    ids = [kit.people_make(Kind.CUSTOMER, f"C{n}") for n in range(230)]
    original = kit.fake._list

    def shrinking(asked, of):
        if asked.query.get("page") == "2" and kit.fake.store.get("customers", ids[0]):
            kit.fake.store.delete("customers", ids[0])
        return original(asked, of)

    kit.fake._list = shrinking
    seen = {one.external_id for one in kit.system.pull(Kind.CUSTOMER, LONG_AGO).seen}
    assert seen >= set(ids[1:])


def heard(kit, body: bytes, topic: str, **more: str) -> list[tuple[str, str, str]]:
    said = {n.lower(): v for n, v in kit.fake.signed(body, topic).headers.items()}
    said = {n: v for n, v in {**said, **more}.items() if v}
    return [(s.event_id, s.kind.value, s.external_id) for s in kit.system.heard(said, body)]


def test_messages_name_their_record(kit):
    (one,) = heard(kit, b'{"id": 5}', "order.deleted")
    assert one[1:] == ("order", "5")
    body = b'{"id": 5, "date_modified_gmt": "2026-03-02T10:00:00"}'
    gone = {"x-wc-webhook-delivery-id": ""}
    assert heard(kit, body, "product.updated", **gone) == [
        ("product-5-2026-03-02T10:00:00", "product", "5")
    ]
    assert heard(kit, body, "product.updated", **gone, **{"x-wc-delivery-id": "12"})[0][0] == "12"
    assert heard(kit, b'{"id": 5}', "coupon.created") == []
    assert heard(kit, b"[]", "order.updated") == heard(kit, b"{}", "order.updated") == []
    with pytest.raises(ForgedSignal):
        heard(kit, b"no json", "order.updated")


def test_the_knock_of_a_new_webhook_tells_nothing(kit):
    assert kit.system.heard({"content-type": "x"}, b"webhook_id=142") == ()
    with pytest.raises(ForgedSignal):
        kit.system.heard({"x-wc-webhook-topic": "order.created"}, b"webhook_id=142")


def test_what_people_click_there_is_done(kit):
    kit.fake.seed()
    for verb in ("make:guest", "make:order", "make:customer"):
        kit.fake.click(verb, "")
    orders = kit.system.pull(Kind.ORDER, LONG_AGO).seen
    assert {one.record.state for one in orders} == {"processing"}
    kit.fake.click("Orders:pay", orders[0].external_id)
    assert kit.system.fetch(Kind.ORDER, orders[0].external_id).record.paid_on is not None
    kit.fake.click("Orders:cancelled", orders[1].external_id)
    assert kit.system.fetch(Kind.ORDER, orders[1].external_id).record.state == "cancelled"
    product = kit.system.pull(Kind.PRODUCT, LONG_AGO).seen[0]
    kit.fake.click("Products:raise", product.external_id)
    assert (
        kit.system.fetch(Kind.PRODUCT, product.external_id).record.price == product.record.price + 1
    )
    customer = kit.system.pull(Kind.CUSTOMER, LONG_AGO).seen[0]
    kit.fake.click("Customers:move", customer.external_id)
    assert kit.system.fetch(Kind.CUSTOMER, customer.external_id).record.billing.city == "Lyon"
    later = kit.system.pull(Kind.CUSTOMER, customer.changed_at + timedelta(seconds=1)).seen
    assert customer.external_id in {one.external_id for one in later}
    assert "Flat rate" not in kit.get("/") and "Ada" not in kit.get("/")
