"""French is complete, and compiled."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "words.py"


@pytest.fixture(scope="module")
def words():
    spec = importlib.util.spec_from_file_location("words", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_nothing_is_said_without_its_french(words):
    assert words.missing() == {}


def test_the_compiled_catalog_is_the_one_of_the_parts(words):
    assert words.COMPILED.read_bytes() == words.compiled(), "run: python scripts/words.py"
