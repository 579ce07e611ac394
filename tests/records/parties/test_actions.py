from __future__ import annotations

import pytest

from comptoir.kernel.errors import Invalid
from comptoir.platform.models import EventRow
from comptoir.platform.roles import Role, RoleForbids
from comptoir.records.catalog import queries as catalog
from comptoir.records.parties import actions, queries
from tests.world import BERLIN, LYON, do_as, make_customer, make_entity, make_product

pytestmark = pytest.mark.django_db


def events(subject_id):
    return list(EventRow.objects.filter(subject_id=subject_id).order_by("seq"))


def test_a_company_is_created_with_its_address_and_its_clock():
    eid = make_entity()
    facts = queries.entity(eid)
    assert (facts.name, facts.currency, facts.country) == ("Atelier Beaumont", "EUR", "FR")
    assert facts.address.lines("fr") == ("10 rue de Rivoli", "75004 Paris", "FRANCE")
    assert do_as(eid).today.isoformat() == "2026-01-05"


def test_a_customer_is_created_whole_with_addresses_and_people():
    eid = make_entity()
    people = [{"name": "Anne Roux", "email": "anne@chabert.example", "roles": ["payer", "buyer"]}]
    pk = make_customer(eid, delivery=BERLIN, contacts=people)
    facts = queries.customer(pk)
    assert (facts.number, facts.revision, facts.currency) == ("C-2026-0001", 1, "EUR")
    assert facts.billing.fields() == {**LYON, "complement": "", "region": ""}
    assert facts.ship_to.lines("fr", "FR") == ("Torstraße 7", "10119 Berlin", "ALLEMAGNE")
    assert facts.person("payer").name == "Anne Roux"
    assert facts.person("payer").roles == ("buyer", "payer")


def test_a_fault_in_the_last_contact_leaves_nothing_behind():
    eid = make_entity()
    with pytest.raises(actions.profile.NotAChoice) as refusal:
        make_customer(eid, contacts=[{"name": "A"}, {"name": "B", "roles": ["king"]}])
    assert refusal.value.field == "contacts.1.roles"
    assert queries.count_customers(eid) == 0
    assert make_customer(eid)
    assert queries.find_customers(eid, "")[0].number == "C-2026-0001"


@pytest.mark.parametrize(
    ("address", "field"),
    [
        ({**LYON, "town": " "}, "billing.town"),
        ({**LYON, "postcode": ""}, "billing.postcode"),
        ({**LYON, "country": "ZZ"}, "billing.country"),
        ({**LYON, "country": ""}, "billing.country"),
        ({**LYON, "planet": "Mars"}, "billing.planet"),
    ],
)
def test_an_incomplete_address_is_refused_by_field(address, field):
    eid = make_entity()
    with pytest.raises(Invalid) as refusal:
        make_customer(eid, billing=address)
    assert refusal.value.field == field
    assert queries.count_customers(eid) == 0


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"siren": "732829321"}, "siren", "bad_siren"),
        ({"siren": "732829320", "siret": "55210055400013"}, "siret", "siret_of_another"),
        ({"vat_number": "FR00732829320"}, "vat_number", "bad_vat_number"),
        (
            {"siren": "552100554", "vat_number": "FR44732829320"},
            "vat_number",
            "vat_number_of_another",
        ),
        ({"iban": "FR7630006000011234567890188"}, "iban", "bad_iban"),
        ({"country": "Mars"}, "country", "unknown_country"),
        ({"currency": "eur"}, "currency", "unknown_currency"),
        ({"terms_days": 75}, "terms_days", "terms_too_long"),
        ({"terms_kind": "someday"}, "terms_kind", "bad_terms"),
        ({"email": "nobody"}, "email", "bad_email"),
        ({"name": "  "}, "name", "missing"),
        ({"name": "x" * 161}, "name", "too_long"),
        ({"kind": "cat"}, "kind", "not_a_choice"),
        ({"color": "red"}, "color", "unknown_field"),
    ],
)
def test_a_wrong_field_is_refused_by_name(fields, field, code):
    eid = make_entity()
    with pytest.raises(Invalid) as refusal:
        make_customer(eid, **fields)
    assert (refusal.value.field, refusal.value.code) == (field, code)
    assert queries.count_customers(eid) == 0


def test_numbers_are_stored_compact_and_a_siret_tells_the_siren():
    eid = make_entity()
    pk = make_customer(eid, siret="732 829 320 00074", iban="FR14 2004 1010 0505 0001 3M02 606")
    facts = queries.customer(pk)
    assert (facts.siren, facts.siret) == ("732829320", "73282932000074")
    assert facts.iban == "FR1420041010050500013M02606"


def test_a_person_may_have_longer_terms_than_a_company():
    eid = make_entity()
    assert queries.customer(make_customer(eid, kind="person", terms_days=90)).terms_days == 90


def test_two_people_who_change_different_fields_are_merged():
    eid = make_entity()
    pk = make_customer(eid)
    for changes in ({"segment": "wood"}, {"phone": "+33 4 00 00 00 00"}):
        actions.change_customer(do_as(eid), customer_id=pk, revision=1, changes=changes)
    facts = queries.customer(pk)
    assert (facts.segment, facts.phone, facts.revision) == ("wood", "+33 4 00 00 00 00", 3)


def test_two_people_who_change_the_same_field_are_told_which():
    eid = make_entity()
    pk = make_customer(eid)
    first = do_as(eid, Role.SALES)
    actions.change_customer(first, customer_id=pk, revision=1, changes={"segment": "wood"})
    with pytest.raises(actions.ChangedMeanwhile) as refusal:
        actions.change_customer(
            do_as(eid), customer_id=pk, revision=1, changes={"segment": "steel", "phone": "1"}
        )
    assert refusal.value.field == "segment"
    assert refusal.value.facts["found"] == "wood"
    assert refusal.value.facts["by"] == "user:sales"
    assert (queries.customer(pk).segment, queries.customer(pk).phone) == ("wood", "")


def test_the_trail_says_what_changed_but_keeps_no_personal_data():
    eid = make_entity()
    pk = make_customer(eid)
    changes = {"email": "anne@chabert.example", "segment": "wood"}
    actions.change_customer(do_as(eid), customer_id=pk, revision=1, changes=changes)
    row = events(pk)[-1]
    assert row.name == "CustomerChanged"
    assert row.changed == {"email": ["•", "•"], "segment": ["", "wood"], "revision": [1, 2]}


def test_a_replaced_address_stays_on_record():
    eid = make_entity()
    pk = make_customer(eid)
    actions.set_address(do_as(eid), customer_id=pk, kind="billing", address=BERLIN)
    facts = queries.customer(pk)
    assert (facts.billing.town, facts.revision) == ("Berlin", 2)
    rows = actions.Address.objects.filter(customer_id=pk).order_by("active")
    assert [(a.town, a.active) for a in rows] == [("Berlin", True), ("Lyon", False)][::-1]


def test_a_customer_cannot_be_its_own_grandparent():
    eid = make_entity()
    top = make_customer(eid, name="Top")
    child = make_customer(eid, name="Child", parent_id=top)
    with pytest.raises(actions.NotInItself):
        actions.change_customer(
            do_as(eid), customer_id=top, revision=1, changes={"parent_id": child}
        )
    assert queries.customer(top).parent_id is None
    assert [c.name for c in queries.children(top)] == ["Child"]


def test_a_customer_of_another_company_is_out_of_reach():
    pk = make_customer(make_entity())
    other = make_entity(code="OTHER")
    with pytest.raises(queries.UnknownCustomer):
        actions.change_customer(
            do_as(other), customer_id=pk, revision=1, changes={"segment": "wood"}
        )
    with pytest.raises(queries.UnknownCustomer):
        queries.customer(pk, other)
    assert queries.customer(pk).segment == ""


def test_the_warehouse_may_not_create_customers():
    eid = make_entity()
    with pytest.raises(RoleForbids):
        actions.create_customer(do_as(eid, Role.WAREHOUSE), name="X", country="FR")
    assert queries.count_customers(eid) == 0


def test_html_in_a_name_is_kept_as_text():
    eid = make_entity()
    pk = make_customer(eid, name="<script>alert(1)</script>")
    assert queries.customer(pk).name == "<script>alert(1)</script>"


def test_a_product_is_found_by_its_code():
    eid = make_entity()
    pk = make_product(eid)
    assert catalog.by_sku(eid, ["PUMP-100", "NONE"])["PUMP-100"].id == pk
    assert [p.name("fr") for p in catalog.find_products(eid, "pomp")] == ["Pompe"]
