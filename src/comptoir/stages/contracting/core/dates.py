"""The dates of a contract. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Term:
    """[starts_on, ends_on); all but the start None when nothing repeats.

    notice_on   last day to give notice, never before the start
    renewal_on  first day of the next term
    """

    starts_on: date
    ends_on: date | None
    notice_on: date | None
    renewal_on: date | None


def term(starts_on: date, ends: Iterable[date], notice_days: int) -> Term:
    """The term that holds all recurring lines, of which `ends` are the days after their last ones."""
    ends_on = max(ends, default=None)
    if not ends_on:
        return Term(starts_on, None, None, None)
    notice_on = max(ends_on - timedelta(days=notice_days), starts_on)
    return Term(starts_on, ends_on, notice_on, ends_on)
