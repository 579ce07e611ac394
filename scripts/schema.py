"""Write src/comptoir/platform/schema.sql: what all migrations, applied one by one, come to.

    python scripts/schema.py          write it
    python scripts/schema.py check    exit 1 where it is another text

Needs a server whose pg_dump is at hand: the embedded one, which `comptoir up` and the tests use too.
"""

from __future__ import annotations

import subprocess
import sys

import django
from django.core.management import call_command
from django.db import connection

from comptoir.platform import database, schema

SCRATCH = "comptoir_schema"


def made() -> str:
    """The text that the migrations of this code come to; a database is made for it and dropped."""
    connection.settings_dict["TEST"]["NAME"] = SCRATCH
    before = connection.settings_dict["NAME"]
    with connection._nodb_cursor() as server:
        server.execute(f"DROP DATABASE IF EXISTS {SCRATCH} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {SCRATCH}")
    try:
        _point_to(SCRATCH)
        call_command("migrate", one_by_one=True, verbosity=0, interactive=False)
        with connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
            applied = [(str(app), str(name)) for app, name in cursor.fetchall()]
        return schema.read(_dumped(), applied)
    finally:
        _point_to(str(before))
        with connection._nodb_cursor() as server:
            server.execute(f"DROP DATABASE IF EXISTS {SCRATCH} WITH (FORCE)")


def _dumped() -> str:
    at = connection.get_connection_params()
    known = [
        f"--{k}={at[v]}"
        for k, v in (("host", "host"), ("port", "port"), ("username", "user"))
        if at.get(v)
    ]
    words = [
        str(database.bin_dir() / "pg_dump"),
        "--schema-only",
        "--no-owner",
        "--no-privileges",
        *known,
    ]
    done = subprocess.run([*words, SCRATCH], check=True, capture_output=True, text=True)  # noqa: S603 — our own words
    return done.stdout


def _point_to(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


if __name__ == "__main__":
    database.ensure()
    django.setup()
    text = made()
    if sys.argv[1:] == ["check"]:
        same = text == schema.FILE.read_text(encoding="utf-8")
        print(
            "schema.sql is what the migrations come to."
            if same
            else "schema.sql is old: run `make schema`."
        )
        sys.exit(not same)
    schema.FILE.write_text(text, encoding="utf-8")
