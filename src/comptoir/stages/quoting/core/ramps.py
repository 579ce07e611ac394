"""A recurring line whose quantity or price changes over the term: its segments, in order. Pure.

Segments follow each other without a gap, counted in months from the first day of the term. Billing periods
keep the rhythm of the term: a period that a border cuts is charged in two pieces, each for its months.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any, Protocol

from comptoir.kernel.errors import Invalid
from comptoir.kernel.money import EXACT, half_up, to_places
from comptoir.kernel.period import Period, add_months
from comptoir.stages.quoting.core.lines import Discount, check_quantity

ZERO, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)
LONGEST = 240  # months
MOST_UPLIFT = Decimal(1000)
Price = tuple[str, Decimal]  # how a discount is said, and its value
PRICED_BY = (Discount.NONE, Discount.PERCENT, Discount.NET, Discount.TOTAL)


class BadSegments(Invalid):
    """A ramp has two or more segments, each of one month at least, 240 months in all."""

    code = "bad_segments"


class BadSegment(Invalid):
    """A segment has a number of months, a quantity, and a discount in percent, a unit price or an amount."""

    code = "bad_segment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """So many months at this quantity and price.

    discount_kind  none | percent | net (the unit price of a whole billing period) | total (the amount of
                   one, which no promotion lowers)
    uplift         percent on the list price, before the discount
    """

    months: int
    quantity: Decimal
    discount_kind: str = Discount.NONE
    discount_value: Decimal = ZERO
    uplift: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Stretch:
    """Months of one segment that are billed alike: [starts_month, starts_month + months).

    number  of the segment, from 1;  share  of a whole billing period that each of its periods is
    """

    number: int
    starts_month: int
    months: int
    billing_months: int
    share: Decimal


def check(segments: Sequence[Segment]) -> None:
    """Refuse what is no ramp."""
    total = sum(s.months for s in segments)
    if len(segments) < 2 or total > LONGEST or any(s.months < 1 for s in segments):
        found = " + ".join(str(s.months) for s in segments)
        raise BadSegments(field="segments", found=found[:60], expected="12 + 12 + 12")
    for number, s in enumerate(segments, start=1):
        check_quantity(s.quantity)
        percent = s.discount_kind == Discount.PERCENT and s.discount_value > HUNDRED
        good = s.discount_kind in PRICED_BY and s.discount_value >= 0 and not percent
        if not good or not 0 <= s.uplift <= MOST_UPLIFT:
            raise BadSegment(field=f"segments.{number}", found=f"{s.discount_value}"[:40])


def stretches(segments: Sequence[Segment], billing_months: int) -> list[Stretch]:
    """The segments cut where a billing period begins; together they cover the term exactly."""
    found: list[Stretch] = []
    start = 0
    for number, segment in enumerate(segments, start=1):
        end = start + segment.months
        first = min(end, -(-start // billing_months) * billing_months)
        last = max(first, end // billing_months * billing_months)
        for a, b in pairwise((start, first, last, end)):
            if a < b:
                whole = (b - a) % billing_months == 0
                each = billing_months if whole else b - a
                share = EXACT.divide(Decimal(each), Decimal(billing_months))
                found.append(Stretch(number, a, b - a, each, share))
        start = end
    return found


def priced(
    segments: Sequence[Segment], billing_months: int, prices: Sequence[Price | None], digits: int
) -> list[Segment]:
    """The segments with new prices, one for each of their stretches in order.

    prices  how a discount is said and its value: a percentage, or what one billing period of the stretch
            costs, major units; None leaves a stretch as it is
    digits  the currency's exponent
    Where stretches of one segment come to differ, it is cut into one segment each. A stretch shorter than a
    billing period gets the amount of a whole one that, cut to its months, is rounded to what was agreed:
    some amount in whole cents always is, for a cent more there is less than a cent here.
    """
    pieces: dict[int, list[Segment]] = {}
    for stretch, price in zip(stretches(segments, billing_months), prices, strict=True):
        piece = replace(segments[stretch.number - 1], months=stretch.months)
        if price is not None:
            kind, value = price
            if kind == Discount.TOTAL:
                value = to_places(EXACT.divide(value, stretch.share), digits)
            piece = replace(piece, discount_kind=kind, discount_value=value)
        pieces.setdefault(stretch.number, []).append(piece)
    return [one for found in pieces.values() for one in _joined(found)]


def _joined(pieces: list[Segment]) -> list[Segment]:
    """One segment again where its pieces have one price."""
    first = pieces[0]
    if any(replace(piece, months=first.months) != first for piece in pieces):
        return pieces
    return [replace(first, months=sum(piece.months for piece in pieces))]


def yearly(months: int, quantity: Decimal, uplift: Decimal, free_months: int = 0) -> list[Segment]:
    """One segment a year, each `uplift` percent dearer than the one before; the first months free.

    The percentages compound exactly: 3 %, then 6.09 %.
    """
    segments: list[Segment] = []
    if free_months:
        free = Discount.PERCENT
        segments.append(
            Segment(
                months=free_months, quantity=quantity, discount_kind=free, discount_value=HUNDRED
            )
        )
    factor, at = ONE, free_months
    grow = EXACT.divide(EXACT.add(HUNDRED, uplift), HUNDRED)
    for year in range(-(-months // 12)):
        end = min(months, 12 * (year + 1))
        if end > at:
            up = EXACT.multiply(EXACT.subtract(factor, ONE), HUNDRED).normalize()
            segments.append(Segment(months=end - at, quantity=quantity, uplift=up + ZERO))
            at = end
        factor = EXACT.multiply(factor, grow)
    return segments


def period(starts_on: date, stretch: Stretch) -> Period:
    """Its days when the term begins that day; the day of the month is the term's, clamped."""
    start = add_months(starts_on, stretch.starts_month)
    return Period(start, add_months(starts_on, stretch.starts_month + stretch.months))


class Running(Protocol):
    """What the value of a year needs of a recurring line; `net_minor` is of one billing period."""

    @property
    def starts_month(self) -> int: ...
    @property
    def term_months(self) -> int | None: ...
    @property
    def billing_months(self) -> int | None: ...
    @property
    def net_minor(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Year:
    """A year of the contract: what it is worth, and what it returns a month in its first month."""

    number: int
    acv_minor: int
    mrr_minor: int


def years(lines: Iterable[Running]) -> list[Year]:
    """The recurring value year by year; Σ of all years is the recurring part of the total.

    A billing period that passes the end of a year counts to each by its months, cumulated and
    rounded half up, so that no cent is lost.
    """
    kept = list(lines)
    last = max((li.starts_month + (li.term_months or 0) for li in kept), default=0)
    found: list[Year] = []
    for number in range(-(-last // 12)):
        month = 12 * number
        worth = sum(_until(li, month + 12) - _until(li, month) for li in kept)
        found.append(Year(number + 1, worth, mrr_at(kept, month)))
    return found


def mrr_at(lines: Iterable[Running], month: int) -> int:
    """What the lines return a month in that month of the term, minor units."""
    return half_up(sum((_monthly(li, month) for li in lines), Fraction(0)))


def _until(line: Running, month: int) -> int:
    """What the line costs from the beginning of the term to that month."""
    passed = min(max(month - line.starts_month, 0), line.term_months or 0)
    return half_up(Fraction(line.net_minor * passed, line.billing_months or 1))


def _monthly(line: Running, month: int) -> Fraction:
    end = line.starts_month + (line.term_months or 0)
    runs = line.starts_month <= month < end
    return Fraction(line.net_minor, line.billing_months or 1) if runs else Fraction(0)


def load(rows: Iterable[Mapping[str, Any]]) -> tuple[Segment, ...]:
    """Segments as they were stored."""
    return tuple(
        Segment(
            months=int(row["months"]),
            quantity=Decimal(str(row["quantity"])),
            discount_kind=str(row.get("discount_kind", Discount.NONE)),
            discount_value=Decimal(str(row.get("discount_value", 0))),
            uplift=Decimal(str(row.get("uplift", 0))),
        )
        for row in rows
    )


def dump(segments: Iterable[Segment]) -> list[dict[str, Any]]:
    """Segments as JSON-ready data."""
    return [
        {
            "months": s.months,
            "quantity": _plain(s.quantity),
            "discount_kind": str(s.discount_kind),
            "discount_value": _plain(s.discount_value),
            "uplift": _plain(s.uplift),
        }
        for s in segments
    ]


def _plain(value: Decimal) -> str:
    return f"{value.normalize() + ZERO:f}"
