"""When revenue is earned. Always cumulative: what is due = earned to date − already recognized, so
no cent is lost or counted twice, whatever the order or size of the steps. Source:
docs/policy/revenue.md (IFRS 15 §31–45).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from comptoir.kernel.errors import Invalid
from comptoir.kernel.money import half_up
from comptoir.kernel.period import month_of

ONE_DAY = timedelta(days=1)
NONE = Decimal(0)


class Pattern(StrEnum):
    """What earns the revenue."""

    ON_DELIVERY = "on_delivery"  # in proportion to the quantity delivered
    STRAIGHT_LINE = "straight_line"  # in proportion to the days of service
    AS_BILLED = "as_billed"  # what was billed is earned (IFRS 15 B16)


class BadObligation(Invalid):
    """Revenue cannot be scheduled from these facts."""

    code = "bad_obligation"


@dataclass(frozen=True, slots=True)
class Obligation:
    """A promise to a customer and how its revenue is earned.

    total_minor   allocated transaction price, minor units; negative for a credit
    start, end    days of service [start, end), straight line only
    quantity      promised, on delivery only
    """

    pattern: Pattern
    total_minor: int
    start: date | None = None
    end: date | None = None
    quantity: Decimal = NONE


@dataclass(frozen=True, slots=True)
class Delivery:
    """Quantity that left on a day; negative for a return."""

    on: date
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Billing:
    """Amount billed on a day; negative for a credit note."""

    on: date
    amount_minor: int


Fact = Delivery | Billing


def check(obligation: Obligation) -> None:
    """Refuse an obligation whose pattern lacks its facts."""
    if obligation.pattern is Pattern.STRAIGHT_LINE:
        start, end = obligation.start, obligation.end
        if start is None or end is None or start >= end:
            raise BadObligation(
                field="end", found=f"{start} to {end}", expected="an end after the start"
            )
    if obligation.pattern is Pattern.ON_DELIVERY and obligation.quantity <= 0:
        raise BadObligation(field="quantity", found=obligation.quantity, expected="more than 0")


def recognized_to_date(obligation: Obligation, through: date, facts: Iterable[Fact] = ()) -> int:
    """Revenue earned from the beginning through that day, included; minor units, half up.

    facts  deliveries or billings, in any order; those after `through` do not count
    """
    check(obligation)
    if obligation.pattern is Pattern.AS_BILLED:
        return sum(f.amount_minor for f in facts if isinstance(f, Billing) and f.on <= through)
    if obligation.pattern is Pattern.STRAIGHT_LINE:
        share = served_share(obligation, through)
    else:
        delivered = sum(
            (f.quantity for f in facts if isinstance(f, Delivery) and f.on <= through), NONE
        )
        share = delivered_share(delivered, obligation.quantity)
    return half_up(obligation.total_minor * share)


def served_share(obligation: Obligation, through: date) -> Fraction:
    """Days of service passed through that day, out of all days of service."""
    assert obligation.start, "straight line has dates"
    assert obligation.end, "straight line has dates"
    whole = (obligation.end - obligation.start).days
    passed = (through + ONE_DAY - obligation.start).days
    return Fraction(min(max(passed, 0), whole), whole)


def delivered_share(delivered: Decimal, promised: Decimal) -> Fraction:
    """Quantity delivered out of the quantity promised, between 0 and 1."""
    return min(max(Fraction(delivered) / Fraction(promised), Fraction(0)), Fraction(1))


def due_amount(
    obligation: Obligation, through: date, already_minor: int, facts: Iterable[Fact] = ()
) -> int:
    """What is still to be recognized through that day; negative when too much was."""
    return recognized_to_date(obligation, through, facts) - already_minor


def by_month(
    obligation: Obligation, months: Sequence[date], facts: Iterable[Fact] = ()
) -> list[int]:
    """Revenue of each of the consecutive months that begin on these days."""
    kept, before, amounts = list(facts), 0, []
    for first in months:
        earned = recognized_to_date(obligation, month_of(first).last, kept)
        amounts.append(earned - before)
        before = earned
    return amounts


@dataclass(frozen=True, slots=True)
class Recognition:
    """An amount recognized in a month of an obligation booked in a month (any days of them)."""

    booked_on: date
    recognized_on: date
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Waterfall:
    """Booking month × recognition month, each by its first day, ascending; cells[row][column]."""

    booked: tuple[date, ...]
    recognized: tuple[date, ...]
    cells: tuple[tuple[int, ...], ...]
    row_totals: tuple[int, ...]
    column_totals: tuple[int, ...]
    total_minor: int


def waterfall(recognitions: Iterable[Recognition]) -> Waterfall:
    """The matrix of what was booked when and recognized when; its totals agree both ways."""
    cells: dict[tuple[date, date], int] = {}
    for r in recognitions:
        key = (r.booked_on.replace(day=1), r.recognized_on.replace(day=1))
        cells[key] = cells.get(key, 0) + r.amount_minor
    booked = tuple(sorted({row for row, _ in cells}))
    recognized = tuple(sorted({column for _, column in cells}))
    rows = tuple(tuple(cells.get((b, r), 0) for r in recognized) for b in booked)
    return Waterfall(
        booked=booked,
        recognized=recognized,
        cells=rows,
        row_totals=tuple(sum(row) for row in rows),
        column_totals=tuple(sum(column) for column in zip(*rows, strict=True)),
        total_minor=sum(cells.values()),
    )
