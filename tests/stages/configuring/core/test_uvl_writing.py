"""A model written in UVL is read again as the same; what UVL cannot say is refused by name."""

from __future__ import annotations

import csv
from dataclasses import replace
from decimal import Decimal as D
from itertools import combinations

import pytest

from comptoir.stages.configuring.core import uvl, yaml_models
from comptoir.stages.configuring.core.checking import configuration
from comptoir.stages.configuring.core.language import formula, names_of
from comptoir.stages.configuring.core.model import (
    Attribute,
    AttributeKind,
    Choice,
    Group,
    Model,
    Option,
    Part,
    Rule,
    Words,
    options,
)
from comptoir.stages.configuring.core.places import Tree
from comptoir.stages.configuring.core.uvl_writing import NotInUvl, bare, write
from tests.stages.configuring.core.test_uvl import SANDWICH

LOAF = """\
model: loaf
product:
  id: loaf
  groups:
    - id: size
      choose: one
      options: [{id: small, price: 2, values: {slices: 8}}, {id: large, values: {slices: 16}}]
    - {id: grain, choose: 0..1, options: [{id: grain.rye, values: {abstract: 1}}, {id: grain.oat}]}
    - {id: bag, choose: optional, options: [{id: bag.rye, layer: <g/>}]}
    - {id: seeds, choose: some, options: [{id: poppy}, {id: sesame}]}
materials: [{sku: FLOUR, quantity: 1}]
"""
MODEL = yaml_models.read(LOAF)
RULES = [
    "small => grain.rye",
    "same(grain, bag)",
    "table(size, grain: [small, rye], [large, *])",
    "size.slices >= 10 | poppy",
    "sum(slices) - 2 * 3 / 1 < 11",
    "sum(price in size) > 1 <=> sesame",
    "sum(slices in small) = 8",
    "true & !false",
    "grain.price = 0 | bag.slices < 1",
    "all(poppy) & any(sesame, small)",
]


def every_choice(root: Option) -> list[frozenset[str]]:
    ids = [option.id for option in options(root) if option is not root]
    return [frozenset(c) for n in range(len(ids) + 1) for c in combinations(ids, n)]


@pytest.mark.parametrize("text", RULES)
def test_a_rule_means_the_same_in_uvl(text):
    """Compared on every set of options that the tree allows."""
    rule = Rule("r", formula(text, names_of(MODEL.root)))
    model = bare(replace(MODEL, rules=(rule,)))
    again = uvl.read(write(model))
    ours, theirs = Tree(model), Tree(again)
    compared = 0
    for ids in every_choice(model.root):
        if len(ids & {"small", "large"}) != 1 or len(ids & {"grain.rye", "grain.oat"}) > 1:
            continue
        here = configuration(ours, [Choice(id, True) for id in ids])
        there = configuration(theirs, [Choice(id.replace(".", "·"), True) for id in ids])
        holds = here.holds(rule.formula)
        assert all(there.holds(r.formula) for r in again.rules) == holds, (text, ids)
        compared += 1
    assert compared == 2 * 3 * 2 * 4


@pytest.mark.slow
def test_public_models_and_a_sandwich_are_written_and_read_again(data_dir):
    place = data_dir / "configurator"
    files = [row["file"] for row in csv.DictReader((place / "known_properties.csv").open())]
    for text in [SANDWICH, *((place / file).read_text() for file in files)]:
        model = uvl.read(text)
        again = uvl.read(write(model))
        assert again.root == model.root
        assert [r.formula for r in again.rules] == [r.formula for r in model.rules]


def test_attributes_parts_and_texts_are_written_as_features():
    length = Attribute(
        "length.value", AttributeKind.INTEGER, Words("length"), D(1), D(9), D(2), "mm", "3"
    )
    sharp = Option("C♯", Words("sharp", "dièse"), sku="S", texts={"a.b": "x", "a.c": "y"})
    root = Option(
        "or",
        groups=(Group("g", (Option("length", Words("length"), attributes=(length,)), Option("b")), 2, 2),),
        attributes=(Attribute("label", AttributeKind.TEXT, unit="it's"),),
        parts=(Part("bags", sharp, 1, 3),),
        values={"odd figure": D(1)},
    )  # fmt: skip
    names = names_of(root)
    rules = [
        "floor(length.value) > 1",
        "some(C♯) => length",
        'sum("odd figure" in bags) < 3 & length.value = 3',
    ]
    said = write(
        Model(
            "m", root, tuple(Rule(f"r{n}", formula(quoted(t), names)) for n, t in enumerate(rules))
        )
    )
    assert said.splitlines() == [
        "namespace m",
        "",
        "features",
        '\t"or" {"odd figure" 1}',
        "\t\tmandatory",
        "\t\t\tInteger length {least 1, most 9, step 2, unit 'mm', initial '3'}",
        "\t\t\tb",
        "\t\tmandatory",
        '\t\t\tString label {unit "it\'s"}',
        "\t\t\t\"C#\" cardinality [1..3] {name_en 'sharp', name_fr 'dièse', sku 'S', a {b 'x', c 'y'}}",
        "",
        "constraints",
        "\tlength => floor(length) > 1",
        '\t"C#" => length',
        '\t(sum("C#", "odd figure") < 3) & (length => length == 3)',
    ]
    assert uvl.read(said).root.groups[0].options[0].attributes == (length,)


def quoted(text: str) -> str:
    return text.replace("C♯", '"C♯"')


BIG = yaml_models.read("""\
model: m
product:
  id: a
  attributes: [{id: size, kind: integer}, {id: label, kind: text}]
  groups: [{id: g, choose: any, options: [{id: b}, {id: c}]}]
  parts: [{id: p, times: 0..2, each: {id: d, attributes: [{id: width, kind: integer}]}}]
""")
CANNOT = ["d", "width > 1", "count(p) > 1", "min(size, 1) > 1", "ceil(size / 2) > 1", "sum(width) > 1",
          "sum(lead_days) > 1"]  # fmt: skip


@pytest.mark.parametrize("text", CANNOT)
def test_a_rule_that_uvl_cannot_say_is_refused(text):
    rule = Rule("mine", formula(text, names_of(BIG.root)))
    with pytest.raises(NotInUvl) as refused:
        write(replace(BIG, rules=(rule,)))
    assert refused.value.field == "mine"


def test_what_uvl_has_no_place_for_is_refused_by_name():
    with pytest.raises(NotInUvl) as refused:
        write(MODEL)
    assert refused.value.field == "materials"
    with pytest.raises(NotInUvl):
        write(replace(BIG, rules=(Rule("r", formula("b", names_of(BIG.root)), within="p"),)))
    with pytest.raises(NotInUvl):
        write(Model("m", Option("a", layer="<g>\n</g>")))
    with pytest.raises(NotInUvl):
        write(Model("m", Option("a.b", groups=(Group("g", (Option("a·b"),)),))))
    assert "ceil(size)" in write(
        replace(BIG, rules=(Rule("r", formula("ceil(size) > 1", names_of(BIG.root))),))
    )
    assert bare(BIG) == BIG


def test_a_text_with_an_apostrophe_stands_in_double_quotes():
    root = Option("a", Words("a"), sku="it's", values={"x": D(1), "x.y": D(2)})
    again = uvl.read(write(Model("m", root)))
    assert again.root.sku == "it's"
