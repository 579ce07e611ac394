"""What a credit note takes back: whole or partial quantities at the line's own price, or an amount.

Pure. Quantities and amounts of the corrected line carry its sign; what is returned here is positive
in that sign and is turned around when the note is written. Source: docs/policy/invoicing.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from comptoir.kernel.errors import Invalid, Refused
from comptoir.kernel.money import exponent, half_up
from comptoir.stages.invoicing.core.margins import NO_SCHEME, Inside, taken_back

ZERO = Decimal(0)
LIMIT_MAJOR = 1_000  # of a credit note that its author may issue alone, major units, with VAT


class ReasonCode(StrEnum):
    """Why an invoice is corrected."""

    RETURN = "return"  # goods came back: the quantity may be invoiced again
    PRICE = "price"  # the price was wrong: the quantity stays invoiced
    OTHER = "other"  # the invoice was wrong: the quantity may be invoiced again


class UnknownReason(Invalid):
    """Choose why the invoice is corrected."""

    code = "unknown_reason_code"


class ReasonMissing(Invalid):
    """A credit note says why."""

    code = "credit_reason_missing"


class MoreThanInvoiced(Invalid):
    """This is more than was invoiced and not yet credited."""

    code = "more_than_invoiced"


class NothingToCredit(Refused):
    """Everything on this invoice is already credited."""

    code = "nothing_to_credit"


class CreditAsksForMoney(Refused):
    """This adds up to an amount to pay: credit what was sold together with the deposit taken off it."""

    code = "credit_asks_for_money"


@dataclass(frozen=True, slots=True)
class CreditIn:
    """A line to credit: by quantity, or by net amount (minor units); neither is all that is left."""

    line_id: int
    quantity: Decimal | None = None
    amount_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Credited:
    """What earlier notes took back of a line, in the line's own sign.

    restored  net of the notes that gave the quantity back
    net       net of all notes, price corrections included
    purchase, margin_vat  of a line under a margin scheme
    """

    quantity: Decimal = ZERO
    restored_minor: int = 0
    net_minor: int = 0
    purchase_minor: int = 0
    margin_vat_minor: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """The corrected line, and of a sale under a margin scheme its margin."""

    quantity: Decimal
    net_minor: int
    credited: Credited = Credited()
    inside: Inside = NO_SCHEME
    advance: bool = False  # of a deposit: what is taken of it takes its share of the margin

    @property
    def left_minor(self) -> int:
        return self.net_minor - self.credited.net_minor

    @property
    def left(self) -> Decimal:
        return self.quantity - self.credited.quantity

    @property
    def left_inside(self) -> Inside:
        """What stands of the margin: purchase and VAT less those of earlier notes."""
        was = self.inside
        bought = was.purchase_minor
        return Inside(
            was.rate,
            None if bought is None else bought - self.credited.purchase_minor,
            was.vat_minor - self.credited.margin_vat_minor,
        )


@dataclass(frozen=True, slots=True)
class Taken:
    """What a note takes of a line, in the line's sign."""

    quantity: Decimal
    net_minor: int
    restores: bool


def check_reason(reason: str, reason_code: str) -> ReasonCode:
    """The code, or a refusal: a credit note never goes without its reason."""
    if reason_code not in set(ReasonCode):
        raise UnknownReason(
            field="reason_code", found=reason_code[:40], expected=" | ".join(ReasonCode)
        )
    if not reason.strip():
        raise ReasonMissing(field="reason", fix="write one sentence")
    return ReasonCode(reason_code)


def take(line: Line, asked: CreditIn, code: ReasonCode, field: str) -> Taken:
    """What `asked` takes of `line`; refuses more than is left."""
    if asked.amount_minor is not None:
        return Taken(ZERO, _amount(line, asked.amount_minor, field), False)
    quantity = line.left if asked.quantity is None else asked.quantity
    if not _within(quantity, line.left):
        raise MoreThanInvoiced(
            field=f"{field}.quantity", found=_said(quantity), expected=f"at most {_said(line.left)}"
        )
    return Taken(quantity, _share(line, quantity), code is not ReasonCode.PRICE)


def margin_back(line: Line, taken: Taken) -> Inside:
    """What the note says of the margin: the goods come back only where the quantity does."""
    back = Fraction(taken.quantity) / Fraction(line.left) if taken.restores else Fraction(0)
    if line.advance and line.left_minor:
        back = Fraction(taken.net_minor, line.left_minor)
    return taken_back(line.left_inside, line.left_minor, taken.net_minor, back)


def above_limit(gross_minor: int, currency: str) -> bool:
    """Whether somebody else must approve a note of this amount (its sign does not count)."""
    limit: int = LIMIT_MAJOR * 10 ** exponent(currency)
    return abs(gross_minor) > limit


def _share(line: Line, quantity: Decimal) -> int:
    """The line's price replayed: the cumulative share, so that all parts sum to the line."""
    after = Fraction(line.credited.quantity + quantity) / Fraction(line.quantity)
    share = half_up(line.net_minor * after) - line.credited.restored_minor
    return share if abs(share) <= abs(line.left_minor) else line.left_minor


def _amount(line: Line, minor: int, field: str) -> int:
    signed = minor if line.net_minor >= 0 else -minor
    if minor <= 0 or abs(signed) > abs(line.left_minor) or not line.left_minor:
        raise MoreThanInvoiced(
            field=f"{field}.amount_minor", found=minor, expected=f"1 to {abs(line.left_minor)}"
        )
    return signed


def _within(quantity: Decimal, left: Decimal) -> bool:
    return bool(quantity.is_finite() and quantity * left > 0 and abs(quantity) <= abs(left))


def _said(quantity: Decimal) -> str:
    return f"{quantity.normalize():f}" if quantity.is_finite() else str(quantity)
