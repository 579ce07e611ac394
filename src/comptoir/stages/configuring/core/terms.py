"""Terms as weighted sums of literals, and comparisons of them as one literal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from comptoir.kernel.errors import Invalid
from comptoir.stages.configuring.core.clauses import FALSE, TRUE, Pick
from comptoir.stages.configuring.core.encoding import Encoding, is_number
from comptoir.stages.configuring.core.model import (
    Arithmetic,
    Count,
    Number,
    Of,
    Sum,
    Term,
    Value,
)
from comptoir.stages.configuring.core.places import AttributePlace, Binding, Place

MOST_PRODUCTS = 10_000
ZERO, ONE = Fraction(0), Fraction(1)


class NotLinear(Invalid):
    """A rule divides only by a fixed number, and does not round."""

    code = "not_linear"


class TooManyProducts(Invalid):
    """A rule multiplies numbers that can take too many values."""

    code = "too_many_products"


class NotANumber(Invalid):
    """A rule reads an attribute that holds a text as a number."""

    code = "not_a_number"


@dataclass(frozen=True, slots=True)
class Linear:
    """constant + Σ weight of each variable that is true."""

    constant: Fraction = ZERO
    weights: Mapping[int, Fraction] | None = None

    @property
    def items(self) -> Mapping[int, Fraction]:
        return self.weights or {}

    def plus(self, other: Linear, times: Fraction = ONE) -> Linear:
        """This and so many times the other."""
        total = dict(self.items)
        for variable, weight in other.items.items():
            total[variable] = total.get(variable, ZERO) + weight * times
        return Linear(self.constant + other.constant * times, {v: w for v, w in total.items() if w})

    def times(self, factor: Fraction) -> Linear:
        return Linear().plus(self, factor)


def weighted(constant: Fraction, items: list[tuple[int, Fraction]]) -> Linear:
    """Literals to variables: a false one counts for its negation."""
    total: dict[int, Fraction] = {}
    for literal, weight in items:
        if literal == TRUE:
            constant += weight
        elif literal < 0:
            if literal != FALSE:
                constant += weight
                total[-literal] = total.get(-literal, ZERO) - weight
        else:
            total[literal] = total.get(literal, ZERO) + weight
    return Linear(constant, {v: w for v, w in total.items() if w})


class Terms:
    """Reads terms at the places that a binding names."""

    def __init__(self, encoding: Encoding) -> None:
        self.encoding = encoding
        self.clauses = encoding.clauses
        self.tree = encoding.tree

    def linear(self, term: Term, at: Binding) -> Linear:
        """The term as a weighted sum; where something it names is not there it is 0."""
        match term:
            case Number(value):
                return Linear(Fraction(value))
            case Value(attribute):
                return self._digits(self.tree.attribute(attribute, at))
            case Of(group, name):
                return self._figures(self.tree.group(group, at).places, name)
            case Sum(name, within):
                return self._sum(name, within, at)
            case Count(of):
                counted = self.tree.counted(of, at)
                return weighted(ZERO, [(self.encoding.var[p.name], ONE) for p in counted])
            case Arithmetic(operator, left, right):
                return self._arithmetic(operator, self.linear(left, at), self.linear(right, at))
            case _:
                raise NotLinear(found="round", fix="round quantities, not rules")

    def _digits(self, place: AttributePlace) -> Linear:
        if not is_number(place):
            raise NotANumber(found=place.attribute.id)
        digits = self.encoding.number(place)
        steps = [(x, digits.grid.step * weight) for weight, x in digits.weights]
        return weighted(ZERO, [(digits.owner, digits.grid.least), *steps])

    def _figures(self, places: list[Place], name: str) -> Linear:
        var = self.encoding.var
        return weighted(ZERO, [(var[p.name], Fraction(p.option.figure(name))) for p in places])

    def _sum(self, name: str, within: str | None, at: Binding) -> Linear:
        places = self.tree.summed(within, at)
        attributes = self.tree.instances(name)
        if attributes:
            total = Linear()
            for attribute in attributes:
                if attribute.owner in places:
                    total = total.plus(self._digits(attribute))
            return total
        return self._slowest(places) if name == "lead_days" else self._figures(places, name)

    def _slowest(self, places: list[Place]) -> Linear:
        """The greatest lead time: what each further day adds where something takes that long."""
        days = sorted({p.option.lead_days for p in places if p.option.lead_days > 0})
        items, before = [], ZERO
        for day in days:
            slow = [self.encoding.var[p.name] for p in places if p.option.lead_days >= day]
            items.append((self.clauses.disj(slow), Fraction(day) - before))
            before = Fraction(day)
        return weighted(ZERO, items)

    def _arithmetic(self, operator: str, a: Linear, b: Linear) -> Linear:
        match operator:
            case "+":
                return a.plus(b)
            case "-":
                return a.plus(b, -ONE)
            case "*":
                return self._product(a, b)
            case "/":
                if b.items or not b.constant:
                    raise NotLinear(found="/", expected="a fixed number that is not 0")
                return a.times(1 / b.constant)
            case _:
                first = self.compare("<=" if operator == "min" else ">=", a, b)
                one, two = weighted(ZERO, [(first, ONE)]), weighted(ZERO, [(-first, ONE)])
                return self._product(a, one).plus(self._product(b, two))

    def _product(self, a: Linear, b: Linear) -> Linear:
        if len(a.items) * len(b.items) > MOST_PRODUCTS:
            raise TooManyProducts(
                found=len(a.items) * len(b.items), expected=f"at most {MOST_PRODUCTS}"
            )
        cross = [
            (self.clauses.conj((x, y)), u * v)
            for x, u in a.items.items()
            for y, v in b.items.items()
        ]
        straight = Linear(a.constant * b.constant).plus(Linear(ZERO, b.items), a.constant)
        return straight.plus(Linear(ZERO, a.items), b.constant).plus(weighted(ZERO, cross))

    # ── comparisons ──

    def compare(self, operator: str, a: Linear, b: Linear) -> int:
        """The literal that says a operator b."""
        difference = a.plus(b, -ONE)
        match operator:
            case "=":
                return self.clauses.conj(
                    (self._no_less(difference), self._no_less(difference.times(-ONE)))
                )
            case "!=":
                return -self.compare("=", a, b)
            case ">=":
                return self._no_less(difference)
            case "<=":
                return self._no_less(difference.times(-ONE))
            case ">":
                return -self._no_less(difference.times(-ONE))
            case _:
                return -self._no_less(difference)

    def _no_less(self, sum_: Linear) -> int:
        """The sum is 0 or more."""
        scale = lcm(sum_.constant.denominator, *(w.denominator for w in sum_.items.values()))
        weights = {variable: int(weight * scale) for variable, weight in sum_.items.items()}
        shared = gcd(*weights.values()) or 1
        bound = -(int(sum_.constant * scale) // shared)  # Σ weights/shared ≥ bound, whole numbers
        picks = []
        for pick, low in self._picks({v: w // shared for v, w in weights.items()}):
            picks.append(pick)
            bound -= low
        return self.clauses.at_least(picks, bound)

    def _picks(self, weights: dict[int, int]) -> list[tuple[Pick, int]]:
        """Variables that exclude each other together; weights lifted so that none is below 0."""
        groups: dict[object, list[tuple[int, int]]] = {}
        for variable, weight in weights.items():
            groups.setdefault(self.encoding.exclusive.get(variable, variable), []).append(
                (weight, variable)
            )
        lifted = []
        for members in groups.values():
            low = min(0, *(weight for weight, _ in members)) if members else 0
            lifted.append((Pick(tuple((w - low, v) for w, v in members), -low), low))
        return lifted
