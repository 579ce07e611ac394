"""The rules of the house that import-linter and ruff cannot say, as functions of a source tree.

Each takes the directory of the package and returns what breaks the rule, one line per place. Run as a
program it prints the findings of a tree as JSON: `python -m tests.architecture.rules DIRECTORY`.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import grimp

PACKAGE = "comptoir"
WRITES = {
    "save", "create", "bulk_create", "update", "bulk_update", "delete", "get_or_create",
    "update_or_create",
}  # fmt: skip
MAY_CALL_ACTIONS = (
    "comptoir.process",
    "comptoir.integrating",
    "comptoir.pages",
    "comptoir.cli",
    "comptoir.demo",
)
MAY_CALL_STAGE_PARTS = ("comptoir.pages",)
REFUSALS = {
    "DomainError",
    "Refused",
    "Invalid",
    "NotFound",
    "Forbidden",
    "NotAllowed",
    "NothingDue",
}
MAY_ROUND_IN_SQL = {"stages/recognizing/reports.py", "stages/invoicing/backlog.py"}
MATH_ROUNDS = {"ceil", "floor", "trunc"}
_SQL_ROUND = re.compile(r"\b(round|trunc|ceil|ceiling|floor)\(.*(minor|price|net|amount)", re.I)
Imports = list[tuple[str, str]]


def python_files(src: Path) -> list[Path]:
    return sorted(p for p in src.rglob("*.py") if "migrations" not in p.parts)


@cache
def parsed(path: Path) -> ast.Module:
    """Once for all rules: parsing takes longer than looking."""
    return ast.parse(path.read_text())


def imports_of(src: Path) -> Imports:
    """(importer, imported) for every import inside the package that stands in `src`."""
    sys.path.insert(0, str(src.parent))
    try:
        graph = grimp.build_graph(PACKAGE, cache_dir=None)
    finally:
        sys.path.remove(str(src.parent))
    return [
        (importer, imported)
        for imported in graph.modules
        for importer in graph.find_modules_that_directly_import(imported)
    ]


def room(module: str) -> str:
    """`comptoir.stages.quoting.actions` → quoting; '' outside the rooms."""
    parts = module.split(".")
    return parts[2] if len(parts) > 2 and parts[1] in ("records", "stages", "insight") else ""


def section(module: str) -> str:
    parts = module.split(".")
    return parts[3] if len(parts) > 3 else ""


def private_tables(imports: Imports) -> list[str]:
    return [
        f"{a} imports {b}"
        for a, b in imports
        if room(b)
        and section(b) in ("models", "core")
        and room(a) != room(b)
        # a state or a kind is a word of the house; the engine façade opens the pricing core
        and not b.endswith(".core.states")
    ]


def private_actions(imports: Imports) -> list[str]:
    return [
        f"{a} imports {b}"
        for a, b in imports
        if room(b)
        and section(b) == "actions"
        and room(a) != room(b)
        and not a.startswith(MAY_CALL_ACTIONS)
    ]


def bulk_parts(imports: Imports) -> list[str]:
    return [
        f"{a} imports {b}"
        for a, b in imports
        if b.startswith("comptoir.stages.")
        and section(b) == "parts"
        and room(a) != room(b)
        and not a.startswith(MAY_CALL_STAGE_PARTS)
    ]


def stray_writes(src: Path, imports: Imports) -> list[str]:
    """Writes outside actions, parts and what only they use."""
    doors = {m for pair in imports for m in pair if room(m) and section(m) in ("actions", "parts")}
    users: dict[str, set[str]] = {}
    for importer, imported in imports:
        users.setdefault(imported, set()).add(importer)
    doors |= {
        m
        for m, by in users.items()
        if section(m) != "models" and by & doors and {room(u) for u in by} == {room(m)}
    }
    return [
        line
        for path in python_files(src)
        if path.relative_to(src).parts[0] in ("records", "stages", "insight", "shell", "kernel")
        and ".".join((PACKAGE, *path.relative_to(src).with_suffix("").parts)) not in doors
        for line in _writes(src, path)
    ]


def _writes(src: Path, path: Path) -> Iterator[str]:
    for node in ast.walk(parsed(path)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        target = ast.unparse(node.func.value)
        if node.func.attr in WRITES and (".objects" in target or node.func.attr == "save"):
            yield f"{path.relative_to(src)}:{node.lineno} {target}.{node.func.attr}()"


def _of_rooms(src: Path) -> Iterator[Path]:
    floors = ("records", "stages", "insight")
    return (p for p in python_files(src) if p.relative_to(src).parts[0] in floors)


def bare_actions(src: Path) -> list[str]:
    """Public functions of actions.py, or opened by a package actions/, without @action."""
    opened = {
        path.parent: path.read_text()
        for path in _of_rooms(src)
        if path.name == "__init__.py" and path.parent.name == "actions"
    }
    return [
        f"{path.relative_to(src)}:{node.lineno} {node.name}"
        for path in _of_rooms(src)
        if path.name == "actions.py" or "actions" in path.relative_to(src).parts[:-1]
        for node in parsed(path).body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and f'"{node.name}"' in opened.get(path.parent, f'"{node.name}"')
        and not any(ast.unparse(d).startswith("action(") for d in node.decorator_list)
    ]


def long_functions(src: Path) -> list[str]:
    return [
        f"{path.relative_to(src)}:{node.lineno} {node.name} {lines}"
        for path in python_files(src)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or 0) - node.lineno + 1) > 50
    ]


def long_files(src: Path) -> list[str]:
    return [
        f"{p.relative_to(src)} {n}"
        for p in python_files(src)
        if (n := len(p.read_text().splitlines())) > 400
    ]


def floats(src: Path) -> list[str]:
    """Calls of float(), except in the platform: clocks and disks are measured there, not amounts."""
    return [
        f"{path.relative_to(src)}:{node.lineno}"
        for path in python_files(src)
        if "platform" not in path.relative_to(src).parts
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "float"
    ]


def stray_roundings(src: Path) -> list[str]:
    """Roundings outside kernel/money.py; the command line rounds the seconds of a clock.

    SQL rounds where a report sums what is to come and books nothing: those files are named.
    """
    found = []
    for path in python_files(src):
        place = str(path.relative_to(src))
        if place != "kernel/money.py" and not place.startswith("cli"):
            nodes = ast.walk(parsed(path))
            found += [f"{place}:{n.lineno}" for n in nodes if _rounds(n, place in MAY_ROUND_IN_SQL)]
    return found


def _rounds(node: ast.AST, in_sql: bool) -> bool:
    if isinstance(node, ast.Constant):
        return not in_sql and isinstance(node.value, str) and bool(_SQL_ROUND.search(node.value))
    if isinstance(node, ast.ImportFrom):
        imported = {a.name for a in node.names if node.module in ("decimal", "math")}
        return any(n.startswith("ROUND_") or n in MATH_ROUNDS for n in imported)
    if isinstance(node, ast.Attribute):
        math = isinstance(node.value, ast.Name) and node.value.id == "math"
        return (
            node.attr == "quantize"
            or node.attr.startswith("to_integral")
            or (math and node.attr in MATH_ROUNDS)
        )
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") == "round"


def silent_refusals(src: Path) -> list[str]:
    """Classes of errors without the sentence that the user reads, or without a code."""
    kinds = [
        (path, node)
        for path in python_files(src)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ClassDef)
    ]
    known = set(REFUSALS)
    while more := {n.name for _, n in kinds if _bases(n) & known} - known:
        known |= more
    return [
        f"{path.relative_to(src)}:{node.lineno} {node.name}"
        for path, node in kinds
        if _bases(node) & known and not (ast.get_docstring(node) and "code" in _assigned(node))
    ]


def _bases(node: ast.ClassDef) -> set[str]:
    return {b.attr if isinstance(b, ast.Attribute) else getattr(b, "id", "") for b in node.bases}


def _assigned(node: ast.ClassDef) -> set[str]:
    told = [t for n in node.body if isinstance(n, ast.Assign) for t in n.targets]
    told += [n.target for n in node.body if isinstance(n, ast.AnnAssign)]
    return {t.id for t in told if isinstance(t, ast.Name)}


def states_set_by_hand(src: Path) -> list[str]:
    """A state written as a literal, `row.state = "issued"`: only step() knows which moves exist."""
    return [
        f"{path.relative_to(src)}:{node.lineno}"
        for path in _of_rooms(src)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Assign)
        and any(isinstance(t, ast.Attribute) and t.attr == "state" for t in node.targets)
        and isinstance(node.value, ast.Constant)
    ]


def models_from_queries(src: Path) -> list[str]:
    """Public functions of queries.py that hand out rows of a table instead of facts."""
    return [
        f"{path.relative_to(src)}:{node.lineno} {node.name}"
        for path in _of_rooms(src)
        if path.name == "queries.py"
        for tree in [parsed(path)]
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and node.returns
        and _named(node.returns) & {*_tables(tree), "QuerySet", "Model"}
    ]


def _tables(tree: ast.Module) -> Iterator[str]:
    """The models that a file imports."""
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("models"):
            yield from (alias.asname or alias.name for alias in node.names)


def _named(annotation: ast.expr) -> set[str]:
    nodes = list(ast.walk(annotation))
    text = " ".join(str(n.value) for n in nodes if isinstance(n, ast.Constant))  # "Quote | None"
    named = {n.id for n in nodes if isinstance(n, ast.Name)}
    return named | {n.attr for n in nodes if isinstance(n, ast.Attribute)} | set(text.split())


def actions_in_actions(src: Path) -> list[str]:
    """Calls of an action in a file that holds actions: what two of them share is a plain function."""
    trees = {
        ".".join((PACKAGE, *path.relative_to(src).with_suffix("").parts)): parsed(path)
        for path in python_files(src)
        if "@action(" in path.read_text()
    }
    held = {module: _actions_of(tree) for module, tree in trees.items()}
    return [
        f"{'/'.join(module.split('.')[1:])}.py:{node.lineno} {ast.unparse(node.func)}"
        for module, tree in trees.items()
        for known in [held[module] | _opened(tree, held)]
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name | ast.Attribute)
        and ast.unparse(node.func) in known
    ]


def _actions_of(tree: ast.Module) -> set[str]:
    return {
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and any(ast.unparse(d).startswith("action(") for d in node.decorator_list)
    }


def _opened(tree: ast.Module, held: dict[str, set[str]]) -> set[str]:
    """How a file may call the actions that it imports: `accept_quote`, `quoting.accept_quote`."""
    calls: set[str] = set()
    for node in tree.body:
        for alias in node.names if isinstance(node, ast.ImportFrom) else ():
            name = alias.asname or alias.name
            calls |= {f"{name}.{one}" for one in _below(f"{node.module}.{alias.name}", held)}
            calls |= {name} if alias.name in _below(node.module or "", held) else set()
    return calls


def _below(module: str, held: dict[str, set[str]]) -> set[str]:
    """The actions of a module, or of a package that opens them."""
    return {a for m, names in held.items() if f"{m}.".startswith(f"{module}.") for a in names}


THIRD_PARTY = {  # of a core: pure as well, and too much law or mathematics to write again
    "records/parties/core": {"stdnum", "babel"},
    "stages/configuring/core": {"pysat", "yaml"},
}


def foreign_imports(src: Path) -> list[str]:
    """What the kernel imports beside the standard library, and a core beside that and the house."""
    found = []
    for path in python_files(src):
        place = path.relative_to(src)
        if place.parts[0] == "kernel":
            able = {"comptoir.kernel"}
        elif "core" in place.parts:
            able = {PACKAGE, *THIRD_PARTY.get("/".join(place.parts[:3]), ())}
        else:
            continue
        found += [
            f"{place}:{node.lineno} {name}"
            for node in ast.walk(parsed(path))
            for name in _imported(node)
            if name.split(".")[0] not in sys.stdlib_module_names
            and not any(f"{name}.".startswith(f"{one}.") for one in able)
        ]
    return found


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


ON_FILES: tuple[Callable[[Path], list[str]], ...] = (
    bare_actions, long_functions, long_files, floats, silent_refusals, states_set_by_hand,
    stray_roundings, models_from_queries, actions_in_actions, foreign_imports,
)  # fmt: skip
ON_IMPORTS: tuple[Callable[[Imports], list[str]], ...] = (
    private_tables,
    private_actions,
    bulk_parts,
)


def findings(src: Path) -> dict[str, list[str]]:
    """Every rule with what breaks it in this tree."""
    imports = imports_of(src)
    found = {rule.__name__: rule(src) for rule in ON_FILES}
    found |= {rule.__name__: rule(imports) for rule in ON_IMPORTS}
    return {**found, stray_writes.__name__: stray_writes(src, imports)}


if __name__ == "__main__":
    print(json.dumps(findings(Path(sys.argv[1]))))
