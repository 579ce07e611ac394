"""Which blocks a quote shows: every block once, the lines and the totals always."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.stages.quoting.core.layout import (
    FIXED,
    USUAL,
    BlockFixed,
    BlocksIncomplete,
    Layout,
    Part,
    checked,
    moved,
)

ORDERS = st.permutations(list(Part))
OFF = st.sets(st.sampled_from(sorted(set(Part) - FIXED)))


@given(ORDERS, OFF, st.sampled_from(list(Part)), st.sampled_from([-1, 1]))
def test_a_block_that_moves_leaves_the_others_in_their_order(order, off, part, by):
    before = checked(order, sorted(off))
    after = moved(before, part, by)
    assert sorted(after.order) == sorted(Part) and after.off == frozenset(off)
    assert [p for p in after.order if p != part] == [p for p in before.order if p != part]
    at = (before.order.index(part), after.order.index(part))
    assert at[1] == min(max(at[0] + by, 0), len(Part) - 1)
    assert set(FIXED) <= set(after.shown) and not set(off) & set(after.shown)


@pytest.mark.parametrize(
    ("order", "off", "error"),
    [
        (list(Part)[1:], [], BlocksIncomplete),
        ([*list(Part)[1:], "lines"], [], BlocksIncomplete),
        ([*list(Part)[1:], "price"], [], BlocksIncomplete),
        (list(Part), ["price"], BlocksIncomplete),
        (list(Part), ["terms", "totals"], BlockFixed),
    ],
)
def test_what_is_no_offer_is_refused(order, off, error):
    with pytest.raises(error):
        checked(order, off)


def test_the_usual_layout_shows_everything():
    assert Layout(tuple(Part), frozenset()) == USUAL and USUAL.shown == tuple(Part)
