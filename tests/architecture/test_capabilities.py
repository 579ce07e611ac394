"""A marker is a claim to strangers: its sentence, its screen and its call exist."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import URLResolver, get_resolver

from comptoir.pages.api import api
from docs import generate

ROOT = Path(__file__).parents[2]
MARKS = sorted(
    {
        (capability, proof.screen, proof.api)
        for capability, proofs in generate.proofs().items()
        for proof in proofs
    }
)


def routes(patterns: Any, prefix: str = "/") -> Iterator[str]:
    """Every page's address, its parameters as the API writes them: `/orders/{order_id}`."""
    for one in patterns:
        here = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, here)
        else:
            yield re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", here)


@pytest.fixture(scope="module")
def screens() -> set[str]:
    return {r for r in routes(get_resolver().url_patterns) if not r.startswith("/api/")}


@pytest.fixture(scope="module")
def operations() -> set[str]:
    paths = api.get_openapi_schema()["paths"]
    return {f"{verb.upper()} {path}" for path, verbs in paths.items() for verb in verbs}


def test_every_marker_names_a_sentence_of_the_mission():
    with (ROOT / "docs" / "capabilities.tsv").open(encoding="utf-8") as file:
        known = {row["id"] for row in csv.DictReader(file, delimiter="\t")}
    assert {capability for capability, _, _ in MARKS} - known == set()


def test_every_marker_names_a_screen_that_opens(screens):
    assert [m for m in MARKS if m[1] not in screens] == []


def test_every_marker_names_a_call_of_the_api(operations):
    assert [m for m in MARKS if m[2] not in operations] == []


def test_a_marker_stands_on_the_one_test_that_proves_it():
    """On a whole file it would claim that each of its tests proves the sentence."""
    files = (ROOT / "tests").rglob("test_*.py")
    wide = [f.name for f in files if re.search(r"^pytestmark.*\.capability", f.read_text(), re.M)]
    assert [name for name in wide if name != Path(__file__).name] == []
