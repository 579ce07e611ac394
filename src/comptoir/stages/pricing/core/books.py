"""Which price book prices a deal, and why. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Book:
    """A book that is valid on the day, in the currency. "" for segment or channel is everybody."""

    code: str
    segment: str
    channel: str
    is_default: bool
    starts_on: date


@dataclass(frozen=True, slots=True)
class Told:
    """reason: other_segment | other_channel | segment_and_channel | segment | channel | default |
    latest | less_specific | not_default | older | and of those that were never in question `why_out`
    """

    code: str
    taken: bool
    reason: str


def order_books(books: Sequence[Book], segment: str, channel: str) -> list[Told]:
    """The book that is taken first, then the others, each with its reason.

    Order: made for this segment and channel, for the segment, for the channel, for everybody; then the
    default book; then the latest start; then the code. A book for somebody else never counts.
    """
    fit = [b for b in books if b.segment in ("", segment) and b.channel in ("", channel)]
    fit.sort(key=lambda b: b.code)
    fit.sort(key=_rank, reverse=True)
    told: list[Told] = []
    for book in fit:
        first = fit[0]
        told.append(
            Told(book.code, book is first, _taken(first) if book is first else _left(book, first))
        )
    for book in books:
        if book not in fit:
            other = "other_segment" if book.segment not in ("", segment) else "other_channel"
            told.append(Told(book.code, False, other))
    return told


def why_out(
    currency: str, starts_on: date, ends_on: date | None, active: bool, asked: tuple[str, date]
) -> str:
    """Why a book is not looked at, for a deal of this currency on this day: off | other_currency |
    not_yet | ended; "" where it is looked at. Valid [starts_on, ends_on)."""
    money, day = asked
    if not active:
        return "off"
    if currency != money:
        return "other_currency"
    if day < starts_on:
        return "not_yet"
    return "ended" if ends_on is not None and day >= ends_on else ""


def _rank(book: Book) -> tuple[bool, bool, bool, date]:
    return bool(book.segment), bool(book.channel), book.is_default, book.starts_on


def _taken(book: Book) -> str:
    if book.segment and book.channel:
        return "segment_and_channel"
    if book.segment or book.channel:
        return "segment" if book.segment else "channel"
    return "default" if book.is_default else "latest"


def _left(book: Book, first: Book) -> str:
    if _rank(book)[:2] != _rank(first)[:2]:
        return "less_specific"
    return "older" if book.is_default == first.is_default else "not_default"
