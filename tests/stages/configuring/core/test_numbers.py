"""Numbers in rules: grids, sums, products, and what is refused."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pysat.solvers import Solver

from comptoir.stages.configuring.core import clauses as sums
from comptoir.stages.configuring.core.answers import Bounds, Goal, Reason, Status
from comptoir.stages.configuring.core.choosing import WrongValue
from comptoir.stages.configuring.core.clauses import FALSE, TRUE, Clauses, Pick
from comptoir.stages.configuring.core.counting import TooHardToCount, count
from comptoir.stages.configuring.core.engine import NothingAgainst, compiled
from comptoir.stages.configuring.core.model import (
    Arithmetic,
    Attribute,
    AttributeKind,
    Choice,
    Compare,
    Count,
    Formula,
    Group,
    Has,
    Implies,
    Match,
    Model,
    Number,
    Of,
    Option,
    Part,
    Rounded,
    Rule,
    Sum,
    Table,
    Term,
    Value,
    at,
)
from comptoir.stages.configuring.core.places import SameId, TooManyPlaces, UnknownName
from comptoir.stages.configuring.core.terms import NotANumber, NotLinear, TooManyProducts
from tests.stages.configuring.core.building import D, chosen, excludes, model, one_of
from tests.stages.configuring.core.small import models, products
from tests.stages.configuring.core.test_engine import small


def number(id: str, least: int | None, most: int | None, **more: object) -> Attribute:
    bounds = (None if each is None else D(each) for each in (least, most))
    return Attribute(id, AttributeKind.INTEGER, (), *bounds, **more)  # type: ignore[arg-type]


def n(value: int | str) -> Number:
    return Number(D(value))


# ── sums of literals ──


@given(
    st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=3), max_size=4),
    st.lists(st.integers(0, 9), min_size=4, max_size=4),
    st.integers(-1, 30),
    st.booleans(),
)
def test_a_sum_is_counted_right_as_a_diagram_and_in_binary(
    weights: list[list[int]], bases: list[int], bound: int, binary: bool
) -> None:
    made = Clauses()
    picks = [
        Pick(tuple((w, made.fresh()) for w in group), base)
        for group, base in zip(weights, bases, strict=False)
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sums, "MOST_NODES", 0 if binary else 4_000)
        literal = made.at_least(picks, bound)
    with Solver(name="minisat22", bootstrap_with=made.clauses) as solver:
        for picked in product(*([None, *pick.weights] for pick in picks)):
            total = sum(
                pick.base if p is None else p[0] for pick, p in zip(picks, picked, strict=True)
            )
            taken = {p[1] for p in picked if p}
            assumed = [x if x in taken else -x for pick in picks for _, x in pick.weights]
            assert solver.solve(assumptions=[*assumed, literal]) == (total >= bound)
            assert solver.solve(assumptions=[*assumed, -literal]) == (total < bound)


@pytest.mark.slow
def test_a_sum_of_very_many_options_is_added_up_in_binary() -> None:
    options = tuple(Option(f"o{i}", price=D(i + 1)) for i in range(320))
    drawn = model(Option("p", groups=(Group("g", options),)), Compare("<=", Sum("price"), n(2)))
    statuses = compiled(drawn).look(()).statuses
    assert [name for name, status in statuses.items() if status is Status.FREE] == ["o0", "o1"]
    for operator, bound, valid in ((">=", 0, True), (">=", 10**9, False)):
        rule = Compare(operator, Sum("price"), n(bound))
        assert (
            compiled(model(Option("p", groups=(Group("g", options),)), rule)).look((), ()).valid
            is valid
        )


def test_gates_know_what_is_fixed() -> None:
    made = Clauses()
    a, b = made.fresh(), made.fresh()
    assert made.xor(TRUE, a) == -a
    assert made.xor(FALSE, a) == a
    assert made.xor(a, TRUE) == -a
    assert made.xor(a, FALSE) == a
    assert made.xor(a, a) == FALSE
    assert made.xor(a, -a) == TRUE
    assert made.xor(a, b) == -made.xor(-a, b)
    assert made.conj((a, -a)) == FALSE
    assert made.conj(()) == TRUE
    assert made.at_least((), 0) == TRUE
    before = len(made.clauses)
    made.add((a, -a))
    made.add((TRUE, b))
    assert len(made.clauses) == before


# ── attributes ──


def box(*formulas: Formula, attributes: tuple[Attribute, ...]) -> Model:
    return model(Option("box", attributes=attributes), *formulas)


def test_bounds_follow_from_rules_and_choices_in_short_and_long_ranges() -> None:
    width, height = number("width", 0, 10), number("height", 0, 5_000)
    engine = compiled(
        box(
            Compare("=", Value("height"), Arithmetic("*", Value("width"), n(300))),
            Compare(">", Value("height"), n(100)),
            attributes=(width, height),
        )
    )
    assert engine.look(()).bounds == {
        "width": Bounds(D(1), D(10)), "height": Bounds(D(300), D(3_000)),
    }  # fmt: skip
    state = engine.look((Choice("height", D(600)),))
    assert state.bounds == {
        "width": Bounds(D(2), D(2), D(2)),
        "height": Bounds(D(600), D(600), D(600)),
    }
    assert state.complete
    wrong = engine.look((Choice("height", D(601)), Choice("width", D(3)))).conflict
    assert wrong is not None
    assert (wrong.choices, wrong.rules) == ((Choice("height", D(601)),), ("r0",))


def test_two_attributes_are_multiplied() -> None:
    area = box(
        Compare("<=", Arithmetic("*", Value("width"), Value("height")), n(12)),
        attributes=(number("width", 1, 100), number("height", 1, 9)),
    )
    assert compiled(area).look((Choice("width", D(4)),)).bounds["height"] == Bounds(D(1), D(3))


def test_decimals_go_in_their_steps_and_open_bounds_are_far() -> None:
    weight = Attribute("weight", AttributeKind.DECIMAL, least=D(0), most=None)
    people = number("people", None, None)
    engine = compiled(
        box(
            Compare("<=", Value("weight"), n("2.00015")),
            Compare("<=", Value("people"), n(4)),
            attributes=(weight, people),
        )
    )
    assert engine.look(()).bounds == {
        "weight": Bounds(D(0), D("2.0001")), "people": Bounds(D(-(10**9)), D(4)),
    }  # fmt: skip
    whole = engine.complete(())
    assert whole == (Choice("box", True), Choice("weight", D(0)), Choice("people", D(0)))


def test_what_no_rule_reads_is_bounded_by_itself_alone() -> None:
    free = box(
        attributes=(
            number("n", 1, 9, default="3"),
            number("m", None, 9),
            Attribute("engraving", AttributeKind.TEXT, default="none", longest=10),
            Attribute("note", AttributeKind.TEXT),
        )
    )
    engine = compiled(free)
    state = engine.look((Choice("engraving", "for you"),))
    assert state.bounds["n"] == Bounds(D(1), D(9))
    assert state.bounds["engraving"] == Bounds(None, None, "for you")
    assert not state.complete
    assert engine.look((Choice("n", D(2)), Choice("m", D(2)))).complete
    assert engine.complete(()) == (
        Choice("box", True), Choice("n", D(3)), Choice("m", D(0)), Choice("engraving", "none"),
    )  # fmt: skip
    given = engine.complete((Choice("n", D(4)), Choice("engraving", "x")))
    assert given is not None
    assert {Choice("n", D(4)), Choice("engraving", "x")} <= set(given)
    assert engine.look((Choice("n", D(10)),)).conflict is not None


def test_an_attribute_without_any_number_takes_its_option_out() -> None:
    none = Option("none", attributes=(number("n", 2, 1),))
    drawn = model(Option("p", groups=(Group("g", (none,)),)), Compare(">", Value("n"), n(0)))
    engine = compiled(drawn)
    assert engine.look(()).statuses["none"] is Status.IMPOSSIBLE
    assert engine.why((), "none").rules == ("tree:n",)
    assert engine.look(()).bounds == {}


def test_a_default_that_is_not_possible_gives_way_to_the_least_number() -> None:
    for most in (9, 900):
        odd = box(Compare(">=", Value("n"), n(5)), attributes=(number("n", 0, most, default="2"),))
        assert compiled(odd).complete(()) == (Choice("box", True), Choice("n", D(5)))


# ── refusals ──


@pytest.mark.parametrize(
    ("term", "error"),
    [
        (Arithmetic("/", n(1), Value("n")), NotLinear),
        (Arithmetic("/", Value("n"), n(0)), NotLinear),
        (Rounded(True, Value("n")), NotLinear),
        (Value("text"), NotANumber),
        (Value("p"), UnknownName),
        (Value("nowhere"), UnknownName),
        (Of("n", "size"), UnknownName),
        (Count("n"), UnknownName),
        (Sum("price", "n"), UnknownName),
        (Arithmetic("*", Sum("price"), Sum("price")), TooManyProducts),
    ],
)
def test_what_a_rule_cannot_compute_is_refused(term: Term, error: type[Exception]) -> None:
    many = Group("g", tuple(Option(f"o{i}", price=D(i)) for i in range(120)))
    root = Option(
        "p", groups=(many,), attributes=(number("n", 0, 3), Attribute("text", AttributeKind.TEXT))
    )
    with pytest.raises(error):
        compiled(model(root, Compare("=", term, n(1))))


@pytest.mark.parametrize("formula", [Has("n"), Match("n", "n"), Table(("p",), ())])
def test_a_name_of_another_kind_is_refused(formula: Formula) -> None:
    with pytest.raises(UnknownName):
        compiled(box(formula, attributes=(number("n", 0, 1),)))


def test_ids_are_unique_and_name_no_instance() -> None:
    for root in (Option("p", groups=(one_of("p", "a"),)), Option("p#1")):
        with pytest.raises(SameId):
            compiled(model(root))
    two = (Part("p1", Option("x"), 0, 2), Part("p2", Option("x"), 0, 2))
    with pytest.raises(SameId):
        compiled(model(Option("p", parts=two)))
    with pytest.raises(UnknownName):
        compiled(Model("m", Option("p"), (Rule("r", Has("p"), within="p"),)))
    with pytest.raises(TooManyPlaces):
        compiled(model(Option("p", parts=(Part("many", Option("x"), 0, 200_000),))))


@pytest.mark.parametrize(
    ("id", "value", "error"),
    [
        ("p", D(1), WrongValue),
        ("n", "two", WrongValue),
        ("n", D("NaN"), WrongValue),
        ("n", True, WrongValue),
        ("text", D(1), WrongValue),
        ("text", "much too long", WrongValue),
        ("g", True, UnknownName),
        ("elsewhere", True, UnknownName),
    ],
)
def test_a_choice_of_the_wrong_kind_is_refused(
    id: str, value: object, error: type[Exception]
) -> None:
    attributes = (number("n", 0, 3), Attribute("text", AttributeKind.TEXT, longest=5))
    engine = compiled(model(Option("p", groups=(one_of("g", "a"),), attributes=attributes)))
    with pytest.raises(error):
        engine.look((Choice(id, value),))  # type: ignore[arg-type]
    with pytest.raises(UnknownName):
        engine.look((), ("elsewhere",))


# ── parts ──


def test_parts_stand_so_often_and_no_number_between() -> None:
    bag = Option("bag", groups=(one_of("size", "small", "large"),), price=D(10))
    engine = compiled(
        model(Option("bike", parts=(Part("bags", bag, 0, 3),)), Compare("<=", Sum("price"), n(20)))
    )
    assert engine.look((), ("bags",)).counts == {"bags": (0, 2)}
    two = engine.look(
        (Choice("bags", D(2)), *chosen("small#1")), ("bags", "bag#3", at("large", 1), "bag#2")
    )
    assert two.counts == {"bags": (2, 2)}
    assert two.statuses == {
        "bag#3": Status.IMPOSSIBLE, "large#1": Status.IMPOSSIBLE, "bag#2": Status.FORCED,
    }  # fmt: skip
    for count_ in (D(4), D("1.5"), D(-1)):
        conflict = engine.look((Choice("bags", count_),)).conflict
        assert conflict is not None
        assert conflict.rules == ("tree:bags",)
    assert engine.why((), "bags", D(4)).rules == ("tree:bags",)
    assert engine.why((), "bags", D(3)).rules == ("r0", "tree:bags")
    assert engine.repairs((), "bags", D(4)) == ()
    with pytest.raises(NothingAgainst):
        engine.why((), "bags", D(2))
    none = engine.complete((), Goal.CHEAPEST)
    assert none == (Choice("bike", True), Choice("bags", D(0)))


def test_a_part_that_must_stand_more_often_than_it_can_is_void() -> None:
    engine = compiled(model(Option("bike", parts=(Part("bags", Option("bag"), 3, 2),))))
    conflict = engine.look(()).conflict
    assert conflict is not None
    assert conflict.rules == ("tree:bags", "tree:bike")
    assert engine.core_options() == ()
    assert engine.dead_options() == ("bike", "bag#1", "bag#2")


def test_repairs_of_numbers_and_counts_say_what_takes_their_place() -> None:
    bag = Option("bag", price=D(10))
    root = Option(
        "bike",
        groups=(Group("rack", (Option("none"),), 0, 1), Group("big", (Option("huge"),), 0, 1)),
        parts=(Part("bags", bag, 0, 2),),
        attributes=(number("load", 0, 9), number("free", 0, 9)),
    )
    engine = compiled(
        model(
            root,
            Implies(Has("none"), Compare("=", Count("bags"), n(0))),
            Implies(Has("none"), Compare("=", Value("load"), n(0))),
            Implies(Has("huge"), Compare(">=", Value("load"), n(7))),
            Implies(Has("huge"), Compare(">=", Count("bags"), n(1))),
        )
    )
    choices = (Choice("bags", D(2)), Choice("load", D(5)), Choice("free", D(1)))
    (repair,) = engine.repairs(choices, "none")
    assert repair.withdraw == choices[:2]
    assert repair.swaps == (Choice("bags", D(0)), Choice("load", D(0)))
    assert repair.price_delta == D(-20)
    (open_,) = engine.repairs((Choice("bags", D(0)), Choice("load", D(5))), "huge")
    assert open_.swaps == ()
    (number_,) = engine.repairs((Choice("none", True), Choice("free", D(1))), "load", D(3))
    assert number_.withdraw == chosen("none")
    (again,) = engine.repairs((Choice("load", D(3)),), "load", D(4))
    assert again.withdraw == (Choice("load", D(3)),)
    (out,) = engine.repairs(chosen("!none"), "none")
    assert out.withdraw == chosen("!none")


def test_the_shorter_and_cheaper_way_out_comes_first() -> None:
    options = (Option("a", price=D(5)), Option("b", price=D(9)), Option("c"), Option("d"))
    engine = compiled(
        model(
            Option("p", groups=(Group("g", options),)),
            Implies(Has("d"), excludes("a", "b")),
            excludes("c", "d"),
        )
    )
    ways = engine.repairs(chosen("a", "b", "c"), "d")
    assert [repair.withdraw for repair in ways] == [chosen("b", "c"), chosen("a", "c")]
    assert engine.repairs(chosen("a", "b", "c"), "d", most=1) == ways[:1]
    assert (
        compiled(
            model(Option("p", groups=(Group("x", (Option("y"),)),)), excludes("p", "y"))
        ).repairs((), "y")
        == ()
    )


def test_a_way_out_is_never_part_of_another() -> None:
    options = tuple(map(Option, "abcd"))
    drawn = model(
        Option("p", groups=(Group("g", options),)),
        Implies(Has("d"), excludes("a", "b")),
        Implies(Has("d"), excludes("a", "c")),
    )
    ways = compiled(drawn).repairs(chosen("a", "b", "c"), "d")
    assert [repair.withdraw for repair in ways] == [chosen("a"), chosen("b", "c")]


def test_of_two_choices_of_one_thing_one_is_taken_back() -> None:
    root = Option("p", groups=(Group("g", (Option("a"),)),), attributes=(number("n", 0, 3),))
    both = (Choice("n", D(1)), Choice("n", D(2)))
    ways = compiled(model(root, excludes("a", "p"))).repairs(both, "n", D(2))
    assert [repair.withdraw for repair in ways] == [both[:1]]
    engine = compiled(model(root))
    assert engine.why(both[:1], "n", D(2)) == Reason(both[:1], ())
    assert [repair.withdraw for repair in engine.repairs(both, "a")] == [both[1:], both[:1]]


# ── counting ──


@pytest.mark.slow
@given(models())
def test_products_are_counted_exactly(drawn: Model) -> None:
    assert count(small(drawn)) == len(products(drawn))


def test_what_is_too_entangled_is_refused() -> None:
    with pytest.raises(TooHardToCount):
        count(
            model(Option("p", groups=(Group("g", (Option("a"), Option("b"), Option("c")), 1),))), 0
        )


def test_numbers_count_on_their_grids_and_texts_do_not() -> None:
    drawn = box(attributes=(number("n", 1, 500), Attribute("t", AttributeKind.TEXT)))
    assert count(drawn) == 500


# ── goals ──


def test_the_fastest_product_has_nothing_slow_and_follows_the_defaults() -> None:
    slow = Option("slow", lead_days=D(9), default=True)
    quick, other = Option("quick", lead_days=D(2)), Option("other", lead_days=D(3))
    more = Group(
        "h", (Option("extra", default=True, lead_days=D(2)), Option("late", lead_days=D(4)))
    )
    engine = compiled(model(Option("p", groups=(Group("g", (slow, other, quick), 1, 1), more))))
    whole = engine.complete((), Goal.FASTEST)
    assert whole is not None
    assert {choice.id for choice in whole if choice.value} == {"p", "quick", "extra"}
    assert engine.figures(whole).lead_days == 2
    late = engine.complete(chosen("late"), Goal.FASTEST)
    assert late is not None
    assert {choice.id for choice in late if choice.value} == {"p", "other", "extra", "late"}


def test_where_nothing_has_a_price_the_cheapest_follows_the_defaults() -> None:
    engine = compiled(model(Option("p", groups=(one_of("g", "a", "b", default="b"),))))
    for goal in (Goal.CHEAPEST, Goal.RICHEST, Goal.LIGHTEST):
        assert engine.complete((), goal) == chosen("p", "!a", "b")


def test_two_choices_of_one_thing_are_a_conflict_of_the_two() -> None:
    engine = compiled(box(attributes=(number("n", 0, 3),)))
    both = (Choice("n", D(1)), Choice("n", D(2)))
    assert engine.look(both).conflict == Reason(both, ())
    assert engine.look((Choice("n", D(9)), *both)).conflict is not None
    assert engine.why(both, "n", D(1)) == Reason(both, ())
    assert engine.complete(both) is None


def test_a_void_model_is_not_the_fault_of_a_choice() -> None:
    engine = compiled(box(Compare(">", Value("n"), n(5)), attributes=(number("n", 0, 3),)))
    for choices in ((), (Choice("n", D(9)),), (Choice("n", D(2)),)):
        assert engine.look(choices).conflict == Reason((), ("r0",))


def test_a_table_is_read_from_outside_a_part_for_each_instance() -> None:
    bag = Option("bag", groups=(one_of("size", "small", "large"),))
    root = Option(
        "bike", groups=(one_of("rack", "thin", "strong"),), parts=(Part("bags", bag, 0, 2),)
    )
    rows = ((frozenset({"strong"}), frozenset[str]()), (frozenset({"thin"}), frozenset({"small"})))
    engine = compiled(model(root, Table(("rack", "size"), rows)))
    assert engine.look(chosen("large#2")).statuses["strong"] is Status.FORCED
    assert engine.look(chosen("thin", "bag#1"), ("small#1",)).statuses == {"small#1": Status.FORCED}
    assert count(engine.model) == (1 + 2 + 4) + (1 + 1 + 1)


def test_a_repair_takes_nothing_that_is_chosen_already() -> None:
    rack = Group("rack", tuple(Option(name, weight=D(4)) for name in "abcd"), 0, 4)
    light = Compare("<=", Sum("weight"), n(12))
    engine = compiled(model(Option("bike", groups=(rack,)), light))
    repairs = engine.repairs(chosen("a", "b", "c"), "d")
    assert {r.withdraw for r in repairs} == {chosen(x) for x in "abc"}
    assert [r.swaps for r in repairs] == [()] * 3
