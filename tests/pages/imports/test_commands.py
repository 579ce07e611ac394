"""`comptoir import` and `comptoir export` as their users meet them: exit codes, words, files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from comptoir import cli, cli_ops
from comptoir.cli_command import DONE, FAILED, REFUSED
from tests.pages.imports.files import HEADER, line, written
from tests.pages.imports.test_writer import SALE, YEAR, counts, imported


def answer(capsys: pytest.CaptureFixture[str], *argv: object) -> tuple[int, dict[str, object]]:
    """Exit code and JSON of one command."""
    code = cli.main([*map(str, argv), "--json"])
    return code, json.loads(capsys.readouterr().out)


def refused(
    capsys: pytest.CaptureFixture[str], path: Path, *more: str
) -> tuple[int, object, object]:
    """Exit code, error code and field of a check of this file."""
    code, facts = answer(capsys, "import", "online-retail", path, "--check-only", *more)
    return code, facts.get("code"), facts.get("field")


def test_a_check_tells_totals_and_rules_and_writes_nothing(tmp_path, capsys):
    path = written(tmp_path, *YEAR)
    code, facts = answer(capsys, "import", "online-retail", path, "--check-only")
    assert code == DONE
    assert (facts["totals"]["lines"], facts["totals"]["booked"]) == (8, "-11005.31")
    assert facts["rules"]["sale/invoice"] == 3


def test_wrong_files_are_refused_with_what_was_found(tmp_path, capsys):
    pdf = tmp_path / "a.csv"
    pdf.write_bytes(b"%PDF-1.7 ...")
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    assert refused(capsys, pdf) == (REFUSED, "not_a_table", "file")
    assert refused(capsys, empty) == (REFUSED, "empty_file", "file")
    assert refused(capsys, tmp_path / "absent.csv") == (REFUSED, "not_a_table", "file")


def test_wrong_columns_say_which_is_missing_and_a_map_repairs_it(tmp_path, capsys):
    path = written(tmp_path, line(), header=HEADER.replace("StockCode", "Beleg"))
    assert refused(capsys, path) == (REFUSED, "missing_columns", "sku")
    _, facts = answer(capsys, "import", "online-retail", path, "--check-only")
    assert facts["fix"] == "Say --map sku=COLUMN."
    assert refused(capsys, path, "--map", "sku=Beleg") == (DONE, None, None)


def test_a_saved_mapping_is_read_and_a_broken_one_refused(tmp_path, capsys):
    path = written(tmp_path, line())
    broken = tmp_path / "map.json"
    broken.write_text("{}", encoding="utf-8")
    assert refused(capsys, path, "--map", str(broken)) == (REFUSED, "bad_mapping", "mapping")
    assert refused(capsys, path, "--map", str(broken), "--map", "sku=x")[1] == "bad_option"


def test_days_that_may_be_months_are_asked_for(tmp_path, capsys):
    path = written(tmp_path, line(at="01/02/2011 10:00"))
    assert refused(capsys, path) == (REFUSED, "ambiguous_dates", "dates")
    assert refused(capsys, path, "--dates", "dmy") == (DONE, None, None)


def test_other_encodings_are_read(tmp_path, capsys):
    for encoding in ("cp1252", "utf-16", "utf-8-sig"):
        path = written(tmp_path, line(description="Café"), encoding=encoding)
        assert refused(capsys, path) == (DONE, None, None)


def test_a_line_without_end_is_refused(tmp_path, capsys):
    path = written(tmp_path, line(description='"' + "x" * 200_000))
    assert refused(capsys, path) == (REFUSED, "unreadable_row", "file")


def test_rejected_rows_go_to_a_file_without_formulas(tmp_path, capsys):
    path = written(tmp_path, line(), line("2", quantity="many", description="=cmd|' /C calc'!A0"))
    rejects = tmp_path / "rejects.csv"
    code, facts = answer(
        capsys, "import", "online-retail", path, "--check-only", "--rejects", rejects
    )
    assert (code, facts["rejected"]) == (DONE, {"bad_quantity": 1})
    assert "'=cmd" in rejects.read_text(encoding="utf-8")


@pytest.fixture
def ready_already(monkeypatch):
    """The tests' own database is up and migrated."""
    monkeypatch.setattr(cli_ops, "ready", lambda say: None)


@pytest.mark.django_db
def test_import_books_and_the_second_time_says_that_nothing_is_new(tmp_path, capsys, ready_already):
    path = written(tmp_path, *YEAR)
    code, facts = answer(capsys, "import", "online-retail", path)
    assert (code, facts["done"]["documents"], facts["proved"]) == (DONE, 5, True)
    before = counts()
    assert cli.main(["import", "online-retail", str(path)]) == DONE
    assert "Nothing new: all 5 documents were booked before." in capsys.readouterr().out
    assert counts() == before


@pytest.mark.django_db
def test_an_unknown_company_is_not_made(tmp_path, capsys, ready_already):
    path = written(tmp_path, *SALE)
    code, facts = answer(capsys, "import", "online-retail", path, "--company", "NOBODY")
    assert (code, facts["code"]) == (REFUSED, "company_missing")
    assert counts()["ordering_order"] == 0


@pytest.mark.django_db
def test_exports_are_tables_that_a_spreadsheet_may_open(tmp_path, capsys):
    imported(tmp_path, *YEAR)
    out = tmp_path / "out.csv"
    assert answer(capsys, "export", "invoices", out)[1]["rows"] == 3
    assert (
        out.read_text(encoding="utf-8").splitlines()[1].startswith("F-2010-0001,invoice,2010-12-01")
    )
    assert answer(capsys, "export", "customers", out)[1]["rows"] == 3
    assert answer(capsys, "export", "ledger", out)[1]["rows"] == 15
    assert answer(capsys, "export", "ledger", out, "--company", "NO")[0] == REFUSED


def test_a_total_that_is_not_met_fails(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(
        "comptoir.pages.imports.running.ONLINE_RETAIL", {"lines": 1, "documents": 2}
    )
    code, facts = answer(
        capsys, "import", "online-retail", written(tmp_path, line()), "--check-only"
    )
    assert (code, facts["controls"][1]["met"]) == (FAILED, False)
