"""Our own PostgreSQL server, run from a wheel: no installation, no network, no password.

One cluster per home directory. It listens on a Unix socket only, in a directory that only the owner
(and root) may enter, so `trust` is safe. It outlives the process that started it; `stop` ends it.
As root the server runs as `postgres` (or `nobody`): PostgreSQL refuses to run as root.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from comptoir.kernel.errors import DomainError
from comptoir.platform import cluster as where
from comptoir.platform import home
from comptoir.platform.cluster import PORT, Cluster, DatabaseOfAnotherUser, Running

ADMIN = "comptoir_admin"  # superuser of the cluster, never used by the application
APP = "comptoir"  # owner of the database; may create test databases, is no superuser
START_SECONDS = 60
RECOVERY_SECONDS = 30  # backends of a killed server may live on a moment and hold its memory
LOG_BYTES = 10_000_000
NO_SUCH_PID = 2**22 + 1  # above every kernel's highest process id

SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


class DatabaseNotStarted(DomainError):
    """The embedded database did not start."""

    status = 503
    code = "database_not_started"


# ── talking to it ───────────────────────────────────────────────────────────────────────────────


def url(sockets: str, *, user: str = APP, database: str = APP) -> str:
    """The libpq URL of a database behind the socket in `sockets`."""
    return f"postgresql://{user}@{quote(sockets, safe='')}:{PORT}/{database}"


def answering(cluster: Cluster) -> str | None:
    """The URL of the application's database when the server is up, without starting any process."""
    running = pid_file(cluster)
    if running is None or not _alive(running.pid):
        return None
    address = url(running.sockets)
    return address if _why_not(address) is None else None


def pid_file(cluster: Cluster) -> Running | None:
    """What postmaster.pid says, or None when no server wrote it."""
    try:
        lines = (cluster.data / "postmaster.pid").read_text().splitlines()
        return Running(pid=int(lines[0]), sockets=lines[4])
    except (FileNotFoundError, NotADirectoryError, IndexError, ValueError):
        return None
    except PermissionError:
        raise _not_ours(cluster) from None


def _why_not(address: str) -> str | None:
    """Why a connection to `address` fails, or None when it works."""
    try:
        psycopg.connect(address, connect_timeout=3).close()
    except psycopg.OperationalError as refused:
        return str(refused)
    return None


def _alive(pid: int) -> bool:
    """Is there a PostgreSQL server with this process id? A zombie or a reused id is not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    try:
        name, state = Path(f"/proc/{pid}/stat").read_text().partition("(")[2].rsplit(") ", 1)
    except (OSError, ValueError):
        return not Path("/proc/self").exists()  # no /proc on macOS: believe the id
    return name == "postgres" and not state.startswith("Z")


def _not_ours(cluster: Cluster) -> DatabaseOfAnotherUser:
    return DatabaseOfAnotherUser(
        found=str(cluster.place),
        fix="run as the user who started it, or set COMPTOIR_HOME to a place of your own",
    )


# ── starting and stopping ───────────────────────────────────────────────────────────────────────


def start(cluster: Cluster) -> str:
    """Create what is missing, start the server, recover it after a crash; the application's URL.

    Safe in a race: one process starts, the others wait for its lock and attach."""
    with _locked(cluster):
        if (address := answering(cluster)) is not None:
            return address
        binaries = where.binaries(cluster)
        if not (cluster.data / "PG_VERSION").exists():
            _create(cluster, binaries)
        _revive(cluster, binaries)
        running = pid_file(cluster)
        assert running is not None, "the server is up, so it wrote its pid file"
        _furnish(running.sockets)
        return url(running.sockets)


def stop(cluster: Cluster) -> bool:
    """Stop the server cleanly (open transactions are rolled back); False when none was running."""
    running = pid_file(cluster)
    if running is None or not _alive(running.pid):
        return False
    with _locked(cluster):
        _run(cluster, _stopping(where.binaries(cluster)))
    return True


@contextmanager
def _locked(cluster: Cluster) -> Iterator[None]:
    """Make the cluster's directory and hold its lock, so that only one process starts or stops."""
    try:
        _make_place(cluster)
        handle = os.open(
            cluster.place.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600
        )
    except PermissionError:
        raise _not_ours(cluster) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _make_place(cluster: Cluster) -> None:
    home.make(cluster.place.parent)
    if not cluster.place.exists():
        cluster.place.mkdir(mode=0o700, exist_ok=True)
        if cluster.account:
            os.chown(cluster.place, cluster.account.uid, cluster.account.gid)


def _create(cluster: Cluster, binaries: Path) -> None:
    """initdb beside the final place, then rename: cut short, it leaves nothing that looks whole."""
    shutil.rmtree(cluster.place / "data.new", ignore_errors=True)
    options = (
        "-A trust --encoding=UTF8 --locale=C --locale-provider=builtin --builtin-locale=C.UTF-8"
    )
    options += " --data-checksums --no-instructions"
    if sys.platform == "linux":  # one call for a thousand files: a fifth of the time
        options += " --sync-method=syncfs"
    _run(cluster, [str(binaries / "initdb"), "-D", "data.new", "-U", ADMIN, *options.split()])
    with (cluster.place / "data.new/postgresql.conf").open("a") as conf:
        conf.write("\ninclude_if_exists = 'comptoir.conf'\n")
    (cluster.place / "data.new").rename(cluster.data)


def _launch(cluster: Cluster, binaries: Path) -> None:
    """Start the server and wait until it answers; tries again while a killed one is dying."""
    _write_settings(cluster)
    if cluster.log.exists() and cluster.log.stat().st_size > LOG_BYTES:
        cluster.log.unlink()
    deadline = time.monotonic() + RECOVERY_SECONDS
    options = f"-D data -l server.log -w -t {START_SECONDS}"
    command = [str(binaries / "pg_ctl"), "start", *options.split()]
    while True:
        try:
            _run(cluster, command)
            return
        except DatabaseNotStarted as failure:
            dying = any("shared memory block" in line for line in _tail(cluster))
            if not dying or time.monotonic() > deadline:
                raise DatabaseNotStarted(
                    found=" / ".join(_tail(cluster)), said=failure.facts.get("said")
                ) from None
        time.sleep(0.2)


def _revive(cluster: Cluster, binaries: Path) -> None:
    """Launch a server that is not there; wait for one that is but gave no answer: it is
    still recovering, or just dying, or its socket was swept away, or it lacks only our database."""
    deadline = time.monotonic() + START_SECONDS
    while (running := pid_file(cluster)) is not None and _alive(running.pid):
        why = _why_not(url(running.sockets, user=ADMIN, database="postgres"))
        if why is None:
            return
        if not Path(running.sockets, f".s.PGSQL.{PORT}").exists():
            _run(cluster, _stopping(binaries))
        elif time.monotonic() > deadline:
            raise DatabaseNotStarted(found=why, log=str(cluster.log))
        time.sleep(0.1)
    _forget_dead_server(cluster, running)
    _launch(cluster, binaries)


def _forget_dead_server(cluster: Cluster, running: Running | None) -> None:
    """Put an impossible id where a zombie or a stranger has the dead server's id, which would stop
    the next start. The file itself stays: it says whose memory may still be in use."""
    if running is None:
        return
    path = cluster.data / "postmaster.pid"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join([f"{NO_SUCH_PID}\n", *lines[1:]]))
    Path(running.sockets, f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)


def _write_settings(cluster: Cluster) -> None:
    sockets = str(where.sockets(cluster)).replace('"', '""').replace("'", "''")
    values = {**SETTINGS, "port": str(PORT), "unix_socket_directories": f'"{sockets}"'}
    path = cluster.data / "comptoir.conf"
    path.write_text("".join(f"{name} = '{value}'\n" for name, value in sorted(values.items())))
    if cluster.account:
        os.chown(path, cluster.account.uid, cluster.account.gid)


def _furnish(sockets: str) -> None:
    """The application's role and database, when they are missing."""
    with psycopg.connect(url(sockets, user=ADMIN, database="postgres"), autocommit=True) as admin:
        role, database = sql.Identifier(APP), sql.Identifier(APP)
        if not admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP]).fetchone():
            admin.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(role))
        if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [APP]).fetchone():
            admin.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, role))


def _stopping(binaries: Path) -> list[str]:
    return [str(binaries / "pg_ctl"), "stop", "-D", "data", "-m", "fast", "-w"]


def _run(cluster: Cluster, command: Sequence[str]) -> None:
    """Run one of PostgreSQL's programs in the cluster's directory, as the server's account, in a
    clean environment (PGPORT, PGDATA and the like would change what it does)."""
    account = cluster.account
    done = subprocess.run(
        command,
        cwd=cluster.place,
        env={"PATH": os.defpath, "LC_ALL": "C"},
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise DatabaseNotStarted(said=done.stderr.strip(), log=str(cluster.log))


def _tail(cluster: Cluster) -> list[str]:
    try:
        return cluster.log.read_text(errors="replace").splitlines()[-4:]
    except OSError:
        return []
