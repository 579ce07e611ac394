"""Usage, markups and formulas in another currency: the price there is the price here times the rate."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.stages.pricing.core.carrying import (
    BEYOND,
    NOT_LINEAR,
    ROUNDED,
    TOO_LONG,
    NotCarried,
    carried_formula,
    carried_terms,
)
from comptoir.stages.pricing.core.changes import How, Recipe
from comptoir.stages.pricing.core.entries import Given, Terms, settle
from comptoir.stages.pricing.core.formula import BadFormula, Node, parse, work_out, written
from comptoir.stages.pricing.core.prices import Price, PriceKind
from comptoir.stages.pricing.core.usage import Card

D = Decimal
RATE = D("1.0856")
PLAIN = Recipe(How.PERCENT, D(0))


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("80", "86.848"),
        ("width", "width * 1.0856"),
        ("width * 80", "width * 86.848"),
        ("80 * width / 4", "86.848 * width / 4"),
        ("cost * 1.3 + 5", "cost * 1.3 + 5.428"),
        ("1.3 * cost", "1.3 * cost"),
        ("cost / 0.7", "cost / 0.7"),
        ("-(cost - 100)", "-(cost - 108.56)"),
        ('if(material = "steel", 80, 55) * max(width, 1) + ceil(quantity / 10) * 2.5',
         'if(material = "steel", 86.848, 59.708) * max(width, 1) + ceil(quantity / 10) * 2.714'),
        ("if(cost > 100 and quantity < 5, cost + 10, 50)",
         "if(cost > 108.56 and quantity < 5, cost + 10.856, 54.28)"),
        ("if(not (cost > 100 or width > 3), 4, 5)",
         "if(not (cost > 108.56 or width > 3), 4.3424, 5.428)"),
        ("cost * if(cost > 100, 1.2, 1.4)", "cost * if(cost > 108.56, 1.2, 1.4)"),
        ("cost * (1 + if(cost > 100, 0.2, 0.4))", "cost * (1 + if(cost > 108.56, 0.2, 0.4))"),
        ("round(12.37, 0.05) * width", "round(12.37, 0.05) * 1.0856 * width"),
        ("max(cost * 2, 30) - min(cost, 3)", "max(cost * 2, 32.568) - min(cost, 3.2568)"),
        ("floor(if(cost < 10, 2, 3))", "floor(if(cost < 10.856, 2, 3)) * 1.0856"),
    ],
)  # fmt: skip
def test_a_formula_in_another_currency(text: str, there: str) -> None:
    assert carried_formula(text, RATE) == there


def test_a_percentage_on_top_moves_the_cost_too_but_no_choice() -> None:
    text = "if(cost > 100, cost * 1.3 + 5, 40)"
    assert carried_formula(text, D(2), D(10)) == "if(cost > 200, cost * 1.1 * 1.3 + 11, 88)"
    assert carried_formula("1 +  cost", D(1)) == "1 +  cost"  # nothing changes, not even a space


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("round(cost * 1.3, 1)", ROUNDED),
        ("ceil(cost)", ROUNDED),
        ("cost * cost", NOT_LINEAR),
        ("100 / cost", NOT_LINEAR),
        ("if(cost / 4 > 1 / cost, 1, 2)", NOT_LINEAR),
        ("1 + (cost > 4)", NOT_LINEAR),
        ("if(max(cost, 1), 2, 3)", NOT_LINEAR),
        ("(cost > 4) * 5", NOT_LINEAR),
        ("5 * (cost > 4)", NOT_LINEAR),
        (" + ".join(["a"] * 125), TOO_LONG),
    ],
)
def test_a_formula_that_does_not_follow_the_rate_says_why(text: str, reason: str) -> None:
    with pytest.raises(NotCarried) as refused:
        carried_formula(text, RATE)
    assert refused.value.facts["reason"] == reason


NUMBERS = st.decimals(0, 1000, places=2).map(lambda n: Node("number", f"{n:f}"))
NAMED = st.sampled_from(["width", "quantity", "cost"]).map(lambda n: Node("name", n))


def _pair(kind: str, words: list[str]) -> st.SearchStrategy[Node]:
    return st.builds(lambda w, a, b: Node(kind, w, (a, b)), st.sampled_from(words), TREES, TREES)


TREES: st.SearchStrategy[Node] = st.deferred(
    lambda: (
        NUMBERS
        | NAMED
        | _pair("operator", ["+", "-", "*", "/"])
        | _pair("call", ["min", "max"])
        | st.builds(lambda a: Node("operator", "- one", (a,)), TREES)
        | st.builds(
            lambda w, a: Node("call", w, (a,)), st.sampled_from(["abs", "ceil", "floor"]), TREES
        )
        | st.builds(lambda c, a, b: Node("call", "if", (c, a, b)), CHOICES, TREES, TREES)
    )
)
CHOICES: st.SearchStrategy[Node] = st.deferred(
    lambda: (
        _pair("operator", ["<", "<=", ">", ">=", "=", "!="])
        | st.builds(lambda a: Node("operator", "not one", (a,)), CHOICES)
        | st.builds(
            lambda w, a, b: Node("operator", w, (a, b)),
            st.sampled_from(["and", "or"]),
            CHOICES,
            CHOICES,
        )
    )
)


def _readable(node: Node) -> str | None:
    text = written(node)
    try:
        return text if parse(text) else None
    except BadFormula:  # longer or deeper than a formula may be
        return None


@pytest.mark.slow
@given(TREES | CHOICES)
def test_a_written_tree_reads_as_the_same_tree(node: Node) -> None:
    text = _readable(node)
    assert text is None or parse(text) == node


@given(TREES, st.sampled_from(["1", "2", "0.5", "4"]), st.integers(-50, 50))
def test_its_value_is_that_of_the_other_book_times_the_rate(
    node: Node, rate: str, percent: int
) -> None:
    """At rates that are exact, with a cost converted at the same rate."""
    text = _readable(node)
    if text is None:
        return
    names = {"width": D("2.5"), "quantity": D(7), "cost": D(40)}
    try:
        here = work_out(text, names)
        new = carried_formula(text, D(rate), D(percent))
        there = work_out(new, {**names, "cost": D(40) * D(rate)})
    except (BadFormula, NotCarried):
        return
    wanted = here * D(rate) * (100 + percent) / 100
    assert abs(there - wanted) <= abs(wanted) * D("1e-6") + D("1e-6")


@pytest.mark.parametrize("how", ["markup", "margin"])
def test_a_markup_stays_and_a_percentage_on_top_makes_the_price_so_much_higher(how: str) -> None:
    terms = Terms(D(20), how)
    assert carried_terms(PriceKind.COST_PLUS, terms, RATE, PLAIN) == terms
    higher = carried_terms(PriceKind.COST_PLUS, terms, RATE, Recipe(How.PERCENT, D(25), D(1)))
    here, there = (
        settle(Price(PriceKind.COST_PLUS), t, Given(D(1), cost=D(80))) for t in (terms, higher)
    )
    assert there.unit_price == here.unit_price * D("1.25")


@pytest.mark.parametrize(
    ("terms", "percent"), [(Terms(D(20)), "-50"), (Terms(D(10), "margin"), "-20")]
)
def test_a_markup_below_nothing_is_not_carried(terms: Terms, percent: str) -> None:
    with pytest.raises(NotCarried) as refused:
        carried_terms(PriceKind.COST_PLUS, terms, RATE, Recipe(How.PERCENT, D(percent)))
    assert refused.value.facts["reason"] == BEYOND


def test_fees_and_bounds_of_usage_are_amounts_and_events_are_not() -> None:
    card = Card(
        free_units=D(100), free_events=3, event_fee=D("0.25"), event_minimum=D(1),
        event_maximum=D(9), event_size=D(40),
    )  # fmt: skip
    recipe = Recipe(How.PERCENT, D(10), D("0.05"))
    found = carried_terms(PriceKind.USAGE, Terms(card=card), RATE, recipe)
    assert found.card == replace(
        card, event_fee=D("0.3"), event_minimum=D("1.2"), event_maximum=D("10.75")
    )
    asked = carried_terms(PriceKind.USAGE, Terms(D("1.5"), card=card), RATE, recipe)
    assert (asked.percent, asked.card.free_units, asked.card.event_size) == (
        D("1.65"), D("108.55"), D("43.4"),
    )  # fmt: skip
    assert (asked.card.free_events, asked.card.event_fee) == (3, D("0.3"))
    with pytest.raises(NotCarried):
        carried_terms(PriceKind.USAGE, Terms(D(999), card=card), RATE, recipe)


def test_what_is_no_amount_stays_as_it_is() -> None:
    assert carried_terms(PriceKind.PERCENT, Terms(D(18)), RATE, PLAIN) == Terms(D(18))
    there = carried_terms(PriceKind.FORMULA, Terms(formula="2 + cost"), D(2), PLAIN)
    assert there.formula == "4 + cost"
