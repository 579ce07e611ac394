"""The table of features is true: what it names exists, and each way to a page has one owner."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.urls import URLResolver, get_resolver

import comptoir
from comptoir.pages.features import shown, table
from comptoir.pages.features.core.choosing import with_needs
from comptoir.pages.features.holding import HOLDS
from tests.world import make_entity

PAGES = [(f.code, page) for f in table.FEATURES for page in f.pages]


def names(patterns: Any, space: str = "") -> Iterator[str]:
    """Every page of staff and visitors, as the resolver names it."""
    for one in patterns:
        if isinstance(one, URLResolver):
            own = f"{space}{one.namespace}:" if one.namespace else space
            yield from names(one.url_patterns, own)
        elif one.name:
            yield space + one.name


NAMES = frozenset(names(get_resolver().url_patterns))


@pytest.mark.parametrize(("feature", "page"), PAGES)
def test_every_page_that_the_table_names_exists(feature: str, page: str):
    room, _, own = page.rpartition(":")
    if own == "*":
        assert any(name.startswith(f"{room}:") for name in NAMES), feature
        assert any(table.feature_of(name) == feature for name in NAMES), f"{page} is all others'"
    else:
        assert page in NAMES
        assert table.feature_of(page) == feature


def test_every_core_page_that_the_table_names_exists():
    assert [page for page in table.CORE if page not in NAMES] == []


def test_no_page_stands_in_two_rows():
    counted = Counter([page for _code, page in PAGES] + list(table.CORE))
    assert [page for page, count in counted.items() if count > 1] == []


def test_each_menu_tab_card_and_entry_is_the_cores_or_one_features():
    """Whoever adds one says here, by the table, what it belongs to."""
    entries = shown.entries()
    assert {kind for kind, _label, _name in entries} == {
        "menu", "tab", "settings", "data", "find", "waits",
    }  # fmt: skip
    named = {name for _kind, _label, name in entries}
    assert len(named) > 60
    undecided = {n for n in named if n not in table.CORE and not table.feature_of(n)}
    assert undecided == set(), "name it in CORE or in a feature of pages/features/table.py"
    assert {n for n in named if n in NAMES} == named, "a menu leads to a page that is not there"


def test_every_feature_shows_something_that_can_be_missed():
    seen = {f.code: shown.of(f.code) for f in table.FEATURES}
    # a panel of the quote and a row of the first page; a tab of the pages of revenue
    without_menu = {"rooms", "ramps"}
    assert {code for code, what in seen.items() if not what} == without_menu
    assert "Approvals" in seen["approvals"]
    assert "MRR" in seen["recurring"]


def test_needs_name_features_and_go_round_in_no_circle():
    for code, needs in table.NEEDS.items():
        assert set(needs) <= set(table.BY_CODE)
        assert all(code not in with_needs((one,), table.NEEDS) for one in needs)
    assert len(table.BY_CODE) == len(table.FEATURES)


def test_every_tier_is_closed_and_holds_the_one_before_it():
    below: frozenset[str] = frozenset()
    for features in table.TIERS.values():
        assert with_needs(features, table.NEEDS) == features
        assert below < features
        below = features
    assert below == frozenset(table.BY_CODE)
    assert set(table.TIERS) == set(table.TIER_NAMES) == set(table.TIER_NOTES)
    assert table.FULL in table.TIERS


def test_codes_fit_the_column_that_keeps_them():
    assert all(re.fullmatch(r"[a-z_]{2,20}", code) for code in table.BY_CODE)


def test_what_holds_a_feature_names_a_feature_and_a_page_of_it_or_of_what_it_stands_on():
    assert {h.feature for h in HOLDS} <= set(table.BY_CODE)
    assert {h.page for h in HOLDS} <= NAMES
    # nothing runs there by itself
    assert set(table.BY_CODE) - {h.feature for h in HOLDS} == {
        "quote_design", "recurring", "price_models", "recommendations",
    }  # fmt: skip


@pytest.mark.django_db
def test_every_count_of_what_is_under_way_is_a_statement_of_its_own():
    values = {"entity": make_entity(), "today": "2026-01-05"}
    with connection.cursor() as cursor:
        for hold in HOLDS:
            cursor.execute(f"SELECT count(*) FROM {hold.count}", values)
            assert cursor.fetchone() == (0,), hold.feature


def test_a_button_asks_before_it_is_drawn():
    """Each component that draws a way to a page leaves it out where the page is of a feature that is off."""
    parts = Path(comptoir.__file__).parent / "shell" / "templates" / "cotton"
    for name in ("btn", "tabs", "empty"):
        assert "{% leads_off" in (parts / f"{name}.html").read_text(encoding="utf-8"), name
    assert settings.COMPTOIR_OFFER == "comptoir.pages.features.reading.offer"
