"""Several currencies: each day has its rate, and everybody sees which one was used."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from comptoir.demo import playing
from comptoir.platform.roles import Role
from comptoir.records.approvals import actions as approvals
from comptoir.records.approvals.core.checks import ConditionIn
from comptoir.records.approvals.parts import ApprovalNeeded
from comptoir.records.catalog import queries as wares
from comptoir.records.currencies import actions as currencies
from comptoir.stages.prospecting import actions as prospecting
from tests.scenarios.doors import program, says, show_id, someone
from tests.scenarios.house import line
from tests.scenarios.test_currencies import abroad, book

RATES, CONVERT = "/currencies/", "GET /api/v1/exchange-rates/conversion"
# The form is the ECB's; the figures are examples, not rates of these days.
FILE = b"Date,USD,GBP,\n2026-01-30,1.25,0.8,\n2026-01-29,1.2,N/A,\n"


@pytest.mark.capability("S1-40", screen=RATES, api=CONVERT)
def test_on_a_sunday_the_controller_and_a_program_find_fridays_rate_and_its_reason(company):
    company.today("2026-02-01")  # a Sunday
    desk = someone(company, Role.CONTROLLER)
    company.events()
    desk.sends("/currencies/import", file=SimpleUploadedFile("eurofxref-hist.csv", FILE))
    company.expects("ExchangeRatesImported")
    says(desk.page(RATES), "1 EUR → USD 1.25", "2 days", "ECB")
    api = program(company)
    dollars = api.get("/exchange-rates/conversion?from_currency=USD")
    assert (dollars["to_currency"], dollars["rate"], dollars["way"]) == ("EUR", "0.8", "inverse")
    cross = api.get("/exchange-rates/conversion?from_currency=GBP&to_currency=USD")
    assert (cross["rate"], cross["way"], cross["day"]) == ("1.5625", "cross", "2026-01-30")
    company.events()
    typed = {"day": "2026-02-01", "from_currency": "EUR", "to_currency": "USD", "rate": "1.6"}
    desk.sends(RATES, **typed, source="Our bank")
    company.expects("ExchangeRateSet")
    assert api.get("/exchange-rates/conversion?from_currency=USD")["rate"] == "0.625"
    earlier = api.get("/exchange-rates/conversion?from_currency=USD&on=2026-01-29")
    assert earlier["rates"][0]["rate"] == "1.2"  # never one of a later day
    company.today("2026-02-20")
    late = api.refused("GET", "/exchange-rates/conversion?from_currency=USD")
    assert late["code"] == "no_rate"
    says(desk.page(RATES), "too old")


def rate(company, figure: str) -> None:
    currencies.set_exchange_rate(
        company.by(), day=date(2026, 1, 1), from_currency="EUR", to_currency="USD",
        rate=Decimal(figure), source="Example",
    )  # fmt: skip


def test_an_offer_in_dollars_says_its_worth_in_euros_and_is_measured_by_it(company):
    book(company, "USD", {"ARM-X": "3200"})
    buyer = abroad(company, "Lakeside Inc.", "US", "USD")
    above = [ConditionIn("net", "above", "5200")]  # euros, as the company's
    approvals.write_policy(company.by(), name="Large", conditions=above, role="finance_approver")
    lines, api, desk = [line("ARM-X", 2)], program(company), someone(company)

    first = playing.offered(company.entity_id, buyer, lines)
    page = f"/quoting/{first}/"
    says(desk.page(page), "No exchange rate of today")
    with pytest.raises(ApprovalNeeded):  # what nobody can convert is not small
        playing.sent(company.entity_id, first)

    rate(company, "1.25")
    told = api.get(f"/quotes/{show_id('quo', first)}")["worth"]
    assert (told["net"], told["rate"]) == ({"amount": "5120.00", "currency": "EUR"}, "0.8")
    # what it costs us, in euros, is measured in dollars from then on
    own = wares.by_sku(company.entity_id, {"ARM-X"})["ARM-X"].cost
    (known,) = company.quote(playing.offered(company.entity_id, buyer, lines)).lines
    (before,) = company.quote(first).lines
    assert (before.cost, known.cost) == (None, own * Decimal("1.25"))
    assert (told["way"], told["day"], told["source"]) == ("inverse", "2026-01-01", "Example")
    playing.sent(company.entity_id, first)  # 5,120 euros: small enough

    rate(company, "1")
    says(desk.page(page), "≈ €5,120.00 · 1 EUR = 1.25 USD, Example, 1 January 2026")
    assert api.get(f"/quotes/{show_id('quo', first)}")["worth"] == told  # as it was sent
    second = playing.offered(company.entity_id, buyer, lines)
    says(desk.page(f"/quoting/{second}/edit"), "≈ €6,400.00", "€6,400.00, above €5,200.00")
    with pytest.raises(ApprovalNeeded):
        playing.sent(company.entity_id, second)
    for money, major in (("USD", 100_000), ("EUR", 50_000)):
        prospecting.open_opportunity(
            company.by(), customer_id=buyer, title=money, amount_minor=major, currency=money,
            close_on=date(2026, 6, 30),
        )  # fmt: skip
    column = api.get("/opportunities/board")["columns"][0]
    assert [a["currency"] for a in column["amounts"]] == ["EUR", "USD"]  # never one sum of both
    assert column["in_all"] == {"amount": "1500.00", "currency": "EUR"}  # at 1.00
    says(desk.page("/prospecting/board"), "≈ €1,500.00")
    in_euros = company.quotes(company.customer(), line("ARM-X", 1))
    assert api.get(f"/quotes/{show_id('quo', in_euros)}")["worth"] is None
