from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from comptoir.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneralTermsPublished(Event):
    subject: ClassVar[str] = "terms_id"
    terms_id: UUID
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractMade(Event):
    subject: ClassVar[str] = "contract_id"
    contract_id: UUID
    quote_id: UUID
    customer_id: UUID
    starts_on: date
    ends_on: date | None = None
    renewal_on: date | None = None
    renews_contract: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractEnded(Event):
    subject: ClassVar[str] = "contract_id"
    contract_id: UUID
    state: str
