"""What is bought together, by whom: counted, not guessed. Whole numbers only, so that a run repeats exactly.

A basket is the set of products of one order. Support of a product: baskets that have it; of a pair: baskets
that have both. Confidence of a → b: pair ÷ support of a. Lift: how many times more often than by chance,
pair × baskets ÷ (support of a × support of b) (Agrawal, Imieliński, Swami: Mining association rules between
sets of items, 1993; lift after Brin et al., 1997). Pairs rank by the squared cosine, pair² ÷ (support of a ×
support of b), as item-to-item filtering does (Linden, Smith, York, 2003).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import nlargest, nsmallest
from itertools import chain
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
    """Count products, pairs and like-minded customers.

    Products and customers are counted under their places in the order of their ids: a small number is
    hashed several times faster than an id, and ties fall as they would by id.
    """
    counted = Counter(p for basket in baskets for p in basket.products)
    supports = {p: n for p, n in counted.items() if n >= LEAST_SUPPORT}
    products, customers = sorted(supports), sorted({b.customer for b in baskets})
    product_no = {p: i for i, p in enumerate(products)}
    customer_no = {c: i for i, c in enumerate(customers)}
    known = [
        (customer_no[b.customer], [product_no[p] for p in b.products if p in product_no])
        for b in baskets
    ]
    weights = [supports[p] for p in products]
    return Knowledge(
        len(baskets),
        supports,
        [Pair(products[a], products[b], n) for a, b, n in _pairs(known, weights)],
        [Taste(customers[c], products[p], n, of) for c, p, n, of in _tastes(known)],
    )


_Numbered = Sequence[tuple[int, list[int]]]  # of each basket its customer and its products


def _pairs(baskets: _Numbered, supports: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """The closest neighbors of each product, the closest first; none that chance alone explains."""
    having: dict[int, list[list[int]]] = {}
    for _customer, products in baskets:
        if len(products) <= LARGEST:
            for product in products:
                having.setdefault(product, []).append(products)
    for product in sorted(having):
        beside = Counter(chain.from_iterable(having[product]))
        del beside[product]
        own = supports[product]
        near = [
            (-closeness(n, own, supports[other]), other, n) for other, n in beside.items()
            if n >= LEAST_TOGETHER and n * len(baskets) > own * supports[other]
        ]  # fmt: skip
        yield from ((product, other, n) for _, other, n in nsmallest(KEPT_PAIRS, near))


def closeness(together: int, support: int, other: int) -> int:
    """The squared cosine of two products, in millionths."""
    return together * together * MILLION // (support * other)


def confidence(together: int, support: int) -> Fraction:
    """The part of the baskets with the one that has the other too."""
    return Fraction(together, support)


def lift(together: int, support: int, other: int, baskets: int) -> Fraction:
    """How many times more often than by chance."""
    return Fraction(together * baskets, support * other)


def _tastes(baskets: _Numbered) -> Iterator[tuple[int, int, int, int]]:
    """For each customer, what those most like it buy and it does not: (customer, product, buyers, of)."""
    bought: dict[int, set[int]] = {}
    for customer, products in baskets:
        bought.setdefault(customer, set()).update(products)
    bought = {c: own for c, own in bought.items() if len(own) < EVERYBODY}
    buyers: dict[int, list[int]] = {}
    for customer in sorted(bought):
        for product in bought[customer]:
            buyers.setdefault(product, []).append(customer)
    for customer, own in sorted(bought.items()):
        common = Counter(chain.from_iterable(buyers[product] for product in own))
        del common[customer]
        near = [
            (closeness(n, len(own), len(bought[c])), c)
            for c, n in common.items()
            if n >= LEAST_COMMON
        ]
        alike = [c for _, c in nlargest(LIKE_MINDED, near)]
        wanted = Counter(chain.from_iterable(bought[c] - own for c in alike))
        ranked = nsmallest(KEPT_TASTES, ((-n, p) for p, n in wanted.items() if n > 1))
        yield from ((customer, p, -n, len(alike)) for n, p in ranked)
