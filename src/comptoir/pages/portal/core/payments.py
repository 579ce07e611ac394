"""When a buyer pays what: on acceptance, on delivery, each billing period. Pure.

The bills add up to the gross total of the offer, to the cent: the VAT of each rate, which is taken on the
summed base of the whole term, is spread over the bills of that rate by largest remainder. A deposit is asked
on acceptance and taken off the bills that follow, the earliest first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from comptoir.kernel.money import allocate_minor
from comptoir.kernel.period import add_months

ONCE = 0


@dataclass(frozen=True, slots=True)
class Charge:
    """A promised line, as far as its bills go.

    net_minor  of one billing period where it repeats;  months  between two bills, 0 for once
    first_on   its delivery, or the first day of its first period;  times  how many bills
    arrears    billed after each period instead of before
    """

    net_minor: int
    rate: Decimal
    months: int
    first_on: date
    times: int = 1
    arrears: bool = False


@dataclass(frozen=True, slots=True)
class Bill:
    """What is billed on a day, VAT included; parts: months between two bills (0: once) → minor units."""

    on: date
    parts: Mapping[int, int]
    deposit_minor: int = 0

    @property
    def once_minor(self) -> int:
        return self.parts.get(ONCE, 0)

    @property
    def repeated_minor(self) -> int:
        return sum(self.parts.values()) - self.once_minor

    @property
    def total_minor(self) -> int:
        return sum(self.parts.values()) + self.deposit_minor


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A run of equal bills: `times` × `minor`, every `months`, from a day."""

    first_on: date
    months: int
    times: int
    minor: int


def bills(
    charges: Sequence[Charge], vat: Mapping[Decimal, int], today: date, deposit_minor: int = 0
) -> list[Bill]:
    """The bills in order of their days. vat: per rate, over the whole term."""
    found = [(_on(one, n), one) for one in charges for n in range(one.times)]
    found.sort(key=lambda bill: bill[0])
    gross = [one.net_minor for _day, one in found]
    for rate in sorted(vat):
        at = [n for n, (_day, one) in enumerate(found) if one.rate == rate]
        weights = [abs(found[n][1].net_minor) for n in at]
        if sum(weights):
            for n, part in zip(at, allocate_minor(vat[rate], weights), strict=True):
                gross[n] += part
    days: dict[date, dict[int, int]] = {}
    for (day, one), minor in zip(found, gross, strict=True):
        parts = days.setdefault(day, {})
        parts[one.months] = parts.get(one.months, 0) + minor
    return _with_deposit([Bill(day, days[day]) for day in sorted(days)], today, deposit_minor)


def rhythms(found: Sequence[Bill], months: int) -> list[Rhythm]:
    """The bills that return every so many months, as runs of equal ones; a cent apart is equal."""
    runs: list[Rhythm] = []
    for one in found:
        minor = one.parts.get(months, 0)
        if not minor:
            continue
        if runs and _follows(runs[-1], one.on, minor):
            last = runs[-1]
            runs[-1] = Rhythm(last.first_on, months, last.times + 1, last.minor)
        else:
            runs.append(Rhythm(one.on, months, 1, minor))
    return runs


def by_month(found: Sequence[Bill], most: int = 36) -> list[tuple[date, int, int, int]]:
    """(first day, deposit, once, repeated) of each month from the first to the last bill; of each quarter
    or year where the months would be too many to draw."""
    if not found:
        return []
    first, last = found[0].on.replace(day=1), found[-1].on
    span = _months(first, last) + 1
    step = next((s for s in (1, 3, 12) if -(-span // s) <= most), span)
    rows = [(0, 0, 0)] * -(-span // step)
    for one in found:
        at = _months(first, one.on) // step
        deposit, once, repeated = rows[at]
        rows[at] = (
            deposit + one.deposit_minor, once + one.once_minor, repeated + one.repeated_minor,
        )  # fmt: skip
    return [(add_months(first, step * n), *row) for n, row in enumerate(rows)]


def _months(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def _follows(run: Rhythm, on: date, minor: int) -> bool:
    near = abs(run.minor - minor) <= 1
    return near and on == add_months(run.first_on, run.months * run.times)


def _on(charge: Charge, n: int) -> date:
    return add_months(charge.first_on, charge.months * (n + charge.arrears))


def _with_deposit(found: list[Bill], today: date, deposit_minor: int) -> list[Bill]:
    """The deposit first; what it has paid is not billed again."""
    if deposit_minor <= 0:
        return found
    left, rest = deposit_minor, []
    for one in found:
        parts = {}
        for months in sorted(one.parts):
            taken = min(left, max(one.parts[months], 0))
            left -= taken
            if one.parts[months] != taken:
                parts[months] = one.parts[months] - taken
        if parts:
            rest.append(Bill(one.on, parts))
    return [Bill(min([today, *(b.on for b in rest)]), {}, deposit_minor - left), *rest]
