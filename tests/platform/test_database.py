"""The embedded server under real conditions: processes, signals, other users, odd paths."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from comptoir.platform import cluster, database, embedded, secret

ROOT = os.geteuid() == 0
ENSURE = "from comptoir.platform import database; print(database.ensure())"


def ask(address: str, question: str) -> object:
    with psycopg.connect(address, autocommit=True) as connection:
        row = connection.execute(question.encode()).fetchone()
    return row[0] if row else None


def tell(address: str, order: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(order.encode())


def kill_server() -> int:
    pid = database.status().pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    return pid


def test_the_first_call_makes_a_server_that_speaks_utf8_checks_its_pages_and_keeps_its_word(
    home: Path,
) -> None:
    address = database.ensure()
    assert ask(address, "SELECT upper('é')") == "É"
    assert ask(address, "SHOW data_checksums") == "on"
    assert ask(address, "SHOW fsync") == "on"
    assert ask(address, "SELECT current_database() || '/' || current_user") == "comptoir/comptoir"


def test_the_application_is_no_superuser_but_may_create_test_databases(home: Path) -> None:
    address = database.ensure()
    rights = "SELECT rolsuper || '/' || rolcreatedb FROM pg_roles WHERE rolname = current_user"
    assert ask(address, rights) == "false/true"
    tell(address, "CREATE EXTENSION btree_gist")


def test_nothing_listens_on_the_network_and_only_the_owner_may_enter(home: Path) -> None:
    address = database.ensure()
    assert ask(address, "SHOW listen_addresses") == ""
    assert (home / "postgres").stat().st_mode & 0o777 == 0o700
    assert (home / "postgres/.s.PGSQL.5432").stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(not ROOT, reason="only root may become another user")
def test_another_user_of_the_computer_cannot_connect(home: Path) -> None:
    address = database.ensure()
    owner = (home / "postgres").stat().st_uid
    programs = database.bin_dir()
    if not cluster._may_enter(programs, cluster.Account(65_533, 65_533)):
        pytest.skip("the other user cannot even reach the programs")
    tried = subprocess.run(
        [programs / "psql", address, "-c", "SELECT 1"],
        user=65_533, group=65_533, extra_groups=[], cwd="/",
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert owner != 65_533
    assert "Permission denied" in tried.stderr


def test_a_running_server_is_found_without_starting_a_process(home: Path) -> None:
    address = database.ensure()
    times = []
    for _ in range(5):
        began = time.perf_counter()
        assert database.ensure() == address
        times.append(time.perf_counter() - began)
    assert min(times) < 0.05


def test_what_was_committed_survives_stop_and_start(home: Path) -> None:
    address = database.ensure()
    tell(address, "CREATE TABLE kept AS SELECT 42 AS answer")
    assert database.stop() is True
    assert database.status().running is False
    assert database.stop() is False
    assert ask(database.ensure(), "SELECT answer FROM kept") == 42


def test_after_a_kill_9_the_next_call_recovers_what_was_committed(home: Path) -> None:
    address = database.ensure()
    tell(address, "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
    lost = psycopg.connect(address)
    lost.execute("DELETE FROM kept")  # never committed
    killed = kill_server()
    again = database.ensure()
    lost.close()
    assert ask(again, "SELECT count(*) FROM kept") == 1000
    assert database.status().pid != killed


def test_three_processes_that_race_get_one_server(home: Path) -> None:
    def start(_: int) -> str:
        command = [sys.executable, "-c", ENSURE]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    with ThreadPoolExecutor(3) as pool:
        answers = set(pool.map(start, range(3)))
    assert answers == {database.ensure()}
    kill_server()
    with ThreadPoolExecutor(3) as pool:
        assert set(pool.map(start, range(3))) == answers


def test_a_process_id_that_now_belongs_to_somebody_else_is_no_server(home: Path) -> None:
    database.ensure()
    database.stop()
    pid_file = home / "postgres/data/postmaster.pid"
    sockets = home / "postgres"
    pid_file.write_text(f"{os.getpid()}\n{sockets}/data\n0\n5432\n{sockets}\n\n1 1\nready\n")
    assert database.status().running is False
    assert ask(database.ensure(), "SELECT 1") == 1


def test_a_socket_swept_away_is_made_again(home: Path) -> None:
    address = database.ensure()
    (home / "postgres/.s.PGSQL.5432").unlink()
    assert ask(database.ensure(), "SELECT 1") == 1
    assert database.ensure() == address


def test_an_initdb_cut_short_is_begun_anew(home: Path) -> None:
    (home / "postgres/data.new").mkdir(parents=True)
    (home / "postgres/data.new/PG_VERSION").write_text("18\n")
    (home / "postgres").chmod(0o700)
    home.chmod(0o711)
    if ROOT:
        account = cluster.locate(home).account
        assert account is not None
        os.chown(home / "postgres", account.uid, account.gid)
    assert ask(database.ensure(), "SELECT 1") == 1


def test_a_path_too_long_for_a_socket_gets_a_short_one(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMPTOIR_HOME", str(home / ("a long way down " * 6)))
    address = database.ensure()
    assert ask(address, "SELECT 1") == 1
    sockets = embedded.pid_file(cluster.locate(database.home()))
    assert sockets is not None
    assert sockets.sockets.startswith(tempfile.gettempdir())
    assert Path(sockets.sockets).stat().st_mode & 0o777 == 0o700
    database.stop()
    shutil.rmtree(sockets.sockets)


def test_a_path_with_quotes_spaces_and_dollars_is_only_a_path(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMPTOIR_HOME", str(home / 'l\'été $HOME "50 %"'))
    assert ask(database.ensure(), "SELECT 1") == 1
    assert str(database.django_settings()["HOST"]).endswith('"50 %"/postgres')


def test_a_comma_in_the_path_does_not_make_two_hosts(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMPTOIR_HOME", str(home / "one, two"))
    assert ask(database.ensure(), "SELECT 1") == 1
    found = embedded.pid_file(cluster.locate(database.home()))
    assert found is not None
    database.stop()
    shutil.rmtree(found.sockets)


@pytest.mark.skipif(not ROOT, reason="only root has a home that the server's account may not enter")
def test_root_s_closed_directory_moves_the_server_to_var_lib(home: Path) -> None:
    home.mkdir(mode=0o700)
    found = cluster.locate(home)
    assert found.place.parent == Path("/var/lib/comptoir")
    assert cluster.locate(home) == found


@pytest.mark.skipif(not ROOT, reason="only root may become another user")
def test_programs_the_server_s_account_cannot_reach_are_copied(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = home.parent / "closed"
    package = cluster.wheel().parent
    for part in package.parent.glob(f"{package.name}*"):  # the package and the libraries beside it
        shutil.copytree(part, closed / part.name, symlinks=True)
    closed.chmod(0o700)
    monkeypatch.setattr(cluster, "wheel", lambda: closed / package.name / "pginstall")
    assert ask(database.ensure(), "SELECT 1") == 1
    assert len(list((home / "postgres").glob("programs-*/*/pginstall/bin/postgres"))) == 1


@pytest.mark.skipif(not ROOT, reason="only root may become another user")
def test_an_ordinary_user_has_a_server_of_their_own(home: Path) -> None:
    nobody = 65_534
    version = f"python3.{sys.version_info.minor}"
    account = cluster.Account(nobody, nobody)
    found = [
        Path(sys.executable),
        *(Path(place, version) for place in ("/usr/bin", "/usr/local/bin")),
    ]
    python = [p for p in found if p.exists() and cluster._may_enter(p.resolve().parent, account)]
    if not python:
        pytest.skip("every Python of this version is closed to other users")
    home.mkdir(mode=0o700)
    os.chown(home, nobody, nobody)
    done = subprocess.run(
        [python[0], "-c", ENSURE], cwd="/",
        env={**os.environ, "HOME": str(home), "PYTHONPATH": os.pathsep.join(sys.path)},
        user=nobody, group=nobody, extra_groups=[], capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (home / "postgres/data").stat().st_uid == nobody
    assert ask(database.ensure(), "SELECT 1") == 1  # root attaches to it


def test_a_server_that_cannot_start_says_why(home: Path) -> None:
    database.ensure()
    database.stop()
    with (home / "postgres/data/postgresql.conf").open("a") as conf:
        conf.write("no_such_setting = 1\n")
    with pytest.raises(embedded.DatabaseNotStarted) as refused:
        database.ensure()
    assert "no_such_setting" in str(refused.value)


# ── DATABASE_URL ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (
            "postgresql://ann:p%40ss%2Fword@db.example:6543/books?sslmode=require",
            ("books", "ann", "p@ss/word", "db.example", "6543", {"sslmode": "require"}),
        ),
        ("postgres:///books?host=/run/pg", ("books", "", "", "/run/pg", "", {})),
        ("host=db user=ann dbname='my books'", ("my books", "ann", "", "db", "", {})),
    ],
)
def test_database_url_means_to_django_what_it_means_to_psql(
    address: str, expected: tuple[object, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", address)
    monkeypatch.delenv("COMPTOIR_NO_DB", raising=False)
    found = database.django_settings()
    named = ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")
    assert tuple(found[name] for name in named) == expected
    assert database.ensure() == address


@pytest.mark.parametrize("address", ["mysql://host/books", "postgresql://host:5432", "books"])
def test_an_unreadable_database_url_is_named(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", address)
    monkeypatch.delenv("COMPTOIR_NO_DB", raising=False)
    with pytest.raises(database.DatabaseUrlUnreadable) as refused:
        database.django_settings()
    assert refused.value.field == "DATABASE_URL"


def test_no_screen_or_log_shows_the_password() -> None:
    shown = database.without_password("postgresql://ann:secret@db/books")
    assert shown == "user=ann dbname=books host=db"


def test_the_type_checker_touches_no_server(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("COMPTOIR_NO_DB", "1")
    monkeypatch.setenv("COMPTOIR_HOME", str(tmp_path / "none"))
    assert database.django_settings()["NAME"] == "comptoir"
    assert secret.load()
    assert not (tmp_path / "none").exists()


def test_the_signing_key_is_made_once_and_read_by_its_owner_only(home: Path) -> None:
    first = secret.load()
    assert len(first) == 64
    assert secret.load() == first
    assert (home / "secret").stat().st_mode & 0o777 == 0o600


def test_database_url_reaches_a_postgresql_15(
    old_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", old_server)
    assert str(ask(database.ensure(), "SHOW server_version")).startswith("15.")
    assert database.status().running is True
    assert database.stop() is False  # somebody else's server is never ours to stop
