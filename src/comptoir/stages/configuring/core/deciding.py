"""What one click does to the choices that a person made; what follows from them the engine says."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from comptoir.stages.configuring.core.model import Choice
from comptoir.stages.configuring.core.places import Place, Tree

Choices = tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """A person's choices.

    own      in the order in which they were made
    shelf    what stood below an option that was replaced: it comes back with that option
    """

    own: Choices = ()
    shelf: Choices = ()

    def value(self, name: str) -> bool | Decimal | str | None:
        """What was decided of a name; None: nothing."""
        return next((c.value for c in self.own if c.id == name), None)


def toggled(tree: Tree, decided: Decided, name: str) -> Decided:
    """Choose an option, or take the choice back. In a group of one it takes the others' place."""
    if decided.value(name) is True:
        return withdrawn(decided, {name})
    place = tree.options[name]
    rivals = _rivals(tree, place)
    gone = {c.id for c in decided.own if c.id in rivals and c.value is True} | {name}
    below = _below(tree, gone - {name})
    kept = tuple(c for c in decided.own if c.id not in gone | below)
    shelf = (*decided.shelf, *(c for c in decided.own if c.id in below))
    back = _below(tree, {name})
    returned = tuple(c for c in shelf if c.id in back)
    rest = tuple(c for c in shelf if c.id not in back)
    return Decided((*kept, Choice(name, True), *returned), rest)


def excluded(decided: Decided, name: str) -> Decided:
    """Rule an option out, or take that back."""
    if decided.value(name) is False:
        return withdrawn(decided, {name})
    kept = tuple(c for c in decided.own if c.id != name)
    return replace(decided, own=(*kept, Choice(name, False)))


def given(decided: Decided, name: str, value: Decimal | str | None) -> Decided:
    """Give an attribute its value, or a part its number; None takes it back."""
    if value is None:
        return withdrawn(decided, {name})
    kept = tuple(c for c in decided.own if c.id != name)
    return replace(decided, own=(*kept, Choice(name, value)))


def withdrawn(decided: Decided, names: Collection[str]) -> Decided:
    """Take choices back."""
    return replace(decided, own=tuple(c for c in decided.own if c.id not in names))


def repaired(
    decided: Decided, withdraw: Sequence[Choice], swaps: Sequence[Choice], wanted: Choice
) -> Decided:
    """Take choices back, put others in their place, and have what was wanted."""
    gone = {c.id for c in (*withdraw, *swaps, wanted)}
    kept = tuple(c for c in decided.own if c.id not in gone)
    return replace(decided, own=(*kept, *swaps, wanted))


def yielding(tree: Tree, choices: Choices, name: str) -> Choices:
    """The choices without those whose place an option would take, and without what stands below them."""
    place = tree.options.get(name)
    rivals = _rivals(tree, place) if place else set()
    gone = {c.id for c in choices if c.id in rivals and c.value is True} | {name}
    below = _below(tree, gone - {name})
    return tuple(c for c in choices if c.id not in gone | below)


def _rivals(tree: Tree, place: Place) -> set[str]:
    """The other options of a group of which only one can be chosen."""
    group = tree.groups.get(place.group or "")
    if group is None or group.most != 1:
        return set()
    return {p.name for p in group.places if p.name != place.name}


def _below(tree: Tree, names: Collection[str]) -> set[str]:
    """Every name that stands below these options: options, attributes, parts."""
    found: set[str] = set()
    for name in names:
        under = tree.under(name)
        inside = {p.name for p in under}
        found |= inside - {name}
        found |= {n for n, a in tree.attributes.items() if a.owner.name in inside}
        found |= {n for n, p in tree.parts.items() if p.owner.name in inside}
    return found
