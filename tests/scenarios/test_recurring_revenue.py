"""Recurring revenue and churn are seen as they are booked, and each figure says why."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from python_calamine import CalamineWorkbook

from comptoir.pages.desk import recurring
from comptoir.platform.roles import Role
from comptoir.records.currencies import actions as currencies
from comptoir.records.parties import actions as parties
from comptoir.stages.contracting import actions as contracting
from comptoir.stages.contracting import queries as contracts
from comptoir.stages.contracting import versions
from comptoir.stages.prospecting import actions as prospecting
from comptoir.stages.quoting.actions import LineIn
from comptoir.stages.quoting.amendments import ChangeIn
from comptoir.stages.subscribing import queries as services
from tests.scenarios.deals import priced
from tests.scenarios.doors import program, rows, says, show_id, someone
from tests.scenarios.house import Company, line
from tests.scenarios.test_amendments import amends, signs
from tests.scenarios.test_currencies import abroad, book
from tests.scenarios.test_services import used

PAGE = "/recurring-revenue"
KINDS = ("new", "reactivation", "expansion", "price", "contraction", "churn")


def month(company: Company) -> dict[str, str]:
    """What moved in the month of today, from its opening to its closing; nothing left out."""
    span = program(company).get("/recurring-revenue")["months"][-1]
    moved = {k: span["moved"][k]["amount"] for k in KINDS if span["moved"][k]["amount"] != "0.00"}
    whole = sum((Decimal(a) for a in moved.values()), Decimal(span["opening"]["amount"]))
    assert whole == Decimal(span["closing"]["amount"])
    return {"opening": span["opening"]["amount"], **moved, "closing": span["closing"]["amount"]}


def sold(company: Company, what: LineIn, customer_id: UUID) -> contracts.ContractFacts:
    """A contract that the customer accepts today."""
    quote = company.quotes(customer_id, what)
    company.accepts(quote)
    made = contracts.contract_of_quote(quote)
    assert made
    return made


def changes(company: Company, contract: contracts.ContractFacts, quantity: int) -> None:
    """Another quantity of the first line, from today on."""
    one = versions.lines(contract)[0].id
    signs(company, amends(
        company, contract, ChangeIn(kind="quantity", line_id=one, quantity=Decimal(quantity))
    ))  # fmt: skip


@pytest.mark.capability("S1-16", screen=PAGE, api="GET /api/v1/recurring-revenue")
def test_recurring_revenue_moves_the_moment_an_order_an_amendment_or_an_end_is_booked(company):
    desk = someone(company, Role.CONTROLLER)
    says(desk.page(PAGE), "No recurring service yet")
    buyer = company.customer()
    first = sold(company, line("SUP-PRO", 10), buyer)
    assert month(company) == {"opening": "0.00", "new": "360.00", "closing": "360.00"}
    company.accepts(company.quotes(company.customer(1), line("CARE")))
    assert month(company) == {"opening": "0.00", "new": "465.00", "closing": "465.00"}
    says(desk.page(PAGE), "MRR €465.00", "ARR €5,580.00", "2 customers", "Care", "€105.00")

    company.today("2026-02-10")
    changes(company, first, 15)
    assert month(company) == {"opening": "465.00", "expansion": "180.00", "closing": "645.00"}
    company.today("2026-03-05")
    changes(company, first, 12)
    assert month(company) == {"opening": "645.00", "contraction": "-108.00", "closing": "537.00"}

    company.today("2026-04-20")
    contracting.end_contract(
        company.by(),
        contract_id=first.id,
        ends_on=date(2026, 4, 20),
        reason="They moved to a rival",
    )
    assert month(company) == {"opening": "537.00", "churn": "-432.00", "closing": "105.00"}
    assert services.mrr(company.entity_id, date(2026, 4, 20)) == {"EUR": 10_500}
    told = program(company).get("/recurring-revenue")
    now = told["months"][-1]
    assert (now["revenue_churn"], now["customer_churn"], now["net_retention"]) == (
        "80.4", "50", "19.6",
    )  # fmt: skip
    assert (now["customers"], now["lost"], now["customers_after"]) == (2, 1, 1)
    (cohort,) = told["cohorts"]
    assert (cohort["customers"], cohort["stayed"]) == (2, [2, 2, 2, 1])
    assert cohort["retained"] == ["100", "138.7", "115.5", "22.6"]

    company.today("2026-06-01")
    sold(company, line("SUP-PRO", 2), buyer)
    assert month(company) == {"opening": "105.00", "reactivation": "72.00", "closing": "177.00"}
    says(desk.page(PAGE), "Jun 2026 €105.00", "€177.00", "Reactivation")
    company.holds()


@pytest.mark.capability(
    "S1-16", screen="/recurring-revenue/moves", api="GET /api/v1/recurring-revenue/moves"
)
def test_every_movement_names_its_services_and_the_document_behind_it(company):
    contract = sold(company, line("SUP-PRO", 10), company.customer())
    company.today("2026-01-15")
    changes(company, contract, 15)
    company.today("2026-01-25")
    contracting.end_contract(
        company.by(),
        contract_id=contract.id,
        ends_on=date(2026, 1, 25),
        reason="They moved to a rival",
    )
    moves = rows(program(company).get("/recurring-revenue/moves"))
    amendment = versions.version(contract.id, 2).quote_id
    number = company.quote(amendment).number
    assert [(m["day"], m["kind"], m["mrr"]["amount"]) for m in moves] == [
        ("2026-01-01", "new", "360.00"), ("2026-01-15", "expansion", "180.00"),
        ("2026-01-25", "churn", "-540.00"),
    ]  # fmt: skip
    assert [
        [(r["begins"], r["quantity"], r["document"], r["number"]) for r in m["reasons"]]
        for m in moves
    ] == [
        [(True, "10", "order", moves[0]["reasons"][0]["number"])],
        [(False, "10", "quote", number), (True, "15", "quote", number)],
        [(False, "15", "contract", contract.number)],
    ]
    page = someone(company).page(PAGE + "/moves", month="2026-01", kind="churn")
    says(page, "Churn", "−€540.00", contract.number)
    assert "Expansion −" not in page and "€360.00" not in page
    run = rows(program(company).get("/recurring-revenue/services?on=2026-01-20"))
    assert [(s["quantity"], s["mrr"]["amount"]) for s in run] == [("15", "540.00")]
    says(someone(company).page(PAGE + "/services", on="2026-01-20"), "20 January 2026 €540.00")


def test_a_renewal_at_another_price_is_a_price_change_and_no_expansion(company):
    buyer = company.customer()
    sold(company, line("SUP-PRO", 10, term_months=1), buyer)
    priced(company, "SUP-PRO", unit_price=Decimal(40))
    sold(company, line("SUP-PRO", 10, deliver_on=date(2026, 2, 1), term_months=12), buyer)
    company.today("2026-02-01")
    assert month(company) == {"opening": "360.00", "price": "40.00", "closing": "400.00"}


@pytest.mark.capability(
    "S1-16", screen="/recurring-revenue", api="GET /api/v1/recurring-revenue/shares"
)
def test_currencies_stay_apart_and_a_partner_is_told_what_it_brings(
    company, django_assert_num_queries
):
    book(company, "USD", {"CARE": "1300"})
    partner = parties.create_partner(company.by(), name="Nord Conseil", country="FR").partner_id
    wish = prospecting.open_opportunity(
        company.by(), customer_id=(buyer := company.customer()), title="Care", amount_minor=100,
        close_on=date(2026, 2, 1), partner_id=partner,
    ).opportunity_id  # fmt: skip
    company.accepts(company.quotes(buyer, line("SUP-PRO", 10), opportunity_id=wish))
    company.accepts(company.quotes(abroad(company, "Acme", "US", "USD"), line("CARE")))
    today = company.by().today
    recurring.recurring(company.entity_id, today)  # what the company's own currency is, is kept
    with django_assert_num_queries(3):  # services, usage, rates
        recurring.recurring(company.entity_id, today)
    told = program(company).get("/recurring-revenue")
    assert [(m["amount"], m["currency"]) for m in told["mrr"]] == [
        ("360.00", "EUR"), ("108.33", "USD"),
    ]  # fmt: skip
    assert told["mrr_in_all"] is None, "no rate is known"
    currencies.set_exchange_rate(
        company.by(), day=date(2026, 1, 1), from_currency="EUR", to_currency="USD",
        rate=Decimal("1.25"), source="ECB",
    )  # fmt: skip
    told = program(company).get("/recurring-revenue")
    assert told["mrr_in_all"] == {"amount": "446.66", "currency": "EUR"}  # 360 and 108.33 ÷ 1.25
    says(someone(company).page(PAGE), "€360.00 · USD 108.33 ≈ €446.66", "MRR €360.00")
    says(someone(company).page(PAGE, currency="USD", by="channel"), "MRR USD 108.33", "Quote")
    shares = rows(program(company).get("/recurring-revenue/shares?by=channel"))
    assert [(s["id"], s["name"], s["closing"]["amount"]) for s in shares] == [
        (show_id("par", partner), "Nord Conseil", "360.00"), ("quote", "Quote", "108.33"),
    ]  # fmt: skip


def test_usage_stands_beside_as_the_average_of_three_months(company):
    order = company.accepts(company.quotes(company.customer(), line("SUP-PRO"), line("API")))
    used(company, order, "2026-01-20", 300, "m-1")
    company.today("2026-04-10")
    told = program(company).get("/recurring-revenue")
    assert told["usage"] == [{"amount": "85.00", "currency": "EUR"}]  # 300 × 0.85 ÷ 3
    assert told["mrr"] == [{"amount": "36.00", "currency": "EUR"}]
    says(someone(company).page(PAGE), "Beside it €85.00 of usage a month")


def test_the_workbook_calculates_and_its_services_make_the_same_sum(company):
    company.accepts(company.quotes(company.customer(), line("SUP-PRO", 10), line("CARE")))
    raw = someone(company).client.get(PAGE, {"as": "xlsx"}).content
    book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
    sheets = {n: book.get_sheet_by_name(n).to_python() for n in book.sheet_names}
    assert list(sheets) == ["Months", "Today", "Services", "Cohorts"]
    assert sheets["Months"][-1][1:10] == ["EUR", 0, 465, 0, 0, 0, 0, 0, 465]
    assert sheets["Today"][1] == ["EUR", 465, 5580]
    assert [row[8] for row in sheets["Services"][1:]] == [105, 360]


def test_a_hostile_address_shows_the_page_without_it(company):
    company.accepts(company.quotes(company.customer(), line("SUP-PRO", 10)))
    desk = someone(company)
    for asked in ({"months": "9" * 40}, {"by": "<x>"}, {"currency": "€"}, {"months": "-1"}):
        says(desk.page(PAGE, **asked), "MRR €360.00")
    for asked in ({"month": "2026-13"}, {"kind": "x"}, {"product": "1"}, {"currency": "ZZZZ"}):
        assert desk.page(PAGE + "/moves", **asked)
    assert desk.page(PAGE + "/services", on="9999-99-99")
    answer: Any = program(company).refused("GET", "/recurring-revenue?months=0")
    assert answer["status"] == 422
