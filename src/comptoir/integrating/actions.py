"""Writes of connections: make, change, pause, and who is who. What is exchanged is written by the jobs."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit
from uuid import UUID

from comptoir.integrating import ports, retrying, saying, vault
from comptoir.integrating.core.messages import (
    CONNECTION_MOVES,
    ConnectionState,
    Way,
    able,
    usual,
)
from comptoir.integrating.core.objects import Kind
from comptoir.integrating.events import (
    ConnectionChanged,
    ConnectionMoved,
    EverythingAsked,
    ExchangeRetried,
    RecordLinked,
    RecordTaken,
    SystemConnected,
)
from comptoir.integrating.models import Connection, Link
from comptoir.kernel.errors import Invalid, NotFound, Refused
from comptoir.kernel.states import step
from comptoir.platform.actions import Change, Do, action

MAY = "integrating.write"
HIDDEN = "•••"


class UnknownConnection(NotFound):
    """There is no such connection."""

    code = "unknown_connection"


class ConnectionNameTaken(Refused):
    """Another connection has this name."""

    code = "connection_name_taken"


class ConnectionNameMissing(Invalid):
    """A connection needs a name."""

    code = "connection_name_missing"


class BadConnectionAddress(Invalid):
    """This is not the address of a system: it begins with https:// or http://."""

    code = "bad_connection_address"


class TokenMissing(Invalid):
    """The other system gives a key for this connection; enter it."""

    code = "token_missing"


class BadWay(Invalid):
    """This system cannot exchange these records in this direction."""

    code = "bad_way"


class ConnectionSame(Refused):
    """Nothing was changed."""

    code = "nothing_changed"


@action(may=MAY)
def connect_system(
    do: Do, *, system: str, name: str, url: str, token: str, secret: str = ""
) -> SystemConnected:
    """Connect another system, with the directions that are usual for its sort.

    token   lets us in there    secret  signs what it tells us; both are sealed and never shown again
    """
    what = ports.describe(system)
    ways = {k.value: usual(what.sort, k, _able(what, k)).value for k in Kind}
    row = Connection(
        entity_id=do.entity_id, system=system, name=_name(do, name), url=_address(url),
        token=vault.seal(_token(token)), secret=vault.seal(secret.strip()), ways=ways,
        hears=_hears(ways), made_by=do.actor.name, created_at=do.now,
    )  # fmt: skip
    row.save(force_insert=True)
    event = SystemConnected(entity_id=do.entity_id, connection_id=row.pk, system=system)
    return do.record(event)


@action(may=MAY)
def change_connection(
    do: Do, *, connection_id: UUID, name: str | None = None, url: str | None = None,
    token: str = "", secret: str = "", ways: Mapping[str, str] | None = None,
    quote_at: str | None = None,
) -> ConnectionChanged:  # fmt: skip
    """Change what is given: None, and an empty key, stay as they are."""
    row = locked(do, connection_id)
    changed: Change = {}
    if name is not None and name.strip() != row.name:
        _set(row, changed, "name", _name(do, name))
    if url is not None:
        _set(row, changed, "url", _address(url))
    if quote_at is not None:
        _set(row, changed, "quote_at", quote_at.strip()[:80])
    if ways is not None:
        _set(row, changed, "ways", _ways(row, ways))
        row.hears = _hears(row.ways)
    for field, given in (("token", token.strip()), ("secret", secret.strip())):
        if given:
            setattr(row, field, vault.seal(given))
            changed[field] = (HIDDEN, HIDDEN)
    if not changed:
        raise ConnectionSame
    row.save()
    event = ConnectionChanged(entity_id=do.entity_id, connection_id=row.pk)
    return do.record(event, changed=changed)


@action(may=MAY)
def move_connection(do: Do, *, connection_id: UUID, verb: str, fault: str = "") -> ConnectionMoved:
    """pause, resume, switch_off or switch_on. Off means that nothing is written down either.

    fault  why it pauses by itself
    """
    row = locked(do, connection_id)
    before = row.state
    row.state = step(CONNECTION_MOVES, verb, ConnectionState(row.state))
    row.fault = fault[:300]
    row.save(update_fields=["state", "fault"])
    event = ConnectionMoved(
        entity_id=do.entity_id, connection_id=row.pk, state=row.state, refused=bool(fault)
    )
    return do.record(event, changed={"state": (before, row.state)})


@action(may=MAY)
def ask_everything(do: Do, *, connection_id: UUID) -> EverythingAsked:
    """All records of the kinds that go there are looked at, and sent where they are new there."""
    row = locked(do, connection_id)
    return do.record(EverythingAsked(entity_id=do.entity_id, connection_id=row.pk))


@action(may=MAY)
def retry_exchange(
    do: Do, *, connection_id: UUID, exchange_id: int, incoming: bool
) -> ExchangeRetried:
    """Send, or apply, a message again."""
    row = locked(do, connection_id)
    retrying.again(row, exchange_id, incoming)
    event = ExchangeRetried(
        entity_id=do.entity_id, connection_id=row.pk, exchange_id=exchange_id, incoming=incoming
    )
    return do.record(event)


@action(may=MAY)
def link_record(
    do: Do, *, connection_id: UUID, kind: str, our_id: UUID, external_id: str, url: str = "",
    digest: str = "",
) -> RecordLinked:  # fmt: skip
    """A record here and one there are the same from now on."""
    Link.objects.create(
        connection_id=connection_id, kind=kind, our_id=our_id, external_id=external_id[:120],
        url=url[:400], digest=digest, seen_at=do.now,
    )  # fmt: skip
    event = RecordLinked(
        entity_id=do.entity_id, connection_id=connection_id, kind=kind, our_id=our_id
    )
    return do.record(event)


@action(may=MAY)
def take_record(
    do: Do, *, connection_id: UUID, kind: str, our_id: UUID, exchange_id: int
) -> RecordTaken:
    """Keep on record that what another system told was applied here."""
    event = RecordTaken(
        entity_id=do.entity_id, connection_id=connection_id, kind=kind, our_id=our_id,
        exchange_id=exchange_id,
    )  # fmt: skip
    return do.record(event)


def locked(do: Do, connection_id: UUID) -> Connection:
    rows = Connection.objects.select_for_update().filter(entity_id=do.entity_id, pk=connection_id)
    row = rows.first()
    if row is None:
        raise UnknownConnection(field="connection_id", found=str(connection_id))
    return row


def _set(row: Connection, changed: Change, field: str, value: object) -> None:
    if getattr(row, field) != value:
        changed[field] = (getattr(row, field), value)
        setattr(row, field, value)


def _able(what: ports.System, kind: Kind) -> tuple[Way, ...]:
    return able(kind in what.pulls, kind in what.pushes)


def _ways(row: Connection, given: Mapping[str, str]) -> dict[str, str]:
    what, found = ports.describe(row.system), dict(row.ways)
    for name, way in given.items():
        if name not in list(Kind):
            raise BadWay(field=f"ways.{name[:20]}", expected=" | ".join(Kind))
        may = _able(what, Kind(name))
        if way not in may:
            raise BadWay(field=f"ways.{name}", found=way[:20], expected=" | ".join(may))
        found[name] = way
    return found


def _hears(ways: Mapping[str, str]) -> list[str]:
    return saying.hears(frozenset(Kind(k) for k, way in ways.items() if Way(way).goes))


def _name(do: Do, text: str) -> str:
    name = " ".join(text.split())[:60]
    if not name:
        raise ConnectionNameMissing(field="name")
    if Connection.objects.filter(entity_id=do.entity_id, name=name).exists():
        raise ConnectionNameTaken(field="name", found=name)
    return name


def _address(text: str) -> str:
    address = text.strip().rstrip("/")
    try:
        parts = urlsplit(address)
        right = parts.scheme in ("https", "http") and bool(parts.hostname) and len(address) <= 300
    except ValueError:
        right = False
    if not right:
        raise BadConnectionAddress(field="url", found=text[:80], expected="https://…")
    return address


def _token(text: str) -> str:
    if not text.strip():
        raise TokenMissing(field="token")
    return text.strip()
