"""From what was counted to what is proposed, each with its evidence."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from comptoir.insight.recommending.core.learning import MILLION, Product, closeness

# How much each kind of evidence counts beside the strongest pair, in percent; found by `judging` on the
# public year: pairs alone hit 30 %, with the customer's own orders 34 %.
USUAL_PERCENT = 60
ALIKE_PERCENT = 10
OFTEN = 5  # orders from which on a product is as usual as can be
LEAST_LIFT_PERCENT = 105  # times chance: what would be told as "1.0 × chance" is no reason to buy


class Kind(StrEnum):
    """Why a product is proposed."""

    ACCESSORY = "accessory"  # it fits by rule
    UPGRADE = "upgrade"  # it takes the place of what is there, by rule
    TOGETHER = "together"  # bought together
    USUAL = "usual"  # this customer orders it
    ALIKE = "alike"  # customers like this one buy it


@dataclass(frozen=True, slots=True)
class Seen:
    """A pair as it was counted. `product` is in the basket, `other` might be added."""

    product: Product
    other: Product
    together: int
    support: int
    other_support: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason. `n` of `of`: baskets with both of those with `product`; orders of this customer of all
    of its orders; like-minded customers who buy it of all like-minded. chance_n is the number of baskets
    one would expect by chance, in hundredths."""

    kind: Kind
    n: int
    of: int
    product: Product | None = None
    chance_hundredths: int | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A product, how strongly it is proposed (millionths, comparable within one answer), and why."""

    product: Product
    score: int
    evidence: tuple[Evidence, ...]


def propose(
    basket: Collection[Product],
    seen: Iterable[Seen],
    *,
    baskets: int,
    usual: Mapping[Product, int],
    orders: int,
    alike: Mapping[Product, tuple[int, int]],
    rules: Sequence[tuple[Product, Product, Kind]] = (),
    most: int = 10,
) -> list[Proposal]:
    """What might be added to `basket`, the strongest first; nothing that is in it.

    seen    pairs whose `product` is in the basket, those near chance pass unsaid;  baskets  how many
            were counted
    usual   product → orders of this customer that had it, of its `orders`
    alike   product → (like-minded customers who buy it, all of them)
    rules   (product in the basket, what fits it, why); what fits by rule comes first
    """
    scores: dict[Product, int] = {}
    reasons: dict[Product, list[tuple[int, Evidence]]] = {}

    def told(product: Product, weight: int, evidence: Evidence) -> None:
        scores[product] = scores.get(product, 0) + weight
        reasons.setdefault(product, []).append((weight, evidence))

    for s in seen:
        if not _telling(s, baskets):
            continue
        near = closeness(s.together, s.support, s.other_support)
        told(s.other, near, _together(s, baskets))
    top = max(scores.values(), default=MILLION)
    for product, n in usual.items():
        weight = top * USUAL_PERCENT * min(n, OFTEN) // (100 * OFTEN)
        told(product, weight, Evidence(Kind.USUAL, n, orders))
    for product, (n, of) in alike.items():
        told(product, top * ALIKE_PERCENT * n // (100 * of), Evidence(Kind.ALIKE, n, of))
    for owner, product, kind in rules:
        told(product, 10 * top + MILLION, Evidence(kind, 0, 0, owner))
    ranked = sorted((p for p in scores if p not in basket), key=lambda p: (-scores[p], p))
    return [Proposal(p, scores[p], _strongest(reasons[p])) for p in ranked[:most]]


def _telling(s: Seen, baskets: int) -> bool:
    """Whether both are bought together clearly more often than by chance."""
    by_chance = s.support * s.other_support
    return 100 * s.together * baskets >= LEAST_LIFT_PERCENT * by_chance


def _together(s: Seen, baskets: int) -> Evidence:
    chance = 100 * s.support * s.other_support // baskets
    return Evidence(Kind.TOGETHER, s.together, s.support, s.product, chance)


def _strongest(reasons: list[tuple[int, Evidence]]) -> tuple[Evidence, ...]:
    """The best reason of each kind, the strongest first."""
    best: dict[Kind, Evidence] = {}
    for _, evidence in sorted(reasons, key=lambda r: (-r[0], str(r[1].product))):
        best.setdefault(evidence.kind, evidence)
    return tuple(best.values())
