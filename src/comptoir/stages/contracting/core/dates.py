"""The dates of a contract. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from comptoir.kernel.period import add_months


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


def term(starts_on: date, months: Iterable[int], notice_days: int) -> Term:
    """The term that holds the longest of the recurring lines' `months`."""
    longest = max(months, default=0)
    if not longest:
        return Term(starts_on, None, None, None)
    ends_on = add_months(starts_on, longest)
    notice_on = max(ends_on - timedelta(days=notice_days), starts_on)
    return Term(starts_on, ends_on, notice_on, ends_on)
