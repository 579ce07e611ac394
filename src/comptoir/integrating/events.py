"""What happened to connections. Add-only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from comptoir.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemConnected(Event):
    subject: ClassVar[str] = "connection_id"
    connection_id: UUID
    system: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionChanged(Event):
    """Name, address, key or directions."""

    subject: ClassVar[str] = "connection_id"
    connection_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionMoved(Event):
    """It was paused, resumed, switched off or on; refused: because its key is no longer accepted."""

    subject: ClassVar[str] = "connection_id"
    connection_id: UUID
    state: str
    refused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeRetried(Event):
    """Somebody asked to send, or to apply, a message again."""

    subject: ClassVar[str] = "connection_id"
    connection_id: UUID
    exchange_id: int
    incoming: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EverythingAsked(Event):
    """Somebody asked to send all records of the kinds that go there."""

    subject: ClassVar[str] = "connection_id"
    connection_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLinked(Event):
    """A record here and one there are the same from now on."""

    subject: ClassVar[str] = "our_id"
    connection_id: UUID
    kind: str
    our_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTaken(Event):
    """What another system told was applied here."""

    subject: ClassVar[str] = "our_id"
    connection_id: UUID
    kind: str
    our_id: UUID
    exchange_id: int
