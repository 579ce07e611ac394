from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from comptoir.kernel.errors import DomainError
from comptoir.platform.ids import new_id
from comptoir.platform.models import EventRow
from comptoir.records.credit import queries as credit
from comptoir.records.ledger import queries as books
from comptoir.records.ledger.posting import PeriodIsClosed
from comptoir.stages.collecting import actions, queries
from comptoir.stages.collecting.core.allocation import NotAPayment, NotOpen, OverAllocation
from comptoir.stages.collecting.models import Allocation, Payment
from comptoir.stages.collecting.settling import OtherCurrency, OtherCustomer

from .conftest import TODAY, Desk

pytestmark = pytest.mark.django_db


def pay(desk: Desk, amount: int, **more: object) -> UUID:
    fields = {"customer_id": desk.customer_id, "currency": "EUR", "received_on": TODAY, **more}
    return actions.receive_payment(desk.do(), amount_minor=amount, **fields).payment_id


def told(desk: Desk) -> list[str]:
    """The collecting events since the documents were opened."""
    names = ("PaymentReceived", "CashApplied", "InvoicePaid", "AllocationUndone")
    rows = EventRow.objects.filter(entity_id=desk.entity_id, name__in=names).order_by("seq")
    return [*rows.values_list("name", flat=True)]


def test_a_payment_settles_an_invoice_and_reaches_bank_receivable_and_credit(desk: Desk) -> None:
    invoice = desk.issue(12000, "F-1")
    payment = queries.payment(
        desk.entity_id, pay(desk, 12000, allocations=[(invoice, 12000)], reference="VIR F-1")
    )
    assert (payment.number, payment.unapplied_minor, payment.matched_by) == (
        "P-2026-0001",
        0,
        "hand",
    )
    assert [(a.invoice_number, a.amount_minor) for a in payment.allocations] == [("F-1", 12000)]
    assert desk.open(invoice) == 0
    (entry,) = books.entries_of(payment.id)
    assert (entry.head.journal, entry.head.source_number) == ("BQ", "P-2026-0001")
    assert [(x.account.role, x.amount_minor) for x in entry.lines] == [
        ("bank", 12000), ("receivable", -12000),
    ]  # fmt: skip
    assert credit.exposure(desk.customer_id, "EUR").exposure == 0
    assert told(desk) == ["PaymentReceived", "CashApplied", "InvoicePaid"]
    assert desk.in_balance()


def test_a_part_payment_leaves_the_rest_open(desk: Desk) -> None:
    invoice = desk.issue(12000, "F-1")
    pay(desk, 5000, allocations=[(invoice, 5000)])
    assert desk.open(invoice) == 7000
    assert queries.items([invoice])[invoice].state(date(2026, 1, 15)) == "part_paid"
    assert told(desk) == ["PaymentReceived", "CashApplied"]
    assert desk.in_balance()


def test_an_overpayment_stays_unapplied_and_pays_a_later_invoice(desk: Desk) -> None:
    first = desk.issue(10000, "F-1")
    payment = pay(desk, 15000, allocations=[(first, 10000)])
    assert queries.unapplied(desk.customer_id) == {"EUR": 5000}
    assert credit.exposure(desk.customer_id, "EUR").exposure == -5000
    second = desk.issue(4000, "F-2")
    actions.apply_cash(desk.do(), payment_id=payment)
    assert desk.open(second) == 0
    assert queries.payment(desk.entity_id, payment).unapplied_minor == 1000
    assert desk.in_balance()


def test_without_wishes_the_oldest_due_is_paid_first(desk: Desk) -> None:
    late = desk.issue(3000, "F-2", days=60)
    early = desk.issue(3000, "F-3", days=15)
    pay(desk, 4000, auto=True)
    assert (desk.open(early), desk.open(late)) == (0, 2000)
    assert desk.in_balance()


def test_money_without_invoice_waits(desk: Desk) -> None:
    payment = pay(desk, 700)
    assert queries.payment(desk.entity_id, payment).unapplied_minor == 700
    with pytest.raises(actions.NothingToApply):
        actions.apply_cash(desk.do(), payment_id=payment)
    assert desk.in_balance()


def wrong(desk: Desk) -> list[tuple[dict[str, object], type[DomainError]]]:
    invoice = desk.issue(1000, "F-1")
    dollars = desk.issue(1000, "F-2", currency="USD")
    stranger = desk.issue(1000, "F-3", customer=desk.other_customer())
    return [
        ({"allocations": [(invoice, 1001)]}, OverAllocation),
        ({"allocations": [(invoice, 600), (invoice, 600)]}, OverAllocation),
        ({"amount_minor": 500, "allocations": [(invoice, 600)]}, OverAllocation),
        ({"allocations": [(invoice, -5)]}, OverAllocation),
        ({"allocations": [(dollars, 10)]}, OtherCurrency),
        ({"allocations": [(stranger, 10)]}, OtherCustomer),
        ({"allocations": [(new_id(), 10)]}, actions.UnknownItem),
        ({"amount_minor": 0}, NotAPayment),
        ({"received_on": date(2026, 6, 2)}, actions.FromTheFuture),
        ({"method": "barter"}, actions.UnknownMethod),
        ({"bank_line_id": 999}, DomainError),
    ]


def test_what_is_wrong_is_refused_and_changes_nothing(desk: Desk) -> None:
    for fields, refusal in wrong(desk):
        given = {"customer_id": desk.customer_id, "currency": "EUR", "received_on": TODAY,
                 "amount_minor": 2000, **fields}  # fmt: skip
        with pytest.raises(refusal):
            actions.receive_payment(desk.do(), **given)
    assert not Payment.objects.exists()
    assert not Allocation.objects.exists()
    assert told(desk) == []
    assert credit.exposure(desk.customer_id, "EUR").invoices == 1000
    assert pay(desk, 1)
    assert Payment.objects.get().number == "P-2026-0001"  # no refusal used a number


def test_an_allocation_is_undone_by_its_negative_twin_once(desk: Desk) -> None:
    invoice = desk.issue(1000, "F-1")
    payment = pay(desk, 1000, allocations=[(invoice, 1000)])
    (made,) = queries.payment(desk.entity_id, payment).allocations
    actions.undo_allocation(desk.do(), allocation_id=made.id)
    after = queries.payment(desk.entity_id, payment)
    assert [(a.amount_minor, a.undone) for a in after.allocations] == [(1000, True), (-1000, True)]
    assert (after.unapplied_minor, desk.open(invoice)) == (1000, 1000)
    for row in after.allocations:
        with pytest.raises(actions.AlreadyUndone):
            actions.undo_allocation(desk.do(), allocation_id=row.id)
    assert Allocation.objects.count() == 2
    assert desk.in_balance()


def test_a_credit_note_settles_an_invoice(desk: Desk) -> None:
    invoice, note = desk.issue(1000, "F-1"), desk.issue(-300, "A-1", kind="credit")
    actions.apply_credit(desk.do(), credit_invoice_id=note, invoice_id=invoice, amount_minor=200)
    assert (desk.open(invoice), desk.open(note)) == (800, -100)
    actions.apply_credit(desk.do(), credit_invoice_id=note, invoice_id=invoice)
    assert (desk.open(invoice), desk.open(note)) == (700, 0)
    with pytest.raises(actions.NothingToApply):
        actions.apply_credit(desk.do(), credit_invoice_id=note, invoice_id=invoice)
    with pytest.raises(actions.NothingToApply):  # the wrong way round
        actions.apply_credit(desk.do(), credit_invoice_id=invoice, invoice_id=note)
    actions.undo_allocation(desk.do(), allocation_id=queries.allocations_of(invoice)[0].id)
    assert (desk.open(invoice), desk.open(note)) == (900, -200)
    assert desk.in_balance()


def test_more_than_a_credit_note_holds_is_refused(desk: Desk) -> None:
    invoice, note = desk.issue(1000, "F-1"), desk.issue(-300, "A-1", kind="credit")
    with pytest.raises(OverAllocation):
        actions.apply_credit(
            desk.do(), credit_invoice_id=note, invoice_id=invoice, amount_minor=301
        )
    with pytest.raises(NotOpen):  # a credit note is not paid
        pay(desk, 100, allocations=[(note, 100)])
    assert (desk.open(invoice), desk.open(note)) == (1000, -300)


def test_a_paid_deposit_lowers_the_exposure_until_it_is_taken_back(desk: Desk) -> None:
    deposit = desk.issue(3000, "F-1", kind="deposit")
    payment = pay(desk, 3000, allocations=[(deposit, 3000)])
    facts = credit.exposure(desk.customer_id, "EUR")
    assert (facts.invoices, facts.deposits) == (0, 3000)
    (made,) = queries.payment(desk.entity_id, payment).allocations
    actions.undo_allocation(desk.do(), allocation_id=made.id)
    assert credit.exposure(desk.customer_id, "EUR").deposits == 0
    with pytest.raises(actions.AlreadyUndone):
        actions.undo_allocation(desk.do(), allocation_id=made.id)


def test_a_payment_in_a_closed_period_is_refused(desk: Desk) -> None:
    from comptoir.records.ledger import actions as ledger

    ledger.close_period(desk.do(), through=date(2026, 5, 31))
    with pytest.raises(PeriodIsClosed):
        pay(desk, 100, received_on=date(2026, 5, 31))
    assert not Payment.objects.exists()
    assert desk.in_balance()
