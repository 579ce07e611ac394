"""Services: sold beside goods, billed and measured by themselves, each by its own price model and term."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from comptoir.kernel.ids import show_id
from comptoir.kernel.period import add_months
from comptoir.platform.roles import Role
from comptoir.stages.contracting import queries as contracts
from comptoir.stages.contracting import versions
from comptoir.stages.invoicing import queries as invoices
from comptoir.stages.ordering import queries as orders
from comptoir.stages.pricing.engine import Tier
from comptoir.stages.quoting import documents
from comptoir.stages.subscribing import queries as services
from tests.scenarios.deals import priced
from tests.scenarios.doors import program, rows, says, someone
from tests.scenarios.house import eur, line

USE = "POST /api/v1/usage"


def used(company, order, day: str, quantity: int, key: str):
    """The measuring system reports use of the metered service of an order."""
    (meter,) = [s for s in services.services_of(order_id=order) if s.charge_kind == "usage"]
    record = {"service_id": show_id("svc", meter.id), "key": key, "used_on": day,
              "quantity": str(quantity)}  # fmt: skip
    told = program(company, Role.INTEGRATION).post("/usage", {"rows": [record]})
    assert told == {"accepted": 1, "duplicates": 0}
    return meter


@pytest.mark.capability("S1-11", screen="/metering/{service_id}/", api=USE)
def test_periods_and_measured_use_are_billed_when_their_day_comes_by_nobodys_hand(company):
    order = company.accepts(company.quotes(company.customer(), line("SUP-PRO", 10), line("API")))
    meter = used(company, order, "2026-01-20", 2000, "m-1")
    says(someone(company).page(f"/metering/{meter.id}/"), "2,000")
    company.events()
    company.today("2026-02-01")
    done = set(company.events())
    assert {"PeriodsCharged", "UsageRated", "InvoiceIssued", "RevenueRecognized"} <= done
    bills = [i for i in invoices.invoices_of_order(order) if i.state == "issued"]
    nets = sorted(i.net_minor for i in bills)
    assert sum(nets) == eur("2420.00").minor  # two months of 360, 2,000 measurements at 0.85
    lines = [x for i in bills for x in invoices.invoice(i.id).lines]
    assert {x.kind for x in lines} == {"recurring", "usage"}
    company.today("2026-02-02")
    assert len(invoices.invoices_of_order(order)) == len(bills)
    company.holds()


@pytest.mark.capability("S1-63", screen="/quoting/{quote_id}/edit", api="GET /api/v1/services")
def test_a_service_starts_on_its_own_day_and_its_contract_lasts_as_long(company):
    """The care runs from the contract's first day, the supervision from the day of the commissioning."""
    later = line("SUP-PRO", 10, deliver_on=date(2026, 3, 15), term_months=12)
    quote_id = company.quotes(company.customer(), line("CARE", term_months=12), later)
    quote = company.quote(quote_id)
    shown = [row.details for section in documents.sections(quote) for row in section.rows]
    assert shown[0] == () and shown[1] == ("starts on 15\xa0mars 2026",)
    order = orders.order(company.accepts(quote_id))
    care, supervision = order.lines
    first = care.starts_on
    assert (supervision.starts_on, supervision.ends_on) == (date(2026, 3, 15), date(2027, 3, 15))
    assert care.ends_on == add_months(first, 12)
    contract = contracts.contract_of_quote(quote_id)
    assert (contract.starts_on, contract.ends_on) == (first, date(2027, 3, 15))
    assert [li.stretches[0].start for li in versions.lines(contract)] == [first, date(2026, 3, 15)]

    company.today("2026-03-14")
    billed = [x for i in invoices.invoices_of_order(order.id) for x in invoices.invoice(i.id).lines]
    assert {x.order_line_id for x in billed} == {care.id}
    company.today("2026-03-15")
    nets = [i.net_minor for i in invoices.invoices_of_order(order.id) if i.state == "issued"]
    assert sorted(nets)[0] == eur("360.00").minor
    company.today("2026-04-01")  # 17 of the 31 days of the period from 15 March are in March
    company.holds()


def test_a_service_sold_late_starts_with_its_contract_at_the_earliest(company):
    quote_id = company.quotes(company.customer(), line("SUP-PRO", deliver_on=date(2020, 1, 1)))
    (service,) = orders.order(company.accepts(quote_id)).lines
    assert service.starts_on == company.by().today


@pytest.mark.capability("S1-69", screen="/subscribing/", api="GET /api/v1/services")
def test_one_time_recurring_subscription_and_usage_are_native_kinds_of_one_order(company):
    quote = company.quotes(
        company.customer(), line("ARM-X"), line("SUP-PRO", 5), line("CARE"), line("API", 100)
    )
    order = orders.order(company.accepts(quote))
    kinds = {x.charge_kind: x.billing_months for x in order.lines}
    assert [x.charge_kind for x in order.lines] == ["one_off", "recurring", "recurring", "usage"]
    assert kinds["usage"] == 1
    told = rows(program(company).get("/services"))
    assert sorted(s["charge_kind"] for s in told) == ["recurring", "recurring", "usage"]
    desk = someone(company)
    says(desk.page("/subscribing/"), "MRR", "€285.00")  # 5 × 36 and 1,260 a year
    company.delivers(order.id)
    company.invoices(order.id)
    company.today("2026-03-01")
    assert services.mrr(company.entity_id, date(2026, 3, 1)) == {"EUR": eur("285.00").minor}
    company.holds()


@pytest.mark.capability(
    "S1-63", screen="/quoting/{quote_id}/", api="GET /api/v1/services/{service_id}/usage"
)
def test_digital_services_differ_in_price_model_term_rhythm_and_are_measured(company):
    steps = [Tier(Decimal(1000), Decimal("1")), Tier(None, Decimal("0.5"))]
    priced(company, "API", model="graduated", tiers=steps)
    seat = [Tier(Decimal(9), Decimal(36)), Tier(None, Decimal(30))]
    priced(company, "SUP-PRO", model="volume", tiers=seat)
    quote = company.quotes(
        company.customer(), line("SUP-PRO", 20, term_months=6), line("CARE", term_months=24),
        line("API", 1),
    )  # fmt: skip
    order = company.accepts(quote)
    seats, care, calls = orders.order(order).lines
    assert (seats.net_minor, seats.ends_on) == (eur("600.00").minor, date(2026, 7, 1))
    assert (care.net_minor, care.billing_months, care.ends_on) == (
        eur("1260.00").minor, 12, date(2028, 1, 1),
    )  # fmt: skip
    meter = used(company, order, "2026-01-10", 3000, "m-1")
    seen = rows(program(company).get(f"/services/{show_id('svc', meter.id)}/usage"))
    assert [x["quantity"] for x in seen] == ["3000"]
    says(someone(company).page(f"/quoting/{quote}/"), "6 months", "24 months", "estimated use")
    company.today("2026-02-01")
    (use,) = [
        x for i in invoices.invoices_of_order(order) for x in invoices.invoice(i.id).lines
        if x.kind == "usage"
    ]  # fmt: skip
    assert use.net_minor == eur("2000.00").minor  # 1,000 at 1 and 2,000 at 0.50
    assert calls.charge_kind == "usage"
    company.holds()
