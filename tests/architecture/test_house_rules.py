"""The rules of the house that import-linter cannot say. Each names the file that breaks it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

SRC = Path(__file__).parents[2] / "src" / "comptoir"
ROOMS = {**dict.fromkeys(settings.RECORDS, "records"), **dict.fromkeys(settings.STAGES, "stages")}
ORDER = [*settings.RECORDS, *settings.STAGES]
WRITES = {
    "save", "create", "bulk_create", "update", "bulk_update", "delete", "get_or_create",
    "update_or_create",
}  # fmt: skip
MAY_CALL_ACTIONS = ("comptoir.process", "comptoir.pages", "comptoir.cli", "comptoir.demo")
MAY_CALL_STAGE_PARTS = ("comptoir.pages",)


def python_files() -> list[Path]:
    return [p for p in SRC.rglob("*.py") if "migrations" not in p.parts]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node


def room(module: str) -> str:
    """`comptoir.stages.quoting.actions` → quoting; '' outside the rooms."""
    parts = module.split(".")
    return parts[2] if len(parts) > 2 and parts[1] in ("records", "stages") else ""


def section(module: str) -> str:
    parts = module.split(".")
    return parts[3] if len(parts) > 3 else ""


@pytest.fixture(scope="module")
def imports() -> list[tuple[str, str]]:
    graph = grimp.build_graph("comptoir", cache_dir=None)
    return [
        (importer, imported)
        for imported in graph.modules
        for importer in graph.find_modules_that_directly_import(imported)
    ]


def test_tables_and_decisions_are_private_to_their_room(imports):
    leaks = [
        (a, b)
        for a, b in imports
        if room(b) and section(b) in ("models", "core") and room(a) != room(b)
        # a state or a kind is a word of the house; the engine façade opens the pricing core
        and not b.endswith(".core.states")
    ]
    assert leaks == []


def test_actions_are_called_only_from_outside_the_rooms(imports):
    leaks = [
        (a, b)
        for a, b in imports
        if room(b)
        and section(b) == "actions"
        and room(a) != room(b)
        and not a.startswith(MAY_CALL_ACTIONS)
    ]
    assert leaks == []


def test_bulk_parts_of_stages_are_for_imports_only(imports):
    leaks = [
        (a, b)
        for a, b in imports
        if b.startswith("comptoir.stages.")
        and section(b) == "parts"
        and room(a) != room(b)
        and not a.startswith(MAY_CALL_STAGE_PARTS)
    ]
    assert leaks == []


def writes(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        target = ast.unparse(node.func.value)
        if node.func.attr in WRITES and (".objects" in target or node.func.attr == "save"):
            found.append(f"{path.relative_to(SRC)}:{node.lineno} {target}.{node.func.attr}()")
    return found


def test_rooms_write_only_in_actions_parts_and_what_only_they_use(imports):
    doors = {m for pair in imports for m in pair if room(m) and section(m) in ("actions", "parts")}
    users: dict[str, set[str]] = {}
    for importer, imported in imports:
        users.setdefault(imported, set()).add(importer)
    while inner := {
        m for m, by in users.items() if room(m) and section(m) != "models" and m not in doors and by <= doors
    }:
        doors |= inner
    bad = [
        line
        for path in python_files()
        if path.relative_to(SRC).parts[0] in ("records", "stages", "shell", "kernel")
        and ".".join(("comptoir", *path.relative_to(SRC).with_suffix("").parts)) not in doors
        for line in writes(path)
    ]
    assert bad == []


def test_every_public_function_of_actions_is_an_action():
    bad = []
    for path in python_files():
        parts = path.relative_to(SRC).parts
        if parts[0] not in ("records", "stages") or not (
            path.name == "actions.py" or "actions" in parts[:-1]
        ):
            continue
        tree = ast.parse(path.read_text())
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                marks = [ast.unparse(d) for d in node.decorator_list]
                if not any(m.startswith("action(") for m in marks):
                    bad.append(f"{path.relative_to(SRC)}:{node.lineno} {node.name}")
    assert bad == []


def test_functions_fit_on_a_screen():
    long = [
        f"{path.relative_to(SRC)}:{node.lineno} {node.name} {node.end_lineno - node.lineno + 1}"
        for path in python_files()
        for node in functions(path)
        if node.end_lineno - node.lineno + 1 > 50
    ]
    assert long == []


def test_files_fit_in_a_sitting():
    long = [
        f"{p.relative_to(SRC)} {n}"
        for p in python_files()
        if (n := len(p.read_text().splitlines())) > 400
    ]
    assert long == []


def test_foreign_keys_point_upstream_protect_and_leave_no_trace():
    bad = []
    for model in apps.get_models():
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
    assert bad == []


def test_no_float_touches_an_amount():
    bad = [
        f"{path.relative_to(SRC)}:{node.lineno}"
        for path in python_files()
        if "platform" not in path.parts  # clocks and disks are measured there, not amounts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float"
    ]
    assert bad == []
    columns = [
        f"{m.__name__}.{f.name}"
        for m in apps.get_models()
        if m._meta.app_label in (*ORDER, "platform")
        for f in m._meta.get_fields()
        if isinstance(f, models.FloatField)
    ]
    assert columns == []


def test_every_room_says_what_it_is():
    missing = [f"{ROOMS[r]}/{r}" for r in ORDER if not (SRC / ROOMS[r] / r / "README.md").exists()]
    assert missing == []
    long = [
        r
        for r in ORDER
        if len((SRC / ROOMS[r] / r / "README.md").read_text().splitlines()) > 150
    ]
    assert long == []


def test_every_refusal_says_what_the_user_reads():
    from comptoir.kernel.errors import DomainError

    bad, todo = [], [DomainError]
    while todo:
        kind = todo.pop()
        todo.extend(kind.__subclasses__())
        if not kind.__module__.startswith("comptoir."):
            continue
        if not (kind.__doc__ or "").strip() or not kind.__dict__.get("code"):
            bad.append(f"{kind.__module__}.{kind.__name__}")
    assert bad == []
