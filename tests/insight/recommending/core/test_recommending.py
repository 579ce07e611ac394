"""Counting what is bought together, ranking it, judging it: by hand-made baskets with known truth."""

from __future__ import annotations

from fractions import Fraction
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from comptoir.insight.recommending.core import judging, learning, ranking
from comptoir.insight.recommending.core.learning import Basket, Pair, Taste
from comptoir.insight.recommending.core.ranking import Evidence, Kind, Seen


def p(n: int) -> UUID:
    """The n-th product."""
    return UUID(int=n)


def c(n: int) -> UUID:
    """The n-th customer."""
    return UUID(int=1_000 + n)


def baskets(*told: tuple[int, set[int], int]) -> list[Basket]:
    """(customer, products, how many times)."""
    return [
        Basket(c(who), frozenset(map(p, what))) for who, what, times in told for _ in range(times)
    ]


def test_products_and_pairs_are_counted_by_basket():
    known = learning.learn(baskets((1, {1, 2}, 8), (2, {1}, 4), (3, {2, 3}, 4), (4, {4}, 9)))
    assert known.baskets == 25
    assert known.supports == {p(1): 12, p(2): 12}  # 3 and 4 stand in fewer than ten
    assert list(known.pairs) == [Pair(p(1), p(2), 8), Pair(p(2), p(1), 8)]
    assert learning.confidence(8, 12) == Fraction(2, 3)
    assert learning.lift(8, 12, 12, 25) == Fraction(200, 144)


def test_a_pair_that_is_rare_and_a_basket_that_is_a_stock_say_nothing():
    rare = learning.learn(baskets((1, {1, 2}, 4), (1, {1}, 10), (1, {2}, 10)))
    assert (len(rare.supports), list(rare.pairs)) == (2, [])
    stock = learning.learn(baskets((1, set(range(learning.LARGEST + 1)), 20)))
    assert (len(stock.supports), list(stock.pairs)) == (learning.LARGEST + 1, [])


def test_customers_are_alike_by_what_they_share():
    shelf = {1, 2, 3, 4}
    known = learning.learn(
        baskets((1, shelf, 10), (2, shelf | {5}, 10), (3, shelf | {5}, 1), (4, {5, 6}, 10))
    )
    assert [t for t in known.tastes if t.customer == c(1)] == [Taste(c(1), p(5), 2, 2)]
    assert not [t for t in known.tastes if t.customer == c(4)]  # shares one product: not alike


def test_a_till_is_nobody_s_like(monkeypatch):
    monkeypatch.setattr(learning, "EVERYBODY", 6)
    shelf = {1, 2, 3, 4}
    many = baskets((1, shelf, 10), (2, shelf | {5, 6}, 10), (3, shelf | {5, 6}, 10))
    assert list(learning.learn(many).tastes) == []


SEEN = [Seen(p(1), p(2), 8, 12, 12), Seen(p(1), p(3), 6, 12, 30), Seen(p(9), p(2), 5, 40, 12)]


def test_the_strongest_pair_is_told_and_what_is_there_is_not_proposed():
    found = ranking.propose(
        {p(1), p(9)},
        [*SEEN, Seen(p(1), p(9), 9, 12, 40)],
        baskets=100,
        usual={},
        orders=0,
        alike={},
    )
    assert [x.product for x in found] == [p(2), p(3)]
    assert found[0].evidence == (Evidence(Kind.TOGETHER, 8, 12, p(1), 144),)  # 1.44 by chance
    assert found[0].score == 444_444  # 9 → 2 is 1.04 × chance: it counts for nothing


def test_what_is_bought_together_about_as_often_as_by_chance_is_not_proposed():
    near = [Seen(p(1), p(2), 104, 100, 100), Seen(p(1), p(3), 105, 100, 100)]
    found = ranking.propose({p(1)}, near, baskets=100, usual={}, orders=0, alike={})
    assert [x.product for x in found] == [p(3)]
    usual = ranking.propose({p(1)}, near, baskets=100, usual={p(2): 5}, orders=9, alike={})
    kinds = {x.product: [e.kind for e in x.evidence] for x in usual}
    assert kinds == {p(3): [Kind.TOGETHER], p(2): [Kind.USUAL]}


def test_custom_and_likeness_and_rules_are_evidence_too():
    found = ranking.propose(
        {p(1)}, SEEN[:2], baskets=100, usual={p(3): 4}, orders=20, alike={p(3): (14, 20), p(5): (2, 20)},
        rules=[(p(1), p(7), Kind.ACCESSORY), (p(1), p(8), Kind.UPGRADE)], most=3,
    )  # fmt: skip
    assert [x.product for x in found] == [p(7), p(8), p(2)]  # by rule first, then the strongest
    assert [e.kind for e in found[0].evidence] == [Kind.ACCESSORY]
    more = ranking.propose(
        set(), SEEN[:2], baskets=100, usual={p(3): 4}, orders=20, alike={p(3): (14, 20)}
    )  # fmt: skip
    three = next(x for x in more if x.product == p(3))
    assert [(e.kind, e.n, e.of) for e in three.evidence] == [
        (Kind.USUAL, 4, 20), (Kind.TOGETHER, 6, 12), (Kind.ALIKE, 14, 20),
    ]  # fmt: skip


def test_without_history_rules_still_speak():
    found = ranking.propose(
        {p(1)}, [], baskets=1, usual={}, orders=0, alike={}, rules=[(p(1), p(2), Kind.ACCESSORY)]
    )
    assert [x.product for x in found] == [p(2)]


def test_what_is_hidden_is_found_again_where_there_is_a_habit():
    before = baskets((1, {1, 2}, 30), (2, {3, 4}, 30), *((3, {n}, 40) for n in range(10, 25)))
    late = [
        (f"SO-{n}", b)
        for n, b in enumerate(
            baskets((1, {1, 2}, 5), (9, {3, 4}, 5), (3, {10}, 3), (3, {99, 98}, 1))
        )
    ]
    verdict = judging.judge(before, late)
    assert verdict == judging.Verdict(cases=10, hits=10, popular=0)  # best sellers are 10 to 24


def _both(told: list[set[int]], a: UUID, b: UUID) -> int:
    return sum(1 for what in told if {a.int, b.int} <= what)


@given(st.lists(st.sets(st.integers(1, 12), min_size=1, max_size=6), max_size=60))
def test_counts_are_those_of_counting_by_hand(told: list[set[int]]):
    known = learning.learn(baskets(*((1, what, 1) for what in told)))
    for pair in known.pairs:
        both = _both(told, pair.product, pair.other)
        assert pair.together == both >= learning.LEAST_TOGETHER
    expected = {
        (a, b)
        for a in known.supports
        for b in known.supports
        if a != b
        and (n := _both(told, a, b)) >= learning.LEAST_TOGETHER
        and n * len(told) > known.supports[a] * known.supports[b]  # more often than by chance
    }
    assert {(x.product, x.other) for x in known.pairs} == expected


@given(
    st.lists(st.tuples(st.integers(1, 5), st.integers(6, 15), st.integers(1, 9)), max_size=20),
    st.dictionaries(st.integers(1, 20), st.integers(1, 9), max_size=8),
)
def test_nothing_in_the_basket_is_proposed_and_everything_says_why(pairs, usual):
    basket = {p(n) for n in range(1, 6)}
    found = ranking.propose(
        basket, [Seen(p(a), p(b), n, 9, 9) for a, b, n in pairs], baskets=50,
        usual={p(k): n for k, n in usual.items()}, orders=9, alike={},
    )  # fmt: skip
    assert not basket & {x.product for x in found}
    assert all(x.evidence for x in found)
    assert [x.score for x in found] == sorted((x.score for x in found), reverse=True)


def test_the_taste_of_like_minded_customers_finds_the_hidden_product_too():
    shelf = {1, 2, 3, 4}
    before = baskets((1, shelf, 10), (2, shelf | {5}, 10), (3, shelf | {5}, 1), (4, {5, 6}, 10))
    memory = judging.remember(learning.learn(before), before)
    assert memory.alike == {c(1): {p(5): (2, 2)}}
    assert p(5) in judging.ask(memory, c(1), [p(1)])
