"""What the models promise, the database holds: migrations lose nothing on the way."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from comptoir.platform import schema


def ours():
    return [m for m in apps.get_models() if m.__module__.startswith("comptoir.")]


def names(sql: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {name for (name,) in cursor.fetchall()}


@pytest.fixture
def stored(db):
    return names("SELECT conname FROM pg_constraint UNION SELECT relname FROM pg_class")


def test_every_declared_constraint_and_index_exists(stored):
    promised = {
        (m.__name__, c.name) for m in ours() for c in (*m._meta.constraints, *m._meta.indexes)
    }
    assert len(promised) > 100
    assert sorted(p for p in promised if p[1] not in stored) == []


def test_every_declared_trigger_exists(db):
    stored = names("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
    promised = {
        (m.__name__, t.get_pgid(m)) for m in ours() for t in getattr(m._meta, "triggers", [])
    }
    assert len(promised) > 40
    assert sorted(p for p in promised if p[1] not in stored) == []


def test_the_models_have_their_migrations(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_an_empty_database_is_laid_as_the_migrations_would_have_made_it(db):
    """`make schema` made it by applying them all; since then neither it nor one of them was touched."""
    text = schema.FILE.read_text(encoding="utf-8")
    assert schema.sealed(text), "after a new migration: make schema"
    assert not schema.sealed(text.replace("NOT NULL", "NULL", 1))
    assert set(schema.applied()) == set(MigrationLoader(connection).graph.nodes)
