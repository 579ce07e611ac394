from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from comptoir.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewalOpened(Event):
    subject: ClassVar[str] = "renewal_id"
    renewal_id: UUID
    contract_id: UUID
    quote_id: UUID  # the quote the contract was made from
    customer_id: UUID
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewalQuoted(Event):
    subject: ClassVar[str] = "renewal_id"
    renewal_id: UUID
    quote_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewalWon(Event):
    subject: ClassVar[str] = "renewal_id"
    renewal_id: UUID
    contract_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewalLost(Event):
    subject: ClassVar[str] = "renewal_id"
    renewal_id: UUID
