from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from comptoir.kernel.errors import Invalid
from comptoir.platform.models import EventRow
from comptoir.platform.roles import Role, RoleForbids
from comptoir.records.catalog import actions, queries
from comptoir.records.catalog.parts import ProductRow
from tests.world import do_as, make_entity, make_product, make_subscription, make_user

pytestmark = pytest.mark.django_db


def test_a_product_is_created_with_its_words_in_both_languages():
    facts = queries.product(make_product(make_entity(), cost=Decimal("12.5")))
    assert (facts.name("fr"), facts.name("en"), facts.revision) == ("Pompe", "Pump", 1)
    assert facts.cost == Decimal("12.5")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"sku": ""}, "sku"),
        ({"sku": "<b>"}, "sku"),
        ({"name_en": "", "name_fr": ""}, "name_en"),
        ({"nature": "magic"}, "nature"),
        ({"unit": "XXX"}, "unit"),
        ({"tax_class": "none"}, "tax_class"),
        ({"currency": "euro"}, "currency"),
        ({"cost": Decimal("-1")}, "cost"),
        ({"cost": Decimal("NaN")}, "cost"),
        ({"cost": Decimal("0.0000000000001")}, "cost"),
        ({"charge_kind": "recurring"}, "billing_months"),
        ({"charge_kind": "recurring", "billing_months": 5}, "billing_months"),
        ({"billing_months": 1}, "billing_months"),
        ({"starts_on": date(2026, 2, 1), "ends_on": date(2026, 2, 1)}, "ends_on"),
        ({"image_svg": "<svg><script>"}, "image_svg"),
        ({"description_en": "x" * 5001}, "description_en"),
        ({"flavor": "mint"}, "flavor"),
    ],
)
def test_a_wrong_field_is_refused_by_name(fields, field):
    eid = make_entity()
    with pytest.raises(Invalid) as refusal:
        make_product(eid, **fields)
    assert refusal.value.field == field
    assert queries.count_products(eid) == 0


def test_a_code_is_used_once_per_company():
    eid = make_entity()
    make_product(eid)
    with pytest.raises(actions.SkuTaken):
        make_product(eid)
    assert queries.count_products(eid) == 1
    assert make_product(make_entity(code="OTHER"))


def test_effective_dates_decide_what_is_offered():
    eid = make_entity()
    make_product(eid, starts_on=date(2026, 2, 1), ends_on=date(2026, 3, 1))
    offered = [
        len(queries.find_products(eid, "pump", on=day))
        for day in (date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 28), date(2026, 3, 1))
    ]
    assert offered == [0, 1, 1, 0]
    assert queries.find_products(eid, "pump")[0].sold_on(date(2026, 2, 28))
    assert not queries.find_products(eid, "pump")[0].sold_on(date(2026, 3, 1))


def test_changes_are_merged_field_by_field_and_recorded():
    eid = make_entity()
    pk = make_product(eid)
    actions.change_product(do_as(eid), product_id=pk, revision=1, changes={"unit": "DZN"})
    actions.change_product(do_as(eid), product_id=pk, revision=1, changes={"name_fr": "La pompe"})
    with pytest.raises(actions.ProductChangedMeanwhile) as refusal:
        actions.change_product(do_as(eid), product_id=pk, revision=1, changes={"unit": "KGM"})
    assert (refusal.value.field, refusal.value.facts["found"]) == ("unit", "DZN")
    facts = queries.product(pk)
    assert (facts.unit, facts.name_fr, facts.revision) == ("DZN", "La pompe", 3)
    rows = EventRow.objects.filter(subject_id=pk).order_by("seq")
    assert rows[1].changed == {"unit": ["C62", "DZN"], "revision": [1, 2]}


def test_a_bundle_holds_parts_and_never_itself():
    eid = make_entity()
    kit, pump, care = make_product(eid, sku="KIT"), make_product(eid), make_subscription(eid)
    for part, quantity in ((pump, Decimal(2)), (care, Decimal(1))):
        actions.set_bundle_part(do_as(eid), product_id=kit, part_id=part, quantity=quantity)
    assert [(p.sku, p.quantity) for p in queries.product(kit).parts] == [
        ("PUMP-100", 2),
        ("CARE-M", 1),
    ]
    assert [b.sku for b in queries.bundles_with(pump)] == ["KIT"]
    for inside in (kit, pump):
        with pytest.raises(actions.BundleInItself):
            actions.set_bundle_part(do_as(eid), product_id=inside, part_id=kit, quantity=Decimal(1))
    actions.set_bundle_part(do_as(eid), product_id=kit, part_id=care, quantity=None)
    assert [p.sku for p in queries.product(kit).parts] == ["PUMP-100"]
    with pytest.raises(actions.products.BadQuantity):
        actions.set_bundle_part(do_as(eid), product_id=kit, part_id=care, quantity=Decimal(0))


def test_an_import_creates_what_is_new_whole_or_not_at_all(django_assert_num_queries):
    eid = make_entity()
    make_product(eid, sku="A")
    rows = [ProductRow(sku, f"Name {sku}", "GBP") for sku in ("A", "B", "C")]
    with pytest.raises(Invalid) as refusal:
        actions.import_products(do_as(eid), rows=[*rows, ProductRow("D", "", "GBP")])
    assert refusal.value.facts["row"] == "D"
    assert queries.count_products(eid) == 1
    assert actions.import_products(do_as(eid), rows=rows).count == 2
    assert sorted(queries.by_sku(eid, ["A", "B", "C"])) == ["A", "B", "C"]
    assert queries.by_sku(eid, ["A"])["A"].name_en == "Pump"


def test_sales_may_not_write_the_catalog():
    eid = make_entity()
    with pytest.raises(RoleForbids):
        actions.create_product(do_as(eid, Role.SALES), sku="A", name_en="A", currency="EUR")
    assert queries.count_products(eid) == 0


def test_the_pages_create_change_and_bundle(client):
    eid = make_entity()
    client.force_login(make_user(eid))
    assert "No product yet." in client.get(reverse("catalog:list")).content.decode()
    data = {
        "sku": "CARE", "name_en": "Care <b>plan</b>", "nature": "service", "unit": "MON",
        "tax_class": "standard", "currency": "eur", "cost": "1 234,5", "charge_kind": "recurring",
        "billing_timing": "advance", "revenue_pattern": "straight_line", "active": "on",
    }  # fmt: skip
    bad = client.post(reverse("catalog:create"), data)
    assert bad.status_code == 422
    assert "needs the months" in bad.context["form"].errors["billing_months"][0]
    good = client.post(reverse("catalog:create"), {**data, "billing_months": "12"})
    facts = queries.by_sku(eid, ["CARE"])["CARE"]
    assert (good.status_code, facts.cost, facts.billing_months) == (302, Decimal("1234.5"), 12)
    page = client.get(good.url).content.decode()
    assert "Care &lt;b&gt;plan&lt;/b&gt;" in page
    assert "Care <b>" not in page
    url = reverse("catalog:change", args=[facts.id])
    edit = {**data, "billing_months": "12", "revision": "1", "name_fr": facts.name_fr}
    shown = {f"initial-{k}": v for k, v in {**edit, "currency": "EUR"}.items()}
    assert client.get(url).status_code == 200
    assert client.post(url, {**edit, **shown, "unit": "ANN"}).status_code == 302
    assert queries.product(facts.id).unit == "ANN"
    make_product(eid)
    part = reverse("catalog:set_part", args=[facts.id])
    assert client.post(part, {"part_sku": "NONE", "quantity": "1"}).status_code == 422
    assert client.post(part, {"part_sku": "PUMP-100", "quantity": "1,5"}).status_code == 302
    assert queries.product(facts.id).parts[0].quantity == Decimal("1.5")
    found = client.get(reverse("catalog:list"), {"q": "pump", "nature": "goods"})
    assert [r["sku"] for r in found.context["table"].data] == ["PUMP-100"]


def test_the_api_writes_and_lists(client):
    eid = make_entity()
    client.force_login(make_user(eid))
    body = {"sku": "A", "name_en": "A", "currency": "EUR", "cost": "1.25"}
    made = client.post("/api/v1/products", body, content_type="application/json").json()
    assert (made["sku"], made["cost"], made["name_fr"]) == ("A", "1.25", "A")
    path = f"/api/v1/products/{made['id']}"
    change = {"revision": 1, "cost": None}
    changed = client.patch(path, change, content_type="application/json").json()
    assert (changed["cost"], changed["revision"]) == (None, 2)
    assert client.get("/api/v1/products?limit=1").json()["items"][0]["sku"] == "A"
    other = client.post(
        "/api/v1/products", {**body, "sku": "B"}, content_type="application/json"
    ).json()
    bundle = client.put(
        f"{path}/parts/{other['id']}", {"quantity": "2"}, content_type="application/json"
    ).json()
    assert bundle["parts"][0]["quantity"] == "2"
    expanded = client.get(f"/api/v1/products/{other['id']}?expand=bundles").json()
    assert [b["sku"] for b in expanded["expanded"]["bundles"]] == ["A"]
