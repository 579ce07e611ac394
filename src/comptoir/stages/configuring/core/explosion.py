"""What a product is made of and how it is made: bill of materials and routing of a whole configuration.

Every quantity says what put it there: an option that is in, or a line of the model and its condition.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from comptoir.kernel.errors import Refused
from comptoir.kernel.money import EXACT, to_places, up_to_places
from comptoir.kernel.quantity import PLACES
from comptoir.stages.configuring.core.checking import configuration
from comptoir.stages.configuring.core.evaluating import Configuration
from comptoir.stages.configuring.core.model import Choice, Formula, Model, Term, Words
from comptoir.stages.configuring.core.places import Binding, Place, Tree

PIECE = "C62"
ZERO = Decimal(0)


class NegativeQuantity(Refused):
    """A line of the bill of materials or the routing would be less than nothing."""

    code = "negative_quantity"


@dataclass(frozen=True, slots=True)
class Cause:
    """Why something is needed.

    place     the option, or the instance of a part it is needed for, as `model.at` names it
    quantity  how much of it for this reason
    when      the condition of the line that demands it; None: always, or the option itself is sold
    """

    place: str
    quantity: Decimal
    when: Formula | None = None


@dataclass(frozen=True, slots=True)
class Needed:
    """So much of a SKU. `cost` is major units for all of it; None: nobody said what it costs."""

    sku: str
    name: Words
    unit: str
    quantity: Decimal
    cost: Decimal | None
    causes: tuple[Cause, ...]


@dataclass(frozen=True, slots=True)
class Assembly:
    """What the product, or one instance of a part, needs itself; those inside it are below."""

    place: str
    name: Words
    needed: tuple[Needed, ...]
    below: tuple[Assembly, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """An operation, once for the order and for each product, in minutes."""

    id: str
    work_center: str
    name: Words
    setup_minutes: Decimal
    run_minutes: Decimal
    place: str
    when: Formula | None = None


@dataclass(frozen=True, slots=True)
class Explosion:
    """What one product needs.

    assembly  by instance of the parts
    needed    the same, one line per SKU and unit
    cost      of all whose cost is known, major units; `uncosted` are the others
    """

    assembly: Assembly
    needed: tuple[Needed, ...]
    routing: tuple[Step, ...]
    cost: Decimal
    uncosted: tuple[str, ...]

    def minutes(self, products: int) -> Decimal:
        """How long an order of so many takes, one step after the other."""
        return sum((s.setup_minutes + products * s.run_minutes for s in self.routing), ZERO)


def explode(
    model: Model, choices: Iterable[Choice], costs: Mapping[str, Decimal] | None = None
) -> Explosion:
    """The bill of materials and the routing of a whole configuration.

    costs  what one unit of a SKU costs, major units; a sold option's own cost counts where none is given
    """
    tree = Tree(model)
    product = configuration(tree, choices)
    known = costs or {}
    found = [*_sold(product, known), *_materials(product, known)]
    merged = merge(need for _place, need in found)
    return Explosion(
        _assembly(product, tree.root, found),
        merged,
        tuple(_routing(product)),
        sum((need.cost for need in merged if need.cost is not None), ZERO),
        tuple(need.sku for need in merged if need.cost is None),
    )


def merge(needed: Iterable[Needed]) -> tuple[Needed, ...]:
    """One line for each SKU and unit, in the order they first come; causes are kept."""
    lines: dict[tuple[str, str], Needed] = {}
    for need in needed:
        key = (need.sku, need.unit)
        if key not in lines:
            lines[key] = need
            continue
        one = lines[key]
        known = one.cost is not None and need.cost is not None
        lines[key] = Needed(
            one.sku,
            one.name,
            one.unit,
            one.quantity + need.quantity,
            (one.cost or ZERO) + (need.cost or ZERO) if known else None,
            (*one.causes, *need.causes),
        )
    return tuple(lines.values())


def _sold(product: Configuration, costs: Mapping[str, Decimal]) -> Iterator[tuple[Place, Needed]]:
    """What stands in the catalog and is in; the product itself is what is made."""
    tree = product.tree
    for place in tree.options.values():
        option = place.option
        if not option.sku or place is tree.root or place.name not in product.inside:
            continue
        one = Decimal(1)
        cost = costs.get(option.sku, option.cost or None)
        yield (
            _assembled(place, tree.root),
            Needed(option.sku, option.name, PIECE, one, cost, (Cause(place.name, one),)),
        )


def _materials(
    product: Configuration, costs: Mapping[str, Decimal]
) -> Iterator[tuple[Place, Needed]]:
    for material in product.tree.model.materials:
        for binding, place in _where(product, material.within, material.when):
            quantity = _amount(product, material.quantity, binding, material.sku)
            if not quantity:
                continue
            unit_cost = costs.get(material.sku)
            cost = None if unit_cost is None else EXACT.multiply(unit_cost, quantity)
            cause = Cause(place.name, quantity, material.when)
            yield (
                place,
                Needed(material.sku, material.name, material.unit, quantity, cost, (cause,)),
            )


def _routing(product: Configuration) -> Iterator[Step]:
    for operation in product.tree.model.operations:
        for binding, place in _where(product, operation.within, operation.when):
            setup = _amount(product, operation.setup_minutes, binding, operation.id)
            run = _amount(product, operation.run_minutes, binding, operation.id)
            if setup or run:
                yield Step(
                    operation.id, operation.work_center, operation.name, setup, run, place.name,
                    operation.when,
                )  # fmt: skip


def _where(
    product: Configuration, within: str | None, when: Formula | None
) -> Iterator[tuple[Binding, Place]]:
    """The product, or each instance that is there, where the condition is met."""
    for binding, place in product.tree.rule_bindings(within):
        if place.name in product.inside and (when is None or product.applies(when, binding)):
            yield binding, place


def _amount(product: Configuration, term: Term, binding: Binding, field: str) -> Decimal:
    """A quantity, up to the smallest there is; none where the term reads what is not there."""
    exact = product.value(term, binding) or Fraction(0)
    quantity = EXACT.divide(Decimal(exact.numerator), Decimal(exact.denominator))
    if quantity < 0:
        raise NegativeQuantity(field=field, found=f"{to_places(quantity, 3).normalize():f}")
    return up_to_places(quantity, PLACES).normalize(EXACT) + ZERO


def _assembled(place: Place, root: Place) -> Place:
    """The instance of a part that an option belongs to: the innermost above it, or itself."""
    while place.part is None and place is not root and place.parent is not None:
        place = place.parent
    return place


def _assembly(product: Configuration, place: Place, found: list[tuple[Place, Needed]]) -> Assembly:
    own = merge(need for where, need in found if where is place)
    inside = [each for each in place.walk() if each is not place and each.part is not None]
    below = tuple(
        _assembly(product, each, found)
        for each in inside
        if each.name in product.inside and each.parent and _assembled(each.parent, place) is place
    )
    return Assembly(place.name, place.option.name, own, below)
