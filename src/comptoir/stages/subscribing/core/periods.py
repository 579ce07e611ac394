"""Which billing periods of a recurring item are due, and what each costs.

Derived from data: anchor, end and how far the item is billed. Running late, twice or after a gap of
months gives the same periods. Source: docs/policy/proration.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from comptoir.kernel.errors import Invalid
from comptoir.kernel.money import half_up
from comptoir.kernel.period import Period, add_months, period_number


class Timing(StrEnum):
    """When a period is billed."""

    ADVANCE = "advance"  # on its first day
    ARREARS = "arrears"  # on the day after its last


class Proration(StrEnum):
    """What a period costs that the item's end cuts short; stored with the item."""

    CALENDAR_DAYS = "calendar_days"  # days served ÷ calendar days of the whole period
    FULL = "full"  # a period begun is a period paid
    NONE = "none"  # only whole periods are charged


@dataclass(frozen=True, slots=True)
class Policy:
    """The proration policy of an item: an explicit, versioned choice, never a setting."""

    proration: Proration = Proration.CALENDAR_DAYS
    version: int = 1


DEFAULT_POLICY = Policy()


class BadBillingPeriod(Invalid):
    """Billing periods are 1, 3, 6 or 12 months long, or another whole number of months."""

    code = "bad_billing_period"


@dataclass(frozen=True, slots=True)
class Item:
    """A recurring item.

    anchor        day that periods are counted from; its day of the month is kept (the 31st stays the 31st)
    end           first day without service, None while it runs
    months        length of a billing period
    billed_until  end of the last period billed, None before the first
    start         first day of service where it is later than the anchor: the first period is cut
    """

    anchor: date
    end: date | None
    months: int
    timing: Timing
    billed_until: date | None = None
    start: date | None = None

    @property
    def first(self) -> date:
        """Its first day of service."""
        return max(self.anchor, self.start or self.anchor)


@dataclass(frozen=True, slots=True)
class DuePeriod:
    """A period to bill.

    number   0 for the first                    service  days served, [start, end)
    whole    the period uncut                   due_on   day from which it may be billed
    """

    number: int
    service: Period
    whole: Period
    due_on: date

    @property
    def cut(self) -> bool:
        """Whether the item's start or end shortens the period."""
        return self.service != self.whole


def due_periods(item: Item, today: date) -> list[DuePeriod]:
    """Every period that may be billed by `today` and was not, oldest first."""
    if item.months < 1:
        raise BadBillingPeriod(field="months", found=item.months, expected="1 or more")
    due: list[DuePeriod] = []
    number = _first_after(item)
    while (period := _period(item, number)) and period.due_on <= today:
        due.append(period)
        number += 1
    return due


def next_due_on(item: Item) -> date | None:
    """The day on which the next period may be billed, None when all are."""
    period = _period(item, _first_after(item))
    return period.due_on if period else None


def _period(item: Item, number: int) -> DuePeriod | None:
    """Period `number` of the item, cut at its start and end; None where the item has ended before."""
    whole = period_number(item.anchor, number, item.months)
    start = max(whole.start, item.first)
    if item.end is not None and start >= item.end:
        return None
    end = whole.end if item.end is None else min(whole.end, item.end)
    on = start if item.timing is Timing.ADVANCE else end
    return DuePeriod(number, Period(start, end), whole, on)


def _first_after(item: Item) -> int:
    """The number of the first period that starts on or after the end of the last one billed; before
    the first bill, of the period that holds the first day."""
    billed = item.billed_until or item.first
    passed = (billed.year - item.anchor.year) * 12 + billed.month - item.anchor.month
    number = max(passed // item.months - 1, 0)
    while add_months(item.anchor, number * item.months) < billed:
        number += 1
    if item.billed_until is None and add_months(item.anchor, number * item.months) > billed:
        return number - 1
    return number


def charge_minor(full_minor: int, due: DuePeriod, policy: Policy = DEFAULT_POLICY) -> int:
    """What the period costs, minor units: `full_minor` when it is whole, else by the policy."""
    if not due.cut or policy.proration is Proration.FULL:
        return full_minor
    if policy.proration is Proration.NONE:
        return 0
    return prorate_minor(full_minor, due.service, due.whole)


def prorate_minor(full_minor: int, served: Period, whole: Period) -> int:
    """The part of `full_minor` that falls on `served`, by calendar days of `whole`; half up, once.

    29 February counts as a day.
    """
    assert served in whole and whole.days, f"{served} is not inside {whole}"
    return half_up(full_minor * Fraction(served.days, whole.days))


def unused_minor(billed_minor: int, served: Period, stop: date) -> int:
    """The part of what was billed for `served` that falls on the days from `stop` on: what a credit may
    give back.

    Billed less the part used, so that used and unused always sum to what was billed.
    """
    if stop >= served.end:
        return 0
    used = Period(served.start, max(stop, served.start))
    return billed_minor - prorate_minor(billed_minor, used, served)
