"""An order that its deposit released is held again when the bank takes the deposit back."""

from __future__ import annotations

from decimal import Decimal

import pytest

from comptoir.kernel.errors import NothingDue
from comptoir.kernel.ids import show_id
from comptoir.stages.collecting import actions as collecting
from comptoir.stages.fulfilling.actions import OrderNotOpen
from comptoir.stages.invoicing import queries as invoices
from comptoir.stages.ordering import actions as ordering
from comptoir.stages.ordering import queries as orders
from tests.scenarios.doors import program, says, someone
from tests.scenarios.house import line
from tests.scenarios.test_credit import limited
from tests.scenarios.test_payments_that_fail import comes_back

SCREEN, RETURN = "/ordering/{order_id}", "POST /api/v1/payments/{payment_id}/return"


def prepaid(company, *lines):
    """Above the credit limit, released by its paid deposit; the payment of it."""
    customer = limited(company, "1000.00")
    order = company.accepts(company.quotes(customer, *lines, deposit_percent=Decimal(50)))
    assert orders.order(order).state == "held"
    (deposit,) = invoices.invoices_of_order(order)
    return order, deposit.id, pays(company, deposit.id)


def pays(company, invoice_id):
    """A direct debit for the whole document."""
    due = invoices.invoice(invoice_id)
    return collecting.receive_payment(
        company.by(), customer_id=due.customer_id, amount_minor=due.gross_minor, currency="EUR",
        received_on=company.by().today, method="direct_debit",
        allocations=[(invoice_id, due.gross_minor)],
    ).payment_id  # fmt: skip


@pytest.mark.capability("S3-17", screen=SCREEN, api=RETURN)
def test_an_order_whose_deposit_comes_back_is_held_again_until_it_is_paid_again(company):
    order, deposit, payment = prepaid(company, line("ARM-X", 2))
    assert orders.order(order).state == "open"
    company.events()
    api = program(company)
    body = {"reason": "MD06", "returned_on": company.by().today.isoformat()}
    api.post(f"/payments/{show_id('pay', payment)}/return", body)
    assert "OrderHeldAgain" in company.events()
    told = orders.order(order)
    assert (told.state, told.hold_reason) == ("held", "prepayment")
    assert api.get(f"/orders/{show_id('ord', order)}")["hold_reason"] == "prepayment"
    with pytest.raises(OrderNotOpen):
        company.delivers(order)
    desk = someone(company)
    says(desk.page(f"/ordering/{order}"), "the bank took back the payment that had released it",
         "Held again: the bank took its payment back")  # fmt: skip
    says(desk.page(f"/orders/{order}"), "The order is held: the bank took back the payment")
    company.holds()
    pays(company, deposit)
    assert orders.order(order).state == "open"
    company.delivers(order)
    company.holds()


def test_of_an_order_that_was_delivered_in_part_the_rest_is_held_and_the_part_is_invoiced(company):
    order, deposit, payment = prepaid(company, line("ARM-X", 2))
    company.delivers(order, **{"ARM-X": 1})
    comes_back(company, payment)
    assert orders.order(order).state == "held"
    with pytest.raises(OrderNotOpen):
        company.delivers(order)
    part = company.invoices(order)
    company.is_paid(part.id)
    assert orders.order(order).state == "held", "the deposit itself is still owed"
    pays(company, deposit)
    assert orders.order(order).state == "open"
    company.delivers(order)
    company.holds()


def test_what_was_delivered_whole_or_released_by_somebody_is_not_held(company):
    order, _deposit, payment = prepaid(company, line("ARM-X", 1))
    company.delivers(order)
    comes_back(company, payment)
    assert orders.order(order).state == "open"
    other, deposit, payment = prepaid(company, line("ARM-X", 2))
    comes_back(company, payment)
    ordering.release_order(company.by(), order_id=other, reason="Bank guarantee")
    again = pays(company, deposit)
    comes_back(company, again)
    assert orders.order(other).state == "open", "a person answers for it now"
    with pytest.raises(NothingDue):
        ordering.hold_returned(company.by(), order_ids=[other], payment_id=again)
    company.holds()
