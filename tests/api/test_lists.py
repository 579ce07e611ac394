"""Every list of the API pages by cursor, without loss and without repetition."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from comptoir.demo import playing, story
from comptoir.pages.api import api
from comptoir.platform import clock
from comptoir.platform.roles import Role
from tests.api.driving import call, make_key, make_person

pytestmark = pytest.mark.django_db
# What a list needs besides its own address.
ASKED = {
    "/contracts/due-for-renewal": {"on": "2027-12-01", "days": "3650"},
    "/contract-calendar": {"first": "2026-01-01", "last": "2027-12-31"},
    "/contract-obligations": {"on": "2027-12-01"},
    "/clause-search": {"q": "payment"},
    "/find": {"q": "2026"},
    "/price-books-considered": {"currency": "EUR"},
    "/services/{service_id}/unused-charges": {"on": "2020-01-01"},
}
FOREIGN = ("x", "AAAA", "W10", "WzEsMiwzLDQsNV0")  # nothing, no text, [], [1,2,3,4,5]
GROWING = {
    "/customers": ("/customers", {"name": "Aaa {n}", "country": "FR"}),
    "/products": ("/products", {"sku": "AAA-{n}", "name_en": "A", "currency": "EUR"}),
    "/partners": ("/partners", {"name": "Aaa {n}", "country": "FR"}),
    "/price-books": (
        "/price-books",
        {"code": "AAA{n}", "name": "A", "currency": "EUR", "starts_on": "2026-01-01"},
    ),
    "/events": ("/partners", {"name": "Event {n}", "country": "FR"}),
    "/keys": ("/keys", {"name": "Key {n}"}),
    "/people": ("/people", {"name": "Aaa {n}", "email": "aaa{n}@lumen.example"}),
}


def lists() -> dict[str, dict[str, Any]]:
    """Path of the API → operation, for every GET that answers a list or a page of one."""
    schema = api.get_openapi_schema()
    found = {}
    for path, operations in schema["paths"].items():
        answer = operations.get("get", {}).get("responses", {}).get(200, {})
        body = answer.get("content", {}).get("application/json", {}).get("schema", {})
        name = body.get("$ref", "").rsplit("/", 1)[-1]
        known = schema["components"]["schemas"].get(name, {}).get("properties", {})
        if body.get("type") == "array" or {"items", "next"} <= set(known):
            found[path.removeprefix("/api/v1")] = {**operations["get"], "array": "type" in body}
    return found


@pytest.fixture
def secret() -> str:
    entity_id, _book = playing.found("WHOLE", "Whole", clock.instant().date().replace(day=1))
    story.tell(lambda line: None, entity_id)
    make_person(Role.SALES, email="sales@lumen.example")
    return make_key(entity_id)


def test_every_list_takes_a_cursor_and_a_limit_and_answers_pages() -> None:
    found = lists()
    assert len(found) > 35
    for path, operation in found.items():
        named = {p["name"]: p["schema"] for p in operation["parameters"] if p["in"] == "query"}
        assert {"cursor", "limit"} <= set(named), path
        assert (named["limit"]["minimum"], named["limit"]["maximum"]) == (1, 200), path
        assert not operation["array"], f"{path} answers {{items, next}}"
        assert "offset" not in named, path


def test_every_list_walked_page_by_page_gives_the_same_rows_and_refuses_a_foreign_cursor(
    secret: str,
) -> None:
    long = []
    for path in lists():
        for at in _filled(path, secret):
            whole = _rows(call("GET", _url(at, path, limit=200), key=secret))
            for limit in {1 if len(whole) < 12 else 5, 2 + len(whole) // 6}:
                assert _walk(at, path, secret, limit) == whole, f"{at} by {limit}"
            long += [path] if len(whole) > 1 else []
            for cursor in FOREIGN:
                answer = call("GET", _url(at, path, cursor=cursor), key=secret)
                said = (answer.status_code, answer.body.get("code"))
                assert not whole or said == (422, "bad_cursor"), f"{at} {cursor}"
    assert len(set(long)) > 10, "lists that are longer than a page"


def test_no_row_is_lost_or_repeated_while_others_are_added(secret: str) -> None:
    for path, (door, body) in GROWING.items():
        before = {json.dumps(r) for r in _rows(call("GET", f"{path}?limit=200", key=secret))}
        seen, cursor, n = [], None, 0
        while cursor is not None or n == 0:
            page = call("GET", _url(path, path, limit=1, cursor=cursor), key=secret).body
            seen += [json.dumps(r) for r in page["items"]]
            n, cursor = n + 1, page["next"]
            if n < 6:
                made = json.loads(json.dumps(body).replace("{n}", str(n)))
                assert call("POST", door, made, key=secret).status_code == 200, door
        assert len(seen) == len(set(seen)), path
        assert before <= set(seen), path


def _filled(path: str, secret: str) -> list[str]:
    """The address with ids of records that exist; none where there are none."""
    if "{" not in path:
        return [path]
    head, name = path.split("{")[0].rstrip("/"), path.split("{")[1].split("}")[0]
    home = {"code": "/ledger/accounts"}.get(name, head)
    # the rows of a file are tried where files are: tests/pages/imports
    rows = call("GET", f"{home}?limit=200", key=secret).body.get("items", [])
    return [
        path.replace(f"{{{name}}}", str(r.get("id", r.get("code")))) for r in rows[:3] + rows[-1:]
    ]


def _url(at: str, path: str, **asked: Any) -> str:
    given = {k: v for k, v in {**ASKED.get(path, {}), **asked}.items() if v is not None}
    return f"{at}?{urlencode(given)}"


def _walk(at: str, path: str, secret: str, limit: int) -> list[Any]:
    rows, cursor = [], None
    while True:
        body = call("GET", _url(at, path, limit=limit, cursor=cursor), key=secret).body
        assert len(body["items"]) <= limit
        rows += body["items"]
        cursor = body["next"]
        if cursor is None:
            return rows


def _rows(answer: Any) -> list[Any]:
    assert answer.status_code == 200, (answer.wsgi_request.path, answer.body["errors"])
    assert answer.body["next"] is None
    return list(answer.body["items"])
