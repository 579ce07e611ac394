"""Two versions of a model: what differs, and what of a configuration the next one keeps."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from comptoir.stages.configuring.core import yaml_models
from comptoir.stages.configuring.core.answers import Reason
from comptoir.stages.configuring.core.comparing import (
    Change,
    Deed,
    Lost,
    Migration,
    Why,
    changes,
    migrate,
    told,
)
from comptoir.stages.configuring.core.engine import Engine
from comptoir.stages.configuring.core.model import Choice

OLD = """\
model: bike
product:
  id: bike
  attributes:
    - {id: size, kind: integer, from: 40, to: 60}
    - {id: label, kind: text, longest: 9}
  groups:
    - {id: color, choose: one, options: [{id: red, price: 10}, {id: blue}, {id: green}]}
    - {id: extras, choose: any, options: [{id: lamp, texts: {maker: A}}, {id: bell}]}
  parts:
    - {id: bags, times: 0..3, each: {id: bag, attributes: [{id: volume, kind: integer}]}}
rules:
  - {id: r1, rule: lamp => red}
  - {id: r2, rule: bell => red}
materials:
  - {sku: SCREW, quantity: 2}
  - {sku: SCREW, quantity: 4, when: lamp}
operations:
  - {id: weld, work_center: W, setup_minutes: 1, run_minutes: 2}
questions: [{id: q, name: Q, answers: [{id: a, name: A}]}]
tests: [{id: t, choices: {red: true}}]
"""
NEW = """\
model: bike
currency: CHF
product:
  id: bike
  attributes:
    - {id: size, kind: integer, from: 45, to: 60}
    - {id: label, kind: text, longest: 3}
  groups:
    - {id: color, choose: one, options: [{id: red, price: 12.50}, {id: blue, default: true}]}
    - {id: extras, choose: 0..1, options: [{id: lamp, texts: {maker: B}}, {id: bell}]}
  parts:
    - {id: bags, times: 0..2, each: {id: bag, attributes: [{id: volume, kind: integer}]}}
    - {id: locks, times: 0..1, each: {id: lock}}
rules:
  - {id: r1, rule: lamp => blue}
  - {id: r3, rule: bell => red}
materials:
  - {sku: SCREW, quantity: 3}
  - {sku: SCREW, quantity: 4}
operations:
  - {id: weld, work_center: W, setup_minutes: 1, run_minutes: 3, when: lamp}
questions: [{id: q, name: Q, answers: [{id: b, name: B}]}]
tests: [{id: t, choices: {red: false}}]
"""
BEFORE, AFTER = yaml_models.read(OLD), yaml_models.read(NEW)


def test_every_difference_is_found():
    found = changes(BEFORE, AFTER)
    shown = [c for c in found if c.what != "content"]
    assert [(c.deed.value, c.kind, c.id, c.what, c.before, c.after) for c in shown] == [
        ("removed", "option", "green", "", None, None),
        ("removed", "rule", "r2", "", None, None),
        ("changed", "model", "bike", "currency", "EUR", "CHF"),
        ("changed", "group", "color", "options", "red, blue, green", "red, blue"),
        ("changed", "group", "extras", "choose", "0..2", "0..1"),
        ("changed", "attribute", "size", "from", D(40), D(45)),
        ("changed", "attribute", "label", "longest", D(9), D(3)),
        ("changed", "part", "bags", "times", "0..3", "0..2"),
        ("added", "part", "locks", "", None, None),
        ("changed", "option", "red", "price", D(10), D("12.5")),
        ("changed", "option", "blue", "default", False, True),
        ("changed", "option", "lamp", "maker", "A", "B"),
        ("added", "option", "lock", "", None, None),
        ("changed", "rule", "r1", "rule", "lamp => red", "lamp => blue"),
        ("added", "rule", "r3", "", None, None),
        ("changed", "material", "SCREW", "quantity", "2", "3"),
        ("changed", "material", "SCREW (2)", "when", "lamp", None),
        ("changed", "operation", "weld", "run_minutes", "2", "3"),
        ("changed", "operation", "weld", "when", None, "lamp"),
    ]  # fmt: skip
    assert [c.id for c in found if c.what == "content"] == ["q", "t"]
    assert changes(BEFORE, BEFORE) == ()


SAID = [
    (Change(Deed.ADDED, "option", "lock"), "option lock: new", "option lock : nouveau"),
    (Change(Deed.REMOVED, "part", "bags"), "part bags: gone", "pièce bags : supprimé"),
    (Change(Deed.CHANGED, "option", "red", "price", D("10"), D("12.50")),
     "option red: price 10 → 12.5", "option red : prix 10 → 12,5"),
    (Change(Deed.CHANGED, "option", "red", "default", False, True),
     "option red: default no → yes", "option red : par défaut non → oui"),
    (Change(Deed.CHANGED, "operation", "w", "run_minutes", None, "3"),
     "operation w: run minutes – → 3", "opération w : exécution (min) – → 3"),
    (Change(Deed.CHANGED, "option", "red", "layer", "<a/>", "<b/>"),
     "option red: layer … → …", "option red : dessin … → …"),
    (Change(Deed.CHANGED, "option", "red", "RAL", "1", "2"), "option red: RAL 1 → 2",
     "option red : RAL 1 → 2"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "english", "french"), SAID)
def test_a_difference_is_told(change, english, french):
    assert told(change, "en") == english
    assert told(change, "fr").replace("\u00a0", " ") == french


LOST = [
    (Choice("green", True), Why.GONE),
    (Choice("size", D(42)), Why.OUT_OF_BOUNDS),
    (Choice("size", "x"), Why.OTHER),
    (Choice("label", "long"), Why.OUT_OF_BOUNDS),
    (Choice("label", D(3)), Why.OTHER),
    (Choice("label", True), Why.OTHER),
    (Choice("red", D(1)), Why.OTHER),
    (Choice("red#1", True), Why.OTHER),
    (Choice("volume#3", D(1)), Why.TOO_MANY),
    (Choice("bags", D(3)), Why.TOO_MANY),
    (Choice("bags", True), Why.OTHER),
]


@pytest.mark.parametrize(("choice", "why"), LOST)
def test_a_choice_that_is_not_there_any_more_is_lost(choice, why):
    assert migrate([choice], AFTER) == Migration((), (Lost(choice, why),))


KEPT = [
    Choice("red", True), Choice("size", D(45)), Choice("label", "abc"), Choice("bags", D(2)),
    Choice("volume#2", D(5)),
]  # fmt: skip


def test_what_still_stands_is_kept():
    assert migrate(KEPT, AFTER) == Migration(tuple(KEPT), ())
    assert migrate(KEPT, AFTER, Engine(AFTER)) == Migration(tuple(KEPT), ())


def test_what_rules_refuse_is_lost_with_the_reason():
    red, lamp, bell = Choice("red", True), Choice("lamp", True), Choice("bell", True)
    assert migrate([red, lamp, bell], AFTER, Engine(AFTER)) == Migration(
        (red, bell),
        (Lost(lamp, Why.RULES, Reason((lamp, red), ("r1", "tree:color"))),),
    )
