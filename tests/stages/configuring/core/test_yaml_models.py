"""A product model in YAML: nothing is lost on the way there and back; mistakes are told with their place."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal as D

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel.errors import Invalid
from comptoir.stages.configuring.core import yaml_models, yaml_tree
from comptoir.stages.configuring.core.expressions import Unreadable
from comptoir.stages.configuring.core.language import written
from comptoir.stages.configuring.core.model import (
    Answer,
    Attribute,
    AttributeKind,
    Choice,
    Compare,
    Group,
    Has,
    Implies,
    Material,
    Model,
    Number,
    Operation,
    Option,
    Part,
    Question,
    Rule,
    RuleTest,
    Table,
    Value,
    Words,
)
from comptoir.stages.configuring.core.soundness import BadModel, check, fits
from comptoir.stages.configuring.core.yaml_kinds import UnknownKey
from tests.stages.configuring.core.bike import BIKE, ROOT, cells, formulas, terms

CABINET = """\
model: cabinet
sku: ARM-X
currency: CHF
name: {en: Control cabinet, fr: Armoire de commande}
product:
  id: cabinet
  price: 1200.50
  groups:
    - id: enclosure
      name: Enclosure
      choose: one
      options:
        - id: steel
          name: {en: Steel, fr: Acier}
          default: true
          layer: |
            <rect width="10"/>
        - {id: alu, price: 240, cost: 100, weight: -2.5, lead_days: 3, sku: ALU}
    - {id: extras, choose: 0..2, options: [{id: lamp}, {id: 'no', hidden: true}]}
    - {id: doors, choose: all, options: [{id: left}, {id: right}]}
  attributes:
    - {id: width, kind: integer, from: 400, to: 1200, step: 100, unit: mm, default: 600}
    - {id: label, kind: text, longest: 12, default: "007"}
  parts:
    - id: drives
      times: 1..4
      each:
        id: drive
        values: {kilowatts: 1.5}
        texts: {series: 3.0, note: "yes"}
rules:
  - id: ip
    rule: alu requires lamp
    words: {fr: L'aluminium demande la lampe.}
  - id: pairs
    table:
      groups: [enclosure, extras]
      allow:
        - [steel, "*"]
        - [alu, [lamp, 'no']]
  - {id: power, rule: kilowatts in, within: drives}
"""


def test_a_file_is_read_as_it_looks():
    text = CABINET.replace("kilowatts in", "sum(kilowatts) <= 6")
    model = yaml_models.read(text)
    root = model.root
    assert (model.code, model.sku, model.currency) == ("cabinet", "ARM-X", "CHF")
    assert model.name == Words("Control cabinet", "Armoire de commande")
    assert str(root.price) == "1200.50"
    enclosure, extras, doors = root.groups
    assert (enclosure.least, enclosure.most, enclosure.name) == (1, 1, Words("Enclosure"))
    assert enclosure.options[0] == Option(
        "steel", Words("Steel", "Acier"), default=True, layer='<rect width="10"/>\n'
    )
    assert enclosure.options[1] == Option(
        "alu", price=D(240), cost=D(100), weight=D("-2.5"), lead_days=D(3), sku="ALU"
    )
    assert (extras.least, extras.most) == (0, 2)
    assert extras.options == (Option("lamp"), Option("no", hidden=True))
    assert (doors.least, doors.most) == (2, 2)
    assert root.attributes == (
        Attribute("width", AttributeKind.INTEGER, Words(), D(400), D(1200), D(100), "mm", "600"),
        Attribute("label", AttributeKind.TEXT, default="007", longest=12),
    )
    assert root.parts == (
        Part(
            "drives",
            Option("drive", values={"kilowatts": D("1.5")}, texts={"series": "3.0", "note": "yes"}),
            1,
            4,
        ),
    )
    ip, pairs, power = model.rules
    assert ip == Rule(
        "ip", Implies(Has("alu"), Has("lamp")), Words(fr="L'aluminium demande la lampe."),
        source="alu requires lamp",
    )  # fmt: skip
    assert pairs.formula == Table(
        ("enclosure", "extras"),
        (
            (frozenset({"steel"}), frozenset()),
            (frozenset({"alu"}), frozenset({"lamp", "no"})),
        ),
    )
    assert power.within == "drives"
    assert yaml_models.read(yaml_models.write(model)) == model
    assert "rule: alu requires lamp" in yaml_models.write(model)


def test_a_rule_from_another_language_keeps_its_source():
    rule = Rule("r", Has("wicker"), source="wicker && TRUE")
    model = replace(BIKE, rules=(rule, Rule("s", Has("wicker"))))
    text = yaml_models.write(model)
    assert "{id: r, rule: wicker, source: wicker && TRUE}" in text
    assert yaml_models.read(text).rules[0] == rule
    assert yaml_models.read(text).rules[1].source == "wicker"


ids = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters='"#'),
    min_size=1, max_size=8,
)  # fmt: skip
texts = st.text(st.characters(codec="utf-8", exclude_categories=("C",)), max_size=12)
layers = st.text(max_size=20) | st.text(st.sampled_from("<a> \n\r\t\x85\u2028:#'-"), max_size=9)
words = st.builds(Words, texts, texts)
figures = st.decimals(-(10**9), 10**9, places=3, allow_nan=False)


@st.composite
def trees(draw, names: list[str], depth: int = 0) -> Option:
    """An option with its own ids from `names`, others below it."""
    own, groups, parts = names.pop(), [], []
    attributes = tuple(
        draw(attribute(names.pop())) for _ in range(draw(st.integers(0, 2))) if names
    )
    for _ in range(draw(st.integers(0, 2)) if depth < 3 else 0):
        if len(names) > 1:
            group = names.pop()
            inner = tuple(draw(trees(names, depth + 1)) for _ in range(2) if names)
            least = draw(st.integers(0, len(inner)))
            most = draw(st.none() | st.integers(least, 9))
            groups.append(Group(group, inner, least, most, draw(words)))
        if len(names) > 1 and draw(st.booleans()):
            part = names.pop()
            most = draw(st.integers(1, 9))
            inside = draw(trees(names, depth + 1))
            parts.append(Part(part, inside, draw(st.integers(0, most)), most, draw(words)))
    return Option(
        own, draw(words), tuple(groups), attributes, tuple(parts), draw(texts), draw(figures),
        draw(figures), draw(figures), draw(figures), draw(st.dictionaries(texts, figures, max_size=2)),
        draw(st.dictionaries(texts, texts, max_size=2)), draw(st.booleans()), draw(layers),
        draw(st.booleans()),
    )  # fmt: skip


@st.composite
def attribute(draw, id: str) -> Attribute:
    kind = draw(st.sampled_from(AttributeKind))
    low, high = sorted((draw(figures), draw(figures)))
    least, most = draw(st.none() | st.just(low)), draw(st.none() | st.just(high))
    step = draw(st.none() | st.just(D("0.5")))
    made = Attribute(
        id, kind, draw(words), least, most, step, draw(texts), None, draw(st.integers(1, 99))
    )
    default = draw(st.none() | texts | figures.map(str) | st.just(str(low)))
    return replace(made, default=default) if default is not None and fits(made, default) else made


@given(
    st.lists(ids, min_size=1, max_size=14, unique=True).flatmap(lambda names: trees(list(names))),
    words,
)
def test_any_tree_is_written_and_read_again(root, name):
    model = Model("m", root, name=name)
    with suppress(BadModel):  # ids that a group and its figure make ambiguous
        check(model)
        assert yaml_models.read(yaml_models.write(model)) == model


@pytest.mark.parametrize(
    ("typed", "taken"),
    [("1E+100", False), ("1000000000000000", False), ("999999999999999", True),
     ("-0.000000000001", True), ("0.0000000000001", False), ("NaN", False), ("", False)],
)  # fmt: skip
def test_a_number_that_steps_cannot_be_counted_in_does_not_fit(typed, taken):
    assert fits(Attribute("length", AttributeKind.DECIMAL, Words("Length")), typed) is taken
    assert not fits(Attribute("count", AttributeKind.INTEGER, Words("Count")), "1E+100")


whens = st.none() | formulas
parts = st.sampled_from([None, "bags"])


@given(
    rules=st.lists(st.tuples(formulas, words, parts), max_size=3),
    materials=st.lists(st.builds(Material, texts, terms, whens, parts, words, texts), max_size=2),
    operations=st.lists(st.tuples(texts, terms, terms, whens, parts, words), max_size=2),
    answers=st.lists(
        st.tuples(words, st.dictionaries(st.sampled_from(["wicker", "b10"]), st.integers(-9, 9)), whens),
        max_size=2,
    ),
    choices=st.fixed_dictionaries(
        {}, optional={"wicker": st.booleans(), "length": figures, "label": texts, "volume#2": figures}
    ),
    several=st.booleans(),
)  # fmt: skip
def test_whatever_speaks_of_a_tree_is_written_and_read_again(
    rules, materials, operations, answers, choices, several
):
    made = tuple(Answer(f"a{i}", *answer) for i, answer in enumerate(answers))
    model = Model(
        "bike",
        ROOT,
        tuple(
            Rule(f"r{i}", f, w, within, "" if isinstance(f, Table) else written(f))
            for i, (f, w, within) in enumerate(rules)
        ),
        materials=tuple(materials),
        operations=tuple(Operation(f"o{i}", *operation) for i, operation in enumerate(operations)),
        questions=(Question("q", Words("?"), made, several),) if made else (),
        tests=(
            RuleTest(
                "t", tuple(Choice(k, v) for k, v in choices.items()), several, "", ("wicker",)
            ),
            RuleTest("u", (), impossible=("leather#1",)),
        ),
    )
    assert yaml_models.read(yaml_models.write(model)) == model


def refused(text: str) -> Invalid:
    with pytest.raises(Invalid) as caught:
        yaml_models.read(text)
    return caught.value


MODEL = "model: m\nproduct:\n  id: a\n  groups:\n  - {id: g, choose: any, options: [{id: b}, {id: c}]}\n"
MISTAKES = [
    ("model: m", "expected", "the key product"),
    ("- a", "found", "a list"),
    ("", "expected", "one document"),
    ("a: 1\n---\nb: 2", "expected", "one document"),
    ("model: m\nmodel: n", "line", 2),
    ("model: m\nprodct: {id: a}", "near", "product"),
    ("model: [a]\nproduct: {id: a}", "expected", "one value, not a list or keys"),
    ("model:\nproduct: {id: a}", "expected", "a text"),
    ("model: m\nproduct: {name: a}", "expected", "the key id"),
    ("model: m\nproduct: x", "expected", "keys and values"),
    ("model: m\nproduct: {id: a, price: x}", "expected", "a number such as 12.50"),
    ("model: m\nproduct: {id: a, price: true}", "expected", "a number such as 12.50"),
    ("model: m\nproduct: {id: a, price: 1e3}", "found", "1e3"),
    ("model: m\nproduct: {id: a, price: .inf}", "found", ".inf"),
    ("model: m\nproduct: {id: a, price: '12'}", "found", "12"),
    ("model: m\nproduct: {id: a, hidden: yes}", "expected", "true or false"),
    ("model: m\nproduct: {id: a, values: [1]}", "expected", "keys and values"),
    ("model: m\nproduct: {id: a, name: {de: x}}", "expected", "a text in en, in fr or in both"),
    ("model: m\nproduct: {id: a, groups: x}", "expected", "a list"),
    ("model: m\nproduct: {id: a, groups: [{id: g, options: [{id: b}]}]}", "expected", "the key choose"),
    ("model: m\nproduct: {id: a, groups: [{id: g, choose: {}, options: [{id: b}]}]}", "line", 2),
    ("model: m\nproduct: {id: a, groups: [{id: g, choose: two, options: [{id: b}]}]}", "found", "two"),
    ("model: m\nproduct: {id: a, groups: [{id: g, choose: 2.., options: [{id: b}]}]}", "found", "2.."),
    ("model: m\nproduct: {id: a, groups: [{id: g, choose: 1, options: []}]}", "found", "1..1"),
    ("model: m\nproduct: {id: a, parts: [{id: p, times: 1.., each: {id: b}}]}", "found", "1.."),
    ("model: m\nproduct: {id: a, parts: [{id: p, each: {id: b}, times: x}]}", "found", "x"),
    ("model: m\nproduct: {id: a, parts: [{id: p, times: 0, each: {id: b}}]}", "found", "0..0"),
    ("model: m\nproduct: {id: a, attributes: [{id: x, kind: float}]}", "found", "float"),
    ("model: m\nproduct: {id: a, attributes: [{id: x, kind: text, longest: 1.5}]}", "found", "1.5"),
    ("model: m\nproduct: {id: a, attributes: [{id: x, kind: text, longest: 0}]}", "found", "0"),
    ("model: m\nproduct: {id: a, attributes: [{id: x, kind: text, default: true}]}", "found", "true"),
    ("model: m\nproduct: {id: a, attributes: [{id: x, kind: integer, default: x}]}", "found", "x"),
    ("model: m\nproduct: {id: a, attributes: [{id: x, kind: integer, default: 1.5}]}", "found", "1.5"),
    ("model: m\nproduct: {id: a, attributes: [{id: x, kind: integer, from: 2, to: 1}]}",
     "expected", "from, to and step that leave a number"),
    ("model: m\nproduct: {id: a, attributes: [{id: x, kind: integer, step: 0}]}",
     "expected", "from, to and step that leave a number"),
    ("model: m\nproduct: {id: 'a#1'}", "found", "a#1"),
    ("model: m\nproduct: {id: ' a'}", "found", " a"),
    ("model: m\nproduct: {id: ''}", "found", ""),
    ("model: m\nproduct: {id: a, groups: [{id: g, choose: any, options: [{id: a}]}]}", "found", "a"),
    ("model: m\nproduct: {id: a, groups: [{id: g, choose: any, options: [{id: g.price}]}]}",
     "found", "g.price"),
    (MODEL + "rules: [{id: r}]", "expected", "the key rule or the key table"),
    (MODEL + "rules: [{rule: b}]", "expected", "the key id"),
    (MODEL + "rules: [{id: r, rule: b, within: g}]", "found", "g"),
    (MODEL + "rules: [{id: r, rule: b}, {id: r, rule: c}]", "found", "r"),
    (MODEL + "rules: [{id: r, rule: b => d}]", "column", 28),
    (MODEL + "rules: [{id: r, rule: 'b => d'}]", "column", 29),
    (MODEL + "rules:\n- id: r\n  rule: |\n    b =>\n    d", "line", 2),
    (MODEL + "rules: [{id: r, table: {groups: [g]}}]", "line", 6),
    (MODEL + "rules: [{id: r, table: {groups: [h], allow: []}}]", "near", ""),
    (MODEL + "rules: [{id: r, table: {groups: [g], allow: [[b, c]]}}]", "column", 46),
    (MODEL + "rules: [{id: r, table: {groups: [g], allow: [[d]]}}]", "found", "d"),
    (MODEL + "rules: [{id: r, table: {groups: [g], allow: [[[]]]}}]",
     "expected", "an option, or * for any"),
    (MODEL + "materials: [{sku: x, quantity: b}]", "found", "b"),
    (MODEL + "questions: [{id: q, name: x, answers: []}]", "expected", "one answer or more"),
    (MODEL + "questions: [{id: q, name: x, answers: [{id: a, name: x, prefers: {d: 1}}]}]", "found", "d"),
    (MODEL + "tests: [{id: t, choices: {b: true}, rule: x}]", "found", "x"),
    (MODEL + "tests: [{id: t, choices: {b: 1}}]", "expected", "true or false"),
    (MODEL + "tests: [{id: t, choices: {b: }}]", "expected", "true, false, a number or a text"),
    (MODEL + "tests: [{id: t, choices: {'b#x': true}}]", "found", "b#x"),
    (MODEL + "tests: [{id: t, choices: {}, forced: [x]}]", "found", "x"),
    ("model: &a m\nproduct: *a", "expected", "no anchors and aliases: write it out"),
    ("model: *a", "expected", "no anchors and aliases: write it out"),
    ("model: !!python/object:os.system m", "expected", "no tags: a model is plain data"),
    ("? [a]\n: b", "expected", "a word as key"),
    ("a: b: c", "expected", "YAML"),
    ("a: [", "expected", "YAML"),
    ("a: \x07", "expected", "YAML in UTF-8"),
    ("a: \ud800", "expected", "YAML in UTF-8"),
    ("[" * 100, "expected", "a shorter file with fewer levels"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "fact", "told"), MISTAKES)
def test_a_mistake_is_told_with_its_place(text, fact, told):
    assert refused(text).facts[fact] == told


def test_an_unknown_key_lists_those_that_exist():
    wrong = refused("model: m\nproduct:\n  id: a\n  prise: 3")
    assert isinstance(wrong, UnknownKey)
    assert (wrong.facts["line"], wrong.facts["column"], wrong.facts["near"]) == (
        4,
        3,
        "price, parts",
    )


def test_a_file_that_is_too_long_is_refused(monkeypatch):
    assert refused("a" * 2_000_001).facts["expected"] == "at most 2 million characters"
    monkeypatch.setattr(yaml_tree, "MOST", 20)
    assert isinstance(refused("[" + "a, " * 30 + "]"), Unreadable)


def test_a_part_stands_at_most_once_where_nothing_is_said():
    model = yaml_models.read("model: m\nproduct: {id: a, parts: [{id: p, each: {id: b}}]}")
    assert model.root.parts == (Part("p", Option("b"), 0, 1),)


def test_choices_that_repeat_one_another_cannot_be_written():
    test = RuleTest("t", (Choice("wicker", True), Choice("wicker", False)))
    with pytest.raises(BadModel):
        yaml_models.write(replace(BIKE, tests=(test,)))


def test_a_model_made_by_hand_may_be_wrong_too():
    with pytest.raises(BadModel):
        check(
            Model(
                "m", Option("a", attributes=(Attribute("x", AttributeKind.DECIMAL, default="NaN"),))
            )
        )
    length = Attribute("x", AttributeKind.INTEGER, least=D(1), most=D(9), step=D(2))
    assert [fits(length, D(n)) for n in (0, 1, 2, 3, 9, 11)] == [
        False,
        True,
        False,
        True,
        True,
        False,
    ]
    text = Attribute("x", AttributeKind.TEXT, longest=2)
    assert [fits(text, value) for value in ("ab", "abc", D(1))] == [True, False, False]
    compare = Compare("<", Value("length"), Number(D(1)))
    assert check(replace(BIKE, rules=(Rule("r", compare),))).rules[0].formula == compare


def test_the_schema_describes_what_is_written():
    schema = yaml_models.schema()
    assert json.loads(json.dumps(schema))["required"] == ["model", "product"]
    option = schema["$defs"]["option"]
    assert option["required"] == ["id"]
    assert option["properties"]["groups"]["items"]["required"] == ["id", "options"]
    written_keys = set(yaml.safe_load(yaml_models.write(BIKE)))
    assert written_keys <= set(schema["properties"])


PIECES = st.sampled_from(
    ["model: m\n", "product:\n", "  id: a\n", "  groups:\n", "  - {id: b", "}", ", choose: one", "[", "]",
     ", options: [{id: c}]", "rules:\n", "- id: r\n", "  rule: b\n", "&a ", "*a", "!!x ", "? ", "\t", "|\n",
     "- ", "'", '"', "%", "---\n", "\x00", "é", "table: {groups: [b], allow: [[c]]}"]
)  # fmt: skip


@given(st.text() | st.lists(PIECES, max_size=20).map("".join))
def test_garbage_is_read_or_refused_never_worse(text):
    with suppress(Invalid):
        yaml_models.read(text)


@given(cells)
def test_tables_are_written_as_lists(row):
    model = replace(BIKE, rules=(Rule("r", Table(("material", "color"), (row,))),))
    assert yaml_models.read(yaml_models.write(model)) == model
