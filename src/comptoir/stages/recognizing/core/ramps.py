"""A service sold in segments whose price is spread over the term: pieces of days, each earned evenly. Pure.

Where only the price changes, every day of the service is worth the same to the customer, so the price of
the term is earned straight over its days (IFRS 15 §22(b), §39, §B18). Where the quantity changes too, a day
weighs what is served on it. A change of the contract spreads what is not earned yet over what remains (§18,
§21(a)).
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
