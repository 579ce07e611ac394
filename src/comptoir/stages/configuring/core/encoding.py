"""A model as clauses: a variable for each option at each place, literals for numbers, a tag for each rule."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from comptoir.stages.configuring.core.clauses import TRUE, Clauses, Pick
from comptoir.stages.configuring.core.grids import Grid, grid
from comptoir.stages.configuring.core.model import AttributeKind, Model
from comptoir.stages.configuring.core.places import AttributePlace, GroupPlace, PartPlace, Tree

SHORT = 64  # numbers of an attribute that get a literal each; more are counted in binary


class Digits:
    """The literals of a number: the sum of the weights of those that are true, in steps. All are false
    where the option above it is not in."""

    def __init__(self, grid: Grid, owner: int, weights: Sequence[tuple[int, int]]) -> None:
        self.grid = grid
        self.owner = owner
        self.weights = weights  # (steps, literal)

    @property
    def binary(self) -> bool:
        """Counted in binary: weights are powers of two; else literal i says "i + 1 steps or more"."""
        return self.grid.steps > SHORT

    def exactly(self, index: int) -> list[int]:
        """The literals that say "this many steps"."""
        if self.binary:
            return [x if weight & index else -x for weight, x in self.weights]
        said = [self.weights[index - 1][1]] if index else []
        return said + ([-self.weights[index][1]] if index < len(self.weights) else [])


class Encoding:
    """The clauses of a model, and which variable means what."""

    def __init__(self, model: Model) -> None:
        self.tree = Tree(model)
        self.clauses = Clauses()
        self.tag_ids: list[str] = [""]
        self._tags: dict[str, int] = {}
        self.var: dict[str, int] = {name: self.clauses.fresh() for name in self.tree.options}
        self.exclusive: dict[int, str] = {}  # variable → its group, where only one can be chosen
        self.digits: dict[str, Digits] = {}
        for group in self.tree.groups.values():
            if group.most == 1:
                self.exclusive |= {self.var[place.name]: group.name for place in group.places}

    def tag(self, id: str) -> int:
        """The number of a rule, or of what the tree demands ("tree:<id>")."""
        if id not in self._tags:
            self._tags[id] = len(self.tag_ids)
            self.tag_ids.append(id)
        return self._tags[id]

    def plant(self) -> None:
        """Demand what the tree does."""
        root = self.tree.root
        self.clauses.add((self.var[root.name],), self.tag(f"tree:{root.option.id}"))
        for place in self.tree.options.values():
            if place.parent is not None:
                above = self.var[place.parent.name]
                id = place.option.id if place.part is None else self.tree.parts[place.part].part.id
                self.clauses.add((-self.var[place.name], above), self.tag(f"tree:{id}"))
        for group in self.tree.groups.values():
            self._group(group)
        for part in self.tree.parts.values():
            self._part(part)

    def _group(self, group: GroupPlace) -> None:
        tag, owner = self.tag(f"tree:{group.group.id}"), self.var[group.owner.name]
        options = [self.var[place.name] for place in group.places]
        least, picks = group.group.least, [Pick(((1, option),)) for option in options]
        if least == len(options):
            for option in options:
                self.clauses.add((-owner, option), tag)
        elif least == 1:
            self.clauses.add((-owner, *options), tag)
        elif least:
            self.clauses.add((-owner, self.clauses.at_least(picks, least)), tag)
        if group.most == 1:
            self.clauses.at_most_one(options, tag)
        elif group.most < len(options):
            self.clauses.add((-self.clauses.at_least(picks, group.most + 1),), tag)

    def _part(self, part: PartPlace) -> None:
        tag = self.tag(f"tree:{part.part.id}")
        instances = [self.var[place.name] for place in part.places]
        for before, after in pairwise(instances):
            self.clauses.add((-after, before), tag)
        if part.part.least:
            few = part.part.least > len(instances)
            needed = -TRUE if few else instances[part.part.least - 1]
            self.clauses.add((-self.var[part.owner.name], needed), tag)

    def number(self, place: AttributePlace) -> Digits:
        """The literals of an attribute, made when first a rule reads it."""
        if place.name not in self.digits:
            self.digits[place.name] = self._digits(place)
        return self.digits[place.name]

    def _digits(self, place: AttributePlace) -> Digits:
        owner, clauses = self.var[place.owner.name], self.clauses
        numbers, tag = grid(place.attribute), self.tag(f"tree:{place.attribute.id}")
        if numbers.steps < 0:  # no number fits: the option above cannot be in
            clauses.add((-owner,), tag)
            return Digits(Grid(numbers.least, numbers.step, 0), owner, ())
        if numbers.steps <= SHORT:
            chain = [clauses.fresh() for _ in range(numbers.steps)]
            for before, after in zip([owner, *chain], chain, strict=False):
                clauses.add((-after, before))
            return Digits(numbers, owner, [(1, x) for x in chain])
        bits = [clauses.fresh() for _ in range(numbers.steps.bit_length())]
        for bit in bits:
            clauses.add((-bit, owner))
        digits = Digits(numbers, owner, [(1 << i, bit) for i, bit in enumerate(bits)])
        picks = [Pick(((weight, bit),)) for weight, bit in digits.weights]
        clauses.add((-clauses.at_least(picks, numbers.steps + 1),), tag)
        return digits


def is_number(place: AttributePlace) -> bool:
    """Whether the attribute takes a number."""
    return place.attribute.kind is not AttributeKind.TEXT
