"""A whole configuration against the tree and the rules, without the solver."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction

from comptoir.stages.configuring.core.answers import Reason
from comptoir.stages.configuring.core.encoding import is_number
from comptoir.stages.configuring.core.evaluating import Configuration
from comptoir.stages.configuring.core.grids import grid
from comptoir.stages.configuring.core.mentions import mentions
from comptoir.stages.configuring.core.model import Choice
from comptoir.stages.configuring.core.places import Place, Tree, UnknownName


def configuration(tree: Tree, choices: Iterable[Choice]) -> Configuration:
    """What choices say when they say all: what is not named is out, the product itself is in."""
    inside, values = {tree.root.name}, {}
    for choice in choices:
        if choice.id in tree.options:
            if choice.value is True:
                inside.add(choice.id)
        elif choice.id in tree.parts:
            stand = int(choice.value) if isinstance(choice.value, Decimal) else 0
            inside |= {place.name for place in tree.parts[choice.id].places[:stand]}
        elif choice.id not in tree.attributes:
            raise UnknownName(field=choice.id, found=choice.id)
        elif isinstance(choice.value, Decimal):
            values[choice.id] = Fraction(choice.value)
    return Configuration(tree, frozenset(inside), values)


def check(tree: Tree, choices: Iterable[Choice]) -> tuple[Reason, ...]:
    """Each demand of the tree and each rule that a whole product violates, with the choices it reads."""
    given = tuple(choices)
    product = configuration(tree, given)
    reasons = []
    for id, names in (*_tree(product), *_rules(product)):
        told = tuple(choice for choice in given if choice.id in names)
        if (reason := Reason(told, (id,))) not in reasons:
            reasons.append(reason)
    return tuple(reasons)


def _rules(product: Configuration) -> Iterator[tuple[str, frozenset[str]]]:
    tree = product.tree
    for rule in tree.model.rules:
        for binding, place in tree.rule_bindings(rule.within):
            if place.name in product.inside and not product.holds(rule.formula, binding):
                yield rule.id, mentions(tree, rule.formula, binding)


def _tree(product: Configuration) -> Iterator[tuple[str, frozenset[str]]]:
    yield from _hanging(product)
    yield from _groups(product)
    yield from _parts(product)
    yield from _numbers(product)


def _hanging(product: Configuration) -> Iterator[tuple[str, frozenset[str]]]:
    """An option is in without the one above it."""
    for place in product.tree.options.values():
        above = place.parent
        if above and place.name in product.inside and above.name not in product.inside:
            yield f"tree:{place.option.id}", frozenset((place.name, above.name))


def _groups(product: Configuration) -> Iterator[tuple[str, frozenset[str]]]:
    """Too few or too many options of a group."""
    for group in product.tree.groups.values():
        count = _count(product, group.places)
        if group.owner.name in product.inside and not group.group.least <= count <= group.most:
            yield f"tree:{group.group.id}", frozenset(p.name for p in group.places)


def _parts(product: Configuration) -> Iterator[tuple[str, frozenset[str]]]:
    """Too few instances of a part, or the second without the first."""
    for part in product.tree.parts.values():
        count = _count(product, part.places)
        gap = any(place.name in product.inside for place in part.places[count:])
        if gap or (part.owner.name in product.inside and count < part.part.least):
            yield f"tree:{part.part.id}", frozenset((part.name, *(p.name for p in part.places)))


def _numbers(product: Configuration) -> Iterator[tuple[str, frozenset[str]]]:
    """A number is missing, or none that the attribute can take."""
    for place in product.tree.attributes.values():
        if place.owner.name in product.inside and is_number(place):
            value = product.values.get(place.name)
            if value is None or grid(place.attribute).index(value) is None:
                yield f"tree:{place.attribute.id}", frozenset((place.name,))


def _count(product: Configuration, places: list[Place]) -> int:
    return sum(place.name in product.inside for place in places)
