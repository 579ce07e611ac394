"""What still names a row of a model that goes, or goes elsewhere, and the model without it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any as Anything

from comptoir.stages.configuring.core.language import names_of
from comptoir.stages.configuring.core.lists import TREE, ids_of, key_of
from comptoir.stages.configuring.core.model import Model, Option, Question, Table, options
from comptoir.stages.configuring.core.pairing import atoms_of
from comptoir.stages.configuring.core.renaming import SPEAKERS, Role, mentioned, speakers

Named = list[tuple[str, str]]  # kind and key of what speaks of a row


@dataclass(frozen=True, slots=True)
class Gone:
    """Names that go: ids with what they are taken for, and figures that only stand in what goes."""

    names: frozenset[tuple[str, Role]] = frozenset()
    figures: frozenset[str] = frozenset()


def gone(model: Model, kind: str, item: Anything) -> Gone:
    """What goes with a row."""
    if kind == "rule":
        return Gone(frozenset({(item.id, Role.RULE)}))
    if kind not in TREE:
        return Gone()
    attributes = {a.id for o in _options_of(kind, item) for a in o.attributes}
    attributes |= {item.id} if kind == "attribute" else set()
    names = {(id, Role.ID) for id in ids_of(kind, item)} | {(id, Role.SUMMED) for id in attributes}
    inside = {o.id for o in _options_of(kind, item)}
    kept = {name for o in options(model.root) if o.id not in inside for name in o.values}
    lost = {name for o in _options_of(kind, item) for name in o.values} - kept
    return Gone(frozenset(names), frozenset(lost))


def naming(model: Model, what: Gone) -> Named:
    """All that speaks of what goes."""
    attributes = names_of(model.root).attributes

    def names(name: str, role: Role) -> bool:
        figure = role is Role.FIGURE or (role is Role.SUMMED and name not in attributes)
        return (name, role) in what.names or (figure and name in what.figures)

    return [(kind, key) for kind, key, thing in speakers(model) if mentioned(thing, names)]


def holding(model: Model, option: str, group: str) -> Named:
    """What names an option as one of its group: tables of combinations."""

    def holds(table: Table) -> bool:
        return any(
            head == group and option in cell
            for row in table.rows
            for head, cell in zip(table.groups, row, strict=True)
        )

    return [
        (kind, key)
        for kind, key, thing in speakers(model)
        if any(isinstance(atom, Table) and holds(atom) for atom in atoms_of(thing))
    ]


def trying(model: Model, ids: frozenset[str]) -> Named:
    """The tests that speak of these ids: which instance they mean depends on the parts above."""
    return [
        ("test", test.id)
        for test in model.tests
        if mentioned(test, lambda name, role: role is Role.ID and name in ids)
    ]


def unspoken(model: Model, what: Gone) -> Model:
    """The model without all that names what goes; of a question only the answers that do."""
    fresh = without(model, [pair for pair in naming(model, what) if pair[0] != "question"])
    questions = tuple(_answered(q, what, model) for q in model.questions)
    return replace(fresh, questions=tuple(q for q in questions if q.answers))


def without(model: Model, named: Named) -> Model:
    """The model without some of its rules, materials, operations, tests; a rule's tests go along."""
    rules = frozenset((key, Role.RULE) for kind, key in named if kind == "rule")
    every = set(named) | (set(naming(model, Gone(rules))) if rules else set())
    kept: dict[str, Anything] = {
        listed: tuple(
            thing
            for n, thing in enumerate(getattr(model, listed), start=1)
            if (kind, key_of(kind, thing, n)) not in every
        )
        for kind, listed in SPEAKERS.items()
    }
    return replace(model, **kept)


def _answered(question: Question, what: Gone, model: Model) -> Question:
    """A question without points for what goes, and without the answers that demand it."""
    answers = []
    for answer in question.answers:
        prefers = {k: v for k, v in answer.prefers.items() if (k, Role.ID) not in what.names}
        lighter = replace(answer, prefers=prefers)
        alone = replace(model, questions=(replace(question, answers=(lighter,)),))
        if ("question", question.id) not in naming(alone, what):
            answers.append(lighter)
    return replace(question, answers=tuple(answers))


def _options_of(kind: str, item: Anything) -> list[Option]:
    """Every option that goes with a row of the tree."""
    if kind == "option":
        return list(options(item))
    if kind == "group":
        return [each for option in item.options for each in options(option)]
    return list(options(item.option)) if kind == "part" else []
