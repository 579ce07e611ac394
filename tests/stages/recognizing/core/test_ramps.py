"""Ramps over the term: no cent is lost, nothing that was earned changes, each day is worth the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal as D
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel.period import add_months, month_of
from comptoir.stages.recognizing.core.ramps import (
    Charged,
    Piece,
    Priced,
    Span,
    Spread,
    earned_minor,
    kept_minor,
    respread,
    spread,
    stepped,
    taken_over,
    usual,
)
from comptoir.stages.recognizing.core.schedule import Obligation, Pattern
from comptoir.stages.recognizing.core.schedule import recognized_to_date as one

JAN = date(2026, 1, 1)
AMOUNTS = st.integers(-(10**9), 10**9)
QUANTITIES = st.decimals("0.000001", "5000", places=6)


@st.composite
def spans(draw, start: date = JAN, quantity=QUANTITIES):
    """A service in a few spans that follow each other."""
    found, day = [], start
    for days in draw(st.lists(st.integers(1, 400), min_size=1, max_size=5)):
        found.append(Span(day, day + timedelta(days=days), draw(quantity)))
        day = found[-1].end
    return found


def test_three_free_months_are_earned_like_the_paid_ones():
    """IFRS 15 §B18: 3,285.00 for a year of which three months are free is 9.00 a day."""
    pieces = spread(
        [Span(JAN, date(2026, 4, 1), D(10)), Span(date(2026, 4, 1), date(2027, 1, 1), D(10))],
        328_500,
    )
    assert pieces == (Piece(JAN, date(2027, 1, 1), 328_500),)
    assert earned_minor(pieces, date(2026, 3, 31)) == 90 * 900


def test_a_day_with_twice_the_seats_weighs_twice():
    pieces = spread(
        [Span(JAN, date(2026, 7, 1), D(10)), Span(date(2026, 7, 1), date(2027, 1, 1), D(20))],
        549_000,
    )
    # 181 days of 10 and 184 of 20 are 549 units of 10 seats and a day
    assert [p.minor for p in pieces] == [181_000, 368_000]


def test_a_service_that_never_ran_weighs_nothing():
    ran, never = Span(JAN, date(2026, 2, 1), D(2)), Span(date(2026, 2, 1), date(2026, 2, 1), D(9))
    assert spread([never, ran], 100) == (Piece(JAN, date(2026, 2, 1), 100),)


def test_a_change_goes_forward_and_an_end_makes_good():
    free_then_40 = (Piece(JAN, date(2027, 1, 1), 365_000),)
    half = respread(free_then_40, [Span(JAN, date(2027, 1, 1), D(1))], 291_400, date(2026, 7, 1))
    assert half == (
        Piece(JAN, date(2026, 7, 1), 181_000),
        Piece(date(2026, 7, 1), date(2027, 1, 1), 110_400),
    )
    ended = respread(free_then_40, [Span(JAN, date(2026, 2, 1), D(1))], 0, date(2026, 2, 1))
    assert ended[-1] == Piece(date(2026, 2, 1), date(2026, 2, 2), -31_000)
    assert respread(free_then_40, [], 0, JAN) == ()


def test_the_usual_rule_asks_whether_the_quantity_stays():
    first = Span(JAN, date(2026, 2, 1), D(5))
    assert (
        usual([first, Span(date(2026, 2, 1), date(2026, 3, 1), D("5.0"))]) is Spread.OVER_THE_TERM
    )
    assert usual([first, Span(date(2026, 2, 1), date(2026, 3, 1), D(6))]) is Spread.BY_SEGMENT


@given(spans(), AMOUNTS)
def test_the_pieces_sum_to_the_amount_and_cover_the_days(served, minor):
    pieces = spread(served, minor)
    assert sum(p.minor for p in pieces) == minor
    assert (pieces[0].start, pieces[-1].end) == (served[0].start, served[-1].end)
    assert all(a.end == b.start for a, b in pairwise(pieces))


@given(spans(quantity=st.just(D(7))), AMOUNTS, st.integers(0, 2000))
def test_with_one_quantity_it_is_the_straight_line_to_the_cent(served, minor, day):
    through = JAN + timedelta(days=day)
    whole = Obligation(Pattern.STRAIGHT_LINE, minor, served[0].start, served[-1].end)
    assert earned_minor(spread(served, minor), through) == one(whole, through)


@given(spans(), AMOUNTS, st.lists(st.tuples(st.integers(-30, 2500), AMOUNTS, spans()), max_size=4))
def test_whatever_is_changed_when_nothing_earned_moves_and_all_is_earned_in_the_end(
    served, minor, changes
):
    pieces = spread(served, minor)
    for day, total, now in sorted(changes, key=lambda c: c[0]):
        on = JAN + timedelta(days=day)
        before = [earned_minor(pieces, on - timedelta(days=n)) for n in (1, 20, 300)]
        changed = respread(pieces, now, total, on)
        after = [earned_minor(changed, on - timedelta(days=n)) for n in (1, 20, 300)]
        assert after[0] == before[0], "to the day before it is the same to the cent"
        assert all(abs(a - b) <= 1 for a, b in zip(after, before, strict=True))
        assert sum(p.minor for p in changed) == total
        pieces = changed


@given(spans(), AMOUNTS, st.integers(1, 1500), AMOUNTS, st.data())
def test_months_posted_late_early_or_in_any_rhythm_give_the_same_sum(
    served, minor, day, total, data
):
    """Each run posts what is earned to its month less what it posted; a change falls between two runs."""
    on = JAN + timedelta(days=day)
    first, then = spread(served, minor), respread(spread(served, minor), served, total, on)
    posted, month = 0, 0
    while (span := month_of(add_months(JAN, month))).start <= max(p.end for p in (*first, *then)):
        now = first if span.end <= on else then
        if data.draw(st.booleans()) or span.end > max(p.end for p in (*first, *then)):
            posted += earned_minor(now, span.last) - posted
        month += 1
    assert posted == total


def test_a_piece_lasts_from_its_first_day_to_the_day_before_its_end():
    assert Piece(JAN, add_months(JAN, 1), 100).days == 31


def charges(periods: list[tuple[int, int]]) -> list[Charged]:
    """One after the other: (days, amount) each; documents changed nothing."""
    found, day = [], JAN
    for days, minor in periods:
        found.append(Charged(day, day + timedelta(days=days), minor, minor))
        day += timedelta(days=days)
    return found


@pytest.mark.parametrize(
    ("prices", "on", "expected"),
    [
        ([(0, 90, 3, 100), (90, 180, 3, 120)], 30, True),
        ([(0, 90, 3, 100), (90, 180, 3, 120)], 90, False),  # one price is left
        ([(0, 90, 3, 100), (90, 180, 4, 120)], 30, False),  # more of it is another service
        ([(0, 90, 3, 100), (90, 90, 3, 120), (90, 180, 3, 100)], 30, False),  # never served
        ([(0, 90, 3, 100), (365, 400, 3, 120)], 30, False),  # agreed beyond the term
        ([], 30, False),
    ],
)
def test_dated_prices_make_a_ramp_of_what_remains(prices, on, expected):
    day = [JAN + timedelta(days=n) for n in range(401)]
    spans = [Priced(day[a], day[b], D(quantity), minor) for a, b, quantity, minor in prices]
    assert stepped(spans, day[on], day[365]) is expected


def test_a_charge_that_the_day_divides_keeps_what_its_days_earned():
    (year,) = charges([(365, 36_500)])
    july = date(2026, 7, 1)
    assert kept_minor(year, july) == 18_100
    assert kept_minor(year, JAN) == 0
    assert kept_minor(year, date(2027, 1, 1)) == 36_500
    credited = replace(year, total_minor=29_200)  # 73.00 given back: 14,480 of 29,200 is earned
    assert kept_minor(credited, july) == 14_480 + 7_300
    pieces = taken_over((), [Span(JAN, date(2028, 1, 1), D(1))], 91_400 - 18_100, july)
    assert pieces == (Piece(july, date(2028, 1, 1), 73_300),)


PERIODS = st.lists(st.tuples(st.integers(1, 400), AMOUNTS), min_size=1, max_size=8)


@given(PERIODS, PERIODS, st.integers(0, 900), AMOUNTS, st.integers(-(10**6), 10**6))
def test_a_line_that_becomes_a_ramp_earns_what_it_earned_and_all_of_its_price_in_the_end(
    promised, later, day, more, credited
):
    """`promised` earn already, `later` is charged afterwards; the amendment adds `more` to the price."""
    on = JAN + timedelta(days=day)
    every = charges([*promised, *later])
    known, unknown = every[: len(promised)], every[len(promised) :]
    known[0] = replace(known[0], total_minor=known[0].total_minor + credited)
    every = [*known, *unknown]
    end = max(every[-1].end, on + timedelta(days=1))
    kept = [kept_minor(one, on) for one in known]
    minor = sum(one.base_minor for one in every) + more
    pieces = taken_over(unknown, [Span(JAN, end, D(4))], minor - sum(kept), on)
    changed = sum(one.total_minor - one.base_minor for one in known)
    assert sum(kept) + sum(p.minor for p in pieces) == minor, "all of it is earned in the end"

    before = on - timedelta(days=1)
    spread_before = sum(earned_minor([Piece(c.start, c.end, c.total_minor)], before) for c in every)
    own = [
        Piece(c.start, min(c.end, on) if c.start < on else c.end, c.total_minor - c.base_minor + k)
        for c, k in zip(known, kept, strict=True)
    ]
    assert earned_minor([*own, *pieces], before) == spread_before, "nothing that was earned moves"
    assert earned_minor([*own, *pieces], max(end, every[-1].end)) == minor + changed
