from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from comptoir.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationsOpened(Event):
    subject: ClassVar[str] = "source_id"
    source_id: UUID
    count: int
    total_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RevenueRecognized(Event):
    """Revenue of one delivery, invoice or credit note, or of one month."""

    subject: ClassVar[str] = "source_id"
    source_id: UUID
    month: date
    amount_minor: int
    currency: str
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RampSpread(Event):
    """How the revenue of a ramp is spread: planned, planned anew after a change, or chosen otherwise.

    spread  over_the_term | by_segment, over [starts_on, ends_on)
    """

    subject: ClassVar[str] = "order_id"
    order_id: UUID
    ramp_id: int
    spread: str
    starts_on: date
    ends_on: date
    total_minor: int
    currency: str
