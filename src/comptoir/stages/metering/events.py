from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from comptoir.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageRecorded(Event):
    accepted: int
    duplicates: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageRated(Event):
    on: date
    charges: int
    service_ids: tuple[UUID, ...] = ()
