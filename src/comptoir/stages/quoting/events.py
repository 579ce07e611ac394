from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from comptoir.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteDrafted(Event):
    subject: ClassVar[str] = "quote_id"
    quote_id: UUID
    customer_id: UUID
    opportunity_id: UUID | None = None
    renews_contract: UUID | None = None
    amends_contract: UUID | None = None
    copied_from: UUID | None = None  # the quote or the template whose wishes it took over


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteChanged(Event):
    subject: ClassVar[str] = "quote_id"
    quote_id: UUID
    net_minor: int
    gross_minor: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteSent(Event):
    subject: ClassVar[str] = "quote_id"
    quote_id: UUID
    customer_id: UUID
    net_minor: int
    gross_minor: int
    currency: str
    valid_until: date
    content_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteSubmitted(Event):
    """approvals: how many were asked for; 0: none is missing."""

    subject: ClassVar[str] = "quote_id"
    quote_id: UUID
    approvals: int
    request_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteOpened(Event):
    """The customer opened the private link."""

    subject: ClassVar[str] = "quote_id"
    quote_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteAccepted(Event):
    subject: ClassVar[str] = "quote_id"
    quote_id: UUID
    customer_id: UUID
    net_minor: int
    gross_minor: int
    currency: str
    content_digest: str
    opportunity_id: UUID | None = None
    renews_contract: UUID | None = None
    amends_contract: UUID | None = None
    chosen: tuple[int, ...] = ()  # lines of the options that were ordered
    picked: tuple[int, ...] = ()  # lines whose figures the chosen quantities changed
    alternative: str | None = None  # key of the alternative that was taken, of an offer with some


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteRefused(Event):
    subject: ClassVar[str] = "quote_id"
    quote_id: UUID
    opportunity_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteExpired(Event):
    subject: ClassVar[str] = "quote_id"
    quote_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteVoided(Event):
    subject: ClassVar[str] = "quote_id"
    quote_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteRevised(Event):
    """A new version was opened; the old one is superseded."""

    subject: ClassVar[str] = "quote_id"
    quote_id: UUID
    from_quote_id: UUID
    version: int
    counter_id: UUID | None = None  # the buyer's proposal that it takes up


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteLinkRenewed(Event):
    """The private link was replaced; the one before opens nothing any more."""

    subject: ClassVar[str] = "quote_id"
    quote_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteLinkAsked(Event):
    """The customer met an expired link and asked for a new one."""

    subject: ClassVar[str] = "quote_id"
    quote_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateSaved(Event):
    """A quote was kept as a template."""

    subject: ClassVar[str] = "template_id"
    template_id: UUID
    from_quote_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateRenamed(Event):
    subject: ClassVar[str] = "template_id"
    template_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateRemoved(Event):
    subject: ClassVar[str] = "template_id"
    template_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteLayoutSet(Event):
    """blocks: those that the document of a quote shows from now on, in their order."""

    subject: ClassVar[str] = "entity_id"
    blocks: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferTaken(Event):
    """A product that was proposed came into a draft. replaced: what it takes the place of, "" for one more
    line; evidence: why it was proposed, the kind of reason and its figures."""

    subject: ClassVar[str] = "quote_id"
    quote_id: UUID
    sku: str
    replaced: str
    evidence: str
