"""The rules of the house that import-linter and ruff cannot say. Each names the file that breaks it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from tests.architecture import rules

SRC = Path(__file__).parents[2] / "src" / "comptoir"
ROOMS = {
    **dict.fromkeys(settings.RECORDS, "records"),
    **dict.fromkeys(settings.STAGES, "stages"),
    **dict.fromkeys(settings.INSIGHT, "insight"),
}
ORDER = [*settings.RECORDS, *settings.STAGES]


@pytest.fixture(scope="module")
def imports() -> rules.Imports:
    return rules.imports_of(SRC)


def test_tables_and_decisions_are_private_to_their_room(imports):
    assert rules.private_tables(imports) == []


def test_actions_are_called_only_from_outside_the_rooms(imports):
    assert rules.private_actions(imports) == []


def test_bulk_parts_of_stages_are_for_imports_only(imports):
    assert rules.bulk_parts(imports) == []


def test_rooms_write_only_in_actions_parts_and_what_only_they_use(imports):
    assert rules.stray_writes(SRC, imports) == []


def test_every_public_function_of_actions_is_an_action():
    assert rules.bare_actions(SRC) == []


def test_queries_hand_out_facts_and_never_models():
    assert rules.models_from_queries(SRC) == []


def test_an_action_never_calls_an_action():
    assert rules.actions_in_actions(SRC) == []


def test_the_kernel_and_the_cores_import_only_what_is_listed():
    assert rules.foreign_imports(SRC) == []


def test_functions_fit_on_a_screen():
    assert rules.long_functions(SRC) == []


def test_files_fit_in_a_sitting():
    assert rules.long_files(SRC) == []


def test_no_state_is_written_by_hand():
    assert rules.states_set_by_hand(SRC) == []


def test_every_refusal_says_what_the_user_reads():
    assert rules.silent_refusals(SRC) == []


def loose_keys(tables: Iterable[type[models.Model]]) -> list[str]:
    """Foreign keys to another room that do not point upstream, protect and leave no trace there."""
    bad = []
    for model in tables:
        here = model._meta.app_label
        if here not in ORDER:
            continue
        for field in model._meta.get_fields():
            if not (field.is_relation and field.concrete) or field.related_model is None:
                continue
            there = field.related_model._meta.app_label
            if there == here or there not in ORDER:
                continue
            upstream = ORDER.index(there) < ORDER.index(here)
            quiet = field.remote_field.related_name == "+"
            protects = field.remote_field.on_delete is models.PROTECT
            if not (upstream and quiet and protects):
                bad.append(str(field))
    return bad


def float_columns(tables: Iterable[type[models.Model]]) -> list[str]:
    return [
        f"{m.__name__}.{f.name}"
        for m in tables
        if m._meta.app_label in (*ORDER, "platform")
        for f in m._meta.get_fields()
        if isinstance(f, models.FloatField)
    ]


def test_foreign_keys_point_upstream_protect_and_leave_no_trace():
    assert loose_keys(apps.get_models()) == []


def test_no_float_touches_an_amount():
    assert rules.floats(SRC) == []
    assert float_columns(apps.get_models()) == []


def test_amounts_are_rounded_in_one_file():
    assert rules.stray_roundings(SRC) == []


def test_every_core_stands_under_the_contract_of_purity():
    told = tomllib.loads((SRC.parents[1] / "pyproject.toml").read_text())
    contracts = {c["name"]: c for c in told["tool"]["importlinter"]["contracts"]}
    cores = {"comptoir." + ".".join(p.relative_to(SRC).parts) for p in SRC.glob("*/*/core")}
    assert cores
    assert sorted(cores - set(contracts["Core is pure"]["source_modules"])) == []


def test_every_room_says_what_it_is():
    missing = [f"{ROOMS[r]}/{r}" for r in ORDER if not (SRC / ROOMS[r] / r / "README.md").exists()]
    assert missing == []
    long = [
        r for r in ORDER if len((SRC / ROOMS[r] / r / "README.md").read_text().splitlines()) > 150
    ]
    assert long == []
