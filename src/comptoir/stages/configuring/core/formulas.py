"""Rules as clauses."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

from comptoir.stages.configuring.core.clauses import TRUE, Clauses
from comptoir.stages.configuring.core.encoding import Encoding
from comptoir.stages.configuring.core.evaluating import named, read, tail
from comptoir.stages.configuring.core.model import (
    All,
    Any,
    Compare,
    Formula,
    Has,
    Implies,
    Match,
    Model,
    Not,
    Rule,
    Same,
    Table,
)
from comptoir.stages.configuring.core.places import Binding
from comptoir.stages.configuring.core.terms import Terms

MOST_DISTRIBUTED = 32  # clauses that one "or" of "and"s may be multiplied out to


class Formulas:
    """Reads formulas at the places that a binding names."""

    def __init__(self, encoding: Encoding) -> None:
        self.encoding = encoding
        self.clauses: Clauses = encoding.clauses
        self.tree = encoding.tree
        self.terms = Terms(encoding)

    def demand(self, rule: Rule) -> None:
        """Demand the rule, wherever it holds."""
        tag = self.encoding.tag(rule.id)
        for binding, place in self.tree.rule_bindings(rule.within):
            guard = () if place is self.tree.root else (-self.encoding.var[place.name],)
            self._demand(rule.formula, binding, guard, tag)

    def _demand(self, formula: Formula, at: Binding, guard: tuple[int, ...], tag: int) -> None:
        match formula:
            case All(formulas):
                for each in formulas:
                    self._demand(each, at, guard, tag)
            case Table():
                self.clauses.add((*guard, self.literal(formula, True, at)), tag)
                for support in self._supports(formula, at):
                    self.clauses.add((*guard, *support), tag)
            case _:
                for chosen in self._multiplied(self._alternatives(formula, True, at)):
                    self.clauses.add((*guard, *chosen), tag)

    # ── one "or" ──

    def _alternatives(self, formula: Formula, sign: bool, at: Binding) -> list[list[int]]:
        """The formula as an "or" of "and"s of literals."""
        match formula:
            case Not(inner):
                return self._alternatives(inner, not sign, at)
            case Implies(left, right):
                return self._alternatives(Any((Not(left), right)), sign, at)
            case Any(formulas) if sign:
                return [way for each in formulas for way in self._alternatives(each, True, at)]
            case All(formulas) if not sign:
                return [way for each in formulas for way in self._alternatives(each, False, at)]
            case Any(formulas) | All(formulas):
                return [[self.literal(each, sign, at) for each in formulas]]
            case _:
                return [[self.literal(formula, sign, at)]]

    def _multiplied(self, ways: list[list[int]]) -> Iterable[tuple[int, ...]]:
        """The clauses of an "or" of "and"s; a gate for the longest "and"s where they would be too many."""
        ways = sorted(ways, key=len)
        count = 1
        for i, way in enumerate(ways):
            count *= max(1, len(way))
            if count > MOST_DISTRIBUTED:
                gated = [[self.clauses.conj(way)] for way in ways[i:]]
                ways = [*ways[:i], *gated]
                break
        return product(*ways)

    # ── one literal ──

    def literal(self, formula: Formula, sign: bool, at: Binding) -> int:
        """The literal that says: the formula is `sign`, or says nothing."""
        match formula:
            case Not(inner):
                return self.literal(inner, not sign, at)
            case All(formulas) | Any(formulas):
                every = [self.literal(each, sign, at) for each in formulas]
                both = isinstance(formula, All) == sign
                return self.clauses.conj(every) if both else self.clauses.disj(every)
            case Implies(left, right):
                return self.literal(Any((Not(left), right)), sign, at)
            case Same(left, right):
                both_ways = Any((Not(left), right)), Any((left, Not(right)))
                either = Any((left, right)), Any((Not(left), Not(right)))
                return self.literal(All(both_ways if sign else either), True, at)
            case _:
                return self._atom(formula, sign, at)

    def _atom(self, formula: Has | Compare | Table | Match, sign: bool, at: Binding) -> int:
        said = [self._said(formula, each) for each in self.tree.bindings(sorted(read(formula)), at)]
        conj, disj = self.clauses.conj, self.clauses.disj
        if isinstance(formula, Has) and formula.some:
            some = disj(value for _, value in said)
            return some if sign else -some
        if sign:
            return conj(disj((-speaks, value)) for speaks, value in said)
        silent = conj(-speaks for speaks, _ in said)
        return disj((silent, *(conj((speaks, -value)) for speaks, value in said)))

    def _said(self, formula: Has | Compare | Table | Match, at: Binding) -> tuple[int, int]:
        """Whether an atom says something of an instance, and what."""
        var = self.encoding.var
        match formula:
            case Has(option):
                name = self.tree.option(option, at).name
                inside = self.tree.instance(option, at)
                return TRUE if inside is self.tree.root else var[inside.name], var[name]
            case Compare(operator, left, right):
                a, b = self.terms.linear(left, at), self.terms.linear(right, at)
                there = (self._owner(id, at) for id in sorted(named(left) | named(right)))
                return self.clauses.conj(there), self.terms.compare(operator, a, b)
            case Table():
                return self._table(formula, at)
            case _:
                return self._match(formula.left, formula.right, at)

    def _owner(self, id: str, at: Binding) -> int:
        """The option above a group or an attribute is in."""
        name = self.tree.name(id, at)
        places = self.tree.groups if name in self.tree.groups else self.tree.attributes
        owner = places[name].owner
        return TRUE if owner is self.tree.root else self.encoding.var[owner.name]

    def _literals(self, group: str, at: Binding) -> dict[str, int]:
        """The options of a group, by id."""
        places = self.tree.group(group, at).places
        return {place.option.id: self.encoding.var[place.name] for place in places}

    def _rows(self, table: Table, at: Binding) -> list[int]:
        """A literal for each row: all that is chosen is in its cells."""
        columns = [self._literals(group, at) for group in table.groups]
        return [
            self.clauses.conj(
                -literal
                for cell, column in zip(row, columns, strict=True)
                for id, literal in column.items()
                if cell and id not in cell
            )
            for row in table.rows
        ]

    def _table(self, table: Table, at: Binding) -> tuple[int, int]:
        fits = self.clauses.disj(self._rows(table, at))
        filled = (self.clauses.disj(self._literals(group, at).values()) for group in table.groups)
        return self.clauses.disj((-fits, self.clauses.conj(filled))), fits

    def _supports(self, table: Table, at: Binding) -> Iterable[tuple[int, ...]]:
        """An option needs a row that has it: implied by the table, and seen at once by the solver."""
        if any(part not in at for group in table.groups for part in self.tree.parts_above(group)):
            return
        rows = self._rows(table, at)
        for i, group in enumerate(table.groups):
            for id, literal in self._literals(group, at).items():
                having = [
                    gate
                    for gate, row in zip(rows, table.rows, strict=True)
                    if not row[i] or id in row[i]
                ]
                yield (-literal, *having)

    def _match(self, left: str, right: str, at: Binding) -> tuple[int, int]:
        here, there = self._tails(left, at), self._tails(right, at)
        both = self.clauses.conj(
            (self.clauses.disj(here.values()), self.clauses.disj(there.values()))
        )
        same = self.clauses.conj(
            -self.clauses.xor(here.get(id, -TRUE), there.get(id, -TRUE))
            for id in sorted({*here, *there})
        )
        return both, same

    def _tails(self, group: str, at: Binding) -> dict[str, int]:
        """What is chosen in a group, by what `Match` calls it."""
        literals: dict[str, list[int]] = {}
        for id, literal in self._literals(group, at).items():
            literals.setdefault(tail(id), []).append(literal)
        return {name: self.clauses.disj(each) for name, each in literals.items()}


def encoded(model: Model) -> Encoding:
    """The whole model as clauses."""
    encoding = Encoding(model)
    encoding.plant()
    formulas = Formulas(encoding)
    for rule in model.rules:
        formulas.demand(rule)
    return encoding
