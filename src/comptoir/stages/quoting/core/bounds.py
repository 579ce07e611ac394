"""Quantities that the buyer may change: between which bounds, set by the seller line by line. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from comptoir.kernel.errors import Invalid, Refused
from comptoir.stages.quoting.core.lines import check_quantity

PICKED_EXACT = ("quantity", "list_price", "unit_net")  # written as text
PICKED = (*PICKED_EXACT, "share_minor", "net_minor", "waterfall")


class BadBounds(Invalid):
    """The lowest and the highest quantity enclose the quantity that is offered."""

    code = "bad_bounds"


class QuantityFixed(Refused):
    """The quantity of this line is fixed; propose another one to the seller."""

    code = "quantity_fixed"


class OutOfBounds(Invalid):
    """The quantity lies outside of what the seller allows."""

    code = "quantity_out_of_bounds"


@dataclass(frozen=True, slots=True)
class Bounds:
    """The quantities that a buyer may choose, both ends included."""

    least: Decimal
    most: Decimal

    @property
    def text(self) -> str:
        return f"{self.least.normalize():f} … {self.most.normalize():f}"

    def __contains__(self, quantity: Decimal) -> bool:
        return self.least <= quantity <= self.most


def bounds(least: Decimal | None, most: Decimal | None, offered: Decimal) -> Bounds | None:
    """The bounds of a line; None where both are left empty. One left empty is the offered quantity."""
    if least is None and most is None:
        return None
    low, high = offered if least is None else least, offered if most is None else most
    for one in (low, high):
        check_quantity(one)
    found = Bounds(low, high)
    if offered not in found:
        raise BadBounds(field="least", found=found.text, expected=f"{offered.normalize():f}")
    return found


def around(
    least: Decimal | None, most: Decimal | None, offered: Decimal
) -> tuple[Decimal | None, Decimal | None]:
    """The bounds widened to what is offered: who offers more allows it."""
    if least is None or most is None:
        return None, None
    return min(least, offered), max(most, offered)


def chosen(
    wanted: Mapping[int, Decimal], offered: Mapping[int, Decimal], allowed: Mapping[int, Bounds]
) -> dict[int, Decimal]:
    """The quantities that differ from the offer, each within its bounds.

    wanted, offered  line → quantity;  allowed  the lines whose quantity is the buyer's to choose
    """
    found = {}
    for line_id, quantity in sorted(wanted.items()):
        if line_id not in offered:
            raise QuantityFixed(field=f"quantity.{line_id}", found=line_id)
        check_quantity(quantity)
        if quantity == offered[line_id]:
            continue
        if line_id not in allowed:
            raise QuantityFixed(field=f"quantity.{line_id}", found=f"{quantity.normalize():f}")
        if quantity not in allowed[line_id]:
            said = f"{quantity.normalize():f}"
            raise OutOfBounds(
                field=f"quantity.{line_id}", found=said, expected=allowed[line_id].text
            )
        found[line_id] = quantity
    return found


def picked_of(picked: Mapping[str, Mapping[str, Any]], line_id: int) -> dict[str, Any]:
    """What is different of a line by the quantity that the customer chose; {} where nothing is."""
    kept = picked.get(str(line_id), {})
    return {n: Decimal(v) if n in PICKED_EXACT else v for n, v in kept.items()}
