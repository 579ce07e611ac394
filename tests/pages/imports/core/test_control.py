"""Control totals and the report of a check."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.pages.imports.core.control import ONLINE_RETAIL, Control, Totals, compare
from comptoir.pages.imports.core.lines import FIELDS, Layout, line_amount
from comptoir.pages.imports.core.report import Customer, Product, Report
from comptoir.pages.imports.core.rules import Kind, Rule
from comptoir.pages.imports.online_retail import check, survey
from tests.pages.imports.files import line, written

LAYOUT = Layout({n: i for i, n in enumerate(FIELDS)}, 8, ".", "iso")
PRICES = st.decimals(min_value=-1000, max_value=1000, places=3, allow_nan=False)


@pytest.fixture
def report(tmp_path: Path) -> Report:
    return check(survey(written(
        tmp_path,
        line("1"), line("1", "POST", "1", "18.00", description="POSTAGE"),
        line("2", "22423", price="0.001", quantity="1", description="", customer="",
             country="France"),
        line("C3", quantity="-1", description="CAKESTAND "),
        line("4", "99", "-5", "0.0", description="damaged", customer=""),
        line("5", "98", "3", "0.0", description="", customer=""),
        line("A6", "B", "1", "-10.00", description="Adjust bad debt", customer=""),
        line("7", price="?", country="France"), line("7"),
        line("8", description="CAKE", country="France", at="2011-01-01 10:00:00"),
    )))  # fmt: skip


def test_every_line_is_counted_once_under_a_rule_or_as_rejected(report: Report) -> None:
    assert report.totals.lines == 10
    assert dict(report.totals.rule_lines) == {
        (Rule.SALE, Kind.INVOICE): 2,
        (Rule.CARRIAGE, Kind.INVOICE): 1,
        (Rule.BELOW_HALF_PENNY, Kind.INVOICE): 1,
        (Rule.RETURN, Kind.CREDIT_NOTE): 1,
        (Rule.STOCK_OUT, Kind.STOCK): 1,
        (Rule.STOCK_IN, Kind.STOCK): 1,
        (Rule.BAD_DEBT, Kind.ADJUSTMENT): 1,
    }
    assert report.totals.reasons == {"bad_price": 1, "document_rejected": 1}
    assert report.totals.balances()


def test_the_figures_are_exact(report: Report) -> None:
    figures = report.totals.figures()
    assert figures == {
        "lines": 10,
        "documents": 8,
        "credit_notes": 1,
        "adjustments": 1,
        "walk_in_lines": 4,
        "zero_price_lines": 2,
        "negative_lines": 1,
        "rejected_lines": 2,
        "exact": Decimal("46.251"),
        "booked": Decimal("46.25"),
        "booked_invoices": Decimal("59.00"),
        "booked_credit_notes": Decimal("-12.75"),
        "booked_adjustments": Decimal("-10.00"),
    }
    assert list(figures) == list(ONLINE_RETAIL)


def test_the_first_three_lines_of_a_kind_are_shown_as_examples(tmp_path: Path) -> None:
    report = check(survey(written(tmp_path, *(line(n, price="0") for n in "12345"))))
    assert [number for number, _ in report.examples[Rule.FREE_GOODS]] == ["1", "2", "3"]
    assert report.totals.rule_lines[Rule.FREE_GOODS, Kind.INVOICE] == 5


def test_a_total_that_is_not_met_says_what_was_found(report: Report) -> None:
    first, second = compare(report.totals, {"lines": Decimal(11), "booked": Decimal("46.25")})
    assert (first, first.is_met) == (Control("lines", Decimal(11), Decimal(10)), False)
    assert second.is_met


def test_totals_without_a_rule_for_each_line_do_not_balance() -> None:
    assert not Totals(lines=1).balances()


def test_the_report_names_customers_products_and_period(report: Report) -> None:
    walk_in = "Walk-in customer, "
    assert report.customers() == [
        Customer("17850", "United Kingdom", False, ("France", "United Kingdom")),
        Customer(walk_in + "France", "France", True, ("France",)),
        Customer(walk_in + "United Kingdom", "United Kingdom", True, ("United Kingdom",)),
    ]
    assert report.products() == [
        Product("22423", "CAKESTAND", True),
        Product("98", "98", True),
        Product("99", "damaged", True),
        Product("B", "Adjust bad debt", False),
        Product("POST", "POSTAGE", False),
    ]
    assert (str(report.first_at), str(report.last_at)) == (
        "2010-12-01 08:26:00+00:00",
        "2011-01-01 10:00:00+00:00",
    )
    assert report.largest == (2, "1")
    assert [number for number, _ in report.examples[Rule.STOCK_OUT]] == ["4"]
    assert [r.row for r in report.refused["bad_price"]] == [9]


@given(price=PRICES, quantity=st.integers(-(10**5), 10**5))
def test_a_booked_line_is_the_exact_amount_within_half_a_penny(
    price: Decimal, quantity: int
) -> None:
    amount = line_amount(str(price), str(quantity), LAYOUT)
    assert not isinstance(amount, str)
    assert amount.exact == price * quantity
    assert abs(amount.exact * 100 - amount.minor) <= Decimal("0.5")
