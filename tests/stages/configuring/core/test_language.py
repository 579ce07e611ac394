"""The language of rules: what is written is read as meant, and refused with its place otherwise."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel.errors import Invalid
from comptoir.stages.configuring.core.expressions import UnknownName, Unreadable
from comptoir.stages.configuring.core.language import formula, term, written
from comptoir.stages.configuring.core.model import (
    All,
    Any,
    Arithmetic,
    Compare,
    Count,
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
    Same,
    Sum,
    Table,
    Value,
)
from comptoir.stages.configuring.core.telling import number, told
from tests.stages.configuring.core.bike import BIKE, NAMES, formulas, terms

RED, WICKER, LEATHER = Has("color.red"), Has("wicker"), Has("leather")


def n(value: object) -> Number:
    return Number(D(str(value)))


READ = [
    ("wicker => color.red", Implies(WICKER, RED)),
    ("wicker requires color.red", Implies(WICKER, RED)),
    ("wicker excludes color.red", Not(All((WICKER, RED)))),
    ("!wicker & (leather | color.red)", All((Not(WICKER), Any((LEATHER, RED))))),
    ("not wicker and leather or color.red", Any((All((Not(WICKER), LEATHER)), RED))),
    ("wicker <=> !leather", Same(WICKER, Not(LEATHER))),
    ("wicker && leather || color.red // why", Any((All((WICKER, LEATHER)), RED))),
    ('"color.dark blue"', Has("color.dark blue")),
    ('"not" => "XG-C100C"', Implies(Has("not"), Has("XG-C100C"))),
    ("some(leather)", Has("leather", some=True)),
    ("same(front_wheel, rear_wheel)", Match("front_wheel", "rear_wheel")),
    ("sum(weight) <= 3", Compare("<=", Sum("weight"), n(3))),
    ("sum(volume in bags) > 1.5", Compare(">", Sum("volume", "bags"), n("1.5"))),
    ("count(bags) + 1 <= 4", Compare("<=", Arithmetic("+", Count("bags"), n(1)), n(4))),
    ("front_wheel.size == rear_wheel.size",
     Compare("=", Of("front_wheel", "size"), Of("rear_wheel", "size"))),
    ("!length < 5", Not(Compare("<", Value("length"), n(5)))),
    ("true", All(())),
    ("false", Any(())),
    ("all(wicker)", All((WICKER,))),
    ("any(wicker, leather)", Any((WICKER, LEATHER))),
    ("table(material, color: [leather, red], [cotton | leather, *])",
     Table(("material", "color"), (
         (frozenset({"leather"}), frozenset({"color.red"})),
         (frozenset({"leather", "cotton"}), frozenset())))),
]  # fmt: skip


@pytest.mark.parametrize(("text", "meant"), READ)
def test_rules_are_read_as_meant(text, meant):
    assert formula(text, NAMES) == meant
    assert formula(written(meant), NAMES) == meant


TERMS = [
    ("length / 1000 * 2", Arithmetic("*", Arithmetic("/", Value("length"), n(1000)), n(2))),
    ("2 + 3 * 4 - 1", Arithmetic("-", Arithmetic("+", n(2), Arithmetic("*", n(3), n(4))), n(1))),
    ("ceil(length / 500)", Rounded(True, Arithmetic("/", Value("length"), n(500)))),
    ("floor(2.5)", Rounded(False, n("2.5"))),
    ("min(1, 2, length)", Arithmetic("min", Arithmetic("min", n(1), n(2)), Value("length"))),
    ("-3", n(-3)),
    ("-length", Arithmetic("-", n(0), Value("length"))),
    ('bike."odd figure"', None),
    ('color."odd figure"', Of("color", "odd figure")),
    ("sum(size)", Sum("size")),
]


@pytest.mark.parametrize(("text", "meant"), TERMS)
def test_quantities_are_read_as_meant(text, meant):
    if meant is None:
        with pytest.raises(UnknownName):
            term(text, NAMES)
    else:
        assert term(text, NAMES) == meant


REFUSED = [
    ("wickr", UnknownName, 1, "wickr"),
    ("wicker =>", Unreadable, 10, "the end"),
    ("wicker color.red", Unreadable, 8, "color"),
    ("wicker => leather => wicker", Unreadable, 19, "=>"),
    ("wicker <=> leather <=> wicker", Unreadable, 20, "<=>"),
    ("length", Unreadable, 1, "length"),
    ("color", Unreadable, 1, "color"),
    ("bags", Unreadable, 1, "bags"),
    ("label > 1", Unreadable, 1, "label"),
    ("wicker > 1", Unreadable, 1, "wicker"),
    ("color > 1", Unreadable, 1, "color"),
    ("bags > 1", Unreadable, 1, "bags"),
    ("lenght > 1", UnknownName, 1, "lenght"),
    ("color.siz > 1", UnknownName, 1, "siz"),
    ("colour.size > 1", UnknownName, 1, "colour.size"),
    ("sum(label) > 1", Unreadable, 5, "label"),
    ("sum(wight) > 1", UnknownName, 5, "wight"),
    ("sum(weight in nowhere) > 1", UnknownName, 15, "nowhere"),
    ("sun(weight) > 1", UnknownName, 1, "sun"),
    ("count(wicker) > 1", UnknownName, 7, "wicker"),
    ("count(1) > 1", Unreadable, 7, "1"),
    ("ceil(1, 2) > 1", Unreadable, 1, "ceil"),
    ("min(1) > 1", Unreadable, 1, "min"),
    ("same(color)", Unreadable, 1, "same"),
    ("same(color, wicker)", UnknownName, 13, "wicker"),
    ("table(material, color: [leather])", Unreadable, 24, "["),
    ("table(material: [b10])", UnknownName, 18, "b10"),
    ("table(material [b10])", Unreadable, 16, "["),
    ("1 + 2", Unreadable, 3, "+"),
    ("sum(weight)", Unreadable, 1, "sum"),
    ("same(color, basket) > 1", Unreadable, 1, "same"),
    ("(wicker | leather) > 1", Unreadable, 9, "|"),
    ("wicker ¤", Unreadable, 8, "¤"),
    ("a\n  & ~", Unreadable, 5, "~"),
    ("'text'", Unreadable, 1, "text"),
    ("or", Unreadable, 1, "or"),
]


@pytest.mark.parametrize(("text", "error", "column", "found"), REFUSED)
def test_a_mistake_is_told_with_its_place(text, error, column, found):
    with pytest.raises(error) as refused:
        formula(text, NAMES)
    assert refused.value.facts["column"] == column
    assert refused.value.facts["found"] == found


def test_near_names_are_offered():
    with pytest.raises(UnknownName) as refused:
        formula("wicker => lether", NAMES)
    assert refused.value.facts["near"] == "leather"
    assert refused.value.facts["line"] == 1


@given(formulas)
def test_what_is_written_is_read_again(said):
    assert formula(written(said), NAMES) == said


@given(terms)
def test_a_quantity_that_is_written_is_read_again(said):
    assert term(written(said), NAMES) == said


PIECES = st.sampled_from(
    ["wicker", "color", "length", "bags", ".", "size", "sum(", "table(", "count(", "in", ")", "(", "[", "]",
     ":", ",", "*", "|", "=>", "!", "1", "-", "<", '"', "'", "//", "/*", "\n", "not", "true", "^", "\x00"]
)  # fmt: skip


@given(st.text() | st.lists(PIECES, max_size=20).map(" ".join))
def test_garbage_is_read_or_refused_never_worse(text):
    with suppress(Invalid):
        formula(text, NAMES)
    with suppress(Invalid):
        term(text, NAMES)


@given(formulas, st.sampled_from(["fr", "en"]))
def test_whatever_is_said_can_be_told(said, lang):
    assert told(said, BIKE, lang)


TOLD = [
    ("wicker => some(leather)", "if Wicker, then at least one Leather",
     "si Osier, alors au moins un « Cuir »"),
    ("(wicker => leather) => wicker", "if (if Wicker, then Leather), then Wicker",
     "si (si Osier, alors Cuir), alors Osier"),
    ("wicker excludes leather", "not Wicker and Leather together", "pas Osier et Cuir à la fois"),
    ("!wicker & (leather | cotton)", "not Wicker and (Leather or Cotton)",
     "pas Osier et (Cuir ou Coton)"),
    ("wicker & !(length < 5)", "Wicker and (not (Length is less than 5 mm))",
     "Osier et (pas (Longueur est inférieur à 5 mm))"),
    ("all(wicker) <=> any(leather)", "Wicker exactly when Leather", "Osier si et seulement si Cuir"),
    ("true | false", "(always) or (never)", "(toujours) ou (jamais)"),
    ("front_wheel.size = rear_wheel.weight", "size of Front wheel is weight of Rear wheel",
     "size de Roue avant égale poids de Roue arrière"),
    ("sum(price) <= 1200.50", "total price is at most 1200.5", "total : prix est au plus 1200,5"),
    ("sum(volume in bags) != 2.0 * (1 + count(bags))",
     "total Volume in Bags is not 2 × (1 + number of Bags)",
     "total : Volume dans Sacs diffère de 2 × (1 + nombre : Sacs)"),
    ("length >= ceil(length / 2)", "Length is at least (Length ÷ 2) rounded up",
     "Longueur est au moins (Longueur ÷ 2) arrondi au-dessus"),
    ("length > min(1, floor(length))", "Length is more than the smaller of 1 and Length rounded down",
     "Longueur est supérieur à le plus petit de 1 et Longueur arrondi au-dessous"),
    ("same(color, capacity)", "the same in Bike and Bag", "la même valeur pour Vélo et Sac"),
    ("table(material: [leather])", "an allowed combination of Material",
     "une combinaison autorisée de Matière"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "english", "french"), TOLD)
def test_rules_are_told_in_words(text, english, french):
    said = formula(text, NAMES)
    assert told(said, BIKE, "en") == english
    assert told(said, BIKE, "fr").replace("\u00a0", " ") == french


def test_numbers_are_told_as_the_language_writes_them():
    assert [number(D(x), "fr") for x in ("10.50", "100", "0.0")] == ["10,5", "100", "0"]
    assert number(D("1E+3"), "en") == "1000"


def test_a_thing_without_a_name_is_called_by_its_id():
    assert told(Has("b10"), BIKE, "fr") == "b10"
    plain = Model("m", Option("a", parts=(Part("p", Option("inside")),)))
    assert told(Compare("=", Count("p"), n(1)), plain, "en") == "number of inside is 1"
    assert told(formula("count(bags) > sum(volume)", NAMES), BIKE, "en") == (
        "number of Bags is more than total Volume"
    )
