"""Rate cards of usage: allowance, fee, percentage, bounds per event; tiers by the days that use stands."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel.money import half_up
from comptoir.stages.pricing.core.entries import Terms, check_terms, dump_terms, load_terms
from comptoir.stages.pricing.core.prices import Price, PriceKind, price_line
from comptoir.stages.pricing.core.tiers import (
    BeyondTiers,
    NegativeQuantity,
    Tier,
    Used,
    prorated_parts,
)
from comptoir.stages.pricing.core.usage import BadUsageCard, Card
from comptoir.stages.pricing.core.waterfall import replay

D = Decimal
LAGO = Card(D("1.3"), free_units=D(250), free_events=3, event_fee=D(2))
BOUNDED = Card(D("2.99"), event_minimum=D("1.75"), event_maximum=D(12))
SEATS = (Tier(D(5), D(10), D(100)), Tier(None, D(5), D(50)))


def used(*units: object, counted: tuple[str, ...] = ()) -> list[Used]:
    amounts = [D(str(u)) for u in units]
    shares = [D(c) for c in counted] or amounts
    return [Used(a, c) for a, c in zip(amounts, shares, strict=True)]


def exact(card: Card, events: list[Used], unit_price: str = "0") -> Decimal:
    """The amount before its rounding."""
    price = Price(PriceKind.USAGE, D(unit_price), card=card)
    total = sum((e.units * e.times for e in events), D(0))
    line = price_line(price, total, 2, events=events)
    assert replay(line.steps) == D(line.net_minor).scaleb(-2)
    return line.steps[-1].base


# TR-LAG-05 (getlago/lago-api spec/services/charge_models/percentage_service_spec.rb)
@pytest.mark.parametrize(
    ("case", "card", "events", "amount"),
    [
        ("a", LAGO, used(50, 100, 250, 400), "11.15"),
        ("b", Card(D("1.3"), event_fee=D(2)), used(50, 100, 250, 400), "18.4"),
        ("c", BOUNDED, used(10, 80, 10000), "16.142"),
        ("c without min/max", Card(D("2.99")), used(10, 80, 10000), "301.691"),
        (
            "d",
            Card(D("2.99"), event_fee=D(2), event_minimum=D("1.75"), event_maximum=D(12)),
            used(10, 80, 10000),
            "18.691",
        ),
    ],
)
def test_tr_lag_05_a_percentage_with_fee_allowance_and_bounds_per_event(
    case: str, card: Card, events: list[Used], amount: str
) -> None:
    assert exact(card, events) == D(amount), case


# TR-LAG-06 (getlago/lago-api spec/services/charge_models/prorated_graduated_service_spec.rb)
@pytest.mark.parametrize(
    ("case", "events", "counted", "amount"),
    [
        ("a", (5, 5, 10, -6), ("3.5", "2.66667", "2", "-2.2"), 19733),
        ("b", (2, 5, 10, -6), ("1.4", "2.66667", "2", "-2.2"), 18433),
        ("c", (5, -2), ("3.5", "-1"), 12500),
        ("d", (5, 2, -4, 10), ("3.5", "1", "-1.6", "2"), 19000),
        ("e", (5, -100), ("2", "-33.33"), 0),
        ("f", (), (), 10000),
        ("g", (1,), ("0.7",), 10700),
    ],
)
def test_tr_lag_06_graduated_tiers_with_prorated_events(
    case: str, events: tuple[int, ...], counted: tuple[str, ...], amount: int
) -> None:
    price = Price(PriceKind.GRADUATED, tiers=SEATS, card=Card(prorated=True))
    line = price_line(price, D(sum(events)), 2, events=used(*events, counted=counted))
    assert line.net_minor == amount, case
    assert replay(line.steps) == D(amount).scaleb(-2)


@pytest.mark.parametrize(
    ("card", "unit_price", "events", "amount"),
    [
        (Card(free_units=D(100)), "0.5", used(60, 60), "10"),
        (Card(free_units=D(100), event_fee=D(1)), "0.5", used(100, 0, 20), "11"),  # 100 and 0: free
        (Card(free_units=D(5), event_fee=D(1)), "0", used(6, 0), "2"),
        (Card(free_events=2, event_fee=D(1)), "0.5", used(10, 10, 4), "3"),
        (Card(free_events=9, event_fee=D(1)), "0.5", used(10, 10), "0"),
        (Card(free_events=1, free_units=D(100), event_fee=D(1)), "1", used(10, 5), "6"),
        (Card(event_fee=D(1)), "2", used(10, -4), "13"),  # what is taken back asks no fee
        (Card(free_units=D(8)), "2", used(10, -4, 1), "0"),
        (Card(free_units=D(8)), "2", used(-3), "0"),
        (Card(event_minimum=D(3)), "0", [Used(D(2), D(2), 1000)], "3000"),
        (Card(event_fee=D(1), free_units=D(25)), "1", [Used(D(10), D(10), 5)], "28"),
        (Card(event_fee=D(1)), "1", [], "0"),
    ],
)
def test_the_allowance_comes_first(
    card: Card, unit_price: str, events: list[Used], amount: str
) -> None:
    assert exact(card, events, unit_price) == D(amount)


def test_every_step_says_what_it_is() -> None:
    card = Card(D(10), free_units=D(50), event_fee=D(1), event_minimum=D(3), event_maximum=D(5))
    price = Price(PriceKind.USAGE, card=card, rule_id="LIST:4", rule_version=2)
    steps = price_line(price, D(180), 2, events=used(50, 10, 120)).steps
    assert [(s.label_code, s.operation, s.result) for s in steps] == [
        ("used", "set", D(180)),
        ("free_units", "subtract", D(130)),
        ("percent_of", "percent_of", D(13)),
        ("event_fees", "add", D(15)),
        ("event_minimum", "add", D(16)),
        ("event_maximum", "subtract", D(8)),
        ("net", "round_to", D(8)),
    ]
    assert {(s.rule_id, s.rule_version) for s in steps[:-1]} == {("LIST:4", 2)}


@pytest.mark.parametrize(
    ("size", "quantity", "net"),
    [
        ("0", "100", 1100),
        ("10", "100", 2000),
        ("30", "100", 1400),
        ("30", "20", 300),
        ("7", "0", 0),
    ],
)
def test_an_estimate_has_events_of_the_usual_size(size: str, quantity: str, net: int) -> None:
    card = Card(D(10), event_fee=D(1), event_size=D(size))
    assert price_line(Price(PriceKind.USAGE, card=card), D(quantity), 2).net_minor == net


def test_a_correction_takes_no_free_event_and_gives_its_units_back() -> None:
    card = Card(D(10), free_events=2)
    assert exact(card, used(100, -30, 100)) == 0
    assert exact(card, used(100, -30, 100, 100)) == 7, (
        "70 of the third 100 are beyond the first 200"
    )


def test_an_estimate_is_not_below_zero() -> None:
    with pytest.raises(NegativeQuantity):
        price_line(Price(PriceKind.USAGE, card=LAGO), D(-1), 2)


@pytest.mark.parametrize(
    ("kind", "terms", "unit_price", "field"),
    [
        ("usage", Terms(), "0", "percent"),
        ("usage", Terms(D(2)), "1", "percent"),
        ("usage", Terms(D(1001)), "0", "percent"),
        ("usage", Terms(D(2), card=Card(free_events=-1)), "0", "free_events"),
        (
            "usage",
            Terms(card=Card(event_minimum=D(2), event_maximum=D(1))),
            "0",
            "event_maximum",
        ),
        ("volume", Terms(card=Card(prorated=True)), "0", "prorated"),
    ],
)
def test_a_card_that_asks_nothing_or_cannot_be_is_refused(
    kind: str, terms: Terms, unit_price: str, field: str
) -> None:
    with pytest.raises(BadUsageCard) as refusal:
        check_terms(PriceKind(kind), terms, D(0), D(unit_price))
    assert refusal.value.field == field


def test_a_card_is_stored_and_read_again() -> None:
    for card in (Card(), Card(prorated=True), LAGO, BOUNDED, Card(free_events=0, event_size=D(3))):
        terms = Terms(card.percent, card=Card(**{**_fields(card), "percent": D(0)}))
        assert load_terms(dump_terms(terms)) == terms
        assert terms.usage(PriceKind.USAGE) == card
    assert dump_terms(Terms()) == {}
    check_terms(PriceKind.USAGE, Terms(D(2)), D(0))
    assert (Terms().usage(PriceKind.GRADUATED), Terms(card=SEAT).usage(PriceKind.GRADUATED)) == (
        None,
        SEAT,
    )


SEAT = Card(prorated=True)


def _fields(card: Card) -> dict[str, object]:
    return {n: getattr(card, n) for n in Card.__dataclass_fields__}


def test_use_above_the_last_tier_is_refused_and_no_change_counts_nothing() -> None:
    with pytest.raises(BeyondTiers):
        prorated_parts((Tier(D(5), D(1)),), used(4, 2))
    (part,) = prorated_parts(SEATS, used(0, 2))
    assert (part.units, part.amount) == (D(2), D(120))


events = st.lists(
    st.builds(
        lambda units, times: Used(units, units, times),
        st.decimals(0, 1000, places=2), st.integers(1, 40),
    ),
    max_size=6,
)  # fmt: skip
allowances = st.none() | st.decimals(0, 5000, places=2)


@given(events, allowances, st.none() | st.integers(0, 60), st.decimals(0, 9, places=3))
def test_a_run_of_the_same_events_costs_what_they_cost_one_by_one(
    runs: list[Used], free_units: Decimal | None, free_events: int | None, fee: Decimal
) -> None:
    card = Card(
        D("1.5"), free_units, free_events, fee, event_minimum=D(1), event_maximum=D(9)
    )  # fmt: skip
    one_by_one = [Used(e.units, e.units) for e in runs for _ in range(e.times)]
    running, amount = Fraction(0), Fraction(0)
    first = sum((e.units for e in one_by_one[: free_events or 0]), D(0))
    limit = min([x for x in (free_units, first if free_events is not None else None) if x is not None],
                default=D(0))  # fmt: skip
    for number, event in enumerate(one_by_one):
        after = running + Fraction(event.units)
        free = free_events is not None or free_units is not None
        free = free and (free_events is None or number < free_events)
        if not (free and (free_units is None or after <= free_units)):
            beyond = max(after - Fraction(limit), 0) - max(running - Fraction(limit), 0)
            amount += min(max(beyond * Fraction("0.015") + Fraction(fee), Fraction(1)), Fraction(9))
        running = after
    assert exact(card, runs) == exact(card, one_by_one)
    assert half_up(Fraction(exact(card, runs)) * 100) == half_up(amount * 100)
