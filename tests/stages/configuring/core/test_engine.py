"""What the solver says is compared with every product of small models, listed without it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import combinations, islice

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from comptoir.stages.configuring.core.answers import Goal, Keep, Status
from comptoir.stages.configuring.core.engine import compiled
from comptoir.stages.configuring.core.model import Choice, Model
from comptoir.stages.configuring.core.places import Tree
from tests.stages.configuring.core.small import MOST_PRODUCTS, candidates, models, products


def small(model: Model) -> Model:
    """Leaves out models with too many products to list."""
    assume(len(list(islice(candidates(Tree(model)), MOST_PRODUCTS + 1))) <= MOST_PRODUCTS)
    return model


@st.composite
def models_and_choices(draw: st.DrawFn) -> tuple[Model, tuple[Choice, ...]]:
    model = small(draw(models()))
    tree = Tree(model)
    names = draw(
        st.lists(st.sampled_from([*tree.options, *tree.parts, *tree.attributes]), max_size=3)
    )
    choices = []
    for name in dict.fromkeys(names):
        if name in tree.options:
            choices.append(Choice(name, draw(st.booleans())))
        else:
            choices.append(Choice(name, Decimal(draw(st.integers(-1, 2)))))
    return model, tuple(choices)


def having(model: Model, choices: tuple[Choice, ...]) -> list[dict[str, bool | Decimal]]:
    """The valid products with these choices."""
    tree = Tree(model)
    found = []
    for each in products(model):
        counts = {
            n: Decimal(sum(bool(each[p.name]) for p in part.places))
            for n, part in tree.parts.items()
        }
        if all({**each, **counts}.get(choice.id) == choice.value for choice in choices):
            found.append(each)
    return found


@pytest.mark.slow
@given(models_and_choices())
def test_every_status_is_what_the_list_of_products_says(
    drawn: tuple[Model, tuple[Choice, ...]],
) -> None:
    model, choices = drawn
    found = having(model, choices)
    engine = compiled(model)
    state = engine.look(choices)
    assert engine.statuses(choices, list(state.statuses)) == state.statuses
    assert state.valid == bool(found)
    if not found:
        assert state.conflict is not None
        return
    tree, chosen = Tree(model), {choice.id: choice.value for choice in choices}
    for name, status in state.statuses.items():
        values = {each[name] for each in found}
        if name in chosen:
            assert status is (Status.CHOSEN if chosen[name] else Status.EXCLUDED)
        else:
            forced = Status.FORCED if True in values else Status.IMPOSSIBLE
            assert status is (Status.FREE if len(values) == 2 else forced), name
    for name in tree.attributes:
        numbers = [each[name] for each in found if name in each]
        if numbers:
            assert (state.bounds[name].least, state.bounds[name].most) == (
                min(numbers),
                max(numbers),
            )
        else:
            assert name not in state.bounds
    for name, part in tree.parts.items():
        counts = [sum(bool(each[p.name]) for p in part.places) for each in found]
        assert state.counts[name] == (min(counts), max(counts))
    assert state.complete == (len(found) == 1)


def impossible(model: Model, choices: tuple[Choice, ...]) -> list[Choice]:
    """What cannot be chosen any more, in or out, though nobody chose against it."""
    state = compiled(model).look(choices)
    wanted = {Status.FORCED: False, Status.IMPOSSIBLE: True}
    return [
        Choice(name, wanted[status]) for name, status in state.statuses.items() if status in wanted
    ]


@pytest.mark.slow
@given(models_and_choices())
def test_a_reason_is_enough_and_no_choice_of_it_can_be_left_out(
    drawn: tuple[Model, tuple[Choice, ...]],
) -> None:
    model, choices = drawn
    engine = compiled(model)
    for wanted in impossible(model, choices)[:4]:
        reason = engine.why(choices, wanted.id, wanted.value)
        assert engine.why(choices[::-1], wanted.id, wanted.value) == reason
        assert set(reason.choices) <= set(choices)
        told_rules = replace(model, rules=tuple(r for r in model.rules if r.id in reason.rules))
        assert having(told_rules, (*reason.choices, wanted)) == []
        for choice in reason.choices:
            others = tuple(each for each in reason.choices if each != choice)
            assert having(model, (*others, wanted)) != []


@pytest.mark.slow
@given(models_and_choices())
def test_a_conflict_is_enough_and_no_choice_of_it_can_be_left_out(
    drawn: tuple[Model, tuple[Choice, ...]],
) -> None:
    model, choices = drawn
    conflict = compiled(model).look(choices).conflict
    assume(conflict is not None)
    assert conflict is not None
    assert set(conflict.choices) <= set(choices)
    assert having(model, conflict.choices) == []
    for choice in conflict.choices:
        assert having(model, tuple(each for each in conflict.choices if each != choice)) != []


@pytest.mark.slow
@given(models_and_choices())
def test_repairs_are_the_smallest_and_they_work(drawn: tuple[Model, tuple[Choice, ...]]) -> None:
    model, choices = drawn
    engine = compiled(model)
    for wanted in impossible(model, choices)[:4]:
        helps = [
            set(taken)
            for size in range(len(choices) + 1)
            for taken in combinations(choices, size)
            if having(model, (*(c for c in choices if c not in taken), wanted))
        ]
        repairs = engine.repairs(choices, wanted.id, wanted.value)
        assert bool(repairs) == bool(helps)
        for repair in repairs:
            assert set(repair.withdraw) in helps
            assert not any(other < set(repair.withdraw) for other in helps)
            kept = [choice for choice in choices if choice not in repair.withdraw]
            assert engine.look([*kept, wanted, *repair.swaps]).valid
        if repairs:
            assert len(repairs[0].withdraw) == min(map(len, helps))
            for keep, order in ((Keep.EARLIEST, choices), (Keep.LATEST, choices[::-1])):
                first = engine.repairs(choices, wanted.id, wanted.value, keep=keep)[0]
                taken = min(helps, key=lambda taken: [c in taken for c in order])
                assert set(first.withdraw) == taken, keep


def cost(model: Model, product: dict[str, bool | Decimal], goal: Goal) -> Decimal:
    inside = [place.option for name, place in Tree(model).options.items() if product[name]]
    match goal:
        case Goal.CHEAPEST:
            return sum((option.price for option in inside), Decimal(0))
        case Goal.RICHEST:
            return -sum((option.price for option in inside), Decimal(0))
        case Goal.LIGHTEST:
            return sum((option.weight for option in inside), Decimal(0))
        case Goal.FASTEST:
            return max(option.lead_days for option in inside)
        case _:
            return Decimal(0)


@pytest.mark.slow
@given(models_and_choices(), st.sampled_from(Goal))
def test_a_completion_is_valid_and_the_best(
    drawn: tuple[Model, tuple[Choice, ...]], goal: Goal
) -> None:
    model, choices = drawn
    engine, found = compiled(model), having(model, choices)
    whole = engine.complete(choices, goal)
    if not found:
        assert whole is None
        return
    assert whole is not None
    assert engine.check(whole) == ()
    state = engine.look(whole)
    assert state.valid
    assert state.complete
    product = {n: s in (Status.CHOSEN, Status.FORCED) for n, s in state.statuses.items()}
    product |= {n: b.value for n, b in state.bounds.items()}
    assert product in found
    assert cost(model, product, goal) == min(cost(model, each, goal) for each in found)
    figures = engine.figures(whole)
    assert figures.price == cost(model, product, Goal.CHEAPEST)
    assert figures.lead_days == cost(model, product, Goal.FASTEST)
