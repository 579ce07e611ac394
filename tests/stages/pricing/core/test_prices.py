"""A line's price: tiers, adjustments, one rounding, every step kept."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel.money import half_up
from comptoir.stages.pricing.core.prices import (
    Adjust,
    Adjustment,
    BadAdjustment,
    Price,
    PriceKind,
    price_line,
)
from comptoir.stages.pricing.core.tiers import (
    BadTiers,
    BeyondTiers,
    NegativeQuantity,
    Tier,
    check_tiers,
    tier_parts,
)
from comptoir.stages.pricing.core.waterfall import replay

D = Decimal


def tiers(*rows: tuple[str | None, str, str]) -> tuple[Tier, ...]:
    return tuple(Tier(None if up is None else D(up), D(unit), D(flat)) for up, unit, flat in rows)


def unit(amount: str) -> Price:
    return Price(PriceKind.PER_UNIT, D(amount), rule_id="book:1", rule_version=3)


def off(percent: str) -> Adjustment:
    return Adjustment(Adjust.PERCENT_OFF, D(percent), "promotion", "promo:7", 2)


def adjust(kind: Adjust, value: str) -> Adjustment:
    return Adjustment(kind, D(value))


FLAT_FEES = tiers(("10", "10", "2"), ("20", "5", "3"), (None, "5", "3"))
ZERO_USAGE = tiers(("5", "0", "100"), ("10", "0", "50"), ("15", "10", "0"), (None, "5", "0"))
MIXED = tiers(("5", "0", "100"), ("10", "0", "150"), ("15", "10", "0"), (None, "5", "0"))
STRIPE = tiers(("5", "7", "0"), ("10", "6.5", "0"), (None, "6", "0"))
ZUPLO = tiers(("1000", "0.10", "0"), ("10000", "0.05", "0"), (None, "0.01", "0"))
SUB_CENT = tiers(
    ("10000", "0.0010", "10"),
    ("50000", "0.0008", "10"),
    ("100000", "0.0006", "10"),
    (None, "0.0004", "10"),
)
FREE_50 = tiers(("50", "0", "0"), (None, "0.01", "0"))
RECURLY = tiers(("100", "1", "0"), (None, "0.5", "0"))
OVERAGE = tiers(("100", "0", "0"), ("200", "2", "0"))
SLAB = tiers(("10", "100", "0"), ("20", "95", "0"), ("30", "90", "0"), (None, "85", "0"))
DECIMAL_BOUNDS = tiers(("0.1", "10", "0"), ("1", "5", "0"), (None, "2", "0"))
AUTUMN = tiers(("1000", "0.01", "0"), ("10000", "0.008", "0"), (None, "0.005", "0"))
G, V = PriceKind.GRADUATED, PriceKind.VOLUME


# Restated from the public cases; the id names the case, the source stands beside it.
@pytest.mark.parametrize(
    ("case", "kind", "table", "amounts"),
    [
        # getlago/lago-api spec/services/charge_models/graduated_service_spec.rb
        (
            "rate-graduated-flat-01",
            G,
            FLAT_FEES,
            {"0": 200, "1": 1200, "10": 10200, "11": 11000, "12": 11500, "21": 16300},
        ),
        ("TR-LAG-02", G, DECIMAL_BOUNDS, {"0.05": 50, "0.5": 300}),
        # openmeterio/openmeter tieredgraduated_test.go, tieredvolume_test.go
        ("rate-graduated-zero-usage-flat-21", G, ZERO_USAGE, {"0": 10000, "3": 10000, "5": 10000}),
        (
            "rate-volume-flat-mixed-22",
            V,
            MIXED,
            {
                "0": 10000,
                "3": 10000,
                "5": 10000,
                "14": 14000,
                "15": 15000,
                "16": 8000,
                "100": 50000,
            },
        ),
        # getlago.com charge models, volume
        ("rate-volume-65k-11", V, SUB_CENT, {"65000": 4900}),
        # docs.stripe.com tiered pricing
        (
            "rate-volume-vs-graduated-15 volume",
            V,
            STRIPE,
            {"1": 700, "5": 3500, "6": 3900, "20": 12000, "25": 15000},
        ),
        (
            "rate-volume-vs-graduated-15 graduated",
            G,
            STRIPE,
            {"1": 700, "5": 3500, "6": 4150, "20": 12750, "25": 15750},
        ),
        # zuplo.com pricing models
        ("rate-volume-vs-graduated-16 graduated", G, ZUPLO, {"15000": 60000}),
        ("rate-volume-vs-graduated-16 volume", V, ZUPLO, {"15000": 15000}),
        # uselotus/lotus test_components.py
        ("rate-free-tier-graduated-vs-bulk-34 graduated", G, FREE_50, {"100": 50}),
        ("rate-free-tier-graduated-vs-bulk-34 bulk", V, FREE_50, {"100": 100}),
        # docs.recurly.com
        ("rate-graduated-150-35", G, RECURLY, {"150": 12500}),
        # docs.zuora.com rating detail
        ("rate-tiered-overage-39", G, OVERAGE, {"130": 6000, "200": 20000}),
        # docs.useautumn.com graduated pricing
        ("TR-DOC-03", G, AUTUMN, {"15000": 10700}),
        # docs.flexprice.io tiered
        ("TR-DOC-04", V, tiers((None, "0.0006", "0")), {"65000": 3900}),
        # salesforcehandson.blogspot.com discount schedule: slab, and range on the same data
        ("TR-SFC-01 slab", G, SLAB, {"11": 109500}),
        ("TR-SFC-01 range", V, SLAB, {"11": 104500}),
    ],
)
def test_a_tier_table_prices_as_published(
    case: str, kind: PriceKind, table: tuple[Tier, ...], amounts: dict[str, int]
) -> None:
    check_tiers(table)
    price = Price(kind, tiers=table)
    assert {q: price_line(price, D(q), 2).net_minor for q in amounts} == amounts, case


# rate-volume-delta-negative-29 (openmeter delta/tieredvolume_test.go)
def test_a_volume_price_may_fall_when_the_quantity_rises() -> None:
    price = Price(V, tiers=tiers(("15", "10", "0"), (None, "5", "0")))
    at = {q: price_line(price, D(q), 2).net_minor for q in (12, 14, 15, 16)}
    assert (at[15], at[16] - at[15], at[14] - at[12]) == (15000, -7000, 2000)


# rate-tiered-overage-39 (docs.zuora.com): rating is explained tier by tier
def test_each_tier_says_what_it_contributed() -> None:
    parts = tier_parts(OVERAGE, D(130), graduated=True)
    assert [(p.units, p.unit_price, p.amount) for p in parts] == [
        (D(100), D(0), D(0)),
        (D(30), D(2), D(60)),
    ]
    steps = price_line(Price(G, tiers=OVERAGE), D(130), 2).steps
    assert [(s.kind, s.label_code, s.result) for s in steps] == [
        ("tier", "tier:1", D(0)),
        ("tier", "tier:2", D(60)),
        ("rounding", "net", D(60)),
    ]


def test_the_upper_bound_of_a_tier_belongs_to_it() -> None:
    price = Price(V, tiers=tiers(("10", "2", "0"), (None, "1", "0")))
    assert [price_line(price, D(q), 2).net_minor for q in ("10", "10.000001")] == [2000, 1000]


@pytest.mark.parametrize("kind", [G, V])
def test_a_quantity_above_the_last_tier_is_refused(kind: PriceKind) -> None:
    with pytest.raises(BeyondTiers) as refusal:
        price_line(Price(kind, tiers=OVERAGE), D(201), 2)
    assert refusal.value.facts == {"found": D(201), "expected": "at most 200"}
    with pytest.raises(BeyondTiers):
        price_line(Price(kind), D(1), 2)


def test_a_tiered_price_refuses_a_negative_quantity() -> None:
    with pytest.raises(NegativeQuantity):
        price_line(Price(G, tiers=STRIPE), D(-1), 2)


@pytest.mark.parametrize(
    ("table", "field"),
    [
        ((), "tiers"),
        (tiers((None, "1", "0"), ("5", "1", "0")), "tiers.1.up_to"),
        (tiers(("5", "1", "0"), ("5", "1", "0")), "tiers.2.up_to"),
        (tiers(("0", "1", "0")), "tiers.1.up_to"),
    ],
)
def test_tiers_that_do_not_cover_every_quantity_once_are_refused(
    table: tuple[Tier, ...], field: str
) -> None:
    with pytest.raises(BadTiers) as refusal:
        check_tiers(table)
    assert refusal.value.field == field


# rate-unit-subcent-06 (getlago standard_service_spec.rb): rounded once, on the line
def test_a_sub_cent_unit_price_is_rounded_on_the_line() -> None:
    line = price_line(unit("5.12345"), D(10), 2)
    assert (line.net_minor, line.net_unit, line.steps[-1].base) == (
        5123,
        D("5.12345"),
        D("51.2345"),
    )


# RD-02 (odoo pull 151647)
def test_rd_02_a_discount_then_a_rounding_of_the_unit_price_gives_290() -> None:
    line = price_line(unit("305"), D(1), 2, [off("5"), adjust(Adjust.ROUND_UNIT_TO, "1")])
    assert (line.net_unit, line.net_minor) == (D(290), 29000)


# RD-07 (odoo pull 14651): the waterfall keeps the rule's 27 %, never one computed back
def test_rd_07_the_discount_shown_is_the_value_of_the_rule() -> None:
    line = price_line(unit("11.36"), D(1), 2, [off("27")])
    shown = next(s for s in line.steps if s.kind == "adjustment")
    assert (shown.value, shown.rule_id, shown.rule_version, line.net_minor) == (
        D(27),
        "promo:7",
        2,
        829,
    )


# tax-line-vs-global-07 (odoo issue 37896): 348.35 × 16 less 4 %
def test_a_percentage_is_taken_on_the_exact_price() -> None:
    assert price_line(unit("348.35"), D(16), 2, [off("4")]).net_minor == 535066


# PR-ERP-01 (frappe/erpnext test_pricing_rule.py): margin first, discount on the raised rate
def test_pr_erp_01_a_discount_follows_the_margin() -> None:
    line = price_line(unit("1000"), D(1), 2, [adjust(Adjust.PERCENT_ON, "10"), off("10")])
    assert [(s.base, s.operation, s.result) for s in line.steps[1:3]] == [
        (D(1000), "percent_on", D(1100)),
        (D(1100), "percent_off", D(990)),
    ]
    assert (line.list_minor, line.net_minor) == (100000, 99000)


# SB-SFC-01 (trailhead.salesforce.com): twelve-month price sold for 24 months
def test_sb_sfc_01_a_longer_term_multiplies_the_price() -> None:
    assert price_line(unit("30"), D(1), 2, [adjust(Adjust.TIMES, "2")]).net_minor == 6000


def test_an_amount_off_comes_off_the_whole_line() -> None:
    line = price_line(
        unit("10"), D(3), 2, [adjust(Adjust.AMOUNT_OFF, "5"), adjust(Adjust.AMOUNT_OFF, "1")]
    )
    assert (line.list_minor, line.net_minor, line.net_unit) == (3000, 2400, None)
    assert [s.kind for s in line.steps] == [
        "list",
        "quantity",
        "adjustment",
        "adjustment",
        "rounding",
    ]


def test_an_amount_off_a_return_lessens_the_credit() -> None:
    line = price_line(unit("10"), D(-3), 2, [adjust(Adjust.AMOUNT_OFF, "5")])
    assert line.net_minor == -2500
    assert replay(line.steps) == D("-25.00")


def test_an_override_replaces_the_unit_price_whatever_came_before() -> None:
    for kind, table in ((PriceKind.PER_UNIT, ()), (PriceKind.FLAT, ()), (G, STRIPE)):
        price = Price(kind, D("99"), table)
        line = price_line(price, D(4), 2, [off("3"), adjust(Adjust.UNIT_PRICE, "7.505")])
        assert (line.net_unit, line.net_minor) == (D("7.505"), 3002)
        assert replay(line.steps) == D("30.02")


def test_a_flat_price_ignores_the_quantity() -> None:
    line = price_line(Price(PriceKind.FLAT, D("49.90")), D(7), 2, [off("10")])
    assert (line.list_minor, line.net_minor, line.net_unit) == (4990, 4491, None)


@pytest.mark.parametrize(
    ("adjustment", "expected"),
    [
        (adjust(Adjust.PERCENT_OFF, "100.01"), "0 to 100 %"),
        (adjust(Adjust.PERCENT_OFF, "-1"), "0 or more"),
        (adjust(Adjust.AMOUNT_OFF, "30.01"), "at most 30.00"),
        (adjust(Adjust.UNIT_PRICE, "-0.01"), "0 or more"),
        (adjust(Adjust.ROUND_UNIT_TO, "0"), "more than 0, before the quantity"),
    ],
)
def test_an_adjustment_beyond_reason_is_refused(adjustment: Adjustment, expected: str) -> None:
    with pytest.raises(BadAdjustment) as refusal:
        price_line(unit("10.00"), D(3), 2, [adjustment])
    assert refusal.value.facts["expected"] == expected


def test_a_unit_price_cannot_be_rounded_after_the_quantity() -> None:
    with pytest.raises(BadAdjustment):
        price_line(Price(PriceKind.FLAT, D(5)), D(1), 2, [adjust(Adjust.ROUND_UNIT_TO, "1")])


quantities = st.decimals(0, 10**6, places=6, allow_nan=False)
prices = st.decimals(0, 10**7, places=12, allow_nan=False)
percents = st.decimals(0, 100, places=4, allow_nan=False)


@given(prices, quantities, percents, percents, st.sampled_from([0, 2, 3, 4]))
def test_the_net_is_exact_until_its_one_rounding(
    amount: Decimal, quantity: Decimal, a: Decimal, b: Decimal, digits: int
) -> None:
    line = price_line(
        Price(PriceKind.PER_UNIT, amount),
        quantity,
        digits,
        [Adjustment(Adjust.PERCENT_OFF, a), Adjustment(Adjust.PERCENT_ON, b)],
    )
    exact = (
        Fraction(amount) * Fraction(quantity) * (1 - Fraction(a) / 100) * (1 + Fraction(b) / 100)
    )
    assert line.net_minor == half_up(exact * 10**digits)
    assert replay(line.steps) == Decimal(line.net_minor).scaleb(-digits)
    assert all(after.base == s.result for s, after in zip(line.steps, line.steps[1:], strict=False))


@given(
    st.sampled_from([STRIPE, ZUPLO, FLAT_FEES, DECIMAL_BOUNDS, SUB_CENT]),
    st.sampled_from([G, V]),
    quantities,
)
def test_the_tiers_together_price_the_whole_quantity(
    table: tuple[Tier, ...], kind: PriceKind, quantity: Decimal
) -> None:
    price = Price(kind, tiers=table)
    parts = tier_parts(table, quantity, graduated=kind is G)
    assert sum(p.units for p in parts) == quantity
    line = price_line(price, quantity, 2)
    assert line.net_minor == half_up(Fraction(sum(Fraction(p.amount) for p in parts)) * 100)
    assert replay(line.steps) == Decimal(line.net_minor).scaleb(-2)
