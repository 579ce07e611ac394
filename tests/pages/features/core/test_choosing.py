"""Which features a wish comes to: closed, nothing lost, refused where it contradicts itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.pages.features.core.choosing import (
    Contradicts,
    UnknownFeature,
    chosen,
    known,
    settle,
    tier_of,
    with_dependents,
    with_needs,
)

NEEDS = {
    "services": (),
    "usage": ("services",),
    "bills": ("usage",),
    "deals": (),
    "rooms": ("deals",),
}
TIERS = {"small": frozenset({"deals"}), "whole": frozenset(NEEDS)}
CODES = sorted(NEEDS)


def needs_of_any_shape() -> st.SearchStrategy[dict[str, tuple[str, ...]]]:
    """Up to seven features, each needing some of those before it: every table without a circle."""
    rows = st.integers(1, 7).flatmap(
        lambda n: st.tuples(*(st.sets(st.sampled_from(range(max(i, 1)))) for i in range(n)))
    )
    return rows.map(
        lambda found: {f"f{i}": tuple(f"f{j}" for j in row if j < i) for i, row in enumerate(found)}
    )


def closed(features: frozenset[str], needs: dict[str, tuple[str, ...]]) -> bool:
    return with_needs(features, needs) == features


@st.composite
def wishes(draw: st.DrawFn) -> tuple[dict[str, tuple[str, ...]], frozenset[str], frozenset[str]]:
    """A table, what is on (closed), and any wish."""
    needs = draw(needs_of_any_shape())
    some = st.sets(st.sampled_from(sorted(needs)))
    return needs, with_needs(draw(some), needs), frozenset(draw(some))


@given(wishes())
def test_what_a_wish_comes_to_is_closed_and_takes_only_what_is_needed(given_):
    needs, present, wish = given_
    asked, dropped = wish - present, present - wish
    try:
        settled = settle(present, wish, needs)
    except Contradicts:
        assert with_needs(asked, needs) & dropped
        return
    assert closed(settled.on, needs)
    assert not settled.on & dropped
    assert asked <= settled.on
    assert settled.on == (present | settled.came) - settled.went
    assert settled.came & present == frozenset() and settled.went <= present
    assert settled.along_on == settled.came - asked
    assert settled.along_off == settled.went - dropped
    for one in settled.along_on:
        assert any(one in with_needs((f,), needs) for f in asked)
    for one in settled.along_off:
        assert with_needs((one,), needs) & dropped


@given(wishes())
def test_a_closed_wish_comes_to_itself_and_can_be_taken_back(given_):
    needs, present, wish = given_
    wish = with_needs(wish, needs)
    there = settle(present, wish, needs)
    assert (there.on, there.along_on, there.along_off) == (wish, frozenset(), frozenset())
    back = settle(there.on, present, needs)
    assert (back.on, back.came, back.went) == (present, there.went, there.came)


@given(wishes())
def test_what_needs_and_what_is_needed_mirror_each_other(given_):
    needs, present, wish = given_
    for one in needs:
        for other in needs:
            assert (one in with_needs((other,), needs)) == (other in with_dependents((one,), needs))
    assert with_dependents((), needs) == frozenset()
    assert present <= with_needs(present | wish, needs)


@given(st.sets(st.sampled_from([*CODES, "gone"])))
def test_a_kept_choice_is_always_closed_and_forgets_what_is_no_more(off):
    on = chosen("", off, TIERS, NEEDS)
    assert closed(on, NEEDS)
    assert not on & off
    assert on | with_dependents(off - {"gone"}, NEEDS) == frozenset(NEEDS)


def test_a_kept_tier_follows_the_table():
    assert chosen("small", ["services"], TIERS, NEEDS) == TIERS["small"]
    assert chosen("of an older release", ["services"], TIERS, NEEDS) == {"deals", "rooms"}


@pytest.mark.parametrize(
    ("on", "tier"), [(frozenset(NEEDS), "whole"), ({"deals"}, "small"), ({"services"}, "")]
)
def test_features_that_are_a_tier_are_named_so(on, tier):
    assert tier_of(frozenset(on), TIERS) == tier


def test_use_without_the_service_is_refused_and_both_are_named():
    with pytest.raises(Contradicts) as refused:
        settle(frozenset({"services"}), frozenset({"bills"}), NEEDS)
    assert refused.value.facts == {"found": "bills", "needs": "services"}


def test_switching_off_the_services_takes_along_what_needs_them():
    settled = settle(frozenset(NEEDS), frozenset(NEEDS) - {"services"}, NEEDS)
    assert settled.went == {"services", "usage", "bills"}
    assert settled.along_off == {"usage", "bills"}


def test_switching_on_bills_brings_along_what_they_need():
    settled = settle(frozenset(), frozenset({"bills"}), NEEDS)
    assert settled.on == {"services", "usage", "bills"}
    assert settled.along_on == {"services", "usage"}


def test_a_feature_that_is_not_there_is_refused_by_name():
    with pytest.raises(UnknownFeature) as refused:
        known(["deals", "magic"], NEEDS)
    assert refused.value.facts["found"] == "magic"
    assert known(["deals"], NEEDS) == {"deals"}
