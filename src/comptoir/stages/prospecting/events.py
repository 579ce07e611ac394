from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from comptoir.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityOpened(Event):
    subject: ClassVar[str] = "opportunity_id"
    opportunity_id: UUID
    customer_id: UUID
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityChanged(Event):
    subject: ClassVar[str] = "opportunity_id"
    opportunity_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityMoved(Event):
    subject: ClassVar[str] = "opportunity_id"
    opportunity_id: UUID
    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityWon(Event):
    subject: ClassVar[str] = "opportunity_id"
    opportunity_id: UUID
    customer_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityLost(Event):
    subject: ClassVar[str] = "opportunity_id"
    opportunity_id: UUID
