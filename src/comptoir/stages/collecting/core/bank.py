"""Reads a bank statement (CSV) as banks write it in French and in English, without guessing.

The delimiter, the header row, the decimal mark and the order of day and month are found from the
file itself; where the file leaves a doubt it is refused and the question is named.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256

from comptoir.kernel.errors import DomainError, Invalid
from comptoir.kernel.money import money
from comptoir.stages.collecting.core.cells import (
    decimal_mark,
    order_of_dates,
    read_amount,
    read_date,
)

MOST_BYTES = 10_000_000
MOST_LINES = 50_000
_PREAMBLE = 40  # rows in which the header may stand
_DELIMITERS = (";", ",", "\t", "|")
HEADERS: dict[str, frozenset[str]] = {
    "date": frozenset(
        [
            "date",
            "date operation",
            "date d operation",
            "date de l operation",
            "date comptable",
            "booking date",
            "transaction date",
            "posting date",
            "date de comptabilisation",
            "booked on",
        ]
    ),
    "amount": frozenset(
        [
            "montant",
            "amount",
            "montant eur",
            "montant operation",
            "montant en euros",
            "montant de l operation",
            "amount eur",
            "transaction amount",
        ]
    ),
    "debit": frozenset(
        ["debit", "debit eur", "debit euros", "paid out", "money out", "debit amount"]
    ),
    "credit": frozenset(
        ["credit", "credit eur", "credit euros", "paid in", "money in", "credit amount"]
    ),
    "text": frozenset(
        [
            "libelle",
            "description",
            "details",
            "reference",
            "communication",
            "narrative",
            "text",
            "label",
            "motif",
            "memo",
            "libelle operation",
            "libelle de l operation",
            "libelle complementaire",
            "remittance information",
            "informations complementaires",
            "payment reference",
        ]
    ),
    "payer": frozenset(
        [
            "payer",
            "name",
            "nom",
            "contrepartie",
            "nom contrepartie",
            "counterparty",
            "counterparty name",
            "debtor",
            "debtor name",
            "donneur d ordre",
            "emetteur",
            "tiers",
        ]
    ),
    "iban": frozenset(
        [
            "iban",
            "iban contrepartie",
            "counterparty iban",
            "counterparty account",
            "compte contrepartie",
            "payer iban",
            "debtor iban",
            "debtor account",
        ]
    ),
    "currency": frozenset({"devise", "currency", "ccy", "monnaie"}),
}


class NotAStatement(Invalid):
    """This file is not a bank statement that can be read."""

    code = "not_a_statement"


class BadStatementLine(Invalid):
    """A line of the statement cannot be read; nothing was imported."""

    code = "bad_statement_line"


@dataclass(frozen=True, slots=True)
class Mapping:
    """What the reader knows better than the file.

    columns      field → header of its column, for headers the program does not know
    decimal      "," or "."; "" finds it       date_order   dmy, mdy or ymd; "" finds it
    currency     of lines that do not name one
    """

    columns: tuple[tuple[str, str], ...] = ()
    decimal: str = ""
    date_order: str = ""
    currency: str = "EUR"


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One line: money in is positive. `line` is its place in the file; occurrence counts equals."""

    line: int
    booked_on: date
    amount_minor: int
    currency: str
    text: str
    payer: str
    payer_iban: str
    fingerprint: str = ""
    occurrence: int = 1


Columns = dict[str, list[int]]
Numbered = tuple[int, list[str]]


def read_statement(content: bytes, mapping: Mapping) -> list[StatementRow]:
    """Every line of the statement, or NotAStatement / BadStatementLine naming what is wrong."""
    text = decode(content)
    rows, columns = _table(text, mapping)
    body = [(n, r) for n, r in rows if _cell(r, columns, "date") or _amounts(r, columns)]
    if not body:
        raise NotAStatement(field="content", found="0", expected="at least one line")
    mark = mapping.decimal or decimal_mark(a for _, r in body for a in _amounts(r, columns))
    order = mapping.date_order or order_of_dates(
        [_cell(r, columns, "date") for _, r in body], french=mark == ","
    )
    notation = _Notation(columns, mark, order, mapping.currency)
    return _numbered(_row(n, r, notation) for n, r in body)


def decode(content: bytes) -> str:
    """The file as text: UTF-8 or UTF-16 with their marks, else Windows-1252."""
    if not content.strip() or len(content) > MOST_BYTES:
        raise NotAStatement(
            field="content", found=f"{len(content)} bytes", expected=f"1 to {MOST_BYTES} bytes"
        )
    wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    encodings = ("utf-16",) if wide else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise NotAStatement(field="content", found="binary", expected="CSV")


def _table(text: str, mapping: Mapping) -> tuple[list[Numbered], Columns]:
    """The rows below the header and where each field stands, by the delimiter that finds most."""
    best: tuple[list[Numbered], Columns] | None = None
    for delimiter in _DELIMITERS:
        found = _header(_split(text, delimiter), mapping)
        if found and (best is None or len(found[1]) > len(best[1])):
            best = found
    if best is None:
        raise NotAStatement(
            field="content",
            found=text.strip().splitlines()[0][:80],
            expected="date, amount (or debit and credit), text",
            fix="name the columns",
        )
    return best


def _split(text: str, delimiter: str) -> list[Numbered]:
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise NotAStatement(field="content", found=str(error)) from None
    if len(rows) > MOST_LINES:
        raise NotAStatement(
            field="content", found=f"{len(rows)} lines", expected=f"<= {MOST_LINES} lines"
        )
    return rows


def _header(rows: list[Numbered], mapping: Mapping) -> tuple[list[Numbered], Columns] | None:
    own = {plain(header): field for field, header in mapping.columns}
    for at, (_, row) in enumerate(rows[:_PREAMBLE]):
        columns: Columns = {}
        for i, cell in enumerate(row):
            field = own.get(plain(cell)) or _field_of(plain(cell))
            if field:
                columns.setdefault(field, []).append(i)
        if "date" in columns and ("amount" in columns or {"debit", "credit"} <= columns.keys()):
            return rows[at + 1 :], columns
    return None


def _field_of(header: str) -> str | None:
    return next((field for field, names in HEADERS.items() if header in names), None)


def plain(text: str) -> str:
    """Lower case, no accents, words apart by one blank: how headers and names are compared."""
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", " ", folded).strip()


def _cell(row: Sequence[str], columns: Columns, field: str) -> str:
    texts = [row[i].strip() for i in columns.get(field, ()) if i < len(row)]
    if field != "text":
        return texts[0] if texts else ""
    return " ".join(dict.fromkeys(t for t in texts if t))


def _amounts(row: Sequence[str], columns: Columns) -> list[str]:
    cells = (_cell(row, columns, field) for field in ("amount", "debit", "credit"))
    return [cell for cell in cells if cell]


@dataclass(frozen=True, slots=True)
class _Notation:
    """How this file writes: where its fields stand, its decimal mark, its order of dates."""

    columns: Columns
    mark: str
    order: str
    currency: str


def _row(n: int, row: Sequence[str], notation: _Notation) -> StatementRow:
    columns = notation.columns
    code = _cell(row, columns, "currency").upper() or notation.currency
    try:
        on = read_date(_cell(row, columns, "date"), notation.order)
        minor = money(_signed(row, columns, notation.mark), code).minor
    except DomainError as error:
        raise BadStatementLine(
            field=f"line.{n}.{error.field or 'amount'}", **dict(error.facts)
        ) from None
    text, payer = _cell(row, columns, "text")[:400], _cell(row, columns, "payer")[:160]
    iban = re.sub(r"\s", "", _cell(row, columns, "iban")).upper()[:34]
    return StatementRow(n, on, minor, code, text, payer, iban)


def _signed(row: Sequence[str], columns: Columns, mark: str) -> Decimal:
    """The amount; of debit and credit columns, what came in less what went out."""
    if "amount" in columns and _cell(row, columns, "amount"):
        return read_amount(_cell(row, columns, "amount"), mark)
    into, out = _cell(row, columns, "credit"), _cell(row, columns, "debit")
    if not into and not out:
        return read_amount("", mark)
    received = read_amount(into, mark) if into else Decimal(0)
    return received - (abs(read_amount(out, mark)) if out else Decimal(0))


def _numbered(rows: Iterable[StatementRow]) -> list[StatementRow]:
    """Each row with its fingerprint, and the how-manieth of equal rows it is."""
    seen: dict[str, int] = {}
    done = []
    for row in rows:
        mark = fingerprint(row)
        seen[mark] = seen.get(mark, 0) + 1
        done.append(
            StatementRow(
                row.line, row.booked_on, row.amount_minor, row.currency, row.text, row.payer,
                row.payer_iban, mark, seen[mark],
            )
        )  # fmt: skip
    return done


def fingerprint(row: StatementRow) -> str:
    """Equal for the same movement in two files, whatever the blanks and capitals."""
    said = (row.booked_on.isoformat(), str(row.amount_minor), row.currency)
    words = plain(row.text), plain(row.payer), row.payer_iban
    return sha256("|".join((*said, *words)).encode()).hexdigest()
