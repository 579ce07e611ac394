"""The language of rules: text that a product manager writes, as formulas and terms, and back.

    alu => ip65                      alu requires ip65; alu excludes lamp
    !a & (b | c)   a <=> b           also: not, and, or
    sum(weight) <= 3                 over all that is chosen; sum(volume in carrier) over what is in there
    front_wheel.size = rear_wheel.size    the figure of what is chosen in a group
    count(bag) + 1 <= 4              instances of a part, options of a group
    length / 1000 * 2   ceil(length / 500)   min(a, b)   max(a, b)   floor(a)
    same(color, basket_color)        the same is chosen in two groups
    some(bag.leather)                in at least one instance; alone: in every one there is
    table(material, size: [leather, s], [cotton, s | m], [polyester, *])

A name that is no plain word stands in quotes: "XG-C100C". `written` and the two readers are inverse.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from comptoir.stages.configuring.core.expressions import (
    BINDS,
    FACTOR_BINDS,
    NOT_BINDS,
    Lexer,
    Node,
    Parser,
    Reading,
    Syntax,
    Token,
    join,
    unknown,
)
from comptoir.stages.configuring.core.model import (
    FIGURES,
    All,
    Any,
    Arithmetic,
    AttributeKind,
    Compare,
    Count,
    Formula,
    Has,
    Implies,
    Match,
    Not,
    Number,
    Of,
    Option,
    Rounded,
    Same,
    Sum,
    Table,
    Term,
    Value,
    options,
)

SYNTAX = Syntax(
    spelled={
        "==": "=", "&&": "&", "||": "|", "and": "&", "or": "|", "not": "!",
        "requires": "=>", "excludes": "excludes",
    },
    chains=False,
)  # fmt: skip
RESERVED = {"and", "or", "not", "requires", "excludes", "true", "false"}
FUNCTIONS = (
    "sum", "count", "min", "max", "ceil", "floor", "same", "some", "all", "any", "table",
)  # fmt: skip
LEXER = Lexer(SYNTAX)


@dataclass(frozen=True, slots=True)
class Names:
    """What a text may speak of: ids of options, attributes with their kind, groups with their options,
    parts, and the names of figures."""

    options: frozenset[str]
    attributes: Mapping[str, AttributeKind]
    groups: Mapping[str, tuple[str, ...]]
    parts: frozenset[str]
    figures: frozenset[str]


def names_of(root: Option) -> Names:
    """The names in a tree."""
    every = list(options(root))
    return Names(
        frozenset(option.id for option in every),
        {a.id: a.kind for option in every for a in option.attributes},
        {g.id: tuple(o.id for o in g.options) for option in every for g in option.groups},
        frozenset(part.id for option in every for part in option.parts),
        frozenset(name for option in every for name in option.values) | frozenset(FIGURES),
    )


def formula(text: str, names: Names) -> Formula:
    """What `text` says must hold."""
    return RuleReading(names).formula(_read(text))


def term(text: str, names: Names) -> Term:
    """The number that `text` says."""
    return RuleReading(names).term(_read(text))


def _read(text: str) -> Node:
    parser = _RuleParser(LEXER.tokens(text), SYNTAX)
    node = parser.expression()
    parser.must_end()
    return node


class _RuleParser(Parser):
    """Adds what only this language has: `in` and tables."""

    def call(self, name: Token) -> Node:
        if name.text == "sum":
            return self._sum(name)
        if name.text == "table":
            return self._table(name)
        return super().call(name)

    def _sum(self, name: Token) -> Node:
        self.must("(")
        parts = [self.rest_of_name(self.must_name())]
        if self.took("in"):
            parts.append(self.rest_of_name(self.must_name()))
        self.must(")")
        return join("call", name, parts)

    def _table(self, name: Token) -> Node:
        """`table(group, group: [option, option | option], [*, option])`."""
        self.must("(")
        heads = [self.rest_of_name(self.must_name())]
        while self.took(","):
            heads.append(self.rest_of_name(self.must_name()))
        self.must(":")
        rows = [self._row()]
        while self.took(","):
            rows.append(self._row())
        self.must(")")
        return join("table", name, [join("heads", name, heads), *rows])

    def _row(self) -> Node:
        at = self.must("[")
        cells = [self._cell()]
        while self.took(","):
            cells.append(self._cell())
        self.must("]")
        return join("row", at, cells)

    def _cell(self) -> Node:
        at = self.here
        if self.took("*"):
            return Node("cell", at)
        taken = [self.rest_of_name(self.must_name())]
        while self.took("|"):
            taken.append(self.rest_of_name(self.must_name()))
        return join("cell", at, taken)


class RuleReading(Reading):
    """Looks names up among `names`."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def named(self, node: Node) -> Formula:
        if node.path in (("true",), ("false",)) and not node.guarded[0]:
            return All(()) if node.path == ("true",) else Any(())
        return Has(self.option(node))

    def option(self, node: Node) -> str:
        """The option that is named."""
        if node.name in self._names.options:
            return node.name
        if node.name in self._names.attributes:
            raise node.at.fails(expected="a comparison: this is an attribute")
        if node.name in self._names.groups or node.name in self._names.parts:
            raise node.at.fails(expected="an option: this is a group or a part")
        raise unknown(node.at, node.name, self._names.options, "an option")

    def valued(self, node: Node) -> Term:
        kind = None if any(node.guarded[1:]) else self._names.attributes.get(node.name)
        if kind is AttributeKind.TEXT:
            raise node.at.fails(expected="a number: this attribute is a text")
        if kind is not None:
            return Value(node.name)
        if len(node.path) > 1:
            group, figure = ".".join(node.path[:-1]), node.path[-1]
            if group in self._names.groups:
                return Of(group, self._figure(node.at, figure))
        if node.name in self._names.options:
            raise node.at.fails(expected="a number: an option is true or false")
        if node.name in self._names.groups or node.name in self._names.parts:
            raise node.at.fails(expected="count(…) or a figure after a dot")
        known = [*self._names.attributes, *self._names.groups]
        raise unknown(node.at, node.name, known, "an attribute, or a group and a figure")

    def called(self, node: Node) -> Formula | Term:
        name = node.at.text
        if name not in FUNCTIONS:
            raise unknown(node.at, name, FUNCTIONS, "a function: " + ", ".join(FUNCTIONS))
        if name in ("min", "max"):
            return self._least_or_most(name, node)
        if name in ("all", "any"):
            formulas = tuple(self.formula(part) for part in node.parts)
            return All(formulas) if name == "all" else Any(formulas)
        if name == "table":
            return self._table(node)
        if name in ("sum", "same"):
            return self._sum(node) if name == "sum" else self._same(node)
        if len(node.parts) != 1:
            raise node.at.fails(expected="one thing in parentheses")
        return self._alone(name, node.parts[0])

    def _alone(self, name: str, node: Node) -> Formula | Term:
        if name in ("ceil", "floor"):
            return Rounded(name == "ceil", self.term(node))
        if name == "some":
            return Has(self.option(self._a_name(node)), some=True)
        counted = [*self._names.parts, *self._names.groups]
        return Count(self._one_of(self._a_name(node), counted, "a part or a group"))

    def _least_or_most(self, name: str, node: Node) -> Term:
        first, *more = node.parts
        if not more:
            raise node.at.fails(expected="two numbers or more in parentheses")
        said = self.term(first)
        for other in more:
            said = Arithmetic(name, said, self.term(other))
        return said

    def _sum(self, node: Node) -> Term:
        what, *within = node.parts
        name = what.name
        kind = self._names.attributes.get(name)
        if kind is AttributeKind.TEXT:
            raise what.at.fails(expected="a number: this attribute is a text")
        if kind is None:
            name = self._figure(what.at, name)
        places = [*self._names.options, *self._names.groups, *self._names.parts]
        return Sum(
            name, *(self._one_of(place, places, "an option, group or part") for place in within)
        )

    def _same(self, node: Node) -> Formula:
        if len(node.parts) != 2:
            raise node.at.fails(expected="two groups in parentheses")
        left, right = (self._group(self._a_name(part)) for part in node.parts)
        return Match(left, right)

    def _table(self, node: Node) -> Formula:
        heads, *rows = node.parts
        groups = tuple(self._group(head) for head in heads.parts)
        for row in rows:
            if len(row.parts) != len(groups):
                raise row.at.fails(expected="as many cells as there are groups")
        return Table(
            groups,
            tuple(
                tuple(
                    frozenset(self._member(group, option) for option in cell.parts)
                    for group, cell in zip(groups, row.parts, strict=True)
                )
                for row in rows
            ),
        )

    def _member(self, group: str, node: Node) -> str:
        """An option of a group, by its id or by what stands in it after the last dot."""
        inside = self._names.groups[group]
        if node.name in inside:
            return node.name
        short = [option for option in inside if option.rpartition(".")[2] == node.name]
        if len(short) != 1:
            raise unknown(node.at, node.name, inside, "an option of this group")
        return short[0]

    def _a_name(self, node: Node) -> Node:
        if node.kind != "name":
            raise node.at.fails(expected="a name in parentheses")
        return node

    def _group(self, node: Node) -> str:
        return self._one_of(node, self._names.groups, "a group")

    def _one_of(self, node: Node, known: Iterable[str], expected: str) -> str:
        if node.name not in known:
            raise unknown(node.at, node.name, known, expected)
        return node.name

    def _figure(self, at: Token, name: str) -> str:
        if name not in self._names.figures:
            raise unknown(at, name, self._names.figures, "a figure")
        return name


# ── back to text ──────────────────────────────────────────────────────────────────────────────────

PLAIN = re.compile(r"[^\W\d]\w*")


def quoted(name: str) -> str:
    """A name as the language writes it."""
    parts = name.split(".")
    plain = all(PLAIN.fullmatch(part) and part not in RESERVED for part in parts)
    return name if plain else f'"{name}"'


def written(said: Formula | Term, binds: int = 0) -> str:
    """The text of a formula or term; in parentheses where an operator around it binds tighter."""
    tight, text = WRITTEN[type(said)](said)
    return text if tight >= binds else f"({text})"


def _number(said: Number) -> tuple[int, str]:
    return FACTOR_BINDS, format(said.value, "f")


def _of(said: Of) -> tuple[int, str]:
    figure = said.name if PLAIN.fullmatch(said.name) else f'"{said.name}"'
    return FACTOR_BINDS, f"{quoted(said.group)}.{figure}"


def _summed(said: Sum) -> tuple[int, str]:
    within = f" in {quoted(said.within)}" if said.within is not None else ""
    return FACTOR_BINDS, f"sum({quoted(said.name)}{within})"


def _arithmetic(said: Arithmetic) -> tuple[int, str]:
    if said.operator not in BINDS:
        return FACTOR_BINDS, f"{said.operator}({written(said.left)}, {written(said.right)})"
    tight = BINDS[said.operator]
    return tight, f"{written(said.left, tight)} {said.operator} {written(said.right, tight + 1)}"


def _several(operator: str, word: str, formulas: tuple[Formula, ...]) -> tuple[int, str]:
    if not formulas:
        return FACTOR_BINDS, "true" if word == "all" else "false"
    if len(formulas) == 1:
        return FACTOR_BINDS, f"{word}({written(formulas[0])})"
    tight = BINDS[operator]
    return tight, f" {operator} ".join(written(f, tight + 1) for f in formulas)


def _pair(operator: str, left: Formula | Term, right: Formula | Term) -> tuple[int, str]:
    tight = BINDS[operator]
    return tight, f"{written(left, tight + 1)} {operator} {written(right, tight + 1)}"


def _has(said: Has) -> tuple[int, str]:
    return FACTOR_BINDS, f"some({quoted(said.option)})" if said.some else quoted(said.option)


def _tabled(said: Table) -> tuple[int, str]:
    rows = (
        "[" + ", ".join(" | ".join(map(quoted, sorted(cell))) or "*" for cell in row) + "]"
        for row in said.rows
    )
    return FACTOR_BINDS, f"table({', '.join(map(quoted, said.groups))}: {', '.join(rows)})"


WRITTEN: dict[type, Callable[..., tuple[int, str]]] = {
    Number: _number,
    Value: lambda said: (FACTOR_BINDS, quoted(said.attribute)),
    Of: _of,
    Sum: _summed,
    Count: lambda said: (FACTOR_BINDS, f"count({quoted(said.of)})"),
    Arithmetic: _arithmetic,
    Rounded: lambda said: (FACTOR_BINDS, f"{'ceil' if said.up else 'floor'}({written(said.term)})"),
    Has: _has,
    Not: lambda said: (NOT_BINDS, "!" + written(said.formula, FACTOR_BINDS)),
    All: lambda said: _several("&", "all", said.formulas),
    Any: lambda said: _several("|", "any", said.formulas),
    Implies: lambda said: _pair("=>", said.left, said.right),
    Same: lambda said: _pair("<=>", said.left, said.right),
    Compare: lambda said: _pair(said.operator, said.left, said.right),
    Table: _tabled,
    Match: lambda said: (FACTOR_BINDS, f"same({quoted(said.left)}, {quoted(said.right)})"),
}
