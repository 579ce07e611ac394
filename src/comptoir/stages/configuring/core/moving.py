"""A row of the tree goes to stand below another group or option; all that names it follows. Pure.

An id is unique in the model, so rules, quantities and answers go on naming it. Two things cannot follow: a
table of combinations names an option as one of its group, and a test that names it with an instance
(`red#1`) means another thing below other parts.
"""

from __future__ import annotations

from typing import Any as Anything

from comptoir.kernel.errors import Invalid
from comptoir.stages.configuring.core.lists import OWNERS, Items, ids_of, listed
from comptoir.stages.configuring.core.model import Model, Option, options
from comptoir.stages.configuring.core.naming import Named, holding, trying, without


class NoPlaceThere(Invalid):
    """An option goes into a group, all else below an option, and nothing below itself."""

    code = "no_place_there"


def owner(model: Model, kind: str, item: Anything) -> str | None:
    """The id of what a row of the tree stands below; None of the product and of what a part consists of."""
    place: list[str] = []

    def look(below: str, items: Items) -> Items:
        if any(each is item for each in items):
            place.append(below)
        return items

    listed(model, kind, look)
    return place[0] if place else None


def places(model: Model, kind: str, item: Anything) -> list[str]:
    """The ids that a row can go to stand below."""
    inside = set(ids_of(kind, item))
    every = options(model.root)
    below = (
        (g.id for option in every for g in option.groups)
        if OWNERS[kind] == "group"
        else (option.id for option in every)
    )
    return [id for id in below if id not in inside]


def left(model: Model, kind: str, item: Anything, to: str) -> Named:
    """What names a row and cannot follow it to its new place."""
    if to not in places(model, kind, item):
        raise NoPlaceThere(
            field="under", found=to[:80], expected=f"a {OWNERS[kind]}, not below itself"
        )
    before = owner(model, kind, item)
    assert before is not None, "what stays has no place to leave"
    named = holding(model, item.id, before) if kind == "option" else []
    if _parts_above(model.root, before) != _parts_above(model.root, to):
        named += trying(model, frozenset(ids_of(kind, item)))
    return named


def _parts_above(option: Option, id: str) -> tuple[str, ...] | None:
    """The parts that an option or a group stands in, outermost first; None where it is not below `option`."""
    if id in (option.id, *(group.id for group in option.groups)):
        return ()
    for group in option.groups:
        for each in group.options:
            if (found := _parts_above(each, id)) is not None:
                return found
    for part in option.parts:
        if (found := _parts_above(part.option, id)) is not None:
            return (part.id, *found)
    return None


def moved(model: Model, kind: str, item: Anything, to: str, named: Named) -> Model:
    """The model with the row last below `to`, without what cannot follow it."""

    def shift(below: str, items: Items) -> Items:
        rest = tuple(each for each in items if each is not item)
        return (*rest, item) if below == to else rest

    return listed(without(model, named), kind, shift)
