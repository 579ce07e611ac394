"""What a choice leads to in each mode: whatever the model, a repair ends well and what holds holds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comptoir.stages.configuring.core.answers import Repair
from comptoir.stages.configuring.core.guiding import Mode, Reaction
from comptoir.stages.configuring.core.model import Choice, Option
from comptoir.stages.configuring.core.reacting import decided
from comptoir.stages.configuring.engine import Loaded
from tests.stages.configuring.core.building import chosen, excludes, model, one_of, tree
from tests.stages.configuring.core.small import models

SHED = Loaded(
    model(tree("shed", ("shed", 0, 3, "steel fan lamp")), excludes("steel", "fan"))
)  # fmt: skip
STEEL, FAN, LAMP = chosen("steel", "fan", "lamp")


def test_each_mode_meets_an_impossible_choice_in_its_own_way() -> None:
    refused = SHED.decided((STEEL, LAMP), FAN, Mode.ALWAYS_CORRECT)
    assert (refused.reaction, refused.choices) == (Reaction.REFUSE, (STEEL, LAMP))
    mended = SHED.decided((STEEL, LAMP), FAN, Mode.GUIDED)
    assert (mended.reaction, mended.choices) == (Reaction.REPAIR, (LAMP, FAN))
    assert mended.repair is not None and mended.repair.withdraw == (STEEL,)
    noted = SHED.decided((STEEL, LAMP), FAN, Mode.FREE)
    assert (noted.reaction, noted.choices) == (Reaction.NOTE, (STEEL, LAMP, FAN))
    assert SHED.held(noted.choices).against == (FAN,)
    for mode in Mode:
        assert SHED.decided((STEEL,), LAMP, mode).reaction is Reaction.TAKE


def test_what_no_repair_makes_possible_is_refused_in_guided_mode_too() -> None:
    box = Loaded(
        model(Option("box", groups=(one_of("kind", "a", "b", "c"),)), excludes("a", "box"))
    )
    assert box.decided((), Choice("a", True), Mode.GUIDED).reaction is Reaction.REFUSE
    assert box.decided((), Choice("box", False), Mode.GUIDED).reaction is Reaction.REFUSE


@pytest.mark.slow
@settings(max_examples=15)
@given(models(), st.sampled_from(Mode), st.booleans(), st.data())
def test_whatever_is_chosen_what_holds_holds_and_a_repair_leaves_nothing_against_it(
    made, mode, value, data
) -> None:
    loaded = Loaded(made)
    options = st.sampled_from(sorted(loaded.tree.options))
    drawn = data.draw(st.dictionaries(options, st.booleans(), max_size=3))
    choices = tuple(Choice(name, wanted) for name, wanted in drawn.items())
    held = loaded.held(choices)
    assert sorted(map(str, (*held.kept, *held.against))) == sorted(map(str, choices))
    if loaded.possible(()):
        assert loaded.possible(held.kept)
    for choice in held.against:
        assert not loaded.possible((*held.kept, choice))
    wanted = Choice(data.draw(options), value)
    done = loaded.decided(held.kept, wanted, mode)
    if done.reaction is Reaction.REFUSE:
        assert done.choices == held.kept and mode is not Mode.FREE
    else:
        assert wanted in done.choices
    if mode is not Mode.FREE and loaded.possible(()):
        assert loaded.possible(done.choices), "neither mode ever leads out of what can be made"


class Stubborn:
    """A judge whose first way out does not hold, as a search that was cut short may give one."""

    def possible(self, choices):
        return {c.id for c in choices} in ({"steel"}, {"lamp", "fan"})

    def repairs(self, choices, name, wanted):
        return (Repair((LAMP,)), Repair((STEEL,), (LAMP,)))


def test_a_repair_that_does_not_hold_is_passed_over() -> None:
    done = decided((STEEL,), FAN, Mode.GUIDED, Stubborn())
    assert (done.reaction, done.choices) == (Reaction.REPAIR, (LAMP, FAN))
