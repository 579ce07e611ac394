"""Revenue: earned when it is performed, by itself, to the cent, and traceable to what caused it."""

from __future__ import annotations

from datetime import date

import pytest

from comptoir.platform.roles import Role
from comptoir.stages.recognizing import queries as revenue
from tests.scenarios.deals import invoiced
from tests.scenarios.doors import program, rows, says, show_id, someone, words
from tests.scenarios.house import eur, line

WATERFALL, WATERFALL_API = "/recognizing/", "GET /api/v1/revenue/waterfall"
OBLIGATION = "/recognizing/obligations/{obligation_id}/"
OBLIGATION_API = "GET /api/v1/obligations/{obligation_id}"


@pytest.mark.capability("S2-06", screen=OBLIGATION, api=OBLIGATION_API)
def test_the_revenue_of_each_delivered_line_stands_in_the_month_of_its_delivery(company):
    order = company.accepts(company.quotes(company.customer(), line("ARM-X", 4), line("DOC", 10)))
    company.today("2026-01-31")
    company.delivers(order, ARM_X=3)
    company.today("2026-02-02")
    company.delivers(order, ARM_X=1)
    company.today("2026-03-05")
    company.delivers(order, DOC=10)
    told = rows(program(company).get("/obligations"))
    seen = {}
    for one in told:
        detail = program(company).get(f"/obligations/{one['id']}?expand=recognitions")
        seen[detail["description"]] = [
            (r["month"], r["amount"]["amount"]) for r in detail["expanded"]["recognitions"]
        ]
    assert seen == {
        "Armoire de commande ARM-X": [("2026-01-01", "8850.00"), ("2026-02-01", "2950.00")],
        "Manuel imprimé": [("2026-03-01", "220.00")],
    }
    page = someone(company).page(f"/recognizing/obligations/{told[0]['id']}/")
    says(page, "Recognized")
    company.holds()


@pytest.mark.capability("S1-15", screen=WATERFALL, api=WATERFALL_API)
def test_revenue_follows_performance_and_not_the_bill_without_anyone_posting_it(company):
    """IFRS 15 §38 for goods, §35(a) and §B18 for a service: docs/policy/revenue.md."""
    order = company.accepts(company.quotes(company.customer(), line("ARM-X", 1), line("CARE")))
    company.today("2026-02-15")  # a year of care was billed on the first day: 1,260
    assert company.revenue().billed_minor == eur("1260.00").minor
    assert company.revenue().recognized_minor == eur("107.01").minor  # 31 of 365 days
    company.delivers(order)  # not billed yet
    assert company.revenue().recognized_minor == eur("3057.01").minor
    company.today("2026-03-01")
    assert company.revenue().recognized_minor == eur("3153.67").minor  # 59 of 365 days
    page = someone(company, Role.REVENUE).page(WATERFALL)
    says(page, "Jan 2026, Recognized: €107.01", "Feb 2026, Recognized: €3,046.66")
    company.holds()


@pytest.mark.capability("S1-57", screen=OBLIGATION, api=OBLIGATION_API)
def test_recognized_revenue_is_traced_to_delivery_order_contract_quote_and_wish(company):
    deal = invoiced(company, line("ARM-X", 2))
    api, desk = program(company), someone(company)
    (one,) = rows(api.get("/obligations"))
    detail = api.get(f"/obligations/{one['id']}?expand=recognitions")
    assert detail["order_id"] == show_id("ord", deal.order_id)
    (earned,) = detail["expanded"]["recognitions"]
    assert earned["amount"]["amount"] == "5900.00"
    page = desk.page(f"/recognizing/obligations/{one['id']}/")
    says(page, "SO-2026-0001", "Delivery")
    assert earned["cause"] == "delivery"
    assert f"/orders/{deal.order_id}" in desk.raw(f"/recognizing/obligations/{one['id']}/")
    up = api.get(f"/orders/{detail['order_id']}/trace")["documents"]
    assert {d["kind"] for d in up} == {"opportunity", "quote", "contract", "delivery", "invoice"}
    for d in up:  # and each of them to who did it, and when
        assert api.get(f"/events?object={d['number'].partition(' ')[0]}")["items"], d


@pytest.mark.capability("S2-36", screen=WATERFALL, api=WATERFALL_API)
def test_the_waterfall_reports_what_was_earned_and_forecasts_what_will_be_month_by_month(company):
    company.accepts(company.quotes(company.customer(), line("CARE")))
    company.today("2026-03-01")
    (told,) = rows(program(company).get("/revenue/waterfall"))
    (booked,) = told["rows"]
    months = {m["month"]: m["amount"]["amount"] for m in booked["months"]}
    assert (months["2026-01-01"], months["2026-02-01"]) == ("107.01", "96.66")
    assert told["to_come"] == "2026-03-01"
    assert months["2026-03-01"] == "107.01"
    assert (booked["booked"]["amount"], booked["recognized"]["amount"]) == ("1260.00", "203.67")
    forecast = sum(eur(a).minor for a in months.values())
    assert forecast == eur("1260.00").minor
    company.today("2026-04-01")
    facts = revenue.reconcile(company.entity_id, "EUR")
    assert facts.recognized_minor == eur("310.68").minor  # as it was forecast
    assert facts.agrees
    assert date(2026, 4, 1) == company.by().today
    says(someone(company).page(WATERFALL), "1,260.00", "107.01")


@pytest.mark.capability(
    "S1-89", screen="/recognizing/months/post/", api="POST /api/v1/revenue/months"
)
def test_a_period_is_recognized_in_one_deed_to_the_cent_and_only_once(company):
    company.today("2026-02-10")
    sold = {"sku": "SUP-PRO", "quantity": "7", "discount_percent": "3.33"}
    for n in range(3):  # agreed in February for the year from 1 January on
        body = {"customer_id": show_id("cus", company.customer(n)), "lines": [sold],
                "starts_on": "2026-01-01"}  # fmt: skip
        program(company).post("/orders", body)
    api = program(company, Role.REVENUE)
    assert company.revenue().recognized_minor == 0
    tried = api.post("/revenue/months?dry_run=true", {"month": "2026-01"})
    assert company.revenue().recognized_minor == 0
    done = api.post("/revenue/months", {"month": "2026-01"})
    assert done["amount"] == tried["amount"] == {"amount": "730.83", "currency": "EUR"}
    assert company.revenue().recognized_minor == eur("730.83").minor  # 3 × 243.61
    assert api.refused("POST", "/revenue/months", {"month": "2026-01"})["code"] == "nothing_due"
    page = someone(company, Role.REVENUE).raw("/recognizing/months/", month="2026-01")
    says(words(page), "There is nothing to do.", "Every month that is over is posted.")
    company.holds()
