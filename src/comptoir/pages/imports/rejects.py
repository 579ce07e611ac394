"""CSV files about an import: the rejected rows and the listed lines, safe to open in Excel."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TextIO

from comptoir.pages.imports.core.documents import Document, Rejected
from comptoir.pages.imports.core.lines import REASONS
from comptoir.pages.imports.core.rules import RULES

_SIGNED = re.compile(r"[+-][0-9]+(?:[.,][0-9]+)*")
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
REJECT_HEADER = ("row", "document", "reason", "field", "found", "fix")
LISTED_HEADER = (
    "row",
    "document",
    "kind",
    "rule",
    "customer",
    "sku",
    "description",
    "quantity",
    "unit_price",
    "amount",
    "outcome",
)


def safe(cell: str | int | Decimal) -> str:
    """A cell no spreadsheet takes for a formula: text that starts like one gets an apostrophe.

    Numbers stay numbers, also those that came as text (`-3`, `-1,5`): a repaired rejects file is
    imported again.
    """
    if not isinstance(cell, str):
        return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
    if _SIGNED.fullmatch(cell):
        return cell
    return f"'{cell}" if cell.lstrip(" ").startswith(DANGEROUS) else cell


class CsvFile:
    """Writes rows to an open text file (newline="", UTF-8) with every text cell made safe."""

    def __init__(self, file: TextIO, header: Sequence[str]) -> None:
        self._writer = csv.writer(file, lineterminator="\n")
        self._writer.writerow([safe(name) for name in header])
        self.count = 0

    def write(self, cells: Iterable[str | int | Decimal]) -> None:
        """One row."""
        self._writer.writerow([safe(cell) for cell in cells])
        self.count += 1


def reject_file(file: TextIO, header: Sequence[str]) -> CsvFile:
    """The rejects file: why and how to repair, then the raw cells under the file's own header."""
    return CsvFile(file, (*REJECT_HEADER, *header))


def write_rejected(out: CsvFile, rejected: Rejected) -> None:
    """Each row of a rejected document with its reason and its raw cells."""
    for row in rejected.rows:
        found, fix = REASONS[row.reason]
        out.write((row.row, row.number, row.reason, row.field, found, fix, *row.cells))


def listed_file(file: TextIO) -> CsvFile:
    """The list of odd lines: those under a rule that says so."""
    return CsvFile(file, LISTED_HEADER)


def write_listed(out: CsvFile, document: Document, digits: int) -> None:
    """Each line of the document whose rule is to be listed."""
    for line in document.lines:
        stated = RULES[line.rule]
        if stated.listed:
            out.write(
                (
                    line.row,
                    document.number,
                    document.kind,
                    line.rule,
                    document.customer_ref,
                    line.sku,
                    line.description,
                    line.quantity,
                    line.unit_price,
                    Decimal(line.amount_minor).scaleb(-digits),
                    stated.outcome,
                )
            )
