"""Each oddity of the public set, and each fault, on rows written here."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from comptoir.pages.imports.core.documents import Document, FileChanged, Notice, documents
from comptoir.pages.imports.core.lines import FIELDS, REASONS, Layout, typed
from comptoir.pages.imports.core.rules import CHARGES, RULES, Kind, Rule, country_code
from tests.pages.imports.files import line, only, read, reasons

GB = "United Kingdom"


def test_a_sale_is_booked_to_the_penny(tmp_path: Path) -> None:
    found = only(read(tmp_path, line("536365", quantity="6", price="2.55"), line("536365")))
    assert (found.number, found.kind, found.customer_ref) == ("536365", Kind.INVOICE, "17850")
    assert (found.is_walk_in, found.country, found.notices) == (False, GB, ())
    assert [(x.row, x.rule, x.amount_minor, x.exact) for x in found.lines] == [
        (2, Rule.SALE, 1530, Decimal("15.30")),
        (3, Rule.SALE, 2550, Decimal("25.50")),
    ]
    assert found.total_minor == 4080


def test_a_credit_note_takes_back_with_negative_amounts(tmp_path: Path) -> None:
    found = only(read(tmp_path, line("C1", quantity="-3", price="0.85")))
    assert (found.kind, found.total_minor, found.lines[0].rule) == (
        Kind.CREDIT_NOTE,
        -255,
        Rule.RETURN,
    )


def test_an_adjustment_of_bad_debts_is_no_sale(tmp_path: Path) -> None:
    found = only(read(tmp_path, line("A563186", "B", "1", "-11062.06", customer="")))
    assert (found.kind, found.total_minor, found.lines[0].rule) == (
        Kind.ADJUSTMENT,
        -1106206,
        Rule.BAD_DEBT,
    )
    assert found.customer_ref == "Walk-in customer, United Kingdom"
    assert found.is_walk_in


def test_a_loss_without_customer_and_price_is_a_stock_movement(tmp_path: Path) -> None:
    found = only(read(tmp_path, line("1", quantity="-9", price="0.0", customer="")))
    assert (found.kind, found.total_minor, found.lines[0].rule) == (Kind.STOCK, 0, Rule.STOCK_OUT)


def test_stock_found_without_customer_and_price_is_a_stock_movement(tmp_path: Path) -> None:
    found = only(read(tmp_path, line("1", quantity="9", price="0.0", customer="")))
    assert (found.kind, found.lines[0].rule) == (Kind.STOCK, Rule.STOCK_IN)


def test_goods_without_price_for_a_customer_are_free(tmp_path: Path) -> None:
    found = only(read(tmp_path, line("1", price="0.0")))
    assert (found.kind, found.total_minor, found.lines[0].rule) == (
        Kind.INVOICE,
        0,
        Rule.FREE_GOODS,
    )


def test_goods_without_price_beside_priced_ones_are_free_for_a_walk_in_too(tmp_path: Path) -> None:
    found = only(read(tmp_path, line("1", customer=""), line("1", price="0", customer="")))
    assert [x.rule for x in found.lines] == [Rule.SALE, Rule.FREE_GOODS]


def test_a_tenth_of_a_penny_stays_listed_with_amount_zero(tmp_path: Path) -> None:
    found = only(read(tmp_path, line("1", "PADS", "1", "0.001")))
    assert (found.lines[0].rule, found.lines[0].amount_minor, found.lines[0].exact) == (
        Rule.BELOW_HALF_PENNY,
        0,
        Decimal("0.001"),
    )


@pytest.mark.parametrize(("sku", "rule"), [*CHARGES.items(), ("gift_0001_40", Rule.VOUCHER)])
def test_a_charge_is_known_by_its_stock_code(tmp_path: Path, sku: str, rule: Rule) -> None:
    number, quantity = ("A1", "1") if rule is Rule.BAD_DEBT else ("C1", "-1")
    found = only(read(tmp_path, line(number, sku.lower(), quantity)))
    assert (found.lines[0].rule, found.lines[0].sku) == (rule, sku.upper())


def test_lines_at_two_minutes_are_one_document_at_the_earlier(tmp_path: Path) -> None:
    found = only(
        read(tmp_path, line(at="2011-07-05 13:41:00"), line(sku="2", at="2011-07-05 13:40:00"))
    )
    assert found.issued_at == datetime(2011, 7, 5, 12, 40, tzinfo=UTC)  # British summer time
    assert found.notices == (Notice.TWO_TIMES,)


def test_scattered_lines_make_one_document(tmp_path: Path) -> None:
    one, two = read(tmp_path, line("1"), line("C2", quantity="-1"), line("1", sku="7"))
    assert isinstance(one, Document)
    assert isinstance(two, Document)
    assert [one.number, two.number] == ["C2", "1"]
    assert [x.row for x in two.lines] == [2, 4]
    assert two.notices == (Notice.SCATTERED,)


def test_a_repeated_line_counts_twice_and_is_noticed(tmp_path: Path) -> None:
    found = only(read(tmp_path, line(), line()))
    assert found.total_minor == 5100
    assert found.notices == (Notice.REPEATED_LINE,)


@pytest.mark.parametrize(
    ("row", "reason", "field"),
    [
        (line(sku=""), "missing_sku", "sku"),
        (line(country=" "), "missing_country", "country"),
        (line(quantity="two"), "bad_quantity", "quantity"),
        (line(quantity="0"), "zero_quantity", "quantity"),
        (line(price="NaN"), "bad_price", "unit_price"),
        (line(price="-1"), "negative_price", "unit_price"),
        (line(quantity="0.1234567"), "too_precise", "unit_price"),
        (line(price="999999999999", quantity="99"), "too_large", "unit_price"),
        (line(at="2010-02-30"), "bad_date", "issued_at"),
        (line(sku="x" * 41), "too_long", "sku"),
        (line(sku="<b>"), "bad_sku", "sku"),
        (line(description="x" * 301), "too_long", "description"),
        (line(customer="a\x01b"), "control_character", "customer"),
        (line() + ",more", "wrong_width", ""),
        (line("1", quantity="-1"), "negative_on_invoice", "quantity"),
        (line("C1", quantity="1"), "positive_on_credit_note", "quantity"),
        (line("A1", sku="22423"), "unknown_adjustment", "sku"),
        (line(""), "missing_number", "number"),
    ],
)  # fmt: skip
def test_a_faulty_row_is_refused_with_its_reason_and_field(
    tmp_path: Path, row: str, reason: str, field: str
) -> None:
    found = read(tmp_path, line("99"), row)
    assert reasons(found) == [(3, reason, field)]
    assert [d.number for d in found if isinstance(d, Document)] == ["99"]
    assert reason in REASONS


def test_a_row_too_short_to_name_its_document_is_refused_alone(tmp_path: Path) -> None:
    header = "StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country,InvoiceNo"
    layout = Layout({n: i for i, n in enumerate((*FIELDS[1:], "number"))}, 8, ".", "iso")
    assert header.count(",") == 7
    rejected = list(typed([(2, ["22423"])], layout))
    assert [(r.row, r.number) for r in rejected] == [(2, "")]


def test_a_document_with_one_faulty_row_is_refused_whole(tmp_path: Path) -> None:
    found = read(tmp_path, line("1"), line("1", price="?"), line("1"))
    assert reasons(found) == [
        (2, "document_rejected", ""),
        (3, "bad_price", "unit_price"),
        (4, "document_rejected", ""),
    ]


def test_a_document_of_two_customers_or_countries_is_refused(tmp_path: Path) -> None:
    found = read(
        tmp_path, line("1"), line("1", customer="9"), line("2"), line("2", country="France")
    )
    assert reasons(found) == [
        (2, "document_rejected", ""),
        (3, "mixed_customers", "customer"),
        (4, "document_rejected", ""),
        (5, "mixed_countries", "country"),
    ]


def test_a_file_that_changed_after_the_check_is_refused() -> None:
    layout = Layout({n: i for i, n in enumerate(FIELDS)}, 8, ".", "iso")
    rows = [(2, ["1", "2", "x", "1", "2010-12-01", "1", "9", "France"])]
    with pytest.raises(FileChanged):
        list(documents(typed(rows, layout), {"1": 2}, ZoneInfo("Europe/London")))


def test_every_rule_is_stated_in_words_and_countries_have_codes() -> None:
    assert set(RULES) == set(Rule)
    assert (country_code("EIRE"), country_code("Unspecified"), country_code("Utopia")) == (
        "IE",
        "ZZ",
        "ZZ",
    )
