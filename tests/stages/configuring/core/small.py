"""Small product models made at random, and every product of one, found without the solver."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import product

from hypothesis import strategies as st

from comptoir.stages.configuring.core.checking import check
from comptoir.stages.configuring.core.grids import grid
from comptoir.stages.configuring.core.model import (
    All,
    Any,
    Arithmetic,
    Attribute,
    AttributeKind,
    Choice,
    Compare,
    Count,
    Formula,
    Group,
    Has,
    Implies,
    Match,
    Model,
    Not,
    Number,
    Of,
    Option,
    Part,
    Rule,
    Same,
    Sum,
    Table,
    Term,
    Value,
)
from comptoir.stages.configuring.core.places import Place, Tree

FEW = st.integers(0, 3)
MOST_PRODUCTS = 300


class Making:
    """Draws a model; ids are letters in the order of drawing."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.count = 0
        self.options: list[str] = []
        self.groups: dict[str, tuple[str, ...]] = {}
        self.parts: list[str] = []
        self.attributes: list[str] = []
        self.left = draw(st.integers(2, 7))

    def id(self, kind: str) -> str:
        self.count += 1
        return f"{kind}{self.count}"

    def option(self, depth: int) -> Option:
        draw, id = self.draw, self.id("o")
        self.options.append(id)
        groups: list[Group] = []
        while depth < 3 and self.left > 0 and draw(st.booleans()):
            groups.append(self.group(depth))
        attributes = (self.attribute(),) if len(self.attributes) < 2 and draw(FEW) == 0 else ()
        parts: tuple[Part, ...] = ()
        if depth < 2 and len(self.parts) < 2 and self.left > 0 and draw(FEW) == 0:
            self.left -= 1
            most = draw(st.integers(1, 2))
            part = self.id("p")
            self.parts.append(part)
            parts = (Part(part, self.option(depth + 1), draw(st.integers(0, most)), most),)
        return Option(
            f"{id}.{draw(st.sampled_from('xy'))}" if depth else id,
            groups=tuple(groups),
            attributes=attributes,
            parts=parts,
            price=Decimal(draw(st.integers(-2, 5))),
            weight=Decimal(draw(FEW)) / 2,
            lead_days=Decimal(draw(FEW)),
            values={"size": Decimal(draw(FEW))},
            default=draw(FEW) == 0,
        )

    def group(self, depth: int) -> Group:
        size = self.draw(st.integers(1, min(3, self.left)))
        self.left -= size
        id = self.id("g")
        options = tuple(self.option(depth + 1) for _ in range(size))
        self.groups[id] = tuple(option.id for option in options)
        least = self.draw(st.integers(0, size))
        most = self.draw(st.sampled_from([None, 1, 1, size, least]))
        return Group(id, options, min(least, size if most is None else max(most, 1)), most)

    def attribute(self) -> Attribute:
        id, least = self.id("a"), self.draw(st.integers(-1, 1))
        self.attributes.append(id)
        step = Decimal("0.5") if self.draw(st.booleans()) else None
        return Attribute(
            id,
            AttributeKind.DECIMAL if step else AttributeKind.INTEGER,
            least=Decimal(least),
            most=Decimal(least + self.draw(st.integers(0, 2))),
            step=step,
            default=self.draw(st.sampled_from([None, "0", "1", "7"])),
        )


def _option_ids(option: Option) -> Iterator[str]:
    yield option.id
    for group in option.groups:
        for each in group.options:
            yield from _option_ids(each)
    for part in option.parts:
        yield from _option_ids(part.option)


def terms(making: Making, depth: int = 2) -> st.SearchStrategy[Term]:
    """Any term about the things of a model."""
    groups, parts = (
        st.sampled_from(sorted(making.groups) or [""]),
        st.sampled_from(making.parts or [""]),
    )
    within = st.sampled_from([None, *making.groups, *making.parts, *making.options])
    names = st.sampled_from(["price", "size", "weight", "lead_days", *making.attributes])
    kinds: list[st.SearchStrategy[Term]] = [
        st.builds(Number, st.integers(-2, 6).map(Decimal)),
        st.builds(Sum, names, within),
    ]
    if making.attributes:
        kinds += [st.builds(Value, st.sampled_from(making.attributes))] * 2
    if making.groups:
        kinds += [st.builds(Of, groups, st.just("size")), st.builds(Count, groups)]
    if making.parts:
        kinds.append(st.builds(Count, parts))
    if depth:
        inner = terms(making, depth - 1)
        divisors = st.builds(Number, st.sampled_from([2, -3]).map(Decimal))
        kinds.append(
            st.builds(Arithmetic, st.sampled_from(["+", "-", "*", "min", "max"]), inner, inner)
        )
        kinds.append(st.builds(Arithmetic, st.just("/"), inner, divisors))
    return st.one_of(kinds)


@st.composite
def tables(draw: st.DrawFn, making: Making) -> Table:
    groups = draw(
        st.lists(st.sampled_from(sorted(making.groups)), min_size=1, max_size=2, unique=True)
    )
    cells = st.tuples(*(st.frozensets(st.sampled_from(making.groups[group])) for group in groups))
    return Table(tuple(groups), tuple(draw(st.lists(cells, max_size=3))))


def formulas(making: Making, depth: int = 2) -> st.SearchStrategy[Formula]:
    """Any formula about the things of a model."""
    operators = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
    kinds: list[st.SearchStrategy[Formula]] = [
        st.builds(Has, st.sampled_from(making.options), st.booleans()),
        st.builds(Compare, operators, terms(making), terms(making)),
    ]
    if making.groups:
        either = st.sampled_from(sorted(making.groups))
        kinds += [tables(making), st.builds(Match, either, either)]
    if depth:
        inner = formulas(making, depth - 1)
        several = st.lists(inner, max_size=3).map(tuple)
        kinds += [st.builds(Not, inner), st.builds(All, several), st.builds(Any, several)]
        kinds += [st.builds(Implies, inner, inner), st.builds(Same, inner, inner)]
    return st.one_of(kinds)


@st.composite
def models(draw: st.DrawFn, most_rules: int = 3) -> Model:
    """A model with parts, numbers and rules, of which every product can be listed."""
    making = Making(draw)
    root = making.option(0)
    making.options = list(_option_ids(root))
    rules = tuple(
        Rule(f"r{i}", draw(formulas(making)), within=draw(st.sampled_from([None, *making.parts])))
        for i in range(draw(st.integers(0, most_rules)))
    )
    return Model("small", root, rules)


def products(model: Model) -> list[dict[str, bool | Decimal]]:
    """Every valid product: name → in or out, number of what is in. Only for small models."""
    tree = Tree(model)
    return [each for each in candidates(tree) if not check(tree, told(each))]


def told(product_: dict[str, bool | Decimal]) -> tuple[Choice, ...]:
    return tuple(Choice(name, value) for name, value in product_.items())


def candidates(tree: Tree) -> Iterator[dict[str, bool | Decimal]]:
    """Every product that hangs together."""
    for inside in _subtrees(tree.root):
        numbers = [a for a in tree.attributes.values() if a.owner.name in inside]
        grids = [grid(a.attribute) for a in numbers]
        for values in product(*([g.number(i) for i in range(g.steps + 1)] for g in grids)):
            yield {name: name in inside for name in tree.options} | {
                a.name: value for a, value in zip(numbers, values, strict=True)
            }


def _subtrees(place: Place) -> Iterator[frozenset[str]]:
    for parts in product(*([frozenset[str](), *_subtrees(child)] for child in place.children)):
        yield frozenset((place.name,)).union(*parts)
