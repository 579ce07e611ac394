"""SQL written out, for what every deed does: each statement is prepared once per connection.

Building a query from models takes the program ten times as long as the database takes to answer it; a
prepared statement costs a tenth of a millisecond on each side. For lists and screens the ORM stays.
Parameters are bound by the server, so a cast is sometimes needed where a literal would need none
(`%s::date`). JSON comes back as text. Errors are Django's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from json import dumps, loads
from time import perf_counter
from typing import Any, TypeVar

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models import JSONField, Model
from django.db.models.base import ModelState
from django.db.models.expressions import DatabaseDefault

Params = Sequence[Any] | Mapping[str, Any]
Row = tuple[Any, ...]
M = TypeVar("M", bound=Model)
KEPT = 500  # prepared statements of a connection; psycopg keeps 100


class _Prepared(psycopg.Cursor[Row]):
    """Prepares what it executes; psycopg drops the least used when there are too many."""

    def execute(self, query: Any, params: Any = None, **more: Any) -> _Prepared:
        super().execute(query, params, prepare=True, **more)
        return self


def rows(text: str, params: Params = ()) -> list[Row]:
    """All rows of the answer."""
    return _executed(text, params).fetchall()


def one(text: str, params: Params = ()) -> Row | None:
    """The first row of the answer, None when there is none."""
    return _executed(text, params).fetchone()


def run(text: str, params: Params = ()) -> int:
    """How many rows the statement wrote."""
    return _executed(text, params).rowcount


def alone(name: str) -> None:
    """Whoever asks for the same name waits here until our transaction ends, and then reads what it wrote."""
    one("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


@contextmanager
def held(name: str) -> Iterator[bool]:
    """Whether nobody else works under this name now, in any process; kept until the block ends. For work
    outside a transaction, where who comes second goes on with something else."""
    got = one("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name])
    mine = bool(got and got[0])
    try:
        yield mine
    finally:
        if mine:
            one("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])


def values(model: type[Model], names: Sequence[str], where: str, params: Params = ()) -> list[Row]:
    """Columns of a model's rows, JSON loaded. `where` may end in ORDER BY, LIMIT or FOR UPDATE."""
    text, json = _select(model, tuple(names))
    found = rows(f"{text} {where}", params)
    return [_loaded(row, json) for row in found] if json else found


def find(model: type[M], where: str, params: Params = ()) -> list[M]:
    """Rows of a model as objects."""
    names = _columns(model)
    return [_built(model, names, row) for row in values(model, names, where, params)]


def first(model: type[M], where: str, params: Params = ()) -> M | None:
    """The first of these rows, None when there is none."""
    return next(iter(find(model, where, params)), None)


def add(row: Model, *, once: bool = False) -> bool:
    """Insert a new object whose key is set; what the database fills in by default is left to it.

    once  answer False instead of failing when a row that must be unique is there already
    """
    told = {f: getattr(row, f.attname) for f in type(row)._meta.concrete_fields}
    kept = {f: value for f, value in told.items() if not isinstance(value, DatabaseDefault)}
    names = ", ".join(f'"{f.column}"' for f in kept)
    table, holes = type(row)._meta.db_table, ", ".join(["%s"] * len(kept))
    stored = [_stored(f, value) for f, value in kept.items()]
    text = f"INSERT INTO {table} ({names}) VALUES ({holes})"  # noqa: S608 — names from the code
    done = run(f"{text} ON CONFLICT DO NOTHING" if once else text, stored) == 1
    row._state.adding, row._state.db = not done, DEFAULT_DB_ALIAS
    return done


def save(row: Model, *names: str) -> None:
    """Update these columns of an object's row, and no other."""
    meta = type(row)._meta
    fields = [meta.get_field(name) for name in names]
    sets = ", ".join(f'"{f.column}" = %s' for f in fields)  # type: ignore[union-attr]
    stored = [_stored(f, getattr(row, f.attname)) for f in fields]  # type: ignore[union-attr]
    assert meta.pk is not None
    text = f"UPDATE {meta.db_table} SET {sets} WHERE {meta.pk.column} = %s"  # noqa: S608 — as above
    assert run(text, [*stored, row.pk]) == 1, f"{meta.db_table} {row.pk} is gone"


def _built(model: type[M], names: Sequence[str], row: Row) -> M:
    """What `Model.from_db` makes of a whole row, four times as fast: nobody listens to its signals
    (a rule of this house), so the values are put in place at once."""
    made = model.__new__(model)
    state = ModelState()
    state.adding, state.db = False, DEFAULT_DB_ALIAS
    made.__dict__.update(zip(names, row, strict=True), _state=state)
    return made


def made(model: type[M], **values: Any) -> M:
    """What `model(**values)` makes of columns by their own names, four times as fast: a thousand lines of a
    quote are made anew with every price. Nobody listens to its signals."""
    fresh = model.__new__(model)
    state = ModelState()
    state.adding = True
    plain, others = _defaults(model)
    told = {**plain, **values}
    for name, default in others.items():
        if name not in values:
            told[name] = default()
    assert len(told) == len(_columns(model)), "a column by another name"
    fresh.__dict__.update(told, _state=state)
    return fresh


def _stored(field: Any, value: Any) -> Any:
    return dumps(value) if isinstance(field, JSONField) and value is not None else value


@cache
def _columns(model: type[Model]) -> tuple[str, ...]:
    return tuple(f.attname for f in model._meta.concrete_fields)


@cache
def _defaults(model: type[Model]) -> tuple[dict[str, Any], dict[str, Callable[[], Any]]]:
    """What a new object begins with: values that all share, and those that are made for each."""
    fields = model._meta.concrete_fields
    made_anew = {f.attname: f.get_default for f in fields if callable(f.default)}
    plain = {f.attname: f.get_default() for f in fields if f.attname not in made_anew}
    return plain, made_anew


@cache
def _select(model: type[Model], names: tuple[str, ...]) -> tuple[str, tuple[int, ...]]:
    """SELECT … FROM, and which of the columns are JSON."""
    fields = {f.attname: f for f in model._meta.concrete_fields}
    chosen = [fields[name] for name in names]
    listed = ", ".join(f'"{f.column}"' for f in chosen)
    text = f"SELECT {listed} FROM {model._meta.db_table} WHERE"  # noqa: S608 — names from the code
    return text, tuple(n for n, f in enumerate(chosen) if isinstance(f, JSONField))


def _loaded(row: Row, at: Sequence[int]) -> Row:
    told = list(row)
    for n in at:
        told[n] = None if row[n] is None else loads(row[n])
    return tuple(told)


def _executed(text: str, params: Params) -> psycopg.Cursor[Row]:
    database = connections[DEFAULT_DB_ALIAS]
    database.ensure_connection()
    raw = database.connection
    if raw.prepare_threshold is None:
        raw.prepare_threshold, raw.prepared_max = 1 << 30, KEPT  # only what is asked for
    cursor = _Prepared(raw)
    if database.execute_wrappers or database.queries_logged:
        return _watched(database, cursor, text, params)
    with database.wrap_database_errors:
        return cursor.execute(text, params)


def _watched(
    database: BaseDatabaseWrapper, cursor: _Prepared, text: str, params: Params
) -> psycopg.Cursor[Row]:
    """Through the hands of those who count, time or log what is executed."""
    began = perf_counter()
    CursorWrapper(cursor, database).execute(text, params)
    if database.queries_logged:
        took = f"{perf_counter() - began:.3f}"
        database.queries_log.append({"sql": text, "time": took})
    return cursor
