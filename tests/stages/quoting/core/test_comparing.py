"""Two versions of an offer: what is added, removed and changed, and what that costs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal as D
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from comptoir.stages.quoting.core import comparing
from comptoir.stages.quoting.core.comparing import Kind, compare


@dataclass(frozen=True)
class Line:
    sku: str
    quantity: D = D(1)
    list_price: D = D(100)
    discount_kind: str = "none"
    discount_value: D = D(0)
    term_months: int | None = None
    deliver_on: date | None = None
    optional: bool = False
    section: str = ""
    description: str = ""
    vat_rate: D = D(20)
    charge_kind: str = "one_off"
    total_minor: int = 100_00
    aside: bool = False
    alternative: str = ""
    rules: tuple[tuple[str, str], ...] = ()


PUMP, BOOK, CARE = Line("PUMP"), Line("BOOK", total_minor=22_00), Line("CARE", total_minor=432_00)


def told(before: list[Line], after: list[Line]) -> list[tuple[str, str, tuple[str, ...], int]]:
    return [
        (d.kind.value, (d.after or d.before or PUMP).sku, d.fields, d.effect_minor)
        for d in compare(before, after)
    ]


def test_added_removed_changed_and_same_lines_stand_in_the_order_of_the_new_version() -> None:
    more = replace(PUMP, quantity=D(3), discount_kind="percent", total_minor=270_00)
    assert told([PUMP, BOOK, CARE], [more, CARE, Line("HOSE", total_minor=5_00)]) == [
        ("changed", "PUMP", ("quantity", "discount"), 170_00),
        ("removed", "BOOK", (), -22_00),
        ("same", "CARE", (), 0),
        ("added", "HOSE", (), 5_00),
    ]


def test_a_price_that_a_rule_moved_says_which() -> None:
    kit = replace(PUMP, rules=(("promotion", "promotion:KIT"),), total_minor=95_00)
    assert told([PUMP], [kit]) == [("changed", "PUMP", ("rules",), -5_00)]


def test_a_line_removed_at_the_end_stands_at_the_end() -> None:
    assert told([PUMP, BOOK], [PUMP]) == [
        ("same", "PUMP", (), 0),
        ("removed", "BOOK", (), -22_00),
    ]


def test_what_was_removed_stands_behind_its_neighbor_or_before_what_follows() -> None:
    hose = Line("HOSE", total_minor=5_00)
    assert [t[:2] for t in told([PUMP, BOOK, CARE, hose], [PUMP, Line("NEW")])] == [
        ("same", "PUMP"),
        ("removed", "BOOK"),
        ("removed", "CARE"),
        ("removed", "HOSE"),
        ("added", "NEW"),
    ]
    assert [t[:2] for t in told([BOOK, CARE], [Line("NEW"), CARE])] == [
        ("added", "NEW"),
        ("removed", "BOOK"),
        ("same", "CARE"),
    ]


def test_the_same_reference_twice_is_paired_with_its_closest_likeness() -> None:
    first, second = replace(PUMP, section="A"), replace(PUMP, section="B", quantity=D(5))
    assert told([first, second], [replace(second, quantity=D(6)), first]) == [
        ("changed", "PUMP", ("quantity",), 0),
        ("same", "PUMP", (), 0),
    ]
    assert told([first], [replace(first, section="C")]) == [("changed", "PUMP", ("section",), 0)]


def test_what_becomes_an_option_leaves_the_contract_value_and_usage_was_never_in_it() -> None:
    assert told([PUMP], [replace(PUMP, optional=True)]) == [
        ("changed", "PUMP", ("optional",), -100_00)
    ]
    assert told([], [replace(PUMP, charge_kind="usage")]) == [("added", "PUMP", (), 0)]


def test_a_share_of_another_discount_on_the_whole_is_a_change_in_money_alone() -> None:
    assert told([PUMP], [replace(PUMP, total_minor=90_00)]) == [("changed", "PUMP", (), -10_00)]


lines = st.lists(
    st.builds(
        Line,
        sku=st.sampled_from("ABC"),
        quantity=st.integers(1, 3).map(D),
        section=st.sampled_from(["", "x"]),
        optional=st.booleans(),
        charge_kind=st.sampled_from(["one_off", "usage"]),
        total_minor=st.integers(0, 10_000),
    ),
    max_size=12,
)


@given(lines, lines)
def test_the_effects_add_up_to_the_difference_of_the_values_and_no_line_is_lost(
    before: list[Line], after: list[Line]
) -> None:
    found = compare(before, after)
    values = [sum(map(comparing.counted_minor, side)) for side in (before, after)]
    assert sum(d.effect_minor for d in found) == values[1] - values[0]
    assert sum(comparing.sums_minor(found).values()) == values[1] - values[0]
    assert [d.after for d in found if d.after] == after
    assert sorted(map(repr, (d.before for d in found if d.before))) == sorted(map(repr, before))


@given(lines)
def test_a_version_does_not_differ_from_itself(version: list[Line]) -> None:
    assert {d.kind for d in compare(version, version)} <= {Kind.SAME}


def test_alternatives_are_compared_by_their_keys_and_names() -> None:
    def offer(*names: str) -> SimpleNamespace:
        return SimpleNamespace(
            alternatives=[SimpleNamespace(key=k, name=n) for k, n in zip("AB", names, strict=False)]
        )

    assert comparing.changed(offer("Basic"), offer("Basic"), ["alternatives"]) == ()
    assert comparing.changed(offer("Basic"), offer("Basic", "Full"), ["alternatives"]) == (
        "alternatives",
    )
