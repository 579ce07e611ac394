"""What happens in a buyer's room. Facts only; names, texts and addresses stand in its own tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from comptoir.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyerInvited(Event):
    """Somebody has a link of their own; by_buyer: whoever passed the offer on."""

    subject: ClassVar[str] = "quote_id"
    quote_id: UUID
    buyer_id: UUID
    by_buyer: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyerLinkRenewed(Event):
    subject: ClassVar[str] = "quote_id"
    quote_id: UUID
    buyer_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyerRevoked(Event):
    subject: ClassVar[str] = "quote_id"
    quote_id: UUID
    buyer_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAsked(Event):
    subject: ClassVar[str] = "quote_id"
    quote_id: UUID
    message_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAnswered(Event):
    subject: ClassVar[str] = "quote_id"
    quote_id: UUID
    message_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterMade(Event):
    """The buyer proposes another price or other quantities."""

    subject: ClassVar[str] = "quote_id"
    quote_id: UUID
    counter_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterClosed(Event):
    """state: accepted, countered, rejected or withdrawn."""

    subject: ClassVar[str] = "quote_id"
    quote_id: UUID
    counter_id: UUID
    state: str
    to_quote_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SellerTold(Event):
    """The seller is written to: the buyer accepted, refused, or asks_link; by mail, sent after the deed."""

    subject: ClassVar[str] = "quote_id"
    quote_id: UUID
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomMailSent(Event):
    subject: ClassVar[str] = "quote_id"
    quote_id: UUID
    mail_id: int
    failed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitsForgotten(Event):
    """Visits older than the retention are deleted; how many."""

    subject: ClassVar[str] = "company_id"
    company_id: UUID
    count: int
