"""A stored waterfall replays to the same net, or says which step is wrong."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.stages.pricing.core.prices import Adjust, Adjustment, Price, PriceKind, price_line
from comptoir.stages.pricing.core.waterfall import (
    BrokenWaterfall,
    Step,
    dump_steps,
    load_steps,
    replay,
)

D = Decimal
kinds = st.sampled_from([Adjust.PERCENT_OFF, Adjust.PERCENT_ON, Adjust.TIMES, Adjust.UNIT_PRICE])
adjustments = st.lists(
    st.builds(Adjustment, kinds, st.decimals(0, 100, places=3, allow_nan=False)), max_size=5
)


def steps() -> tuple[Step, ...]:
    discount = Adjustment(Adjust.PERCENT_OFF, D(10), "promotion", "promo:7", 2)
    return price_line(
        Price(PriceKind.PER_UNIT, D("19.99"), rule_id="book:1", rule_version=3),
        D(3),
        2,
        [discount],
    ).steps


@given(st.decimals(0, 10**6, places=8, allow_nan=False), st.integers(0, 1000), adjustments)
def test_a_waterfall_survives_json_and_replays_to_the_net(
    amount: Decimal, quantity: int, changes: list[Adjustment]
) -> None:
    line = price_line(Price(PriceKind.PER_UNIT, amount), D(quantity), 2, changes)
    again = load_steps(json.loads(json.dumps(dump_steps(line.steps))))
    assert again == line.steps
    assert replay(again) == D(line.net_minor).scaleb(-2)


def test_every_step_is_kept_with_its_rule() -> None:
    assert [tuple(s) for s in steps()] == [
        ("list", "list_price", D(0), "set", D("19.99"), D("19.99"), "book:1", 3, None),
        (
            "adjustment",
            "promotion",
            D("19.99"),
            "percent_off",
            D(10),
            D("17.991"),
            "promo:7",
            2,
            None,
        ),
        ("quantity", "quantity", D("17.991"), "multiply", D(3), D("53.973"), "", 0, None),
        ("rounding", "net", D("53.973"), "round_to", D("0.01"), D("53.97"), "", 0, "half_up"),
    ]


def test_an_altered_step_is_named() -> None:
    whole = steps()
    bad_value = (whole[0], whole[1]._replace(value=D(20)), *whole[2:])
    with pytest.raises(BrokenWaterfall) as refusal:
        replay(bad_value)
    assert refusal.value.field == "steps.2.result"
    with pytest.raises(BrokenWaterfall) as refusal:
        replay((whole[0], *whole[2:]))
    assert refusal.value.field == "steps.2.base"


def test_no_steps_are_worth_nothing() -> None:
    assert replay(()) == 0
