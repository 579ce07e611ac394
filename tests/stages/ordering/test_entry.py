"""Rows typed or pasted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest

from comptoir.shell.reading import NotANumber
from comptoir.stages.ordering import entry
from comptoir.stages.ordering.core.asked import OrderLineIn
from comptoir.stages.ordering.entry import Row, lines_of, typed_rows


def test_pasted_rows_follow_the_typed_ones_and_blank_rows_vanish():
    rows = typed_rows({"sku": ["A", ""], "quantity": ["2", ""]}, "B\t3\t10\t1,5\n\n;;\nC;4")
    assert rows == [Row("A", "2"), Row("B", "3", "10", "1,5"), Row("C", "4")]


def test_numbers_are_read_in_the_readers_language():
    [line] = lines_of([Row("A", "1 234,5", "12,5 %", "2 900,50 €", "2026-02-01")], "fr")
    assert line == OrderLineIn(
        sku="A", quantity=D("1234.5"), discount_percent=D("12.5"), unit_price=D("2900.50"),
        promised_on=date(2026, 2, 1),
    )  # fmt: skip


def test_a_row_without_quantity_orders_one():
    assert lines_of([Row("A")], "en") == [OrderLineIn(sku="A")]


def test_what_cannot_be_read_names_its_row():
    with pytest.raises(NotANumber) as refused:
        lines_of([Row("A"), Row("B", "two")], "en")
    assert refused.value.field == "lines.1.quantity"
    with pytest.raises(entry.NotADay) as refused:
        lines_of([Row("A", promised_on="31/12/2026")], "fr")
    assert refused.value.field == "lines.0.promised_on"


def test_a_thousand_lines_at_most():
    assert len(typed_rows({}, "A;1\n" * 1000)) == 1000
    with pytest.raises(entry.TooManyLines):
        typed_rows({}, "A;1\n" * 1001)


def test_a_row_without_end_is_cut():
    assert typed_rows({}, "A" * 10_000) == [Row("A" * 80)]
