"""Writing many rows: COPY inside the open transaction, with ids reserved in one query."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Model
from psycopg import sql

Row = Sequence[Any]
Rows = Iterable[Row] | bytes
COPY_FROM = 50  # rows; below, one multi-row INSERT is faster than opening a COPY
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
# The name of the sequence is looked up once: asked per number it took ten times as long. Consecutive
# numbers, the rule when nobody else takes any, come back as their two ends.
_RESERVE = """
WITH named AS MATERIALIZED (SELECT pg_get_serial_sequence(%s, %s)::regclass AS sequence),
taken AS MATERIALIZED (SELECT nextval(sequence) AS n FROM named, generate_series(1, %s))
SELECT min(n), max(n), CASE WHEN max(n) - min(n) + 1 <> count(*) THEN array_agg(n ORDER BY n) END
FROM taken
"""


def copy(table: str, columns: Sequence[str], rows: Rows) -> int:
    """COPY `rows` (tuples in the order of `columns`) into `table`; returns how many.

    Text format: with numerics it is faster than binary. Runs in Django's own transaction.
    rows  tuples, or bytes: rows in that format already, one a line, texts through `escaped`. For
          runs that make their rows in one thread while the database takes those of another
    """
    connection.ensure_connection()
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    count = 0
    with connection.connection.cursor() as cursor, cursor.copy(statement) as out:
        if isinstance(rows, bytes):
            out.write(rows)
            return rows.count(b"\n")
        write = out.write_row
        for row in rows:
            write(row)
            count += 1
    return count


def escaped(text: str) -> str:
    """A text as a field of a row in COPY's text format."""
    return text.translate(_ESCAPES)


def insert(rows: Sequence[Model]) -> None:
    """Store new rows with numeric keys: a few by one INSERT, many by COPY. Their keys are set."""
    if not rows:
        return
    meta = rows[0]._meta
    if len(rows) < COPY_FROM:
        type(rows[0])._default_manager.bulk_create(rows)
        return
    fields = meta.concrete_fields
    columns = {f.name: str(f.column) for f in fields}
    key = columns[next(f.name for f in fields if f.primary_key)]
    for row, pk in zip(rows, reserve(meta.db_table, key, len(rows)), strict=True):
        row.pk = pk if row.pk is None else row.pk
    database = connections[DEFAULT_DB_ALIAS]  # the proxy would be asked once per value
    values = ([f.get_db_prep_save(f.pre_save(r, True), database) for f in fields] for r in rows)
    copy(meta.db_table, list(columns.values()), values)
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def reserve(table: str, column: str, count: int) -> Sequence[int]:
    """`count` fresh ids of a table's sequence, ascending; gaps may lie between them."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_RESERVE, [table, column, count])
        first, last, scattered = cursor.fetchone()
    return scattered or range(first, last + 1)


def immediate() -> None:
    """Check foreign keys with each statement of the open transaction, not all at its end.

    Rows then arrive parents first, or are refused at once; measured 7 % faster, and no queue of
    checks grows in the server's memory.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
