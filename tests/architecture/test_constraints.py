"""Every CHECK, UNIQUE and EXCLUDE of our tables refuses, by its own name, the row that it is there for.

The rows stand in `constraints.py`. They are written as anybody would who goes past the actions; their keys to
other tables point nowhere, for those are looked at when a transaction ends, and these never do.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from itertools import count
from typing import Any
from uuid import UUID

import pgtrigger
import pytest
from django.apps import apps
from django.db import Error, connection, models, transaction

from tests.architecture.constraints import ANOTHER, AT, DAY, IMPLIED, KEPT, ONE, Kept, Row

pytestmark = pytest.mark.django_db

DECLARED = """
    SELECT c.relname FROM pg_index i
    JOIN pg_class t ON t.oid = i.indrelid JOIN pg_class c ON c.oid = i.indexrelid
    WHERE i.indisunique AND NOT i.indisprimary AND t.relname = ANY(%(ours)s)
    UNION
    SELECT c.conname FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
    WHERE c.contype IN ('c', 'u', 'x') AND t.relname = ANY(%(ours)s)
"""
UNSIGNED = (models.PositiveIntegerField, models.PositiveSmallIntegerField)
Model = type[models.Model]
numbers = count(1)


def ours() -> dict[str, Model]:
    return {m._meta.label: m for m in apps.get_models() if m.__module__.startswith("comptoir.")}


def test_every_constraint_of_the_database_refuses_by_its_own_name():
    """A new one too: whoever declares it writes down what it must refuse, or is told its name here."""
    refused, wrong = set(), []
    with connection.cursor() as cursor:  # the one that waits for the end of a transaction
        cursor.execute("SET CONSTRAINTS quote_line_position_once IMMEDIATE")
    for label, model in ours().items():
        triggers = [f"{label}:{t.name}" for t in getattr(model._meta, "triggers", ())]
        with pgtrigger.ignore(*triggers) if triggers else nullcontext():  # tried beside the actions
            before = transaction.savepoint()
            for name, rows in refusals(model, KEPT.get(label, Kept())):
                by = refusal(model, rows, before)
                refused.add(by)
                if by != name:
                    wrong.append(f"{label}: {by or 'nothing'} refused, not {name or 'nothing'}")
    assert not wrong, "\n".join(wrong)
    assert sorted(declared() - refused - IMPLIED.keys()) == [], (
        "tried nowhere: tests/architecture/constraints.py"
    )
    assert sorted(KEPT.keys() - ours().keys()) == []


def declared() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(DECLARED, {"ours": [m._meta.db_table for m in ours().values()]})
        return {name for (name,) in cursor.fetchall()}


def refusals(model: Model, kept: Kept) -> Iterator[tuple[str, list[Row]]]:
    """Constraint → the rows that it must refuse; first two that nothing refuses."""
    yield "", [row(model, kept.row), row(model, kept.row)]
    for name, changes in kept.wrong.items():
        for change in changes if isinstance(changes, list) else [changes]:
            yield name, [row(model, kept.row | change)]
    for name, columns in kept.once.items():
        same = kept.row | alike(model, kept.row, columns)
        yield name, [row(model, same), row(model, same)]
    for field in model._meta.concrete_fields:
        name = f"{model._meta.db_table}_{field.column}_check"
        if isinstance(field, UNSIGNED) and name not in kept.wrong:
            yield IMPLIED.get(name, name), [row(model, kept.row | {field.attname: -1})]


def refusal(model: Model, rows: list[Row], before: str) -> str:
    """The constraint that refused these rows; they are gone again after."""
    try:
        model._base_manager.bulk_create([model(**one) for one in rows])
    except Error as error:
        return error.__cause__.diag.constraint_name or str(error)
    finally:
        transaction.set_rollback(False)
        transaction.savepoint_rollback(before)
    return ""


def alike(model: Model, said: Row, columns: str) -> Row:
    """`series state=accepted sent_at`: what both rows say; a value is found where they would say nothing."""
    same: Row = {}
    for column in columns.split():
        name, given, value = column.partition("=")
        field: Any = model._meta.get_field(name)
        found = said.get(field.attname) or usual(field) or filled(field, next(numbers))
        found = filled(field, next(numbers)) if found is ANOTHER else found
        same[field.attname] = (value or None) if given else found
    return same


def row(model: Model, said: Row) -> Row:
    """What is said of each column, or its default, or something of its kind."""
    once = {name for c in model._meta.constraints for name in getattr(c, "fields", ())}
    made: Row = {}
    for field in model._meta.concrete_fields:
        value = said.get(field.attname, usual(field, field.unique or field.name in once))
        if value in (ANOTHER, ONE):
            value = filled(field, 1 if value is ONE else next(numbers))
        made[field.attname] = value
    return made


def usual(field: Any, unlike: bool = False) -> Any:
    if field.null or isinstance(field, models.BigAutoField):
        return None
    counted = isinstance(field, models.IntegerField)
    if field.has_default() and not (unlike and counted):
        return field.get_default()
    if field.choices:
        return field.choices[0][0]
    return filled(field, 1 if counted and not unlike else next(numbers))


def filled(field: Any, n: int) -> Any:
    """The nth value of the column's kind."""
    if field.is_relation:
        return filled(field.target_field, n)
    values = {
        "UUIDField": UUID(int=n), "DateField": DAY, "DateTimeField": AT, "JSONField": {},
        "BinaryField": b"", "BooleanField": False, "DecimalField": 1,
    }  # fmt: skip
    kind = field.get_internal_type()
    if isinstance(field, models.CharField | models.TextField):
        return str(n)[-(field.max_length or 9) :]
    return values.get(kind, n)
