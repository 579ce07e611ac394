"""From a price and a quantity to a line's net amount, with every step kept.

The net is rounded once, half up, at the end of the line; unit prices are never rounded unless a
rule says so (`Adjust.ROUND_UNIT_TO`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from comptoir.kernel.errors import Invalid
from comptoir.kernel.money import EXACT, to_places, whole_up
from comptoir.stages.pricing.core import usage
from comptoir.stages.pricing.core.tiers import (
    NegativeQuantity,
    Tier,
    Used,
    prorated_parts,
    tier_parts,
)
from comptoir.stages.pricing.core.waterfall import (
    HALF_UP,
    HUNDRED,
    OPERATIONS,
    ZERO,
    Step,
)

CENTS = {digits: Decimal(1).scaleb(-digits) for digits in range(5)}  # smallest unit by exponent


class PriceKind(StrEnum):
    """How a price becomes an amount."""

    FLAT = "flat"  # one amount, whatever the quantity
    PER_UNIT = "per_unit"  # unit price × quantity
    VOLUME = "volume"  # the tier that holds the whole quantity prices all of it
    GRADUATED = "graduated"  # each tier prices the units that fall into it
    STAIRSTEP = "stairstep"  # the tier that holds the quantity says the whole amount
    PACKAGE = "package"  # price of one package × packages begun
    PERCENT = "percent"  # percent of other lines of the document
    COST_PLUS = "cost_plus"  # from the cost, by markup or by margin
    USAGE = "usage"  # what events cost: allowance, percentage or unit price, fee: `core/usage.py`
    FORMULA = "formula"  # worked out from quantity, term, cost and attributes


class Adjust(StrEnum):
    """What an adjustment does; percentages are taken on the running value, in the order given."""

    PERCENT_OFF = "percent_off"
    PERCENT_ON = "percent_on"
    AMOUNT_OFF = "amount_off"  # off the whole line, major units
    UNIT_PRICE = "unit_price"  # replaces the unit price
    TIMES = "times"  # a factor, e.g. the term: 24 months sold of a 12-month price = 2
    OPTION = "option"  # what an option of a configured product adds, negative where it takes off
    ROUND_UNIT_TO = "round_unit_to"  # unit price to the nearest multiple
    LINE_NET = "line_net"  # replaces the amount of the whole line, major units


_UNTIERED = (PriceKind.PER_UNIT, PriceKind.FLAT)
TIERED = (PriceKind.VOLUME, PriceKind.GRADUATED, PriceKind.STAIRSTEP)
_OPERATION = {
    Adjust.PERCENT_OFF: "percent_off",
    Adjust.PERCENT_ON: "percent_on",
    Adjust.AMOUNT_OFF: "subtract",
    Adjust.UNIT_PRICE: "set",
    Adjust.TIMES: "multiply",
    Adjust.OPTION: "add",
    Adjust.ROUND_UNIT_TO: "round_to",
    Adjust.LINE_NET: "set",
}
_WHOLE_LINE = (Adjust.AMOUNT_OFF, Adjust.LINE_NET)


class BadAdjustment(Invalid):
    """The adjustment is outside what is possible."""

    code = "bad_adjustment"


class Lead(NamedTuple):
    """One step that leads to the unit price: list price, then contract price; basis, then percent."""

    label_code: str
    operation: str
    value: Decimal
    rule_id: str
    rule_version: int


@dataclass(frozen=True, slots=True)
class Price:
    """A price of a price book; its tiers were seen by `check_tiers`.

    unit_price  major units per unit; for FLAT the whole amount, for PACKAGE one package; unused by
                tiered kinds
    rule_id     the price-book entry, kept in the waterfall with its version
    size        units in one package
    minimum, maximum  of the line's amount before any discount, major units
    lead        how the unit price came about, where that takes more than naming the entry
    card        of USAGE, and of what is prorated
    less        a percentage agreed off what these tiers, packages or events come to
    """

    kind: PriceKind
    unit_price: Decimal = ZERO
    tiers: tuple[Tier, ...] = ()
    rule_id: str = ""
    rule_version: int = 0
    size: Decimal = ZERO
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    lead: tuple[Lead, ...] = ()
    card: usage.Card | None = None
    less: Lead | None = None

    @property
    def bounded(self) -> bool:
        """Whether the line's amount has a minimum or a maximum."""
        return self.minimum is not None or self.maximum is not None


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One change on the way from list to net: discount, surcharge, promotion, override."""

    kind: Adjust
    value: Decimal
    label_code: str = "discount"
    rule_id: str = ""
    rule_version: int = 0


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line's price.

    list_minor  before adjustments, rounded half up, minor units
    net_minor   what is asked, rounded half up once, minor units
    net_unit    exact net unit price, or None where the line has no single one
    steps       the waterfall; `replay(steps)` is the net in major units
    """

    list_minor: int
    net_minor: int
    net_unit: Decimal | None
    steps: tuple[Step, ...]


def price_line(
    price: Price, quantity: Decimal, digits: int, adjustments: Sequence[Adjustment] = (),
    events: Sequence[Used] | None = None,
) -> PricedLine:  # fmt: skip
    """Price one line.

    quantity     in the unit of the price; negative only for FLAT and PER_UNIT
    digits       the currency's exponent (kernel.money.exponent)
    adjustments  applied in the order given
    events       what was used, for a price with a card; None: `quantity` is an estimate
    """
    cent = CENTS[digits]
    steps, running, extended = _begun(price, quantity, events)
    listed = running if extended else EXACT.multiply(running, quantity)
    for a in adjustments:
        if a.kind is Adjust.UNIT_PRICE:
            extended = False
        elif a.kind in _WHOLE_LINE and not extended:
            running = _extend(steps, running, quantity)
            extended = True
        running = _adjust(steps, running, a, extended)
    net_unit = None if extended else running
    if not extended:
        running = _extend(steps, running, quantity)
    net = to_places(running, digits)
    steps.append(Step("rounding", "net", running, "round_to", cent, net, "", 0, HALF_UP))
    return PricedLine(
        int(to_places(listed, digits).scaleb(digits, EXACT)),
        int(net.scaleb(digits, EXACT)),
        net_unit,
        tuple(steps),
    )


def listed_amount(price: Price, quantity: Decimal) -> Decimal:
    """What a line costs before adjustments, exact, major units."""
    _steps, running, extended = _begun(price, quantity, None)
    return running if extended else EXACT.multiply(running, quantity)


def _begun(
    price: Price, quantity: Decimal, events: Sequence[Used] | None
) -> tuple[list[Step], Decimal, bool]:
    """The list price within its bounds, less what was agreed off the whole."""
    steps, running, extended = _list_steps(price, quantity, events)
    if price.bounded:
        if not extended:
            running, extended = _extend(steps, running, quantity), True
        running = _bound(steps, running, price)
    if price.less is not None:
        label, operation, value, rule_id, version = price.less
        result = OPERATIONS[operation](running, value)
        less = Step("adjustment", label, running, operation, value, result, rule_id, version, None)
        steps.append(less)
        running = result
    return steps, running, extended


def _list_steps(
    price: Price, quantity: Decimal, events: Sequence[Used] | None
) -> tuple[list[Step], Decimal, bool]:
    """The first steps, the running value, and whether it already is the whole line's amount."""
    kind, unit = price.kind, price.unit_price
    if price.lead:
        return _led(price.lead), unit, kind is PriceKind.FLAT
    if kind is PriceKind.PACKAGE:
        return _packages(price, quantity)
    if kind is PriceKind.USAGE and price.card is not None:
        return _used(price, price.card, quantity, events)
    if kind in _UNTIERED:
        step = Step(
            "list", "list_price", ZERO, "set", unit, unit, price.rule_id, price.rule_version, None
        )
        return [step], unit, kind is PriceKind.FLAT
    steps: list[Step] = []
    running = ZERO
    if events is not None and price.card is not None:
        parts = prorated_parts(price.tiers, events)
    else:
        parts = tier_parts(price.tiers, quantity, graduated=kind is PriceKind.GRADUATED)
    for part in parts:
        result = EXACT.add(running, part.amount)
        steps.append(
            Step(
                "tier",
                f"tier:{part.number}",
                running,
                "add",
                part.amount,
                result,
                price.rule_id,
                price.rule_version,
                None,
            )
        )
        running = result
    return steps, running, True


def _led(lead: Sequence[Lead]) -> list[Step]:
    """The first step stands as the list price; what follows is replayed like any adjustment."""
    steps: list[Step] = []
    running = ZERO
    for label, operation, value, rule_id, version in lead:
        result = OPERATIONS[operation](running, value)
        kind = "adjustment" if steps else "list"
        steps.append(Step(kind, label, running, operation, value, result, rule_id, version, None))
        running = result
    return steps


def _packages(price: Price, quantity: Decimal) -> tuple[list[Step], Decimal, bool]:
    """Begun packages count whole."""
    if quantity < 0:
        raise NegativeQuantity(field="quantity", found=quantity, expected="0 or more")
    each, rule, version = price.unit_price, price.rule_id, price.rule_version
    count = whole_up(EXACT.divide(quantity, price.size))
    amount = EXACT.multiply(each, count)
    first = Step("tier", "package", ZERO, "add", each, each, rule, version, None)
    whole = Step("tier", "packages", each, "multiply", count, amount, rule, version, None)
    return [first, whole], amount, True


def _used(
    price: Price, card: usage.Card, quantity: Decimal, events: Sequence[Used] | None
) -> tuple[list[Step], Decimal, bool]:
    """What was used, or what an estimate would be."""
    if events is None:
        events = usage.estimated(card, quantity)
    steps: list[Step] = []
    running = ZERO
    for label, operation, value in usage.charged(card, price.unit_price, events):
        result = OPERATIONS[operation](running, value)
        steps.append(
            Step(
                "tier",
                label,
                running,
                operation,
                value,
                result,
                price.rule_id,
                price.rule_version,
                None,
            )
        )
        running = result
    return steps, running, True


def _bound(steps: list[Step], amount: Decimal, price: Price) -> Decimal:
    """Both bounds are kept as steps, hit or not: usage rated later is bounded too."""
    rule, version = price.rule_id, price.rule_version
    for label, operation, value in (
        ("minimum", "at_least", price.minimum),
        ("maximum", "at_most", price.maximum),
    ):
        if value is not None:
            result = OPERATIONS[operation](amount, value)
            steps.append(
                Step("bound", label, amount, operation, value, result, rule, version, None)
            )
            amount = result
    return amount


def _extend(steps: list[Step], unit: Decimal, quantity: Decimal) -> Decimal:
    amount = EXACT.multiply(unit, quantity)
    steps.append(Step("quantity", "quantity", unit, "multiply", quantity, amount, "", 0, None))
    return amount


def _adjust(steps: list[Step], base: Decimal, a: Adjustment, extended: bool) -> Decimal:
    _check(base, a, extended)
    operation = _OPERATION[a.kind]
    value = -a.value if a.kind is Adjust.AMOUNT_OFF and base < 0 else a.value
    result = OPERATIONS[operation](base, value)
    rounding = HALF_UP if operation == "round_to" else None
    steps.append(
        Step(
            "adjustment",
            a.label_code,
            base,
            operation,
            value,
            result,
            a.rule_id,
            a.rule_version,
            rounding,
        )
    )
    return result


def _check(base: Decimal, a: Adjustment, extended: bool) -> None:
    """Refuse what makes no sense: more than the whole off, a rounding after the quantity."""
    kind, value = a.kind, a.value
    if value < 0 and kind is not Adjust.OPTION:
        raise BadAdjustment(field="discount", found=value, expected="0 or more")
    if kind is Adjust.PERCENT_OFF and value > HUNDRED:
        raise BadAdjustment(field="discount", found=f"{value} %", expected="0 to 100 %")
    if kind is Adjust.AMOUNT_OFF and value > abs(base):
        raise BadAdjustment(field="discount", found=value, expected=f"at most {abs(base)}")
    if kind is Adjust.ROUND_UNIT_TO and (extended or not value):
        raise BadAdjustment(
            field="round_unit_to", found=value, expected="more than 0, before the quantity"
        )
