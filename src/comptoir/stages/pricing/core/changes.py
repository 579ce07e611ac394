"""Many prices changed at once: by a percentage, by an amount, to a rounding. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from comptoir.kernel.errors import Invalid
from comptoir.kernel.money import EXACT, UNIT_PLACES, nearest, to_places
from comptoir.stages.pricing.core.prices import Price, PriceKind
from comptoir.stages.pricing.core.tiers import Tier
from comptoir.stages.pricing.core.waterfall import ZERO, percent_on

WHOLE_DIGITS = 12  # before the decimals of a price


class How(StrEnum):
    """What is done to each price."""

    PERCENT = "percent"  # on top of it; negative lowers
    AMOUNT = "amount"  # added to it; negative lowers


class BadChange(Invalid):
    """A change is a percentage above −100 or an amount, and a rounding is a step such as 0.05."""

    code = "bad_change"


class BelowNothing(Invalid):
    """A price would fall below zero."""

    code = "below_nothing"


@dataclass(frozen=True, slots=True)
class Recipe:
    """How each price changes.

    step    the new price is the nearest multiple of this; 0 leaves it as it comes
    ending  taken off after the rounding, so that 0.01 makes 9.99 of 10
    """

    how: How
    value: Decimal
    step: Decimal = ZERO
    ending: Decimal = ZERO


def check(recipe: Recipe) -> None:
    """Refuse a recipe without sense."""
    for number in (recipe.value, recipe.step, recipe.ending):
        if not number.is_finite() or abs(number) >= 10**12:
            raise BadChange(field="value", found=str(number)[:40])
    if recipe.how is How.PERCENT and recipe.value <= -100:
        raise BadChange(field="value", found=f"{recipe.value} %", expected="> −100 %")
    if recipe.step < 0 or not recipe.ending >= 0 or (recipe.ending and not recipe.step):
        raise BadChange(field="step", found=f"{recipe.step}", expected="0.05")


def changed(price: Decimal, recipe: Recipe) -> Decimal:
    """The new price. Nothing stays nothing, and a rounding never makes nothing of a small price."""
    if not price:
        return price
    work = percent_on if recipe.how is How.PERCENT else EXACT.add
    new = work(price, recipe.value)
    if recipe.step:
        rounded = EXACT.subtract(nearest(new, recipe.step), recipe.ending)
        new = rounded if rounded > 0 else new
    if new < 0:
        raise BelowNothing(field="value", found=f"{new.normalize():f}", expected="0 or more")
    if new.adjusted() >= WHOLE_DIGITS:
        raise BadChange(field="value", found=f"{new:.3e}", expected=f"less than 10^{WHOLE_DIGITS}")
    return to_places(new, UNIT_PLACES).normalize(EXACT)


def changed_tiers(tiers: Sequence[Tier], recipe: Recipe) -> tuple[Tier, ...]:
    """Tiers with their prices and fees changed; an amount is added to prices, not to fees."""
    fees = recipe.how is How.PERCENT
    return tuple(
        replace(
            tier, unit_price=changed(tier.unit_price, recipe),
            flat_fee=changed(tier.flat_fee, recipe) if fees else tier.flat_fee,
        )
        for tier in tiers
    )  # fmt: skip


def moved(price: Price, recipe: Recipe) -> Price:
    """A whole price after the recipe: of usage a percentage moves its percentage, fees and bounds too."""
    card = price.card
    if card is not None and price.kind is PriceKind.USAGE and recipe.how is How.PERCENT:
        low, high = card.event_minimum, card.event_maximum
        card = replace(
            card, percent=changed(card.percent, recipe), event_fee=changed(card.event_fee, recipe),
            event_minimum=None if low is None else changed(low, recipe),
            event_maximum=None if high is None else changed(high, recipe),
        )  # fmt: skip
    return replace(
        price, unit_price=changed(price.unit_price, recipe),
        tiers=changed_tiers(price.tiers, recipe), card=card,
    )  # fmt: skip


def carried(price: Decimal, rate: Decimal, recipe: Recipe) -> Decimal:
    """What a price of another book becomes at a rate, then with the change and the rounding of a recipe."""
    return changed(EXACT.multiply(price, rate), recipe) if price else ZERO


def carried_tiers(tiers: Sequence[Tier], rate: Decimal, recipe: Recipe) -> tuple[Tier, ...]:
    """Tiers of another book: prices and fees alike, for both are amounts of its currency."""
    return tuple(
        replace(
            tier, unit_price=carried(tier.unit_price, rate, recipe),
            flat_fee=carried(tier.flat_fee, rate, recipe),
        )
        for tier in tiers
    )  # fmt: skip


def carried_bound(bound: Decimal | None, rate: Decimal, recipe: Recipe) -> Decimal | None:
    """A minimum or maximum of another book: rounded to the step, without the ending of a price."""
    if bound is None:
        return None
    return carried(bound, rate, replace(recipe, ending=ZERO))
