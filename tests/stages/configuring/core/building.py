"""Short ways to write a model down in a test."""

from __future__ import annotations

from decimal import Decimal

from comptoir.stages.configuring.core.model import (
    All,
    Choice,
    Formula,
    Group,
    Has,
    Implies,
    Model,
    Not,
    Option,
    Rule,
)

D = Decimal


def one_of(id: str, *ids: str, default: str = "") -> Group:
    """A group of which exactly one is chosen."""
    return Group(id, tuple(Option(each, default=each == default) for each in ids), 1, 1)


def requires(left: str, right: str) -> Formula:
    return Implies(Has(left), Has(right))


def excludes(left: str, right: str) -> Formula:
    return Not(All((Has(left), Has(right))))


def model(root: Option, *formulas: Formula) -> Model:
    """Rules are r0, r1, …"""
    return Model("test", root, tuple(Rule(f"r{i}", formula) for i, formula in enumerate(formulas)))


def tree(root: str, *relations: tuple[str, int, int, str]) -> Option:
    """From relations (above, least, most, "B C"), as feature models are printed."""

    def option(id: str) -> Option:
        groups = [
            Group(f"{id}-{i}", tuple(map(option, names.split())), least, most)
            for i, (above, least, most, names) in enumerate(relations)
            if above == id
        ]
        return Option(id, groups=tuple(groups))

    return option(root)


def chosen(*ids: str) -> tuple[Choice, ...]:
    """In, or out where it begins with an exclamation mark."""
    return tuple(Choice(id.lstrip("!"), not id.startswith("!")) for id in ids)
