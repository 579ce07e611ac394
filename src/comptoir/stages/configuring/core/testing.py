"""The tests that the author of a model wrote for its rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from comptoir.stages.configuring.core.answers import State, Status, Tested
from comptoir.stages.configuring.core.engine import Engine
from comptoir.stages.configuring.core.model import Model, RuleTest

IN = (Status.CHOSEN, Status.FORCED)
OUT = (Status.EXCLUDED, Status.IMPOSSIBLE)


def test(model: Model) -> tuple[Tested, ...]:
    """What became of each test, in their order."""
    engine = Engine(model)
    return tuple(_tested(engine, each) for each in model.tests)


def _tested(engine: Engine, expected: RuleTest) -> Tested:
    state = engine.look(expected.choices, (*expected.forced, *expected.impossible))
    return Tested(expected.id, tuple(_wrong(engine, expected, state)), state.conflict)


def _wrong(engine: Engine, expected: RuleTest, state: State) -> Iterator[str]:
    if state.valid != expected.valid:
        yield "valid"
    elif not state.valid and expected.rule and not _refuses(engine, expected, state):
        yield "rule"
    if state.valid:
        yield from (name for name in expected.forced if state.statuses[name] not in IN)
        yield from (name for name in expected.impossible if state.statuses[name] not in OUT)


def _refuses(engine: Engine, expected: RuleTest, state: State) -> bool:
    """Whether it is this rule that stands against the choices: it is told, or nothing does without it."""
    if state.conflict and expected.rule in state.conflict.rules:
        return True
    others = tuple(rule for rule in engine.model.rules if rule.id != expected.rule)
    return Engine(replace(engine.model, rules=others)).look(expected.choices, ()).valid
