"""What a sender reports. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class UsageIn:
    """One measured use: which service, the sender's own id of the record, the day, how much."""

    service_id: UUID
    key: str
    used_on: date
    quantity: Decimal
