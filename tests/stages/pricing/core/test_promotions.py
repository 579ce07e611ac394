"""Promotions: each kind, how they stand to one another, and the public cases restated."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.stages.pricing.core.promotions import (
    BadPromotion,
    Item,
    Promotion,
    PromotionKind,
    PromotionTie,
    Stacking,
    apply,
    check,
)

D = Decimal
K, S = PromotionKind, Stacking


def promo(kind: K, code: str = "P", **more: Any) -> Promotion:
    return Promotion(code=code, name=code.title(), kind=kind, **more)


def item(sku: str, quantity: str, net: int, **more: Any) -> Item:
    return Item(
        sku, more.pop("category", ""), more.pop("charge", "one_off"), D(quantity), net, **more
    )


def off(items: list[Item], *promotions: Promotion) -> list[tuple[str, tuple[int, ...]]]:
    return [(a.promotion.code, a.off_minor) for a in apply(promotions, items)]


# PM-ODO-03 (odoo/odoo): the code takes nothing from the unit that is free already
def test_pm_odo_03_ten_percent_comes_after_the_free_unit() -> None:
    free = promo(K.FREE_UNITS, "FREE", buy=D(3), free=D(1), priority=2)
    code = promo(K.PERCENT, "CODE", percent=D(10), priority=1)
    items = [item("LAMP", "4", 128_000)]
    assert off(items, code, free) == [("FREE", (32_000,)), ("CODE", (9_600,))]
    assert 128_000 - sum(a.total_minor for a in apply([code, free], items)) == 86_400


# PM-SYL-01 (Sylius): 20.00 off, then 5 % of what remains
def test_pm_syl_01_an_amount_then_a_percentage_of_the_rest() -> None:
    items = [item("MUG", "5", 12_500), item("BOOK", "2", 3_000)]
    found = apply(
        [promo(K.AMOUNT, "A", amount_minor=2_000, priority=2),
         promo(K.PERCENT, "B", percent=D(5), priority=1)], items,
    )  # fmt: skip
    assert [a.total_minor for a in found] == [2_000, 675]


def test_an_amount_off_is_split_over_what_is_charged_once() -> None:
    items = [item("A", "1", 10_000), item("B", "1", 5_000), item("M", "1", 900, charge="recurring")]
    assert off(items, promo(K.AMOUNT, amount_minor=1_000)) == [("P", (667, 333, 0))]
    assert off(items, promo(K.AMOUNT, amount_minor=99_999)) == [("P", (10_000, 5_000, 0))]


def test_the_cheapest_unit_and_the_cheapest_of_a_group() -> None:
    items = [item("A", "2", 10_000), item("B", "3", 9_000)]
    assert off(items, promo(K.CHEAPEST, percent=D(10))) == [("P", (0, 300))]
    assert off(items, promo(K.FREE_UNITS, buy=D(3), free=D(1))) == [("P", (0, 3_000))]
    assert off(items, promo(K.FREE_UNITS, buy=D(1), free=D(4))) == [("P", (5_000, 9_000))]


def test_complete_sets_get_their_discount_and_the_rest_does_not() -> None:
    items = [item("DESK", "3", 90_000), item("CHAIR", "5", 50_000), item("LAMP", "1", 1_000)]
    sets = {"DESK": D(1), "CHAIR": D(2)}
    assert off(items, promo(K.BUNDLE, percent=D(20), sets=sets)) == [("P", (12_000, 8_000, 0))]
    assert off(items[:1], promo(K.BUNDLE, percent=D(20), sets=sets)) == []


def test_a_product_is_free_where_enough_of_the_others_is_bought() -> None:
    gift = promo(K.FREE_PRODUCT, gift="LAMP", free=D(1), skus=("DESK",), minimum_quantity=D(2))
    lamp = item("LAMP", "3", 3_000)
    assert off([item("DESK", "2", 60_000), lamp], gift) == [("P", (0, 1_000))]
    assert off([item("DESK", "1", 30_000), lamp], gift) == []


def test_conditions_limits_and_lines_that_no_promotion_touches() -> None:
    items = [
        item("A", "1", 10_000, category="x"), item("B", "1", 10_000, open=False),
        item("C", "1", 0), item("D", "0", 5),
    ]  # fmt: skip
    ten = {"percent": D(10)}
    assert off(items, promo(K.PERCENT, **ten)) == [("P", (1_000, 0, 0, 0))]
    assert off(items, promo(K.PERCENT, most_minor=250, **ten)) == [("P", (250, 0, 0, 0))]
    assert off(items, promo(K.PERCENT, most_minor=0, **ten)) == []
    assert off(items, promo(K.PERCENT, categories=("y",), **ten)) == []
    assert off(items, promo(K.PERCENT, minimum_minor=10_001, **ten)) == []
    assert off(items, promo(K.PERCENT, minimum_quantity=D(2), **ten)) == []
    assert off([], promo(K.PERCENT, **ten)) == []


def test_exclusive_best_of_and_in_order() -> None:
    items = [item("A", "1", 10_000)]

    def ten(code: str, stacking: S, priority: int, percent: int = 10) -> Promotion:
        return promo(K.PERCENT, code, percent=D(percent), stacking=stacking, priority=priority)

    alone, other = ten("ALONE", S.EXCLUSIVE, 5), ten("OTHER", S.EXCLUSIVE, 4, 50)
    small, large = ten("SMALL", S.BEST_OF, 3), ten("LARGE", S.BEST_OF, 1, 20)
    more = ten("MORE", S.IN_ORDER, 2)
    assert off(items, small, other, more, alone) == [("ALONE", (1_000,))]
    assert off(items, small, large, more) == [("MORE", (1_000,)), ("LARGE", (1_800,))]
    assert off(items, small, ten("SAME", S.BEST_OF, 9)) == [("SAME", (1_000,))]


def test_a_tie_is_refused_with_both_names() -> None:
    items = [item("A", "1", 10_000)]
    one, two = (promo(K.PERCENT, code, percent=D(10), priority=7) for code in ("ONE", "TWO"))
    with pytest.raises(PromotionTie) as told:
        apply([one, two], items)
    assert told.value.facts["names"] == ["One", "Two"]


def test_what_is_left_at_nothing_takes_nothing() -> None:
    all_off = promo(K.PERCENT, "ALL", percent=D(100), priority=2)
    more = promo(K.PERCENT, "MORE", percent=D(5), priority=1)
    assert off([item("A", "3", 10_001)], all_off, more) == [("ALL", (10_001,))]


@pytest.mark.parametrize(
    "wrong",
    [
        promo(K.PERCENT), promo(K.PERCENT, percent=D(101)), promo(K.AMOUNT, amount_minor=-1),
        promo(K.FREE_UNITS, buy=D(1)), promo(K.BUNDLE, percent=D(5)),
        promo(K.BUNDLE, percent=D(5), sets={"A": D(0)}), promo(K.FREE_PRODUCT, free=D(1)),
        promo(K.PERCENT, percent=D(5), minimum_minor=-1),
    ],
)  # fmt: skip
def test_promotions_without_sense_are_refused(wrong: Promotion) -> None:
    with pytest.raises(BadPromotion):
        check(wrong)


def test_good_ones_pass() -> None:
    check(promo(K.PERCENT, percent=D(10)))
    check(promo(K.BUNDLE, percent=D(10), sets={"A": D(1)}, most_minor=5))


ITEMS = st.lists(
    st.builds(
        lambda q, net, once: item("A", str(q), net, charge="one_off" if once else "recurring"),
        st.integers(1, 20), st.integers(0, 10**7), st.booleans(),
    ),
    max_size=12,
)  # fmt: skip
RULES = st.sampled_from(
    [
        promo(K.PERCENT, "A", percent=D("33.3"), priority=1),
        promo(K.AMOUNT, "B", amount_minor=4_999, priority=2),
        promo(K.FREE_UNITS, "C", buy=D(2), free=D(1), priority=3),
        promo(K.CHEAPEST, "D", percent=D(50), priority=4, stacking=S.BEST_OF),
        promo(K.PERCENT, "E", percent=D(5), priority=5, stacking=S.BEST_OF, most_minor=777),
    ]
)


@given(ITEMS, st.lists(RULES, unique_by=lambda p: p.code))
def test_no_line_goes_below_nothing_and_each_total_is_its_shares(
    items: list[Item], rules: list[Promotion]
) -> None:
    nets = [i.net_minor for i in items]
    for applied in apply(rules, items):
        assert applied.total_minor == sum(applied.off_minor) > 0
        nets = [net - less for net, less in zip(nets, applied.off_minor, strict=True)]
    assert all(net >= 0 for net in nets)
    assert apply(rules, items) == apply(rules[::-1], items)
