"""Numbers, dates and words of a cell."""

# ruff: noqa: DTZ001  the file's times are local, without zone

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.pages.imports.core import cells

AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=3, allow_nan=False)


@pytest.mark.parametrize(
    ("text", "mark", "value"),
    [
        ("2.55", ".", "2.55"), ("-3", ".", "-3"), ("0.001", ".", "0.001"), (".5", ".", "0.5"),
        ("1,234.50", ".", "1234.50"), ("1 234.50", ".", "1234.50"), ("1'234.50", ".", "1234.50"),
        ("1 234,56", ",", "1234.56"), ("1\u202f234,56", ",", "1234.56"),
        ("1.234.567,8", ",", "1234567.8"), ("\u22125,00", ",", "-5.00"),
    ],
)  # fmt: skip
def test_a_number_means_what_a_person_meant(text: str, mark: cells.Mark, value: str) -> None:
    assert cells.number(text, mark) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    ["", "-", ".", "abc", "NaN", "Infinity", "1e5", "1_000", "£2.55", "2,55", "1,23,456", "1 2",
     "1,234 567", "٣", "9" * 41],
)  # fmt: skip
def test_a_cell_that_needs_guessing_is_no_number(text: str) -> None:
    assert cells.number(text, ".") is None


@given(value=AMOUNTS)
def test_a_number_written_in_french_or_english_reads_back_exactly(value: Decimal) -> None:
    english = f"{value:,f}"
    french = english.replace(",", "\u202f").replace(".", ",")
    assert cells.number(english, ".") == value
    assert cells.number(french, ",") == value


@pytest.mark.parametrize(
    ("texts", "mark"),
    [(["6", "2.55"], "."), (["6", "2,5"], ","), (["1.234,50"], ","), (["1,234.500"], "."),
     (["1,234", "7"], None), ([], None)],
)  # fmt: skip
def test_the_decimal_mark_is_what_the_texts_prove(
    texts: list[str], mark: cells.Mark | None
) -> None:
    assert cells.guess_mark(texts) == mark


@pytest.mark.parametrize(
    ("text", "order", "value"),
    [
        ("2010-12-01 08:26:00", "iso", datetime(2010, 12, 1, 8, 26)),
        ("2010-12-01T08:26", "iso", datetime(2010, 12, 1, 8, 26)),
        ("2010-12-01", "iso", datetime(2010, 12, 1)),
        ("01/12/2010 8:26", "dmy", datetime(2010, 12, 1, 8, 26)),
        ("12/1/2010 8:26", "mdy", datetime(2010, 12, 1, 8, 26)),
        ("31.12.2010", "dmy", datetime(2010, 12, 31)),
        ("31/12/2010", "mdy", None), ("2011-02-29", "iso", None), ("2010-12-01", "dmy", None),
        ("40513.35", "iso", None), ("", "iso", None),
    ],
)  # fmt: skip
def test_a_date_is_read_in_the_stated_order_or_not_at_all(
    text: str, order: cells.DateOrder, value: datetime | None
) -> None:
    assert cells.instant(text, order) == value


@pytest.mark.parametrize(
    ("texts", "order"),
    [(["12/1/2010", "12/13/2010"], "mdy"), (["01/12/2010", "13/12/2010"], "dmy"),
     (["2010-12-01"], "iso"), (["01/12/2010"], None), (["soon"], None)],
)  # fmt: skip
def test_only_a_day_above_twelve_proves_the_order(
    texts: list[str], order: cells.DateOrder | None
) -> None:
    assert cells.guess_order(texts) == order


def test_codes_lose_what_spreadsheets_added() -> None:
    assert cells.reference(" 17850.0 ") == "17850"
    assert cells.reference("85123A") == "85123A"
    assert cells.sku("85123a") == "85123A"
    assert cells.word("  SET OF\u00a03  CAKE TINS ") == "SET OF 3 CAKE TINS"


def test_control_characters_are_seen() -> None:
    assert cells.is_clean("CAFÉ £5")
    assert not cells.is_clean("a\x00b")
    assert not cells.is_clean("a\x7fb")


def test_a_memo_stays_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "MAX_MEMO", 2)
    memo = cells.Memo(str.upper)
    assert [memo[c] for c in "abcab"] == ["A", "B", "C", "A", "B"]
    assert len(memo) <= 2
