"""Writing many rows: COPY inside the open transaction, with ids reserved in one query."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from json import dumps
from operator import attrgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import NOT_PROVIDED, JSONField, Model
from psycopg import sql

from comptoir.platform import sql as prepared

Row = Sequence[Any]
Rows = Iterable[Row] | bytes
# The name of the sequence is looked up once: asked per number it took ten times as long. Consecutive
# numbers, the rule when nobody else takes any, come back as their two ends.
_RESERVE = """
WITH named AS MATERIALIZED (SELECT pg_get_serial_sequence(%s, %s)::regclass AS sequence),
taken AS MATERIALIZED (SELECT nextval(sequence) AS n FROM named, generate_series(1, %s::int))
SELECT min(n), max(n), CASE WHEN max(n) - min(n) + 1 <> count(*) THEN (
    SELECT array_agg(n ORDER BY n) FROM taken) END
FROM taken
"""


def copy(table: str, columns: Sequence[str], rows: Rows) -> int:
    """COPY `rows` (tuples in the order of `columns`) into `table`; returns how many.

    Text format: with numerics it is faster than binary. Runs in Django's own transaction. From the
    first row on it costs less than an INSERT, which the server has to plan.
    rows  tuples, or bytes: rows in that format already, one a line; for runs that make the rows
          of one chunk while the database takes those of the chunk before
    """
    connection.ensure_connection()
    count = 0
    raw = connection.connection
    statement = _statement(table, tuple(columns))
    with connection.wrap_database_errors, raw.cursor() as cursor, cursor.copy(statement) as out:
        if isinstance(rows, bytes):
            out.write(rows)
            return rows.count(b"\n")
        write = out.write_row
        for row in rows:
            write(row)
            count += 1
    return count


def text(rows: Iterable[Row]) -> bytes:
    """Rows as `copy` takes them, for whoever makes them in another thread. JSON is text already."""
    return "".join("\t".join(map(_field, row)) + "\n" for row in rows).encode()


_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def _field(value: Any) -> str:
    if value is None:
        return r"\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    return value.translate(_ESCAPES) if isinstance(value, str) else str(value)


@cache
def _statement(table: str, columns: tuple[str, ...]) -> str:
    named = sql.SQL(", ").join(map(sql.Identifier, columns))
    text = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), named)
    return text.as_string(None)


def store(table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Write `rows`, one or many: a single one by a prepared INSERT, which costs half a COPY."""
    if len(rows) != 1:
        copy(table, columns, rows)
        return
    named, holes = ", ".join(columns), ", ".join(["%s"] * len(columns))
    prepared.run(f"INSERT INTO {table} ({named}) VALUES ({holes})", rows[0])  # noqa: S608 — names from the code


def insert(rows: Sequence[Model], *, keys: bool = True) -> None:
    """Store new rows. Nothing is asked of the fields but their values, so no
    model with `auto_now` comes this way.

    keys  number the rows that have no key yet, which costs a statement; without, the database keeps
          their keys to itself
    """
    if not rows:
        return
    model = type(rows[0])
    meta = model._meta
    assert meta.pk is not None
    if keys:
        unnamed = [row for row in rows if row.pk is None]
        ids = reserve(meta.db_table, str(meta.pk.column), len(unnamed))
        for row, pk in zip(unnamed, ids, strict=True):
            row.pk = pk
    if len(rows) == 1 and rows[0].pk is not None:
        prepared.add(rows[0])
        return
    columns, told = _shape(model, keys)
    copy(meta.db_table, columns, map(told, rows))
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def update(rows: Sequence[Model], names: Sequence[str]) -> None:
    """Write these columns of objects that are stored already, in one statement whatever their number.

    names  of fields, as their columns are set on the objects (`customer_id`, not `customer`)
    """
    if not rows or not names:
        return
    text, told = _update(type(rows[0]), tuple(names))
    columns = [list(column) for column in zip(*map(told, rows), strict=True)]
    assert prepared.run(text, columns) == len(rows), (
        f"{type(rows[0])._meta.db_table}: a row is gone"
    )


@cache
def _update(
    model: type[Model], names: tuple[str, ...]
) -> tuple[str, Callable[[Model], Sequence[Any]]]:
    """The statement, and how to read its values from an object."""
    meta = model._meta
    assert meta.pk is not None
    known = {f.attname: f for f in meta.concrete_fields}
    fields = [meta.pk, *(known[name] for name in names)]
    jsons = {n for n, f in enumerate(fields) if isinstance(f, JSONField)}
    # %b: an array of texts as it is; in the usual format each of its many quotation marks is escaped, which
    # took a quarter of the time in which a thousand lines of a quote are priced and stored
    arrays = ", ".join(
        "%b::text[]" if n in jsons else f"%s::{f.rel_db_type(connection)}[]"
        for n, f in enumerate(fields)
    )
    sets = ", ".join(
        f'"{f.column}" = v.c{n}{"::jsonb" if n in jsons else ""}'
        for n, f in enumerate(fields) if n
    )  # fmt: skip
    listed = ", ".join(f"c{n}" for n in range(len(fields)))
    text = (
        f"UPDATE {meta.db_table} t SET {sets} FROM unnest({arrays}) AS v ({listed})"  # noqa: S608
        f' WHERE t."{meta.pk.column}" = v.c0'
    )
    plain = attrgetter(*(f.attname for f in fields))

    def told(row: Model) -> Sequence[Any]:
        values = list(plain(row))
        for n in jsons:
            values[n] = None if values[n] is None else dumps(values[n])
        return values

    return text, told


@cache
def _shape(model: type[Model], keys: bool) -> tuple[tuple[str, ...], Callable[[Model], Row]]:
    """The columns of a table, and how to read them from an object; what only the database fills in by default
    is left to it."""
    fields = [
        f for f in model._meta.concrete_fields
        if (keys or not f.primary_key) and (f.db_default is NOT_PROVIDED or f.has_default())
    ]  # fmt: skip
    plain = attrgetter(*(f.attname for f in fields))
    jsons = [n for n, f in enumerate(fields) if isinstance(f, JSONField)]

    def told(row: Model) -> Row:
        values = list(plain(row))
        for n in jsons:
            values[n] = None if values[n] is None else dumps(values[n])
        return values

    return tuple(str(f.column) for f in fields), told


def reserve(table: str, column: str, count: int) -> Sequence[int]:
    """`count` fresh ids of a table's sequence, ascending; gaps may lie between them."""
    if not count:
        return []
    found = prepared.one(_RESERVE, [table, column, count])
    assert found, "an aggregate answers one row"
    first, last, scattered = found
    return scattered or range(first, last + 1)


def immediate() -> None:
    """Check foreign keys with each statement of the open transaction, not all at its end.

    Rows then arrive parents first, or are refused at once; measured 7 % faster, and no queue of
    checks grows in the server's memory.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
