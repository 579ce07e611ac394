"""What the database refuses, whoever asks; and two people at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal as D
from threading import Barrier
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from comptoir.kernel.errors import NotAllowed
from comptoir.platform.ids import new_id
from comptoir.stages.invoicing import actions, parts, queries
from comptoir.stages.subscribing import actions as subscribing
from tests import world
from tests.stages.invoicing.bills import OrderLineIn, Shop, bill, deliver, direct, draft
from tests.stages.invoicing.bills import shop as make_shop


def sql(text: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(text, values)


@pytest.mark.django_db
def test_an_issued_invoice_and_its_rows_are_frozen():
    shop = make_shop()
    made = bill(shop, direct(shop))
    for text, name in [
        (
            "UPDATE invoicing_invoice SET customer_ref = 'x' WHERE id = %s",
            "Cannot update or delete",
        ),
        ("DELETE FROM invoicing_invoice WHERE id = %s", "Cannot update or delete"),
        ("UPDATE invoicing_line SET description = 'x' WHERE invoice_id = %s", "frozen"),
        ("DELETE FROM invoicing_line WHERE invoice_id = %s", "frozen"),
        ("UPDATE invoicing_vat SET rate = 1 WHERE invoice_id = %s", "frozen"),
        ("DELETE FROM invoicing_vat WHERE invoice_id = %s", "frozen"),
    ]:
        with pytest.raises(DatabaseError, match=name):
            sql(text, made.id)
    assert queries.invoice(made.id) == made


_LINE = """
INSERT INTO invoicing_line (invoice_id, position, kind, restores_quantity, sku, description, quantity,
                            unit, unit_net, net_minor, decision_id, vat_rate, order_line_id)
SELECT invoice_id, 9, %s, false, '', 'x', %s, 'C62', 1, %s, decision_id, vat_rate, %s
FROM invoicing_line WHERE invoice_id = %s LIMIT 1
"""


@pytest.mark.django_db
def test_nothing_is_slipped_into_an_issued_invoice():
    shop = make_shop()
    made = bill(shop, direct(shop))
    with pytest.raises(IntegrityError, match="come at once"):
        sql(_LINE, "goods", 1, 0, None, made.id)
    with pytest.raises(IntegrityError, match="come at once"):
        sql(
            "INSERT INTO invoicing_vat (invoice_id, decision_id, rate, base_minor, vat_minor)"
            " SELECT %s, d.id, 20, 0, 0 FROM taxes_decision d WHERE d.id NOT IN"
            " (SELECT decision_id FROM invoicing_vat WHERE invoice_id = %s) LIMIT 1",
            made.id, made.id,
        ) if _other_decision(shop) else pytest.fail("no second decision")  # fmt: skip


@pytest.mark.django_db
def test_a_document_of_an_order_bills_that_order_alone():
    shop = make_shop()
    order, other = direct(shop), direct(shop)
    deliver(shop, order)
    deliver(shop, other)
    made = draft(shop, order)
    issued = (
        "UPDATE invoicing_invoice SET state = 'issued', number = 'F-9', issued_on = now(),"
        " due_on = now(), order_id = %s WHERE id = %s"
    )
    with pytest.raises(IntegrityError, match="bills lines of another"):
        sql(issued, other.id, made.id)
    assert queries.invoice(made.id).state == "draft"
    _, heads, lines, vats = imported(shop)
    at = {name: n for n, name in enumerate(parts.INVOICE_COLUMNS)}["order_id"]
    heads = [(*heads[0][:at], other.id, *heads[0][at + 1 :])]
    at = 1 + {name: n for n, name in enumerate(parts.SOLD_COLUMNS)}["order_line_id"]
    lines = [(*lines[0][:at], order.lines[0].id, *lines[0][at + 1 :])]
    with pytest.raises(IntegrityError, match="bills lines of another"), transaction.atomic():
        parts.invoices_bulk(world.do_as(shop.entity), heads, lines, vats)
    assert queries.invoices_of_order(other.id) == []


def _other_decision(shop: Shop) -> bool:
    return bool(direct(shop, OrderLineIn(sku="BOOK")).lines[0].decision_id)


@pytest.mark.django_db
def test_an_invoice_that_does_not_add_up_is_not_issued():
    shop = make_shop()
    order = direct(shop)
    deliver(shop, order)
    made = draft(shop, order)
    issued = (
        "UPDATE invoicing_invoice SET state = 'issued', number = 'F-9', issued_on = now(),"
        " due_on = now()"
    )
    with pytest.raises(IntegrityError, match="do not add up"):
        sql(issued + ", net_minor = 1, vat_minor = 0, gross_minor = 1 WHERE id = %s", made.id)
    with pytest.raises(IntegrityError, match="invoice_gross_adds_up"):
        sql("UPDATE invoicing_invoice SET gross_minor = 1 WHERE id = %s", made.id)
    with pytest.raises(IntegrityError, match="invoice_issued_has_number"):
        sql("UPDATE invoicing_invoice SET number = 'F-9' WHERE id = %s", made.id)
    with pytest.raises(IntegrityError, match="invoice_state_known"):
        sql("UPDATE invoicing_invoice SET state = 'maybe' WHERE id = %s", made.id)
    with pytest.raises(IntegrityError, match="invoice_kind_known"):
        sql("UPDATE invoicing_invoice SET kind = 'memo' WHERE id = %s", made.id)
    with pytest.raises(IntegrityError, match="more invoiced than ordered"):
        sql(_LINE, "goods", 1, 0, order.lines[0].id, made.id)
    with pytest.raises(IntegrityError, match="invoice_line_kind_known"):
        sql(_LINE, "gift", 1, 0, None, made.id)


@pytest.mark.django_db
def test_a_number_a_deposit_and_a_charge_exist_once():
    shop = make_shop()
    made = bill(shop, direct(shop))
    order = direct(shop, OrderLineIn(sku="CARE"), deposit_percent=D(10))
    other = direct(shop)
    deliver(shop, other)
    free = draft(shop, other)
    with pytest.raises(IntegrityError, match="invoice_number_once"):
        sql(
            "UPDATE invoicing_invoice SET state = 'issued', issued_on = now(), due_on = now(),"
            " number = %s WHERE id = %s", made.number, free.id,
        )  # fmt: skip
    actions.draft_deposit(world.do_as(shop.entity), order_id=order.id)
    with pytest.raises(IntegrityError, match="invoice_one_deposit"):
        sql(
            "UPDATE invoicing_invoice SET kind = 'deposit', order_id = %s WHERE id = %s",
            order.id, free.id,
        )  # fmt: skip
    subscribing.start_services(world.do_as(shop.entity), order_id=order.id)
    subscribing.charge_periods(world.do_as(shop.entity))
    actions.bill_periods(world.do_as(shop.entity))
    with pytest.raises(IntegrityError, match="charge_invoiced_once"):
        sql(
            "UPDATE invoicing_line SET charge_id = (SELECT max(id) FROM subscribing_charge)"
            " WHERE invoice_id = %s", free.id,
        )  # fmt: skip


def imported(shop: Shop, net: int = 1_000) -> tuple[UUID, list, list, list]:
    """A document of an import as rows."""
    source = bill(shop, direct(shop, OrderLineIn(sku="BOOK")))
    row = {name: getattr(source, name, None) for name in parts.INVOICE_COLUMNS}
    pk = new_id()
    row |= {"id": pk, "entity_id": shop.entity, "number": f"IMP-{pk.hex[-12:]}", "seller": "{}",
            "buyer": "{}", "mentions": "[]", "order_id": None, "net_minor": net, "vat_minor": 200,
            "gross_minor": net + 200, "prepared_by": "system"}  # fmt: skip
    line = {name: getattr(source.lines[0], name, None) for name in parts.SOLD_COLUMNS}
    line |= {"invoice_id": pk, "position": 1, "order_line_id": None, "net_minor": 1_000}
    vat = (pk, source.vat[0].decision_id, D(20), net, 200)
    ids = parts.reserve_line_ids(1)
    return pk, [tuple(row.values())], [(ids[0], *line.values())], [vat]


@pytest.mark.django_db
def test_rows_of_an_import_come_issued_and_are_verified_as_a_set():
    shop = make_shop()
    pk, heads, lines, vats = imported(shop)
    with transaction.atomic():
        assert parts.invoices_bulk(world.do_as(shop.entity), heads, lines, vats) == (1, 1)
    assert queries.invoice(pk).gross_minor == 1_200
    pk, heads, lines, vats = imported(shop, net=999)
    with pytest.raises(IntegrityError, match="add up"), transaction.atomic():
        parts.invoices_bulk(world.do_as(shop.entity), heads, lines, vats)


def both(first, second) -> list[object]:
    """Run two deeds at the same moment, each on its own connection; answers or errors."""
    gate = Barrier(2)

    def work(deed) -> object:
        gate.wait()
        try:
            return deed()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return [f.result() for f in [pool.submit(work, first), pool.submit(work, second)]]


@pytest.mark.django_db(transaction=True)
def test_two_people_issue_the_same_draft_and_one_number_is_taken():
    shop = make_shop()
    order = direct(shop)
    deliver(shop, order)
    made = draft(shop, order)

    def issue() -> object:
        return actions.issue_invoice(world.do_as(shop.entity), invoice_id=made.id)

    found = both(issue, issue)
    assert [type(f).__name__ for f in found].count("InvoiceIssued") == 1
    assert [isinstance(f, NotAllowed) for f in found].count(True) == 1
    assert queries.invoice(made.id).number == "F-2026-0001"
    assert bill(shop, direct(shop)).number == "F-2026-0002"


@pytest.mark.django_db(transaction=True)
def test_two_people_invoice_the_same_delivery_and_one_does():
    shop = make_shop()
    order = direct(shop)
    deliver(shop, order)

    def invoice() -> object:
        return actions.invoice_order(world.do_as(shop.entity), order_id=order.id)

    names = sorted(type(f).__name__ for f in both(invoice, invoice))
    assert names == ["InvoiceIssued", "NothingToInvoice"]


@pytest.mark.django_db(transaction=True)
def test_two_billing_runs_at_once_bill_each_charge_once():
    shop = make_shop()
    order = direct(shop, OrderLineIn(sku="CARE"))
    subscribing.start_services(world.do_as(shop.entity), order_id=order.id)
    subscribing.charge_periods(world.do_as(shop.entity))

    def run() -> object:
        return actions.bill_periods(world.do_as(shop.entity))

    assert sorted(type(f).__name__ for f in both(run, run)) == ["InvoiceIssued", "NothingDue"]
