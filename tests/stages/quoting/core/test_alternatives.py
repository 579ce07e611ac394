"""Alternatives: which lines an alternative holds, what stands apart, which one is taken."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.stages.quoting.core import alternatives as core

KEYS = st.lists(st.sampled_from(core.LETTERS), unique=True, min_size=1, max_size=5)


@dataclass(frozen=True)
class Line:
    alternative: str
    n: int = 0


@given(KEYS, st.data())
def test_each_own_line_is_in_one_alternative_and_a_common_one_in_all(
    keys: list[str], data: Any
) -> None:
    owners = data.draw(st.lists(st.sampled_from(["", *keys]), max_size=20))
    lines = [Line(owner, n) for n, owner in enumerate(owners)]
    held = {key: core.members(lines, key) for key in keys}
    for line in lines:
        places = [key for key in keys if line in held[key]]
        assert places == ([line.alternative] if line.alternative else keys)
    assert all([li.n for li in mine] == sorted(li.n for li in mine) for mine in held.values())
    rows = [{"key": key, "name": key} for key in keys]
    core.check_lines(rows, lines)
    shown = data.draw(st.sampled_from(keys))
    assert core.last(rows, shown)[-1] == shown
    assert sorted(core.last(rows, shown)) == sorted(keys)


@given(KEYS, st.data())
def test_apart_and_what_is_shown_give_every_price_back(keys: list[str], data: Any) -> None:
    price = st.fixed_dictionaries({name: st.integers(0, 2) for name in core.APART})
    values = {key: data.draw(price) for key in keys}
    shown = data.draw(st.sampled_from(keys))
    told = core.apart(values, shown) or {}
    assert shown not in told
    for key in keys:
        assert values[shown] | told.get(key, {}) == values[key]


@given(st.lists(st.sampled_from(core.LETTERS), unique=True, max_size=5))
def test_the_next_key_is_the_first_that_is_free(keys: list[str]) -> None:
    rows = [{"key": key, "name": key} for key in keys]
    if len(keys) == len(core.LETTERS):
        with pytest.raises(core.TooManyAlternatives):
            core.next_key(rows)
    else:
        assert core.next_key(rows) == min(set(core.LETTERS) - set(keys))


ROWS = [{"key": "A", "name": "Essential"}, {"key": "C", "name": "Comfort"}]


def test_an_acceptance_takes_one_of_them_or_none_where_there_are_none() -> None:
    assert core.chosen(ROWS, "C") == "C"
    assert core.chosen([], "") == ""
    with pytest.raises(core.ChooseAlternative):
        core.chosen(ROWS, "")
    for rows, key in ((ROWS, "B"), ([], "A")):
        with pytest.raises(core.UnknownAlternative):
            core.chosen(rows, key)


def test_a_name_is_told_apart_whatever_its_case_and_spaces() -> None:
    assert core.checked_name(ROWS, "  Comfort  plus ") == "Comfort plus"
    assert core.checked_name(ROWS, "COMFORT", but="C") == "COMFORT"
    for name in ("", " \x00 ", "comfort"):
        with pytest.raises(core.AlternativeName):
            core.checked_name(ROWS, name)


def test_a_line_of_no_alternative_is_refused_by_its_place() -> None:
    with pytest.raises(core.UnknownAlternative) as refused:
        core.check_lines(ROWS, [Line("A"), Line("B")])
    assert refused.value.facts["expected"] == "A, C"
    assert refused.value.field == "lines.1.alternative"
    with pytest.raises(core.UnknownAlternative):
        core.check_lines([], [Line("A")])


def test_stored_alternatives_are_read_back() -> None:
    (one,) = core.load(
        [{"key": "A", "name": "Essential", "net_minor": 3, "vat_lines": [{"rate": "20"}]}]
    )
    assert (one.key, one.net_minor, one.vat_lines) == ("A", 3, ({"rate": "20"},))
    assert core.names([{"key": "A", "name": "Essential", "net_minor": 3}]) == [
        {"key": "A", "name": "Essential"}
    ]


@dataclass(frozen=True)
class Offered:
    id: int
    alternative: str = ""
    apart: Any = None
    aside: bool = False
    list_price: Decimal = Decimal(100)
    unit_net: Decimal = Decimal(90)
    share_minor: int = 0
    net_minor: int = 9000
    waterfall: tuple[Any, ...] = ()


def test_of_an_accepted_offer_the_lines_taken_remain_at_the_price_of_there() -> None:
    there = {
        "list_price": "80",
        "unit_net": "70",
        "net_minor": 7000,
        "waterfall": [{"kind": "list"}],
    }
    common, own, other = Offered(1, apart={"B": there}), Offered(2, "B"), Offered(3, "A")
    before = core.placed([common, own, other], "A", "", ())
    assert [li.aside for li in before] == [False, True, False]
    taken = core.placed([common, own, other], "A", "B", ())
    assert [li.id for li in taken] == [1, 2]
    assert (taken[0].unit_net, taken[0].net_minor, taken[0].apart) == (Decimal(70), 7000, None)
    assert taken[0].waterfall == ({"kind": "list"},)
    kept = core.placed(
        [common, own, other], "A", "B", {1}
    )  # its figures follow the quantity chosen
    assert (kept[0].net_minor, kept[0].apart) == (9000, None)
    assert core.overlay(None, "B") == {}
