"""UVL: public models are read whole, what a model cannot hold is refused by name."""

from __future__ import annotations

import csv
from contextlib import suppress
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel.errors import Invalid
from comptoir.stages.configuring.core import uvl
from comptoir.stages.configuring.core.expressions import NotOffered, UnknownName, Unreadable
from comptoir.stages.configuring.core.model import (
    All,
    Any,
    Arithmetic,
    Attribute,
    AttributeKind,
    Compare,
    Group,
    Has,
    Implies,
    Model,
    Not,
    Number,
    Option,
    Part,
    Rounded,
    Rule,
    Same,
    Sum,
    Value,
    Words,
    options,
)

SANDWICH = """\
namespace Sandwich

/* what can lie
   on bread */
features
    Sandwich {abstract}
        mandatory
            Bread {price 1.20, weight 0.1, organic true, kind "rye"} // always
        optional
            Sauce
                alternative
                    Ketchup
                    Mustard {price 0.30}
            "Goat cheese" {price 0.90, name_fr 'Chèvre', sku 'CHE', default true}
        [1..2]
            Salad
            Onion {hidden true, taste {heat 3, smell 'strong'}}
            Egg
        or
            Plate
            Bag

constraints
    Ketchup => "Goat cheese"
    !Salad | Onion & Egg
    Plate <=> !(Bag)
    sum(price) - 0.5 * 2 <= 3 / (1 + 1)
"""


def test_a_sandwich_is_read_whole():
    model = uvl.read(SANDWICH)
    assert (model.code, model.name) == ("Sandwich", Words(en="Sandwich"))
    root = model.root
    assert root.values == {"abstract": 1}
    assert [(g.id, g.least, g.most, [o.id for o in g.options]) for g in root.groups] == [
        ("Sandwich.mandatory", 1, 1, ["Bread"]),
        ("Sandwich.optional2", 0, None, ["Sauce", "Goat cheese"]),
        ("Sandwich.cardinality3", 1, 2, ["Salad", "Onion", "Egg"]),
        ("Sandwich.or4", 1, None, ["Plate", "Bag"]),
    ]
    bread, cheese = root.groups[0].options[0], root.groups[1].options[1]
    assert bread == Option(
        "Bread", Words("Bread"), price=Decimal("1.20"), weight=Decimal("0.1"),
        values={"organic": Decimal(1)}, texts={"kind": "rye"},
    )  # fmt: skip
    assert cheese == Option(
        "Goat cheese",
        Words("Goat cheese", "Chèvre"),
        price=Decimal("0.90"),
        sku="CHE",
        default=True,
    )
    onion = root.groups[2].options[1]
    assert onion.hidden and onion.values == {"taste.heat": 3}
    assert onion.texts == {"taste.smell": "strong"}
    assert [rule.formula for rule in model.rules] == [
        Implies(Has("Ketchup"), Has("Goat cheese")),
        Any((Not(Has("Salad")), All((Has("Onion"), Has("Egg"))))),
        Same(Has("Plate"), Not(Has("Bag"))),
        Compare(
            "<=",
            Arithmetic(
                "-", Sum("price"), Arithmetic("*", Number(Decimal("0.5")), Number(Decimal(2)))
            ),
            Arithmetic(
                "/", Number(Decimal(3)), Arithmetic("+", Number(Decimal(1)), Number(Decimal(1)))
            ),
        ),
    ]
    assert [rule.id for rule in model.rules] == ["r1", "r2", "r3", "r4"]
    assert model.rules[1].source == "!Salad | Onion & Egg"


def read(*lines: str) -> Model:
    return uvl.read("namespace N\nfeatures\n\tA\n" + "\n".join(lines))


def test_typed_features_carry_an_attribute_and_parts_a_cardinality():
    model = read(
        "\t\tmandatory",
        "\t\t\tInteger length {least 10, most 90, step 5, unit 'mm', initial 20, price 2}",
        "\t\t\tReal ratio",
        "\t\t\tString label",
        "\t\t\tBoolean lit",
        "\t\t\tBoolean",
        "\t\t\tBag cardinality [1..3]",
        "\t\t\t\toptional",
        "\t\t\t\t\tStrap {price 4}",
        "\t\toptional",
        "\t\t\tLock cardinality [2]",
        "constraints",
        "\tlength >= 20 + -ratio",
        "\tStrap => lit",
        "\t-length != 3",
        "\tfloor(ratio) > ceil(length)",
    )
    block = model.root.groups[0]
    assert [o.id for o in block.options] == ["length", "ratio", "label", "lit", "Boolean"]
    assert (block.least, block.most) == (5, 5)
    length = block.options[0]
    assert length.price == 2
    assert length.attributes == (
        Attribute(
            "length.value", AttributeKind.INTEGER, Words("length"), least=Decimal(10),
            most=Decimal(90), step=Decimal(5), unit="mm", default="20",
        ),
    )  # fmt: skip
    assert [o.attributes[0].kind for o in block.options[1:3]] == ["decimal", "text"]
    bag, lock = model.root.parts
    assert (bag.id, bag.option.id, bag.least, bag.most) == ("Bag.instances", "Bag", 1, 3)
    assert lock == Part("Lock.instances", Option("Lock", Words("Lock")), 0, 2)
    zero = Number(Decimal(0))
    assert [rule.formula for rule in model.rules] == [
        Compare(
            ">=",
            Value("length.value"),
            Arithmetic("+", Number(Decimal(20)), Arithmetic("-", zero, Value("ratio.value"))),
        ),
        Implies(Has("Strap", some=True), Has("lit")),
        Compare("!=", Arithmetic("-", zero, Value("length.value")), Number(Decimal(3))),
        Compare(">", Rounded(False, Value("ratio.value")), Rounded(True, Value("length.value"))),
    ]


def test_an_attribute_of_a_feature_is_read_alone_and_an_average_as_two_sums():
    model = read(
        "\t\toptional",
        "\t\t\tB {size 3}",
        "\t\t\t\toptional",
        "\t\t\t\t\tC {size 4, constraint C => B, constraints [B | C, !B | C]}",
        "\t\t\tD cardinality [0..2] {size 5}",
        "constraints",
        "\tC.size <= B.size",
        "\tN.C.size < 9",
        "\tavg(size) <= 4",
        "\t2 < avg(B, size)",
        "\tsum(B, size) == 7",
    )
    formulas = [rule.formula for rule in model.rules]
    assert formulas[:3] == [
        Implies(Has("C"), Has("B")),
        Any((Has("B"), Has("C"))),
        Any((Not(Has("B")), Has("C"))),
    ]
    alone = Arithmetic("-", Sum("size", "B"), Sum("size", "B.optional"))
    assert formulas[3:] == [
        Compare("<=", Sum("size", "C"), alone),
        Compare("<", Sum("size", "C"), Number(Decimal(9))),
        Compare(
            "<=", Sum("size"), Arithmetic("*", Number(Decimal(4)), Sum("count of size"))
        ),
        Compare(
            "<", Arithmetic("*", Number(Decimal(2)), Sum("count of size", "B")), Sum("size", "B")
        ),
        Compare("=", Sum("size", "B"), Number(Decimal(7))),
    ]  # fmt: skip
    assert {o.id: o.values for o in options(model.root)} == {
        "A": {},
        "B": {"size": 3, "count of size": 1},
        "C": {"size": 4, "count of size": 1},
        "D": {"size": 5, "count of size": 1},
    }


def test_an_attribute_above_a_part_is_read_without_the_part():
    model = read(
        "\t\tmandatory",
        "\t\t\tB {size 3}",
        "\t\t\t\toptional",
        "\t\t\t\t\tC cardinality [0..2] {size 4}",
        "\t\t\t\tor",
        "\t\t\t\t\tE",
        "constraints",
        "\tB.size < 4",
    )
    alone = Arithmetic("-", Sum("size", "B"), Sum("size", "C.instances"))
    assert model.rules[0].formula == Compare("<", alone, Number(Decimal(4)))


def test_the_sharp_sign_takes_the_place_of_the_one_that_counts_instances():
    model = read("\t\toptional", "\t\t\tC#", "constraints", "\tC#", "\tA")
    assert model.root.groups[0].options[0].id == "C♯"
    assert model.rules == (Rule("r1", Has("C♯"), source="C#"), Rule("r2", Has("A"), source="A"))


def test_sections_are_optional_and_implications_read_from_the_left():
    assert uvl.read("features\n  A").rules == ()
    model = uvl.read(
        "include\n  Boolean.group-cardinality\nimports\nfeatures\n  A\nconstraints\n  A => A => A"
    )
    inner = Implies(Has("A"), Has("A"))
    assert model.rules[0].formula == Implies(inner, Has("A"))
    assert uvl.read('namespace a."b c"\nfeatures\n  A').code == "a.b c"


BELOW = "features\n\tA\n\t\toptional\n\t\t\tB {x 1}\n"

REFUSED = [
    ("", Unreadable, {"found": "no features"}),
    ("nonsense", Unreadable, {"found": "nonsense", "line": 1, "column": 1}),
    ("features\n\tA\nfeatures\n\tB", Unreadable, {"line": 3}),
    ("features\n\tA\n\tB", Unreadable, {"found": "features"}),
    ("features\n\tA cardinality [0..2]", Unreadable, {"found": "A"}),
    ("imports\n\tb as c\nfeatures\n\tA", NotOffered, {"line": 2, "found": "another file"}),
    ("features\n\tA.b", NotOffered, {"found": "a feature of another file"}),
    ("features\n\tA {x [1, 2]}", NotOffered, {"at": "x"}),
    ("features\n\tA {x 1, x 2}", Unreadable, {"column": 10}),
    ("features\n\tA {x 1 y}", Unreadable, {"found": "y", "expected": ","}),
    ("features\n\tA {x 1", Unreadable, {"found": "the end"}),
    ("features\n\tA {x #}", Unreadable, {"found": "#", "expected": "a number"}),
    ("features\n\tInteger A {least 'x'}", Unreadable, {"expected": "a number as least"}),
    ("features\n\t[1]", Unreadable, {"found": "[", "expected": "a name"}),
    ("features\n\tA B", Unreadable, {"found": "B"}),
    ("features\n\tA\n\t\tB", Unreadable, {"found": "B", "line": 3}),
    ("features\n\tA\n\t\toptional", Unreadable, {"found": "optional"}),
    ("features\n\tA\n\t\toptional x\n\t\t\tB", Unreadable, {"found": "x"}),
    ("features\n\tA\n\t\toptional\n\t\t\tA", Unreadable, {"line": 4}),
    ("features\n\tA\n\t\t[2..3]\n\t\t\tB", Unreadable, {"found": "["}),
    ("features\n\tA\n\t\t[2..1]\n\t\t\tB", Unreadable, {"found": "]"}),
    ("features\n\tA\n\t\t[1.5]\n\t\t\tB", Unreadable, {"found": "1.5"}),
    ("features\n\tA\n\t\t[1..9999999]\n\t\t\tB", Unreadable, {"found": "9999999"}),
    ("features\n\tA\n\t\tor\n\t\t\tB cardinality [1..2]", NotOffered, {"at": "or"}),
    ("features\n\tA\n\t\toptional\n\t\t\tB cardinality [1..*]", NotOffered, {"line": 4}),
    (BELOW + "constraints\n\tB\n\t\tA", Unreadable, {"line": 7}),
    (BELOW + "constraints\n\tB A", Unreadable, {"found": "A"}),
    (BELOW + "constraints\n\tC", UnknownName, {"found": "C", "line": 6, "column": 2}),
    (BELOW + "constraints\n\tB.x", NotOffered, {"at": "B"}),
    (BELOW + "constraints\n\tB.y > 1", UnknownName, {"found": "y"}),
    (BELOW + "constraints\n\tA.x > 1", UnknownName, {"found": "x", "near": ""}),
    (BELOW + "constraints\n\tB > 1", Unreadable, {"found": "B"}),
    (BELOW + "constraints\n\tsum(z) > 1", UnknownName, {"found": "z"}),
    (BELOW + "constraints\n\tsum(1) > 1", Unreadable, {"found": "sum"}),
    (BELOW + "constraints\n\tsum(A, B, x) > 1", Unreadable, {"found": "sum"}),
    (BELOW + "constraints\n\tsum(B.x, x) > 1", Unreadable, {"found": "B"}),
    (BELOW + "constraints\n\tavg(x) + 1 > 1", NotOffered, {"at": "avg"}),
    (BELOW + "constraints\n\tlen(B) > 1", NotOffered, {"at": "len"}),
    (BELOW + "constraints\n\ttan(B) > 1", UnknownName, {"found": "tan"}),
    (BELOW + "constraints\n\tfloor(B.x, B.x) > 1", UnknownName, {"found": "floor"}),
    (BELOW + "constraints\n\tB == 'x'", NotOffered, {"at": "x"}),
    (BELOW + "constraints\n\tB.x", NotOffered, {}),
    (BELOW + "constraints\n\tsum(x)", Unreadable, {"found": "sum"}),
    (BELOW + "constraints\n\t1 + 1", Unreadable, {"found": "+"}),
    (BELOW + "constraints\n\t1 + (A => B) > 2", Unreadable, {"found": "=>"}),
    (BELOW + "constraints\n\t1 < 2 < 3", Unreadable, {"found": "<"}),
    (BELOW + "constraints\n\t(A", Unreadable, {"found": "the end", "expected": ")"}),
    (BELOW + "constraints\n\tA &", Unreadable, {"found": "the end"}),
    (BELOW + "constraints\n\t1 = !A", Unreadable, {"found": "!"}),
    (BELOW + "constraints\n\t~A", Unreadable, {"found": "~", "line": 6, "column": 2}),
    (BELOW + "constraints\n\t" + "9" * 31 + " > 1", Unreadable, {"line": 6}),
    (BELOW + "constraints\n\t" + "(" * 5000, Unreadable, {"line": 6}),
    (BELOW + "constraints\n\t" + "!" * 5000 + "A", Unreadable, {"line": 6}),
    (BELOW + "constraints\n\t1" + " + 1" * 5000 + " > 1", Unreadable, {"line": 6}),
    ("features\n\tString A\nconstraints\n\tA > 1", NotOffered, {"line": 4}),
    ("features\n\tA " + "{x " * 500 + "}" * 500, Unreadable, {"line": 2}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "error", "facts"), REFUSED)
def test_what_cannot_be_read_is_refused_with_its_place(text, error, facts):
    with pytest.raises(error) as refused:
        uvl.read(text)
    assert {key: refused.value.facts[key] for key in facts} == facts


def test_a_tree_too_deep_and_a_text_too_long_are_refused(monkeypatch):
    with pytest.raises(Unreadable):
        uvl.read("\n".join(" " * n + "x" for n in range(500)))
    monkeypatch.setattr("comptoir.stages.configuring.core.expressions.LONGEST_TEXT", 10)
    with pytest.raises(Unreadable):
        uvl.read("features\n  A")


@pytest.mark.slow
def test_public_models_have_the_published_number_of_features_and_constraints(data_dir):
    place = data_dir / "configurator"
    rows = list(csv.DictReader((place / "known_properties.csv").open()))
    assert len(rows) == 6
    for row in rows:
        model = uvl.read((place / row["file"]).read_text())
        assert len(list(options(model.root))) == int(row["features"]), row["file"]
        assert len(model.rules) == int(row["constraints"]), row["file"]


PIECES = st.sampled_from(
    ["features", "constraints", "namespace", "\n", "\n\t", "\n\t\t", "\n\t\t\t", " ", "A", "B", '"', "'",
     "optional", "or", "[1..2]", "{", "}", "cardinality", "=>", "&", "!", "(", ")", "sum(x)", "avg",
     "1", ".", "..", "#", "/*", "//", "Integer", "x 1", ",", "==", "-", "é", "\x00"]
)  # fmt: skip


@given(st.text() | st.lists(PIECES, max_size=40).map("".join))
def test_garbage_is_read_or_refused_never_worse(text):
    with suppress(Invalid):
        uvl.read(text)


@given(st.lists(PIECES, max_size=15).map(" ".join))
def test_garbage_as_a_constraint_is_read_or_refused(text):
    with suppress(Invalid):
        uvl.read(BELOW + "constraints\n\t" + text)


@given(st.data())
def test_whatever_stands_in_a_real_file_is_torn(data):
    cuts = sorted(data.draw(st.lists(st.integers(0, len(SANDWICH)), min_size=2, max_size=6)))
    kept = data.draw(st.lists(st.booleans(), min_size=len(cuts), max_size=len(cuts)))
    torn = "".join(
        SANDWICH[a:b] for (a, b), keep in zip(pairwise([0, *cuts]), kept, strict=False) if keep
    )
    with suppress(Invalid):
        uvl.read(torn)


def test_a_block_without_plain_features_is_no_group():
    model = read("\t\tmandatory", "\t\t\tB cardinality [1..1]")
    assert model.root.groups == () and model.root.parts[0].most == 1
    assert isinstance(read("\t\tor", "\t\t\tB").root.groups[0], Group)
