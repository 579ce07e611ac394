"""A table in a file (.csv, .csv.gz, .csv.xz, .xlsx) → rows of text, one at a time.

What a file is, is read from its first bytes, never from its name. Memory does not grow with the
length of a CSV file; an XLSX sheet is held by its library (1,048,576 rows at most).
"""

from __future__ import annotations

import csv
import gzip
import io
import lzma
import zipfile
import zlib
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Literal, cast

from python_calamine import CalamineError, CalamineWorkbook, ZipError

from comptoir.kernel.errors import Invalid
from comptoir.pages.imports.core.lines import Row

DELIMITERS = ",;\t|"
ENCODINGS = ("utf-8", "cp1252", "latin-1")
CHUNK = 1 << 20
MAX_CELL = 100_000  # characters; a longer cell is a quote that was never closed
MAX_LINE = 1_000_000  # bytes, about; a longer line has no end, and reading it would fill the memory
KINDS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"<!DOCTYPE", "a web page"),
    (b"<html", "a web page"),
    (b"SQLite format 3", "a database"),
)


class NotATable(Invalid):
    """The file is not a table that can be imported."""

    code = "not_a_table"


class EmptyFile(Invalid):
    """The file holds no rows."""

    code = "empty_file"


class DamagedFile(Invalid):
    """The file cannot be read to its end; it was cut off or altered on its way."""

    code = "damaged_file"


class UnreadableRow(Invalid):
    """A row cannot be split into cells."""

    code = "unreadable_row"


FIX = "Save the table as CSV (UTF-8) or XLSX and choose that file."


@dataclass(frozen=True, slots=True)
class Table:
    """A table that was recognized; `rows` reads it from the start each time.

    encoding   confirmed on every byte of the file, "" for XLSX
    delimiter  "" for XLSX
    sheet      name of the XLSX sheet, "" for CSV
    header_row its number; rows above it are blank
    """

    path: Path
    form: Literal["csv", "xlsx"]
    header: tuple[str, ...]
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_row: int = 1

    def rows(self) -> Iterator[Row]:
        """Row number (from 1, header and blank rows counted) and cells of each row with content."""
        numbered = enumerate(_records(self), start=1)
        return (row for row in islice(numbered, self.header_row, None) if any(row[1]))


def recognize(path: Path, *, encoding: str = "", delimiter: str = "") -> Table:
    """What the file is and how it is written; `encoding` and `delimiter` overrule the guess."""
    if not path.is_file():
        raise NotATable(field="file", found=str(path), expected="a file", fix="Check the path.")
    with path.open("rb") as file:
        start = file.read(512)
    if not start:
        raise EmptyFile(field="file", found="0 bytes", expected="a header and rows", fix=FIX)
    for magic, name in KINDS:
        if start.lower().startswith(magic.lower()):
            raise NotATable(field="file", found=name, expected="CSV or XLSX", fix=FIX)
    if start.startswith(b"PK\x03\x04"):
        return _recognize_workbook(path)
    encoding = encoding or _encoding(path)
    return _recognize_text(path, encoding, delimiter)


def _recognize_text(path: Path, encoding: str, delimiter: str) -> Table:
    try:
        with _text(path, encoding) as text:
            first = next(
                (line for line in iter(lambda: text.readline(MAX_CELL), "") if line.strip()), ""
            )
    except (UnicodeError, LookupError) as error:
        raise NotATable(
            field="encoding", found=str(error), expected=", ".join(ENCODINGS), fix=FIX
        ) from None
    delimiter = delimiter or _delimiter(first)
    table = _with_header(Table(path, "csv", (), encoding, delimiter))
    if not table:
        raise EmptyFile(field="file", found="blank lines", expected="a header", fix=FIX)
    return table


def _with_header(table: Table) -> Table | None:
    """The table with its header, the first row that is not blank; None if there is none."""
    for row, cells in enumerate(_records(table), start=1):
        if any(cells):
            return replace(table, header=tuple(c.strip() for c in cells), header_row=row)
    return None


def _recognize_workbook(path: Path) -> Table:
    try:
        names = zipfile.ZipFile(path).namelist()
    except zipfile.BadZipFile:
        raise DamagedFile(field="file", found=path.name, fix="Fetch the file again.") from None
    if "xl/workbook.xml" not in names:
        raise NotATable(field="file", found="a ZIP archive", expected="CSV or XLSX", fix=FIX)
    try:
        with CalamineWorkbook.from_path(path) as book:
            sheets = book.sheet_names
        for name in sheets:
            table = _with_header(Table(path, "xlsx", (), sheet=name))
            if table:
                return table
    except (CalamineError, ZipError) as error:
        raise DamagedFile(field="file", found=str(error), fix="Save the file again.") from None
    raise EmptyFile(field="file", found="empty sheets", expected="a header and rows", fix=FIX)


def _encoding(path: Path) -> str:
    """The first encoding that fits every byte; also refuses what is no text at all."""
    decoders = {name: getincrementaldecoder(name)() for name in ENCODINGS[:2]}
    with _bytes(path) as file:
        chunk = file.read(CHUNK)
        if chunk.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
            return "utf-16"
        marked = chunk.startswith(BOM_UTF8)
        while chunk:
            if b"\x00" in chunk:
                raise NotATable(field="file", found="binary data", expected="CSV or XLSX", fix=FIX)
            after = file.read(CHUNK)
            for name in list(decoders):
                try:
                    decoders[name].decode(chunk, not after)
                except UnicodeDecodeError:
                    del decoders[name]
            chunk = after
    found = next(iter(decoders), "latin-1")
    return "utf-8-sig" if marked and found == "utf-8" else found


def _delimiter(first: str) -> str:
    """The delimiter that splits the header into most cells; the comma if none does."""
    bare = "".join(first.split('"')[::2])
    return max(DELIMITERS, key=lambda d: (bare.count(d), -DELIMITERS.index(d)))


@contextmanager
def _bytes(path: Path) -> Iterator[BinaryIO]:
    """The content, unpacked as it is read; a cut-off or altered archive is a DamagedFile."""
    with path.open("rb") as probe:
        magic = probe.read(6)
    try:
        if magic == b"\xfd7zXZ\x00":
            with lzma.open(path) as xz:
                yield cast(BinaryIO, xz)
        elif magic.startswith(b"\x1f\x8b"):
            with gzip.open(path) as gz:
                yield cast(BinaryIO, gz)
        else:
            with path.open("rb") as plain:
                yield plain
    except (EOFError, lzma.LZMAError, gzip.BadGzipFile, zlib.error) as error:
        raise DamagedFile(field="file", found=str(error), fix="Fetch the file again.") from None


@contextmanager
def _text(path: Path, encoding: str) -> Iterator[io.TextIOWrapper]:
    with _bytes(path) as content:
        text = io.TextIOWrapper(
            io.BufferedReader(_Measured(content), CHUNK), encoding=encoding, newline=""
        )
        try:
            yield text
        finally:
            text.detach()


def _records(table: Table) -> Iterator[Sequence[str]]:
    if table.form == "xlsx":
        with CalamineWorkbook.from_path(table.path) as book:
            for cells in book.get_sheet_by_name(table.sheet).iter_rows():
                yield [cell_text(c) for c in cells]
        return
    csv.field_size_limit(MAX_CELL)
    with _text(table.path, table.encoding) as text:
        reader = csv.reader(text, delimiter=table.delimiter, strict=True)
        try:
            yield from reader
        except csv.Error as error:
            raise UnreadableRow(
                field="file",
                line=reader.line_num,
                found=str(error),
                expected="quotes in pairs",
                fix="Repair the quotes in this line.",
            ) from None
        except UnicodeError as error:
            raise NotATable(
                field="encoding", found=str(error), expected=table.encoding, fix=FIX
            ) from None


class _Measured(io.RawIOBase):
    """The bytes of a file; a line that goes on and on is refused before it is read whole."""

    def __init__(self, content: BinaryIO) -> None:
        self._content = content
        self._ended = 0  # lines
        self._open = 0  # bytes since the end of the last one

    def readable(self) -> bool:
        return True

    def readinto(self, room: Any) -> int:
        block = self._content.read(min(len(room), CHUNK))
        end = max(block.rfind(b"\n"), block.rfind(b"\r"))
        self._ended += max(block.count(b"\n"), block.count(b"\r"))
        self._open = len(block) - end - 1 + (self._open if end < 0 else 0)
        if self._open > MAX_LINE:
            raise UnreadableRow(
                field="file",
                line=self._ended + 1,
                found=f"> {MAX_LINE}",
                expected="one row on a line, of at most a million characters",
                fix="Save the file as CSV or XLSX again.",
            )
        room[: len(block)] = block
        return len(block)


def cell_text(value: object) -> str:
    """An XLSX cell as the text a CSV file would hold: `17850.0` is `17850`, 2.55 is `2.55`."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return str(value or "")
    if isinstance(value, float):
        shortest = repr(value)  # the shortest decimal that means this double
        return (f"{Decimal(shortest):f}" if "e" in shortest else shortest).removesuffix(".0")
    if isinstance(value, datetime):
        # Excel counts in days; a minute is no exact fraction of one: round to the second.
        if value.microsecond:
            value = (value + timedelta(milliseconds=500)).replace(microsecond=0)
        return value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
