"""A driver that does every deed of the API twice in theory and once in earnest, and compares."""

from __future__ import annotations

import copy
import re
from typing import Any

from tests.api.driving import call, row_counts

# Words of a body that may say something else without breaking it.
FREE = (
    "text",
    "title",
    "name",
    "reason",
    "note",
    "label",
    "reference",
    "message",
    "town",
    "reason_code",
)
# Given at the commit only, or made of ids and instants.
MADE = (
    "key",
    "lineage",
    "id",
    "digest",
    "content_digest",
    "head",
    "sha256",
    "certificate",
    "secret",
    "token",
    "path",
    "hook",  # ends in the id
    "recorded_at",
    "waited_seconds",  # between two instants
)
ONCE = ("secret", "token", "path")  # shown once: a repeated key does not show them again
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T")


class Deeds:
    """Every call: without effect as a dry run, then real with the same answer, then repeated."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.done: list[tuple[str, str, str, Any]] = []  # method, template, path, body

    def do(self, what: str, body: Any = None, *, key: str = "", **ids: Any) -> Any:
        """`what`: method and template of the path, whose parameters are in `ids`."""
        method, template = what.split(" ")
        path, secret, n = template.format(**ids), key or self.key, len(self.done)
        before = row_counts()
        tried = call(method, path + "?dry_run=true", body, key=secret)
        assert row_counts() == before, f"{what}: a dry run wrote something"
        made = call(method, path, body, key=secret, idempotency_key=f"deed-{n}")
        assert made.status_code == 200, f"{what}: {made.body}"
        assert row_counts() != before, f"{what}: nothing was written"
        assert tried.status_code == 200, f"{what}: {tried.body}"
        assert differences(tried.body, made.body) == [], what
        self._again(what, (method, path, body, secret, f"deed-{n}"), made.body)
        self.done.append((method, template, path, body))
        return made.body

    def _again(self, what: str, sent: tuple[Any, ...], made: Any) -> None:
        method, path, body, secret, name = sent
        before = row_counts()
        again = call(method, path, body, key=secret, idempotency_key=name)
        assert again.status_code == 200, f"{what}: {again.body}"
        assert _without(again.body, ONCE) == _without(made, ONCE), f"{what}: another answer"
        other = _otherwise(body)
        if other is not None:
            refused = call(method, path, other, key=secret, idempotency_key=name)
            assert refused.status_code in (409, 422), f"{what}: {refused.body}"
            assert refused.body["code"] in ("idempotency_key_reused", "invalid"), refused.body
        assert row_counts() == before, f"{what}: a repeated key wrote something"


def differences(tried: Any, made: Any, at: str = "") -> list[str]:
    """Where two answers differ, ids, instants and what is made of them left out."""
    if isinstance(tried, dict) and isinstance(made, dict) and tried.keys() == made.keys():
        return [d for k in made for d in differences(tried[k], made[k], f"{at}.{k}")]
    if isinstance(tried, list) and isinstance(made, list) and len(tried) == len(made):
        return [d for i, one in enumerate(made) for d in differences(tried[i], one, f"{at}.{i}")]
    name = at.rpartition(".")[2]
    given = name in MADE or name.endswith("_id") or bool(_INSTANT.match(str(made)))
    return [] if tried == made or given else [f"{at}: {tried!r} is not {made!r}"]


def _otherwise(body: Any) -> Any:
    """The same body with one free word changed; None when it has none."""
    found = copy.deepcopy(body)
    rows = [found] if isinstance(found, dict) else []
    rows += [r for value in (found or {}).values() if isinstance(value, list) for r in value]
    for row in rows:
        for name in FREE:
            if isinstance(row, dict) and isinstance(row.get(name), str) and name != "reason_code":
                row[name] += " (other)"
                return found
    return None


def _without(body: Any, names: tuple[str, ...]) -> Any:
    if isinstance(body, list):
        return [_without(one, names) for one in body]
    if isinstance(body, dict):
        return {k: _without(v, names) for k, v in body.items() if k not in names}
    return body
