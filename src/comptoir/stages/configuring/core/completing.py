"""From some choices to a whole product, the best for a goal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from math import lcm

from pysat.examples.rc2 import RC2Stratified
from pysat.formula import WCNF

from comptoir.stages.configuring.core.answers import Goal
from comptoir.stages.configuring.core.choosing import Assumed
from comptoir.stages.configuring.core.encoding import Digits, is_number
from comptoir.stages.configuring.core.grids import Grid, grid
from comptoir.stages.configuring.core.model import Attribute, Choice
from comptoir.stages.configuring.core.places import AttributePlace, GroupPlace, Place
from comptoir.stages.configuring.core.solving import Oracle, bits

FIGURE = {Goal.CHEAPEST: ("price", 1), Goal.RICHEST: ("price", -1), Goal.LIGHTEST: ("weight", 1)}
Solve = Callable[[list[int]], int | None]


class Completing:
    """Whole products with the same choices, which must be possible together."""

    def __init__(self, oracle: Oracle, choices: Assumed) -> None:
        self.oracle = oracle
        self.encoding = oracle.encoding
        self.tree = oracle.encoding.tree
        self.given = {choice.id: choice.value for choice in choices.choices}
        self.literals = list(choices.literals)

    def best(self, goal: Goal) -> tuple[Choice, ...]:
        """The best product for the goal; of equal ones that which follows the defaults."""
        if goal is Goal.FASTEST:
            return self._follow(self.oracle.witness, [*self.literals, *self._hurry()])
        if goal in FIGURE:
            return self._optimal(*FIGURE[goal])
        return self._follow(self.oracle.witness, self.literals)

    def _follow(self, solve: Solve, literals: list[int]) -> tuple[Choice, ...]:
        """The product that follows the defaults as far as can be."""
        found = _Defaults(self, solve, literals).settled()
        return tuple(self._choices(found))

    # ── the best ──

    def _hurry(self) -> list[int]:
        """What must be out for the shortest lead time: whatever takes longer."""
        places = list(self.tree.options.values())
        days = sorted({place.option.lead_days for place in places} | {Decimal(0)})
        low, high = 0, len(days) - 1
        while low < high:
            middle = (low + high) // 2
            if self.oracle.witness([*self.literals, *self._slower(days[middle])]) is None:
                low = middle + 1
            else:
                high = middle
        return self._slower(days[low])

    def _slower(self, days: Decimal) -> list[int]:
        var, options = self.encoding.var, self.tree.options.values()
        return [-var[place.name] for place in options if place.option.lead_days > days]

    def _optimal(self, figure: str, sign: int) -> tuple[Choice, ...]:
        """The least (or the greatest) sum of a figure, by an exact search from below (core-guided MaxSAT).
        What it ends with admits the optimal products only; the defaults choose among them."""
        prices = {
            self.encoding.var[name]: Fraction(place.option.figure(figure)) * sign
            for name, place in self.tree.options.items()
            if place.option.figure(figure)
        }
        if not prices:  # every product is as good as another
            return self._follow(self.oracle.witness, self.literals)
        scale = lcm(*(price.denominator for price in prices.values()))
        problem = WCNF()
        problem.extend(self.encoding.clauses.clauses)
        problem.extend([[literal] for literal in self.literals])
        for variable, price in prices.items():
            avoided = -variable if price > 0 else variable
            problem.append([avoided], weight=abs(int(price * scale)))
        top = self.encoding.clauses.top
        with RC2Stratified(problem, solver="g4", adapt=True, exhaust=True, minz=True) as search:
            first = search.compute()
            optimal = list(search.active_assumps())

            def solve(literals: list[int]) -> int | None:
                if not search.oracle.solve(assumptions=[*optimal, *literals]):
                    return None
                return bits(search.oracle.get_model()[:top])

            found = _Defaults(self, solve, self.literals).settled()
        cost = sum(price for variable, price in prices.items() if found >> variable & 1)
        assert cost == sum(price for v, price in prices.items() if first[v - 1] > 0), "not optimal"
        return tuple(self._choices(found))

    # ── told as choices ──

    def _choices(self, found: int) -> Iterator[Choice]:
        """Every decision about what is in, and what stands right below it."""
        var, tree = self.encoding.var, self.tree
        for place in tree.options.values():
            if place.part is None and (place.parent is None or found >> var[place.parent.name] & 1):
                yield Choice(place.name, bool(found >> var[place.name] & 1))
        for part in tree.parts.values():
            if found >> var[part.owner.name] & 1:
                yield Choice(part.name, Decimal(sum(found >> var[p.name] & 1 for p in part.places)))
        for attribute in tree.attributes.values():
            if found >> var[attribute.owner.name] & 1:
                value = self._value(attribute, found)
                if value is not None:
                    yield Choice(attribute.name, value)

    def _value(self, place: AttributePlace, found: int) -> Decimal | str | None:
        given = self.given.get(place.name, place.attribute.default)
        if not is_number(place):
            return None if given is None else str(given)
        if place.name in self.given:
            return Decimal(given or 0)
        digits = self.encoding.digits.get(place.name)
        if digits:
            return digits.grid.number(
                sum(w for w, literal in digits.weights if found >> literal & 1)
            )
        numbers = grid(place.attribute)
        return numbers.number(proposed(place.attribute, numbers))


def proposed(attribute: Attribute, numbers: Grid) -> int:
    """The number that is proposed: the default, else the least, else 0, in steps."""
    if (
        attribute.default is not None
        and (index := numbers.index(Decimal(attribute.default))) is not None
    ):
        return index
    return 0 if attribute.least is not None else numbers.index(Decimal(0)) or 0


class _Defaults:
    """Decides one thing after the other in the order of the model, each as the defaults want it where that
    is still possible."""

    def __init__(self, completing: Completing, solve: Solve, literals: list[int]) -> None:
        self.given = completing.given
        self.encoding = completing.encoding
        self.tree = completing.tree
        self.solve = solve
        self.fixed = list(literals)
        self.found = solve(self.fixed) or 0
        self.groups: dict[str, list[GroupPlace]] = {}
        for group in self.tree.groups.values():
            self.groups.setdefault(group.owner.name, []).append(group)

    def settled(self) -> int:
        """The whole product."""
        self._option(self.tree.root)
        return self.found

    def _fix(self, *wanted: int) -> bool:
        """Decide so, if it is possible."""
        if not all(self.found >> x & 1 if x > 0 else not self.found >> -x & 1 for x in wanted):
            found = self.solve([*self.fixed, *wanted])
            if found is None:
                return False
            self.found = found
        self.fixed += wanted
        return True

    def _prefer(self, literal: int) -> bool:
        """Decide one thing, so if possible, else the other way; whether it came out so."""
        return self._fix(literal) or not self._fix(-literal)

    def _option(self, place: Place) -> None:
        for group in self.groups.get(place.name, []):
            self._group(group)
        for child in place.children:
            if child.part is not None:
                needed = (
                    int(child.name.rpartition("#")[2]) <= self.tree.parts[child.part].part.least
                )
                self._prefer(self.encoding.var[child.name] * (1 if needed else -1))
            if self.found >> self.encoding.var[child.name] & 1:
                self._option(child)
        for attribute in place.option.attributes:
            self._number(place, attribute)

    def _group(self, group: GroupPlace) -> None:
        def first(place: Place) -> tuple[bool, bool]:
            return self.given.get(place.name) is not True, not place.option.default

        chosen = 0
        for place in sorted(group.places, key=first):
            variable = self.encoding.var[place.name]
            wanted = chosen < group.most and (place.option.default or chosen < group.group.least)
            self._prefer(variable if wanted else -variable)
            chosen += self.found >> variable & 1

    def _number(self, place: Place, attribute: Attribute) -> None:
        suffix = place.name.partition("#")[2]
        digits = self.encoding.digits.get(f"{attribute.id}#{suffix}" if suffix else attribute.id)
        if digits and not self._fix(*digits.exactly(proposed(attribute, digits.grid))):
            self._least(digits)

    def _least(self, digits: Digits) -> None:
        """The least number that is possible."""
        weights = sorted(digits.weights, reverse=True) if digits.binary else digits.weights
        for _, literal in weights:
            self._prefer(-literal)
