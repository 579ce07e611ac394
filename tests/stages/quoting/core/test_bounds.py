"""What a buyer may choose: never outside of the bounds, and nothing that the seller fixed."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel.errors import DomainError
from comptoir.stages.quoting.core import bounds as core

quantities = st.integers(1, 10**9).map(lambda n: D(n) / 1000)


@given(st.lists(quantities, min_size=4, max_size=4))
def test_what_is_chosen_lies_within_its_bounds_or_is_refused(four: list[D]) -> None:
    low, offered, high, wanted = *sorted(four[:3]), four[3]
    allowed = core.bounds(low, high, offered)
    assert allowed == core.Bounds(low, high)
    if low <= wanted <= high:
        found = core.chosen({1: wanted}, {1: offered}, {1: allowed})
        assert found == ({} if wanted == offered else {1: wanted})
    else:
        with pytest.raises(core.OutOfBounds):
            core.chosen({1: wanted}, {1: offered}, {1: allowed})


@given(quantities, quantities, quantities)
def test_bounds_that_are_widened_enclose_the_offer(a: D, b: D, offered: D) -> None:
    least, most = core.around(min(a, b), max(a, b), offered)
    assert core.bounds(least, most, offered) is not None
    assert core.around(None, None, offered) == (None, None)
    assert core.around(a, None, offered) == (None, None)


def test_a_fixed_line_an_unknown_one_and_no_quantity_at_all_are_refused() -> None:
    offered = {1: D(2), 2: D(3)}
    allowed = {1: core.Bounds(D(1), D(5))}
    assert core.chosen({2: D(3)}, offered, allowed) == {}
    for wanted in ({2: D(4)}, {3: D(1)}, {1: D(0)}, {1: D("NaN")}, {1: D(6)}):
        with pytest.raises(DomainError):
            core.chosen(wanted, offered, allowed)


def test_one_bound_left_empty_is_the_offered_quantity() -> None:
    assert core.bounds(None, None, D(4)) is None
    assert core.bounds(None, D(9), D(4)) == core.Bounds(D(4), D(9))
    assert core.bounds(D(1), None, D(4)) == core.Bounds(D(1), D(4))
    for least, most in ((D(5), D(9)), (D(1), D(3)), (D(0), D(9)), (D(-1), D(9))):
        with pytest.raises(DomainError):
            core.bounds(least, most, D(4))


def test_a_kept_choice_is_read_back_exactly_and_only_for_its_line() -> None:
    kept = {"7": {"quantity": "2.5", "unit_net": "0.1", "net_minor": 25, "waterfall": []}}
    found = core.picked_of(kept, 7)
    assert found == {"quantity": D("2.5"), "unit_net": D("0.1"), "net_minor": 25, "waterfall": []}
    assert core.picked_of(kept, 8) == {}
