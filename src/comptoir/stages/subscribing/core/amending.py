"""From the wanted state of a contract line to its services: what ends, what begins, what it costs. Pure.

The same functions make the preview and the booking, so the two cannot differ. What was charged for days
that are not served any more is given back from the charge itself, never from a list price; what is served
instead is charged for its own days. Source: docs/policy/amendments.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from comptoir.kernel.period import Period
from comptoir.stages.quoting.amendments import Stretch, Stretches
from comptoir.stages.subscribing.core.periods import (
    Item,
    Timing,
    charge_minor,
    due_periods,
    unused_minor,
)


@dataclass(frozen=True, slots=True)
class Charged:
    """One charge of a service: period `number`, and which part of it. Part 0 is the charge, later ones
    gave back; `minor` is spread evenly over [start, end)."""

    number: int
    start: date
    end: date
    minor: int
    part: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One service of a line: a stretch in operation, and what it was charged."""

    id: UUID
    stretch: Stretch
    charges: tuple[Charged, ...] = ()

    @property
    def billed_until(self) -> date | None:
        return max((c.end for c in self.charges), default=None)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How a line is billed; `anchor`: the day that its periods are counted from."""

    anchor: date
    months: int
    timing: Timing


@dataclass(frozen=True, slots=True)
class Fresh:
    """A service to put into operation; `follows`: the one before it in the line."""

    stretch: Stretch
    follows: UUID | None


@dataclass(frozen=True, slots=True)
class Diff:
    """What has to happen to the services of a line; `ends`: their new first day without service."""

    ends: Mapping[UUID, date] = field(default_factory=dict)
    fresh: tuple[Fresh, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """An amount of [start, end) that is billed on `on`, minor units.

    unused   what was charged for days not served, given back: negative
    service  the service that is charged; None: one that begins with the change
    number   of the charged period
    """

    on: date
    start: date
    end: date
    minor: int
    unused: bool = False
    service: UUID | None = None
    number: int = 0


def diff(rows: Sequence[Row], wanted: Stretches) -> Diff:
    """What turns the services of a line into the wanted stretches."""
    ends: dict[UUID, date] = {}
    met: set[date] = set()
    for row in rows:
        same = next((w for w in wanted if _same(w, row.stretch)), None)
        if same is None:
            if row.stretch.end is None or row.stretch.start < row.stretch.end:
                ends[row.id] = row.stretch.start
            continue
        met.add(same.start)
        if same.end != row.stretch.end:
            assert same.end is not None, "what is extended is a stretch of its own"
            ends[row.id] = same.end
    fresh = tuple(
        Fresh(w, _before(rows, w.start))
        for w in wanted
        if w.start not in met and (w.end is None or w.start < w.end)
    )
    return Diff(ends, fresh)


def _same(a: Stretch, b: Stretch) -> bool:
    return replace(a, end=b.end) == b


def _before(rows: Sequence[Row], day: date) -> UUID | None:
    earlier = [row for row in rows if row.stretch.start <= day]
    return earlier[-1].id if earlier else None


def given_back(charges: Iterable[Charged], stop: date) -> list[Entry]:
    """What was charged for days from `stop` on and not given back yet, one entry per charged period."""
    periods: dict[int, list[Charged]] = {}
    for one in charges:
        periods.setdefault(one.number, []).append(one)
    found = []
    for number, parts in sorted(periods.items()):
        minor = sum(unused_minor(p.minor, Period(p.start, p.end), stop) for p in parts)
        if minor:
            whole = parts[0]
            start = max(stop, whole.start)
            found.append(Entry(stop, start, whole.end, -minor, unused=True, number=number))
    return found


def periods(
    rhythm: Rhythm, stretch: Stretch, until: date, billed_until: date | None = None
) -> list[Entry]:
    """The periods of a stretch that are billed by `until` and were not."""
    item = Item(
        rhythm.anchor, stretch.end, rhythm.months, rhythm.timing, billed_until, stretch.start
    )
    return [
        Entry(
            due.due_on, due.service.start, due.service.end,
            charge_minor(stretch.period_minor, due), number=due.number,
        )
        for due in due_periods(item, until)
    ]  # fmt: skip


def before(rhythm: Rhythm, rows: Sequence[Row], until: date) -> list[Entry]:
    """What would be billed by `until` if nothing changed."""
    return [
        replace(entry, service=row.id)
        for row in rows
        for entry in periods(rhythm, row.stretch, until, row.billed_until)
    ]


def after(rhythm: Rhythm, rows: Sequence[Row], change: Diff, until: date) -> list[Entry]:
    """What is billed by `until` with the change: given back, charged of what goes on, of what begins."""
    found: list[Entry] = []
    for row in rows:
        stop = change.ends.get(row.id)
        kept = row.stretch if stop is None else replace(row.stretch, end=stop)
        going = periods(rhythm, kept, until, row.billed_until)
        back = [] if stop is None else given_back(row.charges, stop)
        found += [replace(e, service=row.id) for e in (*back, *going)]
    for fresh in change.fresh:
        found += periods(rhythm, fresh.stretch, until)
    return found
