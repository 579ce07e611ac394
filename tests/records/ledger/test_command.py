"""`comptoir ledger`: the proof of the books as an auditor runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from comptoir import cli
from comptoir.cli_command import DONE, FAILED, REFUSED
from comptoir.platform.actions import Do, begin
from comptoir.platform.roles import SYSTEM
from comptoir.records.ledger import actions

from .conftest import company
from .drafts import post, sale
from .test_proof import as_owner, run

pytestmark = pytest.mark.django_db(transaction=True)
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def two(do: Do) -> Do:
    """ACME with three entries, OTHER with one; the deed is ACME's."""
    other = company("OTHER")
    actions.open_books(begin(SYSTEM, other))
    post(begin(SYSTEM, other), [sale(1)])
    post(do, [sale(n) for n in (1, 2, 3)])
    return do


def answer(capsys: Capture, *argv: str) -> tuple[int, dict[str, Any]]:
    code = cli.main(["ledger", *argv, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_the_books_of_every_company_are_verified_and_the_altered_entry_is_named(
    two: Do, capsys: Capture
) -> None:
    code, told = answer(capsys, "verify")
    assert (code, told["ok"]) == (DONE, True)
    assert told["companies"] == [
        {"company": "ACME", "faults": []}, {"company": "OTHER", "faults": []},
    ]  # fmt: skip
    with as_owner("ledger_entry"):
        run("UPDATE ledger_entry SET label = 'x' WHERE number = 2")
    code, told = answer(capsys, "verify")
    assert code == FAILED
    found = {c["company"]: [f["entry_number"] for f in c["faults"]] for c in told["companies"]}
    assert found == {"ACME": [2], "OTHER": []}
    assert answer(capsys, "verify", "--company", "OTHER")[0] == DONE
    assert cli.main(["ledger", "verify"]) == FAILED
    said = capsys.readouterr().out.splitlines()
    assert any(line.startswith("ACME: ") and line.endswith("entry 2") for line in said)
    assert "OTHER: the books are as they were written" in said


def test_an_export_of_one_company_is_proved_elsewhere(
    two: Do, capsys: Capture, tmp_path: Path
) -> None:
    books = tmp_path / "books.jsonl"
    code, told = answer(capsys, "export", str(books))
    assert (code, told["code"], told["found"]) == (REFUSED, "company_missing", "none said")
    assert told["expected"] == "ACME | OTHER"
    assert not books.exists()
    assert answer(capsys, "export", str(books), "--company", "ACME")[0] == DONE
    proof = [sys.executable, "-m", "comptoir.records.ledger.verifier", str(books)]
    assert subprocess.run(proof, check=False, capture_output=True).returncode == 0
    books.write_text(books.read_text().replace('"label":"', '"label":"x', 1))
    assert subprocess.run(proof, check=False, capture_output=True).returncode == 1
