"""The import of a sales history: survey the file, check it, give its documents one by one.

Reads only; the tables are written by the commit step. Every pass reads the file anew, so that
memory holds unfinished documents only and a commit can be resumed at any document.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from comptoir.kernel.money import exponent
from comptoir.pages.imports import mapping as columns
from comptoir.pages.imports.core.cells import (
    DateOrder,
    Mark,
    Memo,
    guess_mark,
    guess_order,
    reference,
)
from comptoir.pages.imports.core.control import Totals
from comptoir.pages.imports.core.documents import Document, Rejected, documents
from comptoir.pages.imports.core.lines import Layout, Row, typed
from comptoir.pages.imports.core.report import Report
from comptoir.pages.imports.reader import EmptyFile, Table, recognize

CURRENCY = "GBP"
TOLD_EVERY = 500  # documents
ZONE = "Europe/London"  # the file's times are those of the seller's shop clock


@dataclass(frozen=True, slots=True)
class Source:
    """A file whose columns, numbers and dates are understood.

    sizes  lines of each document, also of those that will be rejected
    """

    table: Table
    mapping: columns.Mapping
    layout: Layout
    sizes: Mapping[str, int]
    currency: str = CURRENCY
    zone: str = ZONE

    def documents(self) -> Iterator[Document | Rejected]:
        """Every document of the file in the order in which they end; always the same order."""
        lines = typed(self.table.rows(), self.layout)
        return documents(lines, self.sizes, ZoneInfo(self.zone))


def survey(
    path: Path, mapping: columns.Mapping | None = None, *, encoding: str = "", delimiter: str = ""
) -> Source:
    """Recognize the file and its columns; `mapping`, as far as it says anything, overrules."""
    table = recognize(path, encoding=encoding, delimiter=delimiter)
    mapping = mapping or columns.guess(table.header)
    draft = mapping.settled(mark=".", dates="iso").layout(table.header, exponent(CURRENCY))
    mark, order, sizes = _look(table.rows(), draft.columns)
    if not sizes:
        raise EmptyFile(field="file", found="a header only", expected="at least one row")
    mapping = mapping.settled(mark=mark, dates=order)
    return Source(table, mapping, mapping.layout(table.header, exponent(CURRENCY)), sizes)


def check(source: Source, tell: Callable[[int], None] = lambda lines: None) -> Report:
    """Read the whole file and report; nothing is written. `tell` hears how many lines are read."""
    report = Report(Totals(exponent(source.currency)))
    for n, found in enumerate(source.documents()):
        report.add(found)
        if n % TOLD_EVERY == 0:
            tell(report.totals.lines)
    return report


def _look(
    rows: Iterable[Row], at: Mapping[str, int]
) -> tuple[Mark | None, DateOrder | None, dict[str, int]]:
    """Decimal mark and date order, each from the first cells that prove it, and the lines of each
    document, counted as `typed` will name them."""
    mark: Mark | None = None
    order: DateOrder | None = None
    sizes: Counter[str] = Counter()
    names = Memo(reference)
    number, when, widest = at["number"], at["issued_at"], max(at.values())
    for _, cells in rows:
        if number < len(cells):
            sizes[names[cells[number]]] += 1
        if (mark and order) or widest >= len(cells):
            continue
        mark = mark or guess_mark((cells[at["unit_price"]], cells[at["quantity"]]))
        order = order or guess_order((cells[when],))
    return mark, order, dict(sizes)
