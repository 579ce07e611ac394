"""What the solver says is compared with every product of small models, listed without it."""

from __future__ import annotations

from decimal import Decimal
from itertools import islice

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from comptoir.stages.configuring.core.answers import Status
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


@given(models_and_choices())
@settings(max_examples=300)
def test_every_status_is_what_the_list_of_products_says(
    drawn: tuple[Model, tuple[Choice, ...]],
) -> None:
    model, choices = drawn
    found = having(model, choices)
    state = compiled(model).look(choices)
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
