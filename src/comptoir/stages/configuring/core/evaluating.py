"""Formulas and terms read directly on one configuration: no solver, exact fractions.

This is the second implementation of what rules mean; the solver's answers are compared with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from operator import add, eq, ge, gt, le, lt, mul, ne, sub, truediv

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
    Number,
    Of,
    Rounded,
    Same,
    Sum,
    Table,
    Term,
    Value,
)
from comptoir.stages.configuring.core.places import Binding, Tree

COMPARISONS: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    "=": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge,
}  # fmt: skip
OPERATORS: Mapping[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": add, "-": sub, "*": mul, "/": truediv, "min": min, "max": max,
}  # fmt: skip
EVERYWHERE: Binding = {}


@dataclass(frozen=True, slots=True)
class Configuration:
    """One product: what is in, and the numbers given to attributes of what is in."""

    tree: Tree
    inside: frozenset[str]
    values: Mapping[str, Fraction]

    # ── formulas ──

    def holds(self, formula: Formula, binding: Binding = EVERYWHERE) -> bool:
        """Whether what is demanded is so; a comparison of what is not there refuses nothing."""
        return self._demand(formula, True, binding)

    def applies(self, formula: Formula, binding: Binding = EVERYWHERE) -> bool:
        """Whether a condition is met ("when …"); a comparison of what is not there meets none."""
        return not self._demand(formula, False, binding)

    def _demand(self, formula: Formula, sign: bool, at: Binding) -> bool:
        """Whether the formula is `sign`, or says nothing."""
        match formula:
            case Not(inner):
                return self._demand(inner, not sign, at)
            case All(formulas):
                return (all if sign else any)(self._demand(f, sign, at) for f in formulas)
            case Any(formulas):
                return (any if sign else all)(self._demand(f, sign, at) for f in formulas)
            case Implies(left, right):
                return self._demand(Any((Not(left), right)), sign, at)
            case Same(left, right):
                both = Any((Not(left), right)), Any((left, Not(right)))
                either = Any((left, right)), Any((Not(left), Not(right)))
                return self._demand(All(both if sign else either), True, at)
            case _:
                found = [said for said in self._atom(formula, at) if said is not None]
                if isinstance(formula, Has) and formula.some:
                    return any(found) == sign
                return not found or all(found) == sign

    def _atom(self, formula: Has | Compare | Table | Match, at: Binding) -> Iterator[bool | None]:
        """What an atom says of each instance; None: nothing."""
        for each in self.tree.bindings(sorted(read(formula)), at):
            match formula:
                case Has(option):
                    name = self.tree.option(option, each).name
                    yield name in self.inside if self._present(option, each) else None
                case Compare(operator, left, right):
                    a, b = self.value(left, each), self.value(right, each)
                    yield None if a is None or b is None else COMPARISONS[operator](a, b)
                case Table(groups, rows):
                    yield self._fits(groups, rows, each)
                case _:
                    here, there = self._tails(formula.left, each), self._tails(formula.right, each)
                    yield here == there if here and there else None

    def _present(self, id: str, at: Binding) -> bool:
        """Whether the instance that an id is read from is there."""
        return self.tree.instance(id, at).name in self.inside

    def chosen(self, group: str, at: Binding) -> list[str]:
        """The ids of the options that are chosen in a group."""
        places = self.tree.group(group, at).places
        return [place.option.id for place in places if place.name in self.inside]

    def _tails(self, group: str, at: Binding) -> frozenset[str]:
        return frozenset(tail(id) for id in self.chosen(group, at))

    def _fits(
        self, groups: tuple[str, ...], rows: tuple[tuple[frozenset[str], ...], ...], at: Binding
    ) -> bool | None:
        """Whether what is chosen fits a row; a group of which nothing is chosen fits every row,
        and then that no row fits cannot be demanded."""
        chosen = [self.chosen(group, at) for group in groups]
        fits = any(
            all(not cell or cell.issuperset(ids) for cell, ids in zip(row, chosen, strict=True))
            for row in rows
        )
        return None if fits and not all(chosen) else fits

    # ── terms ──

    def value(self, term: Term, at: Binding = EVERYWHERE) -> Fraction | None:
        """What a term amounts to; None where an attribute or a group it names is not there."""
        match term:
            case Number(value):
                return Fraction(value)
            case Value(attribute):
                return self._given(attribute, at)
            case Of(group, name):
                return self._figure(group, name, at)
            case Sum(name, within):
                return self._sum(name, within, at)
            case Count(of):
                return Fraction(self._count(of, at))
            case Arithmetic(operator, left, right):
                return self._arithmetic(operator, left, right, at)
            case _:
                exact = self.value(term.term, at)
                return (
                    None if exact is None else Fraction(-(-exact // 1) if term.up else exact // 1)
                )

    def _arithmetic(self, operator: str, left: Term, right: Term, at: Binding) -> Fraction | None:
        a, b = self.value(left, at), self.value(right, at)
        if a is None or b is None or (operator == "/" and b == 0):
            return None
        return OPERATORS[operator](a, b)

    def _given(self, attribute: str, at: Binding) -> Fraction | None:
        place = self.tree.attribute(attribute, at)
        return self.values.get(place.name) if place.owner.name in self.inside else None

    def _figure(self, group: str, figure: str, at: Binding) -> Fraction | None:
        place = self.tree.group(group, at)
        if place.owner.name not in self.inside:
            return None
        chosen = (each.option for each in place.places if each.name in self.inside)
        return sum((Fraction(option.figure(figure)) for option in chosen), Fraction(0))

    def _sum(self, name: str, within: str | None, at: Binding) -> Fraction:
        places = [place for place in self.tree.summed(within, at) if place.name in self.inside]
        attributes = self.tree.instances(name)
        if attributes:
            given = [self.values.get(a.name) for a in attributes if a.owner in places]
            return sum((value for value in given if value is not None), Fraction(0))
        figures = [Fraction(place.option.figure(name)) for place in places]
        if name == "lead_days":
            return max([*figures, Fraction(0)])
        return sum(figures, Fraction(0))

    def _count(self, of: str, at: Binding) -> int:
        return sum(each.name in self.inside for each in self.tree.counted(of, at))


def read(atom: Has | Compare | Table | Match) -> frozenset[str]:
    """What an atom reads by name."""
    match atom:
        case Has(option):
            return frozenset((option,))
        case Compare(_, left, right):
            return named(left) | named(right)
        case Table(groups):
            return frozenset(groups)
        case _:
            return frozenset((atom.left, atom.right))


def named(term: Term) -> frozenset[str]:
    """The attributes and groups that a term reads by name."""
    match term:
        case Value(id) | Of(id, _):
            return frozenset((id,))
        case Arithmetic(_, left, right):
            return named(left) | named(right)
        case Rounded(_, inner):
            return named(inner)
        case _:
            return frozenset()


def tail(id: str) -> str:
    """What an option is called in `Match`: the part of its id after the last dot."""
    return id.rpartition(".")[2]
