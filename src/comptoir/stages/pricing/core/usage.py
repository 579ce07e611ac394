"""What usage costs, event by event: a free allowance, a percentage or a unit price, a fee, bounds. Pure.

Policy "allowance first": units are free until the free units are used up, and not beyond the free
events. An event that lies wholly inside the allowance asks neither its fee nor its minimum; of one
that reaches out of it only the units beyond are priced. An event below zero takes units back, at the
price of what was used last, and asks no fee.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from comptoir.kernel.errors import Invalid
from comptoir.kernel.money import EXACT, whole_down
from comptoir.stages.pricing.core.tiers import NegativeQuantity, Used
from comptoir.stages.pricing.core.waterfall import ZERO, percent_of

MOST_EVENTS = 10**9


class BadUsageCard(Invalid):
    """A price for usage lacks what it asks, or asks what cannot be."""

    code = "bad_usage_card"


@dataclass(frozen=True, slots=True)
class Card:
    """What events of usage cost besides a unit price; None is without.

    percent      of what was used, where that is an amount
    free_units, free_events  the allowance of one period; with both, it ends with the first that is used up
    event_fee    of each event outside the allowance
    event_minimum, event_maximum  of one event, its fee included
    event_size   units of a usual event, for an estimate; 0: the whole estimate is one event
    prorated     use stands until it is taken back, and counts by days; of graduated prices
    """

    percent: Decimal = ZERO
    free_units: Decimal | None = None
    free_events: int | None = None
    event_fee: Decimal = ZERO
    event_minimum: Decimal | None = None
    event_maximum: Decimal | None = None
    event_size: Decimal = ZERO
    prorated: bool = False

    @property
    def spares(self) -> bool:
        """Whether there is an allowance."""
        return self.free_units is not None or self.free_events is not None


class Asked(NamedTuple):
    """One step of a charge, as a waterfall keeps it."""

    label_code: str
    operation: str
    value: Decimal


def check_card(card: Card, unit_price: Decimal) -> None:
    """Refuse a card that asks nothing, or twice."""
    if card.percent and unit_price:
        raise BadUsageCard(field="percent", found=f"{card.percent:f}", expected="no unit price")
    if not (card.percent or unit_price or card.event_fee or card.event_minimum):
        raise BadUsageCard(field="percent", found="0", expected="a percentage, a price or a fee")
    if not 0 <= card.percent <= 1000:
        raise BadUsageCard(field="percent", found=f"{card.percent:f}", expected="0 … 1 000 %")
    if card.free_events is not None and not 0 <= card.free_events <= MOST_EVENTS:
        raise BadUsageCard(field="free_events", found=card.free_events, expected="0 or more")
    low, high = card.event_minimum, card.event_maximum
    if low is not None and high is not None and high < low:
        raise BadUsageCard(field="event_maximum", found=f"{high:f}", expected=f"at least {low}")


def estimated(card: Card, quantity: Decimal) -> list[Used]:
    """The events of an estimate: of the usual size, and what remains; one where no size is known."""
    if quantity < 0:
        raise NegativeQuantity(field="quantity", found=quantity, expected="0 or more")
    if not card.event_size:
        return [Used(quantity, quantity)] if quantity else []
    size = card.event_size
    times = int(whole_down(EXACT.divide(quantity, size)))
    rest = EXACT.subtract(quantity, EXACT.multiply(size, Decimal(times)))
    found = [Used(size, size, times), Used(rest, rest)]
    return [event for event in found if event.times and event.units]


def charged(card: Card, unit_price: Decimal, events: Sequence[Used]) -> Iterator[Asked]:
    """The steps from what was used to what it costs, before bounds of the whole."""
    total, beyond = ZERO, ZERO
    fees, raised, lowered = ZERO, ZERO, ZERO
    for units, times, asks in _outside(card, events):
        beyond = EXACT.add(beyond, EXACT.multiply(units, times))
        if asks:
            amount = EXACT.add(_rate(card, unit_price, units), card.event_fee)
            bounded = _bounded(card, amount)
            change = EXACT.multiply(EXACT.subtract(bounded, amount), times)
            fees = EXACT.add(fees, EXACT.multiply(card.event_fee, times))
            raised = EXACT.add(raised, max(change, ZERO))
            lowered = EXACT.subtract(lowered, min(change, ZERO))
    for event in events:
        total = EXACT.add(total, EXACT.multiply(event.units, Decimal(event.times)))
    yield from _priced(card, unit_price, total, beyond)
    for label, operation, amount in (
        ("event_fees", "add", fees),
        ("event_minimum", "add", raised),
        ("event_maximum", "subtract", lowered),
    ):
        if amount:
            yield Asked(label, operation, amount)


def _priced(card: Card, unit_price: Decimal, total: Decimal, beyond: Decimal) -> Iterator[Asked]:
    """The units outside the allowance at their percentage or price; all steps are amounts."""
    free = EXACT.subtract(total, beyond)
    if card.percent:
        yield Asked("used", "set", total)
        if card.spares:
            yield Asked("free_units", "subtract", free)
        yield Asked("percent_of", "percent_of", card.percent)
        return
    yield Asked("used", "set", EXACT.multiply(total, unit_price))
    if card.spares:
        yield Asked("free_units", "subtract", EXACT.multiply(free, unit_price))


def _rate(card: Card, unit_price: Decimal, units: Decimal) -> Decimal:
    if card.percent:
        return percent_of(units, card.percent)
    return EXACT.multiply(units, unit_price)


def _bounded(card: Card, amount: Decimal) -> Decimal:
    if card.event_minimum is not None:
        amount = max(amount, card.event_minimum)
    if card.event_maximum is not None:
        amount = min(amount, card.event_maximum)
    return amount


def _outside(card: Card, events: Sequence[Used]) -> Iterator[tuple[Decimal, Decimal, bool]]:
    """Units outside the allowance, how many events of the same, and whether each asks a fee."""
    limit = _allowance(card, events)
    running, seen = ZERO, 0
    for event in events:
        units, left = event.units, event.times
        if units < 0:
            after = EXACT.add(running, EXACT.multiply(units, Decimal(left)))
            yield EXACT.subtract(_over(after, limit), _over(running, limit)), Decimal(1), False
            running = after
            continue
        while left:
            times, asks = _alike(card, limit, (running, seen), units, left)
            after = EXACT.add(running, EXACT.multiply(units, Decimal(times)))
            if asks:
                first = EXACT.add(running, units)
                beyond = EXACT.subtract(_over(first, limit), _over(running, limit))
                yield beyond, Decimal(times), True
            running, seen, left = after, seen + times, left - times


def _alike(
    card: Card, limit: Decimal, at: tuple[Decimal, int], units: Decimal, left: int
) -> tuple[int, bool]:  # fmt: skip
    """How many of the next events are treated alike, and whether they are outside the allowance.

    at  units and events before them
    """
    running, seen = at
    free = left if card.spares else 0
    if card.free_events is not None:
        free = min(free, max(card.free_events - seen, 0))
    if card.free_units is not None:
        room = EXACT.subtract(card.free_units, running)
        inside = int(whole_down(EXACT.divide(room, units))) if units else left
        free = min(free, inside) if room >= 0 else 0
    if free:
        return free, False
    return (left if running >= limit else 1), True


def _allowance(card: Card, events: Sequence[Used]) -> Decimal:
    """The units that are free in all: never more than the free events used."""
    if card.free_events is None:
        return card.free_units or ZERO
    running, left = ZERO, card.free_events
    for event in events:
        if event.units >= 0:
            taken = min(left, event.times)
            running = EXACT.add(running, EXACT.multiply(event.units, Decimal(taken)))
            left -= taken
    return running if card.free_units is None else min(running, card.free_units)


def _over(quantity: Decimal, limit: Decimal) -> Decimal:
    return max(EXACT.subtract(quantity, limit), ZERO)
