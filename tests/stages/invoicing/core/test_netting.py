"""What is given back stands on one document where it can, and no cent is lost between documents."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from comptoir.stages.invoicing.core.netting import Back, Plain, capped, net

FULL, LOW = Decimal(20), Decimal("5.5")


def test_a_larger_charge_takes_what_is_given_back_on_the_invoice() -> None:
    found = net([Plain(300, FULL, True)], [Back(-100, FULL, "FA-1"), Back(-150, FULL, "FA-2")])
    assert (found.plains, found.backs, found.notes) == ([0], [0, 1], {})


def test_a_smaller_charge_of_the_change_lowers_the_credit_note() -> None:
    found = net([Plain(100, FULL, True), Plain(7, FULL)], [Back(-300, FULL, "FA-1")])
    assert (found.plains, found.backs) == ([1], [])
    assert (found.notes["FA-1"].backs, found.notes["FA-1"].plains) == ([0], [0])


def test_a_charge_that_no_note_can_take_stands_on_an_invoice_beside_the_notes() -> None:
    found = net([Plain(100, FULL, True)], [Back(-60, FULL, "FA-1"), Back(-70, FULL, "FA-2")])
    assert found.plains == [0]
    assert {k: v.backs for k, v in found.notes.items()} == {"FA-1": [0], "FA-2": [1]}


def test_what_belongs_to_the_run_stands_on_its_invoice_and_rates_do_not_mix() -> None:
    found = net([Plain(100, FULL)], [Back(-30, FULL), Back(-10, LOW, "FA-1")])
    assert (found.plains, found.backs) == ([0], [0])
    assert found.notes["FA-1"].backs == [1]
    alone = net([], [Back(-30, FULL)])
    assert (alone.backs, alone.notes) == ([0], {})


def test_never_more_is_given_back_than_stands_invoiced() -> None:
    assert [capped(-100, left) for left in (150, 40, 0, -5)] == [-100, -40, 0, 0]


rates = st.sampled_from([FULL, LOW])
plains = st.lists(st.builds(Plain, st.integers(0, 500), rates, st.booleans()), max_size=6)
backs = st.lists(
    st.builds(Back, st.integers(-500, -1), rates, st.sampled_from(["FA-1", "FA-2"])), max_size=6
)


@given(plains, backs)
def test_each_line_stands_on_one_document_and_each_has_its_sign(charged, given) -> None:
    found = net(charged, given)
    notes = found.notes.values()
    assert sorted([*found.plains, *(n for note in notes for n in note.plains)]) == list(
        range(len(charged))
    )
    assert sorted([*found.backs, *(n for note in notes for n in note.backs)]) == list(
        range(len(given))
    )
    for rate in (FULL, LOW):
        base = sum(charged[n].minor for n in found.plains if charged[n].rate == rate)
        assert base + sum(given[n].minor for n in found.backs if given[n].rate == rate) >= 0
    for corrects, note in found.notes.items():
        assert {given[n].corrects for n in note.backs} == {corrects}
        assert (
            sum(charged[n].minor for n in note.plains) + sum(given[n].minor for n in note.backs)
            <= 0
        )
