"""What a constraint of UVL means for a model: names of features, values of attributes, aggregates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from comptoir.stages.configuring.core.expressions import (
    Node,
    Reading,
    unknown,
)
from comptoir.stages.configuring.core.model import (
    FIGURES,
    Arithmetic,
    AttributeKind,
    Compare,
    Formula,
    Has,
    Option,
    Rounded,
    Sum,
    Term,
    Value,
    options,
)


def typed(feature: str) -> str:
    """The attribute that holds the value of a typed feature."""
    return f"{feature}.value"


def counting(figure: str) -> str:
    """A figure that is 1 wherever `figure` is given: what an average divides by."""
    return f"count of {figure}"


class UvlReading(Reading):
    """Names of a constraint, looked up in the tree below `root`."""

    def __init__(self, root: Option, namespace: str) -> None:
        self._options = {option.id: option for option in options(root)}
        self._repeated = set(_repeated(root))
        self._namespace = namespace
        self._kinds = {a.id: a.kind for option in options(root) for a in option.attributes}
        self._figures = {name for option in options(root) for name in _figures(option)}
        self.counted: set[str] = set()

    def named(self, node: Node) -> Formula:
        """A feature: chosen, or in at least one instance."""
        option, figure = self._found(node)
        if figure:
            raise node.at.not_offered(
                found="an attribute that is true or false", fix="make it a feature"
            )
        return Has(option.id, some=option.id in self._repeated)

    def valued(self, node: Node) -> Term:
        option, figure = self._found(node)
        if not figure:
            attribute = typed(option.id)
            if self._kinds.get(attribute) is None:
                raise node.at.fails(expected="a number: this feature has no value")
            if self._kinds[attribute] is AttributeKind.TEXT:
                raise node.at.not_offered(
                    found="the comparison of texts", fix="use features instead"
                )
            return Value(attribute)
        if figure not in _figures(option):
            raise unknown(node.at, figure, _figures(option), "an attribute of this feature")
        return self._alone(option, figure)

    def compared(self, node: Node) -> Formula:
        """An average is compared as a sum with so many times the other side: no division is needed."""
        left, right = node.parts
        for average, other in ((left, right), (right, left)):
            if average.kind == "call" and average.at.text == "avg":
                total = self._aggregate(average)
                times = replace(total, name=counting(total.name))
                self.counted.add(total.name)
                scaled = Arithmetic("*", self.term(other), times)
                sides = (total, scaled) if average is left else (scaled, total)
                return Compare(node.kind, *sides)
        for side in (left, right):
            if side.kind == "text":
                raise side.at.not_offered(
                    found="the comparison of texts", fix="use features instead"
                )
        return super().compared(node)

    def called(self, node: Node) -> Formula | Term:
        name = node.at.text
        if name == "sum":
            return self._aggregate(node)
        if name in ("floor", "ceil") and len(node.parts) == 1:
            return Rounded(name == "ceil", self.term(node.parts[0]))
        if name == "avg":
            raise node.at.not_offered(
                found="an average inside a calculation", fix="compare it alone"
            )
        if name == "len":
            raise node.at.not_offered(found="the length of a text", fix="use features instead")
        raise unknown(node.at, name, ("sum", "avg", "floor", "ceil"), "sum, avg, floor or ceil")

    def with_counts(self, option: Option) -> Option:
        """The tree with the figures that averages need."""
        if not self.counted:
            return option
        extra = {counting(f): Decimal(1) for f in self.counted if f in _figures(option)}
        groups = tuple(
            replace(g, options=tuple(self.with_counts(o) for o in g.options)) for g in option.groups
        )
        parts = tuple(replace(p, option=self.with_counts(p.option)) for p in option.parts)
        return replace(option, groups=groups, parts=parts, values={**option.values, **extra})

    def _aggregate(self, node: Node) -> Sum:
        """`sum(attribute)` or `sum(feature, attribute)`."""
        if len(node.parts) > 2 or any(part.kind != "name" for part in node.parts):
            raise node.at.fails(
                expected="an attribute, or a feature and an attribute, in parentheses"
            )
        within = None
        if len(node.parts) == 2:
            option, figure = self._found(node.parts[0])
            if figure:
                raise node.parts[0].at.fails(expected="a feature first, then an attribute")
            within = option.id
        last = node.parts[-1]
        if last.name not in self._figures:
            raise unknown(last.at, last.name, self._figures, "an attribute of some feature")
        return Sum(last.name, within)

    def _found(self, node: Node) -> tuple[Option, str]:
        """The feature that a name names, and its attribute where it names one."""
        path = list(node.path)
        if len(path) > 1 and path[0] == self._namespace and path[0] not in self._options:
            path = path[1:]
        name = path[0].replace("#", "♯")
        if name not in self._options:
            raise unknown(node.at, name, self._options, "a feature")
        return self._options[name], ".".join(path[1:])

    def _alone(self, option: Option, figure: str) -> Term:
        """The figure of this option alone: what lies below it is taken off where it has one too."""
        term: Term = Sum(figure, option.id)
        below = {group.id: group.options for group in option.groups}
        below |= {part.id: (part.option,) for part in option.parts}
        for id, tops in below.items():
            if any(figure in _figures(inner) for top in tops for inner in options(top)):
                term = Arithmetic("-", term, Sum(figure, id))
        return term


def _figures(option: Option) -> set[str]:
    return {*option.values, *(name for name in FIGURES if option.figure(name))}


def _repeated(option: Option) -> Iterator[str]:
    """Every option that stands below a part, or is one."""
    for group in option.groups:
        for inner in group.options:
            yield from _repeated(inner)
    for part in option.parts:
        yield from (inner.id for inner in options(part.option))
