"""What an amendment is shown to cost is what the runs of the charges book, on whatever days they run."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from comptoir.stages.quoting.amendments import Step, Stretch, Verb, apply
from comptoir.stages.subscribing.core import amending as core
from comptoir.stages.subscribing.core.amending import Charged, Rhythm, Row
from comptoir.stages.subscribing.core.periods import Timing

START, END, LATER = date(2026, 1, 1), date(2027, 1, 1), date(2030, 1, 1)
FIRST = UUID(int=1)


def row(minor: int, end: date | None = END) -> Row:
    return Row(FIRST, Stretch(START, end, Decimal(10), Decimal(1), minor))


def charge(rhythm: Rhythm, one: Row, until: date) -> Row:
    """A run of the charges: what is due by a day is written."""
    made = [
        Charged(e.number, e.start, e.end, e.minor)
        for e in core.periods(rhythm, one.stretch, until, one.billed_until)
    ]
    return replace(one, charges=(*one.charges, *made))


def give_back(one: Row, stop: date) -> Row:
    last = {
        n: max(c.part for c in one.charges if c.number == n)
        for n in {c.number for c in one.charges}
    }
    parts = [
        Charged(e.number, e.start, e.end, e.minor, 1 + last[e.number])
        for e in core.given_back(one.charges, stop)
    ]
    return replace(one, charges=(*one.charges, *parts))


def total(rows: list[Row]) -> int:
    return sum(c.minor for r in rows for c in r.charges)


# billing case pror-change-inclusive-march-29 (c): quantity 5 → 10 at 10, 17 of 31 days left
def test_credit_and_charge_are_rounded_by_themselves_then_netted() -> None:
    rhythm = Rhythm(date(2024, 3, 1), 1, Timing.ADVANCE)
    march = Row(FIRST, Stretch(date(2024, 3, 1), date(2024, 4, 1), Decimal(5), Decimal(10), 5000))
    march = charge(rhythm, march, date(2024, 3, 1))
    wanted = apply((march.stretch,), [Step(1, Verb.SET, date(2024, 3, 15), Decimal(10))], 2)
    done = core.after(rhythm, [march], core.diff([march], wanted), date(2024, 3, 31))
    assert [(e.minor, e.unused) for e in done] == [(-2742, True), (5484, False)]
    assert sum(e.minor for e in done) == 2742


# pror-addon-coterm-17: 20 a month from the 21st of June, billed with the contract on the 10th: 19/30
def test_what_joins_a_contract_is_billed_on_its_days() -> None:
    rhythm = Rhythm(date(2012, 6, 10), 1, Timing.ADVANCE)
    added = Stretch(date(2012, 6, 21), date(2013, 6, 10), Decimal(1), Decimal(20), 2000)
    first, second = core.periods(rhythm, added, date(2012, 7, 10))
    assert (first.minor, first.end) == (1267, date(2012, 7, 10))
    assert second.minor == 2000


# coupon-full-100-20: nothing was paid, nothing is given back, the list price does not matter
def test_what_was_free_gives_nothing_back() -> None:
    rhythm = Rhythm(START, 12, Timing.ADVANCE)
    free = charge(rhythm, row(0), START)
    assert core.given_back(free.charges, date(2026, 7, 1)) == []


def test_a_service_that_changes_on_its_first_day_is_replaced() -> None:
    one = row(1000)
    wanted = apply((one.stretch,), [Step(1, Verb.SET, START, Decimal(4))], 2)
    change = core.diff([one], wanted)
    assert change.ends == {FIRST: START}
    assert [(f.stretch.quantity, f.follows) for f in change.fresh] == [(4, FIRST)]
    again = Row(UUID(int=2), wanted[0])
    gone = replace(one, stretch=replace(one.stretch, end=START))
    assert core.diff([gone, again], wanted) == core.Diff()
    ended = apply((one.stretch,), [Step(1, Verb.END, START)], 2)
    assert core.diff([one], ended) == core.Diff({FIRST: START})


def test_a_later_end_is_a_service_of_its_own_and_an_earlier_line_follows_nothing() -> None:
    one = row(1000, None)
    ended = apply((one.stretch,), [Step(1, Verb.END, END)], 2)
    assert core.diff([one], ended) == core.Diff({FIRST: END})
    longer = apply((row(1000).stretch,), [Step(1, Verb.EXTEND, LATER)], 2)
    (fresh,) = core.diff([row(1000)], longer).fresh
    assert (fresh.stretch.start, fresh.follows) == (END, FIRST)
    (alone,) = core.diff([], longer[:1]).fresh
    assert alone.follows is None


days = st.integers(1, 364)


@given(
    minor=st.integers(0, 10**7), months=st.sampled_from([1, 3, 6, 12]),
    timing=st.sampled_from(Timing), change=days, today=st.integers(0, 364),
    quantity=st.decimals(min_value=1, max_value=40, places=0), verb=st.sampled_from([Verb.SET, Verb.END]),
    runs=st.lists(st.integers(0, 400), max_size=5),
)  # fmt: skip
def test_the_preview_is_what_is_booked(
    minor: int, months: int, timing: Timing, change: int, today: int, quantity: Decimal,
    verb: Verb, runs: list[int],
) -> None:  # fmt: skip
    rhythm, day = Rhythm(START, months, timing), START + timedelta(days=change)
    billed = charge(rhythm, row(minor), START + timedelta(days=today))
    wanted = apply((billed.stretch,), [Step(1, verb, day, quantity)], 2)
    diff = core.diff([billed], wanted)
    shown = core.after(rhythm, [billed], diff, LATER)
    assert sum(e.minor for e in shown if e.unused) >= -total([billed])

    old = replace(billed, stretch=replace(billed.stretch, end=diff.ends[FIRST]))
    fresh = [Row(UUID(int=9), f.stretch) for f in diff.fresh]
    for run in [*sorted(runs), 1000]:
        until = START + timedelta(days=max(run, today))
        old = charge(rhythm, old, until)
        fresh = [charge(rhythm, f, until) for f in fresh]
        if until >= day:
            old = give_back(old, day)
    assert total([old, *fresh]) - total([billed]) == sum(e.minor for e in shown)
    assert core.given_back(old.charges, day) == []


@given(minor=st.integers(0, 10**7), first=days, second=days)
def test_ending_twice_gives_back_as_much_as_ending_once_and_never_more_than_was_charged(
    minor: int, first: int, second: int
) -> None:
    rhythm = Rhythm(START, 12, Timing.ADVANCE)
    late, early = (START + timedelta(days=n) for n in (max(first, second), min(first, second)))
    billed = charge(rhythm, row(minor), START)
    once = give_back(billed, early)
    twice = give_back(give_back(billed, late), early)
    assert total([once]) == total([twice]) >= 0


def test_without_a_change_the_line_is_billed_as_before() -> None:
    rhythm = Rhythm(START, 3, Timing.ADVANCE)
    one = charge(rhythm, row(900), date(2026, 4, 1))
    assert [e.on.month for e in core.before(rhythm, [one], LATER)] == [7, 10]
