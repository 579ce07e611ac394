"""The whole database in one file, and back. Restoring is all or nothing.

pg_dump's custom format, made by the wheel's programs, or by the system's where the server is newer.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from comptoir.kernel.errors import DomainError, NotFound, Refused
from comptoir.platform import database


class FileExists(Refused):
    """A file of that name is there already; a backup never overwrites."""

    code = "file_exists"


class NoSuchBackup(NotFound):
    """There is no such backup file."""

    code = "no_such_backup"


class DatabaseNotEmpty(Refused):
    """The database already holds tables; restoring would replace them."""

    code = "database_not_empty"


class ProgramsTooOld(DomainError):
    """The backup programs here are older than the database server."""

    status = 503
    code = "programs_too_old"


class ProgramFailed(DomainError):
    """A program of PostgreSQL stopped with an error; nothing was changed."""

    status = 503
    code = "program_failed"


@dataclass(frozen=True)
class Done:
    """What was written or read. `size` in bytes."""

    file: str
    size: int
    tables: int
    database: str


def backup(file: Path) -> Done:
    """Write the whole database to `file`, readable by its owner only."""
    if file.exists():
        raise FileExists(field="file", found=str(file), fix="choose another name")
    address = database.ensure()
    programs = _programs(address)
    part = file.with_name(file.name + ".part")
    part.touch(mode=0o600)
    try:
        _run(
            [
                programs / "pg_dump",
                "-Fc",
                "--no-owner",
                "--no-acl",
                "-f",
                part,
                "-d",
                _open(address),
            ],
            address,
        )
        tables = _tables(programs, part)
        os.link(part, file)  # refuses, unlike a rename, where the name was taken meanwhile
    finally:
        part.unlink(missing_ok=True)
    return Done(str(file), file.stat().st_size, tables, _name(address))


def restore(file: Path, *, into: str | None = None, force: bool = False) -> Done:
    """Read `file` into the database, or into `into` on the same server, which is made when missing.

    With `force` all of it is replaced. One transaction: after an error nothing has changed."""
    if not file.is_file():
        raise NoSuchBackup(field="file", found=str(file))
    address = database.ensure()
    programs = _programs(address)
    tables = _tables(programs, file)  # an unreadable file stops here, before anything is touched
    if into:
        address = _made(address, into)
    held = _table_count(address)
    if held and not force:
        fix = "name another database with --into NAME, or replace it with --force"
        raise DatabaseNotEmpty(field="into", found=f"{held} tables in {_name(address)}", fix=fix)
    _pour(programs, file, address)
    return Done(str(file), file.stat().st_size, tables, _name(address))


def _pour(programs: Path, file: Path, address: str) -> None:
    """pg_restore writes the script, psql runs it in one transaction."""
    script = subprocess.Popen(
        [programs / "pg_restore", "--no-owner", "--no-acl", "-f", "-", file],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    psql = subprocess.Popen(
        [programs / "psql", "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-d", _open(address)],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        env=_environment(address),
    )  # fmt: skip
    assert script.stdout
    assert script.stderr
    assert psql.stdin
    assert psql.stderr
    try:
        psql.stdin.write(b"SET lock_timeout = '10s';\nSET client_min_messages = error;\n")
        psql.stdin.write(
            b"DROP SCHEMA public CASCADE;\nCREATE SCHEMA public AUTHORIZATION pg_database_owner;\n"
        )
        _copy_script(script.stdout, psql.stdin, old=_major(address) < 17)
        if script.wait():
            psql.stdin.write(b"SELECT 1/0;\n")  # half a script must not be committed
        psql.stdin.close()
    except BrokenPipeError:  # psql met an error and left: it says which below
        script.kill()
    said = psql.stderr.read().decode(errors="replace")
    if psql.wait() or script.wait():
        raise ProgramFailed(
            found=(said or script.stderr.read().decode(errors="replace")).strip()[:2000]
        )


def _copy_script(source: IO[bytes], sink: IO[bytes], *, old: bool) -> None:
    """Pass the script on, without the setting in its head that a server before 17 does not know."""
    for _ in range(40 if old else 0):
        line = source.readline()
        if line.strip() != b"SET transaction_timeout = 0;":
            sink.write(line)
    shutil.copyfileobj(source, sink, 1 << 20)


def _programs(address: str) -> Path:
    """A directory whose pg_dump is not older than the server: the wheel's, else the system's."""
    server = _major(address)
    found = shutil.which("pg_dump")
    for place in [database.bin_dir(), *([Path(found).resolve().parent] if found else [])]:
        said = subprocess.run(
            [place / "pg_dump", "--version"], capture_output=True, text=True, check=False
        )
        version = re.search(r"\b(\d+)[.\d]*", said.stdout)
        if version and int(version[1]) >= server:
            return place
    raise ProgramsTooOld(
        found=f"server {server}", fix=f"install the client programs of PostgreSQL {server}"
    )


def _tables(programs: Path, file: Path) -> int:
    """How many tables a backup holds; ProgramFailed when it is no backup."""
    listed = _run([programs / "pg_restore", "--list", file], None)
    return sum(" TABLE DATA " in line for line in listed.splitlines())


def _run(command: list[str | Path], address: str | None) -> str:
    done = subprocess.run(
        command, capture_output=True, text=True, check=False,
        env=_environment(address) if address else None,
    )  # fmt: skip
    if done.returncode:
        raise ProgramFailed(found=done.stderr.strip()[:2000])
    return done.stdout


def _open(address: str) -> str:
    """The address without its password, for command lines, which every user can read."""
    return make_conninfo(
        "", **{k: str(v) for k, v in conninfo_to_dict(address).items() if k != "password"}
    )


def _environment(address: str) -> dict[str, str]:
    secret = conninfo_to_dict(address).get("password")
    return {**os.environ, **({"PGPASSWORD": str(secret)} if secret else {})}


def _name(address: str) -> str:
    return str(conninfo_to_dict(address).get("dbname"))


def _made(address: str, name: str) -> str:
    with psycopg.connect(address, autocommit=True) as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return make_conninfo(address, dbname=name)


def _major(address: str) -> int:
    with psycopg.connect(address) as server:
        return server.info.server_version // 10_000


def _table_count(address: str) -> int:
    question = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
    with psycopg.connect(address) as server:
        (count,) = server.execute(question).fetchone() or (0,)
    return int(count)
