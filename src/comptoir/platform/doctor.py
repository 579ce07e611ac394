"""What is wrong with this installation, and what to do about it: one finding per question."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import version

from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from comptoir.platform import database

LIBRARIES = ("comptoir", "django", "psycopg", "django-ninja", "typst", "granian")
SILENT_SECONDS = 120  # a worker says every few seconds that it lives
SKEW_SECONDS = 2.0
LOW_BYTES, OUT_BYTES = 2 * 2**30, 2**29


class Level(StrEnum):
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True)
class Finding:
    """`found` is what was seen; `fix` is what to do, empty when nothing is."""

    name: str
    level: Level
    found: str
    fix: str = ""


def examine() -> list[Finding]:
    """Every check; those that need the database are left out when it does not answer."""
    first = [python(), libraries(), disk()]
    reachable = reach()
    if reachable.level is Level.FAIL:
        return [*first, reachable]
    return [*first, reachable, *(check() for check in IN_DATABASE)]


def python() -> Finding:
    return Finding("python", Level.OK, f"{sys.version.split()[0]} at {sys.prefix}")


def libraries() -> Finding:
    return Finding(
        "libraries", Level.OK, ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    )


def disk() -> Finding:
    place = database.home()
    free = shutil.disk_usage(place if place.exists() else place.parent).free
    found = f"{free / 2**30:.1f} GiB free at {place}"
    if free < LOW_BYTES:
        level = Level.FAIL if free < OUT_BYTES else Level.WARN
        return Finding(
            "disk", level, found, "free some space, or move COMPTOIR_HOME to a larger disk"
        )
    return Finding("disk", Level.OK, found)


def reach() -> Finding:
    try:
        connection.ensure_connection()
    except OperationalError as error:
        fix = "check DATABASE_URL, or run 'comptoir up' for the embedded server"
        return Finding("database", Level.FAIL, str(error).strip(), fix)
    where = database.status()
    return Finding("database", Level.OK, f"{where.kind}: {where.place}")


def server() -> Finding:
    major = int(str(_one("SHOW server_version_num"))) // 10_000
    size = _one("SELECT pg_size_pretty(pg_database_size(current_database()))")
    found = f"PostgreSQL {_one('SHOW server_version')}, {size}"
    if major < database.FLOOR:
        return Finding(
            "server", Level.FAIL, found, f"upgrade to PostgreSQL {database.FLOOR} or later"
        )
    return Finding("server", Level.OK, found)


def durability() -> Finding:
    values = {
        name: str(_one(f"SHOW {name}"))
        for name in ("fsync", "full_page_writes", "synchronous_commit")
    }
    found = ", ".join(f"{name} {value}" for name, value in values.items())
    if "off" in (values["fsync"], values["full_page_writes"]):
        return Finding(
            "durability",
            Level.FAIL,
            found,
            "set fsync and full_page_writes to on: a crash loses data",
        )
    if values["synchronous_commit"] == "off":
        return Finding(
            "durability",
            Level.WARN,
            found,
            "set synchronous_commit to on: a crash loses the last moments",
        )
    return Finding("durability", Level.OK, found)


def migrations() -> Finding:
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        names = ", ".join(f"{m.app_label}.{m.name}" for m, _ in pending[:3])
        fix = "run 'comptoir up', or 'python -m django migrate'"
        return Finding("migrations", Level.WARN, f"{len(pending)} not applied: {names}", fix)
    return Finding("migrations", Level.OK, "all applied")


def worker() -> Finding:
    fix = "run 'comptoir worker' ('comptoir up' does), or restart it"
    if _one("SELECT to_regclass('platform_heartbeat')") is None:
        return Finding("worker", Level.WARN, "no tables yet", "run 'comptoir up'")
    age = _one("SELECT extract(epoch FROM now() - max(at))::float8 FROM platform_heartbeat")
    if age is None:
        return Finding("worker", Level.WARN, "no worker has run yet", fix)
    seconds = float(str(age))
    level = Level.OK if seconds < SILENT_SECONDS else Level.WARN
    return Finding(
        "worker", level, f"last sign of life {seconds:.0f} s ago", "" if level is Level.OK else fix
    )


def outbox() -> Finding:
    if _one("SELECT to_regclass('platform_delivery')") is None:
        return Finding("deliveries", Level.OK, "no tables yet")
    failing = int(
        str(_one("SELECT count(*) FROM platform_delivery WHERE done_at IS NULL AND error <> ''"))
    )
    if failing:
        fix = "read platform_delivery.error; the worker tries again by itself"
        return Finding(
            "deliveries", Level.WARN, f"{failing} events wait for a handler that failed", fix
        )
    return Finding("deliveries", Level.OK, "no event waits")


def clocks() -> Finding:
    before = time.time()
    theirs = float(str(_one("SELECT extract(epoch FROM clock_timestamp())::float8")))
    skew = theirs - (before + time.time()) / 2
    if abs(skew) > SKEW_SECONDS:
        return Finding(
            "clock", Level.WARN, f"database {skew:+.1f} s off", "synchronise both machines (NTP)"
        )
    return Finding("clock", Level.OK, f"database {skew:+.3f} s off")


IN_DATABASE: tuple[Callable[[], Finding], ...] = (
    server,
    durability,
    migrations,
    worker,
    outbox,
    clocks,
)


def _one(question: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(question)
        row = cursor.fetchone()
    return row[0] if row else None
