"""May this much be delivered, or taken back? Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from comptoir.kernel.errors import Invalid, NothingDue, Refused
from comptoir.kernel.quantity import PLACES

ZERO = Decimal(0)


class OverDelivery(Refused):
    """More would be delivered than was ordered."""

    code = "over_delivery"


class ReturnTooMuch(Refused):
    """More would come back than was delivered."""

    code = "return_too_much"


class NotDeliverable(Invalid):
    """This line is served over time; it is not delivered."""

    code = "not_deliverable"


class NotOfThisOrder(Invalid):
    """This line belongs to another order."""

    code = "not_of_this_order"


class LineTwice(Invalid):
    """The same line is named twice."""

    code = "line_twice"


class NothingToDeliver(NothingDue):
    """Everything on this order is delivered."""

    code = "nothing_to_deliver"


class NothingToReturn(NothingDue):
    """Name at least one line to take back."""

    code = "nothing_to_return"


class BadDeliveredQuantity(Invalid):
    """A quantity has at most six decimals and the sign of what was ordered."""

    code = "bad_delivered_quantity"


@dataclass(frozen=True, slots=True)
class LineState:
    """An order line as deliveries see it; quantities in its unit and sign."""

    id: int
    description: str
    deliverable: bool
    ordered: Decimal
    delivered: Decimal = ZERO
    returned: Decimal = ZERO

    @property
    def left(self) -> Decimal:
        return self.ordered - self.delivered

    @property
    def returnable(self) -> Decimal:
        return self.delivered - self.returned


Asked = Sequence[tuple[int, Decimal]]


def delivery_lines(lines: Sequence[LineState], asked: Asked | None) -> list[tuple[int, Decimal]]:
    """What a delivery moves: `asked` if it is allowed, or all that is left when None."""
    if asked is None:
        asked = [(li.id, li.left) for li in lines if li.deliverable and li.left]
    if not asked:
        raise NothingToDeliver
    known = _named(lines, asked)
    for index, (line_id, quantity) in enumerate(asked):
        line = known[line_id]
        if not line.deliverable:
            raise NotDeliverable(field=f"lines.{index}.order_line_id", found=line.description)
        _check_quantity(line, quantity, index)
        if abs(line.delivered + quantity) > abs(line.ordered):
            raise OverDelivery(
                field=f"lines.{index}.quantity",
                found=f"{quantity.normalize():f}",
                expected=f"≤ {abs(line.left).normalize():f}",
                line=line.description,
                ordered=line.ordered.normalize(),
                delivered=line.delivered.normalize(),
            )
    return list(asked)


def return_lines(lines: Sequence[LineState], asked: Asked) -> list[tuple[int, Decimal]]:
    """What a return moves, if it was delivered and not returned before."""
    if not asked:
        raise NothingToReturn
    known = _named(lines, asked)
    for index, (line_id, quantity) in enumerate(asked):
        line = known[line_id]
        _check_quantity(line, quantity, index)
        if abs(quantity) > abs(line.returnable):
            raise ReturnTooMuch(
                field=f"lines.{index}.quantity",
                found=f"{quantity.normalize():f}",
                expected=f"≤ {abs(line.returnable).normalize():f}",
                line=line.description,
                delivered=line.delivered.normalize(),
                returned=line.returned.normalize(),
            )
    return list(asked)


def _named(lines: Sequence[LineState], asked: Asked) -> dict[int, LineState]:
    known = {line.id: line for line in lines}
    seen: set[int] = set()
    for index, (line_id, _) in enumerate(asked):
        if line_id not in known:
            raise NotOfThisOrder(field=f"lines.{index}.order_line_id", found=line_id)
        if line_id in seen:
            raise LineTwice(field=f"lines.{index}.order_line_id", found=known[line_id].description)
        seen.add(line_id)
    return known


def _check_quantity(line: LineState, quantity: Decimal, index: int) -> None:
    good = quantity.is_finite() and quantity != 0 and (quantity > 0) == (line.ordered > 0)
    if not good or -int(quantity.normalize().as_tuple().exponent) > PLACES:
        raise BadDeliveredQuantity(
            field=f"lines.{index}.quantity", found=str(quantity)[:40], line=line.description
        )
