from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from comptoir.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceBookCreated(Event):
    subject: ClassVar[str] = "book_id"
    book_id: UUID
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceSet(Event):
    subject: ClassVar[str] = "product_id"
    book_id: UUID
    product_id: UUID
    unit_price: str
    starts_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerPriceSet(Event):
    subject: ClassVar[str] = "customer_id"
    customer_id: UUID
    agreement_id: UUID
    product_id: UUID | None
    starts_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerPriceEnded(Event):
    subject: ClassVar[str] = "customer_id"
    customer_id: UUID
    agreement_id: UUID
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionSet(Event):
    subject: ClassVar[str] = "promotion_id"
    promotion_id: UUID
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CommissionSet(Event):
    subject: ClassVar[str] = "commission_id"
    commission_id: UUID
    category: str
    starts_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CommissionEnded(Event):
    subject: ClassVar[str] = "commission_id"
    commission_id: UUID
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceChangePlanned(Event):
    subject: ClassVar[str] = "change_id"
    change_id: UUID
    book_id: UUID
    count: int
    starts_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceChangeDiscarded(Event):
    """The plan will never be published; no price moved."""

    subject: ClassVar[str] = "change_id"
    change_id: UUID
    book_id: UUID
    count: int
    starts_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceChangePublished(Event):
    subject: ClassVar[str] = "change_id"
    change_id: UUID
    book_id: UUID
    count: int
    starts_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceChangeRolledBack(Event):
    """The prices from before hold again from `starts_on` on."""

    subject: ClassVar[str] = "change_id"
    change_id: UUID
    book_id: UUID
    count: int
    starts_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexValueSet(Event):
    """revision: 1, or more where it corrects the value that was kept for this day."""

    subject: ClassVar[str] = "value_id"
    value_id: UUID
    code: str
    day: date
    value: str
    revision: int
