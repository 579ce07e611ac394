"""Each rule of the house is alive: a fault planted in a copy of the source is caught by its rule alone."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from django.db import models
from django.test.utils import isolate_apps

from tests.architecture.test_house_rules import float_columns, loose_keys

ROOT = Path(__file__).parents[2]
TOOLS = Path(sys.executable).parent
DOC = '"""Planted."""\n\nfrom __future__ import annotations\n\n'
LONG = "def planted(n: int) -> int:\n" + "    n += 1\n" * 58 + "    return n\n"


@dataclass(frozen=True)
class Fault:
    """A file to plant, and the one rule that must name it; or two, where one list forbids what the other
    does not allow."""

    path: str
    code: str
    rule: str
    also: str = ""

    @property
    def module(self) -> str:
        return "comptoir." + self.path.removesuffix(".py").replace("/", ".")


FAULTS = {
    "an earlier stage reads a later one": Fault(
        "stages/pricing/planted_back.py",
        DOC + "from comptoir.stages.quoting import queries\n\nquote = queries.quote\n",
        "The order of the process",
    ),
    "a record reads a stage": Fault(
        "records/catalog/planted_up.py",
        DOC + "from comptoir.stages.quoting import queries\n\nquote = queries.quote\n",
        "The arrow of business",
    ),
    "a stage calls an adapter": Fault(
        "stages/contracting/planted_adapter.py",
        DOC + "from comptoir.adapters import fake_signing\n\nleak = fake_signing\n",
        "The arrow of business",
    ),
    "an earlier record reads a later one": Fault(
        "records/catalog/planted_order.py",
        DOC + "from comptoir.records.ledger import queries\n\nentry = queries.entry\n",
        "The order of the records",
    ),
    "a core imports Django": Fault(
        "stages/quoting/core/planted_impure.py",
        DOC + "from django.db import connection\n\nleak = connection\n",
        "Core is pure",
        also="foreign_imports",
    ),
    "a room reads another's tables": Fault(
        "stages/ordering/planted_tables.py",
        DOC + "from comptoir.stages.quoting.models import Quote\n\nleak = Quote\n",
        "private_tables",
    ),
    "a room calls another's action": Fault(
        "stages/ordering/planted_call.py",
        DOC + "from comptoir.stages.quoting import actions\n\nleak = actions.send_quote\n",
        "private_actions",
    ),
    "a stage writes another's rows in bulk": Fault(
        "stages/renewing/planted_bulk.py",
        DOC + "from comptoir.stages.invoicing import parts\n\nleak = parts.issue\n",
        "bulk_parts",
    ),
    "a rounding of one's own": Fault(
        "stages/pricing/planted_rounding.py",
        DOC + "from decimal import Decimal\n\ncent = Decimal(1).quantize(Decimal(1))\n",
        "stray_roundings",
    ),
    "a write among the reads": Fault(
        "stages/quoting/planted_queries.py",
        DOC + "from comptoir.stages.quoting.models import Quote\n\n\n"
        "def touch() -> None:\n    Quote.objects.update(title='')\n",
        "stray_writes",
    ),
    "a write that is no action": Fault(
        "stages/renewing/actions.py",
        DOC + "def change_it() -> None:\n    return None\n",
        "bare_actions",
    ),
    "a read that hands out a row": Fault(
        "insight/recommending/queries.py",
        DOC + "from comptoir.insight.recommending.models import Link\n\n\n"
        "def leak() -> list[Link]:\n    return list(Link.objects.all())\n",
        "models_from_queries",
    ),
    "an action that calls an action": Fault(
        "pages/portal/planted_nested.py",
        DOC + "from comptoir.platform.actions import Do, action\n"
        "from comptoir.stages.quoting import actions\n"
        "from comptoir.stages.quoting.events import QuoteVoided\n\n\n"
        "@action(may='quoting.write')\n"
        "def twice(do: Do) -> QuoteVoided:\n    return actions.void_quote(do)\n",
        "actions_in_actions",
    ),
    "a kernel that imports a library": Fault(
        "kernel/planted_library.py",
        DOC + "import babel\n\nleak = babel\n",
        "foreign_imports",
    ),
    "a core that imports a library which is not listed for it": Fault(
        "stages/quoting/core/planted_library.py",
        DOC + "import yaml\n\nleak = yaml\n",
        "foreign_imports",
    ),
    "a function of 60 lines": Fault("shell/planted_long.py", DOC + LONG, "long_functions"),
    "a file of 401 lines": Fault(
        "shell/planted_file.py", DOC + "# one more line\n" * (401 - DOC.count("\n")), "long_files"
    ),
    "a float for an amount": Fault(
        "stages/quoting/core/planted_float.py",
        DOC + "def net(text: str) -> object:\n    return float(text)\n",
        "floats",
    ),
    "a refusal without a sentence": Fault(
        "shell/planted_silent.py",
        DOC + "from comptoir.kernel.errors import Refused\n\n\n"
        "class Silent(Refused):\n    code = 'silent'\n",
        "silent_refusals",
    ),
    "a refusal without a code": Fault(
        "shell/planted_uncoded.py",
        DOC + "from comptoir.kernel.errors import Invalid\n\n\n"
        'class Uncoded(Invalid):\n    """The value cannot be accepted."""\n',
        "silent_refusals",
    ),
    "a state set by hand": Fault(
        "stages/quoting/actions/planted_state.py",
        DOC + "from comptoir.stages.quoting.models import Quote\n\n\n"
        "def _jump(row: Quote) -> None:\n    row.state = 'accepted'\n",
        "states_set_by_hand",
    ),
    "a sentence without French": Fault(
        "shell/planted_words.py",
        DOC + "from django.utils.translation import gettext as _\n\n\n"
        "def said() -> str:\n    return _('Planted and never translated')\n",
        "words",
    ),
    "a stage with a clock of its own": Fault(
        "stages/quoting/planted_clock.py",
        DOC + "from datetime import UTC, datetime\n\n\n"
        "def instant() -> datetime:\n    return datetime.now(UTC)\n",
        "TID251",
    ),
    "a stage with the naive time": Fault(
        "stages/quoting/planted_naive.py",
        DOC + "from datetime import datetime\n\n\n"
        "def instant() -> datetime:\n    return datetime(2027, 1, 1, 12)\n",
        "DTZ001",
    ),
    "a mock": Fault(
        "shell/planted_mock.py", DOC + "from unittest import mock\n\nfake = mock\n", "TID251"
    ),
    "a Django signal": Fault(
        "shell/planted_signal.py",
        DOC + "from django.db.models.signals import post_save\n\nheard = post_save\n",
        "TID251",
    ),
    "a function with nine ways through it": Fault(
        "shell/planted_maze.py",
        DOC + "def planted(n: int) -> int:\n"
        + "".join(f"    if n == {i}:\n        n += 1\n" for i in range(8)) + "    return n\n",
        "C901",
    ),
    "six arguments by position": Fault(
        "shell/planted_row.py",
        DOC + "def planted(a: int, b: int, c: int, d: int, e: int, f: int) -> int:\n"
        "    return a + b + c + d + e + f\n",
        "PLR0917",
    ),
    "a function without types": Fault(
        "shell/planted_untyped.py", DOC + "def planted(a):\n    return a\n", "ANN"
    ),
    "an id that is no UUIDv7": Fault(
        "shell/planted_id.py", DOC + "from uuid import uuid4\n\nmade = uuid4()\n", "TID251"
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def caught(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Planted file → the rules that name it, of all that watch over the house."""
    home = tmp_path_factory.mktemp("planted")
    src = home / "src" / "comptoir"
    shutil.copytree(ROOT / "src" / "comptoir", src, ignore=shutil.ignore_patterns("__pycache__"))
    for fault in FAULTS.values():
        (src / fault.path).write_text(fault.code)
    named: dict[str, set[str]] = {f.path: set() for f in FAULTS.values()}
    for rule, found in (*_own(home, src), *_contracts(home), *_ruff(src), ("words", _words(src))):
        for fault in FAULTS.values():
            if any(fault.path in line or fault.module + " " in line for line in found):
                named[fault.path].add(rule)
    return named


def _run(home: Path, *command: str | Path) -> str:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(home / "src"), str(ROOT)])}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    return done.stdout


def _own(home: Path, src: Path) -> list[tuple[str, list[str]]]:
    out = _run(home, sys.executable, "-m", "tests.architecture.rules", src)
    return list(json.loads(out).items())


def _contracts(home: Path) -> list[tuple[str, list[str]]]:
    """What import-linter says under the name of each broken contract."""
    found: list[tuple[str, list[str]]] = []
    lines = _run(home, TOOLS / "lint-imports", "--no-cache", "--no-logo").splitlines()
    for title, line in pairwise(lines):
        if title and line == "-" * len(title):
            found.append((title, []))
        elif found:
            found[-1][1].append(line)
    return found


def _ruff(src: Path) -> list[tuple[str, list[str]]]:
    files = [src / f.path for f in FAULTS.values()]
    config = ROOT / "pyproject.toml"
    done = subprocess.run(
        [TOOLS / "ruff", "check", "--config", config, "--no-cache", "--output-format=json", *files],
        cwd=src, capture_output=True, text=True, check=False,
    )  # fmt: skip
    said = json.loads(done.stdout)
    style = {"I001", "W292", "RUF100", "Q000"}
    return [
        ("ANN" if one["code"].startswith("ANN") else one["code"], [one["filename"]])
        for one in said
        if one["code"] not in style
    ]


def _words(src: Path) -> list[str]:
    """Files that say something which has no French."""
    spec = importlib.util.spec_from_file_location("planted_words", ROOT / "scripts" / "words.py")
    assert spec and spec.loader
    words = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(words)
    words.SRC = src
    return [f"{where} {message}" for message, where in words.missing().items()]


@pytest.mark.parametrize("kind", FAULTS)
def test_a_planted_fault_is_caught_by_the_rule_made_for_it(caught, kind: str):
    fault = FAULTS[kind]
    assert caught[fault.path] == {fault.rule, fault.also} - {""}


@isolate_apps("comptoir.stages.pricing", "comptoir.stages.quoting")
def test_a_key_that_points_downstream_cascades_or_leaves_a_trace_is_caught():
    class Late(models.Model):
        class Meta:
            app_label = "quoting"

    class Early(models.Model):
        down = models.ForeignKey(Late, on_delete=models.PROTECT, related_name="+")

        class Meta:
            app_label = "pricing"

    class Later(models.Model):
        falls = models.ForeignKey(Early, on_delete=models.CASCADE, related_name="+")
        traced = models.ForeignKey(Early, on_delete=models.PROTECT, related_name="laters")
        right = models.ForeignKey(Early, on_delete=models.PROTECT, related_name="+")

        class Meta:
            app_label = "quoting"

    assert loose_keys([Early]) == ["pricing.Early.down"]
    assert loose_keys([Later]) == ["quoting.Later.falls", "quoting.Later.traced"]


@isolate_apps("comptoir.stages.pricing")
def test_a_column_of_floats_is_caught():
    class Priced(models.Model):
        price = models.FloatField()

        class Meta:
            app_label = "pricing"

    assert float_columns([Priced]) == ["Priced.price"]
