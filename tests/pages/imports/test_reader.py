"""What a file is, and how its rows are read."""

# ruff: noqa: DTZ001  a workbook's times have no zone

from __future__ import annotations

import csv
import gzip
import io
import lzma
import tracemalloc
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel.errors import DomainError
from comptoir.pages.imports.reader import (
    DamagedFile,
    EmptyFile,
    NotATable,
    UnreadableRow,
    cell_text,
    recognize,
)
from tests.pages.imports.files import HEADER, line, written

CELLS = st.lists(
    st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12),
             min_size=3, max_size=3).filter(any), max_size=8)  # fmt: skip


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.csv.xz", "no-ending"])
def test_packing_is_known_by_content_not_by_name(tmp_path: Path, name: str) -> None:
    content = written(tmp_path, line()).read_bytes()
    path = tmp_path / name
    pack = gzip.compress if "gz" in name else lzma.compress if "xz" in name else bytes
    path.write_bytes(pack(content))
    table = recognize(path)
    assert (table.encoding, table.delimiter, table.header) == (
        "utf-8",
        ",",
        tuple(HEADER.split(",")),
    )
    assert list(table.rows()) == [(2, line().split(","))]
    assert list(table.rows()) == [(2, line().split(","))], "each reading starts anew"


@pytest.mark.parametrize(
    ("encoding", "found"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("cp1252", "cp1252"), ("utf-16", "utf-16")],
)
def test_the_encoding_is_found(tmp_path: Path, encoding: str, found: str) -> None:
    table = recognize(written(tmp_path, line(description="CAFÉ £5"), encoding=encoding))
    assert table.encoding == found
    assert next(table.rows())[1][2] == "CAFÉ £5"
    assert table.header[0] == "InvoiceNo"


def test_bytes_that_cp1252_lacks_are_read_as_latin_1(tmp_path: Path) -> None:
    table = recognize(written(tmp_path, line(description="é\x81"), encoding="latin-1"))
    assert table.encoding == "latin-1"


def test_the_encoding_is_confirmed_to_the_last_byte(tmp_path: Path) -> None:
    rows = [line()] * 20_000
    table = recognize(written(tmp_path, *rows, line(description="CAFÉ"), encoding="cp1252"))
    assert table.encoding == "cp1252"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    path = written(tmp_path, line().replace(",", delimiter), header=HEADER.replace(",", delimiter))
    assert recognize(path).delimiter == delimiter
    assert len(next(recognize(path).rows())[1]) == 8


def test_a_last_line_without_end_counts_and_blank_lines_do_not(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f"{HEADER}\r\n{line('1')}\r\n\r\n,,,,,,,\r\n{line('2')}".encode())
    assert [(row, cells[0]) for row, cells in recognize(path).rows()] == [(2, "1"), (5, "2")]


@pytest.mark.parametrize(
    ("content", "error", "found"),
    [
        (b"", EmptyFile, "0 bytes"),
        (b"\n\n", EmptyFile, "blank lines"),
        (b"%PDF-1.7\n", NotATable, "a PDF document"),
        (b"<!doctype html>", NotATable, "a web page"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", NotATable, "an old Excel or Word file"),
        (b"a,b\n\x00\x01\x02", NotATable, "binary data"),
        (b"PK\x03\x04broken", DamagedFile, "file"),
        (b"\xfd7zXZ\x00broken", DamagedFile, ""),
        (b"\x1f\x8bbroken", DamagedFile, ""),
    ],
)
def test_a_wrong_file_is_named_for_what_it_is(
    tmp_path: Path, content: bytes, error: type[DomainError], found: str
) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(error) as raised:
        recognize(path)
    assert found in str(raised.value.facts["found"])
    assert "fix" in raised.value.facts


def test_a_cut_off_archive_is_damaged_not_short(tmp_path: Path) -> None:
    whole = lzma.compress(written(tmp_path, *[line()] * 9).read_bytes())
    path = tmp_path / "cut.csv.xz"
    path.write_bytes(whole[:-20])
    with pytest.raises(DamagedFile):
        recognize(path)


def test_a_folder_or_missing_file_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "absent.csv"):
        with pytest.raises(NotATable):
            recognize(path)


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", HEADER)
    path = tmp_path / "a.xlsx"
    path.write_bytes(packed.getvalue())
    with pytest.raises(NotATable):
        recognize(path)


def test_a_quote_that_never_closes_names_its_line(tmp_path: Path) -> None:
    table = recognize(written(tmp_path, line(), line(description='"OPEN')))
    with pytest.raises(UnreadableRow) as raised:
        list(table.rows())
    assert raised.value.facts["line"] == 3


def test_a_line_without_end_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    path = written(tmp_path, line(), name="endless.csv")
    with path.open("a") as file:
        for _ in range(60):
            file.write("no end, " * 125_000)  # a megabyte at a time
    table = recognize(path)
    tracemalloc.start()
    with pytest.raises(UnreadableRow) as raised:
        list(table.rows())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (raised.value.facts["line"], raised.value.facts["found"]) == (
        3, "> 1000000",
    )  # fmt: skip
    assert peak < 30_000_000, "half of the file"


@pytest.mark.parametrize("encoding", ["utf-8", "klingon"])
def test_a_stated_encoding_that_does_not_fit_is_refused(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, line(description="CAFÉ"), encoding="cp1252")
    with pytest.raises(NotATable):
        list(recognize(path, encoding=encoding).rows())


def workbook(path: Path, rows: list[list[object]], *, before: str = "") -> Path:
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd hh:mm"}) as book:
        if before:
            book.add_worksheet(before)
        sheet = book.add_worksheet("Sales")
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return path


def test_a_workbook_gives_the_text_a_csv_file_would(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [
        list(HEADER.split(",")),
        [536365, "85123A", "HOLDER", 6, datetime(2010, 12, 1, 8, 26), 2.55, 17850.0, "Malta"],
        ["C5", 22423, None, -1, datetime(2011, 10, 13, 17, 59), 0.001, None, "Malta"],
    ], before="Empty")  # fmt: skip
    table = recognize(path)
    assert (table.form, table.sheet) == ("xlsx", "Sales")
    assert list(table.rows()) == [
        (2, ["536365", "85123A", "HOLDER", "6", "2010-12-01 08:26:00", "2.55", "17850", "Malta"]),
        (3, ["C5", "22423", "", "-1", "2011-10-13 17:59:00", "0.001", "", "Malta"]),
    ]


def test_blank_rows_above_the_header_keep_the_row_numbers(tmp_path: Path) -> None:
    sheet = recognize(workbook(tmp_path / "a.xlsx", [[], [], ["a", "b"], [1, 2], [], [3, 4]]))
    text = recognize(written(tmp_path, "a;b", "1;2", "", "3;4", header="\n"))
    assert list(sheet.rows()) == list(text.rows()) == [(4, ["1", "2"]), (6, ["3", "4"])]


def test_a_stated_encoding_is_checked_while_reading(tmp_path: Path) -> None:
    rows = [line()] * 20_000
    path = written(tmp_path, *rows, line(description="CAFÉ"), encoding="cp1252")
    with pytest.raises(NotATable) as raised:
        list(recognize(path, encoding="utf-8").rows())
    assert raised.value.field == "encoding"


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EmptyFile):
        recognize(workbook(tmp_path / "a.xlsx", []))


def test_a_cut_off_workbook_is_damaged(tmp_path: Path) -> None:
    whole = workbook(tmp_path / "a.xlsx", [["a"]])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("xl/workbook.xml", "<broken")
    whole.write_bytes(packed.getvalue())
    with pytest.raises(DamagedFile):
        recognize(whole)


def test_cells_become_text_exactly() -> None:
    assert [cell_text(v) for v in (0.1, 1e-7, 1e21, True, None, 7, date(2011, 1, 2))] == [
        "0.1",
        "0.0000001",
        "1" + "0" * 21,
        "True",
        "",
        "7",
        "2011-01-02",
    ]
    assert cell_text(datetime(2010, 12, 1, 8, 25, 59, 999_600)) == "2010-12-01 08:26:00"


@given(rows=CELLS)
def test_what_a_csv_writer_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    path = tmp_path_factory.mktemp("round") / "trip.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["a", "b", "c"], *rows])
    assert [list(cells) for _, cells in recognize(path).rows()] == rows
