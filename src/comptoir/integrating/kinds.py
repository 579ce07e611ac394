"""Which kinds go out and come in over a connection, and our key for a record there."""

from __future__ import annotations

from uuid import UUID

from comptoir.integrating import saying
from comptoir.integrating.core.messages import Way
from comptoir.integrating.core.objects import Kind
from comptoir.integrating.models import Connection
from comptoir.kernel.ids import show_id


def way(row: Connection, kind: Kind) -> Way:
    return Way(row.ways.get(kind, Way.OFF))


def going(row: Connection) -> frozenset[Kind]:
    """The kinds that we tell; of deals only what we say of them, which no event tells."""
    return frozenset(k for k in Kind if k != Kind.DEAL and way(row, k).goes)


def coming(row: Connection) -> frozenset[Kind]:
    """The kinds that we are told."""
    return frozenset(k for k in Kind if way(row, k).comes)


def key(kind: Kind, our_id: UUID) -> str:
    """Our key of a record, under which the other system keeps it."""
    return show_id(saying.PREFIX[kind], our_id)
