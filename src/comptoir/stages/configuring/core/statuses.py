"""How every option stands after a set of choices."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal

from comptoir.stages.configuring.core.answers import Bounds, State, Status
from comptoir.stages.configuring.core.choosing import Assumed
from comptoir.stages.configuring.core.encoding import Digits, Encoding, is_number
from comptoir.stages.configuring.core.grids import Grid, grid
from comptoir.stages.configuring.core.places import AttributePlace, Place, UnknownName
from comptoir.stages.configuring.core.solving import Oracle


class Looking:
    """Statuses for one set of choices that is possible."""

    def __init__(self, oracle: Oracle, assumed: Assumed) -> None:
        self.oracle = oracle
        self.encoding: Encoding = oracle.encoding
        self.tree = oracle.encoding.tree
        self.assumed = assumed
        self.given = {choice.id: choice.value for choice in assumed.choices}

    def state(self, visible: Collection[str] | None) -> State:
        """The state of what is visible; None: of everything that is not hidden."""
        options, attributes, parts = self._visible(visible)
        inside = self.inside([*options, *(a.owner for a in attributes)])
        bounds = {a.name: self._bounds(a) for a in attributes if inside[a.owner.name] is not False}
        return State(
            valid=True,
            complete=self._complete(),
            statuses={p.name: self._status(p.name, inside[p.name]) for p in options},
            bounds=bounds,
            counts={name: self._counts(self.tree.parts[name].places) for name in parts},
        )

    def standing(self, names: Iterable[str]) -> dict[str, Status]:
        """The status of each of these options."""
        inside = self.inside(self.tree.options[name] for name in names)
        return {name: self._status(name, found) for name, found in inside.items()}

    def _visible(
        self, visible: Collection[str] | None
    ) -> tuple[list[Place], list[AttributePlace], list[str]]:
        tree = self.tree
        if visible is None:
            shown = [place for place in tree.options.values() if not place.option.hidden]
            return shown, list(tree.attributes.values()), list(tree.parts)
        for name in visible:
            if not any(name in places for places in (tree.options, tree.attributes, tree.parts)):
                raise UnknownName(field="visible", found=name)
        return (
            [tree.options[name] for name in visible if name in tree.options],
            [tree.attributes[name] for name in visible if name in tree.attributes],
            [name for name in visible if name in tree.parts],
        )

    def inside(self, places: Iterable[Place]) -> dict[str, bool | None]:
        """Name → in, out, or None: either."""
        names = list(dict.fromkeys(place.name for place in places))
        variables = [self.encoding.var[name] for name in names]
        can = self.oracle.possible(self.assumed.literals, [*variables, *(-v for v in variables)])
        return {
            name: None if can[v] and can[-v] else can[v]
            for name, v in zip(names, variables, strict=True)
        }

    def _status(self, name: str, inside: bool | None) -> Status:
        given = self.given.get(name)
        if given is not None:
            return Status.CHOSEN if given else Status.EXCLUDED
        if inside is None:
            return Status.FREE
        return Status.FORCED if inside else Status.IMPOSSIBLE

    def _counts(self, places: list[Place]) -> tuple[int, int]:
        inside = list(self.inside(places).values())
        return inside.count(True), len(inside) - inside.count(False)

    # ── numbers ──

    def _bounds(self, place: AttributePlace) -> Bounds:
        """What the attribute can be where the option above it is in."""
        given = self.given.get(place.name)
        if not is_number(place):
            return Bounds(None, None, given if isinstance(given, str) else None)
        least, most = self._range(place)
        if least == most and not isinstance(given, Decimal):
            given = least
        return Bounds(least, most, given if isinstance(given, Decimal) else None)

    def _range(self, place: AttributePlace) -> tuple[Decimal, Decimal]:
        given = self.given.get(place.name)
        if isinstance(given, Decimal):
            return given, given
        digits = self.encoding.digits.get(place.name)
        if digits is None:
            free: Grid = grid(place.attribute)
            return free.number(0), free.number(free.steps)
        return self._digits(digits)

    def _digits(self, digits: Digits) -> tuple[Decimal, Decimal]:
        literals = [*self.assumed.literals, digits.owner]
        if digits.binary:
            least = self.oracle.least(literals, digits.weights, most=False)
            most = self.oracle.least(literals, digits.weights, most=True)
        else:
            chain = [literal for _, literal in digits.weights]
            can = self.oracle.possible(literals, [*chain, *(-x for x in chain)])
            least = sum(not can[-x] for x in chain)
            most = sum(can[x] for x in chain)
        return digits.grid.number(least), digits.grid.number(most)

    # ── whole ──

    def _complete(self) -> bool:
        """Nothing is left free: neither an option nor a number of what is in."""
        literals, var = self.assumed.literals, self.encoding.var
        first = self.oracle.witness(literals)
        assert first is not None, "looked at only where it is possible"
        for each in self.oracle.witnesses_of(literals):
            if (each ^ first) & self.oracle.options:
                return False
        turned = [-v if first >> v & 1 else v for v in var.values()]
        if self.oracle.any_possible(literals, turned):
            return False
        numbers = [
            a
            for a in self.tree.attributes.values()
            if is_number(a) and first >> var[a.owner.name] & 1
        ]
        return all(least == most for least, most in map(self._range, numbers))
