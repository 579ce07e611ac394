"""A line of a direct order: what is asked for, what it costs, and the order's totals. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from comptoir.kernel.errors import Invalid
from comptoir.kernel.money import DIGITS, EXACT, UNIT_PLACES, to_places
from comptoir.kernel.quantity import PLACES
from comptoir.stages.pricing import engine

ZERO, HUNDRED = Decimal(0), Decimal(100)
LARGEST = Decimal("1e12")
ONE_OFF, USAGE = "one_off", "usage"
LONGEST_TERM = 600  # months
PLAIN = (engine.PriceKind.PER_UNIT, engine.PriceKind.FLAT)  # their list price is the entry's own


class QuantityRefused(Invalid):
    """A quantity is more than zero, with at most six decimals."""

    code = "quantity_refused"


class DiscountRefused(Invalid):
    """A discount lies between 0 and 100 percent."""

    code = "discount_refused"


class UnitPriceRefused(Invalid):
    """A unit price is zero or more, with at most twelve decimals."""

    code = "unit_price_refused"


class TermRefused(Invalid):
    """The term must be a whole number of billing periods."""

    code = "term_refused"


class AmountTooLarge(Invalid):
    """The amount is larger than what can be booked."""

    code = "amount_too_large"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLineIn:
    """What somebody orders in one line.

    discount_percent  off the price of the book
    unit_price        net unit price agreed otherwise, major units; None for the price book's
    description       "" for the product's own name in the order's language
    term_months       of a recurring line; None for the order's term
    """

    sku: str
    quantity: Decimal = Decimal(1)
    discount_percent: Decimal = ZERO
    unit_price: Decimal | None = None
    description: str = ""
    promised_on: date | None = None
    term_months: int | None = None


@dataclass(frozen=True, slots=True)
class Priced:
    """A line's price, of one billing period where it repeats; unit prices in major units."""

    list_price: Decimal
    unit_net: Decimal
    net_minor: int
    steps: tuple[engine.Step, ...]


@dataclass(frozen=True, slots=True)
class LineFigures:
    """What the totals need of a line; `net_minor` over its whole term."""

    net_minor: int
    charge_kind: str
    category: str
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """Minor units, usage left out; VAT per category and rate on the summed base."""

    net_minor: int
    vat_minor: int
    gross_minor: int


def check_quantity(quantity: Decimal) -> None:
    """Refuse what is no quantity to order or to deliver."""
    good = quantity.is_finite() and 0 < quantity < LARGEST
    if not good or -int(quantity.as_tuple().exponent) > PLACES:
        raise QuantityRefused(field="quantity", found=str(quantity)[:40], expected="> 0")


def check_term(term_months: int, billing_months: int) -> None:
    """Refuse a term that would end inside a billing period, or never in practice."""
    if not 0 < term_months <= LONGEST_TERM or term_months % billing_months:
        expected = ", ".join(str(n * billing_months) for n in (1, 2, 3)) + " …"
        raise TermRefused(field="term_months", found=term_months, expected=expected)


def price_line(price: engine.Price, line: OrderLineIn, digits: int) -> Priced:
    """The line's price with its waterfall. `digits` is the currency's exponent."""
    check_quantity(line.quantity)
    done = engine.price_line(price, line.quantity, digits, _adjustments(line))
    listed = price.unit_price
    if price.kind not in PLAIN or price.bounded:
        listed = _each(done.list_minor, line.quantity, digits)
    if abs(done.net_minor) >= 10**DIGITS:
        raise AmountTooLarge(field="quantity", found=str(line.quantity))
    unit = done.net_unit
    if unit is None:
        unit = _each(done.net_minor, line.quantity, digits)
    return Priced(listed, to_places(unit, UNIT_PLACES), done.net_minor, done.steps)


def _adjustments(line: OrderLineIn) -> tuple[engine.Adjustment, ...]:
    percent, unit = line.discount_percent, line.unit_price
    if not (percent.is_finite() and 0 <= percent <= HUNDRED):
        raise DiscountRefused(field="discount_percent", found=str(percent)[:40], expected="0 … 100")
    agreed = []
    if unit is not None:
        places = -int(unit.as_tuple().exponent) if unit.is_finite() else 99
        if not (unit.is_finite() and 0 <= unit < LARGEST and places <= 12):
            raise UnitPriceRefused(field="unit_price", found=str(unit)[:40], expected="≥ 0")
        agreed.append(engine.Adjustment(engine.Adjust.UNIT_PRICE, unit, "net_price"))
    if percent:
        agreed.append(engine.Adjustment(engine.Adjust.PERCENT_OFF, percent))
    return tuple(agreed)


def _each(minor: int, quantity: Decimal, digits: int) -> Decimal:
    amount = Decimal(minor).scaleb(-digits, EXACT)
    return to_places(EXACT.divide(amount, quantity), UNIT_PLACES)


def totals(lines: Sequence[LineFigures]) -> Totals:
    """Net, VAT and gross of an order; usage is billed when it is known, so it is not counted."""
    counted = [line for line in lines if line.charge_kind != USAGE]
    nets = [line.net_minor for line in counted]
    seen = [engine.Line(line.net_minor, line.category, line.rate) for line in counted]
    rows = engine.vat_rows(seen, nets)
    net, vat = sum(nets), sum(row.vat_minor for row in rows)
    if max([net + vat, *nets]) >= 10**DIGITS:
        raise AmountTooLarge(field="lines", found=f"{net + vat:.3E}", fix="check the quantities")
    return Totals(net, vat, net + vat)
