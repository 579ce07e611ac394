"""What is wrong with this installation, and what to do about it: one finding per question.

In the reader's language on the page; a terminal, where no language is active, reads English.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import version

from django.conf import settings
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from comptoir.platform import database
from comptoir.platform.models import User

LIBRARIES = ("comptoir", "django", "psycopg", "django-ninja", "typst", "granian")
DEMO = "@demo.comptoir.example"  # the demo's people, whose password is printed in the README
SILENT_SECONDS = 120  # a worker says every few seconds that it lives
SKEW_SECONDS = 2.0
LOW_BYTES, OUT_BYTES = 2 * 2**30, 2**29


class Level(StrEnum):
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


# The names of the checks: codes for a monitor, words on the page.
NAMES = (
    gettext_noop("python"), gettext_noop("libraries"), gettext_noop("disk"),
    gettext_noop("database"), gettext_noop("server"), gettext_noop("durability"),
    gettext_noop("migrations"), gettext_noop("worker"), gettext_noop("deliveries"),
    gettext_noop("clock"), gettext_noop("trials"),
)  # fmt: skip


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
    said = {"version": sys.version.split()[0], "place": sys.prefix}
    return Finding("python", Level.OK, _("%(version)s at %(place)s") % said)


def libraries() -> Finding:
    return Finding(
        "libraries", Level.OK, ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    )


def disk() -> Finding:
    place = database.home()
    free = shutil.disk_usage(place if place.exists() else place.parent).free
    found = _("%(size)s GiB free at %(place)s") % {
        "size": number_format(free / 2**30, 1),
        "place": place,
    }
    if free < LOW_BYTES:
        level = Level.FAIL if free < OUT_BYTES else Level.WARN
        return Finding(
            "disk", level, found, _("free some space, or move COMPTOIR_HOME to a larger disk")
        )
    return Finding("disk", Level.OK, found)


def reach() -> Finding:
    try:
        connection.ensure_connection()
    except OperationalError as error:
        fix = _("check DATABASE_URL, or run 'comptoir up' for the embedded server")
        return Finding("database", Level.FAIL, str(error).strip(), fix)
    where = database.status()
    return Finding("database", Level.OK, f"{where.kind}: {where.place}")


def server() -> Finding:
    major = int(str(_one("SHOW server_version_num"))) // 10_000
    size = _one("SELECT pg_size_pretty(pg_database_size(current_database()))")
    found = f"PostgreSQL {_one('SHOW server_version')}, {size}"
    if major < database.FLOOR:
        fix = _("upgrade to PostgreSQL %(version)s or later") % {"version": database.FLOOR}
        return Finding("server", Level.FAIL, found, fix)
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
            _("set fsync and full_page_writes to on: a crash loses data"),
        )
    if values["synchronous_commit"] == "off":
        return Finding(
            "durability",
            Level.WARN,
            found,
            _("set synchronous_commit to on: a crash loses the last moments"),
        )
    return Finding("durability", Level.OK, found)


def migrations() -> Finding:
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        names = ", ".join(f"{m.app_label}.{m.name}" for m, _ in pending[:3])
        fix = _("run 'comptoir up', or 'python -m django migrate'")
        found = _("%(n)s not applied: %(names)s") % {"n": len(pending), "names": names}
        return Finding("migrations", Level.WARN, found, fix)
    return Finding("migrations", Level.OK, _("all applied"))


def worker() -> Finding:
    fix = _("run 'comptoir worker' ('comptoir up' does), or restart it")
    if _one("SELECT to_regclass('platform_heartbeat')") is None:
        return Finding("worker", Level.WARN, _("no tables yet"), _("run 'comptoir up'"))
    age = _one("SELECT extract(epoch FROM now() - max(at))::float8 FROM platform_heartbeat")
    if age is None:
        return Finding("worker", Level.WARN, _("no worker has run yet"), fix)
    seconds = float(str(age))
    level = Level.OK if seconds < SILENT_SECONDS else Level.WARN
    found = _("last sign of life %(n)s s ago") % {"n": f"{seconds:.0f}"}
    return Finding("worker", level, found, "" if level is Level.OK else fix)


def outbox() -> Finding:
    if _one("SELECT to_regclass('platform_delivery')") is None:
        return Finding("deliveries", Level.OK, _("no tables yet"))
    failing = int(
        str(_one("SELECT count(*) FROM platform_delivery WHERE done_at IS NULL AND error <> ''"))
    )
    if failing:
        fix = _("read platform_delivery.error; the worker tries again by itself")
        found = ngettext(
            "%(n)d event waits for a handler that failed",
            "%(n)d events wait for a handler that failed",
            failing,
        ) % {"n": failing}
        return Finding("deliveries", Level.WARN, found, fix)
    return Finding("deliveries", Level.OK, _("no event waits"))


def _signed(value: float, places: int) -> str:
    """A number with its sign, in the reader's language."""
    sign = "\u2212" if value < 0 else "+"
    return f"{sign}{number_format(abs(value), places)}"


def clocks() -> Finding:
    before = time.time()
    theirs = float(str(_one("SELECT extract(epoch FROM clock_timestamp())::float8")))
    skew = theirs - (before + time.time()) / 2
    if abs(skew) > SKEW_SECONDS:
        found, fix = _("database %(n)s s off"), _("synchronize both machines (NTP)")
        return Finding("clock", Level.WARN, found % {"n": _signed(skew, 1)}, fix)
    return Finding("clock", Level.OK, _("database %(n)s s off") % {"n": _signed(skew, 3)})


def trials() -> Finding:
    """Who tries a company is promised that nobody else sees it; everybody knows the demo's password."""
    if not settings.COMPTOIR_TRY:
        return Finding("trials", Level.OK, _("not offered"))
    if User.objects.filter(email__endswith=DEMO, is_active=True).exists():
        found = _("offered at /try/, while the demo's log-ins see every company")
        fix = _("close the log-ins that end in %(domain)s: Settings › People and roles")
        return Finding("trials", Level.WARN, found, fix % {"domain": DEMO})
    return Finding("trials", Level.OK, _("offered at /try/"))


IN_DATABASE: tuple[Callable[[], Finding], ...] = (
    server,
    durability,
    migrations,
    worker,
    outbox,
    clocks,
    trials,
)


def _one(question: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(question)
        row = cursor.fetchone()
    return row[0] if row else None
