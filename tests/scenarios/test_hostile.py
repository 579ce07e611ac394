"""What strangers send: markup stays text, foreign ids find nothing, reading writes nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from comptoir.kernel.ids import show_id
from comptoir.records.parties import actions as parties
from tests.api.driving import call, make_key, make_person, row_counts
from tests.scenarios.house import Company, line
from tests.world import make_entity

pytestmark = pytest.mark.slow

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)> {{ 7*7 }} '\"&"
NOBODY = "01a2014b-3567-7202-a822-2499d927c92f"
RAW = ("<script>alert(1)", "<img src=x")


@pytest.fixture
def deal(company: Company):
    """A customer with a hostile name, from quote to invoice."""
    customer_id = parties.create_customer(
        company.by(), name=EVIL[:100], country="FR", siren="732829320",
        billing={"street": "rue <b>Rivoli</b>", "postcode": "75004", "town": "Paris", "country": "FR"},
    ).customer_id  # fmt: skip
    quote_id = company.quotes(customer_id, line("ARM-X", 2), title=EVIL[:80], note=EVIL)
    order_id = company.accepts(quote_id, EVIL[:60])
    company.delivers(order_id)
    invoice = company.invoices(order_id)
    return {"customer": customer_id, "quote": quote_id, "order": order_id, "invoice": invoice.id}


@pytest.fixture
def staff(company: Company) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(make_person())
    client.cookies["entity"] = str(company.entity_id)
    return client


def pages() -> list[str]:
    """Every staff page that needs no id."""
    found: list[str] = []

    def walk(parts: list[Any], prefix: str) -> None:
        for part in parts:
            here = prefix + str(part.pattern)
            if isinstance(part, URLResolver) and "api/" not in here and "accounts/" not in here:
                walk(part.url_patterns, here)
            elif isinstance(part, URLPattern) and "<" not in here and "^" not in here:
                found.append("/" + here)

    walk(get_resolver().url_patterns, "")
    return [p for p in found if "api/" not in p]


def test_markup_in_names_titles_and_notes_is_text_on_every_page(company, deal, staff):
    shows = [
        reverse("parties:show", args=[deal["customer"]]),
        reverse("quoting:show", args=[deal["quote"]]),
        reverse("ordering:show", args=[deal["order"]]),
        reverse("invoicing:show", args=[deal["invoice"]]),
    ]
    seen = 0
    for path in [*pages(), *shows]:
        answer = staff.get(path)
        assert answer.status_code < 500, path
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            text = answer.content.decode()
            assert not [raw for raw in RAW if raw in text], path
            seen += "&lt;script&gt;alert(1)" in text
    assert seen >= len(shows)


def test_reading_every_page_writes_nothing(company, deal, staff):
    staff.get("/")
    before = row_counts()
    for path in pages():
        staff.get(path)
    after = row_counts()
    assert {t: (before[t], after[t]) for t in after if before[t] != after[t]} == {}


def _calls_with_an_id() -> list[tuple[str, str]]:
    schema = Client().get("/api/v1/openapi.json").json()
    return [
        (method.upper(), path.removeprefix("/api/v1"))
        for path, methods in schema["paths"].items()
        for method in methods
        if "{" in path and method in ("get", "post", "patch", "put", "delete")
    ]


def _filled(path: str, value: str) -> str:
    while "{" in path:
        path = path[: path.index("{")] + value + path[path.index("}") + 1 :]
    return path


@pytest.mark.parametrize(
    "value", ["%00", "x" * 2_000, "ord_zzz", "-1", NOBODY, "%F0%9F%92%A5"]
)  # fmt: skip
def test_no_id_that_names_nothing_breaks_a_door(company, value):
    key = make_key(company.entity_id)
    before = row_counts()
    wrong = []
    for method, path in _calls_with_an_id():
        answer = call(method, _filled(path, value), {} if method != "GET" else None, key=key)
        if answer.status_code >= 500 or answer.status_code < 400:
            wrong.append(f"{method} {path} {answer.status_code}")
    assert wrong == []
    after = row_counts()
    after["platform_api_key"] = before["platform_api_key"]
    assert after == before


def test_ids_of_another_company_find_nothing(company, deal):
    other = make_entity(code="OTHER", name="Autre")
    key = make_key(other)
    foreign = {"customer_id": deal["customer"], "quote_id": deal["quote"]}
    foreign |= {"order_id": deal["order"], "invoice_id": deal["invoice"]}
    prefixes = {"customer_id": "cus", "quote_id": "quo", "order_id": "ord", "invoice_id": "inv"}
    before, leaks, tried = row_counts(), [], 0
    for method, path in _calls_with_an_id():
        names = [n for n in foreign if "{" + n + "}" in path]
        if len(names) != 1 or path.count("{") != 1:
            continue
        tried += 1
        shown = show_id(prefixes[names[0]], foreign[names[0]])
        for value in (shown, str(foreign[names[0]])):
            answer = call(method, _filled(path, value), {} if method != "GET" else None, key=key)
            said = json.dumps(answer.body)
            # a list of what belongs to a foreign customer is an empty list
            empty = answer.status_code == 200 and answer.body.get("items", [None]) == []
            # a deed with nothing to do says so, in the same words as for an id that never was
            idle = answer.status_code == 409 and answer.body["code"] == "nothing_due"
            never = call(method, _filled(path, NOBODY), {} if method != "GET" else None, key=key)
            idle = idle and (never.status_code, never.body["code"]) == (409, "nothing_due")
            if not (empty or idle or answer.status_code in (404, 422)) or "script" in said:
                leaks.append(f"{method} {path} {answer.status_code}")
    assert tried > 10
    assert leaks == []
    assert row_counts() == before


@pytest.mark.parametrize(
    "body",
    [
        {"name": ["x"], "country": 7},
        {"name": None},
        [],
        "x",
        7,
        {"name": "x" * 10_000_000, "country": "FR"},
    ],
    ids=["types", "null", "list", "text", "number", "ten megabytes"],
)
def test_a_body_of_the_wrong_shape_is_a_problem_and_writes_nothing(company, body):
    key = make_key(company.entity_id)
    call("GET", "/me", key=key)
    before = row_counts()
    answer = call("POST", "/customers", body, key=key)
    assert 400 <= answer.status_code < 500
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert len(answer.content) < 5_000, "a refusal does not repeat megabytes"
    assert row_counts() == before


def test_a_nul_character_is_refused(company):
    key = make_key(company.entity_id)
    made = call("POST", "/customers", {"name": "Ate\x00lier", "country": "FR"}, key=key)
    assert (made.status_code, made.body["code"]) == (400, "unreadable")
