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
