"""How old the debts are, and the customer's statement. The buckets and what stands apart always
sum to the total outstanding. Plain minor units of one currency."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

BOUNDS = (30, 60, 90)  # last day past due of each bucket but the last


@dataclass(frozen=True, slots=True)
class OpenAmount:
    """What remains of a document or a payment.

    open_minor      positive: owed by the customer; negative: credit note or unapplied payment
    due_on          None where there is no due date; then it ages from `posted_on`
    disputed_minor  part of it that the customer disputes: stays in its bucket, shown beside
    """

    posted_on: date
    due_on: date | None
    open_minor: int
    disputed_minor: int = 0


@dataclass(frozen=True, slots=True)
class Aging:
    """labels            "current", "1-30", …, "90+"
    buckets_minor     per label
    credits_minor     credit notes and unapplied cash, zero or negative
    receivable_minor  invoices only
    disputed_minor    of the receivable
    total_minor       receivable + credits
    """

    labels: tuple[str, ...]
    buckets_minor: tuple[int, ...]
    receivable_minor: int
    credits_minor: int
    disputed_minor: int
    total_minor: int


def bucket_of(days_past_due: int, bounds: Sequence[int] = BOUNDS) -> int:
    """0 for what is not past due, then 1 up to len(bounds) + 1."""
    if days_past_due <= 0:
        return 0
    return 1 + sum(days_past_due > bound for bound in bounds)


def labels_of(bounds: Sequence[int] = BOUNDS) -> tuple[str, ...]:
    """The buckets' names, as codes."""
    starts = [1, *(bound + 1 for bound in bounds[:-1])]
    spans = [f"{a}-{b}" for a, b in zip(starts, bounds, strict=True)]
    return ("current", *spans, f"{bounds[-1]}+")


def age(
    items: Iterable[OpenAmount],
    as_of: date,
    bounds: Sequence[int] = BOUNDS,
    credits_apart: bool = True,
) -> Aging:
    """Age the items on a day.

    credits_apart  True: buckets hold invoices only, credits stand apart; False: credits are in
                   the buckets too, so that the buckets alone sum to the total
    """
    buckets = [0] * (len(bounds) + 2)
    receivable = credit = disputed = 0
    for item in items:
        if item.open_minor < 0:
            credit += item.open_minor
        else:
            receivable += item.open_minor
            disputed += item.disputed_minor
        if item.open_minor > 0 or not credits_apart:
            days = (as_of - (item.due_on or item.posted_on)).days
            buckets[bucket_of(days, bounds)] += item.open_minor
    return Aging(
        labels=labels_of(bounds),
        buckets_minor=tuple(buckets),
        receivable_minor=receivable,
        credits_minor=credit,
        disputed_minor=disputed,
        total_minor=receivable + credit,
    )


@dataclass(frozen=True, slots=True)
class Movement:
    """An invoice (positive), a credit note or a payment (negative) on the customer's account."""

    on: date
    kind: str
    number: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A movement and the balance after it."""

    movement: Movement
    balance_minor: int


@dataclass(frozen=True, slots=True)
class Statement:
    """A customer's account over [start, end): opening balance, lines, closing balance."""

    opening_minor: int
    lines: tuple[StatementLine, ...]
    closing_minor: int


def statement(movements: Iterable[Movement], start: date, end: date) -> Statement:
    """The statement of a period from all movements ever; by day, then by number."""
    ordered = sorted(movements, key=lambda m: (m.on, m.number, m.kind))
    opening = balance = sum(m.amount_minor for m in ordered if m.on < start)
    lines: list[StatementLine] = []
    for movement in ordered:
        if start <= movement.on < end:
            balance += movement.amount_minor
            lines.append(StatementLine(movement, balance))
    return Statement(opening, tuple(lines), balance)
