"""What is in a product that was put together, and what a click does to the choices."""

from __future__ import annotations

from decimal import Decimal as D
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from comptoir.stages.configuring.core import chosen, deciding, yaml_models
from comptoir.stages.configuring.core.answers import Goal
from comptoir.stages.configuring.core.deciding import Decided
from comptoir.stages.configuring.core.engine import compiled
from comptoir.stages.configuring.core.model import Choice

BIKE = (Path(__file__).parents[3] / "data" / "models" / "bike.yaml").read_text()
EXTRA = BIKE.replace(
    "  parts:\n",
    "    - {id: secret, hidden: true, price: 1}\n  - id: lock\n    choose: one\n    options:\n"
    "    - {id: lock_one, name: {en: Lock}}\n  parts:\n",
).replace(
    "    - {id: alu,",
    "    - id: custom\n      attributes:\n      - {id: note, kind: text, name: {en: Note}}\n    - {id: alu,",
)
ENGINE = compiled(yaml_models.read(EXTRA))
TREE = ENGINE.tree


def done(*choices: Choice) -> chosen.Finished:
    whole = ENGINE.complete(choices, Goal.DEFAULT)
    assert whole
    return chosen.finished(TREE, ENGINE.look(whole, [*TREE.options, *TREE.attributes, *TREE.parts]))


def said(found: chosen.Finished, lang: str = "en") -> list[str]:
    return [row[lang] for row in found.rows if not row.get("quiet")]


def test_rows_name_options_under_their_group_and_values_with_their_unit() -> None:
    found = done(Choice("bag", D(2)), Choice("blue#2", True), Choice("height", D("181")))
    assert said(found) == [
        "Height of the rider: 181 cm", "Frame: Steel", "Wheels: 28 inches", "Extras: Bell", "Lock",
        "Bags 1", "Color: Red 1", "Bags 2", "Color: Blue 2",
    ]  # fmt: skip
    assert said(found, "fr")[1] == "Cadre\u00a0: Acier"
    assert found.price == D("39.90") + 2 * D(45)


def test_a_text_stands_as_it_was_given_and_what_is_hidden_is_quiet() -> None:
    found = done(Choice("custom", True), Choice("note", "with love"), Choice("secret", True))
    assert "Note: with love" in said(found)
    assert [r["id"] for r in found.rows if r.get("quiet")] == ["bike", "secret"]
    assert chosen.label(TREE, "custom", "en") == "custom", "the id where there is no name"
    assert chosen.label(TREE, "wheels", "fr") == "Roues"
    assert chosen.label(TREE, "bag", "fr") == "Sacoches"


@given(st.sampled_from(sorted(TREE.options)), st.sampled_from(list(Goal)))
def test_figures_are_those_of_the_engine(name: str, goal: Goal) -> None:
    whole = ENGINE.complete((Choice(name, True),), goal)
    if whole is None:
        return
    found = chosen.finished(TREE, ENGINE.look(whole, [*TREE.options, *TREE.attributes]))
    told = ENGINE.figures(whole)
    assert (found.price, found.cost, found.weight, found.lead_days) == (
        told.price, told.cost, told.weight, told.lead_days,
    )  # fmt: skip
    assert sum(D(row["price"]) for row in found.rows) == found.price


def test_numbers_are_written_as_people_do() -> None:
    assert [chosen.number(D(x), "fr") for x in ("0", "1200", "1.50")] == ["0", "1200", "1,5"]
    assert chosen.number(D("1.50"), "en") == "1.5"


def own(decided: Decided) -> dict[str, object]:
    return {c.id: c.value for c in decided.own}


def test_in_a_group_of_one_a_choice_takes_the_others_place_and_what_stood_below_waits() -> None:
    decided = deciding.toggled(TREE, Decided(), "custom")
    decided = deciding.given(decided, "note", "mine")
    assert own(decided) == {"custom": True, "note": "mine"}
    other = deciding.toggled(TREE, decided, "alu")
    assert own(other) == {"alu": True}
    assert own(deciding.toggled(TREE, other, "custom")) == {"custom": True, "note": "mine"}
    assert own(deciding.toggled(TREE, other, "alu")) == {}


def test_in_a_group_of_many_choices_stand_side_by_side() -> None:
    decided = deciding.toggled(TREE, deciding.toggled(TREE, Decided(), "motor"), "bell")
    assert own(decided) == {"motor": True, "bell": True}
    assert own(deciding.excluded(decided, "bell")) == {"motor": True, "bell": False}
    assert own(deciding.excluded(deciding.excluded(decided, "bell"), "bell")) == {"motor": True}
    assert own(deciding.given(deciding.given(decided, "bag", D(2)), "bag", None)) == own(decided)


def test_a_repair_takes_back_swaps_and_has_what_was_wanted() -> None:
    decided = deciding.toggled(TREE, Decided(), "motor")
    fixed = deciding.repaired(
        decided, [Choice("motor", True)], [Choice("w26", True)], Choice("carbon", True)
    )
    assert own(fixed) == {"w26": True, "carbon": True}


def test_what_would_be_replaced_does_not_speak_against_an_option() -> None:
    choices = (Choice("carbon", True), Choice("motor", True), Choice("b600", True))
    assert deciding.yielding(TREE, choices, "alu") == choices[1:]
    assert deciding.yielding(TREE, choices, "bell") == choices
    assert deciding.yielding(TREE, choices, "motor") == choices[::2]
    assert deciding.yielding(TREE, choices, "height") == choices


def test_parts_below_what_is_replaced_go_with_it() -> None:
    nested = yaml_models.read(
        "model: M\nproduct:\n  id: m\n  groups:\n  - id: g\n    choose: one\n    options:\n"
        "    - {id: a, parts: [{id: p, times: 0..2, each: {id: pe}}]}\n    - {id: b}\n"
    )
    tree = compiled(nested).tree
    decided = Decided((Choice("a", True), Choice("p", D(2))))
    other = deciding.toggled(tree, decided, "b")
    assert own(other) == {"b": True}
    assert own(deciding.toggled(tree, other, "a")) == {"a": True, "p": D(2)}
