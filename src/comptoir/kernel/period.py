"""Half-open periods of local dates, and months anchored on a day. Pure: standard library only."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` up to, not including, `end`."""

    start: date
    end: date

    def __post_init__(self) -> None:
        assert self.start <= self.end, f"period runs backwards: {self.start} … {self.end}"

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    @property
    def last(self) -> date:
        """The last day inside; only a period with a day in it has one."""
        assert self.days, "an empty period has no last day"
        return self.end - timedelta(days=1)

    def __contains__(self, inner: Period | date) -> bool:
        if isinstance(inner, date):
            return self.start <= inner < self.end
        return self.start <= inner.start and inner.end <= self.end

    def overlap(self, other: Period) -> Period | None:
        """The days in both, or None."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Period(start, end) if start < end else None


def add_months(anchor: date, months: int) -> date:
    """`anchor` plus whole months, clamped to the month's last day: 31 January + 1 = 28 February.

    Always count from the anchor (anchor + n), never month by month: the 31st stays the 31st.
    """
    index = anchor.year * 12 + anchor.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(anchor.day, monthrange(year, month + 1)[1]))


def period_number(anchor: date, n: int, months: int = 1) -> Period:
    """Period `n` (0 = first) of `months` months each, anchored on `anchor`'s day."""
    return Period(add_months(anchor, n * months), add_months(anchor, (n + 1) * months))


def periods_until(anchor: date, end: date, months: int = 1) -> Iterator[Period]:
    """The periods from `anchor` that start before `end`; the last is cut at `end`."""
    assert months > 0, "a period has at least one month"
    n = 0
    while (p := period_number(anchor, n, months)).start < end:
        yield Period(p.start, min(p.end, end))
        n += 1


def month_of(day: date) -> Period:
    """The calendar month that holds `day`."""
    first = day.replace(day=1)
    return Period(first, add_months(first, 1))


def end_of_month(day: date) -> date:
    """The last day of `day`'s month."""
    return day.replace(day=monthrange(day.year, day.month)[1])
