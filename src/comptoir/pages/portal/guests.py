"""Who stands at the door of a buyer's room: by the common link of an offer, or by an own one."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from comptoir.pages.portal import links, queries
from comptoir.pages.portal.core.states import BuyerRole
from comptoir.pages.portal.queries import BuyerFacts
from comptoir.platform import clock
from comptoir.platform.actions import Do, begin
from comptoir.platform.roles import CUSTOMER
from comptoir.stages.quoting import queries as quoting
from comptoir.stages.quoting import visits
from comptoir.stages.quoting.core.states import QuoteState
from comptoir.stages.quoting.queries import QuoteFacts

LOOK, NEGOTIATE, DECIDE = BuyerRole.LOOK, BuyerRole.NEGOTIATE, BuyerRole.DECIDE
REPLACED, REVOKED = "replaced", "revoked"


@dataclass(frozen=True, slots=True)
class Guest:
    """A visitor with the version that their link leads to now.

    came_for  the version that the common link was made for
    shut      why the link itself opens nothing any more: replaced, revoked, or ""
    """

    token: str
    quote: QuoteFacts
    buyer: BuyerFacts | None = None
    came_for: int | None = None
    shut: str = ""

    @property
    def do(self) -> Do:
        return begin(CUSTOMER, self.quote.entity_id)

    @property
    def buyer_id(self) -> UUID | None:
        return self.buyer.id if self.buyer else None

    @property
    def name(self) -> str:
        return self.buyer.name if self.buyer else ""

    @property
    def state(self) -> str:
        """Where the offer stands for this visitor; the date decides, not the nightly run."""
        if self.shut:
            return self.shut
        if self.quote.state == QuoteState.SENT and self.today_is_late:
            return QuoteState.EXPIRED
        return self.quote.state

    @property
    def today_is_late(self) -> bool:
        return clock.today(self.quote.entity_id) > self.quote.valid_until

    @property
    def open(self) -> bool:
        return self.state == QuoteState.SENT

    def may(self, role: BuyerRole) -> bool:
        """Whoever holds the common link may all: it is made for the one who decides."""
        return self.buyer is None or self.buyer.may(role)


def guest(token: str) -> Guest | None:
    """Who comes with this link; None where it is none of ours."""
    named = links.read(token)
    if named:
        return _invited(token, *named)
    try:
        quote = quoting.quote_by_token(token)
    except quoting.UnknownLink:
        former = visits.replaced_link(token)
        return Guest(token, former, shut=REPLACED) if former else None
    return Guest(token, _newest(quote), came_for=quote.version)


def _invited(token: str, buyer_id: UUID, link: int) -> Guest | None:
    try:
        buyer = queries.buyer(buyer_id)
    except queries.UnknownBuyer:
        return None
    sent = [q for q in quoting.versions(buyer.series) if q.sent_at]
    if not sent:
        return None
    quote = quoting.quote(sent[0].id)
    shut = REVOKED if buyer.revoked_at else REPLACED if link != buyer.link else ""
    return Guest(token, quote, buyer, shut=shut)


def _newest(quote: QuoteFacts) -> QuoteFacts:
    """The newest version that was sent, where a later one replaces the one of the link."""
    if quote.state != QuoteState.SUPERSEDED:
        return quote
    sent = [q for q in quoting.versions(quote.series) if q.sent_at]
    return quote if sent[0].id == quote.id else quoting.quote(sent[0].id)
