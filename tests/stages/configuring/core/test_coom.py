"""COOM: the public examples are read and answer as published; what a model cannot hold is refused."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel.errors import Invalid
from comptoir.stages.configuring.core import coom, yaml_models
from comptoir.stages.configuring.core.checking import check as violations
from comptoir.stages.configuring.core.engine import Engine
from comptoir.stages.configuring.core.expressions import NotOffered, UnknownName, Unreadable
from comptoir.stages.configuring.core.language import written
from comptoir.stages.configuring.core.model import (
    Attribute,
    AttributeKind,
    Choice,
    Model,
    Not,
    Option,
    Part,
    Words,
    options,
)
from comptoir.stages.configuring.core.places import Tree

BIKE = """
// a bike
product {
    num .##/kg 0-10.5  most
    num                count_me
    string             label
    Color              color
    Bool               lamp
    0..1 Basket        basket
    0..2 Bag           bag
    0..3 Color         stripes
    Ghost              ghost
}
structure Basket { Color color }
structure Bag { Color color  num size }
enumeration Color {
    attribute num/kg weight
    attribute num price
    attribute num/l volume
    attribute string ral
    Red = (1, 2.5, -3, "3000")
    Blue = (2 3 4 "5005")
}
"""


def ruled(behavior: str) -> list[str]:
    return [f"{rule.within}: {written(rule.formula)}" for rule in coom.read(BIKE + behavior).rules]


def test_features_become_groups_attributes_options_and_parts():
    model = coom.read(BIKE, "bike")
    root = model.root
    assert (model.code, root.id) == ("bike", "bike")
    assert root.attributes == (
        Attribute("most", AttributeKind.DECIMAL, Words("most"), D(0), D("10.5"), D("0.01"), "kg"),
        Attribute("count_me", AttributeKind.INTEGER, Words("count_me")),
        Attribute("label", AttributeKind.TEXT, Words("label")),
    )
    assert [(g.id, g.least, g.most) for g in root.groups] == [
        ("color", 1, 1), ("lamp", 1, 1), ("basket.there", 0, 1), ("ghost.there", 1, 1),
    ]  # fmt: skip
    assert root.groups[0].options[0] == Option(
        "color.Red", Words("Red"), price=D("2.5"), weight=D(1), values={"volume": D(-3)},
        texts={"ral": "3000"},
    )  # fmt: skip
    bag, stripes = root.parts
    assert (bag.id, bag.option.id, bag.least, bag.most) == ("bag", "bag.one", 0, 2)
    assert bag.option.groups[0].options[1].id == "bag.one.color.Blue"
    assert isinstance(stripes, Part)
    assert stripes.option.groups[0].id == "stripes.one.value"


RULES = [
    ("{ require color = Red }", ["None: color.Red"]),
    ("{ require Red != color }", ["None: !color.Red"]),
    ("{ require color = basket.color }", ["None: same(color, basket.color)"]),
    ("{ require basket.color != color }", ["None: !same(basket.color, color)"]),
    ("{ require lamp || basket }", ["None: lamp.True | basket"]),
    ("{ condition lamp = True condition color = Red require !basket && most < 3 }",
     ["None: lamp.True & color.Red => !basket & most < 3"]),
    ("{ imply most = color.weight + 2 * 3 }", ["None: most = color.weight + 2 * 3"]),
    ("{ require count(bag) + count(basket) <= 2 }",
     ["None: count(bag) + count(basket.there) <= 2"]),
    ("{ require count(color) = 1 }", ["None: count(color) = 1"]),
    ("{ require sum(bag.color.weight) < min(3, most) }",
     ["None: sum(weight in bag.one.color) < min(3, most)"]),
    ("{ require sum(bag.size) > 1 }", ["None: sum(bag.one.size) > 1"]),
    ("{ require bag.color = color }", ["bag: same(bag.one.color, color)"]),
    ("{ condition bag.size > 3 require bag.color = Red }",
     ["bag: bag.one.size > 3 => bag.one.color.Red"]),
    ("Bag { require size < most }", ["bag: bag.one.size < most"]),
    ("Basket { require color = Red }", ["None: basket.color.Red"]),
    ("{ combinations (lamp color) allow (True (Red, Blue)) allow (False -*-) }",
     ["None: table(lamp, color: [lamp.True, color.Blue | color.Red], [lamp.False, *])"]),
    ("{ combinations (lamp, color) forbid (True, Red) }", ["None: !(any(lamp.True) & any(color.Red))"]),
    ("{ combinations (lamp color) allow (-*- Red) forbid (True -*-) }",
     ["None: table(lamp, color: [*, color.Red]) & !all(any(lamp.True))"]),
]  # fmt: skip


@pytest.mark.parametrize(("behavior", "rules"), RULES)
def test_behavior_becomes_rules(behavior, rules):
    assert ruled("behavior " + behavior) == rules


def test_an_explanation_is_the_words_of_the_next_rule_only():
    model = coom.read(BIKE + 'behavior { explanation "Why." require lamp require basket }')
    assert [rule.words for rule in model.rules] == [Words("Why."), Words()]


def test_the_first_default_of_a_feature_counts():
    model = coom.read(
        BIKE + "behavior { default color = Blue default most = 3 default color = Red }"
    )
    assert [o.default for o in model.root.groups[0].options] == [False, True]
    assert model.root.attributes[0].default == "3"
    assert model.rules == ()


REFUSED = [
    ("", Unreadable, "no product"),
    ("nonsense {}", Unreadable, "nonsense"),
    ("product {", Unreadable, "the end"),
    ("product { A }", Unreadable, "}"),
    ("product { A a A a }", Unreadable, "A"),
    ("product { A a } product { B b }", Unreadable, "product"),
    ("product { 1..* A a }", NotOffered, "an unlimited cardinality"),
    ("product { 1.5 A a }", Unreadable, "1.5"),
    ("product { 0..2 num a }", NotOffered, "several numbers in one feature"),
    ("product { A a } structure A { A a }", NotOffered, "a structure inside itself"),
    ("product { } enumeration E { attribute date d }", Unreadable, "date"),
    ("product { } enumeration E { attribute string s A = (1) }", Unreadable, "1"),
    ("product { } enumeration E { A A }", Unreadable, "A"),
    ("product { } enumeration Bool { A }", Unreadable, "Bool"),
    (BIKE + "behavior { hide color }", NotOffered, "hide"),
    (BIKE + "behavior { explanation color }", Unreadable, "color"),
    (BIKE + "behavior { combinations (color) }", Unreadable, "}"),
    (BIKE + "behavior { combinations (color) allow (Red Blue) }", Unreadable, "allow"),
    (BIKE + "behavior { combinations (most) allow (Red) }", NotOffered, "a table of numbers"),
    (BIKE + "behavior { require color }", Unreadable, "color"),
    (BIKE + "behavior { require color = Green }", UnknownName, "Green"),
    (BIKE + "behavior { require color = 3 }", Unreadable, "3"),
    (BIKE + "behavior { require color < Red }", NotOffered,
     "the order of the values of an enumeration"),
    (BIKE + "behavior { require colour = Red }", UnknownName, "colour"),
    (BIKE + "behavior { require color.size = 3 }", UnknownName, "size"),
    (BIKE + "behavior { require color.ral = 3 }", NotOffered, "the comparison of texts"),
    (BIKE + "behavior { require basket > 3 }", Unreadable, "basket"),
    (BIKE + "behavior { require count(1) > 3 }", Unreadable, "count"),
    (BIKE + "behavior { require sum(basket) > 3 }", Unreadable, "sum"),
    (BIKE + "behavior { require count(most) > 3 }", Unreadable, "count"),
    (BIKE + "behavior { require count(color.weight) > 3 }", Unreadable, "color"),
    (BIKE + "behavior { require sqrt(most) > 3 }", NotOffered, "sqrt"),
    (BIKE + "behavior { require bag.color = stripes }", NotOffered,
     "a rule over the instances of two parts"),
    (BIKE + "behavior { condition lamp default color = Red }", NotOffered,
     "a default with a condition"),
    (BIKE + "behavior { default lamp }", Unreadable, "default"),
    (BIKE + "behavior { default 1 = lamp }", Unreadable, "default"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "error", "found"), REFUSED)
def test_what_cannot_be_read_is_refused_by_name_and_place(text, error, found):
    with pytest.raises(error) as refused:
        coom.read(text)
    assert refused.value.facts["found"] == found


@pytest.mark.slow
def test_every_public_example_is_read_and_can_be_configured(data_dir):
    files = sorted((data_dir / "configurator").glob("*.coom"))
    assert len(files) == 6
    for file in files:
        model = coom.read(file.read_text(), file.stem)
        assert yaml_models.read(yaml_models.write(model)) == model, file.name
        assert Engine(model).complete([]) is not None, file.name


def total(engine: Engine, groups: list[str], chosen: tuple[str, ...] = ()) -> int:
    """How many valid products differ in these groups, by trying each."""
    if not groups:
        return 1
    counted = 0
    for place in engine.tree.groups[groups[0]].places:
        picked = (*chosen, place.name)
        if engine.look([Choice(name, True) for name in picked], []).valid:
            counted += total(engine, groups[1:], picked)
    return counted


def test_kids_bikes_and_shirts_are_as_many_as_published(data_dir):
    """14 of 128 bikes and 68 of 100 shirts: enumerated on the published models."""
    place = data_dir / "configurator"
    bike = Engine(coom.read((place / "kids-bike.coom").read_text()))
    assert total(bike, ["color", "wheelSupport", "frontWheel", "rearWheel"]) == 14
    shirt = Engine(coom.read((place / "tshirt.coom").read_text()))
    assert total(shirt, ["color", "size", "theme"]) == 68


def test_the_lightest_travel_bike_for_160_liters_weighs_what_is_published(data_dir):
    """CF-COOM-03: 3,200 g; and a bike of at most 3.1 kg carries no 160 liters."""
    file = data_dir / "configurator" / "travel-bike.coom"
    engine = Engine(coom.read(file.read_text()))
    wanted = [Choice("requestedVolume", D(160))]
    assert engine.look(wanted, ["totalWeight"]).bounds["totalWeight"].least == 3200
    assert not engine.look([*wanted, Choice("maxWeight", D("3.1"))], []).valid
    assert engine.look([*wanted, Choice("maxWeight", D("3.2"))], []).valid


def city(model: Model, **given: str) -> list[Choice]:
    """A whole city bike: white, no basket, no bags, 28 inches, unless said otherwise."""
    chosen = {
        "color": "White",
        "saddle": "Standard",
        "frontWheel": "W28",
        "rearWheel": "W28",
        **given,
    }
    bag = chosen.pop("bag", "")
    names = [f"{group}.{value}" for group, value in chosen.items()] + ["carrier"]
    if "basket.color" in chosen:
        names.append("basket")
    choices = [Choice(name, True) for name in names]
    if bag:
        choices += [Choice("carrier.bag", D(1)), Choice("carrier.bag.one#1", True)]
        material, capacity = bag.split()
        choices.append(Choice(f"carrier.bag.one.material.{material}#1", True))
        choices.append(Choice(f"carrier.bag.one.capacity.{capacity}#1", True))
    return choices


def test_city_bikes_are_refused_with_the_words_of_their_rule(data_dir):
    """CF-COOM-06: five wrong bikes and a right one, as published with the model."""
    model = coom.read((data_dir / "configurator" / "city-bike.coom").read_text())
    tree, words = Tree(model), {rule.id: rule.words.en for rule in model.rules}

    def violated(**given: str) -> list[str]:
        reasons = violations(tree, city(model, **given))
        return [words[rule] for reason in reasons for rule in reason.rules]

    front = {"basket.position": "Front", "basket.color": "White"}
    assert violated(**front, frontWheel="W29", rearWheel="W29") == [
        "If the basket is mounted on the front, the front wheel size must be less than 29."
    ]
    assert violated(saddle="Vintage", bag="Cotton B20") == [
        "If the saddle is vintage, then the bag must be made of leather."
    ]
    assert violated(bag="Polyester B100", frontWheel="W27", rearWheel="W27") == [
        "If a bag has volume 100, then the size of the rear wheel must be at least 28."
    ]
    assert violated(bag="Leather B20") == [""]  # the table of bags has no explanation in the file
    assert violated(color="Blue", **front) == [
        "The color of the bike must match the color of the basket."
    ]
    assert violated(color="Black") == []


PIECES = st.sampled_from(
    ["product", "structure", "enumeration", "behavior", "{", "}", "A", "a", "num", ".", "#", "/", "1", "-",
     "..", "*", "attribute", "=", "(", ")", ",", "require", "condition", "default", "combinations", "allow",
     '"x"', "explanation", "Bool", "&&", "count(", "sum(", "\n", "//", "é", "\x00"]
)  # fmt: skip


@given(st.text() | st.lists(PIECES, max_size=40).map(" ".join))
def test_garbage_is_read_or_refused_never_worse(text):
    with suppress(Invalid):
        coom.read(text)


@given(st.lists(PIECES | st.sampled_from(["color", "bag", "lamp", "size", "most"]), max_size=15))
def test_garbage_as_behavior_is_read_or_refused(pieces):
    with suppress(Invalid):
        coom.read(BIKE + "behavior { " + " ".join(pieces) + " }")


def test_structures_that_unfold_without_end_are_refused():
    wide = "product { A a } " + " ".join(
        f"structure {a} {{ {' '.join(f'{b} x{n}' for n in range(12))} }}"
        for a, b in ("AB", "BC", "CD", "DE", "EF")
    )
    with pytest.raises(NotOffered):
        coom.read(wide)
    assert len(list(options(coom.read("product { 2 A a } structure A { Bool b }").root))) == 4
    assert isinstance(coom.read(BIKE + "behavior { require !lamp }").rules[0].formula, Not)
