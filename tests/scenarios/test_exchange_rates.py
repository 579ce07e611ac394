"""Several currencies: each day has its rate, and everybody sees which one was used."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from comptoir.platform.roles import Role
from tests.scenarios.doors import program, says, someone

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
