"""Promotions over the lines of a document: who applies, in which order, and what each takes off. Pure.

Policy "stacking": one exclusive promotion stands alone (the highest priority of those that apply); else
the best of those that compete (`best_of`) joins those that add up (`in_order`), highest priority first,
each taken from what the one before left. Equal priorities are a mistake of the rules, and said so.
What a promotion takes is split over its lines by largest remainder, so it lands on the VAT rates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from comptoir.kernel.errors import Invalid, Refused
from comptoir.kernel.money import allocate_minor, half_up

ZERO = Decimal(0)
ONE_OFF = "one_off"


class PromotionKind(StrEnum):
    """What a promotion does."""

    PERCENT = "percent"  # percent off the selected lines
    AMOUNT = "amount"  # an amount off what is charged once, split over the lines
    CHEAPEST = "cheapest"  # percent off one unit of the cheapest selected line
    FREE_UNITS = "free_units"  # of every buy + free units the cheapest `free` cost nothing
    BUNDLE = "bundle"  # percent off the units of complete sets
    FREE_PRODUCT = "free_product"  # units of one product cost nothing where the others are bought


class Stacking(StrEnum):
    """How a promotion stands to the others."""

    EXCLUSIVE = "exclusive"
    BEST_OF = "best_of"
    IN_ORDER = "in_order"


class PromotionTie(Refused):
    """Two promotions have the same priority; one of them must come first."""

    code = "promotion_tie"


class BadPromotion(Invalid):
    """Something that this kind of promotion needs is missing or wrong."""

    code = "bad_promotion"


@dataclass(frozen=True, slots=True, kw_only=True)
class Promotion:
    """A promotion as its rule says it.

    skus, categories      which lines it takes from; empty: any
    minimum_quantity      of the selected lines together
    minimum_minor         of their net, minor units
    most_minor            it never takes off more than this, minor units
    sets                  product → units in one set (BUNDLE)
    gift                  the product that is free (FREE_PRODUCT)
    """

    code: str
    name: str
    kind: PromotionKind
    stacking: Stacking = Stacking.IN_ORDER
    priority: int = 0
    percent: Decimal = ZERO
    amount_minor: int = 0
    buy: Decimal = ZERO
    free: Decimal = ZERO
    most_minor: int | None = None
    skus: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    minimum_quantity: Decimal = ZERO
    minimum_minor: int = 0
    sets: Mapping[str, Decimal] | None = None
    gift: str = ""
    rule_id: str = ""
    rule_version: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """A line as a promotion sees it; `open` is False for options, usage, percentages and amounts that
    were agreed for the line: no promotion takes from these. `net_minor` per period where it repeats.
    """

    sku: str
    category: str
    charge: str
    quantity: Decimal
    net_minor: int
    open: bool = True


@dataclass(frozen=True, slots=True)
class Applied:
    """What a promotion takes off each line, minor units."""

    promotion: Promotion
    off_minor: tuple[int, ...]

    @property
    def total_minor(self) -> int:
        return sum(self.off_minor)


def apply(promotions: Sequence[Promotion], items: Sequence[Item]) -> list[Applied]:
    """The promotions that apply, in their order, each with what it takes off each line."""
    nets = [item.net_minor for item in items]
    alone = [Applied(p, _off(p, items, nets)) for p in promotions]
    found = [a for a in alone if a.total_minor > 0]
    exclusive = [a for a in found if a.promotion.stacking is Stacking.EXCLUSIVE]
    if exclusive:
        return [_in_order(exclusive)[0]]
    chosen = [a for a in found if a.promotion.stacking is Stacking.IN_ORDER]
    competing = [a for a in found if a.promotion.stacking is Stacking.BEST_OF]
    if competing:
        chosen.append(_best(competing))
    applied: list[Applied] = []
    for each in _in_order(chosen):
        off = _off(each.promotion, items, nets)
        if any(off):
            applied.append(Applied(each.promotion, off))
            nets = [net - less for net, less in zip(nets, off, strict=True)]
    return applied


def _in_order(found: list[Applied]) -> list[Applied]:
    found = sorted(found, key=lambda a: -a.promotion.priority)
    for one, other in pairwise(found):
        if one.promotion.priority == other.promotion.priority:
            raise PromotionTie(
                field="priority", found=one.promotion.priority,
                names=sorted([one.promotion.name, other.promotion.name]),
                expected=" ≠ ".join(sorted([one.promotion.name, other.promotion.name])),
            )  # fmt: skip
    return found


def _best(competing: list[Applied]) -> Applied:
    most = max(a.total_minor for a in competing)
    return _in_order([a for a in competing if a.total_minor == most])[0]


def _off(p: Promotion, items: Sequence[Item], nets: Sequence[int]) -> tuple[int, ...]:
    """What `p` takes off each line of these nets; nothing where its conditions are not met."""
    chosen = [n for n, item in enumerate(items) if _selected(p, item, nets[n])]
    none = (0,) * len(items)
    if not chosen or sum(nets[n] for n in chosen) < p.minimum_minor:
        return none
    if sum((items[n].quantity for n in chosen), ZERO) < p.minimum_quantity:
        return none
    wanted = _WORK[p.kind](p, items, nets, chosen)
    total = half_up(sum(wanted.values(), Fraction(0)))
    if p.most_minor is not None:
        total = min(total, p.most_minor)
    if not total:
        return none
    at = list(wanted)
    weights = [half_up(wanted[n] * 1000) for n in at]
    parts = _capped(allocate_minor(total, weights), [nets[n] for n in at])
    shares = dict(zip(at, parts, strict=True))
    return tuple(shares.get(n, 0) for n in range(len(items)))


def _capped(parts: list[int], nets: list[int]) -> list[int]:
    """No line below zero: a cent too much moves to a line that can bear it."""
    over = 0
    for n, net in enumerate(nets):
        over += max(parts[n] - net, 0)
        parts[n] = min(parts[n], net)
    for n, net in enumerate(nets):
        room = min(net - parts[n], over)
        parts[n] += room
        over -= room
    return parts


def _selected(p: Promotion, item: Item, net: int) -> bool:
    if not item.open or net <= 0 or item.quantity <= 0:
        return False
    if p.kind is PromotionKind.AMOUNT and item.charge != ONE_OFF:
        return False
    return (not p.skus or item.sku in p.skus) and (
        not p.categories or item.category in p.categories
    )


Work = Callable[[Promotion, Sequence[Item], Sequence[int], list[int]], dict[int, Fraction]]


def _percent(
    p: Promotion, _items: Sequence[Item], nets: Sequence[int], chosen: list[int]
) -> dict[int, Fraction]:
    return {n: nets[n] * Fraction(p.percent) / 100 for n in chosen}


def _amount(
    p: Promotion, _items: Sequence[Item], nets: Sequence[int], chosen: list[int]
) -> dict[int, Fraction]:
    whole = sum(nets[n] for n in chosen)
    off = min(p.amount_minor, whole)
    return {n: Fraction(off * nets[n], whole) for n in chosen}


def _cheapest(
    p: Promotion, items: Sequence[Item], nets: Sequence[int], chosen: list[int]
) -> dict[int, Fraction]:
    each, at = min((_each(items[n], nets[n]), n) for n in chosen)
    units = min(Fraction(items[at].quantity), Fraction(1))
    return {at: each * units * Fraction(p.percent) / 100}


def _free_units(
    p: Promotion, items: Sequence[Item], nets: Sequence[int], chosen: list[int]
) -> dict[int, Fraction]:
    quantity = sum((Fraction(items[n].quantity) for n in chosen), Fraction(0))
    groups = quantity // Fraction(p.buy + p.free)
    return _given(groups * Fraction(p.free), items, nets, chosen)


def _given(
    units: Fraction, items: Sequence[Item], nets: Sequence[int], chosen: list[int]
) -> dict[int, Fraction]:
    """`units` for nothing, the cheapest first."""
    found: dict[int, Fraction] = {}
    for n in sorted(chosen, key=lambda n: (_each(items[n], nets[n]), n)):
        here = min(units, Fraction(items[n].quantity))
        if here > 0:
            found[n] = _each(items[n], nets[n]) * here
            units -= here
    return found


def _bundle(
    p: Promotion, items: Sequence[Item], nets: Sequence[int], chosen: list[int]
) -> dict[int, Fraction]:
    wanted = p.sets or {}
    have: dict[str, Fraction] = dict.fromkeys(wanted, Fraction(0))
    for n in chosen:
        if items[n].sku in have:
            have[items[n].sku] += Fraction(items[n].quantity)
    complete = min((have[sku] // Fraction(units) for sku, units in wanted.items()), default=0)
    found: dict[int, Fraction] = {}
    for sku, units in wanted.items():
        inside = [n for n in chosen if items[n].sku == sku]
        free = _given(complete * Fraction(units), items, nets, inside)
        found |= {n: amount * Fraction(p.percent) / 100 for n, amount in free.items()}
    return found


def _gift(
    p: Promotion, items: Sequence[Item], nets: Sequence[int], _chosen: list[int]
) -> dict[int, Fraction]:
    """The conditions were met by the selected lines; the gift may be any open line of its product."""
    inside = [
        n for n, item in enumerate(items)
        if item.sku == p.gift and item.open and nets[n] > 0 and item.quantity > 0
    ]  # fmt: skip
    return _given(Fraction(p.free), items, nets, inside)


def _each(item: Item, net: int) -> Fraction:
    return Fraction(net) / Fraction(item.quantity)


_WORK: Mapping[PromotionKind, Work] = {
    PromotionKind.PERCENT: _percent,
    PromotionKind.AMOUNT: _amount,
    PromotionKind.CHEAPEST: _cheapest,
    PromotionKind.FREE_UNITS: _free_units,
    PromotionKind.BUNDLE: _bundle,
    PromotionKind.FREE_PRODUCT: _gift,
}
_NEEDS: Mapping[PromotionKind, tuple[str, ...]] = {
    PromotionKind.PERCENT: ("percent",),
    PromotionKind.AMOUNT: ("amount_minor",),
    PromotionKind.CHEAPEST: ("percent",),
    PromotionKind.FREE_UNITS: ("buy", "free"),
    PromotionKind.BUNDLE: ("percent", "sets"),
    PromotionKind.FREE_PRODUCT: ("gift", "free"),
}


def check(p: Promotion) -> None:
    """Refuse a promotion that could never take anything off, or too much."""
    for name in _NEEDS[p.kind]:
        value = getattr(p, name)
        if not value or (isinstance(value, int | Decimal) and value < 0):
            raise BadPromotion(field=name, found=str(value), expected="more than 0")
    if not 0 <= p.percent <= 100:
        raise BadPromotion(field="percent", found=f"{p.percent:f}", expected="0 … 100 %")
    for sku, units in (p.sets or {}).items():
        if units <= 0:
            raise BadPromotion(field="sets", found=f"{sku} × {units:f}", expected="more than 0")
    for name in ("minimum_minor", "minimum_quantity", "most_minor"):
        if (getattr(p, name) or 0) < 0:
            raise BadPromotion(field=name, found=str(getattr(p, name)), expected="0 or more")
