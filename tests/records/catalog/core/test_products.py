"""What a product must be: its stored form, and the field that is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel.errors import Invalid
from comptoir.kernel.money import UnknownCurrency
from comptoir.kernel.quantity import UnknownUnit
from comptoir.records.catalog.core import products

D = Decimal
PUMP = {**products.DEFAULTS, "sku": "PUMP-100", "name_en": "Pump", "currency": "EUR"}
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>'


def test_a_product_is_kept_in_its_stored_form() -> None:
    given = {
        **PUMP,
        "sku": "  PUMP-100 ",
        "name_fr": " Pompe\x07 ",
        "description_en": "Cast\x00iron\nblue ",
        "image_svg": f"\n{DRAWING} ",
        "starts_on": date(2026, 1, 1),
        "active": 1,
    }
    assert products.check(given) == {
        **PUMP,
        "name_fr": "Pompe",
        "description_en": "Cast iron\nblue",
        "image_svg": DRAWING,
        "starts_on": date(2026, 1, 1),
        "active": True,
    }


@pytest.mark.parametrize(
    ("en", "fr", "names"),
    [
        ("Pump", "Pompe", ("Pump", "Pompe")),
        ("Pump", " ", ("Pump", "Pump")),
        (None, "Pompe", ("Pompe", "Pompe")),
    ],
)
def test_a_missing_name_is_that_of_the_other_language(en: str, fr: str, names: tuple[str]) -> None:
    clean = products.check({**PUMP, "name_en": en, "name_fr": fr})
    assert (clean["name_en"], clean["name_fr"]) == names


REFUSALS: list[tuple[dict[str, Any], type[Invalid], str, object]] = [
    ({"sku": None}, products.BadSku, "sku", ""),
    ({"sku": "x" * 41}, products.BadSku, "sku", "x" * 41),
    ({"sku": "x" * 61}, products.BadSku, "sku", "x" * 60),
    ({"sku": 'a"b'}, products.BadSku, "sku", 'a"b'),
    ({"sku": "a\nb"}, products.BadSku, "sku", "a\nb"),
    ({"name_en": " \x07"}, products.NameMissing, "name_en", ""),
    ({"name_fr": "x" * 201}, products.TooLong, "name_fr", 201),
    ({"description_fr": "x" * 5001}, products.TooLong, "description_fr", 5001),
    ({"nature": "magic"}, products.NotAChoice, "nature", "magic"),
    ({"charge_kind": "never"}, products.NotAChoice, "charge_kind", "never"),
    ({"tax_class": "none"}, products.NotAChoice, "tax_class", "none"),
    ({"revenue_pattern": "at_once"}, products.NotAChoice, "revenue_pattern", "at_once"),
    ({"billing_timing": "late"}, products.NotAChoice, "billing_timing", "late"),
    ({"currency": "euro"}, UnknownCurrency, "currency", "euro"),
    ({"unit": "XXX"}, UnknownUnit, "unit", "XXX"),
    ({"cost": D("-0.01")}, products.BadCost, "cost", "-0.01"),
    ({"cost": D("NaN")}, products.BadCost, "cost", "NaN"),
    ({"cost": D("Infinity")}, products.BadCost, "cost", "Infinity"),
    ({"cost": D(10**12)}, products.BadCost, "cost", "1000000000000"),
    ({"cost": D("1E-13")}, products.BadCost, "cost", "1E-13"),
    ({"billing_months": 1}, products.PeriodOutOfPlace, "billing_months", 1),
    ({"charge_kind": "recurring"}, products.PeriodNeeded, "billing_months", None),
    (
        {"charge_kind": "recurring", "billing_months": 5},
        products.PeriodNeeded,
        "billing_months",
        5,
    ),
    ({"charge_kind": "usage", "billing_months": 0}, products.PeriodNeeded, "billing_months", 0),
    (
        {"starts_on": date(2026, 2, 1), "ends_on": date(2026, 2, 1)},
        products.DatesReversed,
        "ends_on",
        "2026-02-01",
    ),
    ({"image_svg": "a picture"}, products.BadPicture, "image_svg", "a picture"),
    ({"image_svg": "<svg onload='x()'/>"}, products.BadPicture, "image_svg", "<svg onload='x()'/>"),
    ({"image_svg": "<svg>< SCRIPT/>"}, products.BadPicture, "image_svg", "<svg>< SCRIPT/>"),
    ({"image_svg": "<svg>" + "x" * 200_000}, products.BadPicture, "image_svg", "<svg>" + "x" * 35),
    ({"attributes": "width"}, products.BadAttribute, "attributes", "width"),
    ({"attributes": "width ="}, products.BadAttribute, "attributes", "width ="),
    ({"attributes": "2 = width"}, products.BadAttribute, "attributes", "2 = width"),
    ({"attributes": "a = 1\na = 2"}, products.BadAttribute, "attributes", "a = 2"),
    ({"attributes": "x" * 2001}, products.TooLong, "attributes", 2001),
    ({"flavor": "mint"}, products.UnknownField, "flavor", None),
    ({"margin_scheme": "gold"}, products.NotAChoice, "margin_scheme", "gold"),
    ({"margin_scheme": "travel"}, products.SchemeMisplaced, "nature", "goods"),
    ({"margin_scheme": "art", "nature": "service"}, products.SchemeMisplaced, "nature", "service"),
    (
        {"margin_scheme": "art", "tax_class": "exempt"},
        products.SchemeMisplaced,
        "tax_class",
        "exempt",
    ),
    (
        {"margin_scheme": "art", "charge_kind": "recurring", "billing_months": 1},
        products.SchemeMisplaced,
        "charge_kind",
        "recurring",
    ),
]


@pytest.mark.parametrize(("change", "refusal", "field", "found"), REFUSALS)
def test_a_wrong_field_is_refused_with_what_was_found(
    change: dict[str, Any], refusal: type[Invalid], field: str, found: object
) -> None:
    with pytest.raises(refusal) as said:
        products.check({**PUMP, **change})
    assert (said.value.field, said.value.facts.get("found")) == (field, found)


@pytest.mark.parametrize(
    ("kind", "months"),
    [
        ("one_off", None),
        ("usage", None),
        ("usage", 3),
        *(("recurring", months) for months in (1, 2, 3, 4, 6, 12, 24, 36)),
    ],
)
def test_what_repeats_has_a_billing_period(kind: str, months: int | None) -> None:
    clean = products.check({**PUMP, "charge_kind": kind, "billing_months": months})
    assert clean["billing_months"] == months


@pytest.mark.parametrize("cost", [None, D(0), D("12.50"), D("1E-12"), D(10**12) - 1])
def test_a_cost_keeps_its_digits(cost: Decimal | None) -> None:
    assert products.check({**PUMP, "cost": cost})["cost"] == cost


def test_a_sale_may_be_open_on_either_side() -> None:
    for days in ((None, date(2026, 1, 1)), (date(2026, 1, 1), None)):
        clean = products.check({**PUMP, "starts_on": days[0], "ends_on": days[1]})
        assert (clean["starts_on"], clean["ends_on"]) == days


@given(st.text(max_size=45))
def test_any_code_is_refused_or_kept_as_it_will_be_looked_up(sku: str) -> None:
    try:
        kept = products.check({**PUMP, "sku": sku})["sku"]
    except products.BadSku:
        return
    assert 1 <= len(kept) <= 40
    assert not set('<>"\n\x00') & set(kept)
    assert products.check({**PUMP, "sku": kept})["sku"] == kept == sku.strip()


def test_the_code_of_a_product_never_changes() -> None:
    products.known({"name_en": "Pump", "cost": None}, products.CHANGEABLE)
    with pytest.raises(products.UnknownField) as said:
        products.known({"sku": "PUMP-200"}, products.CHANGEABLE)
    assert said.value.field == "sku"


@pytest.mark.parametrize("quantity", ["0.000001", "1E+3", "2.50000000", "999999999999.999999"])
def test_a_component_has_a_quantity_that_six_decimals_hold(quantity: str) -> None:
    assert products.check_quantity(D(quantity)) == D(quantity)


@pytest.mark.parametrize(
    "quantity",
    ["0", "-1", "0.0000001", "1E+12", "1." + "0" * 30 + "1", "NaN", "sNaN", "Infinity"],
)
def test_another_quantity_is_refused(quantity: str) -> None:
    with pytest.raises(products.BadQuantity) as said:
        products.check_quantity(D(quantity), "components.0.quantity")
    assert said.value.field == "components.0.quantity"
    assert said.value.facts["found"] == str(D(quantity))


def test_attributes_are_numbers_where_they_are_and_words_elsewhere() -> None:
    kept = products.check({**PUMP, "attributes": " width=2.5 \n\ncolor = sea blue\n"})["attributes"]
    assert kept == "width = 2.5\ncolor = sea blue"
    assert products.read_attributes(kept) == {"width": D("2.5"), "color": "sea blue"}


@pytest.mark.parametrize(
    ("scheme", "nature"),
    [("travel", "service"), ("second_hand", "goods"), ("art", "goods"), ("antiques", "goods")],
)
def test_each_margin_scheme_is_for_its_own_nature(scheme: str, nature: str) -> None:
    checked = products.check({**PUMP, "margin_scheme": scheme, "nature": nature})
    assert checked["margin_scheme"] == scheme
    assert products.MARGIN_SCHEMES[scheme] == nature
