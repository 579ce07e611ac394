"""Another id of a thing of a model: the same products, up to the name; or a refusal that says why not."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comptoir.stages.configuring.core import yaml_models
from comptoir.stages.configuring.core.editing import Deed, Edit, edited
from comptoir.stages.configuring.core.evaluating import tail
from comptoir.stages.configuring.core.language import names_of, written
from comptoir.stages.configuring.core.mentions import atoms
from comptoir.stages.configuring.core.model import (
    Any,
    Group,
    Has,
    Implies,
    Match,
    Model,
    Not,
    Option,
    Part,
    Rule,
    Same,
    Table,
    at,
    options,
    placed,
)
from comptoir.stages.configuring.core.pairing import PairBroken
from comptoir.stages.configuring.core.places import Tree
from comptoir.stages.configuring.core.renaming import says
from tests.stages.configuring.core.small import candidates, models, products

BIKE = yaml_models.read("""model: BIKE
name: {en: Bike, fr: Vélo}
product:
  id: bike
  groups:
  - {id: color, choose: one, options: [{id: color.red}, {id: color.blue}]}
  - {id: basket, choose: optional, options: [{id: basket.red}, {id: basket.blue}]}
  - {id: bell, choose: optional, options: [{id: bell.red}, {id: bell.loud}]}
  - {id: flags, choose: any, options: [{id: flag.red}, {id: flag.blue}]}
rules:
- {id: alike, rule: "same(color, basket)", words: {en: In one color., fr: D'une couleur.}}
materials:
- {sku: PAINT, quantity: 1, when: "same(color, basket)"}
operations:
- {id: paint, work_center: P, setup_minutes: 1, run_minutes: 1, when: "!same(color, basket)"}
questions:
- id: taste
  name: {en: All alike?, fr: Tout pareil ?}
  answers: [{id: yes, name: {en: Yes, fr: Oui}, demands: "same(basket, color) | color.red"}]
""")


def rename(model: Model, kind: str, old: str, new: str) -> Model:
    return edited(model, Edit(Deed.CHANGE, kind, old, {"id": new}))


def test_pairs_are_written_out_where_a_new_id_would_part_them() -> None:
    fresh = rename(BIKE, "option", "color.red", "color.crimson")
    pairs = ((frozenset({"color.crimson"}), frozenset({"basket.red"})),
             (frozenset({"color.blue"}), frozenset({"basket.blue"})))  # fmt: skip
    assert fresh.rules[0].formula == Table(("color", "basket"), pairs)
    assert (fresh.rules[0].words, fresh.rules[0].source) == (BIKE.rules[0].words, "")
    assert fresh.materials[0].when == fresh.rules[0].formula
    assert "!table(color, basket:" in yaml_models.write(fresh)
    assert yaml_models.read(yaml_models.write(fresh)) == replace(fresh)
    both = rename(fresh, "option", "basket.red", "basket.crimson")
    assert len(products(both)) == len(products(BIKE))


def test_what_leaves_the_pairs_as_they_are_keeps_the_rule() -> None:
    assert rename(BIKE, "option", "color.red", "paint.red").rules == BIKE.rules
    assert rename(BIKE, "option", "bell.loud", "bell.shrill").rules == BIKE.rules
    assert rename(BIKE, "group", "basket", "crate").rules[0].source == "same(color, crate)"
    same = replace(BIKE, rules=(replace(BIKE.rules[0], formula=Match("flags", "flags")),))
    assert rename(same, "option", "flag.red", "pennant").rules[0].formula == Match("flags", "flags")


@pytest.mark.parametrize(("left", "right"), [("color", "bell"), ("color", "flags")])
def test_pairs_that_no_table_says_refuse_the_new_id(left: str, right: str) -> None:
    """An option without its like, or several that can be chosen together."""
    said = replace(BIKE, rules=(replace(BIKE.rules[0], formula=Match(left, right)),))
    with pytest.raises(PairBroken) as refused:
        rename(said, "option", "color.red", "color.crimson")
    told = refused.value
    assert (told.field, told.facts["expected"]) == ("id", "….red")
    assert told.facts["named"] == f"same({left}, {right})"


def things(model: Model) -> list[tuple[str, str]]:
    """Kind and id of everything in the tree."""
    every = list(options(model.root))
    return [
        *(("option", o.id) for o in every),
        *(("group", g.id) for o in every for g in o.groups),
        *(("attribute", a.id) for o in every for a in o.attributes),
        *(("part", p.id) for o in every for p in o.parts),
    ]


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(models(), st.sampled_from(["new", "new.x", "new.y", "o1", "g1.size x"]), st.data())
def test_a_model_has_the_same_products_after_a_renaming_up_to_the_name(
    model: Model, new: str, data: st.DataObject
) -> None:
    words = ((r, written(r.formula)) for r in model.rules)
    was = names_of(model.root)  # a table without a row has no words
    rules = (replace(r, source=said if says(said, r.formula, was) else "") for r, said in words)
    model = replace(model, rules=tuple(rules))
    kind, old = data.draw(st.sampled_from(things(model)))
    if new in {id for _kind, id in things(model)}:
        return
    try:
        fresh = rename(model, kind, old, new)
    except PairBroken:
        assert kind == "option" and tail(old) != tail(new)
        assert any(isinstance(a, Match) for r in model.rules for a in atoms(r.formula))
        return
    names = names_of(fresh.root)
    assert all(not r.source or says(r.source, r.formula, names) for r in fresh.rules)

    def told(product: dict[str, bool | D]) -> frozenset[tuple[str, bool | D]]:
        return frozenset((_named(name, old, new), value) for name, value in product.items())

    assert {told(p) for p in products(model)} == {frozenset(p.items()) for p in products(fresh)}
    assert len(list(candidates(Tree(model)))) == len(list(candidates(Tree(fresh))))


@st.composite
def paired(draw: st.DrawFn) -> Model:
    """Groups of options with a few endings, at times in a part that stands twice; rules that pair them."""

    def group(n: int) -> Group:
        tails = draw(st.lists(st.sampled_from("xyz"), min_size=1, max_size=3))
        inside = tuple(Option(f"g{n}{i}.{end}") for i, end in enumerate(tails))
        least, most = draw(st.sampled_from([(1, 1), (0, 1), (0, None)]))
        return Group(f"g{n}", inside, least, most)

    first, second = group(1), group(2)
    root = Option("root", groups=(first, second))
    if draw(st.booleans()):
        root = Option(
            "root", groups=(first,), parts=(Part("p", Option("each", groups=(second,)), 0, 2),)
        )
    pair = Match(*draw(st.sampled_from([("g1", "g2"), ("g2", "g1"), ("g2", "g2")])))
    one = Has(first.options[0].id)
    said = draw(
        st.sampled_from([pair, Not(pair), Implies(one, pair), Same(pair, one), Any((pair, one))])
    )
    return Model("paired", root, (Rule("r", said),))


@settings(max_examples=60)
@given(paired(), st.sampled_from("xyzw"), st.data())
def test_what_same_says_is_said_after_a_renaming_or_the_new_id_is_refused(
    model: Model, end: str, data: st.DataObject
) -> None:
    every = [o.id for o in options(model.root) if o.id.startswith("g")]
    old, new = data.draw(st.sampled_from(every)), f"new.{end}"
    try:
        fresh = rename(model, "option", old, new)
    except PairBroken:
        assert tail(old) != end
        return
    told = {
        frozenset((_named(name, old, new), value) for name, value in product.items())
        for product in products(model)
    }
    assert told == {frozenset(product.items()) for product in products(fresh)}


def _named(name: str, old: str, new: str) -> str:
    id, instances = placed(name)
    return at(new if id == old else id, *instances)
