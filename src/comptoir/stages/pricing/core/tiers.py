"""Tiers of a price: which units each of them prices, at once or by the days they stand. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from comptoir.kernel.errors import Invalid
from comptoir.kernel.money import EXACT, UNIT_PLACES, to_places
from comptoir.stages.pricing.core.waterfall import ZERO


class BadTiers(Invalid):
    """The tiers of this price do not cover every quantity once."""

    code = "bad_tiers"


class BeyondTiers(Invalid):
    """The quantity is above the last tier of this price."""

    code = "beyond_tiers"


class NegativeQuantity(Invalid):
    """A tiered price needs a quantity of zero or more."""

    code = "negative_quantity"


@dataclass(frozen=True, slots=True)
class Tier:
    """Units up to and including `up_to`; None is without end.

    Policy "upper bound inclusive": with up_to = 10 the tenth unit still belongs to this tier, a
    tenth and a bit to the next. The first tier's flat fee is due even at quantity 0; a later
    tier's only when the quantity enters it.
    """

    up_to: Decimal | None
    unit_price: Decimal
    flat_fee: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class TierPart:
    """What one tier contributes: `amount` = units × unit_price + flat_fee, exact, major units."""

    number: int
    units: Decimal
    unit_price: Decimal
    flat_fee: Decimal
    amount: Decimal


def check_tiers(tiers: Sequence[Tier]) -> None:
    """Refuse tiers that leave a gap, overlap, or go on after one without end."""
    if not tiers:
        raise BadTiers(field="tiers", found="none", expected="at least one tier")
    below = ZERO
    for number, tier in enumerate(tiers, start=1):
        last = number == len(tiers)
        if tier.up_to is None and not last:
            raise BadTiers(
                field=f"tiers.{number}.up_to", found="no end", expected="only the last tier"
            )
        if tier.up_to is not None and tier.up_to <= below:
            raise BadTiers(
                field=f"tiers.{number}.up_to", found=tier.up_to, expected=f"more than {below}"
            )
        below = tier.up_to or below


def tier_parts(tiers: Sequence[Tier], quantity: Decimal, *, graduated: bool) -> list[TierPart]:
    """The tiers that price `quantity`, each with the units it prices; one where not graduated."""
    if quantity < 0:
        raise NegativeQuantity(field="quantity", found=quantity, expected="0 or more")
    parts: list[TierPart] = []
    below = ZERO
    for number, tier in enumerate(tiers, start=1):
        inside = tier.up_to is None or quantity <= tier.up_to
        if graduated:
            top = quantity if tier.up_to is None else min(quantity, tier.up_to)
            parts.append(_part(number, tier, top - below))
            below = top
        elif inside:
            parts.append(_part(number, tier, quantity))
        if inside:
            return parts
    raise _beyond(tiers, quantity)


def _part(number: int, tier: Tier, units: Decimal) -> TierPart:
    amount = EXACT.add(EXACT.multiply(units, tier.unit_price), tier.flat_fee)
    return TierPart(number, units, tier.unit_price, tier.flat_fee, amount)


class Used(NamedTuple):
    """One event of use, in the order of time; below zero it takes use back.

    counted  its units by the part of the period that they stand; all of them where nothing is prorated
    times    that many of the same, one after the other
    """

    units: Decimal
    counted: Decimal
    times: int = 1


def prorated_parts(tiers: Sequence[Tier], events: Iterable[Used]) -> list[TierPart]:
    """Graduated tiers for use that stands until it is taken back.

    An event counts in the tiers that its units fall into, or leave, by the part of the period that
    it stands. A tier that was entered asks its flat fee. Use below zero at the end costs nothing.
    Units of a tier are rounded half up to twelve decimals.
    """
    counted = [ZERO] * len(tiers)
    entered = {0}
    at = ZERO
    for event in events:
        after = EXACT.add(at, event.units)
        for number, units in _between(tiers, min(at, after), max(at, after)):
            share = EXACT.multiply(event.counted, units)
            counted[number] = EXACT.add(counted[number], EXACT.divide(share, abs(event.units)))
            entered.add(number)
        at = after
    if at < 0:
        return [TierPart(1, ZERO, tiers[0].unit_price, ZERO, ZERO)]
    return [_part(n + 1, tiers[n], to_places(counted[n], UNIT_PLACES)) for n in sorted(entered)]


def _between(tiers: Sequence[Tier], low: Decimal, high: Decimal) -> Iterator[tuple[int, Decimal]]:
    """The tiers that hold what lies between two quantities, with how much; below zero is the first's."""
    below = min(low, ZERO)
    for number, tier in enumerate(tiers):
        top = high if tier.up_to is None else min(high, tier.up_to)
        units = EXACT.subtract(top, max(low, below))
        if units > 0:
            yield number, units
        if tier.up_to is None or high <= tier.up_to:
            return
        below = tier.up_to
    raise _beyond(tiers, high)


def _beyond(tiers: Sequence[Tier], quantity: Decimal) -> BeyondTiers:
    highest = tiers[-1].up_to if tiers else ZERO
    return BeyondTiers(field="quantity", found=quantity, expected=f"at most {highest}")
