"""A margin: net without the VAT inside it less cost, and unknown as soon as one cost is."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel.margin import Margin, Part, margin_of, margin_percent, unknown_percent

MINOR = st.integers(-(10**12), 10**12)
KNOWN = st.builds(Part, MINOR, MINOR, MINOR)
PARTS = st.lists(st.builds(Part, MINOR, st.none() | MINOR, MINOR), max_size=12)


@pytest.mark.parametrize(
    ("net", "cost", "shown"),
    [
        (10000, 12500, "-25.00"),
        (10000, 0, "100.00"),
        (-10000, -5000, "-50.00"),
        (3, 1, "66.67"),
        (0, 5, None),
    ],
)
def test_a_margin_keeps_its_sign(net: int, cost: int, shown: str | None) -> None:
    assert margin_percent(net, cost) == (None if shown is None else D(shown))


def test_a_chest_of_1000_bought_for_400_with_100_of_vat_inside_leaves_500_of_900() -> None:
    found = margin_of([Part(100_000, 40_000, 10_000)])
    assert found == Margin(90_000, 40_000, 10_000)
    assert (found.minor, found.percent, found.unknown_percent) == (50_000, D("55.56"), 0)


def test_an_unknown_cost_is_not_no_cost() -> None:
    found = margin_of([Part(100_000, 40_000, 10_000), Part(30_000, None)])
    assert (found.minor, found.percent, found.unknown) == (None, None, 1)
    assert (found.unknown_minor, found.unknown_percent) == (30_000, D("25.00"))


def test_of_what_brings_nothing_no_share_is_unknown() -> None:
    assert unknown_percent(5, 0) == unknown_percent(5, -3) == 0


@given(st.lists(KNOWN, max_size=12), st.lists(KNOWN, max_size=12))
def test_margins_add_up(some: list[Part], more: list[Part]) -> None:
    one, other, both = margin_of(some), margin_of(more), margin_of([*some, *more])
    assert both.minor == (one.minor or 0) + (other.minor or 0)
    assert both.inside_minor == one.inside_minor + other.inside_minor


@given(PARTS)
def test_it_is_known_exactly_when_every_cost_is(parts: list[Part]) -> None:
    found = margin_of(parts)
    assert (found.minor is None) is any(p.cost_minor is None for p in parts)
    known = [p for p in parts if p.cost_minor is not None]
    assert found.net_minor - found.unknown_minor == margin_of(known).net_minor
    assert found.cost_minor == margin_of(known).cost_minor
