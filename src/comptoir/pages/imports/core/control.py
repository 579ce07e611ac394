"""Control totals: what was read must be what is booked, listed or rejected. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from operator import attrgetter

from comptoir.kernel.money import EXACT
from comptoir.pages.imports.core.documents import Document, Line, Rejected
from comptoir.pages.imports.core.rules import Kind, Rule

ZERO = Decimal(0)
_RULE = attrgetter("rule")


@dataclass(slots=True)
class Totals:
    """What has been seen so far. `add` each document once; `figures` are compared by `compare`."""

    digits: int = 2
    lines: int = 0
    walk_in_lines: int = 0
    zero_price_lines: int = 0
    negative_lines: int = 0  # quantity below 0 on no credit note
    exact: Decimal = ZERO
    documents: Counter[Kind] = field(default_factory=Counter)
    booked_minor: Counter[Kind] = field(default_factory=Counter)
    rule_lines: Counter[tuple[Rule, Kind]] = field(default_factory=Counter)
    rule_minor: Counter[tuple[Rule, Kind]] = field(default_factory=Counter)
    rejected_lines: int = 0
    rejected_documents: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, found: Document | Rejected) -> None:
        """Count a document, or the rows of a rejected one."""
        if isinstance(found, Rejected):
            self._reject(found)
            return
        kind, lines = found.kind, found.lines
        self.documents[kind] += 1
        self.lines += len(lines)
        if found.is_walk_in:
            self.walk_in_lines += len(lines)
        for rule, alike in groupby(lines, _RULE):  # most lines of a document are under one rule
            self._add(rule, kind, list(alike))

    def _add(self, rule: Rule, kind: Kind, lines: Sequence[Line]) -> None:
        exact, minor, free, negative = self.exact, 0, 0, 0
        for _, _, _, quantity, price, line_exact, line_minor, _ in lines:
            exact = EXACT.add(exact, line_exact)
            minor += line_minor
            if not price:
                free += 1
            if quantity < 0:
                negative += 1
        self.exact = exact
        self.zero_price_lines += free
        self.negative_lines += negative if kind is not Kind.CREDIT_NOTE else 0
        self.booked_minor[kind] += minor
        self.rule_lines[rule, kind] += len(lines)
        self.rule_minor[rule, kind] += minor

    def _reject(self, found: Rejected) -> None:
        self.lines += len(found.rows)
        self.rejected_lines += len(found.rows)
        self.rejected_documents += bool(found.number)
        self.reasons.update(row.reason for row in found.rows)

    def figures(self) -> dict[str, Decimal]:
        """Every control total by name; money in major units."""
        booked = self.booked_minor
        credit = booked[Kind.CREDIT_NOTE]
        minor = {
            "booked": sum(booked.values()),
            "booked_invoices": sum(booked.values()) - credit,
            "booked_credit_notes": credit,
            "booked_adjustments": booked[Kind.ADJUSTMENT],
        }
        counts = {
            "lines": self.lines,
            "documents": sum(self.documents.values()) + self.rejected_documents,
            "credit_notes": self.documents[Kind.CREDIT_NOTE],
            "adjustments": self.documents[Kind.ADJUSTMENT],
            "walk_in_lines": self.walk_in_lines,
            "zero_price_lines": self.zero_price_lines,
            "negative_lines": self.negative_lines,
            "rejected_lines": self.rejected_lines,
        }
        return {
            **{name: Decimal(count) for name, count in counts.items()},
            "exact": self.exact,
            **{name: Decimal(m).scaleb(-self.digits) for name, m in minor.items()},
        }

    def balances(self) -> bool:
        """Each line read fell under one rule or was rejected, and rounding stayed below half a
        minor unit per line."""
        gap = abs(EXACT.subtract(self.exact, self.figures()["booked"]))
        allowed = Decimal(5).scaleb(-self.digits - 1) * self.lines
        return sum(self.rule_lines.values()) + self.rejected_lines == self.lines and gap <= allowed


@dataclass(frozen=True, slots=True)
class Control:
    """One control total: what was announced and what was found."""

    name: str
    expected: Decimal
    found: Decimal

    @property
    def is_met(self) -> bool:
        """Equal as numbers; not approximately."""
        return self.expected == self.found


# "Online Retail", UCI Machine Learning Repository no. 352. `booked_invoices` is everything that
# is no credit note: invoices 10,655,622.48 and the three bad-debt adjustments, -11,062.06.
ONLINE_RETAIL: dict[str, Decimal] = {
    name: Decimal(figure)
    for name, figure in {
        "lines": "541909",
        "documents": "25900",
        "credit_notes": "3836",
        "adjustments": "3",
        "walk_in_lines": "135080",
        "zero_price_lines": "2515",
        "negative_lines": "1336",
        "rejected_lines": "0",
        "exact": "9747747.934",
        "booked": "9747747.93",
        "booked_invoices": "10644560.42",
        "booked_credit_notes": "-896812.49",
        "booked_adjustments": "-11062.06",
    }.items()
}


def compare(totals: Totals, expected: Mapping[str, Decimal]) -> list[Control]:
    """Announced against found, in the announced order; an unknown name is a mistake."""
    figures = totals.figures()
    return [Control(name, figure, figures[name]) for name, figure in expected.items()]
