"""Reads over the tables of several stages at once. Pages only: nothing here writes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import connection

T = TypeVar("T")


def select(kind: Callable[..., T], statement: str, **values: Any) -> list[T]:
    """One statement, a `kind` per row; columns in the order of its fields."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [kind(*row) for row in cursor.fetchall()]


def one(statement: str, **values: Any) -> tuple[Any, ...]:
    """The single row of a statement that always has one."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    assert row is not None
    return tuple(row)
