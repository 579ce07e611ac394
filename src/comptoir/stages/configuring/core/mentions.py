"""What a rule speaks of."""

from __future__ import annotations

from collections.abc import Iterator

from comptoir.stages.configuring.core.evaluating import read
from comptoir.stages.configuring.core.model import (
    All,
    Any,
    Arithmetic,
    Compare,
    Count,
    Formula,
    Has,
    Implies,
    Match,
    Not,
    Of,
    Rounded,
    Same,
    Sum,
    Table,
    Term,
    Value,
)
from comptoir.stages.configuring.core.places import Binding, Tree


def atoms(formula: Formula) -> Iterator[Has | Compare | Table | Match]:
    """The statements that a formula is made of."""
    match formula:
        case Not(inner):
            yield from atoms(inner)
        case All(formulas) | Any(formulas):
            for each in formulas:
                yield from atoms(each)
        case Implies(left, right) | Same(left, right):
            yield from atoms(left)
            yield from atoms(right)
        case _:
            yield formula


def terms(term: Term) -> Iterator[Value | Of | Sum | Count]:
    """What a term reads."""
    match term:
        case Arithmetic(_, left, right):
            yield from terms(left)
            yield from terms(right)
        case Rounded(_, inner):
            yield from terms(inner)
        case Value() | Of() | Sum() | Count():
            yield term
        case _:
            return


def mentions(tree: Tree, formula: Formula, at: Binding) -> frozenset[str]:
    """The names of options, attributes and parts that a formula reads."""
    names: set[str] = set()
    for atom in atoms(formula):
        for id in read(atom):
            names.update(_shown(tree, id, at))
        if isinstance(atom, Compare):
            for side in (atom.left, atom.right):
                for each in terms(side):
                    names.update(_summed(tree, each, at))
    return frozenset(names)


def _shown(tree: Tree, id: str, at: Binding) -> Iterator[str]:
    """What a person chooses of an id: the options of a group, else the thing itself."""
    for name in tree.names(id, at):
        if name in tree.groups:
            yield from (place.name for place in tree.groups[name].places)
        else:
            yield name


def _summed(tree: Tree, term: Value | Of | Sum | Count, at: Binding) -> Iterator[str]:
    match term:
        case Sum(name, within):
            places = tree.summed(within, at)
            yield from (a.name for a in tree.instances(name) if a.owner in places)
            yield from (place.name for place in places if place.option.figure(name))
        case Count(of):
            yield from _shown(tree, of, at)
            yield from (place.name for place in tree.counted(of, at))
        case _:
            return
