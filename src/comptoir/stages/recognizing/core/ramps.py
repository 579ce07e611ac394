"""A service sold in segments whose price is spread over the term: pieces of days, each earned evenly. Pure.

Where only the price changes, every day of the service is worth the same to the customer, so the price of
the term is earned straight over its days (IFRS 15 §22(b), §39, §B18). Where the quantity changes too, a day
weighs what is served on it. A change of the contract spreads what is not earned yet over what remains (§18,
§21(a)); dated prices that a change puts onto a line that was none make a ramp of it, from the day of the
change (`taken_over`).
Source: docs/policy/revenue.md, "Ramps".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from comptoir.kernel.money import allocate_minor, half_up
from comptoir.stages.recognizing.core.schedule import (
    ONE_DAY,
    Obligation,
    Pattern,
    recognized_to_date,
    served_share,
)

QUANTITY_PLACES = 6


class Spread(StrEnum):
    """How the revenue of a ramp is spread."""

    OVER_THE_TERM = "over_the_term"
    BY_SEGMENT = "by_segment"


@dataclass(frozen=True, slots=True)
class Span:
    """Days [start, end) served in one quantity."""

    start: date
    end: date
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Piece:
    """Days [start, end) over which an amount is earned, each day alike; minor units."""

    start: date
    end: date
    minor: int

    @property
    def days(self) -> int:
        return (self.end - self.start).days


@dataclass(frozen=True, slots=True)
class Priced:
    """Days [start, end) served at a price per billing period, minor units."""

    start: date
    end: date
    quantity: Decimal
    minor: int


@dataclass(frozen=True, slots=True)
class Charged:
    """A charge of days [start, end), minor units. total: what it earns, with what its documents changed."""

    start: date
    end: date
    base_minor: int
    total_minor: int


def stepped(spans: Iterable[Priced], on: date, until: date) -> bool:
    """Whether of what is served from a day on, within the term, only the price changes."""
    ahead = [s for s in spans if s.end > max(on, s.start) and s.start < until]
    return len({s.quantity for s in ahead}) == 1 and len({s.minor for s in ahead}) > 1


def kept_minor(charged: Charged, on: date) -> int:
    """What a charge goes on earning by itself once a ramp earns what comes from a day on, without what its
    documents change: of one that the day divides, so much that its days before it earn what they earned."""
    if charged.end <= on:
        return charged.base_minor
    if charged.start >= on:
        return 0
    changed = charged.total_minor - charged.base_minor
    return _earned(charged.start, charged.end, charged.total_minor, on) - changed


def taken_over(
    open_charges: Sequence[Charged], spans: Sequence[Span], minor: int, on: date
) -> tuple[Piece, ...]:
    """The pieces of a line that becomes a ramp: what its charges do not earn themselves.

    open_charges  days that are charged later, of which nothing earns yet: those before `on` are earned as
                  they were served
    minor         of the whole line, without what its charges keep
    """
    before = [c for c in open_charges if c.start < on]
    earned = sum(_earned(c.start, c.end, c.total_minor, on) for c in before)
    first = [Piece(min(c.start for c in before), on, earned)] if earned else []
    return respread(first, spans, minor, on)


def _earned(start: date, end: date, minor: int, on: date) -> int:
    """Before a day, of an amount over days."""
    return recognized_to_date(_term(Piece(start, end, minor)), on - ONE_DAY)


def usual(spans: Iterable[Span]) -> Spread:
    """Over the term where the quantity stays; else by segment, at its own price (IFRS 15 §22(b), §85)."""
    return Spread.OVER_THE_TERM if len({s.quantity for s in spans}) == 1 else Spread.BY_SEGMENT


def spread(spans: Sequence[Span], minor: int) -> tuple[Piece, ...]:
    """An amount over the days served, a day weighing what is served on it; the pieces sum to the amount.

    Neighbors of one quantity are one piece, so that they are rounded together.
    """
    runs = _runs(spans)
    parts = allocate_minor(minor, [_weight(run) for run in runs])
    return tuple(Piece(r.start, r.end, part) for r, part in zip(runs, parts, strict=True))


def respread(
    pieces: Sequence[Piece], spans: Sequence[Span], minor: int, on: date
) -> tuple[Piece, ...]:
    """The pieces after a change that was agreed on `on`: what was earned before that day stays, the rest of
    the new amount goes over the days that remain.

    spans  what is served now;  minor  of the whole term, past days included
    Where no day remains, the rest is earned on the day of the change: it was terminated.
    """
    kept = [_until(p, on) for p in pieces if p.start < on]
    rest = minor - sum(p.minor for p in kept)
    ahead = [replace(s, start=max(s.start, on)) for s in spans if s.end > max(s.start, on)]
    if ahead:
        return (*kept, *spread(ahead, rest))
    return (*kept, Piece(on, on + ONE_DAY, rest)) if rest else tuple(kept)


def earned_minor(pieces: Iterable[Piece], through: date) -> int:
    """What is earned from the beginning through that day, included."""
    return sum(recognized_to_date(_term(p), through) for p in pieces)


def _until(piece: Piece, on: date) -> Piece:
    if piece.end <= on:
        return piece
    served = served_share(_term(piece), on - ONE_DAY)
    return Piece(piece.start, on, half_up(piece.minor * served))


def _term(piece: Piece) -> Obligation:
    return Obligation(Pattern.STRAIGHT_LINE, piece.minor, piece.start, piece.end)


def _runs(spans: Sequence[Span]) -> list[Span]:
    found: list[Span] = []
    for span in sorted(spans, key=lambda s: s.start):
        if span.start >= span.end:
            continue
        last = found[-1] if found else None
        if last and (last.end, last.quantity) == (span.start, span.quantity):
            found[-1] = replace(last, end=span.end)
        else:
            found.append(span)
    return found


def _weight(span: Span) -> int:
    return int(span.quantity.scaleb(QUANTITY_PLACES)) * (span.end - span.start).days
