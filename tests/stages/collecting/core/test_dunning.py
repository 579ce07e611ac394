"""Which reminder is due: the rule case by case, and what holds whatever the accounts are."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.stages.collecting.core.dunning import (
    STANDARD,
    Account,
    BadPlan,
    Level,
    Owed,
    Plan,
    Tone,
    Verdict,
    Why,
    check_plan,
    decide,
    reached,
    schedule,
)

DUE = date(2026, 1, 31)
PLAN = Plan((Level(5, Tone.COURTEOUS), Level(20, Tone.FIRM), Level(40, Tone.FORMAL)), 10, 1_000)


def on(days: int) -> date:
    return DUE + timedelta(days=days)


def owed(minor: int = 50_000, *, days: int = 0, **more: Any) -> Owed:
    return Owed(more.pop("id", "F-1"), DUE + timedelta(days=days), minor, **more)


def told(verdict: Verdict) -> tuple[Why, date | None]:
    return verdict.why, verdict.until


@pytest.mark.parametrize(
    ("days", "written", "why", "level", "until"),
    [
        (0, 0, Why.NOT_LATE, 0, DUE),
        (4, 0, Why.NOT_YET, 1, on(5)),
        (5, 0, Why.DUE, 1, None),
        (90, 0, Why.DUE, 1, None),  # spared for long: the courteous tone first
        (19, 1, Why.NOT_YET, 1, on(20)),
        (20, 1, Why.DUE, 2, None),
        (40, 2, Why.DUE, 3, None),
        (41, 3, Why.ALL_WRITTEN, 3, None),
    ],
)
def test_levels_come_with_the_days_past_due_one_at_a_time(days, written, why, level, until):
    verdict = decide(Account((owed(written=written),)), PLAN, on(days))
    assert (verdict.why, verdict.level, verdict.until) == (why, level, until)


# DUN-02 (o2c cases): unapplied cash or an open credit note covering the debt stops the reminder
def test_money_that_nobody_applied_yet_holds_the_letter():
    verdict = decide(Account((owed(),), credits_minor=50_000), PLAN, on(20))
    assert (verdict.why, verdict.net_minor) == (Why.COVERED, 0)
    partly = decide(Account((owed(),), credits_minor=20_000), PLAN, on(20))
    assert (partly.why, partly.net_minor) == (Why.DUE, 30_000)


# DUN-04 (o2c cases): the run repeated is a no-op
def test_a_second_run_of_the_day_writes_nothing():
    first = decide(Account((owed(written=1),)), PLAN, on(30))
    assert (first.why, first.level) == (Why.DUE, 2)
    second = decide(Account((owed(written=2),), last_on=on(30)), PLAN, on(30))
    assert told(second) == (Why.NOT_YET, on(40))
    spared = decide(Account((owed(written=1),), last_on=on(30)), PLAN, on(30))
    assert told(spared) == (Why.WRITTEN_RECENTLY, on(40))


def test_between_two_letters_lie_some_days():
    account = Account((owed(written=1),), last_on=on(15))
    assert told(decide(account, PLAN, on(20))) == (Why.WRITTEN_RECENTLY, on(25))
    assert decide(account, PLAN, on(25)).why is Why.DUE


def test_a_letter_takes_along_everything_late():
    """One level 2, one level 1 already written, one two days late that no letter has named."""
    items = (
        owed(id="A", written=1),
        owed(id="B", days=10, written=1),
        owed(id="C", days=18),
        owed(id="D", days=30),
    )
    verdict = decide(Account(items), PLAN, on(20))
    assert [(c.id, c.days_late, c.level, c.raised) for c in verdict.claims] == [
        ("A", 20, 2, True), ("B", 10, 1, False), ("C", 2, 1, True),
    ]  # fmt: skip
    assert (verdict.level, verdict.net_minor) == (2, 150_000)


def test_a_pause_holds_the_customer_or_one_invoice():
    whole = Account((owed(),), paused_until=on(30))
    assert told(decide(whole, PLAN, on(29))) == (Why.PAUSED, on(30))
    assert decide(whole, PLAN, on(30)).why is Why.DUE
    one = owed(id="A", paused_until=on(30))
    assert told(decide(Account((one,)), PLAN, on(29))) == (Why.PAUSED, on(30))
    other = decide(Account((one, owed(id="B"))), PLAN, on(29))
    assert (other.why, [c.id for c in other.claims]) == (Why.DUE, ["B"])


def test_a_payment_that_came_back_is_written_for_at_once_due_or_not():
    early = owed(days=30, returned=True)
    verdict = decide(Account((early,)), PLAN, on(2))
    assert (verdict.why, verdict.level, verdict.net_minor) == (Why.DUE, 1, 50_000)
    assert [(c.days_late, c.raised) for c in verdict.claims] == [(0, True)]
    firm = Plan(PLAN.levels, PLAN.gap_days, PLAN.minimum_minor, returned_level=2)
    assert decide(Account((owed(returned=True),)), firm, on(2)).level == 2
    again = decide(Account((owed(written=2, returned=True),)), firm, on(30))
    assert (again.why, [(c.level, c.raised) for c in again.claims]) == (Why.DUE, [(2, False)])


def test_neither_gap_nor_schedule_holds_it_but_a_letter_of_the_day_and_the_rest_do():
    back = owed(returned=True)
    assert decide(Account((back,), last_on=on(2)), PLAN, on(3)).why is Why.DUE
    assert told(decide(Account((back,), last_on=on(3)), PLAN, on(3))) == (
        Why.WRITTEN_RECENTLY, on(4)
    )  # fmt: skip
    small = owed(999, returned=True)
    assert decide(Account((small,)), PLAN, on(3)).why is Why.BELOW_MINIMUM
    assert decide(Account((back,), credits_minor=50_000), PLAN, on(3)).why is Why.COVERED
    paused = owed(returned=True, paused_until=on(9))
    assert told(decide(Account((paused,)), PLAN, on(3))) == (Why.PAUSED, on(9))


def test_small_amounts_are_not_worth_a_letter():
    assert decide(Account((owed(999),)), PLAN, on(20)).why is Why.BELOW_MINIMUM
    assert decide(Account((owed(1_000),)), PLAN, on(20)).why is Why.DUE


def test_nobody_is_written_to_without_an_address():
    assert decide(Account((owed(),), reachable=False), PLAN, on(20)).why is Why.NO_ADDRESS


@pytest.mark.parametrize(
    ("account", "why", "until"),
    [
        (Account((owed(999),)), Why.DUE, None),
        (Account((owed(written=3),), last_on=on(1)), Why.DUE, None),
        (Account((owed(written=1),), last_on=on(2)), Why.WRITTEN_RECENTLY, on(3)),
        (Account((owed(),), credits_minor=60_000), Why.COVERED, None),
        (Account((owed(),), reachable=False), Why.NO_ADDRESS, None),
        (Account((owed(days=9),)), Why.NOT_LATE, on(9)),
    ],
)
def test_by_hand_the_schedule_does_not_hold_but_the_rest_does(account, why, until):
    assert told(decide(account, PLAN, on(2), by_hand=True)) == (why, until)


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        (Plan((), 10, 0), "levels"),
        (Plan(tuple(Level(n, Tone.FIRM) for n in range(1, 11)), 10, 0), "levels"),
        (Plan((Level(0, Tone.FIRM),), 10, 0), "levels.1.days"),
        (Plan((Level(5, Tone.FIRM), Level(5, Tone.FORMAL)), 10, 0), "levels.2.days"),
        (Plan((Level(5, Tone.FIRM),), 0, 0), "gap_days"),
        (Plan((Level(5, Tone.FIRM),), 10, -1), "minimum"),
        (Plan((Level(5, Tone.FIRM),), 10, 0, 2), "returned_level"),
        (Plan((Level(5, Tone.FIRM),), 10, 0, 0), "returned_level"),
    ],
)
def test_a_plan_that_cannot_be_followed_names_its_fault(plan, field):
    with pytest.raises(BadPlan) as said:
        check_plan(plan)
    assert said.value.field == field


def test_the_standard_plan_can_be_followed():
    assert check_plan(STANDARD) is STANDARD
    assert schedule(DUE, STANDARD) == [on(5), on(20), on(40)]


plans = st.builds(
    lambda steps, gap, least: Plan(
        tuple(Level(sum(steps[: n + 1]), Tone.FIRM) for n in range(len(steps))), gap, least
    ),
    st.lists(st.integers(1, 30), min_size=1, max_size=4),
    st.integers(1, 20),
    st.integers(0, 5_000),
)
invoices = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 100_000)), min_size=1, max_size=3)


@given(plans, invoices, st.integers(0, 50_000))
def test_over_the_days_each_level_is_written_once_with_the_gap_between(plan, told_items, credits):
    """Nobody pays: play the days, apply each letter, and look at what was written."""
    check_plan(plan)
    written = {str(n): 0 for n in range(len(told_items))}
    raised: set[tuple[str, int]] = set()
    letters: list[date] = []
    for day in range(120):
        items = tuple(
            Owed(str(n), on(late), minor, written[str(n)])
            for n, (late, minor) in enumerate(told_items)
        )
        account = Account(items, credits, letters[-1] if letters else None)
        verdict = decide(account, plan, on(day))
        late = [i for i in items if i.due_on < on(day)]
        assert [c.id for c in verdict.claims] == [
            i.id for i in sorted(late, key=lambda i: (i.due_on, i.id))
        ]
        if verdict.why is not Why.DUE:
            continue
        assert verdict.net_minor == sum(i.open_minor for i in late) - credits > 0
        assert verdict.net_minor >= plan.minimum_minor
        assert not letters or (on(day) - letters[-1]).days >= plan.gap_days
        assert any(reached(i, plan, on(day)) > i.written for i in late)
        letters.append(on(day))
        for claim in verdict.claims:
            assert 1 <= claim.level <= len(plan.levels)
            if claim.raised:
                assert claim.level == written[claim.id] + 1
                assert (claim.id, claim.level) not in raised
                raised.add((claim.id, claim.level))
                written[claim.id] = claim.level
            assert claim.level == written[claim.id]
