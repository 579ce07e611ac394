"""Rows as a file for a spreadsheet: CSV and XLSX, in the reader's language, without any formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter

from comptoir.kernel.money import Money, exponent
from comptoir.shell.format import french

Cell = str | Decimal | int | date | Money | None
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


def xlsx_file(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A workbook of one sheet: numbers and days stay what they are, text is only ever text."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "in_memory": False})
    sheet = book.add_worksheet()
    head = book.add_format({"bold": True, "bottom": 1})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    money = {
        digits: book.add_format({"num_format": "#,##0" + ("." + "0" * digits if digits else "")})
        for digits in range(5)
    }
    for column, name in enumerate(header):
        sheet.set_column(column, column, min(max(len(name) + 2, 12), WIDEST))
        sheet.write_string(0, column, name, head)
    sheet.freeze_panes(1, 0)
    for n, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, Money):
                digits = exponent(cell.currency)
                sheet.write_number(n, column, Decimal(cell.minor).scaleb(-digits), money[digits])
            elif isinstance(cell, (Decimal, int)):
                sheet.write_number(n, column, cell)
            elif isinstance(cell, date):
                sheet.write_datetime(n, column, cell, day)
            elif cell:
                sheet.write_string(n, column, cell[:LONGEST])
    book.close()
    return file.getvalue()


def _written(cell: Cell, lang: str) -> str:
    if cell is None:
        return ""
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
