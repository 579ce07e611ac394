"""What a behavior of COOM means at one place of the product: paths, comparisons, tables, defaults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from comptoir.stages.configuring.core.expressions import Node, Reading, Token, unknown
from comptoir.stages.configuring.core.language import written
from comptoir.stages.configuring.core.model import (
    All,
    Any,
    Arithmetic,
    Count,
    Formula,
    Has,
    Implies,
    Match,
    Not,
    Of,
    Option,
    Rule,
    Sum,
    Table,
    Term,
    Value,
    Words,
)


@dataclass(eq=False, slots=True)
class Place:
    """A feature where it stands.

    kind    product, structure, enumeration or number
    parts   the parts above it, itself included, outermost first
    counted what counts its instances; group: the options of an enumeration
    """

    kind: str
    id: str
    structure: str
    above: Place | None = None
    parts: tuple[str, ...] = ()
    below: dict[str, Place] = field(default_factory=dict)
    counted: str = ""
    group: str = ""
    figures: Mapping[str, str] = field(default_factory=dict)
    texts: tuple[str, ...] = ()
    values: tuple[str, ...] = ()

    def walk(self) -> Iterator[Place]:
        yield self
        for place in self.below.values():
            yield from place.walk()


START = Token("end", "", 1, 1)


@dataclass(slots=True)
class Clause:
    """A statement with its conditions and its explanation."""

    at: Token = START
    kind: str = ""
    words: str = ""
    conditions: list[Node] = field(default_factory=list)
    demand: Node | None = None
    columns: list[Node] = field(default_factory=list)
    rows: list[tuple[bool, list[list[Token]]]] = field(default_factory=list)


@dataclass(slots=True)
class Block:
    """The statements of a behavior; structure "" is the product."""

    structure: str
    clauses: list[Clause] = field(default_factory=list)


Defaults = dict[str, str]  # group or attribute → option or value


def ruled(blocks: list[Block], root: Place, option: Option) -> tuple[tuple[Rule, ...], Option]:
    """The rules of every behavior at every place, and the tree with the defaults."""
    rules: list[Rule] = []
    defaults: Defaults = {}
    for block in blocks:
        places = [p for p in root.walk() if p.structure == block.structure and p.kind != "number"]
        for clause in block.clauses:
            for place in places if block.structure else [root]:
                reading = CoomReading(place)
                if clause.kind == "default":
                    reading.default(clause, defaults)
                else:
                    rules.append(reading.rule(clause, len(rules) + 1))
    return tuple(rules), _with_defaults(option, defaults)


def _with_defaults(option: Option, defaults: Defaults) -> Option:
    if not defaults:
        return option
    groups = tuple(
        replace(
            group,
            options=tuple(
                replace(_with_defaults(o, defaults), default=defaults.get(group.id) == o.id)
                for o in group.options
            ),
        )
        for group in option.groups
    )
    attributes = tuple(replace(a, default=defaults.get(a.id)) for a in option.attributes)
    parts = tuple(replace(p, option=_with_defaults(p.option, defaults)) for p in option.parts)
    return replace(option, groups=groups, attributes=attributes, parts=parts)


class CoomReading(Reading):
    """Reads the statements of a behavior at one place."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._within: tuple[str, ...] = place.parts

    # ── statements ──

    def rule(self, clause: Clause, number: int) -> Rule:
        """A requirement or a table, under its conditions; it holds in each instance that it speaks of."""
        demand = self._table(clause) if clause.demand is None else self.formula(clause.demand)
        conditions = [self.formula(node) for node in clause.conditions]
        formula = demand
        if conditions:
            condition = conditions[0] if len(conditions) == 1 else All(tuple(conditions))
            formula = Implies(condition, demand)
        return Rule(
            f"r{number}",
            formula,
            Words(en=clause.words),
            self._within[-1] if self._within else None,
            "" if isinstance(formula, Table) else written(formula),
        )

    def default(self, clause: Clause, defaults: Defaults) -> None:
        """`default path = value`; the first one counts."""
        node = clause.demand
        if clause.conditions:
            raise clause.at.not_offered(
                found="a default with a condition", fix="write it without its condition"
            )
        if node is None or node.kind != "=" or node.parts[0].kind != "name":
            raise clause.at.fails(expected="a feature, = and its value")
        place = self._found(node.parts[0])
        if place.kind == "number" and node.parts[1].kind == "number":
            defaults.setdefault(place.id, node.parts[1].at.text)
        else:
            option = self._value(place, node.parts[1])
            defaults.setdefault(place.group, option)

    def _table(self, clause: Clause) -> Formula:
        places = [self._found(column) for column in clause.columns]
        for place, column in zip(places, clause.columns, strict=True):
            if place.kind != "enumeration":
                raise column.at.not_offered(
                    found="a table of numbers", fix="use enumerations in combinations"
                )
        groups = tuple(place.group for place in places)
        allowed: list[tuple[frozenset[str], ...]] = []
        forbidden: list[tuple[frozenset[str], ...]] = []
        for allow, cells in clause.rows:
            row = tuple(
                frozenset(self._option(place, token) for token in cell)
                for place, cell in zip(places, cells, strict=True)
            )
            (allowed if allow else forbidden).append(row)
        said: list[Formula] = [Table(groups, tuple(allowed))] if allowed else []
        for row in forbidden:
            cells_said = (Any(tuple(Has(o) for o in sorted(cell))) for cell in row if cell)
            said.append(Not(All(tuple(cells_said))))
        return said[0] if len(said) == 1 else All(tuple(said))

    # ── names ──

    def named(self, node: Node) -> Formula:
        place = self._found(node)
        if place.kind == "structure":
            self._enter(place)
            return Has(place.id)
        if "True" in place.values:
            self._enter(place)
            return Has(f"{place.group}.True")
        raise node.at.fails(expected="a comparison")

    def valued(self, node: Node) -> Term:
        """A number of the product, or the figure of the value of an enumeration."""
        place, figure = self._split(node)
        self._enter(place)
        if figure:
            return Of(place.group, place.figures[figure])
        if place.kind != "number":
            raise node.at.fails(expected="a number")
        return Value(place.id)

    def compared(self, node: Node) -> Formula:
        """An enumeration with a value or with another one; numbers otherwise."""
        left, right = node.parts
        for one, other in ((left, right), (right, left)):
            place = self._enumeration(one)
            if place is not None and self._enumeration(other) is None:
                self._enter(place)
                return self._signed(node, Has(self._value(place, other)))
        here, there = self._enumeration(left), self._enumeration(right)
        if here is None or there is None:
            return super().compared(node)
        self._enter(here)
        self._enter(there)
        return self._signed(node, Match(here.group, there.group))

    def _signed(self, node: Node, formula: Formula) -> Formula:
        if node.kind not in ("=", "!="):
            raise node.at.not_offered(
                found="the order of the values of an enumeration", fix="compare with = or !="
            )
        return formula if node.kind == "=" else Not(formula)

    def called(self, node: Node) -> Formula | Term:
        name = node.at.text
        if name in ("count", "sum") and (len(node.parts) != 1 or node.parts[0].kind != "name"):
            raise node.at.fails(expected="one feature in parentheses")
        if name == "count":
            place = self._found(node.parts[0])
            return Count(place.counted or place.group or self._no_number(node))
        if name == "sum":
            place, figure = self._split(node.parts[0])
            if figure:
                return Sum(place.figures[figure], place.group)
            return Sum(place.id) if place.kind == "number" else Sum(self._no_number(node))
        if name in ("min", "max") and len(node.parts) == 2:
            left, right = node.parts
            return Arithmetic(name, self.term(left), self.term(right))
        raise node.at.not_offered(found=name, fix="use count, sum, or min and max of two")

    def _no_number(self, node: Node) -> str:
        raise node.at.fails(expected="a number")

    # ── paths ──

    def _enter(self, place: Place) -> None:
        """What is said of an instance is said of each: the rule moves into the part."""
        if place.parts[: len(self._within)] == self._within:
            self._within = place.parts
        elif self._within[: len(place.parts)] != place.parts:
            raise Token("name", place.id, 1, 1).not_offered(
                found="a rule over the instances of two parts", fix="use count or sum"
            )

    def _found(self, node: Node) -> Place:
        """The feature at a path from here, else from a structure around it."""
        place, figure = self._split(node)
        if figure:
            raise node.at.fails(expected="a feature, not an attribute of its value")
        return place

    def _split(self, node: Node) -> tuple[Place, str]:
        start: Place | None = self._place
        while start is not None and node.path[0] not in start.below:
            start = start.above
        if start is None:
            raise unknown(node.at, node.path[0], self._place.below, "a feature")
        for number, step in enumerate(node.path):
            if step in start.below:
                start = start.below[step]
            elif step in start.figures and number == len(node.path) - 1:
                return start, step
            elif step in start.texts:
                raise node.at.not_offered(
                    found="the comparison of texts", fix="compare the feature with a value"
                )
            else:
                raise unknown(
                    node.at, step, [*start.below, *start.figures], "a feature or attribute"
                )
        return start, ""

    def _enumeration(self, node: Node) -> Place | None:
        """The enumeration that a name leads to, where it does."""
        if node.kind != "name" or not self._reaches(node.path[0]):
            return None
        place, figure = self._split(node)
        return place if place.kind == "enumeration" and not figure else None

    def _reaches(self, name: str) -> bool:
        place: Place | None = self._place
        while place is not None and name not in place.below:
            place = place.above
        return place is not None

    def _value(self, place: Place, node: Node) -> str:
        if node.kind != "name" or len(node.path) != 1:
            raise node.at.fails(expected="a value of the enumeration")
        return self._option(place, node.at)

    def _option(self, place: Place, token: Token) -> str:
        if token.text not in place.values:
            raise unknown(token, token.text, place.values, "a value of the enumeration")
        return f"{place.group}.{token.text}"
