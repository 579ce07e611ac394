"""Servers that a test owns: an embedded one in an empty home, and the oldest we support."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from comptoir.platform import database

ROOT = os.geteuid() == 0
OLD = Path("/usr/lib/postgresql/15/bin")


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty COMPTOIR_HOME of its own, whose server is stopped at the end."""
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o711)
        monkeypatch.setenv("COMPTOIR_HOME", f"{made}/home")
        monkeypatch.delenv("DATABASE_URL", raising=False)
        monkeypatch.delenv("COMPTOIR_NO_DB", raising=False)
        yield Path(made) / "home"
        database.stop()


@pytest.fixture
def old_server() -> Iterator[str]:
    """A PostgreSQL 15 of the system's packages, made for this test."""
    if not (OLD / "initdb").exists():
        pytest.skip("PostgreSQL 15 is not installed")
    owner = next((u for u in ("postgres",) if ROOT), None)
    with tempfile.TemporaryDirectory() as made:
        if owner:
            shutil.chown(made, owner)

        def run(program: str, *words: str) -> None:
            subprocess.run(
                [OLD / program, *words], cwd=made, user=owner, extra_groups=[] if owner else None,
                stdout=subprocess.DEVNULL, check=True,
            )  # fmt: skip

        run("initdb", "-D", "data", "-U", "comptoir", "-A", "trust", "-E", "UTF8", "--locale=C")
        listen = f"-c listen_addresses='' -c unix_socket_directories='{made}' -c fsync=off"
        run("pg_ctl", "-D", "data", "-l", "log", "-w", "-o", listen, "start")
        try:
            yield f"postgresql://comptoir@/postgres?host={made}"
        finally:
            run("pg_ctl", "-D", "data", "-m", "immediate", "stop")
