"""What the models promise, the database holds: migrations lose nothing on the way."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection


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


@pytest.mark.slow
@pytest.mark.skipif(
    "DATABASE_URL" in os.environ, reason="schema.sql is written by the embedded server's pg_dump"
)
def test_an_empty_database_is_laid_as_the_migrations_would_have_made_it(db):
    script = Path(__file__).parents[2] / "scripts" / "schema.py"
    done = subprocess.run(
        [sys.executable, str(script), "check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
