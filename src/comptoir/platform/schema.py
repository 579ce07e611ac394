"""Every table of an empty database in one go.

Applying all migrations one by one takes half a minute, nearly all of it Django's own bookkeeping between
them. `schema.sql` is what they come to: `make schema` writes it, with a seal over itself and the migrations
that it was written from, and a test breaks where one of them was changed since. A database that holds a
table already is migrated as ever, and so is what is younger than the file.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

FILE = Path(__file__).with_name("schema.sql")
ROOT = Path(__file__).parents[1]
_SEAL = re.compile(r"^-- seal: (\w+)\n", re.M)
_APPLIED = re.compile(r"^-- applied: (\w+)\.(\w+)$", re.M)
# What pg_dump says about its run, and the headings it writes over each thing.
_ABOUT = re.compile(
    r"^(?:SET [^\n]*|SELECT pg_catalog\.set_config\([^\n]*|\\(?:un)?restrict [^\n]*"
    r"|--\n-- (?:Name: [^\n]*|PostgreSQL database dump(?: complete)?)\n--"
    r"|-- Dumped (?:from|by) [^\n]*|COMMENT ON EXTENSION [^\n]*)\n",
    re.M,
)
_SCHEMA = "public"  # where pg_dump found the tables; another one is made by the migrations


def read(dump: str, applied: list[tuple[str, str]]) -> str:
    """The text of `schema.sql`: what `pg_dump --schema-only` wrote, and which migrations made it."""
    head, _bodies, tables = dump.partition("\nSET default_tablespace")
    kept = re.sub(r"\n{3,}", "\n\n", _ABOUT.sub("", f"{head}\n"))
    kept += re.sub(r"\n{3,}", "\n\n", _ABOUT.sub("", f"SET default_tablespace{tables}"))
    told = "\n".join(f"-- applied: {app}.{name}" for app, name in applied)
    text = f"-- Written by `make schema`, from the migrations; never by hand.\n{told}\n{kept.rstrip()}\n"
    return text.replace("\n", f"\n-- seal: {_seal(text)}\n", 1)


def sealed(text: str) -> bool:
    """Whether this text is as it was written, from the migrations as they are now."""
    found = _SEAL.search(text)
    return found is not None and found[1] == _seal(_SEAL.sub("", text, count=1))


def _seal(text: str) -> str:
    """SHA-256 over the text and our migrations, by their paths."""
    seen = hashlib.sha256(text.encode())
    for path in sorted(ROOT.glob("**/migrations/*.py")):
        seen.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return seen.hexdigest()


def applied() -> list[tuple[str, str]]:
    """The migrations that the file contains."""
    return [(app, name) for app, name in _APPLIED.findall(FILE.read_text(encoding="utf-8"))]


def lay() -> bool:
    """Make all tables, whole or not at all; False where there is a table already: then nothing was done."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        (where,) = cursor.fetchone()
        if where != _SCHEMA or connection.introspection.table_names(cursor):
            return False
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL check_function_bodies = off")  # a body may name what comes later
        cursor.execute(FILE.read_text(encoding="utf-8"))
        recorder = MigrationRecorder(connection)
        recorder.migration_qs.bulk_create(
            recorder.Migration(app=app, name=name) for app, name in applied()
        )
    return True
