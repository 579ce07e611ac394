"""The rejects file and the list of odd lines are safe to open."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.pages.imports import rejects
from comptoir.pages.imports.core.documents import Document, Rejected
from comptoir.pages.imports.online_retail import survey
from tests.pages.imports.files import HEADER, line, only, read


@pytest.mark.parametrize(
    "text", ["=1+1", "+1+1", "-2+3", "-1,5;x", "@SUM(A1)", "\t=1", "\r=1", "  =1"]
)
def test_text_that_starts_like_a_formula_gets_an_apostrophe(text: str) -> None:
    assert rejects.safe(text) == f"'{text}"


def test_numbers_and_plain_text_stay_as_they_are() -> None:
    cells: list[str | int | Decimal] = [-3, Decimal("-0.50"), "-3", "-1,5", "<b>CAFÉ</b>", "a=b"]
    assert [rejects.safe(c) for c in cells] == ["-3", "-0.50", "-3", "-1,5", "<b>CAFÉ</b>", "a=b"]


@given(st.text())
def test_no_text_reaches_a_spreadsheet_as_a_formula(text: str) -> None:
    cell = rejects.safe(text)
    assert not cell.lstrip(" ").startswith(rejects.DANGEROUS) or cell.strip("+-.,0123456789") == ""


def test_a_repaired_rejects_file_is_imported_whole(tmp_path: Path) -> None:
    (rejected,) = read(tmp_path, line("C1", quantity="-3"), line("C1", price="?"))
    assert isinstance(rejected, Rejected)
    file = io.StringIO()
    rejects.write_rejected(rejects.reject_file(file, HEADER.split(",")), rejected)
    path = tmp_path / "repaired.csv"
    path.write_text(file.getvalue().replace(",?,", ",0.85,").replace(",2,2010", ",-2,2010"))
    found = only(list(survey(path).documents()))
    assert (found.number, found.total_minor) == ("C1", -3995)


def test_a_rejected_document_is_written_with_reasons_fixes_and_raw_cells(tmp_path: Path) -> None:
    found = read(tmp_path, line("1", description="=HYPERLINK(0)"), line("1", quantity="-x"))
    file = io.StringIO()
    out = rejects.reject_file(file, HEADER.split(","))
    for document in found:
        assert isinstance(document, Rejected)
        rejects.write_rejected(out, document)
    header, first, second = csv.reader(io.StringIO(file.getvalue()))
    assert header == [*rejects.REJECT_HEADER, *HEADER.split(",")]
    assert (first[:3], first[8]) == (["2", "1", "document_rejected"], "'=HYPERLINK(0)")
    assert (second[:4], second[9]) == (["3", "1", "bad_quantity", "quantity"], "'-x")
    assert out.count == 2


def test_odd_lines_are_listed_and_plain_ones_are_not(tmp_path: Path) -> None:
    found = read(tmp_path, line("1"), line("C2", "M", "-1", "0.85", customer=""))
    file = io.StringIO()
    out = rejects.listed_file(file)
    for document in found:
        assert isinstance(document, Document)
        rejects.write_listed(out, document, 2)
    rows = list(csv.reader(io.StringIO(file.getvalue())))
    assert rows[1:] == [
        [
            "3",
            "C2",
            "credit_note",
            "manual",
            "Walk-in customer, United Kingdom",
            "M",
            "CAKESTAND",
            "-1",
            "0.85",
            "-0.85",
            "Entered by hand; charged or credited as a service; no goods move",
        ]
    ]
