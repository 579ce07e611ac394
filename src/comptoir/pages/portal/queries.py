"""Reads of a buyer's room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from comptoir.kernel.errors import NotFound
from comptoir.pages.portal.core import states
from comptoir.pages.portal.core.states import BuyerRole
from comptoir.pages.portal.models import Buyer, Counter, Message, RoomMail, Visit
from comptoir.platform import mailing, sql


class UnknownBuyer(NotFound):
    """There is no such buyer."""

    code = "unknown_buyer"


class UnknownCounter(NotFound):
    """There is no such counter-offer."""

    code = "unknown_counter"


@dataclass(frozen=True, slots=True)
class BuyerFacts:
    """A person of the buying side with an own link."""

    id: UUID
    entity_id: UUID
    series: UUID
    name: str
    email: str
    role: str
    link: int
    revoked_at: datetime | None
    from_buyer_id: UUID | None
    created_at: datetime

    def may(self, role: BuyerRole) -> bool:
        """Whether this person may do what that role may."""
        return states.may(BuyerRole(self.role), role)


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """One reading; parts: seconds per part of the page."""

    quote_id: UUID
    buyer_id: UUID | None
    began_at: datetime
    last_at: datetime
    country: str
    device: str
    mark: str
    parts: dict[str, int]
    last_part: str

    @property
    def seconds(self) -> int:
        return sum(self.parts.values())


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """A question or an answer; place: of the line it is about, "" for the whole."""

    id: UUID
    quote_id: UUID
    place: str
    side: str
    buyer_id: UUID | None
    author: str
    text: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class CounterFacts:
    """A proposal of the buyer against a version."""

    id: UUID
    entity_id: UUID
    series: UUID
    quote_id: UUID
    buyer_id: UUID | None
    author: str
    kind: str
    value: Decimal | None
    quantities: dict[str, str]
    reason: str
    state: str
    answer: str
    to_quote_id: UUID | None
    created_at: datetime

    @property
    def wanted(self) -> dict[int, Decimal]:
        """Line → quantity that is proposed."""
        return {int(pk): Decimal(q) for pk, q in self.quantities.items()}


@dataclass(frozen=True, slots=True)
class WaitingFacts:
    """A question or a proposal that waits for the seller; quote_id: the version that is open now.

    kind  question or proposal; place: of the line it is about, "" for the whole
    """

    id: UUID
    kind: str
    quote_id: UUID
    number: str
    version: int
    customer_id: UUID
    place: str
    author: str
    text: str
    since: datetime


# pages/desk/counts.py counts the same rows.
_WAITING = """
SELECT m.id, 'question', q.id, q.number, q.version, q.customer_id, m.place, m.author, m.text, m.created_at
FROM portal_message m JOIN quoting_quote q ON q.series = m.series AND q.state IN ('draft', 'sent')
WHERE m.entity_id = %(entity)s AND m.side = 'buyer'
  AND NOT EXISTS (SELECT 1 FROM portal_message n WHERE n.series = m.series AND n.place = m.place
                  AND (n.created_at, n.id) > (m.created_at, m.id))
UNION ALL
SELECT c.id, 'proposal', q.id, q.number, q.version, q.customer_id, '', c.author, c.reason, c.created_at
FROM portal_counter c JOIN quoting_quote q ON q.id = c.quote_id AND q.state = 'sent'
WHERE c.entity_id = %(entity)s AND c.state = 'open'
"""


@dataclass(frozen=True, slots=True)
class MailFacts:
    """An e-mail that nobody has sent yet."""

    id: int
    entity_id: UUID
    quote_id: UUID
    to_buyer_id: UUID | None
    kind: str
    text: str


def _facts(kind: Any, model: Any, where: str, params: Sequence[Any]) -> list[Any]:
    names = tuple(kind.__dataclass_fields__)
    return [kind(*row) for row in sql.values(model, names, where, params)]


def buyers(series: UUID) -> list[BuyerFacts]:
    """Everybody who was invited to a negotiation, in that order."""
    return _facts(BuyerFacts, Buyer, "series = %s ORDER BY created_at, id", [series])


def buyer(buyer_id: UUID, entity_id: UUID | None = None) -> BuyerFacts:
    """One buyer; with `entity_id`, only if it is that company's."""
    found: list[BuyerFacts] = _facts(BuyerFacts, Buyer, "id = %s", [buyer_id])
    if not found or entity_id not in (None, found[0].entity_id):
        raise UnknownBuyer(field="buyer_id", found=str(buyer_id))
    return found[0]


def visits(series: UUID, limit: int = 200) -> list[VisitFacts]:
    """How the offer was read, newest first."""
    asked = "series = %s ORDER BY last_at DESC, id DESC LIMIT %s"
    return _facts(VisitFacts, Visit, asked, [series, limit])


def messages(series: UUID) -> list[MessageFacts]:
    """Questions and answers, oldest first."""
    return _facts(MessageFacts, Message, "series = %s ORDER BY created_at, id", [series])


def messages_of(ids: Sequence[UUID]) -> list[MessageFacts]:
    """Some questions and answers."""
    return _facts(MessageFacts, Message, "id = ANY(%s)", [list(ids)])


def counters(series: UUID) -> list[CounterFacts]:
    """The buyer's proposals, newest first."""
    return _facts(CounterFacts, Counter, "series = %s ORDER BY created_at DESC, id DESC", [series])


def counter(counter_id: UUID, entity_id: UUID | None = None) -> CounterFacts:
    """One proposal; with `entity_id`, only if it is that company's."""
    found: list[CounterFacts] = _facts(CounterFacts, Counter, "id = %s", [counter_id])
    if not found or entity_id not in (None, found[0].entity_id):
        raise UnknownCounter(field="counter_id", found=str(counter_id))
    return found[0]


def mails_waiting(limit: int, mail_id: int | None = None) -> list[MailFacts]:
    """E-mails that are to be tried now, the oldest first. mail_id: only this one"""
    rows = RoomMail.objects.filter(mailing.due()).order_by("id")
    rows = rows.filter(pk=mail_id) if mail_id else rows
    return [MailFacts(*row) for row in rows.values_list(*MailFacts.__dataclass_fields__)[:limit]]


def waiting(entity_id: UUID) -> list[WaitingFacts]:
    """Who of the buyers waits for a word of the seller, in negotiations that are open; the oldest first.

    A thread whose last word is the buyer's, and a proposal that nobody has taken or rejected.
    """
    params = {"entity": entity_id}
    found = [WaitingFacts(*row) for row in sql.rows(_WAITING, params)]
    return sorted(found, key=lambda w: (w.since, w.id))
