from __future__ import annotations

import json

import pytest

from comptoir.kernel.ids import read_id, show_id
from comptoir.platform.models import EventRow
from comptoir.records.parties import queries
from tests.world import LYON, make_customer, make_entity, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def eid(client):
    entity_id = make_entity()
    client.force_login(make_user(entity_id))
    return entity_id


@pytest.fixture
def api(client, eid):
    def call(method, path, body=None, **headers):
        answer = getattr(client, method)(
            f"/api/v1/{path}",
            data=json.dumps(body) if body is not None else None,
            content_type="application/json",
            headers=headers,
        )
        return answer.status_code, json.loads(answer.content)

    return call


def test_a_customer_is_created_read_and_changed(api, eid):
    body = {"name": "Chabert", "country": "FR", "billing": LYON, "siren": "732829320"}
    status, made = api("post", "customers", body)
    assert (status, made["number"], made["currency"]) == (200, "C-2026-0001", "EUR")
    assert made["billing"]["town"] == "Lyon"
    path = f"customers/{made['id']}"
    status, changed = api("patch", path, {"revision": 1, "segment": "wood", "phone": None})
    assert (status, changed["segment"], changed["revision"]) == (200, "wood", 2)
    assert api("get", path)[1]["segment"] == "wood"
    assert api("get", path)[1]["expanded"] is None


def test_the_same_key_creates_one_customer(api, eid):
    body = {"name": "Chabert", "country": "FR"}
    first = api("post", "customers", body, **{"Idempotency-Key": "k1"})
    again = api("post", "customers", body, **{"Idempotency-Key": "k1"})
    assert first == again
    assert queries.count_customers(eid) == 1
    status, problem = api("post", "customers", {**body, "name": "X"}, **{"Idempotency-Key": "k1"})
    assert (status, problem["code"]) == (409, "idempotency_key_reused")


def test_a_dry_run_answers_and_writes_nothing(api, eid):
    status, made = api("post", "customers?dry_run=true", {"name": "Chabert", "country": "FR"})
    assert (status, made["number"]) == (200, "C-2026-0001")
    assert queries.count_customers(eid) == 0
    assert not EventRow.objects.filter(name="CustomerCreated").exists()


def test_a_fault_names_its_field(api, eid):
    body = {"name": "Chabert", "country": "FR", "billing": {**LYON, "postcode": "1"}}
    status, problem = api("post", "customers", body)
    assert (status, problem["errors"][0]["field"]) == (422, "billing.postcode")
    status, problem = api("post", "customers", {"name": "C", "country": "FR", "colour": "red"})
    assert status == 422
    assert problem["errors"][0]["field"].endswith("colour")
    assert queries.count_customers(eid) == 0


def test_a_stale_revision_names_the_field_and_its_value_now(api, eid):
    pk = show_id("cus", make_customer(eid))
    api("patch", f"customers/{pk}", {"revision": 1, "segment": "wood"})
    status, problem = api("patch", f"customers/{pk}", {"revision": 1, "segment": "steel"})
    assert (status, problem["code"]) == (409, "changed_meanwhile")
    assert problem["errors"][0] == {
        "field": "segment",
        "found": "wood",
        "expected": "steel",
        "fix": "look at the present value and save again",
    }


def test_the_list_pages_by_cursor(api, eid):
    for name in ("B", "A", "C"):
        make_customer(eid, name=name)
    _, page = api("get", "customers?limit=2")
    assert [c["name"] for c in page["items"]] == ["A", "B"]
    _, rest = api("get", f"customers?limit=2&cursor={page['next']}")
    assert ([c["name"] for c in rest["items"]], rest["next"]) == (["C"], None)
    assert api("get", "customers?limit=0")[0] == 422
    assert api("get", "customers?country=%00%00")[0] == 400


def test_an_import_creates_what_is_new_and_is_whole_or_nothing(api, eid):
    make_customer(eid, external_ref="1")
    rows = [{"name": f"N{i}", "country": "GB", "external_ref": str(i)} for i in (1, 2, 3)]
    wrong = {**rows[0], "external_ref": "4", "iban": "FR00"}
    status, problem = api("post", "customers/import", {"rows": [*rows, wrong]})
    assert (status, problem["errors"][0]["field"], problem["facts"]["row"]) == (422, "iban", "4")
    assert queries.count_customers(eid) == 1
    assert api("post", "customers/import", {"rows": rows}) == (200, {"created": 2})
    numbers = [c.number for c in queries.find_customers(eid, "N")]
    assert sorted(numbers)[-1] == "C-2026-0003"


def test_contacts_addresses_and_subsidiaries(api, eid):
    pk = make_customer(eid)
    path = f"customers/{show_id('cus', pk)}"
    _, made = api("post", f"{path}/contacts", {"name": "Anne", "roles": ["payer"]})
    assert made["contacts"][0]["roles"] == ["payer"]
    _, gone = api("delete", f"{path}/contacts/{made['contacts'][0]['id']}")
    assert gone["contacts"] == []
    _, moved = api("put", f"{path}/addresses/delivery", {**LYON, "town": "Bron"})
    assert moved["delivery"]["town"] == "Bron"
    make_customer(eid, name="Child", parent_id=pk)
    _, detail = api("get", f"{path}?expand=children")
    assert [c["name"] for c in detail["expanded"]["children"]] == ["Child"]


def test_companies_and_clock(api, eid):
    _, company = api("get", "company")
    assert company["capital"] == {"amount": "100000.00", "currency": "EUR"}
    _, changed = api("patch", "company", {"vat_on_debits": True, "late_rate": "12.5"})
    assert (changed["vat_on_debits"], changed["late_rate"]) == (True, "12.5")
    body = {"code": "LTD", "name": "Ltd", "currency": "GBP", "sandbox": True, "on": "2026-03-01"}
    place = {"town": "London", "postcode": "EC2R 8EJ", "country": "GB"}
    status, made = api("post", "entities", {**body, "address": place})
    assert (status, made["address"]["town"]) == (200, "London")
    assert queries.entity(read_id("ent", made["id"])).code == "LTD"
    assert api("post", "company/clock", {"on": "2026-04-01"})[1]["today"] == "2026-04-01"
    assert api("post", "company/clock", {"on": "2026-03-01"})[0] == 409
    _, partner = api("post", "partners", {"name": "Revente", "country": "BE"})
    assert api("get", "partners")[1]["items"] == [partner]
