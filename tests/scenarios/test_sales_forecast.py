"""What the open opportunities are expected to bring, and what of it is profit."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from comptoir.platform.roles import Role
from comptoir.stages.prospecting import actions as prospecting
from tests.scenarios.deals import wish
from tests.scenarios.doors import program, says, someone
from tests.scenarios.house import line

PAGE = "/sales-forecast"


def told(company: Any, *roles: Role) -> list[tuple[Any, ...]]:
    body = program(company, *roles).get("/sales-forecast")
    return [
        (
            p["revenue"]["amount"],
            p["margin"],
            p["margin_from"],
            p["profit"] and p["profit"]["amount"],
        )
        for p in body["prospects"]
    ]


@pytest.mark.capability("S2-44", screen=PAGE, api="GET /api/v1/sales-forecast")
def test_the_expected_profit_follows_from_quotes_and_from_what_was_won(company):
    manager = someone(company, Role.SALES_MANAGER)
    says(manager.page(PAGE), "No open opportunity: nothing is expected.")
    customer = company.customer()
    quoted = wish(company, customer)
    wish(company, customer, "A seventh cabinet")
    assert told(company, Role.SALES_MANAGER) == [("4000.00", None, "", None)] * 2, (
        "nothing was won yet"
    )

    company.accepts(company.quotes(company.customer(1), line("ARM-X")))  # 2,950, of it 1,250 profit
    company.quotes(customer, line("ARM-X", 2, percent=10), opportunity_id=quoted)
    prospecting.open_opportunity(
        company.by(), customer_id=customer, title="Overseas", amount_minor=100, currency="USD",
        close_on=date(2026, 6, 30),
    )  # fmt: skip
    assert told(company, Role.SALES_MANAGER) == [
        ("4000.00", "35.97", "quote", "1438.80"),
        ("4000.00", "42.37", "usual", "1694.80"),
        ("0.20", None, "", None),
    ]
    months = program(company, Role.SALES_MANAGER).get("/sales-forecast")["months"]
    assert [(m["month"], m["count"], m["unknown"], m["profit"]["amount"]) for m in months] == [
        ("2026-01-01", 2, 0, "3133.60"), ("2026-06-01", 1, 1, "0.00"),
    ]  # fmt: skip
    says(manager.page(PAGE), "Jan 2026 2 €40,000.00 €8,000.00 €3,133.60", "35.97% its quote")
    assert told(company, Role.SALES) == [
        ("4000.00", None, "", None), ("4000.00", None, "", None), ("0.20", None, "", None)
    ]  # fmt: skip
    assert "profit" not in someone(company, Role.SALES).page(PAGE).lower()


def opened(raw: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def formulas(raw: bytes, sheet: int) -> dict[str, str]:
    """Cell → what it calculates."""
    with ZipFile(io.BytesIO(raw)) as parts:
        written = parts.read(f"xl/worksheets/sheet{sheet}.xml").decode()
    return dict(re.findall(r'<c r="(\w+)"[^>]*><f>([^<]*)</f>', written))


def test_the_workbook_calculates_on_with_what_is_typed_into_it(company):
    customer = company.customer()
    company.accepts(company.quotes(company.customer(1), line("ARM-X")))
    wish(company, customer, "=HYPERLINK(1)")
    raw = someone(company, Role.SALES_MANAGER).client.get(PAGE, {"as": "xlsx"}).content
    book = opened(raw)
    assert list(book) == ["Opportunities", "Months", "Assumptions"]
    row = book["Opportunities"][1]
    assert (row[1], row[7:]) == (
        "=HYPERLINK(1)", [20000, 20, 4000, 42.37, "won quotes", 1694.8]
    )  # fmt: skip
    assert formulas(raw, 1) == {
        "J2": "ROUND(H2*I2/100,2)", "K2": "'Assumptions'!$B$2", "M2": "ROUND(J2*K2/100,2)",
    }, "and the customer's text is none"  # fmt: skip
    of = "'Opportunities'!$%s$2:$%s$2".replace("%s", "{0}").format
    where = f"{of('F')},A2,{of('G')},B2"
    assert formulas(raw, 2) == {
        "D2": f"SUMIFS({of('J')},{where})", "E2": f"SUMIFS({of('M')},{where})"
    }  # fmt: skip
    assert book["Months"][1][1:] == ["EUR", 1, 4000, 1694.8]
    assert book["Assumptions"][1] == ["EUR", 42.37, 1]
    plain = opened(someone(company, Role.SALES).client.get(PAGE, {"as": "xlsx"}).content)
    assert list(plain) == ["Opportunities", "Months"]
    assert plain["Opportunities"][0][-1] == "Expected revenue"
