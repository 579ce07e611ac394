"""How long people take to decide and to sign: by month, and whether it becomes less. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Took:
    """A decision, or a signature: the first day of its month, and how long it waited."""

    month: date
    seconds: int


@dataclass(frozen=True, slots=True)
class Month:
    """What was decided in a month; median_seconds: half of it took no longer."""

    month: date
    count: int
    median_seconds: int
    longest_seconds: int


@dataclass(frozen=True, slots=True)
class Trend:
    """The median of the newer months beside that of as many before them."""

    earlier_seconds: int
    later_seconds: int

    @property
    def falls(self) -> bool:
        return self.later_seconds < self.earlier_seconds


def median(seconds: Sequence[int]) -> int:
    """The middle one; of two in the middle the shorter."""
    assert seconds, "of nothing there is no middle"
    return sorted(seconds)[(len(seconds) - 1) // 2]


def by_month(took: Iterable[Took]) -> list[Month]:
    """The months with anything in them, the oldest first."""
    return [
        Month(month, len(found), median(found), max(found))
        for month, found in sorted(_grouped(took).items())
    ]


def trend(took: Iterable[Took]) -> Trend | None:
    """Of an odd number of months the middle one counts in neither half; None of fewer than two."""
    months = sorted(_grouped(took).items())
    half = len(months) // 2
    if not half:
        return None
    earlier = [s for _month, found in months[:half] for s in found]
    later = [s for _month, found in months[-half:] for s in found]
    return Trend(median(earlier), median(later))


def _grouped(took: Iterable[Took]) -> dict[date, list[int]]:
    months: dict[date, list[int]] = {}
    for one in took:
        months.setdefault(one.month, []).append(one.seconds)
    return months
