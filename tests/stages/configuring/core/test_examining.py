"""Flaws of models, tests of rules, and whole products read without the solver."""

from __future__ import annotations

from decimal import Decimal

import pytest

from comptoir.stages.configuring.core import testing
from comptoir.stages.configuring.core.answers import Figures, Finding, Flaw, Goal, Reason
from comptoir.stages.configuring.core.checking import check, configuration
from comptoir.stages.configuring.core.engine import compiled
from comptoir.stages.configuring.core.linting import lint
from comptoir.stages.configuring.core.model import (
    Any,
    Arithmetic,
    Attribute,
    AttributeKind,
    Choice,
    Compare,
    Count,
    Group,
    Has,
    Implies,
    Match,
    Model,
    Not,
    Number,
    Of,
    Option,
    Part,
    Rounded,
    Rule,
    RuleTest,
    Same,
    Sum,
    Table,
    Value,
    Words,
)
from comptoir.stages.configuring.core.places import Tree, UnknownName
from tests.stages.configuring.core.building import D, chosen, excludes, model, one_of, requires


def flaws(drawn: Model) -> list[tuple[Flaw, str]]:
    return [(each.flaw, each.id) for each in lint(drawn)]


def test_a_model_without_a_flaw() -> None:
    root = Option("p", groups=(one_of("g", "a", "b", default="a"), Group("h", (Option("c"),))))
    assert flaws(model(root, requires("c", "a"))) == []


def test_dead_and_redundant_and_silent() -> None:
    root = Option("p", groups=(one_of("g", "a", "b"), Group("h", (Option("c"), Option("d")))))
    drawn = model(root, requires("a", "c"), excludes("p", "a"), requires("a", "d"))
    assert lint(drawn) == (
        Finding(Flaw.DEAD, "a", Reason((), ("r1", "tree:p"))),
        Finding(Flaw.FALSE_OPTIONAL, "b", Reason((), ("r1", "tree:g", "tree:p"))),
        Finding(Flaw.SILENT, "r0"),
        Finding(Flaw.SILENT, "r2"),
    )


def test_of_two_rules_that_say_the_same_the_later_is_redundant() -> None:
    root = Option("p", groups=(Group("h", (Option("c"), Option("d"))),))
    assert flaws(model(root, excludes("c", "d"), excludes("d", "c"))) == [(Flaw.REDUNDANT, "r1")]


def test_bounds_that_no_product_reaches() -> None:
    three = Group("h", (Option("c"), Option("d"), Option("e")), 1, 3)
    parts = (Part("bags", Option("bag", price=D(1)), 0, 3),)
    root = Option("p", groups=(three,), parts=parts)
    drawn = model(root, excludes("c", "d"), requires("e", "c"), requires("d", "e"), requires("p", "c"),
                  Compare("<=", Sum("price"), Number(D(2))))  # fmt: skip
    found = [each for each in lint(drawn) if each.flaw is Flaw.UNREACHABLE]
    assert [(each.id, each.reachable) for each in found] == [("h", (1, 2)), ("bags", (0, 2))]


def test_nothing_is_said_of_what_stands_below_the_dead() -> None:
    below = Option(
        "dead",
        groups=(Group("x", (Option("y"), Option("z")), 1, 2),),
        parts=(Part("q", Option("r")),),
    )
    drawn = model(Option("p", groups=(Group("g", (below,)),)), excludes("p", "dead"))
    assert {flaw for flaw, _ in flaws(drawn)} == {Flaw.DEAD}


def test_defaults_that_cannot_be() -> None:
    def number(id: str, default: str) -> Attribute:
        return Attribute(id, AttributeKind.INTEGER, least=D(0), most=D(3), default=default)

    attributes = (
        number("n", "7"),
        number("m", "two"),
        number("k", "2"),
        Attribute("t", AttributeKind.TEXT),
    )
    crowd = Group("g", (Option("a", default=True), Option("b", default=True)), 1, 1)
    assert flaws(model(Option("p", groups=(crowd,), attributes=attributes))) == [
        (Flaw.DEFAULTS, "n"), (Flaw.DEFAULTS, "m"), (Flaw.DEFAULTS, "g"),
    ]  # fmt: skip
    inner = Option("b", groups=(one_of("i", "x", "y", default="y"),))
    groups = (
        one_of("g", "a", "c", default="a"),
        Group("h", (inner,)),
        one_of("k", "u", "v", default="v"),
    )
    (finding,) = lint(model(Option("p", groups=groups), excludes("a", "v"), excludes("a", "y")))
    assert finding.flaw is Flaw.DEFAULTS
    assert finding.reason is not None
    assert finding.reason.rules == ("r0",)


# ── tests of rules ──


def test_the_tests_of_a_model_say_what_is_not_as_expected() -> None:
    root = Option("p", groups=(one_of("g", "a", "b"), Group("h", (Option("c"), Option("d")))))
    drawn = model(root, requires("a", "c"), excludes("c", "d"))
    tests = (
        RuleTest("fine", chosen("a"), forced=("c",), impossible=("d",)),
        RuleTest("surprised", chosen("b"), forced=("c",), impossible=("d",)),
        RuleTest("refused", chosen("a", "d"), valid=False, rule="r1"),
        RuleTest("by another", chosen("a", "b"), valid=False, rule="r1"),
        RuleTest("too hopeful", chosen("a", "d")),
        RuleTest("too strict", chosen("a"), valid=False),
        RuleTest("whatever refuses", chosen("a", "d"), valid=False),
    )
    found = testing.test(Model("m", drawn.root, drawn.rules, tests=tests))
    assert [(each.id, each.wrong) for each in found] == [
        ("fine", ()),
        ("surprised", ("c", "d")),
        ("refused", ()),
        ("by another", ("rule",)),
        ("too hopeful", ("valid",)),
        ("too strict", ("valid",)),
        ("whatever refuses", ()),
    ]
    assert found[0].passed
    assert not found[1].passed


def test_a_rule_is_meant_though_another_is_told() -> None:
    root = Option("p", groups=(Group("h", (Option("c"), Option("d"))),))
    rules = (
        Rule("ab", excludes("c", "d"), Words("not both")),
        Rule("long", Not(Has("c"))),
    )
    drawn = Model("m", root, rules, tests=(RuleTest("t", chosen("c"), valid=False, rule="long"),))
    assert testing.test(drawn)[0].passed


# ── whole products ──

BAG = Option(
    "bag",
    groups=(one_of("color", "bag.red", "bag.blue"),),
    attributes=(Attribute("volume", AttributeKind.INTEGER, least=D(1), most=D(9)),),
    price=D(10),
    cost=D(4),
    weight=D("0.5"),
    lead_days=D(3),
)
BIKE = Option(
    "bike",
    groups=(
        one_of("paint", "bike.red", "bike.blue"),
        Group("bell", (Option("brass", lead_days=D(5)),)),
    ),
    parts=(Part("bags", BAG, 1, 2),),
    price=D(100),
)
RULES = (
    Rule("paint", Match("paint", "color"), within="bags"),
    Rule("room", Compare(">=", Sum("volume"), Number(D(5)))),
    Rule("bell", Implies(Has("brass"), Compare("=", Count("bags"), Number(D(2))))),
)
WHOLE = (
    *chosen("bike", "bike.red", "bag.red#1"), Choice("bags", D(1)), Choice("volume#1", D(6)),
)  # fmt: skip


def violated(*choices: Choice) -> list[str]:
    return [id for reason in check(Tree(Model("m", BIKE, RULES)), choices) for id in reason.rules]


def test_a_whole_product_is_read_without_the_solver() -> None:
    assert violated(*WHOLE) == []
    assert violated(*WHOLE, *chosen("brass")) == ["bell"]
    assert violated(*WHOLE, *chosen("bag.blue#1")) == ["tree:color", "paint"]
    assert violated(*WHOLE, *chosen("bag.blue#2")) == ["tree:bag.blue"]
    assert violated(*WHOLE[:3], Choice("volume#1", D(6)), *chosen("bag#2", "bag.red#2")) == [
        "tree:bag.red", "tree:bags", "tree:volume", "room",
    ]  # fmt: skip
    assert violated(*WHOLE[:4], Choice("volume#1", D(4))) == ["room"]
    assert violated(*WHOLE[:4], Choice("volume#1", D(11))) == ["tree:volume"]
    assert violated(*WHOLE[:4], Choice("volume#1", "six")) == ["tree:volume", "room"]
    assert violated(*chosen("bike.red")) == ["tree:bags", "room"]
    with pytest.raises(UnknownName):
        violated(*chosen("elsewhere"))


def test_a_violation_names_the_choices_that_its_rule_reads() -> None:
    engine = compiled(Model("m", BIKE, RULES))
    (bell,) = engine.check((*WHOLE, *chosen("brass")))
    assert set(bell.choices) == {*chosen("brass"), Choice("bags", D(1))}
    (room,) = engine.check((*WHOLE[:4], Choice("volume#1", D(4))))
    assert room.choices == (Choice("volume#1", D(4)),)


def test_figures_are_those_of_what_is_in() -> None:
    engine = compiled(Model("m", BIKE, RULES))
    assert engine.figures(()) == Figures(D(110), D(4), D("0.5"), D(3))
    assert engine.figures(chosen("brass")) == Figures(D(120), D(8), D(1), D(5))
    against = (*chosen("brass"), Choice("bags", D(1)))
    assert engine.figures(against) == Figures(D(0), D(0), D(0), D(5))
    assert engine.figures((Choice("bags", D(9)),)) == Figures(D(0), D(0), D(0), D(0))


def test_terms_have_values_and_conditions_apply() -> None:
    whole = configuration(Tree(Model("m", BIKE, RULES)), WHOLE)
    first = {"bags": 1}
    assert whole.value(Value("volume"), first) == 6
    assert whole.value(Value("volume"), {"bags": 2}) is None
    assert whole.value(Of("color", "price"), {"bags": 2}) is None
    assert whole.value(Of("color", "price"), first) == 0
    assert whole.value(Rounded(True, Arithmetic("/", Value("volume"), Number(D(4)))), first) == 2
    assert whole.value(Rounded(False, Arithmetic("/", Value("volume"), Number(D(4)))), first) == 1
    assert whole.value(Rounded(False, Value("volume")), {"bags": 2}) is None
    assert whole.value(Arithmetic("/", Value("volume"), Number(D(0))), first) is None
    assert whole.value(Sum("lead_days")) == 3
    absent = Compare("=", Value("volume"), Number(D(6)))
    assert whole.holds(absent, {"bags": 2})
    assert whole.holds(Not(absent), {"bags": 2})
    assert not whole.applies(absent, {"bags": 2})
    assert whole.applies(absent, first)
    assert whole.applies(Has("bag.red", some=True))
    assert not whole.applies(Any((Has("brass"), Not(Has("bike.red")))))
    assert whole.applies(Same(Has("bag.red"), Has("bike.red")))
    assert whole.holds(Table(("color",), ((frozenset({"bag.red"}),),)), first)


def test_rules_that_have_rounded_quantities_name_what_they_read() -> None:
    rule = Rule("r", Compare("=", Rounded(True, Sum("price", "bags")), Number(Decimal(10))))
    reasons = check(Tree(Model("m", BIKE, (rule,))), (*WHOLE[:3], Choice("bags", D(2))))
    assert [reason.rules for reason in reasons][-1] == ("r",)


@pytest.mark.parametrize("goal", [Goal.CHEAPEST, Goal.RICHEST, Goal.LIGHTEST])
def test_where_nothing_costs_or_weighs_the_defaults_choose(goal: Goal) -> None:
    seats = Group("seats", (Option("wood"), Option("leather", default=True)), 1, 1)
    free = Model("chair", Option("chair", groups=(seats,)))
    whole = compiled(free).complete((), goal)
    assert whole is not None
    assert {c.id for c in whole if c.value is True} == {"chair", "leather"}
