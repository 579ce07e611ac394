"""What speaks of the tree, told and renamed: rules, materials, operations, questions, tests of a model.

One way through all of them, `spoken`: it hands every name that is read to `on`, with what the name is taken
for, and puts back what `on` answers. Told apart are an id of the tree, the figure after `sum(`, which may be
an attribute as well, a figure, and the id of a rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from enum import Enum
from typing import Any as Anything

from comptoir.kernel.errors import Invalid
from comptoir.stages.configuring.core import language
from comptoir.stages.configuring.core.language import Names, names_of, quoted
from comptoir.stages.configuring.core.model import (
    All,
    Answer,
    Any,
    Arithmetic,
    Compare,
    Count,
    Formula,
    Has,
    Implies,
    Match,
    Material,
    Model,
    Not,
    Number,
    Of,
    Operation,
    Option,
    Question,
    Rounded,
    Rule,
    RuleTest,
    Same,
    Sum,
    Table,
    Term,
    Value,
)


class Role(Enum):
    """What a name is taken for."""

    ID = "id"
    SUMMED = "summed"
    FIGURE = "figure"
    RULE = "rule"


On = Callable[[str, Role], str]
Speaker = Rule | Material | Operation | Question | RuleTest
# The lists of a model that speak of its tree, and what one of each is called.
SPEAKERS: Mapping[str, str] = {
    "rule": "rules",
    "material": "materials",
    "operation": "operations",
    "question": "questions",
    "test": "tests",
}


def speakers(model: Model) -> Iterator[tuple[str, str, Speaker]]:
    """Kind, key and thing of all that speaks of the tree; a material is known by its number, from 1."""
    for kind, listed in SPEAKERS.items():
        for n, thing in enumerate(getattr(model, listed), start=1):
            yield kind, str(n) if kind == "material" else thing.id, thing


def mentioned(thing: Speaker, on: Callable[[str, Role], bool]) -> bool:
    """Whether it reads a name of which `on` is true."""
    found = False

    def seen(name: str, role: Role) -> str:
        nonlocal found
        found = found or on(name, role)
        return name

    spoken(thing, seen)
    return found


def renamed(model: Model, kind: str, old: str, new: str) -> Model:
    """The model with another id of a thing, wherever it is named. kind: of the tree, or `rule`"""
    roles = {Role.RULE} if kind == "rule" else {Role.ID}
    if kind == "attribute":
        roles.add(Role.SUMMED)

    def on(name: str, role: Role) -> str:
        return new if name == old and role in roles else name

    root = model.root if kind == "rule" else _tree(model.root, lambda name: on(name, Role.ID))
    lists: dict[str, Anything] = {
        listed: tuple(spoken(thing, on) for thing in getattr(model, listed))
        for listed in SPEAKERS.values()
    }
    fresh = replace(model, root=root, **lists)
    was, now = names_of(model.root), names_of(root)
    pairs = zip(model.rules, fresh.rules, strict=True)
    rules = tuple(_reworded(before, after, (was, now), (old, new)) for before, after in pairs)
    if kind == "rule":
        rules = tuple(replace(r, id=new) if r.id == old else r for r in rules)
    return replace(fresh, rules=rules)


def _tree(option: Option, on: Callable[[str], str]) -> Option:
    return replace(
        option,
        id=on(option.id),
        attributes=tuple(replace(a, id=on(a.id)) for a in option.attributes),
        groups=tuple(
            replace(g, id=on(g.id), options=tuple(_tree(o, on) for o in g.options))
            for g in option.groups
        ),
        parts=tuple(replace(p, id=on(p.id), option=_tree(p.option, on)) for p in option.parts),
    )


def _reworded(before: Rule, after: Rule, names: tuple[Names, Names], ids: tuple[str, str]) -> Rule:
    """A rule keeps the words it was written in, with the new name in them, where that says the same."""
    if before.formula == after.formula or not says(before.source, before.formula, names[0]):
        return after
    old, new = ids[0], quoted(ids[1])
    text = before.source.replace(f'"{old}"', new)
    text = re.sub(rf"(?<![\w.\"]){re.escape(old)}(?![\w\"])", lambda _found: new, text)
    if not says(text, after.formula, names[1]):
        text = language.written(after.formula)
    return replace(after, source=text)


def says(text: str, formula: Formula, names: Names) -> bool:
    """Whether a text of the language of rules says this."""
    try:
        return language.formula(text, names) == formula
    except Invalid:
        return False


def spoken(thing: Speaker, on: On) -> Speaker:
    """The thing with every name that it reads passed through `on`."""
    match thing:
        case Rule():
            return replace(thing, formula=_formula(thing.formula, on), within=_in(thing.within, on))
        case Material():
            return replace(thing, quantity=_term(thing.quantity, on), **_where(thing, on))
        case Operation():
            setup, run = _term(thing.setup_minutes, on), _term(thing.run_minutes, on)
            return replace(thing, setup_minutes=setup, run_minutes=run, **_where(thing, on))
        case Question():
            return replace(thing, answers=tuple(_answer(answer, on) for answer in thing.answers))
        case _:
            return replace(
                thing,
                choices=tuple(replace(c, id=_placed(c.id, on)) for c in thing.choices),
                rule=thing.rule and on(thing.rule, Role.RULE),
                forced=tuple(_placed(name, on) for name in thing.forced),
                impossible=tuple(_placed(name, on) for name in thing.impossible),
            )


def _where(thing: Material | Operation, on: On) -> dict[str, Anything]:
    when = None if thing.when is None else _formula(thing.when, on)
    return {"when": when, "within": _in(thing.within, on)}


def _answer(answer: Answer, on: On) -> Answer:
    demands = None if answer.demands is None else _formula(answer.demands, on)
    prefers = {on(name, Role.ID): points for name, points in answer.prefers.items()}
    return replace(answer, prefers=prefers, demands=demands)


def _in(within: str | None, on: On) -> str | None:
    return None if within is None else on(within, Role.ID)


def _placed(name: str, on: On) -> str:
    """`bag#2`: the instance stays."""
    id, sign, instance = name.partition("#")
    return on(id, Role.ID) + sign + instance


def _formula(said: Formula, on: On) -> Formula:
    fresh: Formula = SAID[type(said)](said, on)
    return fresh


def _term(said: Term, on: On) -> Term:
    fresh: Term = SAID[type(said)](said, on)
    return fresh


def _several(said: All | Any, on: On) -> All | Any:
    return type(said)(tuple(_formula(each, on) for each in said.formulas))


def _pair(said: Implies | Same, on: On) -> Implies | Same:
    return type(said)(_formula(said.left, on), _formula(said.right, on))


def _table(said: Table, on: On) -> Table:
    return Table(
        tuple(on(group, Role.ID) for group in said.groups),
        tuple(
            tuple(frozenset(on(name, Role.ID) for name in cell) for cell in row)
            for row in said.rows
        ),
    )


SAID: dict[type, Callable[..., Anything]] = {
    Has: lambda said, on: Has(on(said.option, Role.ID), said.some),
    Not: lambda said, on: Not(_formula(said.formula, on)),
    All: _several,
    Any: _several,
    Implies: _pair,
    Same: _pair,
    Compare: lambda said, on: Compare(said.operator, _term(said.left, on), _term(said.right, on)),
    Match: lambda said, on: Match(on(said.left, Role.ID), on(said.right, Role.ID)),
    Table: _table,
    Number: lambda said, on: said,
    Value: lambda said, on: Value(on(said.attribute, Role.ID)),
    Of: lambda said, on: Of(on(said.group, Role.ID), on(said.name, Role.FIGURE)),
    Sum: lambda said, on: Sum(on(said.name, Role.SUMMED), _in(said.within, on)),
    Count: lambda said, on: Count(on(said.of, Role.ID)),
    Arithmetic: lambda said, on: Arithmetic(
        said.operator, _term(said.left, on), _term(said.right, on)
    ),
    Rounded: lambda said, on: Rounded(said.up, _term(said.term, on)),
}
