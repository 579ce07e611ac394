"""A line of a quote: what is asked for, and what it costs per billing period. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from comptoir.kernel.errors import Invalid
from comptoir.kernel.money import EXACT, UNIT_PLACES, to_places
from comptoir.kernel.quantity import PLACES
from comptoir.stages.pricing import engine

ZERO = Decimal(0)
PLAIN = (engine.PriceKind.PER_UNIT, engine.PriceKind.FLAT)  # their list price is the entry's own


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
    configuration_id  what was put together of a product that has a model
    least, most     between which the buyer may choose the quantity; None: it is fixed
    alternative     key of the alternative it belongs to; "" for a line of all of them
    segments        of a ramp, as `core/ramps.py` stores them; () for a line that stays the same
    parts_hidden    a bundle is shown to the customer without its parts
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
    deliver_on: date | None = None  # of what repeats: its first day
    configuration_id: UUID | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    alternative: str = ""
    segments: tuple[Mapping[str, Any], ...] = ()
    parts_hidden: bool = False
    id: int | None = None
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class Extra:
    """What an option of a configured product adds to its unit price, major units; may be negative.

    rule_id, rule_version  the option, and the version of the model that gave its price
    """

    price: Decimal
    rule_id: str
    rule_version: int


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


def price_line(
    price: engine.Price,
    line: LineIn,
    digits: int,
    extras: Sequence[Extra] = (),
    around: tuple[Sequence[engine.Adjustment], Sequence[engine.Adjustment]] = ((), ()),
) -> Priced:
    """The line's price with its waterfall. `digits` is the currency's exponent.

    extras  options of a configured product, a step each between the list price and the discount
    around  further steps before and after the discount
    """
    check_quantity(line.quantity)
    added = sum((x.price for x in extras), ZERO)
    try:
        own = (*_options(price, line, extras), *around[0], *_adjustments(price, line, added))
        adjustments = (*own, *around[1])
        done = engine.price_line(price, line.quantity, digits, adjustments)
    except engine.BadAdjustment as error:
        raise BadDiscount(field="discount", **error.facts) from None
    listed = price.unit_price
    if price.kind not in PLAIN or price.bounded:
        listed = _each(done.list_minor, line.quantity, digits)
    listed = EXACT.add(listed, added)
    unit = done.net_unit
    if unit is None:
        unit = _each(done.net_minor, line.quantity, digits)
    return Priced(listed, to_places(unit, UNIT_PLACES), done.net_minor, done.steps)


def _options(
    price: engine.Price, line: LineIn, extras: Sequence[Extra]
) -> tuple[engine.Adjustment, ...]:
    """Each option's price: per unit, or of the whole quantity where the price already is of it."""
    each = price.kind is engine.PriceKind.PER_UNIT and not price.bounded
    times = Decimal(1) if each else line.quantity
    return tuple(
        engine.Adjustment(
            engine.Adjust.OPTION, EXACT.multiply(x.price, times), "option", x.rule_id,
            x.rule_version,
        )
        for x in extras
    )  # fmt: skip


def _adjustments(
    price: engine.Price, line: LineIn, added: Decimal
) -> tuple[engine.Adjustment, ...]:
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
        unit = EXACT.add(price.unit_price, added)
        if not 0 <= value <= unit:
            expected = f"0 … {unit.normalize():f}"
            found = f"{value.normalize():f}"
            raise BadDiscount(field="discount", found=found, expected=expected)
        return (engine.Adjustment(engine.Adjust.UNIT_PRICE, unit - value, "unit_off"),)
    whole = EXACT.multiply(value, line.quantity)
    return (engine.Adjustment(engine.Adjust.AMOUNT_OFF, whole, "unit_off"),)


def _each(minor: int, quantity: Decimal, digits: int) -> Decimal:
    amount = Decimal(minor).scaleb(-digits, EXACT)
    return to_places(EXACT.divide(amount, quantity), UNIT_PLACES)
