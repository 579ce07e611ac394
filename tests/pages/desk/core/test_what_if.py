"""Priced anew: an unchanged definition changes nothing, another one changes exactly what the engine says."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel.money import half_up
from comptoir.pages.desk.core.what_if import (
    Billed,
    How,
    by_customer,
    histogram,
    points,
    price_again,
)
from comptoir.stages.pricing.engine import (
    Adjust,
    Adjustment,
    Card,
    Lead,
    Price,
    PriceKind,
    Recipe,
    Tier,
    Used,
    moved,
    price_line,
)
from comptoir.stages.pricing.engine import (
    How as Move,
)

A, B, SEAT = UUID(int=1), UUID(int=2), UUID(int=3)
TEN = Decimal(10)
TIERS = (Tier(TEN, Decimal("5.00")), Tier(None, Decimal("4.00"), Decimal(2)))
PRICES = (
    Price(PriceKind.PER_UNIT, Decimal("9.99"), rule_id="B:1"),
    Price(PriceKind.FLAT, Decimal(120), rule_id="B:1"),
    Price(PriceKind.VOLUME, tiers=TIERS, rule_id="B:1"),
    Price(PriceKind.GRADUATED, tiers=TIERS, rule_id="B:1", minimum=Decimal(3)),
    Price(PriceKind.STAIRSTEP, tiers=(Tier(None, Decimal(0), Decimal(70)),), rule_id="B:1"),
    Price(PriceKind.PACKAGE, Decimal(30), size=TEN, rule_id="B:1"),
    Price(PriceKind.USAGE, Decimal("0.5"), rule_id="B:1",
          card=Card(free_units=Decimal(5), event_fee=Decimal("0.1"))),
)  # fmt: skip
prices = st.sampled_from(PRICES)
quantities = st.integers(1, 400).map(lambda n: Decimal(n) / 4)
discounts = st.lists(
    st.one_of(
        st.integers(0, 99).map(lambda n: Adjustment(Adjust.PERCENT_OFF, Decimal(n))),
        st.integers(1, 36).map(lambda n: Adjustment(Adjust.TIMES, Decimal(n))),
        st.integers(0, 40).map(lambda n: Adjustment(Adjust.PERCENT_ON, Decimal(n))),
        st.integers(-1, 9).map(lambda n: Adjustment(Adjust.OPTION, Decimal(n))),
    ),
    max_size=3,
)


def billed(
    price: Price, quantity: Decimal = TEN, adjustments: list[Adjustment] | None = None, *,
    net: int | None = None, customer: UUID = A,
) -> Billed:  # fmt: skip
    """A line as it was billed at a price; `net` where it was billed otherwise."""
    done = price_line(price, quantity, 2, adjustments or [])
    minor = done.net_minor if net is None else net
    return Billed(1, customer, SEAT, quantity, minor, 2, done.steps, price)


@given(prices, quantities, discounts, st.integers(-10_000, 10_000) | st.none())
def test_an_unchanged_definition_leaves_every_amount_as_it_was_billed(
    price, quantity, adjustments, net
):
    line = billed(price, quantity, adjustments, net=net)
    assert price_again(line, price).after_minor == line.net_minor
    still = price_again(line, None, lambda p: moved(p, Recipe(Move.PERCENT, Decimal(0))))
    assert still.after_minor == line.net_minor


@given(prices, prices, quantities, discounts)
def test_another_definition_is_what_the_engine_asks_with_the_same_discounts(
    old, new, quantity, adjustments
):
    found = price_again(billed(old, quantity, adjustments), new)
    asked = price_line(new, quantity, 2, adjustments)
    assert (found.how, found.after_minor, found.steps) == (How.EXACT, asked.net_minor, asked.steps)
    assert found.priced == (found.line.net_minor, asked.net_minor)
    assert found.difference_minor == asked.net_minor - found.line.net_minor


@given(prices, prices, st.integers(-5_000, 5_000))
def test_what_was_billed_otherwise_moves_as_the_two_prices_do(old, new, net):
    line = billed(old, net=net)
    found = price_again(line, new)
    before, after = found.priced
    if found.how is How.SHARE:
        assert abs(found.after_minor) == half_up(Fraction(abs(net) * after, before))
        assert found.after_minor * net >= 0
    else:
        assert found.how is How.EXACT and abs(net) == before


def test_a_percentage_on_the_prices_is_the_same_percentage_on_what_they_alone_make():
    ten = Recipe(Move.PERCENT, TEN)
    for price, expected in zip(
        PRICES, (10_989, 13_200, 5_500, 5_500, 7_700, 3_300, 286), strict=True
    ):
        found = price_again(billed(price), None, lambda p: moved(p, ten))
        assert found.after_minor == expected, price


def test_an_agreed_price_stays():
    plain = PRICES[0]
    for kind in (Adjust.UNIT_PRICE, Adjust.LINE_NET):
        line = billed(plain, adjustments=[Adjustment(kind, Decimal(8), "net_price")])
        assert price_again(line, PRICES[1]).how is How.AGREED
        assert price_again(line, PRICES[1]).after_minor == line.net_minor


def test_what_has_no_steps_or_looks_at_other_lines_stays():
    line = billed(PRICES[0])
    assert price_again(replace(line, steps=()), PRICES[1]).how is How.UNKNOWN
    assert price_again(line, None).how is How.UNKNOWN
    assert price_again(replace(line, price=None), None, lambda p: p).how is How.UNKNOWN
    lead = (Lead("basis", "set", TEN, "B:1", 1), Lead("percent_of", "percent_of", TEN, "B:1", 1))
    other = billed(replace(PRICES[0], unit_price=Decimal(1), lead=lead))
    assert price_again(other, PRICES[1]).how is How.UNKNOWN
    free = billed(replace(PRICES[0], unit_price=Decimal(0)), net=500)
    assert price_again(free, PRICES[1]).how is How.UNKNOWN


def test_a_price_that_followed_a_cost_is_taken_at_what_it_came_to():
    lead = (Lead("cost_plus", "set", Decimal("7.5"), "B:1", 1),)
    made = billed(replace(PRICES[0], unit_price=Decimal("7.5"), lead=lead))
    line = replace(made, price=Price(PriceKind.COST_PLUS, rule_id="B:1"))
    assert price_again(line, PRICES[0]).priced == (7_500, 9_990)
    flat = billed(PRICES[1])
    assert price_again(replace(flat, price=None), PRICES[0]).priced == (12_000, 9_990)


def test_a_definition_that_cannot_price_the_line_leaves_it():
    short = Price(PriceKind.VOLUME, tiers=(Tier(Decimal(5), Decimal(1)),))
    assert price_again(billed(PRICES[0]), short).how is How.REFUSED


def test_usage_is_priced_by_its_events_and_prorated_use_by_the_days_it_stands():
    use = replace(
        billed(PRICES[0]),
        events=(Used(Decimal(5), Decimal(5), 2),),
        stands=(Used(TEN, Decimal(4)),),
    )
    fee = Price(PriceKind.USAGE, Decimal(1), card=Card(event_fee=Decimal(3)))
    assert price_again(use, fee).after_minor == 1_600  # 10 units and 2 fees
    seats = Price(PriceKind.GRADUATED, tiers=(Tier(None, Decimal(2)),), card=Card(prorated=True))
    assert price_again(use, seats).after_minor == 800  # 4 of the period on average


def test_customers_add_up_and_stand_in_bands():
    lines = [
        billed(PRICES[0]), billed(PRICES[0], net=-999), billed(PRICES[0], Decimal(3), customer=B),
    ]  # fmt: skip
    outcomes = [price_again(line, replace(PRICES[0], unit_price=Decimal(11))) for line in lines]
    agreed = billed(PRICES[0], adjustments=[Adjustment(Adjust.UNIT_PRICE, Decimal(8))], customer=B)
    found = by_customer([*outcomes, price_again(agreed, PRICES[1])])
    assert [(c.customer, c.lines, c.stays, c.before_minor, c.difference_minor) for c in found] == [
        (A, 2, 0, 8_991, 909), (B, 2, 1, 10_997, 303),
    ]  # fmt: skip
    assert [c.points for c in found] == [Decimal("10.1"), Decimal("2.8")]
    assert {name: n for name, n in histogram(found).items() if n} == {"5": 1, "20": 1}
    assert points(1, 0) is None


@given(st.lists(st.tuples(st.integers(1, 1000), st.integers(0, 3000)), max_size=8))
def test_every_customer_stands_in_one_band_on_the_side_of_the_change(pairs):
    outcomes = [
        replace(price_again(billed(PRICES[0], net=before, customer=UUID(int=n)), PRICES[0]),
                after_minor=after)
        for n, (before, after) in enumerate(pairs)
    ]  # fmt: skip
    bands = histogram(by_customer(outcomes))
    assert sum(bands.values()) == len(pairs)
    assert bands["0"] == sum(before == after for before, after in pairs)
    assert sum(n for name, n in bands.items() if name in ("5", "10", "20", ">20")) == sum(
        after > before for before, after in pairs
    )
