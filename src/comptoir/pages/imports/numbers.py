"""Numbers and days of documents: taken inside the action, or foretold while the database works.

What follows from a document's number is most of what the program makes of it. So it is made ahead from the
number that the document will have if nobody else takes one meanwhile; the action that books it takes the real
ones, and makes it anew where they are others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol

from comptoir.pages.imports.core.booking import Place, Sale
from comptoir.pages.imports.core.rules import Kind
from comptoir.platform import numbering
from comptoir.platform.actions import Do
from comptoir.platform.numbering import Standing

SERIES = {Kind.INVOICE: "invoice", Kind.CREDIT_NOTE: "credit_note"}


class Counters(Protocol):
    """How far each series of a year is."""

    def last_on(self, series: str, year: int) -> date | None: ...

    def take(self, series: str, on: date, count: int) -> int: ...


class Taken:
    """The counters themselves, held until the action commits."""

    def __init__(self, do: Do) -> None:
        self._do = do

    def last_on(self, series: str, year: int) -> date | None:
        return numbering.last_on(self._do, series, year)

    def take(self, series: str, on: date, count: int) -> int:
        return numbering.take(self._do, series, on, count)


class Foretold:
    """What the counters will say, from where they stood."""

    def __init__(self, standing: Mapping[tuple[str, int], Standing]) -> None:
        self._standing = dict(standing)

    def last_on(self, series: str, year: int) -> date | None:
        standing = self._standing.get((series, year))
        return standing.last_on if standing else None

    def take(self, series: str, on: date, count: int) -> int:
        last, last_on = self._standing.get((series, on.year)) or Standing(0, on)
        self._standing[series, on.year] = Standing(last + count, max(last_on, on))
        return last + 1


def places(counters: Counters, sales: Sequence[Sale]) -> list[Place]:
    """Numbers and days. A document that comes after a later one of its series was numbered bears
    that later day: numbers and dates of a series rise together."""
    if not sales:
        return []
    issued = _issue_days(counters, sales)
    invoices = _numbers(
        counters, [(SERIES[s.document.kind], on) for s, on in zip(sales, issued, strict=True)]
    )
    orders = _numbers(counters, [("order", s.day) for s in sales])
    deliveries = iter(_numbers(counters, [("delivery", s.day) for s in sales if s.delivery_id]))
    return [
        Place(order, invoice, next(deliveries) if sale.delivery_id else "", on)
        for sale, order, invoice, on in zip(sales, orders, invoices, issued, strict=True)
    ]


def _issue_days(counters: Counters, sales: Iterable[Sale]) -> list[date]:
    last: dict[tuple[str, int], date] = {}
    found = []
    for sale in sales:
        key = SERIES[sale.document.kind], sale.day.year
        if key not in last:
            last[key] = counters.last_on(*key) or sale.day
        last[key] = max(last[key], sale.day)
        found.append(last[key])
    return found


def _numbers(counters: Counters, wanted: Sequence[tuple[str, date]]) -> list[str]:
    """The next number of each series on its day; one block per series and year."""
    counts = Counter((series, on.year) for series, on in wanted)
    latest = {(series, on.year): on for series, on in wanted}  # days rise
    following = {
        key: counters.take(key[0], latest[key], count) for key, count in sorted(counts.items())
    }
    found = []
    for series, on in wanted:
        found.append(numbering.show(series, on.year, following[series, on.year]))
        following[series, on.year] += 1
    return found
