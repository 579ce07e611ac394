"""Cash that is to come, week by week."""

from __future__ import annotations

import pytest

from comptoir.platform.roles import Role
from tests.scenarios.doors import program, says, someone
from tests.scenarios.house import eur, line


@pytest.mark.capability("S1-05", screen="/forecast", api="GET /api/v1/expected-payments")
def test_expected_payments_are_forecast_by_the_week_of_their_due_date(company):
    def bill(n: int, sku: str):
        order = company.accepts(company.quotes(company.customer(n), line(sku)))
        company.delivers(order)
        return company.invoices(order)

    assert program(company).get("/expected-payments")["weeks"] == []
    first = bill(0, "ARM-X")  # 3,540, due on Sunday 15 February
    second = bill(1, "ARM-S")  # 1,776, 30 days: due on Saturday 31 January
    third = bill(2, "ARM-S")  # the same week
    assert [str(i.due_on) for i in (first, second, third)] == [
        "2026-02-15", "2026-01-31", "2026-01-31",
    ]  # fmt: skip
    company.is_paid(third.id, eur("776.00"))

    def told() -> list[tuple[str | None, int, str, str]]:
        weeks = program(company).get("/expected-payments")["weeks"]
        return [
            (w["week"], w["invoices"], w["expected"]["amount"], w["in_all"]["amount"])
            for w in weeks
        ]

    assert told() == [
        ("2026-01-26", 2, "2776.00", "2776.00"), ("2026-02-09", 1, "3540.00", "6316.00"),
    ]  # fmt: skip
    page = someone(company, Role.COLLECTOR).page("/forecast")
    says(page, "26 Jan 2026 2 €2,776.00 €2,776.00", "9 Feb 2026 1 €3,540.00 €6,316.00")
    company.today("2026-02-01")  # the two are late
    assert told()[0] == (None, 2, "2776.00", "2776.00")
    says(someone(company, Role.COLLECTOR).page("/forecast"), "Late 2 €2,776.00")
    says(someone(company).page("/"), "Cash expected, 4 weeks €3,540.00")
