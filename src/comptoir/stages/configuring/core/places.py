"""The tree of a model laid out: every option, group, part and attribute once for each instance.

Names are those of `model.at`. A *binding* says which instance of each part is meant: part id → 1, 2, …
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import TypeVar

from comptoir.kernel.errors import Invalid
from comptoir.stages.configuring.core.model import Attribute, Group, Model, Option, Part, at

MOST_PLACES = 100_000
Binding = Mapping[str, int]
T = TypeVar("T")


class UnknownName(Invalid):
    """The model has nothing of this name."""

    code = "unknown_name"


class SameId(Invalid):
    """Two things of a model cannot have the same id."""

    code = "same_id"


class TooManyPlaces(Invalid):
    """The parts of this model may stand so often that it cannot be configured; lower how many."""

    code = "too_many_places"


@dataclass(eq=False, slots=True)
class Place:
    """An option at one place of the tree. `group` or `part` names where it hangs below `parent`."""

    name: str
    option: Option
    parent: Place | None
    group: str | None = None
    part: str | None = None
    children: list[Place] = field(default_factory=list)

    def walk(self) -> Iterator[Place]:
        """This place and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(eq=False, slots=True)
class GroupPlace:
    name: str
    group: Group
    owner: Place
    places: list[Place] = field(default_factory=list)

    @property
    def most(self) -> int:
        """How many may be chosen."""
        every = len(self.group.options)
        return every if self.group.most is None else min(self.group.most, every)


@dataclass(eq=False, slots=True)
class PartPlace:
    name: str
    part: Part
    owner: Place
    places: list[Place] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class AttributePlace:
    name: str
    attribute: Attribute
    owner: Place


class Tree:
    """Every place of a model, by name, in the order of the tree."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.options: dict[str, Place] = {}
        self.groups: dict[str, GroupPlace] = {}
        self.parts: dict[str, PartPlace] = {}
        self.attributes: dict[str, AttributePlace] = {}
        self.above: dict[str, tuple[str, ...]] = {}  # any id → the ids of the parts above it
        self._most: dict[str, int] = {}
        self._kinds: dict[str, type] = {}
        self.root = self._lay(model.root, None, (), ())

    def _lay(
        self, option: Option, parent: Place | None, parts: tuple[str, ...], at_: tuple[int, ...],
        *, group: str | None = None, part: str | None = None,
    ) -> Place:  # fmt: skip
        self._known(option.id, Option, parts, at_)
        place = Place(at(option.id, *at_), option, parent, group, part)
        if len(self.options) >= MOST_PLACES:
            raise TooManyPlaces(found=option.id, expected=f"at most {MOST_PLACES} places")
        self.options[place.name] = place
        if parent is not None:
            parent.children.append(place)
        for attribute in option.attributes:
            self._known(attribute.id, Attribute, parts, at_)
            name = at(attribute.id, *at_)
            self.attributes[name] = AttributePlace(name, attribute, place)
        for inner in option.groups:
            self._known(inner.id, Group, parts, at_)
            here = GroupPlace(at(inner.id, *at_), inner, place)
            self.groups[here.name] = here
            here.places += [
                self._lay(each, place, parts, at_, group=here.name) for each in inner.options
            ]
        for piece in option.parts:
            self._known(piece.id, Part, parts, at_)
            self._most[piece.id] = piece.most
            stand = PartPlace(at(piece.id, *at_), piece, place)
            self.parts[stand.name] = stand
            stand.places += [
                self._lay(piece.option, place, (*parts, piece.id), (*at_, i), part=stand.name)
                for i in range(1, piece.most + 1)
            ]
        return place

    def _known(self, id: str, kind: type, parts: tuple[str, ...], at_: tuple[int, ...]) -> None:
        """An id stands once in the model; the second instance of a part repeats those below it."""
        if "#" in id:
            raise SameId(field=id, found=id, fix="an id has no #: it names instances")
        if at(id, *at_) in self._kinds or self.above.setdefault(id, parts) != parts:
            raise SameId(field=id, found=id)
        self._kinds[at(id, *at_)] = kind

    # ── names ──

    def name(self, id: str, binding: Binding) -> str:
        """The name of an id in the instances that are bound."""
        above = self.parts_above(id)
        return at(id, *(binding[part] for part in above)) if above else id

    def parts_above(self, id: str) -> tuple[str, ...]:
        """The parts that an id stands in, outermost first."""
        try:
            return self.above[id]
        except KeyError:
            raise UnknownName(found=id) from None

    def bindings(self, ids: Iterable[str], binding: Binding) -> Iterator[Binding]:
        """Every way to bind the parts above `ids` that are not bound yet."""
        open_ = list(
            dict.fromkeys(p for id in ids for p in self.parts_above(id) if p not in binding)
        )
        for numbers in product(*(range(1, self._most[part] + 1) for part in open_)):
            yield {**binding, **dict(zip(open_, numbers, strict=True))}

    def names(self, id: str, binding: Binding) -> list[str]:
        """Every name that an id has in the instances that are bound."""
        return [self.name(id, each) for each in self.bindings((id,), binding)]

    def rule_bindings(self, within: str | None) -> Iterator[tuple[Binding, Place]]:
        """Where a rule holds: once for the product, or in each instance of a part."""
        if within is None:
            yield {}, self.root
            return
        for binding in self.bindings((within,), {}):
            name = self.name(within, binding)
            if name not in self.parts:
                raise UnknownName(field="within", found=within, expected="a part")
            for i, place in enumerate(self.parts[name].places, 1):
                yield {**binding, within: i}, place

    def under(self, name: str) -> list[Place]:
        """The options at or below an option, a group or a part."""
        if name in self.options:
            return list(self.options[name].walk())
        if name in self.groups:
            tops = self.groups[name].places
        elif name in self.parts:
            tops = self.parts[name].places
        else:
            raise UnknownName(found=name, expected="an option, a group or a part")
        return [place for top in tops for place in top.walk()]

    def summed(self, within: str | None, binding: Binding) -> list[Place]:
        """What a sum runs over: everything, or what stands at or below an id."""
        if within is None:
            return list(self.options.values())
        return [place for name in self.names(within, binding) for place in self.under(name)]

    def instances(self, id: str) -> list[AttributePlace]:
        """An attribute wherever it stands; nothing if no attribute has this id."""
        if id not in self.above:
            return []
        return [self.attributes[n] for n in self.names(id, {}) if n in self.attributes]

    def counted(self, of: str, binding: Binding) -> list[Place]:
        """The instances of a part or the options of a group."""
        names = self.names(of, binding)
        if any(name not in self.parts and name not in self.groups for name in names):
            raise UnknownName(found=of, expected="a part or a group")
        return [
            place
            for name in names
            for place in (self.parts if name in self.parts else self.groups)[name].places
        ]

    def option(self, id: str, binding: Binding) -> Place:
        """The option of an id in the instances that are bound."""
        return _found(self.options, self.name(id, binding), "an option")

    def group(self, id: str, binding: Binding) -> GroupPlace:
        """The group of an id in the instances that are bound."""
        return _found(self.groups, self.name(id, binding), "a group")

    def attribute(self, id: str, binding: Binding) -> AttributePlace:
        """The attribute of an id in the instances that are bound."""
        return _found(self.attributes, self.name(id, binding), "an attribute")

    def instance(self, id: str, binding: Binding) -> Place:
        """The instance of the innermost part above an id; the product where there is none."""
        parts = self.parts_above(id)
        if not parts:
            return self.root
        return self.parts[self.name(parts[-1], binding)].places[binding[parts[-1]] - 1]


def _found(places: Mapping[str, T], name: str, expected: str) -> T:
    if name not in places:
        raise UnknownName(found=name, expected=expected)
    return places[name]
