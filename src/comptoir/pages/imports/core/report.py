"""What a check finds out about a file before anything is written. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import TypeVar

from comptoir.pages.imports.core.control import Totals
from comptoir.pages.imports.core.documents import Document, Line, Notice, Rejected
from comptoir.pages.imports.core.lines import Reject
from comptoir.pages.imports.core.rules import RULES, Kind, Rule, charge_of

T = TypeVar("T")

EXAMPLES = 3  # lines kept per rule and per reason, the first ones


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer of the file. country: the one most of its documents name, ties by name."""

    ref: str
    country: str
    is_walk_in: bool
    countries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Product:
    """A product of the file. name: the most frequent description, on sold lines if there is one."""

    sku: str
    name: str
    is_goods: bool


@dataclass(slots=True)
class Report:
    """Grows document by document; complete after the last."""

    totals: Totals
    first_at: datetime | None = None
    last_at: datetime | None = None
    largest: tuple[int, str] = (0, "")
    numbers: list[str] = field(default_factory=list)  # of the documents that are not rejected
    notices: Counter[Notice] = field(default_factory=Counter)
    examples: dict[Rule, list[tuple[str, Line]]] = field(default_factory=dict)
    refused: dict[str, list[Reject]] = field(default_factory=dict)
    _countries: dict[tuple[str, bool], Counter[str]] = field(
        default_factory=lambda: defaultdict(Counter)
    )
    _sold: Counter[tuple[str, str]] = field(default_factory=Counter)
    _other: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, found: Document | Rejected) -> None:
        """Take in a document or the rows of a rejected one, once."""
        self.totals.add(found)
        if isinstance(found, Rejected):
            for row in found.rows:
                _keep(self.refused.setdefault(row.reason, []), row)
            return
        self.numbers.append(found.number)
        at = found.issued_at
        self.first_at = min(self.first_at or at, at)
        self.last_at = max(self.last_at or at, at)
        self.largest = max(self.largest, (len(found.lines), found.number))
        self.notices.update(found.notices)
        self._countries[found.customer_ref, found.is_walk_in][found.country] += 1
        names = self._other if found.kind is Kind.STOCK else self._sold
        names.update([(line.sku, line.description) for line in found.lines])
        for rule, alike in groupby(found.lines, attrgetter("rule")):
            if RULES[rule].listed:
                for line in alike:
                    _keep(self.examples.setdefault(rule, []), (found.number, line))

    def customers(self) -> list[Customer]:
        """Every customer, walk-in customers last, each group by reference."""
        return [
            Customer(ref, most_frequent(seen), walk_in, tuple(sorted(seen)))
            for (ref, walk_in), seen in sorted(
                self._countries.items(), key=lambda item: (item[0][1], item[0][0])
            )
        ]

    def products(self) -> list[Product]:
        """Every product by stock code; the code itself is the name where no line gives one."""
        names: dict[str, str] = {}
        for counted in (self._other, self._sold):
            by_sku: dict[str, Counter[str]] = defaultdict(Counter)
            for (sku, description), count in counted.items():
                names.setdefault(sku, sku)
                if description:
                    by_sku[sku][description] = count
            names.update({sku: most_frequent(seen) for sku, seen in by_sku.items()})
        return [Product(sku, names[sku], charge_of(sku) is None) for sku in sorted(names)]


def most_frequent(seen: Mapping[str, int]) -> str:
    """The text seen most often; of equals the first in alphabetical order."""
    return min(seen, key=lambda text: (-seen[text], text))


def _keep(kept: list[T], new: T) -> None:
    if len(kept) < EXAMPLES:
        kept.append(new)
