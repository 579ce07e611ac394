"""Reads of connections and of what was exchanged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q

from comptoir.integrating import ports
from comptoir.integrating.actions import UnknownConnection
from comptoir.integrating.core.messages import LEASE, ConnectionState, InState, OutState
from comptoir.integrating.core.objects import Kind
from comptoir.integrating.models import Connection, Heard, Incoming, Link, Outgoing
from comptoir.platform import clock
from comptoir.platform.paging import after

EVERY = timedelta(minutes=1)  # between two looks at what changed there
FAILED = ("refused", "dead", "blocked")


@dataclass(frozen=True, slots=True)
class ConnectionFacts:
    """waiting, failed: messages in both directions; last_at: the last one that was answered."""

    id: UUID
    entity_id: UUID
    system: str
    label: str
    sort: str
    name: str
    url: str
    state: str
    ways: dict[str, str]
    quote_at: str
    fault: str
    who: str
    checked_at: datetime | None
    pulled_at: datetime | None
    signs: bool
    waiting: int = 0
    failed: int = 0
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ExchangeFacts:
    """One message in either direction."""

    id: int
    incoming: bool
    kind: str
    about: str
    our_id: UUID | None
    external_id: str
    state: str
    attempts: int
    body: dict[str, Any] | None
    answer: dict[str, Any]
    missing: tuple[str, ...]
    happened_at: datetime
    next_at: datetime | None
    done_at: datetime | None
    url: str = ""

    @property
    def ident(self) -> str:
        """`out-12`, `in-7`: the two directions are numbered apart."""
        return f"{'in' if self.incoming else 'out'}-{self.id}"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a record of ours is in one other system, and how its last message stands."""

    connection_id: UUID
    name: str
    external_id: str
    url: str
    seen_at: datetime | None
    state: str  # "" : nothing is on its way
    answer: dict[str, Any]
    missing: tuple[str, ...] = ()


def connections(entity_id: UUID) -> list[ConnectionFacts]:
    """Those of a company, by name, with what waits and what failed."""
    rows = list(Connection.objects.filter(entity_id=entity_id).order_by("name"))
    return _counted(rows)


def connection(connection_id: UUID, entity_id: UUID) -> ConnectionFacts:
    """One of a company."""
    row = Connection.objects.filter(pk=connection_id, entity_id=entity_id).first()
    if row is None:
        raise UnknownConnection(field="connection_id", found=str(connection_id))
    return _counted([row])[0]


def _counted(rows: list[Connection]) -> list[ConnectionFacts]:
    ids = [row.pk for row in rows]
    found: dict[UUID, list[Any]] = {pk: [0, 0, None] for pk in ids}
    for model in (Outgoing, Incoming):
        counted = model.objects.filter(connection__in=ids).values("connection_id").annotate(
            waiting=Count("id", filter=Q(state__in=("waiting", "sending"))),
            failed=Count("id", filter=Q(state__in=FAILED)), last=Max("done_at"),
        )  # fmt: skip
        for one in counted:
            mine = found[one["connection_id"]]
            mine[0] += one["waiting"]
            mine[1] += one["failed"]
            mine[2] = max(filter(None, (mine[2], one["last"])), default=None)
    return [_facts(row, *found[row.pk]) for row in rows]


def _facts(row: Connection, waiting: int, failed: int, last: datetime | None) -> ConnectionFacts:
    what = ports.describe(row.system) if row.system in ports.codes() else None
    return ConnectionFacts(
        row.pk, row.entity_id, row.system, what.label if what else row.system,
        what.sort if what else "", row.name, row.url, row.state, row.ways, row.quote_at, row.fault,
        row.who, row.checked_at, row.pulled_at, bool(row.secret), waiting, failed, last,
    )  # fmt: skip


def exchanges(
    connection_id: UUID, *, state: str = "", cursor: str | None = None, limit: int = 50
) -> tuple[list[ExchangeFacts], str | None]:
    """Both directions, newest first, after `cursor`; and the cursor of the next page."""
    found: list[ExchangeFacts] = []
    for model in (Outgoing, Incoming):
        rows = model.objects.filter(connection=connection_id)
        if state:
            rows = rows.filter(state__in=_states(state))
        found += [_exchange(row) for row in rows.order_by("-id")[:MOST]]
    found.sort(key=_order)
    return after(found, _order, cursor, limit)


MOST = 1_000  # of each direction: the newest


def _order(one: ExchangeFacts) -> tuple[Any, ...]:
    return (-int(one.happened_at.timestamp() * 1_000_000), one.incoming, -one.id)


def _states(state: str) -> tuple[str, ...]:
    groups = {"waiting": ("waiting", "sending"), "failed": FAILED, "done": ("sent", "applied")}
    return groups.get(state, (state,))


def exchange(connection_id: UUID, exchange_id: int, incoming: bool) -> ExchangeFacts | None:
    """One message of a connection."""
    model = Incoming if incoming else Outgoing
    row = model.objects.filter(connection=connection_id, pk=exchange_id).first()
    return _exchange(row) if row else None


def _exchange(row: Outgoing | Incoming) -> ExchangeFacts:
    incoming = isinstance(row, Incoming)
    body = row.body or {}
    about = body.get("number") or body.get("sku") or body.get("title") or body.get("name") or ""
    open_ = row.state in ("waiting", "sending")
    return ExchangeFacts(
        row.pk, incoming, row.kind, str(about)[:60] or row.external_id, row.our_id, row.external_id,
        row.state, row.attempts, row.body, row.answer,
        tuple(row.missing) if isinstance(row, Incoming) else (), row.happened_at,
        row.next_at if open_ else None, row.done_at, row.url if isinstance(row, Incoming) else "",
    )  # fmt: skip


def standing(entity_id: UUID, kind: Kind, our_id: UUID) -> list[Standing]:
    """Where a record is elsewhere, one a connection; [] where it is nowhere and nothing is on its way."""
    rows = {c.pk: c for c in Connection.objects.filter(entity_id=entity_id).exclude(state="off")}
    if not rows:
        return []
    links = {
        x.connection_id: x
        for x in Link.objects.filter(connection__in=rows, our_id=our_id, kind=kind)
    }
    last: dict[UUID, Outgoing] = {}
    about = Outgoing.objects.filter(connection__in=rows, our_id=our_id, kind=kind)
    for one in about.exclude(state=OutState.REPLACED).order_by("id"):
        last[one.connection_id] = one
    found = [
        _standing(row, links.get(pk), last.get(pk))
        for pk, row in rows.items()
        if pk in links or pk in last
    ]
    return [_told(one, our_id) for one in found] if kind == Kind.DEAL else found


def _told(one: Standing, our_id: UUID) -> Standing:
    """A deal is told to us: why the last telling is blocked counts, not what we said of it."""
    rows = Incoming.objects.filter(connection=one.connection_id, our_id=our_id, kind=Kind.DEAL)
    last = rows.exclude(state=InState.REPLACED).order_by("-id").first()
    if last is None or last.state != InState.BLOCKED:
        return one
    return replace(one, state=last.state, answer=last.answer, missing=tuple(last.missing))


def _standing(row: Connection, link: Link | None, last: Outgoing | None) -> Standing:
    settled = last is None or last.state in (OutState.SENT, OutState.SAME)
    return Standing(
        row.pk, row.name, link.external_id if link else "", link.url if link else "",
        link.seen_at if link else None, "" if settled or last is None else last.state,
        {} if last is None else last.answer,
    )  # fmt: skip


def due() -> Iterable[tuple[str, UUID]]:
    """(job, connection) of everything that is due now."""
    now = clock.instant()
    on = Connection.objects.filter(state=ConnectionState.ON)
    ids = list(on.values_list("pk", flat=True))
    if not ids:
        return
    waiting = Q(state=OutState.WAITING, next_at__lte=now)
    died = Q(state=OutState.SENDING, claimed_at__lt=now - LEASE)
    out = Outgoing.objects.filter(waiting | died, connection__in=ids)
    told = set(Heard.objects.filter(connection__in=ids).values_list("connection_id", flat=True))
    told |= set(out.values_list("connection_id", flat=True))
    yield from (("tell", pk) for pk in told)
    late = Q(pulled_at=None) | Q(pulled_at__lt=now - EVERY)
    late_ids = set(on.filter(late).values_list("pk", flat=True))
    yield from (("pull", pk) for pk in late_ids)
    due_in = Incoming.objects.filter(
        connection__in=ids, state=InState.WAITING, next_at__lte=now
    ).values_list("connection_id", flat=True)
    yield from (("take", pk) for pk in set(due_in) - late_ids)


def owner(connection_id: UUID) -> Connection | None:
    """The connection that a message is for, on or paused."""
    rows = Connection.objects.exclude(state=ConnectionState.OFF)
    return rows.filter(pk=connection_id).first()
