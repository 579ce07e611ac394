"""Rows as a file for a spreadsheet: CSV and XLSX, in the reader's language. No text becomes a formula; a
workbook that calculates says so cell by cell."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from comptoir.kernel.money import Money, exponent
from comptoir.shell.format import french


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that calculates; `value` is its result, for programs that do not."""

    text: str
    value: Decimal | int | Money


Cell = str | Decimal | int | date | Money | Formula | None
DANGEROUS = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "＝",
    "＋",
    "－",
    "＠",
)  # a spreadsheet reads the wide ones alike
LONGEST = 32_000  # characters that a spreadsheet takes in a cell
WIDEST = 40  # characters that a column is opened to


def safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula: what starts like one gets an apostrophe.

    Source: OWASP, CSV injection.
    """
    return f"'{text}" if text.lstrip(" ").startswith(DANGEROUS) else text


def csv_file(header: Sequence[str], rows: Iterable[Sequence[Cell]], lang: str) -> bytes:
    """UTF-8 with its mark, as Excel wants it; French has semicolons and decimal commas."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";" if french(lang) else ",")
    writer.writerow([safe(name) for name in header])
    writer.writerows([_written(cell, lang) for cell in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook; `title` is what its tab says, at most 31 characters."""

    title: str
    header: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def xlsx_file(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A workbook of one sheet: numbers and days stay what they are, text is only ever text."""
    return xlsx_book([Sheet("", header, rows)])


def xlsx_book(sheets: Iterable[Sheet]) -> bytes:
    """A workbook of several sheets."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "in_memory": False})
    head = book.add_format({"bold": True, "bottom": 1})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    money = {
        digits: book.add_format({"num_format": "#,##0" + ("." + "0" * digits if digits else "")})
        for digits in range(5)
    }
    for each in sheets:
        sheet = book.add_worksheet(each.title or None)
        for column, name in enumerate(each.header):
            sheet.set_column(column, column, min(max(len(name) + 2, 12), WIDEST))
            sheet.write_string(0, column, name, head)
        sheet.freeze_panes(1, 0)
        for n, row in enumerate(each.rows, start=1):
            for column, cell in enumerate(row):
                _write(sheet, (n, column), cell, day, money)
    book.close()
    return file.getvalue()


def _write(sheet: Any, at: tuple[int, int], cell: Cell, day: Any, money: Mapping[int, Any]) -> None:
    """One cell at (row, column), as what it is."""
    if isinstance(cell, Formula):
        value = cell.value
        form = money[exponent(value.currency)] if isinstance(value, Money) else None
        sheet.write_formula(*at, cell.text, form, getattr(value, "major", value))
    elif isinstance(cell, Money):
        digits = exponent(cell.currency)
        sheet.write_number(*at, Decimal(cell.minor).scaleb(-digits), money[digits])
    elif isinstance(cell, (Decimal, int)):
        sheet.write_number(*at, cell)
    elif isinstance(cell, date):
        sheet.write_datetime(*at, cell, day)
    elif cell:
        sheet.write_string(*at, cell[:LONGEST])


def _written(cell: Cell, lang: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Formula):
        return _written(cell.value, lang)
    if isinstance(cell, Money):
        return _number(Decimal(cell.minor).scaleb(-exponent(cell.currency)), lang)
    if isinstance(cell, (Decimal, int)):
        return _number(Decimal(cell), lang)
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d %H:%M}" if isinstance(cell, datetime) else cell.isoformat()
    return safe(cell)


def _number(value: Decimal, lang: str) -> str:
    text = f"{value:f}"
    return text.replace(".", ",") if french(lang) else text
