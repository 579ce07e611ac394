"""The models of the demo: they hold together, their own tests pass, nothing in them is dead."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest

from comptoir.stages.configuring.core import yaml_models
from comptoir.stages.configuring.core.answers import Goal, Status
from comptoir.stages.configuring.core.engine import Engine
from comptoir.stages.configuring.core.explosion import explode
from comptoir.stages.configuring.core.guiding import demanding, propose
from comptoir.stages.configuring.core.model import Model, options
from comptoir.stages.configuring.core.telling import told

HOW_TO = Path(__file__).parents[4] / "docs" / "how-to" / "product-models.md"
PLACE = resources.files("comptoir") / "demo" / "models"  # the package itself is not pure
FILES = sorted(file.name for file in PLACE.iterdir())
FILES = [*FILES, HOW_TO.name]


def model(name: str) -> Model:
    if name == HOW_TO.name:
        return yaml_models.read(HOW_TO.read_text().split("```yaml\n")[1].split("```")[0])
    return yaml_models.read((PLACE / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", FILES)
def test_a_demo_model_does_what_its_tests_expect(name):
    made = model(name)
    engine = Engine(made)
    assert made.tests and made.questions
    for test in made.tests:
        state = engine.look(test.choices)
        assert state.valid is test.valid, test.id
        assert {state.statuses[o] for o in test.forced} <= {Status.FORCED}, test.id
        assert {state.statuses[o] for o in test.impossible} <= {Status.IMPOSSIBLE}, test.id
        assert not test.rule or (state.conflict and test.rule in state.conflict.rules), test.id
    assert Status.IMPOSSIBLE not in engine.look([]).statuses.values()


@pytest.mark.parametrize("name", FILES)
def test_a_demo_model_is_written_and_read_again_and_speaks_both_languages(name):
    made = model(name)
    assert yaml_models.read(yaml_models.write(made)) == made
    for option in options(made.root):
        assert option.name.en and option.name.fr, option.id
    for rule in made.rules:
        assert told(rule.formula, made, "fr") != told(rule.formula, made, "en")


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_a_demo_model_can_be_proposed_completed_and_made(name):
    made = model(name)
    for question in made.questions:
        for answer in question.answers:
            given = {question.id: [answer.id]}
            engine = Engine(demanding(made, given))
            proposal = propose(made, given, engine)
            whole = engine.complete(proposal.choices, Goal.DEFAULT)
            assert whole is not None, answer.id
            assert engine.check(whole) == ()
            exploded = explode(made, whole)
            assert exploded.needed and exploded.minutes(1) > 0


def test_the_how_to_names_every_key():
    text = HOW_TO.read_text()

    def keys(schema: object) -> set[str]:
        found: set[str] = set()
        if isinstance(schema, dict):
            found |= set(schema.get("properties", {}))
            found = found.union(*map(keys, schema.values()))
        return found.union(*map(keys, schema)) if isinstance(schema, list) else found

    missing = {key for key in keys(yaml_models.schema()) if f"`{key}`" not in text}
    assert missing <= {"en", "fr"}
