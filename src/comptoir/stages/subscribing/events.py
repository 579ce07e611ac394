from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from comptoir.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicesStarted(Event):
    """The recurring and metered lines of an order went into operation."""

    subject: ClassVar[str] = "order_id"
    order_id: UUID
    customer_id: UUID
    services: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceEnded(Event):
    subject: ClassVar[str] = "service_id"
    service_id: UUID
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodsCharged(Event):
    """All periods that were due on `on` have their charge."""

    on: date
    charges: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicesAmended(Event):
    """The services of a contract are what its version says; `lines` of them changed.

    adds  the version also adds lines, whose order comes next and has everything charged together
    """

    subject: ClassVar[str] = "contract_id"
    contract_id: UUID
    quote_id: UUID
    version: int
    lines: int
    adds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicesTerminated(Event):
    """The services of a terminated contract end on a day, the first without them; `services`: how many did
    not before."""

    subject: ClassVar[str] = "contract_id"
    contract_id: UUID
    ends_on: date
    services: int
