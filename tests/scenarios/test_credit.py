"""Credit: nothing leaves the house on credit that the customer does not have."""

from __future__ import annotations

from decimal import Decimal

import pytest

from comptoir.platform.roles import Role, RoleForbids
from comptoir.records.credit import actions as credit
from comptoir.records.credit import queries as exposures
from comptoir.stages.fulfilling.actions import OrderNotOpen
from comptoir.stages.invoicing import queries as invoices
from comptoir.stages.ordering import actions as ordering
from comptoir.stages.ordering import queries as orders
from tests.scenarios.doors import program, rows, says, show_id, someone
from tests.scenarios.house import eur, line

CREDIT, EXPOSURE = "/credit/{customer_id}", "GET /api/v1/customers/{customer_id}/credit"
RELEASE, RELEASE_API = "/ordering/{order_id}/release", "POST /api/v1/orders/{order_id}/release"


def limited(company, limit: str):
    customer = company.customer()
    credit.set_limit(
        company.by(), customer_id=customer, currency="EUR", limit_minor=eur(limit).minor
    )
    return customer


@pytest.mark.capability("S3-16", screen=CREDIT, api=EXPOSURE)
def test_each_order_is_checked_against_the_customers_limit_and_what_is_open(company):
    customer = limited(company, "10000.00")
    first = company.accepts(company.quotes(customer, line("ARM-X", 2)))  # 7,080 with VAT
    second = company.accepts(company.quotes(customer, line("ARM-X", 1)))  # 3,540: too much
    assert [orders.order(x).state for x in (first, second)] == ["open", "held"]
    assert orders.order(second).hold_minor == eur("620.00").minor
    told = rows(program(company).get(f"/customers/{show_id('cus', customer)}/credit"))[0]
    assert (told["limit"]["amount"], told["exposure"]["amount"]) == ("10000.00", "10620.00")
    says(someone(company).page(f"/credit/{customer}"), "Exposure €10,620.00", "Limit €10,000.00")
    company.delivers(first)
    company.is_paid(company.invoices(first).id)
    assert exposures.exposure(customer, "EUR").exposure == eur("3540.00").minor


@pytest.mark.capability("S3-17", screen=RELEASE, api=RELEASE_API)
def test_a_held_order_is_delivered_only_when_its_deposit_is_paid_or_an_approver_lets_it_go(company):
    customer = limited(company, "1000.00")
    asked = company.quotes(customer, line("ARM-X", 1), deposit_percent=Decimal(50))
    prepaid, trusted = (
        company.accepts(asked),
        company.accepts(company.quotes(customer, line("DOC", 50))),
    )
    for order in (prepaid, trusted):
        with pytest.raises(OrderNotOpen):
            company.delivers(order)
    (deposit,) = invoices.invoices_of_order(prepaid)
    company.is_paid(deposit.id)
    assert orders.order(prepaid).state == "open"
    company.delivers(prepaid)
    with pytest.raises(RoleForbids):
        ordering.release_order(company.by(Role.SALES), order_id=trusted, reason="They always pay")
    approver = someone(company, Role.FINANCE_APPROVER)
    approver.sends(f"/ordering/{trusted}/release", reason="Bank guarantee of 3 January")
    assert orders.order(trusted).state == "open"
    assert "Released: Bank guarantee of 3 January" in approver.page(f"/ordering/{trusted}")
    company.delivers(trusted)
    company.holds()


@pytest.mark.capability("S3-18", screen="/credit/", api="GET /api/v1/credit/exposures")
def test_a_seller_without_credit_sets_no_limit_and_nothing_is_ever_held(company):
    customer = company.customer()
    order = company.accepts(company.quotes(customer, line("ARM-X", 9_999)))
    assert orders.order(order).state == "open"
    assert exposures.exposure(customer, "EUR").limit is None
    company.delivers(order)
    told = rows(program(company).get("/credit/exposures"))
    assert [x["limit"] for x in told] in ([None], [])
    assert "SO-2026-0001" not in someone(company).page("/ordering/", state="held")


@pytest.mark.capability("S3-19", screen="/fulfilling/to-deliver", api="GET /api/v1/to-deliver")
def test_an_order_moves_to_the_warehouse_when_it_is_verified_and_not_before(company):
    customer = limited(company, "8000.00")
    good = company.accepts(company.quotes(customer, line("ARM-X", 2)))
    held = company.accepts(company.quotes(customer, line("ARM-X", 2)))
    warehouse, api = someone(company, Role.WAREHOUSE), program(company, Role.WAREHOUSE)
    page = warehouse.page("/fulfilling/to-deliver")
    assert ("SO-2026-0001" in page, "SO-2026-0002" in page) == (True, False)
    assert [x["order_id"] for x in rows(api.get("/to-deliver"))] == [show_id("ord", good)]
    ordering.release_order(company.by(), order_id=held, reason="Paid in cash")
    assert "SO-2026-0002" in warehouse.page("/fulfilling/to-deliver")
