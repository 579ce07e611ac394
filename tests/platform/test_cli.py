"""The command line as its users meet it: words, codes, JSON; backup and restore on real servers."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from comptoir import cli
from comptoir.cli_command import DONE, FAILED, REFUSED, USAGE, build, leaves, script
from comptoir.platform import backup, database


def answer(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, dict[str, object]]:
    """The exit code and the JSON of one command."""
    code = cli.main([*argv, "--json"])
    facts: dict[str, object] = json.loads(capsys.readouterr().out)
    return code, facts


def rows(address: str, table: str) -> int:
    with psycopg.connect(address) as connection:
        row = connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
    return int(row[0]) if row else 0


def tell(address: str, *orders: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        for order in orders:
            connection.execute(order.encode())


LEDGER = (
    "CREATE TABLE line (id int PRIMARY KEY, label text, amount int CHECK (amount <> 0))",
    "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS "
    "$$BEGIN RAISE 'posted lines stay'; END$$",
    "INSERT INTO line SELECT n, 'é' || chr(9) || n, n FROM generate_series(1, 5000) n",
    "CREATE TRIGGER stay BEFORE UPDATE OR DELETE ON line FOR EACH ROW EXECUTE FUNCTION no()",
    "CREATE EXTENSION btree_gist",
)


# ── words and codes ─────────────────────────────────────────────────────────────────────────────


def test_every_command_teaches_by_example() -> None:
    for command in cli.COMMANDS:
        summary, _, examples = command.help.partition("\n\n")
        assert summary.endswith((".", ").")), command.name
        assert f"comptoir {command.name}" in examples, command.name


def test_every_command_answers_in_json() -> None:
    for leaf in leaves(build(cli.COMMANDS)):
        assert "--json" in leaf.format_help(), leaf.prog


@pytest.mark.parametrize("argv", [[], ["fly"], ["backup"], ["up", "--port", "high"], ["demo"]])
def test_wrong_usage_ends_with_2(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(argv)
    assert left.value.code == USAGE
    assert "usage: comptoir" in capsys.readouterr().err


def test_help_names_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["--help"])
    assert left.value.code == DONE
    assert "exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused" in capsys.readouterr().out


def test_a_taken_port_is_named_with_a_way_out(
    capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        code, facts = answer(capsys, "up", "--port", str(port))
    assert code == FAILED
    assert facts["code"] == "port_taken"
    assert facts["fix"] == f"comptoir up --port {port + 1}   (or: make run PORT={port + 1})"
    assert not home.exists()


def test_a_server_out_of_reach_fails_in_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://ann:secret@127.0.0.1:1/books")
    code, facts = answer(capsys, "backup", str(tmp_path / "x.dump"))
    assert code == FAILED
    assert "Connection refused" in str(facts["error"])
    assert "secret" not in str(facts)
    assert list(tmp_path.iterdir()) == []


def test_stop_says_whether_there_was_something_to_stop(
    capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    database.ensure()
    assert answer(capsys, "stop") == (DONE, {"ok": True, "stopped": True})
    assert answer(capsys, "stop") == (DONE, {"ok": True, "stopped": False})


# ── completion ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (["do"], "doctor"),
        (["demo", ""], "load clear --help"),
        (["completion", ""], "bash zsh fish --help --json"),
        (["restore", "a.dump", "--f"], "--force"),
    ],
)
def test_bash_completes_commands_values_and_options(typed: list[str], expected: str) -> None:
    text = script("bash", build(cli.COMMANDS))
    words = " ".join(f"'{word}'" for word in ["comptoir", *typed])
    ask = f'COMP_WORDS=({words}); COMP_CWORD={len(typed)}; _comptoir; echo "${{COMPREPLY[@]}}"'
    done = subprocess.run(
        ["bash", "-c", f"{text}\n{ask}"], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == expected


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_the_other_shells_get_every_command(shell: str) -> None:
    text = script(shell, build(cli.COMMANDS))
    assert all(command.name in text for command in cli.COMMANDS)


# ── backup and restore ──────────────────────────────────────────────────────────────────────────


def test_a_backup_comes_back_whole_in_another_database(
    capsys: pytest.CaptureFixture[str], home: Path, tmp_path: Path
) -> None:
    address = database.ensure()
    tell(address, *LEDGER)
    file = tmp_path / "today.dump"
    code, facts = answer(capsys, "backup", str(file))
    assert (code, facts["tables"], facts["database"]) == (DONE, 1, "comptoir")
    assert file.stat().st_mode & 0o777 == 0o600
    assert answer(capsys, "restore", str(file), "--into", "rehearsal")[0] == DONE
    rehearsal = address.removesuffix("comptoir") + "rehearsal"
    assert rows(rehearsal, "line") == rows(address, "line") == 5000
    with pytest.raises(psycopg.errors.RaiseException, match="posted lines stay"):
        tell(rehearsal, "DELETE FROM line")


def test_a_backup_never_overwrites(
    capsys: pytest.CaptureFixture[str], home: Path, tmp_path: Path
) -> None:
    file = tmp_path / "today.dump"
    file.write_text("precious")
    code, facts = answer(capsys, "backup", str(file))
    assert (code, facts["code"], facts["field"]) == (REFUSED, "file_exists", "file")
    assert file.read_text() == "precious"
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["today.dump"]


def test_restore_refuses_a_database_that_holds_something_unless_forced(
    capsys: pytest.CaptureFixture[str], home: Path, tmp_path: Path
) -> None:
    address = database.ensure()
    tell(address, *LEDGER)
    file = tmp_path / "today.dump"
    assert answer(capsys, "backup", str(file))[0] == DONE
    tell(address, "CREATE TABLE later (n int)", "INSERT INTO line VALUES (5001, 'later', 1)")
    code, facts = answer(capsys, "restore", str(file))
    assert (code, facts["code"]) == (REFUSED, "database_not_empty")
    assert facts["found"] == "2 tables in comptoir"
    assert rows(address, "line") == 5001
    assert answer(capsys, "restore", str(file), "--force")[0] == DONE
    assert rows(address, "line") == 5000
    assert rows(address, "pg_tables WHERE schemaname = 'public'") == 1
    assert answer(capsys, "restore", str(file), "--force")[0] == DONE  # and again


@pytest.mark.parametrize("cut", [0, 40, -2000])
def test_a_damaged_backup_changes_nothing(
    cut: int, capsys: pytest.CaptureFixture[str], home: Path, tmp_path: Path
) -> None:
    address = database.ensure()
    tell(address, *LEDGER)
    whole, damaged = tmp_path / "whole.dump", tmp_path / "damaged.dump"
    assert answer(capsys, "backup", str(whole))[0] == DONE
    damaged.write_bytes(whole.read_bytes()[:cut])
    code, facts = answer(capsys, "restore", str(damaged), "--force")
    assert (code, facts["code"]) == (FAILED, "program_failed")
    assert rows(address, "line") == 5000


def test_a_missing_backup_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, facts = answer(capsys, "restore", str(tmp_path / "none.dump"))
    assert (code, facts["code"], facts["found"]) == (
        REFUSED,
        "no_such_backup",
        str(tmp_path / "none.dump"),
    )


def test_a_backup_of_the_embedded_server_comes_back_on_postgresql_15(
    home: Path, old_server: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tell(database.ensure(), *LEDGER)
    file = tmp_path / "today.dump"
    backup.backup(file)
    monkeypatch.setenv("DATABASE_URL", old_server)
    assert backup.restore(file).tables == 1
    assert rows(old_server, "line") == 5000
    assert (
        backup.backup(tmp_path / "old.dump").tables == 1
    )  # the wheel's programs read an older server
    monkeypatch.delenv("DATABASE_URL")


def test_the_installed_command_runs(home: Path) -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "comptoir", "stop", "--json"],
        capture_output=True, text=True, check=False, env={**os.environ},
    )  # fmt: skip
    assert (done.returncode, json.loads(done.stdout)) == (DONE, {"ok": True, "stopped": False})


# ── up ──────────────────────────────────────────────────────────────────────────────────────────

STARTED = """
if __name__ == "__main__":
    from comptoir import cli_ops
    cli_ops.ready(print)
    cli_ops._demo(print, False)
    from comptoir.platform.documents.printing import _compiler
    from comptoir.records.parties import queries
    assert [e.code for e in queries.entities()] == ["LUMEN"], queries.entities()
    assert not _compiler.cache_info().currsize, "the servers are forked from what has printed"
"""


@pytest.mark.slow
def test_the_first_start_plays_the_demo_elsewhere_so_that_the_servers_can_print(
    home: Path, tmp_path: Path
) -> None:
    script = tmp_path / "started.py"
    script.write_text(STARTED)
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "comptoir.settings"}
    subprocess.run([sys.executable, str(script)], env=env, check=True, timeout=300)
