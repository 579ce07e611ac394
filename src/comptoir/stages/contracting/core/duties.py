"""When the obligations of a contract fall due. Pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from comptoir.kernel.period import add_months

MOST = 1_200  # a century of months


def dates(first: date, every_months: int, until: date | None, last: date) -> list[date]:
    """The days on which it falls due up to and including `last`; `until` is the first day without.

    The n-th is n × `every_months` months after the first, so the 31st stays the 31st. 0: once.
    """
    found: list[date] = []
    for n in range(MOST):
        on = add_months(first, n * every_months)
        if on > last or (until is not None and on >= until):
            break
        found.append(on)
        if not every_months:
            break
    return found


def open_dates(
    first: date, every_months: int, until: date | None, last: date, done: Collection[date]
) -> list[date]:
    """Those of `dates` that nobody has marked as done."""
    return [on for on in dates(first, every_months, until, last) if on not in done]


def to_remind(open_on: Collection[date], days: int, today: date) -> list[date]:
    """Open days that are near enough to speak of: within `days`, or past."""
    return [on for on in open_on if on <= today + timedelta(days=days)]
