"""`same(a, b)` pairs options by their ids: what a renaming does to it. Pure.

Two options are the same where their ids end alike after the last dot (`evaluating.tail`), so another id may
pair otherwise. A renaming that would is either written out (the pairs as a table, where that says exactly
the same) or refused in words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from comptoir.kernel.errors import Refused
from comptoir.stages.configuring.core.evaluating import tail
from comptoir.stages.configuring.core.mentions import atoms
from comptoir.stages.configuring.core.model import (
    All,
    Any,
    Compare,
    Formula,
    Group,
    Has,
    Implies,
    Match,
    Material,
    Model,
    Not,
    Operation,
    Question,
    Rule,
    RuleTest,
    Same,
    Table,
    options,
)

Speaker = Rule | Material | Operation | Question | RuleTest
Atom = Has | Compare | Table | Match


class PairBroken(Refused):
    """`same(…)` pairs options by what follows the last dot of an id: this one would pair them otherwise."""

    code = "model_pair_broken"


@dataclass(frozen=True, slots=True)
class Renaming:
    """An option that gets another id. groups: of the model before"""

    old: str
    new: str
    groups: dict[str, Group]

    def told(self, id: str) -> str:
        """The id after the renaming."""
        return self.new if id == self.old else id


def kept(model: Model, old: str, new: str) -> Model:
    """The model, still under its old ids, in which no `same(…)` changes its meaning under the new one."""
    if tail(old) == tail(new):
        return model
    groups = {g.id: g for option in options(model.root) for g in option.groups}
    what = Renaming(old, new, groups)

    def on(atom: Atom) -> Formula:
        return _written_out(atom, what) if isinstance(atom, Match) else atom

    return replace(
        model,
        rules=tuple(_reruled(rule, on) for rule in model.rules),
        materials=tuple(replace(m, when=_when(m.when, on)) for m in model.materials),
        operations=tuple(replace(o, when=_when(o.when, on)) for o in model.operations),
        questions=tuple(
            replace(q, answers=tuple(replace(a, demands=_when(a.demands, on)) for a in q.answers))
            for q in model.questions
        ),
    )


def atoms_of(thing: Speaker) -> Iterator[Atom]:
    """The statements that a rule, a material, an operation or a question makes."""
    match thing:
        case Rule():
            yield from atoms(thing.formula)
        case Material() | Operation():
            yield from () if thing.when is None else atoms(thing.when)
        case Question():
            for answer in thing.answers:
                yield from () if answer.demands is None else atoms(answer.demands)
        case _:
            return


def _written_out(said: Match, what: Renaming) -> Formula:
    """The same statement, where the renaming leaves its pairs; else the pairs as a table."""
    left, right = what.groups[said.left], what.groups[said.right]
    if left.id == right.id or _pairs(left, right, str) == _pairs(left, right, what.told):
        return said
    rows = tuple(
        (frozenset({a.id}), frozenset(b.id for b in right.options if tail(a.id) == tail(b.id)))
        for a in left.options
    )
    alone = (left.most, right.most) == (1, 1)
    paired = {b for _a, found in rows for b in found} == {b.id for b in right.options}
    if not (alone and paired and all(found for _a, found in rows)):
        raise PairBroken(
            field="id", found=what.new[:80], expected=f"….{tail(what.old)}"[:80],
            named=f"same({left.id}, {right.id})"[:200],
        )  # fmt: skip
    return Table((left.id, right.id), rows)


def _pairs(left: Group, right: Group, told: Callable[[str], str]) -> frozenset[tuple[str, str]]:
    """Which options are the same, of both groups together where several can be chosen: by their old ids."""
    ids = [o.id for o in left.options], [o.id for o in right.options]
    every = [id for group in ids for id in group]
    alone = (left.most, right.most) == (1, 1)
    first, second = ids if alone else (every, every)
    return frozenset((a, b) for a in first for b in second if tail(told(a)) == tail(told(b)))


def _reruled(rule: Rule, on: Callable[[Atom], Formula]) -> Rule:
    said = _rewritten(rule.formula, on)
    return rule if said == rule.formula else replace(rule, formula=said, source="")


def _when(when: Formula | None, on: Callable[[Atom], Formula]) -> Formula | None:
    return None if when is None else _rewritten(when, on)


def _rewritten(said: Formula, on: Callable[[Atom], Formula]) -> Formula:
    """A formula with its statements passed through."""
    match said:
        case Not(inner):
            return Not(_rewritten(inner, on))
        case All(formulas) | Any(formulas):
            return type(said)(tuple(_rewritten(each, on) for each in formulas))
        case Implies(left, right) | Same(left, right):
            return type(said)(_rewritten(left, on), _rewritten(right, on))
        case _:
            return on(said)
