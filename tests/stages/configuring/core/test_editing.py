"""A model edited row by row: each edit does what it says, can be taken back, and loses nothing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comptoir.kernel.errors import Invalid
from comptoir.stages.configuring.core import rows, yaml_models
from comptoir.stages.configuring.core.editing import (
    Deed,
    Edit,
    IdTaken,
    NothingThere,
    StaysThere,
    StillNamed,
    edited,
    found,
    naming,
)
from comptoir.stages.configuring.core.fields import shown, table_text
from comptoir.stages.configuring.core.lists import TREE
from comptoir.stages.configuring.core.model import Choice, Model, Table, Words
from comptoir.stages.configuring.core.pairs import BadField
from comptoir.stages.configuring.core.rows import Row
from tests.stages.configuring.core import bike

TESTS = Path(__file__).parents[3]
BIKE = yaml_models.read((TESTS / "data" / "models" / "bike.yaml").read_text())
DEMO = TESTS.parent / "src" / "comptoir" / "demo" / "models" / "sensor-box.yaml"
MODELS = (BIKE, bike.BIKE, yaml_models.read(DEMO.read_text()))
EVERY = [
    (model, row)
    for model in MODELS
    for row in (
        *rows.tree(model),
        *(r for k in rows.SECTIONS for r in rows.speaking(model, k)),
    )
]
LISTED = {"answer": "question"}
any_row = st.sampled_from(EVERY)


def unsaid(model: Model) -> Model:
    """Without the text that each rule was written in: only what it says."""
    return replace(model, rules=tuple(replace(r, source="") for r in model.rules))


def kept(model: Model) -> Model:
    """The model itself, once it went to a file and back."""
    assert unsaid(yaml_models.read(yaml_models.write(model))) == unsaid(model)
    return model


def do(
    model: Model, deed: str, kind: str, at: str = "", /, *, along: bool = False, **texts: str
) -> Model:
    return kept(edited(model, Edit(Deed(deed), kind, at, texts, along)))


@settings(max_examples=25)
@given(any_row)
def test_a_row_saved_as_it_is_shown_is_the_same_row(picked: tuple[Model, Row]) -> None:
    model, row = picked
    texts = shown(row.kind, row.item, model)
    assert edited(model, Edit(Deed.CHANGE, row.kind, row.key, texts)) == model


@settings(max_examples=25)
@given(any_row)
def test_what_is_moved_moves_back_and_what_is_renamed_takes_its_name_back(
    picked: tuple[Model, Row],
) -> None:
    model, row = picked
    if not row.stays:
        there, back = (Deed.UP, Deed.DOWN) if row.last else (Deed.DOWN, Deed.UP)
        moved = do(model, there, row.kind, row.key)
        assert (moved == model) == (row.first and row.last)
        at = (
            row.key
            if row.kind != "material"
            else str(int(row.key) + (1 if there == "down" else -1))
        )
        at = row.key if moved == model else at
        assert moved == model or do(moved, back, row.kind, at) == model
    if row.kind not in ("material", "layer"):
        owner, sign, own = row.key.rpartition("#")
        fresh = do(model, "change", row.kind, row.key, id="an other.id")
        assert row.key not in _keys(fresh, row.kind)
        back = do(fresh, "change", row.kind, f"{owner}{sign}an other.id", id=own)
        assert unsaid(back) == unsaid(model)


def _keys(model: Model, kind: str) -> set[str]:
    every = list(rows.tree(model)) if kind in TREE else rows.speaking(model, LISTED.get(kind, kind))
    return {row.key for row in every if row.kind == kind}


@settings(max_examples=25)
@given(any_row)
def test_what_is_removed_takes_what_names_it_along_or_stays(picked: tuple[Model, Row]) -> None:
    model, row = picked
    remove = Edit(Deed.REMOVE, row.kind, row.key)
    named = naming(model, row.kind, row.key)
    if row.stays:
        with pytest.raises((StaysThere, StillNamed)):
            edited(model, remove)
        return
    if named:
        with pytest.raises(StillNamed) as refused:
            edited(model, remove)
        assert all(key in str(refused.value.facts["named"]) for _kind, key in named[:3])
    fresh = edited(model, replace(remove, along=True))
    try:
        kept(fresh)
    except Invalid as bad:  # the last of its group or question: that goes first
        last = {"option": "options", "answer": "one answer"}[row.kind]
        assert row.first and row.last and last in str(bad.facts["expected"])
    if not named:
        assert fresh == edited(model, remove)


def test_an_option_is_added_changed_and_removed_and_nothing_else_changes() -> None:
    dearer = do(BIKE, "add", "option", "frame", id="wood", en="Wood", fr="Bois", price="80.50")
    assert found(dearer, "group", "frame").options[-1].price == D("80.50")
    assert do(dearer, "remove", "option", "wood") == BIKE
    fresh = do(BIKE, "change", "option", "carbon", price="990", hidden="true", values="size = 3")
    carbon = found(fresh, "option", "carbon")
    assert (carbon.price, carbon.hidden, carbon.values) == (D(990), True, {"size": D(3)})
    assert do(fresh, "change", "option", "carbon", price="900", hidden="false", values="") == BIKE


def test_a_name_follows_everywhere_and_a_rule_keeps_its_wording() -> None:
    fresh = do(BIKE, "change", "option", "motor", id="e-drive")
    assert [r.source for r in fresh.rules[:2]] == [
        'carbon excludes "e-drive"',
        '"e-drive" requires w28',
    ]
    assert fresh.tests[0].choices == (Choice("carbon", True), Choice("e-drive", True))
    assert fresh.questions[0].answers[0].prefers == {"e-drive": 5, "alu": 2}
    tall = do(BIKE, "change", "rule", "light", id="feather")
    assert (tall.rules[0].id, tall.tests[0].rule) == ("feather", "feather")
    rider = do(BIKE, "change", "attribute", "height", id="rider")
    assert rider.rules[2].source == "w28 => rider >= 150"


def test_a_rule_with_its_test_is_written_in_rows_and_goes_with_what_it_names() -> None:
    fresh = do(BIKE, "add", "rule", id="quiet", rule="carbon => !bell", en="Carbon is quiet.")
    tested = do(
        fresh, "add", "test", id="no_bell", valid="false", rule="quiet",
        choices="carbon, bell, height = 160, bag = 1, red#1",
    )  # fmt: skip
    assert tested.tests[-1].choices[2:] == (
        Choice("height", D(160)),
        Choice("bag", D(1)),
        Choice("red#1", True),
    )
    with pytest.raises(StillNamed) as refused:
        do(tested, "remove", "rule", "quiet")
    assert refused.value.facts["named"] == "test no_bell"
    assert do(tested, "remove", "rule", "quiet", along=True) == BIKE
    lighter = do(tested, "remove", "option", "bell", along=True)
    assert [r.id for r in lighter.rules] == ["light", "big_wheels", "tall"]
    assert "no_bell" not in {t.id for t in lighter.tests}


def test_a_table_of_combinations_is_written_cell_by_cell() -> None:
    text = table_text(["frame", "wheels"], [["steel | alu", ""], ["carbon", "w28"]])
    fresh = do(BIKE, "add", "rule", id="fits", rule=text)
    said = fresh.rules[-1].formula
    assert isinstance(said, Table) and said.rows[0] == (frozenset({"steel", "alu"}), frozenset())
    assert "allow:" in yaml_models.write(fresh)


def test_groups_parts_attributes_materials_and_steps_are_rows_too() -> None:
    fresh = do(BIKE, "add", "group", "bike", id="saddle", en="Saddle", options="gel, hard")
    fresh = do(fresh, "change", "group", "saddle", choose="optional", fr="Selle")
    group = found(fresh, "group", "saddle")
    assert (group.least, group.most, group.name) == (0, 1, Words("Saddle", "Selle"))
    fresh = do(fresh, "add", "attribute", "gel", id="width", kind="decimal", **{"from": "10.5"})
    fresh = do(fresh, "add", "part", "bike", id="mirror", each="glass", times="0..2")
    fresh = do(fresh, "add", "material", sku="GEL", quantity="width / 10", when="gel")
    fresh = do(
        fresh, "add", "operation", id="sew", work_center="SEW", run_minutes="count(mirror)",
        within="mirror",
    )  # fmt: skip
    assert found(fresh, "material", "3").sku == "GEL"
    with pytest.raises(StillNamed):
        do(fresh, "remove", "group", "saddle")
    fresh = do(fresh, "remove", "group", "saddle", along=True)
    assert do(fresh, "remove", "part", "mirror", along=True) == BIKE


def test_a_group_of_which_all_are_taken_stays_one() -> None:
    whole = do(BIKE, "change", "group", "wheels", choose="all")
    more = do(whole, "add", "option", "wheels", id="w29")
    assert shown("group", found(more, "group", "wheels"), more)["choose"] == "all"
    assert do(more, "remove", "option", "w29") == whole


@pytest.mark.parametrize(
    ("deed", "kind", "at", "texts", "error", "field"),
    [
        ("add", "option", "frame", {"id": "bell"}, IdTaken, "id"),
        ("add", "attribute", "bike", {"id": "weight"}, IdTaken, "id"),
        ("add", "option", "nowhere", {"id": "x"}, NothingThere, "group"),
        ("add", "option", "frame", {"id": ""}, BadField, "id"),
        ("add", "option", "frame", {"id": "a#1"}, BadField, "id"),
        ("change", "option", "bell", {"price": "cheap"}, BadField, "price"),
        ("change", "group", "frame", {"choose": "4..5"}, BadField, "choose"),
        ("change", "attribute", "height", {"kind": "number"}, BadField, "kind"),
        ("change", "part", "bag", {"times": "3..1"}, BadField, "times"),
        ("change", "rule", "light", {"rule": "carbon excludes rocket"}, Invalid, "rule"),
        ("change", "rule", "light", {"within": "frame"}, BadField, "within"),
        ("change", "test", "no_motor_on_carbon", {"choices": "carbon motor,"}, BadField, "choices"),
        ("change", "test", "no_motor_on_carbon", {"choices": 'carbon, "x'}, BadField, "choices"),
        ("change", "material", "9", {}, NothingThere, "material"),
        ("change", "option", "rocket", {}, NothingThere, "option"),
        ("remove", "option", "bag_body", {}, StaysThere, "option"),
        ("up", "option", "bike", {}, StaysThere, "option"),
        ("add", "poem", "", {}, BadField, "kind"),
    ],
)
def test_a_refusal_names_the_field(
    deed: str, kind: str, at: str, texts: dict[str, str], error: type[Invalid], field: str
) -> None:
    with pytest.raises(error) as refused:
        edited(BIKE, Edit(Deed(deed), kind, at, texts))
    assert refused.value.field == field
