"""What is bought together, by whom: counted, not guessed. Whole numbers only, so that a run repeats exactly.

A basket is the set of products of one order. Support of a product: baskets that have it; of a pair: baskets
that have both. Confidence of a → b: pair ÷ support of a. Lift: how many times more often than by chance,
pair × baskets ÷ (support of a × support of b) (Agrawal, Imieliński, Swami: Mining association rules between
sets of items, 1993; lift after Brin et al., 1997). Pairs rank by the squared cosine, pair² ÷ (support of a ×
support of b), as item-to-item filtering does (Linden, Smith, York, 2003).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import nlargest
from typing import NamedTuple
from uuid import UUID

LEAST_SUPPORT = 10  # baskets that have a product before anything is said of it
LEAST_TOGETHER = 5  # baskets that have both before a pair is told
LARGEST = 150  # products of a basket; a larger one is a stock taken in, and says nothing of a pair
KEPT_PAIRS = 60  # of each product, the closest
EVERYBODY = 2_000  # products from which on a customer is a name for many: a till, a web shop
LIKE_MINDED = 20  # customers that are most like one
LEAST_COMMON = 3  # products that two customers share before they are alike
KEPT_TASTES = 40  # products that like-minded customers buy, of each customer
MILLION = 1_000_000

Product = UUID
Customer = UUID


class Basket(NamedTuple):
    """The products of one order."""

    customer: Customer
    products: frozenset[Product]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two products of the same baskets.

    together  baskets that have both
    """

    product: Product
    other: Product
    together: int


@dataclass(frozen=True, slots=True)
class Taste:
    """What customers like this one buy and it does not: `buyers` of `alike` do."""

    customer: Customer
    product: Product
    buyers: int
    alike: int


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All that was counted. supports: product → baskets, LEAST_SUPPORT or more."""

    baskets: int
    supports: Mapping[Product, int]
    pairs: Sequence[Pair]
    tastes: Sequence[Taste]


def learn(baskets: Sequence[Basket]) -> Knowledge:
    """Count products, pairs and like-minded customers."""
    counted = Counter(p for basket in baskets for p in basket.products)
    supports = {p: n for p, n in counted.items() if n >= LEAST_SUPPORT}
    known = [Basket(b.customer, b.products & supports.keys()) for b in baskets]
    return Knowledge(len(baskets), supports, pairs(known, supports), tastes(known))


def pairs(baskets: Sequence[Basket], supports: Mapping[Product, int]) -> list[Pair]:
    """The closest neighbors of each product, the closest first; none that chance alone explains."""
    having: dict[Product, list[frozenset[Product]]] = {}
    for basket in baskets:
        if len(basket.products) <= LARGEST:
            for product in basket.products:
                having.setdefault(product, []).append(basket.products)
    found: list[Pair] = []
    for product in sorted(having):
        beside: Counter[Product] = Counter()
        for products in having[product]:
            beside.update(products)
        del beside[product]
        own = supports[product]
        near = [
            (p, n) for p, n in beside.items()
            if n >= LEAST_TOGETHER and lift(n, own, supports[p], len(baskets)) > 1
        ]  # fmt: skip
        near.sort(key=lambda x: (-closeness(x[1], supports[product], supports[x[0]]), x[0]))
        found += [Pair(product, other, n) for other, n in near[:KEPT_PAIRS]]
    return found


def closeness(together: int, support: int, other: int) -> int:
    """The squared cosine of two products, in millionths."""
    return together * together * MILLION // (support * other)


def confidence(together: int, support: int) -> Fraction:
    """The part of the baskets with the one that has the other too."""
    return Fraction(together, support)


def lift(together: int, support: int, other: int, baskets: int) -> Fraction:
    """How many times more often than by chance."""
    return Fraction(together * baskets, support * other)


def tastes(baskets: Iterable[Basket]) -> list[Taste]:
    """For each customer, what those most like it buy and it does not."""
    bought: dict[Customer, set[Product]] = {}
    for basket in baskets:
        bought.setdefault(basket.customer, set()).update(basket.products)
    bought = {c: own for c, own in bought.items() if len(own) < EVERYBODY}
    buyers: dict[Product, list[Customer]] = {}
    for customer in sorted(bought):
        for product in bought[customer]:
            buyers.setdefault(product, []).append(customer)
    return [taste for customer in sorted(bought) for taste in _tastes(customer, bought, buyers)]


def _tastes(
    customer: Customer,
    bought: Mapping[Customer, set[Product]],
    buyers: Mapping[Product, list[Customer]],
) -> list[Taste]:
    own = bought[customer]
    common: Counter[Customer] = Counter()
    for product in own:
        common.update(buyers[product])
    del common[customer]
    near = [
        (closeness(n, len(own), len(bought[c])), c) for c, n in common.items() if n >= LEAST_COMMON
    ]
    alike = [c for _, c in nlargest(LIKE_MINDED, near)]
    wanted = Counter(p for c in alike for p in bought[c] if p not in own)
    ranked = sorted(wanted.items(), key=lambda x: (-x[1], x[0]))
    return [Taste(customer, p, n, len(alike)) for p, n in ranked[:KEPT_TASTES] if n > 1]
