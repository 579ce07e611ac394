"""What happened to exchange rates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from comptoir.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeRateSet(Event):
    """revision: 1, or more where it corrects the rate that was kept for this day and pair."""

    subject: ClassVar[str] = "deed_id"
    deed_id: UUID
    day: date
    from_currency: str
    to_currency: str
    rate: str
    source: str
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeRatesImported(Event):
    """added: new ones; same: known; different: known with another figure, kept as they were;
    ahead: of days that are still to come, left out."""

    subject: ClassVar[str] = "deed_id"
    deed_id: UUID
    sha256: str
    source: str
    added: int
    same: int
    different: int
    ahead: int
    first_day: date
    last_day: date
