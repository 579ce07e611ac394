from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from comptoir.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPlaced(Event):
    """The order may be executed: placed, and not (or no longer) held.

    deposit, repeats  whether it asks for a deposit, and has lines served over time; None: not told
    """

    subject: ClassVar[str] = "order_id"
    order_id: UUID
    customer_id: UUID
    channel: str
    net_minor: int
    gross_minor: int
    currency: str
    quote_id: UUID | None = None
    contract_id: UUID | None = None
    deposit: bool | None = None
    repeats: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderHeld(Event):
    """The order was placed but waits: its credit limit is passed by `over_minor`."""

    subject: ClassVar[str] = "order_id"
    order_id: UUID
    customer_id: UUID
    over_minor: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAwaitsApproval(Event):
    """The order was placed but waits for its approvers; OrderPlaced or OrderHeld follows."""

    subject: ClassVar[str] = "order_id"
    order_id: UUID
    customer_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderReleased(Event):
    subject: ClassVar[str] = "order_id"
    order_id: UUID
    customer_id: UUID
    net_minor: int
    gross_minor: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderHeldAgain(Event):
    """The bank took back the payment that had released the order; what was not handed over waits."""

    subject: ClassVar[str] = "order_id"
    order_id: UUID
    customer_id: UUID
    payment_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCanceled(Event):
    subject: ClassVar[str] = "order_id"
    order_id: UUID
    customer_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderClosed(Event):
    subject: ClassVar[str] = "order_id"
    order_id: UUID
