"""Bill of materials and routing of a whole configuration, with the cause of every quantity."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from comptoir.stages.configuring.core import yaml_models
from comptoir.stages.configuring.core.explosion import Cause, NegativeQuantity, Step, explode, merge
from comptoir.stages.configuring.core.model import Choice, Has, Words

RACK = """\
model: rack
product:
  id: rack
  sku: RACK
  cost: 5
  attributes: [{id: height, kind: integer, from: 0, to: 3000}]
  groups:
    - id: extras
      choose: any
      options: [{id: lamp, sku: LAMP, cost: 4, name: Lamp}, {id: feet, sku: FEET}, {id: paint}]
  parts:
    - id: shelves
      times: 0..3
      each:
        id: shelf
        name: Shelf
        sku: BOARD
        cost: 10
        attributes: [{id: width, kind: integer, from: 0, to: 3000}]
        groups: [{id: wood, choose: one, options: [{id: oak}, {id: pine}]}]
        parts:
          - id: drawers
            times: 0..2
            each: {id: drawer, sku: DRAWER, cost: 7}
materials:
  - {sku: SCREW, quantity: 4, name: Screw}
  - {sku: SCREW, quantity: 2, within: shelves}
  - {sku: VARNISH, quantity: width / 3000, unit: LTR, within: shelves, when: oak}
  - {sku: POST, quantity: 2 * height / 1000, unit: MTR}
  - {sku: NOTHING, quantity: 0}
  - {sku: TIN, quantity: 1, when: paint}
operations:
  - {id: cut, work_center: SAW, setup_minutes: 10, run_minutes: 3, within: shelves}
  - {id: pack, work_center: END, setup_minutes: 0, run_minutes: height / 100}
  - {id: paint, work_center: PAINT, setup_minutes: 30, run_minutes: 5, when: paint}
  - {id: idle, work_center: END, setup_minutes: 0, run_minutes: 0}
"""
MODEL = yaml_models.read(RACK)
TWO_SHELVES = [
    Choice("height", D(1500)),
    Choice("lamp", True),
    Choice("shelves", D(2)),
    Choice("width#1", D(1000)),
    Choice("oak#1", True),
    Choice("width#2", D(800)),
    Choice("pine#2", True),
    Choice("drawers#2", D(2)),
]
COSTS = {"SCREW": D("0.05"), "POST": D("3.20"), "BOARD": D(12)}


def test_every_line_says_what_put_it_there():
    exploded = explode(MODEL, TWO_SHELVES, COSTS)
    oak = Has("oak")
    assert [(n.sku, n.unit, n.quantity, n.cost, n.causes) for n in exploded.needed] == [
        ("LAMP", "C62", D(1), D(4), (Cause("lamp", D(1)),)),
        ("BOARD", "C62", D(2), D(24), (Cause("shelf#1", D(1)), Cause("shelf#2", D(1)))),
        ("DRAWER", "C62", D(2), D(14), (Cause("drawer#2#1", D(1)), Cause("drawer#2#2", D(1)))),
        (
            "SCREW", "C62", D(8), D("0.40"),
            (Cause("rack", D(4)), Cause("shelf#1", D(2)), Cause("shelf#2", D(2))),
        ),
        ("VARNISH", "LTR", D("0.333334"), None, (Cause("shelf#1", D("0.333334"), oak),)),
        ("POST", "MTR", D(3), D("9.60"), (Cause("rack", D(3)),)),
    ]  # fmt: skip
    assert exploded.cost == D("52.00")
    assert exploded.uncosted == ("VARNISH",)
    assert exploded.needed[3].name == Words("Screw")


def test_parts_are_assemblies_inside_one_another():
    assembly = explode(MODEL, TWO_SHELVES, COSTS).assembly
    assert (assembly.place, [n.sku for n in assembly.needed]) == ("rack", ["LAMP", "SCREW", "POST"])
    first, second = assembly.below
    assert (first.place, first.name) == ("shelf#1", Words("Shelf"))
    assert [n.sku for n in first.needed] == ["BOARD", "SCREW", "VARNISH"]
    assert first.below == ()
    assert [n.sku for n in second.needed] == ["BOARD", "SCREW"]
    assert [(a.place, [n.sku for n in a.needed]) for a in second.below] == [
        ("drawer#2#1", ["DRAWER"]),
        ("drawer#2#2", ["DRAWER"]),
    ]


def test_the_routing_takes_setup_once_and_run_for_each_product():
    exploded = explode(MODEL, TWO_SHELVES)
    cut = Step("cut", "SAW", Words(), D(10), D(3), "shelf#1")
    assert exploded.routing == (
        cut,
        Step("cut", "SAW", Words(), D(10), D(3), "shelf#2"),
        Step("pack", "END", Words(), D(0), D(15), "rack"),
    )
    assert exploded.minutes(10) == 20 + 10 * 21


def test_what_nobody_costed_is_named_and_not_counted_as_free():
    exploded = explode(MODEL, [Choice("height", D(0)), Choice("feet", True)])
    assert [(n.sku, n.cost) for n in exploded.needed] == [("FEET", None), ("SCREW", None)]
    assert (exploded.cost, exploded.uncosted) == (D(0), ("FEET", "SCREW"))
    half = merge([*exploded.needed, *explode(MODEL, [], {"FEET": D(1)}).needed])
    assert [n.sku for n in half] == ["FEET", "SCREW"]
    assert half[1].quantity == 8 and half[1].cost is None


def test_a_negative_quantity_is_refused():
    model = yaml_models.read(RACK.replace("quantity: 4", "quantity: 4 - height"))
    with pytest.raises(NegativeQuantity) as refused:
        explode(model, TWO_SHELVES)
    assert (refused.value.field, refused.value.facts["found"]) == ("SCREW", "-1496")
