"""Reads the euro reference rates as the ECB publishes them (`eurofxref-hist.csv`). Pure.

One row a day, the newest first; one column a currency: units of it for one euro; `N/A` where it had none.
Source: https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from comptoir.kernel.errors import DomainError, Invalid
from comptoir.records.currencies.core.rates import Rate, checked

EURO = "EUR"
ORIGIN = "ECB"
MOST_BYTES = 5_000_000
NONE = ("", "N/A")
_FIGURE = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12})?")
ZIP = b"PK\x03\x04"


class NotARatesFile(Invalid):
    """This file is not the ECB's file of reference rates."""

    code = "not_a_rates_file"


class BadRatesLine(Invalid):
    """A line of the file of rates cannot be read; nothing was imported."""

    code = "bad_rates_line"


def read(content: bytes) -> list[Rate]:
    """Every rate of the file, as it stands there; refuses the file for one line that cannot be read."""
    first, *rows = _cells(_text(content))
    header = [cell.strip() for cell in first]
    while header and not header[-1]:  # the ECB ends each line with a comma
        header.pop()
    currencies = header[1:]
    if header[:1] != ["Date"] or not currencies or len(set(currencies)) != len(currencies):
        said = ",".join(header)[:60] or "—"
        raise NotARatesFile(field="file", found=said, expected="Date,USD,JPY,…")
    found = [
        rate for at, row in enumerate(rows, 2) if any(row) for rate in _row(at, row, currencies)
    ]
    seen: set[tuple[date, str]] = set()
    for one in found:
        if (one.day, one.target) in seen:
            raise NotARatesFile(
                field="file", found=f"{one.day.isoformat()} × 2", expected="one line a day"
            )
        seen.add((one.day, one.target))
    if not found:
        raise NotARatesFile(field="file", found="no rate", expected="Date,USD,JPY,…")
    return found


def _cells(text: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text))) or [[]]
    except csv.Error:
        raise NotARatesFile(field="file", found=text[:40], expected="Date,USD,JPY,…") from None


def _text(content: bytes) -> str:
    if content.startswith(ZIP):
        fix = "Unzip it and import the CSV file inside."
        raise NotARatesFile(field="file", found="ZIP", expected="CSV", fix=fix)
    if len(content) > MOST_BYTES:
        raise NotARatesFile(
            field="file", found=f"{len(content):,} B", expected=f"≤ {MOST_BYTES:,} B"
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotARatesFile(field="file", found="binary", expected="CSV, UTF-8") from None
    if "\x00" in text:
        raise NotARatesFile(field="file", found="binary", expected="CSV, UTF-8")
    return text


def _row(at: int, row: Sequence[str], currencies: Sequence[str]) -> Iterator[Rate]:
    cells = [cell.strip() for cell in row]
    while len(cells) > len(currencies) + 1 and not cells[-1]:
        cells.pop()
    if len(cells) != len(currencies) + 1:
        expected = f"{len(currencies) + 1} columns"
        raise BadRatesLine(field=f"line {at}", found=len(cells), expected=expected)
    try:
        day = date.fromisoformat(cells[0])
    except ValueError:
        raise BadRatesLine(
            field=f"line {at}, Date", found=cells[0][:40], expected="2026-11-27"
        ) from None
    for currency, cell in zip(currencies, cells[1:], strict=True):
        if cell not in NONE:
            yield Rate(day, EURO, currency, _rate(at, currency, cell), ORIGIN)


def _rate(at: int, currency: str, cell: str) -> Decimal:
    field = f"line {at}, {currency}"
    if not _FIGURE.fullmatch(cell):
        raise BadRatesLine(field=field, found=cell[:40], expected="1.0856")
    try:
        return checked(Decimal(cell), EURO, currency)
    except DomainError as error:
        raise BadRatesLine(field=field, **error.facts) from None
