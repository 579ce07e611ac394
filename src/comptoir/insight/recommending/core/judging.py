"""How good the proposals are: hide one product of each late basket, and see whether it is found again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from comptoir.insight.recommending.core.learning import Basket, Customer, Knowledge, Product, learn
from comptoir.insight.recommending.core.ranking import Seen, propose

PROPOSED = 10


@dataclass(frozen=True, slots=True)
class Verdict:
    """Of `cases` baskets of the time held out, in how many the hidden product was among the first ten.

    hits     by what was learned before that time
    popular  by proposing what sells most, the same to everybody
    """

    cases: int
    hits: int
    popular: int


@dataclass(frozen=True, slots=True)
class _Memory:
    """What was learned, by what it is asked for."""

    seen: Mapping[Product, Sequence[Seen]]
    usual: Mapping[Customer, Counter[Product]]
    orders: Counter[Customer]
    alike: Mapping[Customer, Mapping[Product, tuple[int, int]]]
    baskets: int


def judge(before: Sequence[Basket], held_out: Sequence[tuple[str, Basket]]) -> Verdict:
    """Learn from `before`, ask for each basket held out. `held_out`: (its name, the basket); the name
    decides which product is hidden, so that every run asks the same."""
    known = learn(before)
    memory = remember(known, before)
    popular = sorted(known.supports, key=lambda p: (-known.supports[p], p))
    cases = hits = by_popularity = 0
    for name, basket in held_out:
        products = sorted(p for p in basket.products if p in known.supports)
        if len(products) < 2:
            continue
        hidden = products[int(sha256(name.encode()).hexdigest(), 16) % len(products)]
        shown = [p for p in products if p != hidden]
        cases += 1
        hits += hidden in ask(memory, basket.customer, shown)
        first = [p for p in popular[: PROPOSED + len(shown)] if p not in shown][:PROPOSED]
        by_popularity += hidden in first
    return Verdict(cases, hits, by_popularity)


def remember(known: Knowledge, baskets: Sequence[Basket]) -> _Memory:
    """What was learned, ready to be asked."""
    seen: dict[Product, list[Seen]] = {}
    for p in known.pairs:
        supports = known.supports[p.product], known.supports[p.other]
        seen.setdefault(p.product, []).append(Seen(p.product, p.other, p.together, *supports))
    usual: dict[Customer, Counter[Product]] = {}
    for b in baskets:
        usual.setdefault(b.customer, Counter()).update(b.products)
    alike: dict[Customer, dict[Product, tuple[int, int]]] = {}
    for t in known.tastes:
        alike.setdefault(t.customer, {})[t.product] = (t.buyers, t.alike)
    orders = Counter(b.customer for b in baskets)
    return _Memory(seen, usual, orders, alike, known.baskets)


def ask(memory: _Memory, customer: Customer, shown: Sequence[Product]) -> list[Product]:
    """The products proposed for a basket."""
    found = propose(
        shown,
        [s for p in shown for s in memory.seen.get(p, ())],
        baskets=memory.baskets,
        usual=memory.usual.get(customer, Counter()),
        orders=memory.orders[customer],
        alike=memory.alike.get(customer, {}),
        most=PROPOSED,
    )
    return [p.product for p in found]
