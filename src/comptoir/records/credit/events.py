from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from comptoir.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditLimitSet(Event):
    subject: ClassVar[str] = "customer_id"
    customer_id: UUID
    limit_minor: int | None
    currency: str
