"""Working time: when a deadline of so many working hours falls, and how much of a wait was worked. Pure.

Instants have a zone. A day works from `opens` to `closes` by the clock of the company, or it does not at all;
where the clocks change, an hour that is not there is not worked and one that comes twice counts once more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

WORKDAYS = frozenset({1, 2, 3, 4, 5})  # ISO: Monday is 1
FRANCE = "FR"
LONGEST = 3_660  # days that are looked through


@dataclass(frozen=True, slots=True)
class WorkHours:
    """When a company works.

    days      ISO weekdays, Monday is 1
    holidays  country whose public holidays are free; "": none
    off       further free days of the company
    """

    zone: str
    days: frozenset[int] = WORKDAYS
    opens: time = time(9)
    closes: time = time(18)
    holidays: str = FRANCE
    off: frozenset[date] = frozenset()

    def works(self, day: date) -> bool:
        """Whether anybody is there on a day."""
        if day.isoweekday() not in self.days or day in self.off:
            return False
        return self.holidays != FRANCE or day not in french_holidays(day.year)


def later(hours: WorkHours | None, start: datetime, many: int) -> datetime:
    """The instant so many working hours after `start`; around the clock where no hours are kept.

    A company that never works again within ten years gets the end of them.
    """
    left = timedelta(hours=many)
    if hours is None:
        return start + left
    at = start
    for begins, ends in _spans(hours, start, LONGEST):
        at = max(begins, start)
        if at + left <= ends:
            return at + left
        left -= max(ends - at, timedelta(0))
    return at


def worked(hours: WorkHours | None, start: datetime, end: datetime) -> timedelta:
    """How much of the time from `start` to `end` is working time."""
    if hours is None or end <= start:
        return max(end - start, timedelta(0))
    total = timedelta(0)
    for begins, ends in _spans(hours, start, (end - start).days + 2):
        total += max(min(ends, end) - max(begins, start), timedelta(0))
    return total


def _spans(hours: WorkHours, start: datetime, many: int) -> Iterator[tuple[datetime, datetime]]:
    """The working times from the day of `start` on, UTC."""
    zone = ZoneInfo(hours.zone)
    first = start.astimezone(zone).date()
    for n in range(many + 1):
        day = first + timedelta(days=n)
        if hours.works(day):
            begins, ends = (
                datetime.combine(day, at, zone).astimezone(UTC)
                for at in (hours.opens, hours.closes)
            )
            if begins < ends:
                yield begins, ends


@lru_cache(maxsize=256)
def french_holidays(year: int) -> frozenset[date]:
    """The eleven public holidays of France (Code du travail, article L3133-1)."""
    easter = easter_sunday(year)
    moving = (easter + timedelta(days=n) for n in (1, 39, 50))  # Monday, Ascension, Whit Monday
    fixed = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
    return frozenset({*moving, *(date(year, month, day) for month, day in fixed)})


def easter_sunday(year: int) -> date:
    """Easter in the Gregorian calendar (the algorithm of Meeus, Jones and Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), g = divmod(b, 4), (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)
