"""A row of a file of quote lines: read exactly, or set apart with its first fault."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.pages.imports.core.wishes import FIELDS, Fault, Layout, Wish, read

LAYOUT = Layout({name: at for at, name in enumerate(FIELDS)}, len(FIELDS), ",", "dmy")


def row(**told: str) -> Wish | Fault:
    return read(7, [told.get(name, "") for name in FIELDS], LAYOUT)


def test_a_whole_row_is_read_as_it_was_meant() -> None:
    assert row(
        sku="85123.0", quantity="1 250,5", discount="10 %", section="Lot 1", description="Pompe",
        term="2 ans", deliver_on="18/03/2027", optional="Oui",
    ) == Wish(
        7, "85123", D("1250.5"), "percent", D(10), "Lot 1", "Pompe", 24, date(2027, 3, 18), True
    )  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "kind", "value"),
    [("", "none", 0), ("-10%", "percent", 10), ("12,5", "percent", D("12.5")), ("=95", "net", 95),
     ("-5", "amount", 5), ("−5,50 €", "amount", D("5.5")), ("=9,5 €", "net", D("9.5"))],
)  # fmt: skip
def test_a_discount_is_said_as_in_the_grid(cell: str, kind: str, value: D) -> None:
    found = row(sku="A", discount=cell)
    assert isinstance(found, Wish)
    assert (found.discount_kind, found.discount_value) == (kind, value)


def test_a_net_price_has_a_column_of_its_own() -> None:
    found = row(sku="A", net_price="9,50")
    assert isinstance(found, Wish)
    assert (found.discount_kind, found.discount_value) == ("net", D("9.50"))


@pytest.mark.parametrize(
    ("told", "field", "reason"),
    [
        ({"quantity": "2"}, "sku", "no_sku"),
        ({"sku": "A", "quantity": "two"}, "quantity", "no_number"),
        ({"sku": "A", "quantity": "0"}, "quantity", "not_positive"),
        ({"sku": "A", "quantity": "=1+1"}, "quantity", "no_number"),
        ({"sku": "A", "description": '=HYPERLINK("http://x";"y")'}, "description", "formula"),
        ({"sku": "@SUM(A1)"}, "sku", "formula"),
        ({"sku": "A", "section": "+cmd|' /C calc'!A0"}, "section", "formula"),
        ({"sku": "A", "description": "bell\x07"}, "description", "control_character"),
        ({"sku": "A", "section": "x" * 81}, "section", "too_long"),
        ({"sku": "A", "discount": "5", "net_price": "4"}, "net_price", "two_discounts"),
        ({"sku": "A", "net_price": "-4"}, "net_price", "below_zero"),
        ({"sku": "A", "discount": "=-4"}, "discount", "below_zero"),
        ({"sku": "A", "term": "soon"}, "term", "no_term"),
        ({"sku": "A", "term": "0"}, "term", "no_term"),
        ({"sku": "A", "deliver_on": "31/02/2027"}, "deliver_on", "no_day"),
        ({"sku": "A", "optional": "maybe"}, "optional", "no_flag"),
    ],
)
def test_the_first_fault_is_named(told: dict[str, str], field: str, reason: str) -> None:
    found = row(**told)
    assert isinstance(found, Fault)
    assert (found.row, found.field, found.reason) == (7, field, reason)


def test_a_dash_before_a_word_is_no_formula() -> None:
    found = row(sku="A", description="- 3 m cable")
    assert isinstance(found, Wish)
    assert found.description == "- 3 m cable"


def test_more_cells_than_the_header_are_a_fault_and_fewer_are_blank() -> None:
    assert read(3, ["A", *[""] * 8, "astray"], LAYOUT) == Fault(
        3, "row", "too_many_cells", "astray"
    )
    assert read(3, ["A"], LAYOUT) == Wish(3, "A")
    assert read(3, ["A", *[""] * 8, " "], LAYOUT) == Wish(3, "A")


@given(st.lists(st.text(max_size=12), max_size=11))
def test_any_row_is_a_clean_wish_or_a_fault(found: list[str]) -> None:
    told = read(2, found, LAYOUT)
    if isinstance(told, Fault):
        assert told.row == 2 and told.reason
    else:
        assert told.sku and told.quantity > 0 and told.discount_value >= 0
        for text in (told.sku, told.section, told.description):
            assert not text.startswith(("=", "@")) and "\x00" not in text


@given(quantity=st.decimals("0.001", "99999", places=3), off=st.integers(0, 100))
def test_what_is_written_is_read(quantity: D, off: int) -> None:
    found = row(sku="A", quantity=str(quantity).replace(".", ","), discount=f"{off} %")
    assert isinstance(found, Wish)
    assert (found.quantity, found.discount_value) == (quantity, off)
