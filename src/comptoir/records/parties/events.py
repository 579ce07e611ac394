from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from comptoir.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityCreated(Event):
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityChanged(Event):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockMoved(Event):
    """A sandbox company's day was set; everything that depends on time follows."""

    before: date
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerCreated(Event):
    subject: ClassVar[str] = "customer_id"
    customer_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerChanged(Event):
    subject: ClassVar[str] = "customer_id"
    customer_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomersImported(Event):
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfBillingGranted(Event):
    """The customer writes our invoices from that day on."""

    subject: ClassVar[str] = "customer_id"
    customer_id: UUID
    mandate_id: UUID
    from_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfBillingEnded(Event):
    """`until_on` is the last day on which the customer writes our invoices."""

    subject: ClassVar[str] = "customer_id"
    customer_id: UUID
    mandate_id: UUID
    until_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerCreated(Event):
    subject: ClassVar[str] = "partner_id"
    partner_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerChanged(Event):
    subject: ClassVar[str] = "partner_id"
    partner_id: UUID
