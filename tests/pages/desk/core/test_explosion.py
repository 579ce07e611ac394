"""The figures of a tree: parts that sum to their whole, whatever is cut."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.pages.desk.core.explosion import (
    MONEY,
    QUANTITY,
    Node,
    crossed,
    price_changes,
    spread,
    unequal,
    vat_shares,
    walk,
)

minor = st.integers(-(10**12), 10**12)
weights = st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=30)


@dataclass(frozen=True)
class Step:
    kind: str
    value: D
    result: D


@given(minor, weights)
def test_the_parts_of_a_whole_sum_to_it(whole: int, given_: list[int]) -> None:
    parts = spread(whole, given_)
    assert sum(parts) == whole
    base = sum(given_)
    if all(w >= 0 for w in given_) and base:
        assert all(abs(p * base - whole * w) <= base for p, w in zip(parts, given_, strict=True))


def test_nothing_is_spread_over_nothing() -> None:
    assert spread(5, []) == []
    assert spread(5, [0, 0]) == [0, 5]
    assert spread(100, [1, 1, 1]) == [33, 34, 33]


@st.composite
def cut_twice(draw: st.DrawFn) -> tuple[list[int], list[int]]:
    rows = draw(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=8))
    columns = draw(st.lists(st.integers(-(10**9), 10**9), max_size=5))
    return rows, [*columns, sum(rows) - sum(columns)]


@given(cut_twice())
def test_a_document_cut_by_line_and_by_payment_sums_both_ways(
    cut: tuple[list[int], list[int]],
) -> None:
    rows, columns = cut
    table = crossed(rows, columns)
    assert [sum(row) for row in table] == rows
    assert [sum(column) for column in zip(*table, strict=True)] == columns


def test_a_document_is_cut_in_proportion() -> None:
    assert crossed([100, 300], [200, 200]) == [[50, 50], [150, 150]]
    assert crossed([5, -5], [3, -3]) == [[0, 5], [3, -8]]  # a document of nothing
    with pytest.raises(AssertionError):
        crossed([1], [2])


rates = st.sampled_from([D(0), D("5.5"), D(10), D(20)])


@given(st.lists(st.tuples(st.integers(-(10**9), 10**9), rates), max_size=12), minor)
def test_the_vat_of_lines_sums_to_that_of_the_document(
    lines: list[tuple[int, D]], vat_minor: int
) -> None:
    shares = vat_shares(lines, vat_minor)
    assert sum(shares) == (vat_minor if lines else 0)


def test_each_rate_is_counted_on_its_summed_base() -> None:
    lines = [(333, D(20)), (333, D(20)), (334, D(20)), (1000, D("5.5")), (50, D(0))]
    assert vat_shares(lines, 255) == [67, 66, 67, 55, 0]
    assert vat_shares([], 0) == []
    assert vat_shares([(50, D(0))], 1) == [1]
    assert vat_shares([(100, D(20)), (50, D(0))], 19) == [19, 0]


def test_steps_of_one_unit_count_as_often_as_the_quantity() -> None:
    steps = [
        Step("list", D(500), D(500)),
        Step("adjustment", D("0.333"), D("500.333")),
        Step("quantity", D(3), D("1500.999")),
        Step("rounding", D("0.01"), D("1501.00")),
        Step("promotion", D(1), D(1500)),
    ]
    changes, share = price_changes(steps, 149_000, 2)
    assert changes == [150_000, 100, 0, 0, -100]
    assert share == -1000
    whole = [Step("tier", D(10), D(10)), Step("tier", D(5), D(15))]
    assert price_changes(whole, 1500, 2) == ([1000, 500], 0)


amounts = st.decimals(-(10**6), 10**6, places=6)


@given(st.lists(amounts, max_size=8), amounts, st.integers(0, 4), minor)
def test_the_steps_and_the_rest_lead_to_the_net(
    results: list[D], times: D, digits: int, net: int
) -> None:
    steps = [Step("adjustment", D(0), r) for r in results]
    if results:
        steps.append(Step("quantity", times, results[-1] * times))
    changes, share = price_changes(steps, net, digits)
    assert sum(changes) + share == net


def test_a_figure_that_is_not_the_sum_of_its_parts_is_named() -> None:
    parts = (Node("part", "a", minor=1, quantity=D(2)), Node("part", "b", minor=None))
    good = Node("line", "good", minor=1, quantity=D(2), adds=(MONEY, QUANTITY), below=parts)
    bad = Node("line", "bad", minor=2, adds=(MONEY,), below=parts)
    root = Node("order", "all", below=(good, bad))
    assert unequal(good) == []
    assert unequal(root) == ["bad: minor 2 ≠ 1"]
    assert [level for level, _node in walk(root)] == [1, 2, 3, 3, 2, 3, 3]
