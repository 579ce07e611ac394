"""Which PostgreSQL Comptoir talks to: `DATABASE_URL` when it is set, else the embedded server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from comptoir.kernel.errors import Invalid
from comptoir.platform.home import home

__all__ = [
    "bin_dir", "django_settings", "ensure", "home", "status", "stop", "without", "without_password",
]  # fmt: skip

KEPT_SECONDS = 60  # a thread keeps its connection, and with it what was prepared (platform/sql.py)
_WITHOUT = "COMPTOIR_NO_DB"
FLOOR = 15  # the oldest major version of PostgreSQL whose SQL we use


class DatabaseUrlUnreadable(Invalid):
    """DATABASE_URL is not an address of a PostgreSQL database."""

    code = "database_url_unreadable"


@dataclass(frozen=True)
class Status:
    """What is known of the database without starting it. `kind` is "url" or "embedded"."""

    kind: str
    running: bool
    pid: int | None
    place: str


def ensure() -> str:
    """The URL of a database that answers; starts, creates or recovers the embedded one if needed.

    A DATABASE_URL is returned as it is, untested: starting that server is its operator's task."""
    if given := os.environ.get("DATABASE_URL"):
        return given
    from comptoir.platform import (
        cluster as where,  # here: these import modules of Unix only
    )
    from comptoir.platform import embedded

    cluster = where.locate(home())
    return embedded.answering(cluster) or embedded.start(cluster)


def stop() -> bool:
    """Stop the embedded server; False when there was none to stop."""
    if os.environ.get("DATABASE_URL"):
        return False
    from comptoir.platform import cluster as where
    from comptoir.platform import embedded

    return embedded.stop(where.locate(home()))


def status() -> Status:
    """Is the database running, and where? Starts nothing."""
    if given := os.environ.get("DATABASE_URL"):
        return Status("url", running=_answers(given), pid=None, place=without_password(given))
    from comptoir.platform import cluster as where
    from comptoir.platform import embedded

    cluster = where.locate(home())
    found = embedded.pid_file(cluster)
    up = embedded.answering(cluster) is not None
    return Status(
        "embedded", running=up, pid=found.pid if found and up else None, place=str(cluster.place)
    )


def bin_dir() -> Path:
    """The directory of pg_dump, pg_restore and psql, from the wheel."""
    from comptoir.platform import cluster as where

    return where.wheel() / "bin"


@contextmanager
def without() -> Iterator[None]:
    """Settings read in this block start no server: for a command that keeps nothing in the database."""
    before = os.environ.get(_WITHOUT)
    os.environ[_WITHOUT] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[_WITHOUT]
        else:
            os.environ[_WITHOUT] = before


def django_settings() -> dict[str, object]:
    """The entry of Django's DATABASES. COMPTOIR_NO_DB=1 (type checker, docs) touches no server."""
    if os.environ.get(_WITHOUT) == "1":
        return _settings({"dbname": "comptoir"})
    return _settings(_parts(ensure()))


def without_password(address: str) -> str:
    """`address` as name=value pairs for screens and logs, its password left out."""
    return " ".join(
        f"{k}={v}" for k, v in _parts(address).items() if k not in {"password", "sslpassword"}
    )


def _parts(address: str) -> dict[str, str]:
    """libpq itself reads the address, so that percent signs, options and key=value forms mean
    what they mean to psql."""
    try:
        parts = conninfo_to_dict(address)
    except psycopg.ProgrammingError as error:
        fix = "postgresql://user:password@host:5432/database"
        raise DatabaseUrlUnreadable(
            field="DATABASE_URL", found=str(error).strip(), expected=fix
        ) from None
    if not parts.get("dbname") and not parts.get("service"):
        raise DatabaseUrlUnreadable(
            field="DATABASE_URL", found="no database name", expected="…/database"
        )
    return {name: str(value) for name, value in parts.items() if value is not None}


def _settings(parts: dict[str, str]) -> dict[str, object]:
    named = {
        "NAME": "dbname",
        "USER": "user",
        "PASSWORD": "password",
        "HOST": "host",
        "PORT": "port",
    }
    settings: dict[str, object] = {"ENGINE": "django.db.backends.postgresql"}
    settings |= {key: parts.get(part, "") for key, part in named.items()}
    settings["OPTIONS"] = {
        name: value for name, value in parts.items() if name not in named.values()
    }
    settings["CONN_MAX_AGE"] = KEPT_SECONDS
    settings["CONN_HEALTH_CHECKS"] = True  # the server may have been restarted
    return settings


def _answers(address: str) -> bool:
    try:
        psycopg.connect(address, connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True
