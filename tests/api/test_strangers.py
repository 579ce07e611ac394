"""Every reading of the API by another company: nothing of the first is shown, whichever id is asked for."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest

from comptoir.demo import playing, story
from comptoir.pages.api import api
from comptoir.platform import clock
from tests.api.driving import call, make_key, row_counts
from tests.api.test_lists import ASKED, lists

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ID = re.compile(r'"([a-z]{3})_([0-9a-hjkmnp-tv-z]{26})"')


@dataclass(frozen=True)
class Neighbors:
    """Two companies with the same life. `foreign`: by prefix, the ids that only the first one knows."""

    own: str
    stranger: str
    foreign: dict[str, list[str]]

    def shown(self, body: Any) -> set[str]:
        """The ids of the first company in an answer."""
        known = {i for ids in self.foreign.values() for i in ids}
        return known & _ids(body)


@pytest.fixture
def neighbors() -> Neighbors:
    keys = []
    for code in ("FIRST", "SECOND"):
        entity_id, _book = playing.found(code, code.title(), clock.instant().date().replace(day=1))
        story.tell(lambda _line: None, entity_id)
        keys.append(make_key(entity_id, email=f"{code.lower()}@lumen.example"))
        learned = call("POST", "/recommendations/learning", {}, key=keys[-1])
        assert learned.status_code == 200, learned.body
    own, stranger = keys
    foreign: dict[str, list[str]] = defaultdict(list)
    for one in sorted(_everything(own) - _everything(stranger)):
        foreign[one[:3]].append(one)
    assert {"cus", "prd", "quo", "ctr", "ord", "inv", "pay", "opp"} <= set(foreign)
    return Neighbors(own, stranger, dict(foreign))


def _everything(key: str) -> set[str]:
    """Every id that the lists show to this key."""
    return {i for path in lists() if "{" not in path for i in _ids(_get(path, key, limit=200).body)}


def _ids(body: Any) -> set[str]:
    return {f"{prefix}_{rest}" for prefix, rest in ID.findall(json.dumps(body))}


def _get(path: str, key: str, **asked: Any) -> Any:
    return call("GET", f"{path}?{urlencode({**ASKED.get(path, {}), **asked})}", key=key)


def _readings() -> Iterator[tuple[str, dict[str, Any]]]:
    """(path, its query parameters) of every GET."""
    for path, operations in api.get_openapi_schema()["paths"].items():
        if "get" in operations:
            asked = [p for p in operations["get"].get("parameters", []) if p["in"] == "query"]
            yield path.removeprefix("/api/v1"), {p["name"]: p["schema"] for p in asked}


def _prefix(schema: dict[str, Any]) -> str:
    """The prefix of the ids that a parameter takes; "" when it takes none."""
    found = re.search(r"\^([a-z]{3})_\[", json.dumps(schema))
    return found.group(1) if found else ""


def test_no_list_shows_a_row_of_another_company_even_when_it_is_expanded(
    neighbors: Neighbors,
) -> None:
    leaks = []
    for path, asked in _readings():
        if "{" in path:
            continue
        wide = re.search(r"\(\(([a-z_|]+)\)", asked.get("expand", {}).get("pattern", ""))
        expand = {"expand": wide.group(1).replace("|", ",")} if wide else {}
        answer = _get(
            path, neighbors.stranger, **({"limit": 200} if "limit" in asked else {}), **expand
        )
        assert answer.status_code in (200, 422), f"{path} {answer.body}"
        leaks += [f"{path}: {one}" for one in neighbors.shown(answer.body)]
    assert leaks == []


def test_no_filter_by_an_id_of_another_company_finds_what_it_finds_at_home(
    neighbors: Neighbors,
) -> None:
    before, at_home, leaks = row_counts(), set(), []
    for path, name, ids in _filters(neighbors.foreign):
        for one in ids[:3]:
            answer = _get(path, neighbors.stranger, **{name: one})
            fine = answer.status_code in (404, 422) or not any(answer.body.values())
            if not fine or neighbors.shown(answer.body) - {one}:
                leaks.append(f"{path}?{name}={one}: {answer.status_code} {answer.body}"[:300])
        if any(_get(path, neighbors.own, **{name: one}).body.get("items") for one in ids):
            at_home.add(f"{path}?{name}")
    assert leaks == []
    assert len(at_home) > 20, "filters that find something for the company itself"
    assert row_counts() == before


def _filters(foreign: dict[str, list[str]]) -> Iterator[tuple[str, str, list[str]]]:
    """(path, parameter, ids to ask for) of every filter by an id."""
    for path, asked in _readings():
        for name, schema in asked.items():
            ids = foreign.get(_prefix(schema), [])
            if name == "object":
                ids = [one[0] for one in foreign.values()]
            if ids and "{" not in path:
                yield path, name, ids


def test_no_record_of_another_company_is_read_by_its_address(neighbors: Neighbors) -> None:
    tried, leaks = 0, []
    for path, _asked in _readings():
        for one in (ids[0] for ids in neighbors.foreign.values() if path.count("{") == 1):
            at = re.sub(r"\{[^}]+\}", one, path)
            answer = call("GET", at, key=neighbors.stranger)
            tried += 1
            empty = answer.status_code == 200 and (answer.body or {}).get("items") == []
            if not (empty or answer.status_code in (404, 422)):
                leaks.append(f"{at}: {answer.status_code} {answer.body}"[:300])
    assert tried > 100
    assert leaks == []
