"""Clauses and positions to start from: our own words, French and English the same; have counsel read them."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any


def clauses() -> list[dict[str, Any]]:
    """Clauses as `write_clause` takes them."""
    return [dict(row) for row in _read("clauses.toml")["clause"]]


def positions() -> list[dict[str, Any]]:
    """Playbook rules as `write_rule` takes them."""
    return [dict(row) for row in _read("playbook.toml")["rule"]]


def _read(name: str) -> dict[str, Any]:
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return tomllib.loads(text)
