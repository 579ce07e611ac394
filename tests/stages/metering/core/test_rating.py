"""What was used costs what the order line's own price says of that quantity."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.stages.metering.core.rating import PriceGone, counted, price_ref, rate
from comptoir.stages.pricing import engine

D = Decimal
CALL = engine.Price(engine.PriceKind.PER_UNIT, D("0.012"), rule_id="LIST:7", rule_version=3)
FLAT = engine.Price(engine.PriceKind.FLAT, D(50), rule_id="LIST:8", rule_version=1)
TIERS = (
    engine.Tier(D(10), D(1)),
    engine.Tier(D(100), D("0.5"), flat_fee=D(2)),
    engine.Tier(None, D("0.25")),
)
GRADUATED = engine.Price(engine.PriceKind.GRADUATED, D(0), TIERS, "LIST:9", 2)
VOLUME = engine.Price(engine.PriceKind.VOLUME, D(0), TIERS, "EU:LIST:10", 2)
HALF = engine.Adjustment(engine.Adjust.PERCENT_OFF, D(50), "promotion", "promo:1", 4)


def sold(
    price: engine.Price, quantity: str = "1", *adjustments: engine.Adjustment
) -> list[dict[str, Any]]:
    """The steps that an order line keeps."""
    return engine.dump_steps(engine.price_line(price, D(quantity), 2, adjustments).steps)


@pytest.mark.parametrize(
    ("price", "ref"), [(CALL, None), (FLAT, None), (GRADUATED, 9), (VOLUME, 10)]
)
def test_tiers_name_the_price_entry_they_were_sold_at(price: engine.Price, ref: int | None) -> None:
    assert price_ref(sold(price)) == ref


def test_a_percentage_agreed_with_the_customer_is_off_what_was_used_too() -> None:
    less = engine.Lead("contract_discount", "percent_off", D(20), "agreement:7", 2)
    agreed = replace(GRADUATED, less=less)
    done = rate(D(20), D(0), sold(agreed, "5"), GRADUATED, 2, quoted=D(5))
    assert done.net_minor == 1360  # 10 × 1 + 10 × 0.5 + 2, less 20 %


def test_a_line_without_steps_names_none() -> None:
    assert price_ref([]) is None


def test_a_line_without_steps_is_rated_at_its_unit_price() -> None:
    done = rate(D("1000.5"), D("0.012"), [], None, 2, quoted=D(1))
    assert done.net_minor == 1201  # 12.006
    assert [(s["kind"], s["result"]) for s in done.waterfall] == [
        ("list", "0.012"), ("quantity", "12.0060"), ("rounding", "12.01"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("price", "adjustments", "used", "net"),
    [
        (CALL, (), "10000", 12_000),
        (CALL, (HALF,), "10000", 6_000),
        (CALL, (HALF, HALF), "10000", 3_000),
        (CALL, (HALF,), "0", 0),
        (FLAT, (), "10000", 5_000),
        (FLAT, (), "0", 5_000),
        (FLAT, (HALF,), "10000", 2_500),
        (GRADUATED, (), "0", 0),
        (GRADUATED, (), "10", 1_000),
        (GRADUATED, (), "30", 2_200),  # 10 × 1 + 2 + 20 × 0.5
        (GRADUATED, (HALF,), "200", 4_100),  # 10 + 2 + 45 + 25, less one half
        (VOLUME, (), "30", 1_700),
        (VOLUME, (HALF,), "200", 2_500),
    ],
)
def test_the_price_is_replayed_on_what_was_used(
    price: engine.Price, adjustments: tuple[engine.Adjustment, ...], used: str, net: int
) -> None:
    steps = sold(price, "3", *adjustments)
    done = rate(D(used), D(999), steps, price if price.tiers else None, 2, quoted=D(3))
    assert done.net_minor == net
    assert done.waterfall[-1]["result"] == str(D(net).scaleb(-2))


def test_the_amount_has_the_decimals_of_its_currency() -> None:
    assert rate(D(1000), D("0.0125"), [], None, 0, quoted=D(1)).net_minor == 13
    assert rate(D(1000), D("0.0125"), [], None, 3, quoted=D(1)).net_minor == 12_500


def test_a_price_entry_that_is_gone_refuses_and_guesses_nothing() -> None:
    with pytest.raises(PriceGone) as said:
        rate(D(30), D(1), sold(GRADUATED), None, 2, quoted=D(1))
    assert said.value.field == "price"


ADJUSTMENTS = st.lists(
    st.builds(
        engine.Adjustment,
        st.sampled_from([engine.Adjust.PERCENT_OFF, engine.Adjust.PERCENT_ON, engine.Adjust.TIMES]),
        st.decimals(0, 100, places=2),
        st.sampled_from(["discount", "promotion"]),
        st.sampled_from(["", "promo:7"]),
        st.integers(0, 3),
    ),
    max_size=3,
)


@given(
    st.sampled_from([CALL, FLAT, GRADUATED, VOLUME]),
    ADJUSTMENTS,
    st.decimals("0.000001", 1000, places=6),
    st.decimals(0, 1000, places=6),
)
def test_rating_equals_selling_the_same_quantity(
    price: engine.Price,
    adjustments: list[engine.Adjustment],
    ordered: Decimal,
    used: Decimal,
) -> None:
    done = rate(
        used, D(999), sold(price, str(ordered), *adjustments), price if price.tiers else None, 2,
        quoted=ordered,
    )  # fmt: skip
    asked = engine.price_line(price, used, 2, adjustments)
    assert (done.net_minor, done.waterfall) == (asked.net_minor, engine.dump_steps(asked.steps))


@pytest.mark.parametrize(
    "adjustment",
    [
        engine.Adjustment(engine.Adjust.UNIT_PRICE, D("0.01"), "net_price"),
        engine.Adjustment(engine.Adjust.ROUND_UNIT_TO, D("0.005"), "rounded"),
        engine.Adjustment(engine.Adjust.AMOUNT_OFF, D("0.01"), "goodwill"),
    ],
)
def test_every_adjustment_of_a_unit_price_is_replayed(adjustment: engine.Adjustment) -> None:
    done = rate(D(500), D(999), sold(CALL, "2", adjustment), None, 2, quoted=D(2))
    asked = engine.price_line(CALL, D(500), 2, [adjustment])
    assert (done.net_minor, done.waterfall) == (asked.net_minor, engine.dump_steps(asked.steps))


@pytest.mark.parametrize(
    ("used", "net"),
    [("0", 0), ("300", 9_500), ("600", 15_800), ("1000", 24_200), ("2000", 45_200)],
)
def test_an_amount_off_each_unit_of_tiered_usage_is_given_on_what_was_used(
    used: str, net: int
) -> None:
    off = engine.Adjustment(engine.Adjust.AMOUNT_OFF, D("0.04") * 1000, "unit_off")
    steps = sold(GRADUATED, "1000", off)
    assert rate(D(used), D(999), steps, GRADUATED, 2, quoted=D(1000)).net_minor == net


def test_it_gives_no_money_back_where_the_usage_is_cheap() -> None:
    off = engine.Adjustment(engine.Adjust.AMOUNT_OFF, D("0.3") * 100, "unit_off")
    cheap = engine.Price(
        engine.PriceKind.VOLUME, D(0), (engine.Tier(None, D("0.25")),), "LIST:9", 2
    )
    steps = sold(VOLUME, "100", off)
    assert rate(D(400), D(999), steps, cheap, 2, quoted=D(100)).net_minor == 0


def test_what_stands_counts_by_the_days_that_are_left_of_the_period() -> None:
    june = (date(2026, 6, 1), date(2026, 7, 1))
    assert counted(Decimal(4), date(2026, 6, 1), june) == 4
    assert counted(Decimal(4), date(2026, 6, 16), june) == 2
    assert counted(Decimal(-4), date(2026, 6, 16), june) == -2
    assert counted(Decimal(4), date(2026, 7, 1), june) == 0
