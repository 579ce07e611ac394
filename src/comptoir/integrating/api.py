"""Connections to other systems over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.integrating import actions, asking, ports, queries, words
from comptoir.integrating.queries import ConnectionFacts, ExchangeFacts
from comptoir.platform.paging import after
from comptoir.platform.roles import require
from comptoir.platform.schemas import (
    ConnectionId,
    In,
    OpportunityId,
    Page,
    Paged,
    ProgressId,
    QuoteId,
)
from comptoir.platform.web import actor_of, do_for, entity_of, perform

router = Router(tags=["Connections"])
Text = Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")]
Secret = Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")]
WayName = Literal["off", "in", "out", "both"]


class SystemOut(Schema):
    """pulls: kinds that it has to tell; pushes: kinds that it accepts."""

    code: str
    label: str
    sort: str
    pulls: list[str]
    pushes: list[str]


class ConnectionIn(In):
    """token lets us in there, secret signs what it tells us; neither is ever shown."""

    system: Text
    name: Text
    url: Text
    token: Secret
    secret: Secret = ""


class ConnectionChangeIn(In):
    """What is left out stays. ways: kind → direction, of the kinds that change."""

    name: Text | None = None
    url: Text | None = None
    token: Secret = ""
    secret: Secret = ""
    ways: dict[str, WayName] | None = None
    quote_at: Text | None = None


class ConnectionMoveIn(In):
    verb: Literal["pause", "resume", "switch_off", "switch_on"]


class ConnectionOut(Schema):
    """hook: the path where it tells us. signs: a secret is known for that."""

    id: ConnectionId
    system: str
    name: str
    url: str
    state: str
    ways: dict[str, str]
    quote_at: str
    fault: str
    who: str
    signs: bool
    hook: str
    waiting: int
    failed: int
    checked_at: datetime | None
    pulled_at: datetime | None
    last_at: datetime | None


class ExchangeOut(Schema):
    """One message. id: `out-…` or `in-…`; missing: what it waits for; answer: why it failed, in words."""

    id: str
    direction: Literal["in", "out"]
    kind: str
    about: str
    external_id: str
    state: str
    attempts: int
    missing: list[str]
    answer: str
    payload: dict[str, Any] | None
    happened_at: datetime
    next_at: datetime | None
    done_at: datetime | None


class ExchangesAsked(Paged):
    state: Literal["", "waiting", "failed", "done"] = ""


class CheckOut(Schema):
    who: str


class DealQuotedOut(Schema):
    quote_id: QuoteId


class QueuedOut(Schema):
    queued: bool


class StartedOut(Schema):
    """progress_id: null on a dry run."""

    progress_id: ProgressId | None


@router.get("/connections/systems", response=Page[SystemOut])
def systems(request: HttpRequest, paging: Query[Paged]) -> dict[str, Any]:
    """The systems that this installation can be connected to."""
    found = [(code, ports.describe(code)) for code in ports.codes()]
    page, following = after(found, lambda pair: (pair[0],), paging.cursor, paging.limit)
    items = [
        {"code": code, "label": s.label, "sort": s.sort, "pulls": sorted(s.pulls), "pushes": sorted(s.pushes)}
        for code, s in page
    ]  # fmt: skip
    return {"items": items, "next": following}


@router.get("/connections", response=Page[ConnectionOut])
def connections(request: HttpRequest, paging: Query[Paged]) -> dict[str, Any]:
    """Connections by name, with what waits and what failed."""
    rows = queries.connections(_entity(request))
    page, following = after(rows, lambda c: (c.name,), paging.cursor, paging.limit)
    return {"items": [_shown(c) for c in page], "next": following}


@router.post("/connections", response=ConnectionOut)
def connect(request: HttpRequest, data: ConnectionIn) -> dict[str, Any]:
    """Connect another system, with the directions that are usual for its sort."""
    return perform(request, actions.connect_system, _read(request), **data.model_dump())


@router.get("/connections/{connection_id}", response=ConnectionOut)
def connection(request: HttpRequest, connection_id: ConnectionId) -> dict[str, Any]:
    """One connection."""
    return _shown(queries.connection(connection_id, _entity(request)))


@router.patch("/connections/{connection_id}", response=ConnectionOut)
def change(
    request: HttpRequest, connection_id: ConnectionId, data: ConnectionChangeIn
) -> dict[str, Any]:
    """Change name, address, keys or directions."""
    return perform(
        request, actions.change_connection, _read(request), connection_id=connection_id,
        **data.model_dump(),
    )  # fmt: skip


@router.post("/connections/{connection_id}/move", response=ConnectionOut)
def move(
    request: HttpRequest, connection_id: ConnectionId, data: ConnectionMoveIn
) -> dict[str, Any]:
    """Pause, resume, switch off or on. Paused, what happens is kept and sent later; off, it is not kept."""
    return perform(
        request,
        actions.move_connection,
        _read(request),
        connection_id=connection_id,
        verb=data.verb,
    )


@router.post("/connections/{connection_id}/check", response=CheckOut)
def check(request: HttpRequest, connection_id: ConnectionId) -> dict[str, Any]:
    """Ask the other system who it is; refused with what is wrong."""
    return {"who": asking.check(connection_id, _entity(request))}


@router.post("/connections/{connection_id}/pull", response=QueuedOut)
def pull(request: HttpRequest, connection_id: ConnectionId) -> dict[str, Any]:
    """Read what changed there now, not at the next minute."""
    asking.pull(connection_id, _entity(request))
    return {"queued": True}


@router.post("/connections/{connection_id}/everything", response=StartedOut)
def everything(request: HttpRequest, connection_id: ConnectionId) -> dict[str, Any]:
    """Look at all records of the kinds that go there and send what is new; progress is shown."""
    do = do_for(request)
    event = actions.ask_everything(do, connection_id=connection_id)
    return {"progress_id": asking.started(do, event.connection_id)}


@router.post("/opportunities/{opportunity_id}/quote-deal", response=DealQuotedOut)
def quote_deal(request: HttpRequest, opportunity_id: OpportunityId) -> dict[str, Any]:
    """Draft a quote of what the CRM's deal of an opportunity sells."""
    return {"quote_id": asking.quote_deal(do_for(request), opportunity_id)}


@router.get("/connections/{connection_id}/exchanges", response=Page[ExchangeOut])
def exchanges(
    request: HttpRequest, connection_id: ConnectionId, asked: Query[ExchangesAsked]
) -> dict[str, Any]:
    """What was exchanged in both directions, newest first: the newest 1,000 of each."""
    known = queries.connection(connection_id, _entity(request))
    rows, following = queries.exchanges(
        known.id, state=asked.state, cursor=asked.cursor, limit=asked.limit
    )
    return {"items": [exchanged(x) for x in rows], "next": following}


@router.post("/connections/{connection_id}/exchanges/{exchange}/retry", response=ExchangeOut)
def retry(
    request: HttpRequest, connection_id: ConnectionId,
    exchange: Annotated[str, Field(pattern=r"^(in|out)-[1-9][0-9]{0,17}$")],
) -> dict[str, Any]:  # fmt: skip
    """Send, or apply, a message again: a refused one as the record is now."""
    direction, _, number = exchange.partition("-")
    incoming = direction == "in"

    def read(event: Any) -> dict[str, Any]:
        found = queries.exchange(event.connection_id, event.exchange_id, incoming)
        assert found is not None
        return exchanged(found)

    shown = perform(
        request, actions.retry_exchange, read, connection_id=connection_id,
        exchange_id=int(number), incoming=incoming,
    )  # fmt: skip
    if do_for(request).dry_run is False:
        asking.wake(connection_id, incoming=incoming)
    return shown


def _entity(request: HttpRequest) -> UUID:
    """The company, for who may look at connections: what they carry is personal data."""
    require(actor_of(request), actions.MAY)
    return entity_of(request)


def _read(request: HttpRequest) -> Any:
    return lambda event: _shown(queries.connection(event.connection_id, entity_of(request)))


def _shown(c: ConnectionFacts) -> dict[str, Any]:
    names = set(ConnectionOut.model_fields) - {"hook"}
    return {n: getattr(c, n) for n in names} | {"hook": f"/hooks/{c.id}"}


def exchanged(x: ExchangeFacts) -> dict[str, Any]:
    """A message as the API and the page show it."""
    return {
        "id": x.ident, "direction": "in" if x.incoming else "out", "kind": x.kind, "about": x.about,
        "external_id": x.external_id, "state": x.state, "attempts": x.attempts,
        "missing": list(x.missing), "answer": words.answer(x.answer), "payload": x.body,
        "happened_at": x.happened_at, "next_at": x.next_at, "done_at": x.done_at,
    }  # fmt: skip
