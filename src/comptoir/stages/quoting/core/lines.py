"""A line of a quote: what is asked for, and what it costs per billing period. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from comptoir.kernel.errors import Invalid
from comptoir.kernel.money import EXACT
from comptoir.kernel.quantity import PLACES
from comptoir.stages.pricing import engine

ZERO = Decimal(0)
PLAIN = (engine.PriceKind.PER_UNIT, engine.PriceKind.FLAT)  # their list price is the entry's own
UNIT_PLACES = Decimal(1).scaleb(-12)  # of a stored unit price


class Discount(StrEnum):
    """How a line's discount is said."""

    NONE = "none"
    PERCENT = "percent"
    AMOUNT = "amount"  # off the unit price, major units
    NET = "net"  # the unit net price itself
    TOTAL = "total"  # the net of the whole line, of one billing period where it repeats


class BadQuantity(Invalid):
    """A quantity is more than zero, with at most six decimals."""

    code = "bad_quantity"


class BadDiscount(Invalid):
    """The discount is larger than the price."""

    code = "bad_discount"


class TermNotWhole(Invalid):
    """The term must be a whole number of billing periods."""

    code = "term_not_whole"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineIn:
    """What somebody asks for in one line.

    description     "" for the product's own name in the quote's language
    discount_value  percent, or major units of the quote's currency
    term_months     of a recurring or usage line; None for the quote's term
    id, revision    of the line that this replaces, as its editor saw it; None for a new line
    """

    sku: str
    quantity: Decimal = Decimal(1)
    discount_kind: str = Discount.NONE
    discount_value: Decimal = ZERO
    section: str = ""
    description: str = ""
    optional: bool = False
    term_months: int | None = None
    deliver_on: date | None = None
    id: int | None = None
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class Priced:
    """A line's price before the quote's own discount, of one billing period where it repeats.

    list_price, unit_net  major units per unit; of a tiered price the average over the quantity
    before_minor          net of the line's discount, minor units
    """

    list_price: Decimal
    unit_net: Decimal
    before_minor: int
    steps: tuple[engine.Step, ...]


def check_quantity(quantity: Decimal) -> None:
    """Refuse what is no quantity to sell."""
    good = quantity.is_finite() and quantity > 0 and quantity.adjusted() < 12
    if not good or -int(quantity.as_tuple().exponent) > PLACES:
        raise BadQuantity(field="quantity", found=str(quantity)[:40], expected="more than 0")


def check_term(term_months: int, billing_months: int) -> None:
    """Refuse a term that would end inside a billing period."""
    if term_months <= 0 or term_months % billing_months:
        raise TermNotWhole(
            field="term_months",
            found=term_months,
            expected=f"{billing_months}, {2 * billing_months}, {3 * billing_months} …",
        )


def price_line(price: engine.Price, line: LineIn, digits: int) -> Priced:
    """The line's price with its waterfall. `digits` is the currency's exponent."""
    check_quantity(line.quantity)
    try:
        done = engine.price_line(price, line.quantity, digits, _adjustments(price, line))
    except engine.BadAdjustment as error:
        raise BadDiscount(field="discount", **error.facts) from None
    listed = price.unit_price
    if price.kind not in PLAIN or price.bounded:
        listed = _each(done.list_minor, line.quantity, digits)
    unit = done.net_unit
    if unit is None:
        unit = _each(done.net_minor, line.quantity, digits)
    return Priced(listed, unit.quantize(UNIT_PLACES, context=EXACT), done.net_minor, done.steps)


def _adjustments(price: engine.Price, line: LineIn) -> tuple[engine.Adjustment, ...]:
    kind, value = Discount(line.discount_kind), line.discount_value
    if kind is Discount.NONE or (kind is Discount.PERCENT and not value):
        return ()
    if kind is Discount.PERCENT:
        return (engine.Adjustment(engine.Adjust.PERCENT_OFF, value),)
    if kind is Discount.NET:
        return (engine.Adjustment(engine.Adjust.UNIT_PRICE, value, "net_price"),)
    if kind is Discount.TOTAL:
        return (engine.Adjustment(engine.Adjust.LINE_NET, value, "net_total"),)
    if price.kind is engine.PriceKind.PER_UNIT and not price.bounded:
        if not 0 <= value <= price.unit_price:
            expected = f"0 … {price.unit_price.normalize():f}"
            raise BadDiscount(field="discount", found=f"{value:f}", expected=expected)
        return (engine.Adjustment(engine.Adjust.UNIT_PRICE, price.unit_price - value, "unit_off"),)
    whole = EXACT.multiply(value, line.quantity)
    return (engine.Adjustment(engine.Adjust.AMOUNT_OFF, whole, "unit_off"),)


def _each(minor: int, quantity: Decimal, digits: int) -> Decimal:
    amount = Decimal(minor).scaleb(-digits, EXACT)
    return EXACT.divide(amount, quantity).quantize(UNIT_PLACES, context=EXACT)
