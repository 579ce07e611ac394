"""A contract as of any day, as it was known on any other."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from comptoir.stages.contracting.core.versions import (
    Version,
    end_of,
    going_on,
    stopped,
    timeline,
)
from comptoir.stages.quoting.amendments import Step, Stretch, Verb, on

START, END, LATER = date(2026, 1, 1), date(2027, 1, 1), date(2028, 1, 1)
BASE = {1: (Stretch(START, END, Decimal(10), Decimal(1), 1000),)}
MORE = Version(2, date(2026, 3, 1), (Step(1, Verb.SET, date(2026, 7, 1), Decimal(20)),))
ADDED = Version(
    3, date(2026, 8, 1), (),
    ((2, (Stretch(date(2026, 8, 1), END, Decimal(1), Decimal(1), 100),)),),
)  # fmt: skip


def test_a_version_counts_from_the_day_it_is_known() -> None:
    july = date(2026, 7, 1)
    then = timeline(BASE, [ADDED, MORE], 2, known_on=date(2026, 2, 1))[1]
    known = timeline(BASE, [ADDED, MORE], 2, known_on=date(2026, 3, 1))
    held = on(then, july), on(known[1], july)
    assert [s.quantity for s in held if s] == [10, 20]
    assert 2 not in known
    assert sorted(timeline(BASE, [ADDED, MORE], 2)) == [1, 2]
    assert len(BASE[1]) == 1


def test_the_contract_ends_when_its_last_line_does() -> None:
    assert end_of(timeline(BASE, [ADDED, MORE], 2)) == END
    assert end_of({}) is None
    gone = Stretch(LATER, LATER, Decimal(1), Decimal(1), 1)
    assert end_of({1: (Stretch(START, END, Decimal(1), Decimal(1), 1),), 2: (gone,)}) == END
    assert end_of({2: (gone,)}) == LATER
    assert end_of({1: (Stretch(START, None, Decimal(1), Decimal(1), 1),)}) is None


def test_a_renewal_goes_on_with_what_holds_at_the_end_and_not_with_what_was_ended() -> None:
    def renewed(*versions: Version, ends_on: date | None = END) -> dict[int, Decimal]:
        found = going_on(timeline(BASE, versions, 2), BASE, ends_on)
        return {line_id: last.quantity for line_id, last in found.items()}

    gone = Version(4, date(2026, 9, 1), (Step(1, Verb.END, date(2026, 9, 1)),))
    never = Version(4, date(2026, 9, 1), (Step(1, Verb.END, START),))
    assert renewed() == {1: 10}
    assert renewed(MORE, ADDED) == {1: 20, 2: 1}
    assert renewed(MORE, ADDED, gone) == {2: 1}
    assert renewed(never) == {}
    assert renewed(gone, ends_on=date(2026, 9, 1)) == {1: 10}, "all lines end with the contract"
    assert renewed(ends_on=LATER) == {1: 10}, "it was always to end before"
    endless = {1: (Stretch(START, None, Decimal(3), Decimal(1), 1),)}
    assert going_on(endless, endless, None)[1].quantity == 3


def test_when_all_lines_stop_what_lasts_longer_ends_and_what_begins_later_never_runs() -> None:
    day = date(2026, 4, 1)
    open_end = (Stretch(START, None, Decimal(1), Decimal(1), 1),)
    over = (Stretch(START, date(2026, 2, 1), Decimal(1), Decimal(1), 1),)
    ends = {
        pk: [(s.start, s.end) for s in stretches]
        for pk, stretches in stopped(
            timeline(BASE, [MORE, ADDED], 2) | {3: open_end, 4: over}, day
        ).items()
    }
    july, august = date(2026, 7, 1), date(2026, 8, 1)
    assert ends == {
        1: [(START, day), (july, july)], 2: [(august, august)], 3: [(START, day)],
        4: [(START, date(2026, 2, 1))],
    }  # fmt: skip
