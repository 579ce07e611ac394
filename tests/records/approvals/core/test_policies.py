"""When a policy holds, what would avoid it, what an approval covers: tables and properties."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction as F
from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.records.approvals.core.checks import (
    BadCondition,
    BadLimit,
    ConditionIn,
    check_conditions,
)
from comptoir.records.approvals.core.deciders import Person, Seat, standing
from comptoir.records.approvals.core.measures import (
    Comparison,
    Deal,
    DealLine,
    Measure,
    margin,
    measured,
    uncosted,
    worse,
)
from comptoir.records.approvals.core.paths import (
    Step,
    differences,
    digest,
    dump,
    got_worse,
    load,
    met,
    path,
    seen,
)
from comptoir.records.approvals.core.policies import (
    Change,
    Condition,
    Policy,
    changes,
    given_minor,
    holds,
    least,
    needs,
    raised,
)
from comptoir.records.approvals.core.states import StepState

ABOVE, BELOW, IS, IS_NOT = Comparison


def row(listed: int, net: int, cost: int | None = 0, **more: object) -> DealLine:
    fields = {"position": 1, "sku": "A", "list_minor": listed, "net_minor": net, "cost_minor": cost}
    return DealLine(**{**fields, **more})  # type: ignore[arg-type]


def deal(*lines: DealLine, **more: object) -> Deal:
    fields: dict[str, object] = {
        "subject_id": 1, "document_id": 1, "number": "Q-1", "customer_id": 1, "owner": "",
        "currency": "EUR", "lines": lines, "payment_days": 30, "term_months": 12,
        "validity_days": 30, "deposit": F(0),
    }  # fmt: skip
    return Deal(**{**fields, **more})  # type: ignore[arg-type]


def rule(*conditions: Condition, **more: object) -> Policy:
    fields: dict[str, object] = {"id": 1, "lineage": 1, "version": 1, "role": "boss"}
    return Policy(**{**fields, "conditions": conditions, **more})  # type: ignore[arg-type]


DOLLARS = deal(row(100, 100), currency="USD", rates={"EUR": Decimal("0.8")})
TEN = Condition(Measure.DISCOUNT, ABOVE, F(10))
THIRTY = Condition(Measure.MARGIN, BELOW, F(30))
AMOUNTS = st.integers(1, 10**7)
LIMITS = st.fractions(0, 90, max_denominator=100)
OPTION = row(1000, 500, 100, optional=True)

TABLE = [
    (Measure.DISCOUNT, ABOVE, deal(row(1000, 850)), F(15)),
    (Measure.DISCOUNT, ABOVE, deal(row(0, 0)), F(0)),
    (Measure.DISCOUNT, ABOVE, deal(row(1000, 900), OPTION), F(30)),
    (Measure.DISCOUNT, ABOVE, deal(row(1000, 900), row(10, 10, optional=True)), F(10)),
    (Measure.DISCOUNT, ABOVE, deal(row(1000, 900), row(9, 1, counted=False)), F(10)),
    (Measure.LINE_DISCOUNT, ABOVE, deal(row(1000, 900), row(9, 6, counted=False)), F(100, 3)),
    (Measure.LINE_DISCOUNT, ABOVE, deal(), F(0)),
    (Measure.GRANTED, ABOVE, deal(row(1000, 720, promoted_minor=200)), F(10)),
    (Measure.GRANTED, ABOVE, deal(row(1000, 800, promoted_minor=200)), F(0)),
    (Measure.LINE_GRANTED, ABOVE, deal(row(9, 9), row(1000, 600, promoted_minor=200)), F(25)),
    (Measure.BELOW_FLOOR, ABOVE, deal(row(9, 90, floor_minor=100), row(9, 1)), F(10)),
    (Measure.BELOW_FLOOR, ABOVE, deal(row(9, 100, floor_minor=100)), F(0)),
    (Measure.BELOW_FLOOR, ABOVE, deal(row(9, 5, floor_minor=0)), F(0)),
    (Measure.MARGIN, BELOW, deal(row(1000, 1000, 600)), F(40)),
    (Measure.MARGIN, BELOW, deal(row(1000, 1000, None)), None),
    (Measure.MARGIN, BELOW, deal(row(1000, 0, 10)), None),
    (Measure.MARGIN, BELOW, deal(row(1000, 1000, 500), row(9, 9, None, optional=True)), None),
    (Measure.MARGIN, BELOW, deal(row(1000, 1000, 500), row(9, 0, 5, optional=True)), None),
    (Measure.MARGIN, BELOW, deal(row(1000, 1000, 500), row(9, 0, 0, optional=True)), F(50)),
    (Measure.MARGIN, BELOW, deal(row(9, 1000, 500), row(9, 1000, 900, optional=True)), F(30)),
    (Measure.MARGIN, BELOW, deal(row(9, 1000, 500), row(9, 1000, 100, optional=True)), F(50)),
    (Measure.LINE_MARGIN, BELOW, deal(row(9, 100, 90), row(9, 100, 50)), F(10)),
    (Measure.LINE_MARGIN, BELOW, deal(row(9, 100, None)), None),
    (Measure.LINE_MARGIN, BELOW, deal(row(9, 0, 5)), None),
    (Measure.LINE_MARGIN, BELOW, deal(row(9, 0, 0)), F(100)),
    (Measure.NET, ABOVE, deal(row(9, 100), OPTION), F(600)),
    (Measure.NET, BELOW, deal(row(9, 100), OPTION), F(100)),
    (Measure.PAYMENT_DAYS, ABOVE, deal(), F(30)),
    (Measure.TERM_MONTHS, ABOVE, deal(), F(12)),
    (Measure.VALIDITY_DAYS, ABOVE, deal(), F(30)),
    (Measure.DEPOSIT, BELOW, deal(), F(0)),
    (Measure.CURRENCY, IS, deal(), "EUR"),
    (Measure.SEGMENT, IS, deal(segment="public"), "public"),
    (Measure.NEW_CUSTOMER, IS, deal(new_customer=True), True),
    (Measure.FREE_TEXT, IS, deal(free_text="we promise"), "we promise"),
]


@pytest.mark.parametrize(("measure", "comparison", "what", "expected"), TABLE)
def test_each_measure(measure, comparison, what, expected):
    assert measured(measure, comparison, what) == expected


def test_a_product_is_in_the_deal_or_not():
    assert measured(Measure.PRODUCT, IS, deal(row(1, 1)), "A") is True
    assert measured(Measure.PRODUCT, IS, deal(row(1, 1)), "B") is False


def test_the_margin_in_money_needs_every_cost():
    assert margin(deal(row(9, 100, 60), row(9, 50, 10))).minor == 80
    assert margin(deal(row(9, 100, None))).minor is None


def chest(net: int, cost: int | None, **more: object) -> DealLine:
    return row(net, net, cost, inside_rate=Decimal(20), **more)


def test_a_margin_is_of_the_net_without_the_vat_inside_it():
    what = deal(chest(1000, 400))  # 100 of VAT inside
    assert measured(Measure.MARGIN, BELOW, what) == F(100 * 500, 900)
    assert measured(Measure.LINE_MARGIN, BELOW, what) == F(100 * 500, 900)
    assert margin(what).minor == 500
    assert measured(Measure.NET, BELOW, what) == 1000
    kit = row(1500, 1500, 700, parts=(chest(1000, 400), row(500, 500, 300)))
    assert measured(Measure.MARGIN, BELOW, deal(kit)) == F(100 * 700, 1400)
    dearer = replace(
        kit, net_minor=1800
    )  # the chest bears its share of what is more: 1,200 of 1,800
    assert margin(deal(dearer)).inside_minor == 133
    free = row(0, 6, 0, parts=(chest(0, 0), row(0, 0, 0)))
    assert free.worth_minor == 5  # 3 each, of which 0.5 rounded up is VAT
    assert margin(deal(chest(1000, None))).inside_minor == 0
    chosen = deal(row(9, 1000, 400), chest(1000, 400, optional=True))
    assert measured(Measure.MARGIN, BELOW, chosen) == F(100 * 1100, 1900)


def test_an_unknown_cost_asks_and_says_how_many_lines_and_how_much_of_the_value():
    what = deal(row(9, 300, 100), row(9, 60, None), row(9, 40, None, optional=True))
    (need,) = needs([rule(THIRTY)], what)
    (why,) = need.reasons
    assert (why.found, why.unknown, why.unknown_percent) == (None, 2, Decimal("25.00"))
    (other,) = needs([rule(TEN, THIRTY)], deal(row(100, 80, None)))
    assert [r.unknown for r in other.reasons] == [0, 1]
    given_away = deal(row(9, 0, 5))  # nothing can be said of it, though every cost is known
    (need,) = needs([rule(THIRTY)], given_away)
    assert need.reasons[0].unknown == 0
    usage = deal(row(9, 300, 100), row(9, 60, None, counted=False))
    assert uncosted(Measure.MARGIN, usage) is None
    assert uncosted(Measure.LINE_MARGIN, usage).unknown == 1
    assert uncosted(Measure.DISCOUNT, usage) is None
    either = deal(row(9, 9, 1), alternatives=[[row(9, 9, 1)], [row(9, 9, None), row(9, 9, 1)]])
    assert uncosted(Measure.MARGIN, either).unknown_percent == 50


@given(AMOUNTS, AMOUNTS, LIMITS, st.booleans())
def test_the_smallest_change_of_a_margin_holds_with_vat_inside_the_price(net, cost, limit, kit):
    line = chest(net, cost)
    what = deal(row(net, net, cost, parts=(line,)) if kit else line)
    for need in needs([rule(Condition(Measure.MARGIN, BELOW, limit))], what):
        (change,) = need.changes
        assert change.net_minor is not None
        more = change.net_minor - what.net_minor
        assert not holds(need.policy, raised(what, more))
        assert holds(need.policy, raised(what, more - 1))
    assert given_minor(deal(row(1000, 850), OPTION)) == 150


HOLDS = [
    (TEN, deal(row(1000, 899)), True),
    (TEN, deal(row(1000, 900)), False),
    (THIRTY, deal(row(9, 1000, 700)), False),
    (THIRTY, deal(row(9, 999, 700)), True),
    (THIRTY, deal(row(9, 1000, None)), True),
    (Condition(Measure.NET, ABOVE, F(100), "EUR"), deal(row(1, 101)), True),
    (Condition(Measure.NET, ABOVE, F(100), "EUR"), deal(row(1, 1), currency="USD"), True),
    *((Condition(Measure.NET, ABOVE, F(limit), "EUR"), DOLLARS, limit < 80) for limit in (79, 80)),
    (Condition(Measure.CURRENCY, IS_NOT, "EUR"), deal(row(1, 1)), False),
    (Condition(Measure.CURRENCY, IS_NOT, "EUR"), deal(row(1, 1), currency="USD"), True),
    (Condition(Measure.PRODUCT, IS, "A"), deal(row(1, 1)), True),
    (Condition(Measure.PRODUCT, IS_NOT, "A"), deal(row(1, 1)), False),
    (Condition(Measure.NEW_CUSTOMER, IS), deal(row(1, 1), new_customer=True), True),
    (Condition(Measure.NEW_CUSTOMER, IS_NOT), deal(row(1, 1), new_customer=True), False),
    (Condition(Measure.NEW_CUSTOMER, IS), deal(row(1, 1)), True),
    (Condition(Measure.FREE_TEXT, IS), deal(row(1, 1), free_text="x"), True),
    (Condition(Measure.FREE_TEXT, IS), deal(row(1, 1)), False),
]


@pytest.mark.parametrize(("condition", "what", "expected"), HOLDS)
def test_when_a_condition_holds(condition, what, expected):
    assert holds(rule(condition), what) is expected
    assert bool(needs([rule(condition)], what)) is expected


def test_all_conditions_must_hold_and_an_empty_deal_needs_nothing():
    both = rule(TEN, Condition(Measure.NET, ABOVE, F(5000), "EUR"))
    assert not holds(both, deal(row(1000, 800)))
    assert holds(both, deal(row(10_000, 8000)))
    assert needs([rule(Condition(Measure.CURRENCY, IS, "EUR"))], deal()) == ()


def test_needs_come_in_the_order_of_their_stages():
    what = deal(row(1000, 500))
    found = needs([rule(TEN, stage=2, id=2), rule(TEN, id=1)], what)
    assert [need.policy.id for need in found] == [1, 2]


@given(AMOUNTS, AMOUNTS, LIMITS)
def test_the_smallest_change_of_a_discount_is_enough_and_nothing_less_is(listed, net, limit):
    condition, what = Condition(Measure.DISCOUNT, ABOVE, limit), deal(row(listed, net))
    for need in needs([rule(condition)], what):
        (change,) = need.changes
        assert change.net_minor is not None and change.points is not None
        more = change.net_minor - what.net_minor
        assert not holds(need.policy, raised(what, more))
        assert holds(need.policy, raised(what, more - 1))
        found = measured(Measure.DISCOUNT, ABOVE, what)
        assert found - change.points <= limit < found - change.points + F(1, 100)


@given(AMOUNTS, AMOUNTS, LIMITS)
def test_the_smallest_change_of_a_margin_is_enough_and_nothing_less_is(net, cost, limit):
    condition, what = Condition(Measure.MARGIN, BELOW, limit), deal(row(net, net, cost))
    for need in needs([rule(condition)], what):
        (change,) = need.changes
        assert change.net_minor is not None
        more = change.net_minor - what.net_minor
        assert not holds(need.policy, raised(what, more))
        assert holds(need.policy, raised(what, more - 1))


OPTIONS = st.lists(st.tuples(AMOUNTS, AMOUNTS, AMOUNTS), max_size=5)


@given(st.tuples(AMOUNTS, AMOUNTS, AMOUNTS), OPTIONS)
def test_options_are_measured_as_the_customer_chooses_them_worst(base, options):
    lines = [row(*base), *(row(*o, optional=True) for o in options)]
    chosen = chain.from_iterable(combinations(options, n) for n in range(len(options) + 1))
    sums = [tuple(map(sum, zip(base, *some, strict=True))) for some in chosen]
    discounts = [F(100 * (listed - net), listed) for listed, net, _cost in sums]
    margins = [F(100 * (net - cost), net) for _listed, net, cost in sums]
    assert measured(Measure.DISCOUNT, ABOVE, deal(*lines)) == max(discounts)
    assert measured(Measure.MARGIN, BELOW, deal(*lines)) == min(margins)


def one_change(condition, what):
    (need,) = needs([rule(condition)], what)
    return need.changes


def test_changes_of_every_kind():
    (less,) = one_change(Condition(Measure.PAYMENT_DAYS, ABOVE, F(20)), deal(row(1, 1)))
    assert less.points == 10
    (word,) = one_change(Condition(Measure.CURRENCY, IS, "EUR"), deal(row(1, 1)))
    assert (word.points, word.net_minor) == (None, None)
    (lines,) = one_change(
        Condition(Measure.LINE_DISCOUNT, ABOVE, F(10)),
        deal(row(100, 95), row(100, 70, position=2), row(100, 80, position=3, optional=True)),
    )
    assert (lines.points, lines.lines) == (20, (2, 3))
    (thin,) = one_change(Condition(Measure.LINE_MARGIN, BELOW, F(30)), deal(row(9, 100, 90)))
    assert (thin.points, thin.lines) == (20, (1,))
    (low,) = one_change(Condition(Measure.DISCOUNT, BELOW, F(30)), deal(row(100, 90)))
    assert (low.points, low.net_minor) == (20, None)
    cheap = deal(row(100, 100), row(1 << 70, 1, optional=True))
    (hopeless,) = one_change(TEN, cheap)  # the discount is in an option
    assert hopeless.points is not None and hopeless.net_minor is None
    assert one_change(THIRTY, deal(row(9, 9, None))) == ()
    assert one_change(Condition(Measure.LINE_MARGIN, BELOW, F(1)), deal(row(9, 9, None))) == ()
    assert one_change(Condition(Measure.NEW_CUSTOMER, IS), deal(row(1, 1))) == ()


def test_the_least_number_that_passes():
    assert [least(lambda n, at=at: n >= at) for at in (0, 1, 2, 7, 1000)] == [0, 1, 2, 7, 1000]
    assert least(lambda n: False) is None
    only_options = deal(OPTION)
    assert raised(only_options, 5) == replace(only_options, lines=[OPTION])


def step(policy: Policy, what: Deal, state: StepState, **more: object) -> Step:
    fields: dict[str, object] = {
        "id": 1, "request_id": 1, "policy_id": policy.id, "lineage": policy.lineage, "stage": 1,
        "role": policy.role, "person": policy.person, "state": state, "seen": seen(policy, what),
    }  # fmt: skip
    return Step(**{**fields, **more})  # type: ignore[arg-type]


FIFTEEN = deal(row(1000, 850))
APPROVED, COUNTERED = StepState.APPROVED, StepState.COUNTERED


def states(policy: Policy, what: Deal, *steps: Step) -> list[str]:
    return [stop.state for stop in path([policy], steps, what)]


def test_what_an_approval_covers():
    policy = rule(TEN)
    yes = step(policy, FIFTEEN, APPROVED)
    assert states(policy, FIFTEEN) == [""]
    assert states(policy, FIFTEEN, yes) == ["approved"]
    assert states(policy, deal(row(1000, 880)), yes) == ["approved"]  # better
    assert states(policy, deal(row(1000, 849)), yes) == ["void"]
    assert states(policy, deal(row(1000, 950)), yes) == []
    assert states(rule(TEN, role="other"), FIFTEEN, yes) == [""]
    newer = rule(Condition(Measure.DISCOUNT, ABOVE, F(5)), version=2)
    assert states(newer, FIFTEEN, yes) == ["approved"]
    wider = rule(TEN, Condition(Measure.PAYMENT_DAYS, ABOVE, F(20)))
    assert states(wider, FIFTEEN, yes) == ["void"]  # nobody looked at the days
    assert states(policy, FIFTEEN, step(policy, FIFTEEN, StepState.DROPPED)) == [""]
    assert states(policy, FIFTEEN, step(policy, FIFTEEN, StepState.REJECTED)) == ["rejected"]
    (stop,) = path([policy], [yes], FIFTEEN)
    assert not stop.open


def test_a_proposal_that_is_met_is_an_approval():
    policy = rule(TEN, Condition(Measure.PAYMENT_DAYS, ABOVE, F(20)))
    told = step(policy, FIFTEEN, COUNTERED, figure=F(12))
    assert states(policy, FIFTEEN, told) == ["countered"]
    assert states(policy, deal(row(1000, 880)), told) == ["approved"]
    assert states(policy, deal(row(1000, 880), payment_days=45), told) == ["countered"]
    assert not met(policy, replace(told, figure=None), FIFTEEN)
    thin = rule(THIRTY)
    unknown = deal(row(9, 9, None))
    assert not met(thin, step(thin, FIFTEEN, COUNTERED, figure=F(20)), unknown)


def test_what_is_worse():
    assert worse(ABOVE, F(1), F(2)) and not worse(ABOVE, F(2), F(1))
    assert worse(BELOW, F(2), F(1)) and not worse(BELOW, F(1), F(2))
    assert worse(IS, "a", "b") and not worse(IS, True, True)
    assert worse(ABOVE, None, F(1)) and not worse(ABOVE, None, None)
    assert got_worse(rule(Condition(Measure.PRODUCT, IS, "B")), {}, FIFTEEN)


@given(st.one_of(st.none(), st.booleans(), st.text(max_size=5), st.fractions()))
def test_what_was_measured_is_kept_exactly(found):
    assert load(dump(found)) == found


def test_a_digest_does_not_depend_on_the_order_and_a_difference_is_told():
    line = {"sku": "A", "quantity": "2", "position": 1}
    before = {"net": 5, "lines": [line, {**line, "quantity": "7"}, {"sku": "B"}]}
    after = {"lines": [{**line, "position": 9}, {**line, "quantity": "8"}, {"sku": "C"}], "net": 6}
    assert digest({"a": 1, "b": "é"}) == digest({"b": "é", "a": 1})
    assert [(d.line, d.field, d.before, d.after) for d in differences(before, after)] == [
        ("", "net", 5, 6), ("A", "quantity", "7", "8"), ("B", "", " × B", None), ("C", "", None, " × C"),
    ]  # fmt: skip


ME, BOSS = Person(1, {"boss"}), Person(2, {"boss"})


def test_who_may_decide():
    seat = Seat("boss", None)
    assert standing(seat, ME, [], []) == 1
    assert standing(seat, ME, [], [1]) is None  # my own deal
    assert standing(seat, Person(None, {"boss"}), [], []) is None
    assert standing(seat, Person(3, {"admin"}), [], []) == 3
    assert standing(seat, Person(3, {"sales"}), [], []) is None
    assert standing(seat, Person(3, {"sales"}), [BOSS], []) == 2
    assert standing(seat, Person(3, {"sales"}), [BOSS], [2]) is None  # for the seller: no
    named = Seat("", 3, "boss", None)
    assert standing(named, Person(3, ()), [], []) == 3
    assert standing(named, ME, [], []) is None
    assert standing(replace(named, escalated=True), ME, [], []) == 1


def test_to_whom_it_was_handed_over_decides_for_whom_handed_it_over():
    handed = replace(Seat("boss", None), delegate=3, delegator=2)
    friend = Person(3, {"sales"})
    assert standing(handed, friend, [], []) == 2
    assert standing(handed, Person(4, {"sales"}), [friend], []) == 2  # a substitute of theirs
    assert standing(handed, friend, [], [3]) is None  # never one's own deal
    assert standing(handed, Person(4, {"sales"}), [friend], [3]) is None
    assert standing(handed, BOSS, [], []) == 2  # who handed it over still may
    assert standing(handed, Person(4, {"sales"}), [], []) is None


GOOD = [
    (("discount", "above", "10"), Condition(Measure.DISCOUNT, ABOVE, F(10))),
    (("net", "above", "1000.50"), Condition(Measure.NET, ABOVE, F(100_050), "EUR")),
    (("currency", "is_not", " EUR "), Condition(Measure.CURRENCY, IS_NOT, "EUR")),
    (("new_customer", "is", "ignored"), Condition(Measure.NEW_CUSTOMER, IS)),
]
BAD = [
    (("nonsense", "above", "1"), BadCondition),
    (("discount", "is", "1"), BadCondition),
    (("currency", "above", "EUR"), BadCondition),
    (("currency", "is", "  "), BadLimit),
    (("product", "is", "a\x00b"), BadLimit),
    (("discount", "above", "ten"), BadLimit),
    (("discount", "above", "101"), BadLimit),
    (("discount", "above", "NaN"), BadLimit),
    (("payment_days", "above", "1.5"), BadLimit),
]


@pytest.mark.parametrize(("told", "expected"), GOOD)
def test_a_condition_is_read(told, expected):
    assert check_conditions([ConditionIn(*told)], "EUR") == (expected,)


@pytest.mark.parametrize(("told", "error"), BAD)
def test_what_cannot_be_read_is_refused_at_its_field(told, error):
    with pytest.raises(error) as refused:
        check_conditions([ConditionIn(*told)], "EUR")
    assert str(refused.value.field).startswith("conditions.0.")


def test_one_to_five_conditions_each_once():
    ten = ConditionIn("discount", "above", "10")
    for wrong in ([], [ten] * 6, [ten, ten]):
        with pytest.raises(BadCondition):
            check_conditions(wrong, "EUR")


SIDES = st.lists(
    st.lists(st.tuples(AMOUNTS, AMOUNTS, AMOUNTS), min_size=1, max_size=3), min_size=2, max_size=4
)


@given(SIDES)
def test_a_deal_is_measured_at_the_worst_of_its_alternatives_and_what_avoids_it_avoids_it_in_all(
    sides,
):
    ways = [[row(*line) for line in lines] for lines in sides]
    what = deal(*ways[0], alternatives=ways)
    each = [deal(*lines) for lines in ways]
    for condition in (
        TEN,
        THIRTY,
        Condition(Measure.NET, ABOVE, F(100)),
        Condition(Measure.NET, BELOW, F(9)),
    ):
        alone = [measured(condition.measure, condition.comparison, one) for one in each]
        worst = (max if condition.comparison is ABOVE else min)(alone)
        assert measured(condition.measure, condition.comparison, what) == worst
        assert bool(needs([rule(condition)], what)) == any(
            needs([rule(condition)], one) for one in each
        )
        approved = step(rule(condition), what, StepState.APPROVED)
        assert all(
            stop.state == StepState.APPROVED
            for one in each
            for stop in path([rule(condition)], [approved], one)
        )


def test_a_product_or_an_unknown_cost_in_one_alternative_is_enough():
    has = Condition(Measure.PRODUCT, IS, "B")
    ways = [[row(9, 9)], [row(9, 9), row(9, 9, sku="B")]]
    what = deal(*ways[0], alternatives=ways)
    assert needs([rule(has)], what)
    assert needs([rule(Condition(Measure.PRODUCT, IS_NOT, "B"))], what)  # the first has none
    unknown = deal(row(9, 9), alternatives=[[row(9, 9)], [row(9, 9, None)], [row(9, 9)]])
    assert measured(Measure.MARGIN, BELOW, unknown) is None
    (less,) = one_change(TEN, deal(row(100, 100), alternatives=[[row(100, 100)], [row(100, 80)]]))
    assert (less.points, less.net_minor) == (10, 90)


def test_an_amount_in_another_currency_is_converted_and_a_rate_that_moves_takes_no_approval_away():
    big = Condition(Measure.NET, ABOVE, F(70), "EUR")
    policy = rule(big)
    approved = step(policy, DOLLARS, StepState.APPROVED)
    assert approved.seen == {"net:above:EUR": {"n": "80", "d": "1", "own": [100, "USD"]}}
    dearer = replace(DOLLARS, rates={"EUR": Decimal("0.9")})
    assert states(policy, dearer, approved) == ["approved"]
    assert states(policy, replace(dearer, lines=[row(101, 101)]), approved) == ["void"]
    euros = deal(row(90, 90))
    assert states(policy, euros, approved) == ["void"]  # 90 > 80, whatever the currency was
    assert changes(policy, DOLLARS) == (Change(big, F(10)),)
    unknown = step(policy, replace(DOLLARS, rates={}), StepState.APPROVED)
    assert unknown.seen == {"net:above:EUR": None}
