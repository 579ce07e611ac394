"""A row goes to stand below another group or option, and back: all that names it follows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comptoir.kernel.errors import Invalid
from comptoir.stages.configuring.core import moving, yaml_models
from comptoir.stages.configuring.core.editing import (
    Deed,
    Edit,
    StaysThere,
    StillNamed,
    edited,
    found,
)
from comptoir.stages.configuring.core.lists import TREE
from comptoir.stages.configuring.core.model import Model, options
from comptoir.stages.configuring.core.moving import NoPlaceThere
from comptoir.stages.configuring.core.rows import Row
from tests.stages.configuring.core.test_editing import BIKE, EVERY, do, unsaid

MOVABLE = [(m, r) for m, r in EVERY if r.kind in TREE and not r.stays]


def move(model: Model, kind: str, at: str, to: str, /, *, along: bool = False) -> Model:
    return do(model, "change", kind, at, under=to, along=along)


@settings(max_examples=40)
@given(st.sampled_from(MOVABLE), st.data())
def test_what_goes_elsewhere_is_there_whole_and_comes_back(
    picked: tuple[Model, Row], data: st.DataObject
) -> None:
    model, row = picked
    home = moving.owner(model, row.kind, row.item)
    to = data.draw(st.sampled_from(moving.places(model, row.kind, row.item)))
    edit = Edit(Deed.CHANGE, row.kind, row.key, {"under": to})
    try:
        moved = edited(model, edit)
    except StillNamed as refused:
        kinds = {told.split(" ")[0] for told in str(refused.facts["named"]).split(", ")}
        assert kinds <= {"rule", "test", "material", "operation", "question"}
        moved = edited(model, replace(edit, along=True))
        assert found(moved, row.kind, row.key) == row.item
        return
    try:
        yaml_models.read(yaml_models.write(moved))
    except Invalid as bad:  # the last option of its group, or fewer than the group demands
        assert row.kind == "option" and "options" in str(bad.facts["expected"])
        return
    assert moving.owner(moved, row.kind, found(moved, row.kind, row.key)) == to
    assert found(moved, row.kind, row.key) == row.item
    assert {o.id for o in options(moved.root)} == {o.id for o in options(model.root)}
    assert unsaid(moved).rules == unsaid(model).rules
    assert moved.tests == model.tests and moved.questions == model.questions
    back = edited(moved, Edit(Deed.CHANGE, row.kind, row.key, {"under": str(home)}))
    for _step in range(50):  # it came last of its list
        if back == model:
            break
        back = edited(back, Edit(Deed.UP, row.kind, row.key))
    assert back == model


def test_an_option_takes_its_name_and_all_that_names_it_along() -> None:
    fresh = do(BIKE, "change", "option", "motor", id="drive", under="wheels", price="650")
    assert [o.id for o in found(fresh, "group", "wheels").options] == ["w26", "w28", "drive"]
    assert fresh.rules[0].source == "carbon excludes drive"
    assert found(fresh, "group", "battery") == found(BIKE, "group", "battery")
    fresh = move(move(BIKE, "group", "battery", "bike"), "attribute", "height", "steel")
    assert [g.id for g in fresh.root.groups] == ["frame", "wheels", "extras", "battery"]
    assert found(fresh, "option", "steel").attributes == BIKE.root.attributes
    deeper = move(BIKE, "part", "bag", "motor")
    assert found(deeper, "option", "motor").parts == BIKE.root.parts and not deeper.root.parts
    assert edited(BIKE, Edit(Deed.CHANGE, "option", "bell", {"under": "extras"})) == BIKE


def test_a_table_that_names_it_as_one_of_its_group_goes_along_or_it_stays() -> None:
    said = "table(frame, wheels: [steel, w26], [carbon, *])"
    fits = do(BIKE, "add", "rule", id="fits", rule=said)
    fits = do(fits, "add", "test", id="unfit", choices="steel, w28", valid="false", rule="fits")
    with pytest.raises(StillNamed) as refused:
        move(fits, "option", "steel", "extras")
    assert refused.value.facts["named"] == "rule fits"
    assert move(fits, "option", "alu", "extras").rules == fits.rules, "no row of it names alu"
    gone = move(fits, "option", "steel", "extras", along=True)
    assert [r.id for r in gone.rules] == ["light", "big_wheels", "tall"]
    assert gone.tests == BIKE.tests, "the test of the table went with it"


def test_a_test_of_one_instance_does_not_follow_out_of_the_part() -> None:
    bags = do(BIKE, "add", "test", id="two", choices='bag = 2, "red#1"')
    with pytest.raises(StillNamed) as refused:
        move(bags, "option", "red", "extras")
    assert refused.value.facts["named"] == "test two"
    assert [t.id for t in move(bags, "option", "red", "extras", along=True).tests] == [
        t.id for t in BIKE.tests
    ]
    assert move(bags, "group", "bag_color", "bag_body") == bags
    mirrors = do(bags, "add", "part", "bike", id="mirror", each="glass", times="0..2")
    fresh = move(mirrors, "attribute", "height", "glass")
    assert found(fresh, "option", "glass").attributes == BIKE.root.attributes
    assert fresh.tests == bags.tests, "no test speaks of the height"


@pytest.mark.parametrize(
    ("kind", "at", "to", "error"),
    [
        ("option", "motor", "battery", NoPlaceThere),
        ("option", "motor", "nowhere", NoPlaceThere),
        ("option", "motor", "steel", NoPlaceThere),
        ("group", "extras", "motor", NoPlaceThere),
        ("part", "bag", "bag_body", NoPlaceThere),
        ("option", "bike", "frame", StaysThere),
        ("option", "bag_body", "frame", StaysThere),
    ],
)
def test_a_row_goes_to_its_own_kind_of_place(
    kind: str, at: str, to: str, error: type[Invalid]
) -> None:
    with pytest.raises(error) as refused:
        move(BIKE, kind, at, to)
    assert refused.value.field == "under"
