"""`expand` shows related records, whatever the number of records with the same few statements."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comptoir.demo import playing, story
from comptoir.pages.api import api
from comptoir.platform import clock
from comptoir.platform.expanding import RELATIONS
from tests.api.driving import call, make_key

pytestmark = pytest.mark.django_db
HOMES = {
    "decision_id": "/vat-decisions",
    "obligation_id": "/obligations",
    "entry_id": "/ledger/entries",
}
NEVER_IN_THE_STORY = {
    ("customer", "parent"), ("customer", "children"), ("product", "bundles"),
    ("opportunity", "partner"), ("partner", "opportunities"), ("pricechange", "price_book"),
    ("bankline", "statement"), ("bankline", "candidates"), ("entry", "reverses"), ("entry", "reversed_by"),
}  # fmt: skip


def expandables() -> dict[str, list[str]]:
    """Path of a GET → what it can be expanded by, as the document says."""
    found = {}
    for path, operations in api.get_openapi_schema()["paths"].items():
        for asked in operations.get("get", {}).get("parameters", []):
            if asked["name"] == "expand":
                said = asked["description"].rstrip(".").rpartition(": ")[2]
                found[path.removeprefix("/api/v1")] = said.split(", ")
    return found


@pytest.fixture
def secret() -> str:
    entity_id, _book = playing.found("WHOLE", "Whole", clock.instant().date().replace(day=1))
    story.tell(lambda line: None, entity_id)
    key = make_key(entity_id)
    assert call("POST", "/renewals", {"on": "2030-01-01"}, key=key).status_code == 200
    return key


def test_every_detail_of_a_document_can_be_expanded() -> None:
    known = expandables()
    for noun in (
        "customers/{customer_id}", "products/{product_id}", "opportunities/{opportunity_id}",
        "quotes/{quote_id}", "contracts/{contract_id}", "orders/{order_id}",
        "deliveries/{delivery_id}", "services/{service_id}", "invoices/{invoice_id}",
        "payments/{payment_id}", "renewals/{renewal_id}", "obligations/{obligation_id}",
        "ledger/entries/{entry_id}",
    ):  # fmt: skip
        assert f"/{noun}" in known, noun
    assert len(known) >= 30


def test_every_relation_of_every_read_is_shown_on_request(secret: str) -> None:
    filled: set[tuple[str, str]] = set()
    for path, names in expandables().items():
        for at in _filled(path, secret):
            single = "{" in path and path.endswith("}")
            asked = [n for n in names if single or not _alone(path, n)]
            answer = call("GET", _with(at, ",".join(asked)), key=secret)
            if answer.status_code == 404 and path.endswith("/order"):
                continue  # a quote that is no order yet
            assert answer.status_code == 200, f"{at} {answer.body}"
            body = answer.body
            for record in body.get("items", [body]):
                assert sorted(record["expanded"] or ()) == sorted(asked), at
                filled |= {(_noun(path), n) for n, value in record["expanded"].items() if value}
    wanted = {(noun, name) for noun, known in RELATIONS.items() for name in known}
    assert wanted - filled - NEVER_IN_THE_STORY == set()


def test_a_vat_decision_and_its_invoices_lead_to_each_other(secret: str) -> None:
    decisions = call("GET", "/vat-decisions?expand=invoices", key=secret).body["items"]
    assert decisions
    for one in decisions:
        alone = call("GET", f"/vat-decisions/{one['id']}?expand=invoices", key=secret).body
        assert alone["expanded"] == one["expanded"]
        told = {i["id"] for i in alone["expanded"]["invoices"]}
        bearing = call("GET", f"/invoices?decision_id={one['id']}&expand=vat_decisions", key=secret)
        assert told == {i["id"] for i in bearing.body["items"]}
        for invoice in bearing.body["items"]:
            assert one["id"] in [d["id"] for d in invoice["expanded"]["vat_decisions"]]


def test_without_expand_nothing_is_read_or_shown(secret: str) -> None:
    page = call("GET", "/orders", key=secret).body
    assert {o["expanded"] for o in page["items"]} == {None}


def test_a_list_is_expanded_with_the_same_statements_for_any_number_of_records(
    secret: str,
) -> None:
    for path, names in expandables().items():
        if "{" in path:
            continue
        asked = ",".join(n for n in names if not _alone(path, n))
        counts = []
        for limit in (1, 200):
            with CaptureQueriesContext(
                connection,
            ) as seen:
                call("GET", _with(path, f"{asked}&limit={limit}"), key=secret)
            counts.append(len(seen))
        assert counts[1] <= counts[0] + 8, f"{path}: {counts}"  # relations the first lacks


def test_what_cannot_be_expanded_is_named_with_what_can(secret: str) -> None:
    order = call("GET", "/orders", key=secret).body["items"][0]["id"]
    answer = call("GET", f"/orders/{order}?expand=customer,moon", key=secret)
    assert (answer.status_code, answer.body["code"]) == (422, "bad_expand")
    assert answer.body["errors"] == [
        {
            "field": "expand",
            "found": "moon",
            "expected": "contract, customer, deliveries, invoices, quote, services",
        }
    ]


def _noun(path: str) -> str:
    schema = api.get_openapi_schema()
    answer = schema["paths"]["/api/v1" + path]["get"]["responses"][200]
    ref = answer["content"]["application/json"]["schema"]["$ref"]
    record = schema["components"]["schemas"][ref.rsplit("/", 1)[-1]]
    if "items" in record["properties"]:
        ref = record["properties"]["items"]["items"]["$ref"]
        record = schema["components"]["schemas"][ref.rsplit("/", 1)[-1]]
    kept = record["properties"]["expanded"]["anyOf"][0]["$ref"].rsplit("/", 1)[-1]
    return str(kept.removesuffix("Relations").lower())


def _alone(path: str, name: str) -> bool:
    return RELATIONS[_noun(path)][name].alone


def _with(at: str, asked: str) -> str:
    more = "&on=2027-12-01&days=3650" if "due-for" in at else ""
    return f"{at}?expand={asked}{more}"


def _filled(path: str, secret: str) -> list[str]:
    if "{" not in path:
        return [path]
    head, name = path.split("{")[0].rstrip("/"), path.split("{")[1].split("}")[0]
    rows: list[Any] = call("GET", f"{HOMES.get(name, head)}?limit=200", key=secret).body["items"]
    return [path.replace(f"{{{name}}}", str(r["id"])) for r in rows[:8]]
