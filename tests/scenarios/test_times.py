"""How long a deal takes, measured deal by deal."""

from __future__ import annotations

import pytest

from tests.scenarios.deals import wish
from tests.scenarios.doors import program, says, show_id, someone
from tests.scenarios.house import eur, line

ORDER, TRACE = "/orders/{order_id}", "GET /api/v1/orders/{order_id}/trace"


@pytest.mark.capability("S1-01", "S3-38", screen=ORDER, api=TRACE)
def test_the_days_from_first_word_to_order_delivery_invoice_and_cash_are_measured(company):
    customer = company.customer()
    deal = wish(company, customer)
    company.today("2026-01-06")
    quote = company.quotes(customer, line("ARM-X", 2), opportunity_id=deal)
    company.today("2026-01-11")
    order = company.accepts(quote)

    def days() -> dict[str, int | None]:
        return dict(program(company).get(f"/orders/{show_id('ord', order)}/trace")["days"])

    waiting = dict.fromkeys(["to_delivery", "to_invoice", "to_cash", "in_all"])
    assert days() == {"to_order": 10, **waiting}
    company.today("2026-01-15")
    company.delivers(order, ARM_X=1)
    first = company.invoices(order)
    assert days() == {"to_order": 10, **waiting}  # half of it is not all of it
    company.today("2026-01-20")
    company.delivers(order)
    assert days() == {"to_order": 10, **waiting, "to_delivery": 9}
    company.today("2026-01-21")
    second = company.invoices(order)
    company.is_paid(first.id)
    company.today("2026-03-02")
    company.is_paid(second.id, eur("40.00"))
    assert days() == {"to_order": 10, **waiting, "to_delivery": 9, "to_invoice": 10}
    company.is_paid(second.id)
    told = {"to_order": 10, "to_delivery": 9, "to_invoice": 10, "to_cash": 50, "in_all": 60}
    assert days() == told
    says(someone(company).page(f"/orders/{order}"), "Quote to cash in all 60 days",
         "From order to cash 50 days", "From order to delivery 9 days")  # fmt: skip
