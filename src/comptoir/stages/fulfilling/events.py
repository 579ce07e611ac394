from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from comptoir.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered(Event):
    subject: ClassVar[str] = "delivery_id"
    delivery_id: UUID
    order_id: UUID
    customer_id: UUID
    delivered_on: date
    scheduled: bool | None = None  # whether the order is paid by a schedule; None: not told


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned(Event):
    subject: ClassVar[str] = "delivery_id"
    delivery_id: UUID
    order_id: UUID
    customer_id: UUID
    delivered_on: date
