"""What is typed in the fields of a row: read, shown again as it is, or refused with the field."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel.errors import Invalid
from comptoir.stages.configuring.core import yaml_models
from comptoir.stages.configuring.core.editing import Deed, Edit, StaysThere, edited, found
from comptoir.stages.configuring.core.fields import shown
from comptoir.stages.configuring.core.language import formula, names_of
from comptoir.stages.configuring.core.model import Choice, Group, Model, Option
from comptoir.stages.configuring.core.pairs import BadField, pairs, piece_of

SIGN = yaml_models.read("""model: SIGN
name: {en: Sign, fr: Enseigne}
product:
  id: sign
  attributes:
  - {id: text, kind: text, longest: 20}
  groups:
  - id: lamps
    choose: 1..2
    options: [{id: red lamp}, {id: blue}, {id: green}]
rules:
- {id: pair, rule: "same(lamps, lamps)"}
- {id: fit, rule: "table(lamps: [blue], [green])"}
questions:
- id: where
  name: {en: Where is it?, fr: "Où est-elle ?"}
  answers:
  - {id: out, name: Outside, prefers: {blue: 2}}
  - {id: in, name: Inside, demands: blue}
tests:
- {id: said, choices: {text: "Café, bar", blue: true, green: false}}
""")
PRICED = Option("shop", groups=(Group("kinds", (Option("price"), Option("gift"))),))
PRICE = names_of(PRICED)


def change(kind: str, at: str, model: Model = SIGN, **texts: str) -> Model:
    return edited(model, Edit(Deed.CHANGE, kind, at, texts))


@given(st.lists(st.tuples(st.text(min_size=1), st.text()), max_size=4))
def test_pairs_are_read_as_they_are_shown(said: list[tuple[str, str]]) -> None:
    text = ", ".join(f"{piece_of(k)} = {piece_of(v)}" for k, v in said)
    assert pairs(text) == said


def test_the_model_itself_is_a_row_that_changes_and_stays() -> None:
    fresh = change("model", "SIGN", en="Panel", fr="Panneau", sku="P-1", currency="CHF")
    assert (fresh.name.fr, fresh.sku, fresh.currency) == ("Panneau", "P-1", "CHF")
    assert found(SIGN, "model", "SIGN") is SIGN
    assert change("model", "SIGN", fresh, **shown("model", SIGN, SIGN)) == SIGN
    with pytest.raises(StaysThere):
        edited(SIGN, Edit(Deed.REMOVE, "model", "SIGN"))


def test_how_many_is_a_number_alone_a_span_or_open() -> None:
    for said, bounds in {"2": (2, 2), "1..2": (1, 2), "2..": (2, None), "some": (1, None)}.items():
        group = found(change("group", "lamps", choose=said), "group", "lamps")
        assert (group.least, group.most) == bounds


def test_a_test_holds_texts_numbers_and_what_is_not_chosen() -> None:
    test = SIGN.tests[0]
    assert shown("test", test, SIGN)["choices"] == 'text = "Café, bar", blue, !green'
    fresh = change("test", "said", choices='text = Bar, "red lamp", !blue')
    assert fresh.tests[0].choices == (
        Choice("text", "Bar"), Choice("red lamp", True), Choice("blue", False),
    )  # fmt: skip


def test_most_characters_are_a_whole_number() -> None:
    assert found(change("attribute", "text", longest="12"), "attribute", "text").longest == 12


def test_what_names_a_table_or_a_pair_of_groups_follows_it() -> None:
    fresh = change("group", "lamps", id="bulbs")
    assert fresh.rules[0].source == "same(bulbs, bulbs)"
    assert shown("rule", fresh.rules[1], fresh)["rule"] == "table(bulbs: [blue], [green])"


def test_a_rule_in_which_a_name_means_two_things_is_worded_anew() -> None:
    said = replace(SIGN.rules[0], formula=formula("sum(price in price) > 1", PRICE))
    rule = replace(said, source="sum(price in price) > 1")
    model = replace(SIGN, root=PRICED, rules=(rule,))
    fresh = edited(model, Edit(Deed.CHANGE, "option", "price", {"id": "dear"}))
    assert fresh.rules[0].source == "sum(price in dear) > 1"


def test_an_answer_that_demands_what_goes_goes_and_one_that_prefers_it_stays_lighter() -> None:
    fresh = edited(SIGN, Edit(Deed.REMOVE, "option", "blue", along=True))
    (question,) = fresh.questions
    assert [(a.id, dict(a.prefers)) for a in question.answers] == [("out", {})]


@pytest.mark.parametrize(
    ("kind", "at", "texts", "field"),
    [
        ("option", "blue", {"default": "perhaps"}, "default"),
        ("option", "blue", {"price": "1e5"}, "price"),
        ("option", "blue", {"values": "size 3, = 4"}, "values"),
        ("option", "blue", {"values": '"size" "x"'}, "values"),
        ("group", "lamps", {"choose": "plenty"}, "choose"),
        ("test", "said", {"choices": "blue = 3"}, "choices"),
        ("test", "said", {"choices": "blue = , green"}, "choices"),
        ("attribute", "text", {"longest": "many"}, "longest"),
    ],
)
def test_what_a_field_does_not_take_is_refused(
    kind: str, at: str, texts: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        change(kind, at, **texts)
    assert refused.value.field == field and isinstance(refused.value, BadField)
    assert D(0) == found(SIGN, "option", "blue").price
