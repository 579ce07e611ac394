"""Lines → documents, each whole or wholly rejected. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from comptoir.kernel.errors import Refused
from comptoir.pages.imports.core.lines import Entry, Reject
from comptoir.pages.imports.core.rules import Kind, Rule, fault_of, kind_of, rule_of, walk_in


class FileChanged(Refused):
    """The file is not the one that was checked."""

    code = "file_changed"


class Notice(StrEnum):
    """Something odd about a document that is imported all the same."""

    TWO_TIMES = "two_times"  # its lines carry different times; the earliest counts
    SCATTERED = "scattered"  # lines of another document stand between its lines
    REPEATED_LINE = "repeated_line"  # a line stands there twice; both count


class Line(NamedTuple):
    """A line to book.

    unit_price    major units of the import's currency, exact
    exact         quantity × unit price before rounding, major units
    amount_minor  the booked amount, minor units, half up; negative on credit notes
    """

    row: int
    sku: str
    description: str
    quantity: Decimal
    unit_price: Decimal
    exact: Decimal
    amount_minor: int
    rule: Rule


@dataclass(frozen=True, slots=True)
class Document:
    """A document of the file, whole.

    issued_at     instant in UTC: the earliest time of its lines, read in the import's zone
    customer_ref  the file's customer, or the name of the country's walk-in customer
    """

    number: str
    kind: Kind
    issued_at: datetime
    customer_ref: str
    is_walk_in: bool
    country: str
    lines: tuple[Line, ...]
    notices: tuple[Notice, ...] = ()

    @property
    def total_minor(self) -> int:
        """Sum of the booked lines, minor units."""
        return sum(line.amount_minor for line in self.lines)


@dataclass(frozen=True, slots=True)
class Rejected:
    """Rows that are not booked: a whole document, or a row without document."""

    number: str
    rows: tuple[Reject, ...]


def documents(
    lines: Iterable[Entry | Reject], sizes: Mapping[str, int], zone: ZoneInfo
) -> Iterator[Document | Rejected]:
    """Each document when its last line has been read; `sizes` says how many lines each has.

    Lines of a document need not be neighbors; only unfinished documents are held in memory.
    """
    unfinished: dict[str, list[Entry | Reject]] = {}
    for line in lines:
        number = line.number
        if not number:
            assert isinstance(line, Reject), "an entry has a number"
            yield Rejected("", (line,))
            continue
        held = unfinished.setdefault(number, [])
        held.append(line)
        if len(held) == sizes.get(number):
            del unfinished[number]
            yield close(held, zone)
    if unfinished:
        raise FileChanged(
            field="file",
            found=f"{len(unfinished)} documents of another length",
            fix="Start the import again.",
        )


def close(held: Sequence[Entry | Reject], zone: ZoneInfo) -> Document | Rejected:
    """The document of these lines, or all of them rejected if one is."""
    entries = [line for line in held if line.__class__ is Entry]
    faults: dict[int, Reject] = {}
    if len(entries) < len(held):
        faults = {line.row: line for line in held if isinstance(line, Reject)}
    kind = kind_of(entries) if entries else Kind.INVOICE
    customer, country = (entries[0].customer, entries[0].country) if entries else ("", "")
    for entry in entries:
        fault = fault_of(entry, kind)
        if not fault and (entry.customer != customer or entry.country != country):
            fault = _mixed(entry, entries[0])
        if fault:
            faults[entry.row] = Reject(entry.row, entry.number, *fault, entry.cells)
    if faults:
        return Rejected(
            held[0].number,
            tuple(
                faults.get(e.row) or Reject(e.row, e.number, "document_rejected", "", e.cells)
                for e in held
            ),
        )
    return _document(entries, kind, zone)


def _mixed(entry: Entry, first: Entry) -> tuple[str, str]:
    if entry.customer != first.customer:
        return "mixed_customers", "customer"
    return "mixed_countries", "country"


def _document(entries: Sequence[Entry], kind: Kind, zone: ZoneInfo) -> Document:
    first = entries[0]
    issued = min(e.issued_at for e in entries)
    return Document(
        number=first.number,
        kind=kind,
        issued_at=issued.replace(tzinfo=zone).astimezone(UTC),
        customer_ref=first.customer or walk_in(first.country),
        is_walk_in=not first.customer,
        country=first.country,
        lines=tuple(
            [
                Line._make((row, sku, description, *amount, rule_of(amount, sku, kind)))
                for row, _, sku, description, amount, *_ in entries
            ]
        ),
        notices=tuple(_notices(entries)),
    )


def _notices(entries: Sequence[Entry]) -> Iterator[Notice]:
    if len({e.issued_at for e in entries}) > 1:
        yield Notice.TWO_TIMES
    if entries[-1].row - entries[0].row != len(entries) - 1:
        yield Notice.SCATTERED
    if len({(e.sku, e.description, e.amount) for e in entries}) < len(entries):
        yield Notice.REPEATED_LINE
