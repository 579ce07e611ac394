"""Changes of a contract come down to steps, and a line stays whole whatever is asked of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from decimal import Decimal as D
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.stages.quoting.core import amending as core
from comptoir.stages.quoting.core import stretches as state
from comptoir.stages.quoting.core.amending import ChangeIn, RampStep, Running
from comptoir.stages.quoting.core.stretches import Step, Stretch, Verb

START, END = date(2026, 1, 1), date(2027, 1, 1)
MAY, JULY = date(2026, 5, 1), date(2026, 7, 1)


def line(pk: int = 1, kind: str = "recurring", end: date | None = END) -> Running:
    return Running(pk, kind, (Stretch(START, end, Decimal(10), Decimal("20"), 20_000),))


def told(
    *changes: ChangeIn, lines: tuple[Running, ...] = (line(),), ends_on: date | None = END
) -> Any:
    return core.steps(changes, lines, JULY, ends_on)


@pytest.mark.parametrize(
    ("change", "step"),
    [
        (ChangeIn(kind="remove", line_id=1), Step(1, Verb.END, JULY)),
        (ChangeIn(kind="swap", line_id=1, sku="B", on=MAY), Step(1, Verb.END, MAY)),
        (ChangeIn(kind="quantity", line_id=1, quantity=Decimal(5)),
         Step(1, Verb.SET, JULY, Decimal(5))),
        (ChangeIn(kind="price", line_id=1, unit_net=Decimal(0)),
         Step(1, Verb.SET, JULY, None, Decimal(0))),
        (ChangeIn(kind="dates", line_id=1, ends_on=MAY), Step(1, Verb.END, MAY)),
        (ChangeIn(kind="dates", line_id=1, ends_on=date(2028, 1, 1)),
         Step(1, Verb.EXTEND, date(2028, 1, 1))),
        (ChangeIn(kind="co_term", ends_on=MAY), Step(1, Verb.END, MAY)),
        (ChangeIn(kind="co_term", ends_on=MAY, line_ids=(1,)), Step(1, Verb.END, MAY)),
        (ChangeIn(kind="cancel"), Step(1, Verb.END, JULY)),
        (ChangeIn(kind="renew", months=12), Step(1, Verb.EXTEND, date(2028, 1, 1))),
    ],
)  # fmt: skip
def test_what_is_asked_comes_down_to_steps(change: ChangeIn, step: Step) -> None:
    assert told(change) == [[step]]


def test_a_ramp_is_a_step_a_day_and_a_renewal_may_raise_the_price() -> None:
    ramp = (RampStep(JULY, Decimal(30)), RampStep(MAY, Decimal(20)))
    assert [s.on for s in told(ChangeIn(kind="ramp", line_id=1, steps=ramp))[0]] == [MAY, JULY]
    renewed = told(
        ChangeIn(kind="renew", months=12, percent=Decimal(3)), lines=(line(), line(2, "usage"))
    )[0]
    assert [(s.line_id, s.verb) for s in renewed] == [
        (1, Verb.EXTEND), (2, Verb.EXTEND), (1, Verb.SET),
    ]  # fmt: skip
    (raised,) = [
        s for s in state.apply(line().stretches, [renewed[0], renewed[2]], 2) if s.start == END
    ]
    assert (raised.period_minor, raised.unit_net) == (20_600, Decimal("20.6"))


def test_what_changes_no_line_has_no_step() -> None:
    assert told(ChangeIn(kind="add", sku="B")) == [[]]
    assert told(ChangeIn(kind="dates", line_id=1, ends_on=END)) == [[]]
    assert told(ChangeIn(kind="cancel", on=END)) == [[]]
    assert told(ChangeIn(kind="uplift")) == [[]]
    five = {"kind": "percent", "percent": "5"}
    assert told(ChangeIn(kind="uplift", uplift=five)) == [[]]
    with pytest.raises(core.ChangedTwice):
        told(ChangeIn(kind="uplift", uplift=five), ChangeIn(kind="uplift"))
    assert told(ChangeIn(kind="cancel"), lines=(line(end=None),)) == [[Step(1, Verb.END, JULY)]]


@pytest.mark.parametrize(
    ("change", "error", "field"),
    [
        (ChangeIn(kind="more"), core.UnknownChange, "changes.0.kind"),
        (ChangeIn(kind="add"), core.ValueMissing, "changes.0.sku"),
        (ChangeIn(kind="remove", line_id=9), core.UnknownRunningLine, "changes.0.line_id"),
        (ChangeIn(kind="remove", line_id=1, on=END), core.NotRunningThen, "changes.0.on"),
        (ChangeIn(kind="remove", line_id=3), core.NotRunningThen, "changes.0.on"),
        (ChangeIn(kind="dates", line_id=1), core.ValueMissing, "changes.0.ends_on"),
        (ChangeIn(kind="price", line_id=2, unit_net=Decimal(1)), core.OnlyDates, "changes.0.kind"),
        (ChangeIn(kind="ramp", line_id=1), core.ValueMissing, "changes.0.steps"),
        (ChangeIn(kind="ramp", line_id=1, steps=(RampStep(MAY),)), core.ValueMissing,
         "changes.0.steps.0.quantity"),
        (ChangeIn(kind="price", line_id=1, unit_net=Decimal(-1)), core.BadPrice,
         "changes.0.unit_net"),
        (ChangeIn(kind="co_term"), core.ValueMissing, "changes.0.ends_on"),
        (ChangeIn(kind="renew"), core.ValueMissing, "changes.0.months"),
        (ChangeIn(kind="renew", months=12, percent=Decimal(-101)), core.BadPrice,
         "changes.0.percent"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_name(
    change: ChangeIn, error: type[Exception], field: str
) -> None:
    with pytest.raises(error) as said:
        told(change, lines=(line(), line(2, "usage"), Running(3, "recurring", ())))
    assert said.value.field == field  # type: ignore[attr-defined]


def test_nothing_asked_the_same_asked_twice_and_a_renewal_without_an_end_are_refused() -> None:
    with pytest.raises(core.NothingChanges):
        told()
    twice = ChangeIn(kind="quantity", line_id=1, quantity=Decimal(5))
    with pytest.raises(core.ChangedTwice):
        told(twice, ChangeIn(kind="price", line_id=1, unit_net=Decimal(9)))
    with pytest.raises(core.BadDate):
        told(ChangeIn(kind="renew", months=12), ends_on=None)
    assert Running(1, "recurring", ()).end is None


def test_neighbors_of_equal_values_are_read_as_one_and_empty_ones_not_at_all() -> None:
    one = line().stretches
    longer = state.apply(one, [Step(1, Verb.EXTEND, date(2028, 1, 1))], 2)
    assert len(longer) == 2
    assert state.merged(longer) == (
        Stretch(START, date(2028, 1, 1), Decimal(10), Decimal(20), 20_000),
    )
    gone = state.apply(one, [Step(1, Verb.END, START)], 2)
    assert state.merged(gone) == ()
    fewer = state.apply(one, [Step(1, Verb.SET, MAY, Decimal(5))], 2)
    assert [s.quantity for s in state.merged(fewer)] == [10, 5]
    assert state.on(fewer, MAY) == fewer[1]
    assert state.on(fewer, END) is None
    cut = state.apply(line(end=None).stretches, [Step(1, Verb.END, MAY)], 2)
    assert cut[0].end == MAY


def test_a_price_that_is_said_is_the_price() -> None:
    said = state.valued(line().stretches[0], Step(1, Verb.SET, MAY, Decimal(3), Decimal("9.99")), 2)
    assert (said.unit_net, said.period_minor) == (Decimal("9.99"), 2997)


quantities = st.decimals(min_value="0.5", max_value=500, places=1)
verbs = st.sampled_from(Verb)


@given(st.lists(st.tuples(verbs, st.integers(0, 800), quantities), max_size=8))
def test_a_line_has_neither_gap_nor_overlap_whatever_is_asked(asked: list[Any]) -> None:
    found = line().stretches
    for verb, days, quantity in asked:
        day, end = START + timedelta(days=days), found[-1].end
        assert end
        fits = day > end if verb is Verb.EXTEND else state.on(found, day) is not None
        if fits:
            found = state.apply(found, [Step(1, verb, day, quantity)], 2)
    assert state.whole(found)
    assert state.whole(state.merged(found))


@given(quantities, quantities, st.integers(0, 10**8))
def test_another_quantity_and_back_costs_what_it_did_to_the_cent_of_a_unit(
    before: Decimal, now: Decimal, minor: int
) -> None:
    old = Stretch(START, END, before, Decimal(1), minor)
    there = state.valued(old, Step(1, Verb.SET, MAY, now), 2)
    back = state.valued(there, Step(1, Verb.SET, MAY, before), 2)
    assert abs(back.period_minor - minor) <= before / now / 2 + 1


def test_other_options_end_the_line_and_need_a_configuration():
    change = ChangeIn(kind="options", line_id=1, configuration_id=UUID(int=7))
    ((step,),) = told(change)
    assert (step.verb, step.on) == (Verb.END, JULY)
    with pytest.raises(core.ValueMissing) as missing:
        told(replace(change, configuration_id=None))
    assert missing.value.field == "changes.0.configuration_id"


@given(
    held=st.decimals(0, 10**6, places=2), difference=st.decimals(-(10**5), 10**5, places=2),
    percent=st.decimals(0, 100, places=2),
)  # fmt: skip
def test_other_options_change_the_price_by_what_they_cost_as_the_line_was_sold(
    held, difference, percent
):
    one = core.kept_share("none", D(0), held, held)
    assert core.repriced(held, difference, one) == max(held + difference, 0)
    assert core.repriced(held, D(0), one) == held, "the same options cost what was agreed"
    share = core.kept_share("percent", percent, D(1), D(2))
    assert core.repriced(held, difference, share) == max(
        held + difference * (100 - percent) / 100, 0
    )
    back = core.repriced(core.repriced(held, abs(difference), share), -abs(difference), share)
    assert back == held, "what is changed back costs what it did"


def test_a_price_that_was_agreed_pays_its_part_of_the_list_for_other_options_too():
    assert core.kept_share("net", D(80), D(80), D(100)) == D("0.8")
    assert core.kept_share("net", D(120), D(120), D(100)) == 1, "never more than the list"
    assert core.kept_share("amount", D(5), D(95), D(100)) == 1


def _held(pk: int, first: date, end: date | None, sku: str = "SEAT") -> Running:
    return Running(pk, "recurring", (Stretch(first, end, Decimal(10), Decimal(1), 1000),), sku)


DAY, NEW_YEAR, TWO, THREE = (date(2026, 7, 1), *(date(y, 1, 1) for y in (2027, 2028, 2029)))
RAMP = [
    _held(1, date(2026, 1, 1), NEW_YEAR), _held(2, NEW_YEAR, TWO),
    _held(3, date(2026, 1, 1), None, "CARE"), _held(4, NEW_YEAR, NEW_YEAR),
]  # fmt: skip


def _asked(lines: list[Running] = RAMP, **change: Any) -> list[tuple[int, Verb, date]]:
    (found,) = core.steps([ChangeIn(**change)], lines, DAY, TWO)
    return [(s.line_id, s.verb, s.on) for s in found]


def test_a_ramp_goes_whole_and_another_line_alone() -> None:
    assert _asked(kind="remove", line_id=1) == [(1, Verb.END, DAY), (2, Verb.END, NEW_YEAR)]
    emptied = [RAMP[0], RAMP[3]]  # what another amendment ended before it began
    assert _asked(emptied, kind="remove", line_id=1) == [
        (1, Verb.END, DAY), (4, Verb.END, NEW_YEAR),
    ]  # fmt: skip
    assert _asked(kind="remove", line_id=3) == [(3, Verb.END, DAY)]


def test_ending_on_one_day_leaves_no_segment_that_begins_later_and_charges_none_twice() -> None:
    early = date(2026, 10, 1)
    assert _asked(kind="co_term", ends_on=early, line_ids=(1, 2, 3)) == [
        (1, Verb.END, early), (2, Verb.END, NEW_YEAR), (3, Verb.END, early),
    ]  # fmt: skip
    assert _asked(kind="co_term", ends_on=THREE, line_ids=(1, 2, 3)) == [
        (2, Verb.EXTEND, THREE), (3, Verb.END, THREE),
    ]  # fmt: skip


def test_a_segment_is_not_made_to_last_into_the_next() -> None:
    with pytest.raises(core.BadDate) as refused:
        _asked(kind="dates", line_id=1, ends_on=date(2027, 6, 1))
    assert refused.value.field == "changes.0.ends_on"
    assert refused.value.facts["expected"] == "≤ 2027-01-01"
    assert _asked(kind="dates", line_id=2, ends_on=THREE) == [(2, Verb.EXTEND, THREE)]
    assert _asked(kind="dates", line_id=1, ends_on=DAY) == [(1, Verb.END, DAY)]


def test_a_unit_really_costs_what_is_left_of_the_discount_on_the_whole_quote() -> None:
    said = Stretch(START, END, Decimal(3), Decimal("89.9"), 26_970)
    assert core.paid(said, 2) == Decimal("89.9")
    assert core.paid(replace(said, period_minor=24_273), 2) == Decimal("80.91")
    assert core.paid(replace(said, period_minor=10_000), 2) == Decimal("33.333333333333")
    assert core.paid(replace(said, quantity=Decimal(0)), 2) == Decimal("89.9")
