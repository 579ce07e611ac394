"""Guided selling: answers become preferences and demands, a proposal says why."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from comptoir.stages.configuring.core import yaml_models
from comptoir.stages.configuring.core.answers import Status
from comptoir.stages.configuring.core.engine import Engine
from comptoir.stages.configuring.core.guiding import (
    Mode,
    NoSuchAnswer,
    Point,
    Proposal,
    Reaction,
    demanding,
    informative,
    next_question,
    preferences,
    propose,
    ranked,
    reaction,
)
from comptoir.stages.configuring.core.model import Choice, Has, Rule

BOX = yaml_models.read("""\
model: box
product:
  id: box
  groups:
    - {id: shell, choose: one, options: [{id: steel}, {id: plastic}]}
    - {id: extras, choose: any, options: [{id: fan}, {id: lock}, {id: lamp}]}
    - {id: always, choose: all, options: [{id: screw}]}
rules:
  - {id: dust, rule: plastic excludes fan}
questions:
  - id: place
    name: Where?
    answers:
      - {id: inside, name: Inside, prefers: {steel: 2}}
      - {id: outside, name: Outside, prefers: {fan: 3, lock: 1}, demands: plastic}
      - {id: wet, name: Wet, prefers: {fan: -2, screw: -1, lamp: 0}}
  - id: wishes
    name: What else?
    several: true
    answers:
      - {id: safe, name: Safe, prefers: {lock: 2}}
      - {id: bright, name: Bright, prefers: {lamp: 1, lock: 1}}
  - {id: color, name: Color?, answers: [{id: a, name: A}, {id: b, name: B}]}
""")
PLACE, WISHES, COLOR = BOX.questions


def proposed(given: dict[str, list[str]], *chosen: Choice) -> Proposal:
    return propose(BOX, given, Engine(demanding(BOX, given)), chosen)


def test_preferences_add_up_and_say_which_answer_gave_them():
    given = {"place": ["outside"], "wishes": ["safe", "bright"]}
    lock, fan, lamp = sorted(preferences(BOX, given), key=lambda p: -p.points)
    assert [(p.option, p.points) for p in (lock, fan, lamp)] == [
        ("lock", 4),
        ("fan", 3),
        ("lamp", 1),
    ]
    assert lock.because == (
        Point("place", PLACE.answers[1], 1),
        Point("wishes", WISHES.answers[0], 2),
        Point("wishes", WISHES.answers[1], 1),
    )


def test_what_an_answer_demands_is_a_rule_with_its_words():
    model = demanding(BOX, {"place": ["outside"]})
    assert model.rules[-1] == Rule("answer:place.outside", Has("plastic"), PLACE.answers[1].name)
    assert demanding(BOX, {"place": ["inside"]}) == BOX


def test_a_proposal_takes_what_goes_together_and_names_what_it_misses():
    proposal = proposed({"place": ["outside"]})
    assert proposal.choices == (Choice("lock", True),)
    assert [p.option for p in proposal.taken] == ["lock"]
    assert [p.option for p in proposal.missed] == ["fan"]
    assert proposal.fit == 25


def test_what_is_disliked_is_ruled_out_where_that_is_possible():
    proposal = proposed({"place": ["wet"]})
    assert proposal.choices == (Choice("fan", False),)
    assert [p.option for p in proposal.missed] == ["screw"]
    assert proposal.fit == 66


def test_what_was_chosen_by_hand_comes_first():
    proposal = proposed({"place": ["inside"]}, Choice("plastic", True))
    assert proposal.choices == (Choice("plastic", True),)
    assert proposal.fit == 0
    assert proposed({"place": ["inside"]}, Choice("steel", True)).fit == 100


def test_answers_without_preference_fit_nothing():
    proposal = proposed({"color": ["a"]})
    assert (proposal.fit, proposal.choices, proposal.taken) == (None, (), ())


def test_products_are_ranked_by_fit():
    full, part, none = (replace(proposed({}), fit=fit) for fit in (100, 40, None))
    assert ranked([none, part, full]) == (full, part, none)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"plac": ["inside"]}, "plac"),
        ({"place": ["insid"]}, "place"),
        ({"place": ["inside", "wet"]}, "place"),
    ],
)
def test_answers_that_are_none_are_refused(given, field):
    with pytest.raises(NoSuchAnswer) as refused:
        preferences(BOX, given)
    assert refused.value.field == field


def test_the_next_question_tells_most_apart():
    assert informative(PLACE) == Fraction(2, 3)
    assert informative(WISHES) == Fraction(1, 2)
    assert informative(COLOR) == 0
    assert next_question(BOX, {}) == PLACE
    assert next_question(BOX, {"place": ["wet"]}) == WISHES
    assert next_question(BOX, {"place": ["wet"], "wishes": ["safe"]}) is None
    assert next_question(BOX, {"place": ["wet"]}, free=["fan"]) is None
    assert next_question(BOX, {"place": ["wet"]}, free=["lamp"]) == WISHES


@pytest.mark.parametrize(
    ("mode", "status", "wanted", "expected"),
    [
        (Mode.ALWAYS_CORRECT, Status.IMPOSSIBLE, True, Reaction.REFUSE),
        (Mode.GUIDED, Status.IMPOSSIBLE, True, Reaction.REPAIR),
        (Mode.FREE, Status.IMPOSSIBLE, True, Reaction.NOTE),
        (Mode.ALWAYS_CORRECT, Status.FREE, True, Reaction.TAKE),
        (Mode.ALWAYS_CORRECT, Status.FORCED, False, Reaction.REFUSE),
        (Mode.FREE, Status.IMPOSSIBLE, False, Reaction.TAKE),
    ],
)
def test_each_mode_reacts_to_what_is_impossible(mode, status, wanted, expected):
    assert reaction(mode, status, wanted) is expected
