"""What one line of an invoice says, and how much of an order line it takes. Pure.

The net of an order line is rounded once. An invoice for a part of its quantity takes what the
cumulative quantity is worth, less what stands invoiced: the last part takes the rest, so that any
split sums to the line's net to the cent. Source: docs/policy/invoicing.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from comptoir.kernel.errors import Invalid
from comptoir.kernel.money import half_up

ZERO = Decimal(0)


class LineKind(StrEnum):
    """What a line is for; deposits and their deduction are owed to the customer, the rest is sold."""

    GOODS = "goods"
    SERVICE = "service"
    RECURRING = "recurring"
    USAGE = "usage"
    DEPOSIT = "deposit"
    DEDUCTION = "deduction"
    UNUSED = "unused"  # given back of a charge: days that an amendment took away


ADVANCES = (LineKind.DEPOSIT, LineKind.DEDUCTION)


class MoreThanLeft(Invalid):
    """This is more than is left to invoice."""

    code = "more_than_left"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """A line to write; the words are those of the model InvoiceLine, minor units throughout."""

    kind: str
    description: str
    quantity: Decimal
    unit_net: Decimal
    net_minor: int
    decision_id: UUID
    vat_rate: Decimal
    sku: str = ""
    unit: str = "C62"
    list_price: Decimal | None = None
    discount_percent: Decimal | None = None
    order_line_id: int | None = None
    charge_id: int | None = None
    usage_id: int | None = None
    deposit_id: UUID | None = None
    credits_id: int | None = None
    restores_quantity: bool = False
    margin_rate: Decimal | None = None
    purchase_minor: int | None = None
    margin_vat_minor: int = 0
    service_start: date | None = None
    service_end: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What of an order line stands invoiced: drafts counted, restored quantities taken off."""

    quantity: Decimal = ZERO
    net_minor: int = 0
    purchase_minor: int = 0

    @property
    def purchase(self) -> Standing:
        """The same of what was bought, for its share."""
        return Standing(self.quantity, self.purchase_minor)


NOTHING = Standing()


def left_to_invoice(served: Decimal, standing: Standing, ordered: Decimal) -> Decimal:
    """The quantity that may be invoiced, in the sign of what was ordered; never less than nothing.

    served  delivered less returned; the ordered quantity where the line is invoiced as a whole
    """
    left = served - standing.quantity
    return left if left * ordered > 0 else ZERO


def share_minor(net_minor: int, ordered: Decimal, standing: Standing, quantity: Decimal) -> int:
    """The net of `quantity` more of an order line whose whole net is `net_minor`; half up, once."""
    after = Fraction(standing.quantity + quantity)
    return half_up(net_minor * after / Fraction(ordered)) - standing.net_minor


def discount_share(before_minor: int, net_minor: int, part: Fraction) -> int:
    """What `part` of an order line gives up for the discount on the whole order; half up, once.

    before_minor  the order line at its own unit price; net_minor: what is owed for it
    """
    return half_up((before_minor - net_minor) * part)


def check_quantity(wished: Decimal, left: Decimal, field: str) -> Decimal:
    """The wished quantity, or MoreThanLeft: above zero and at most what is left, in its sign."""
    if not wished.is_finite() or not wished or wished * left <= 0 or abs(wished) > abs(left):
        raise MoreThanLeft(field=field, found=f"{wished.normalize():f}" if wished.is_finite() else
                           str(wished), expected=f"at most {left.normalize():f}")  # fmt: skip
    return wished
