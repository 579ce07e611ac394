"""Messages about records as they are now: written once for an event, and only where something is new."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from comptoir.integrating import kinds, saying
from comptoir.integrating.core import wire
from comptoir.integrating.core.messages import OutState
from comptoir.integrating.core.objects import Document, Kind, Payment, Record, Sort
from comptoir.integrating.models import Connection, Link, Outgoing
from comptoir.platform import clock

_PENDING = (OutState.WAITING, OutState.SENDING)


def write(row: Connection, one: saying.About, *, seq: int, at: datetime, sort: Sort) -> None:
    """A message about one record as it is now, after those about what it names; none if nothing is new."""
    kind, our_id = one
    record = saying.record(kind, our_id, row.entity_id, sort)
    if record is None or not _wanted(row, record, seq, at, sort):
        return
    body = wire.dump(record)
    if not _known(row, kind, our_id, wire.digest(body)):
        put(row, one, body, seq=seq, at=at)


def put(
    row: Connection, one: saying.About, body: dict[str, Any], *, seq: int = 0, at: datetime,
    external_id: str = "",
) -> None:  # fmt: skip
    """One more message. What an event makes us say twice is said once."""
    Outgoing.objects.bulk_create(
        [
            Outgoing(
                connection=row, seq=seq, kind=one[0], our_id=one[1], body=body, about=_named(body),
                digest=wire.digest(body), happened_at=at, next_at=clock.instant(),
                external_id=external_id,
            )
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def _wanted(row: Connection, record: Record, seq: int, at: datetime, sort: Sort) -> bool:
    """Whether the other system will know whom it is about; what it does not know yet goes first."""
    going = kinds.going(row)
    for one in _names(record, row.entity_id):
        if linked(row, *one):
            continue
        if one[0] in going:
            write(row, one, seq=seq, at=at, sort=sort)
        elif one[0] == Kind.CUSTOMER:
            return False
    return True


def _names(record: Record, entity_id: UUID) -> Iterable[saying.About]:
    """The records that a record names: its customer, its products, what it came from."""
    if isinstance(record, Document):
        skus = [line.sku for line in record.lines if line.sku]
        yield read(record.customer)
        yield from ((Kind.PRODUCT, p.id) for p in saying.by_sku(entity_id, skus))
        if record.about:
            yield read(record.about)
    elif isinstance(record, Payment):
        yield read(record.customer)
        yield from ((Kind.INVOICE, pk) for pk in saying.settled(entity_id, record))


def read(text: str) -> saying.About:
    kind, _, our_id = text.partition(":")
    return Kind(kind), UUID(our_id)


def linked(row: Connection, kind: Kind, our_id: UUID) -> Link | None:
    """Where one of our records is in the other system."""
    return Link.objects.filter(connection=row, kind=kind, our_id=our_id).first()


def _known(row: Connection, kind: Kind, our_id: UUID, digest: str) -> bool:
    """Whether the other system has, or is about to get, exactly this; or has refused it."""
    mine = Outgoing.objects.filter(connection=row, kind=kind, our_id=our_id)
    last = mine.exclude(state=OutState.REPLACED).order_by("-id").first()
    if last and last.state in (*_PENDING, OutState.REFUSED):
        return last.digest == digest
    link = linked(row, kind, our_id)
    return link is not None and link.digest == digest


def _named(body: dict[str, Any]) -> str:
    """What people call the record: its number, its code, or its name."""
    return str(
        body.get("number") or body.get("sku") or body.get("title") or body.get("name") or ""
    )[:60]


def say(
    row: Connection, one: saying.About, body: dict[str, Any], *, at: datetime, external_id: str
) -> None:
    """What we say of one of their records; nothing if it is what we said last."""
    last = (
        Outgoing.objects.filter(connection=row, kind=one[0], our_id=one[1]).order_by("-id").first()
    )
    before = last.body.get("said", "") if last else ""
    if before != body.get("said", ""):
        put(row, one, body, at=at, external_id=external_id)
