"""A model as rows, from top to bottom: what can be added, changed, moved and removed one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any as Anything

from comptoir.stages.configuring.core.lists import key_of, layers_of, texts_of
from comptoir.stages.configuring.core.model import Group, Model, Option, Part, options
from comptoir.stages.configuring.core.renaming import SPEAKERS

# What can be added below a row.
BELOW = {
    "option": ("group", "attribute", "part"), "group": ("option",), "question": ("answer",),
}  # fmt: skip
# The kinds of rows that each list holds; the tree holds the others.
SECTIONS = ("rule", "material", "operation", "question", "text", "layer", "test")


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its kind, what it is known by, how deep it stands, what it is.

    first, last  of its list
    stays        the product itself, or what a part consists of: not moved, not removed
    """

    kind: str
    key: str
    depth: int
    item: Anything
    first: bool = True
    last: bool = True
    stays: bool = False


def tree(model: Model) -> Iterator[Row]:
    """The rows of the tree, each before those below it."""
    yield Row("option", model.root.id, 0, model.root, stays=True)
    yield from _below(model.root, 1)


def speaking(model: Model, kind: str) -> list[Row]:
    """The rows of one of `SECTIONS`: of questions with their answers, of options what each has."""
    if kind == "question":
        return list(_asking(model))
    if kind in ("text", "layer"):
        of = texts_of if kind == "text" else layers_of
        return [r for o in options(model.root) for r in _rows(kind, of(o), 0, o.id)]
    return list(_rows(kind, getattr(model, SPEAKERS[kind]), 0))


def _asking(model: Model) -> Iterator[Row]:
    for row in _rows("question", model.questions, 0):
        yield row
        yield from _rows("answer", row.item.answers, 1, row.key)


def _below(option: Option, depth: int) -> Iterator[Row]:
    yield from _rows("attribute", option.attributes, depth)
    for row in _rows("group", option.groups, depth):
        yield row
        group: Group = row.item
        for below in _rows("option", group.options, depth + 1):
            yield below
            yield from _below(below.item, depth + 2)
    for row in _rows("part", option.parts, depth):
        yield row
        part: Part = row.item
        yield Row("option", part.option.id, depth + 1, part.option, stays=True)
        yield from _below(part.option, depth + 2)


def _rows(kind: str, items: tuple[Anything, ...], depth: int, owner: str = "") -> Iterator[Row]:
    for n, item in enumerate(items, start=1):
        yield Row(kind, key_of(kind, item, n, owner), depth, item, n == 1, n == len(items))
