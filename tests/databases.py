"""The database that a test process works in: a copy of one that was migrated once.

Applying every migration takes far longer than copying the result, so the result is kept in a template
database whose name says of which migrations and packages it was made. Each process (pytest-xdist starts
several) gets a copy of it. The server's other databases are never touched.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.db import connection, transaction
from psycopg import sql
from psycopg.conninfo import make_conninfo

ROOT = Path(__file__).parents[1]
PREFIX = "comptoir_migrated_"
MAKING = 0x7E3A  # the advisory lock under which one process makes the template


@contextmanager
def copy_of_the_template(name: str) -> Iterator[None]:
    """Django's connection points to a fresh database `name` inside the block; it is dropped after."""
    before = connection.settings_dict["NAME"]
    with _maintenance() as server:
        server.execute("SELECT pg_advisory_lock(%s)", [MAKING])
        template = _template(server)
        _drop(server, name)
        _run(server, "CREATE DATABASE {} TEMPLATE {}", name, template)
        # a crash of the server may lose the last tests' commits, and nobody would miss them
        _run(server, "ALTER DATABASE {} SET synchronous_commit = off", name)
        server.execute("SELECT pg_advisory_unlock(%s)", [MAKING])
    _point_to(name)
    try:
        yield
    finally:
        _point_to(str(before))
        with _maintenance() as server:
            _drop(server, name)


# What the framework fills once; the tests only read it.
FRAMEWORK = frozenset(
    {"django_migrations", "django_content_type", "auth_permission", "django_site"}
)
MANY_ROWS = 2_000  # from here on TRUNCATE is faster than DELETE


def emptied() -> bool:
    """Delete the rows of a test with real transactions, only where there are some: TRUNCATE of two hundred
    tables makes a thousand new files. False where a table holds many rows, and then nothing was done."""
    tables = [t for t in connection.introspection.table_names() if t not in FRAMEWORK]
    counted = " UNION ALL ".join(
        f"SELECT '{t}', (SELECT count(*) FROM (SELECT FROM \"{t}\" LIMIT {MANY_ROWS}) rows)"
        for t in tables
    )
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute(counted)
        filled = [(table, rows) for table, rows in cursor.fetchall() if rows]
        if any(rows == MANY_ROWS for _, rows in filled):
            return False
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table, _ in filled:
            cursor.execute(f'DELETE FROM "{table}"')
    return True


def _template(server: psycopg.Connection) -> str:
    """The template of this state of the code; made if absent, and then the older ones are dropped."""
    name = PREFIX + _digest()
    found = {
        str(row[0])
        for row in server.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX]
        )
    }
    if name not in found:
        for old in found:
            _drop(server, old)
        half = PREFIX + "half_made"
        connection.settings_dict["TEST"]["NAME"] = half
        before = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        _point_to(str(before))
        _run(server, "ALTER DATABASE {} RENAME TO {}", half, name)
    return name


def _digest() -> str:
    """Everything that decides what the tables look like."""
    seen = hashlib.sha256()
    files = [
        *ROOT.glob("src/comptoir/**/migrations/*.py"),
        *ROOT.glob("src/comptoir/**/models*.py"),
    ]
    for path in [*sorted(files), ROOT / "src/comptoir/platform/schema.sql", ROOT / "uv.lock"]:
        seen.update(path.read_bytes())
    return seen.hexdigest()[:16]


def _maintenance() -> psycopg.Connection:
    at = connection.get_connection_params()
    known = {k: at[k] for k in ("user", "host", "port", "password") if at.get(k)}
    return psycopg.connect(make_conninfo(dbname="postgres", **known), autocommit=True)


def _run(server: psycopg.Connection, words: str, *names: str) -> None:
    server.execute(sql.SQL(words).format(*(sql.Identifier(n) for n in names)))


def _drop(server: psycopg.Connection, name: str) -> None:
    _run(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _point_to(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name
