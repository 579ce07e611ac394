"""Writes of a buyer's room: who is invited, what is asked, answered and proposed."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from comptoir.kernel.errors import Invalid, NothingDue, Refused
from comptoir.pages.portal import queries
from comptoir.pages.portal.core.states import BuyerRole, lent
from comptoir.pages.portal.core.visits import KEPT_DAYS
from comptoir.pages.portal.events import (
    BuyerInvited,
    BuyerLinkRenewed,
    BuyerRevoked,
    QuestionAnswered,
    QuestionAsked,
    RoomMailSent,
    SellerTold,
    VisitsForgotten,
)
from comptoir.pages.portal.links import token
from comptoir.pages.portal.models import Buyer, Message, RoomMail, Visit
from comptoir.pages.portal.writing import BadProposal, mail, passage, who
from comptoir.platform import clock, mailing, sql
from comptoir.platform.actions import Do, action
from comptoir.stages.quoting import queries as quoting

MOST_BUYERS = 50


class BuyerEmailBad(Invalid):
    """This is not an e-mail address."""

    code = "buyer_email_bad"


class BuyerThere(Refused):
    """Somebody with this e-mail address is invited already."""

    code = "buyer_there"


class TooManyBuyers(Refused):
    """At most 50 people are invited to one offer."""

    code = "too_many_buyers"


class LinkRevoked(Refused):
    """This person's access was ended; invite them again with a new link."""

    code = "buyer_revoked"


@action(may="quoting.send")
def invite_buyer(
    do: Do, *, quote_id: UUID, name: str, email: str, role: str = BuyerRole.NEGOTIATE
) -> BuyerInvited:
    """Give a person of the buying side an own link to the negotiation; it is mailed.

    The link's secret is left in `do.answer`.
    """
    return _invite(do, quote_id, (name, email, role), None)


@action(may="customer")
def forward_room(
    do: Do, *, quote_id: UUID, buyer_id: UUID, name: str, email: str, role: str
) -> BuyerInvited:
    """An invited buyer passes the offer on: a colleague gets an own link, with at most the same role."""
    own = queries.buyer(buyer_id, do.entity_id)
    lower = lent(BuyerRole(own.role), role)
    return _invite(do, quote_id, (name, email, lower), own.id)


def _invite(
    do: Do, quote_id: UUID, person: tuple[str, str, str], by_buyer: UUID | None
) -> BuyerInvited:
    quote = quoting.quote(quote_id, do.entity_id)
    name, email = who(person[0], "name"), person[1].strip()[:254]
    try:
        validate_email(email)
    except ValidationError:
        raise BuyerEmailBad(field="email", found=email[:80]) from None
    if person[2] not in tuple(BuyerRole):
        raise BadProposal(field="role", found=person[2][:20], expected="look, negotiate, decide")
    if len(queries.buyers(quote.series)) >= MOST_BUYERS:
        raise TooManyBuyers(found=MOST_BUYERS)
    row = Buyer(
        entity_id=do.entity_id, series=quote.series, name=name, email=email, role=person[2],
        invited_by=do.actor.name, from_buyer_id=by_buyer,
    )  # fmt: skip
    if not sql.add(row, once=True):
        raise BuyerThere(field="email", found=email)
    mail(do, quote.id, "invite", row.id)
    do.answer = token(row.id, row.link)
    return do.record(
        BuyerInvited(entity_id=do.entity_id, quote_id=quote.id, buyer_id=row.id, by_buyer=by_buyer)
    )


@action(may="quoting.send")
def renew_buyer_link(do: Do, *, buyer_id: UUID, quote_id: UUID) -> BuyerLinkRenewed:
    """Mail a buyer a new link; the former one opens nothing any more. Gives access back too."""
    row = _buyer(do, buyer_id)
    row.link += 1
    row.revoked_at = None
    row.save(update_fields=["link", "revoked_at"])
    mail(do, quote_id, "link", row.id)
    do.answer = token(row.id, row.link)
    return do.record(BuyerLinkRenewed(entity_id=do.entity_id, quote_id=quote_id, buyer_id=row.id))


@action(may="quoting.send")
def revoke_buyer(do: Do, *, buyer_id: UUID, quote_id: UUID) -> BuyerRevoked:
    """End a buyer's access: the link then says so."""
    row = _buyer(do, buyer_id)
    if row.revoked_at is not None:
        raise LinkRevoked(field="buyer_id", found=row.name)
    row.revoked_at = do.now
    row.save(update_fields=["revoked_at"])
    return do.record(BuyerRevoked(entity_id=do.entity_id, quote_id=quote_id, buyer_id=row.id))


@action(may="customer")
def tell_seller(do: Do, *, quote_id: UUID, kind: str, text: str = "") -> SellerTold:
    """Write to the seller that the buyer has answered, or asks for a new link.

    kind  accepted | refused | asks_link
    """
    quote = quoting.quote(quote_id, do.entity_id)
    mail(do, quote.id, kind, None, text)
    return do.record(SellerTold(entity_id=do.entity_id, quote_id=quote.id, kind=kind))


@action(may="customer")
def ask_question(
    do: Do, *, quote_id: UUID, text: str, author: str, buyer_id: UUID | None = None, place: str = ""
) -> QuestionAsked:
    """The buyer asks something about a line or the whole; the seller is told."""
    row = _message(do, quote_id, "buyer", (text, author, place), buyer_id)
    about = row.place.partition("#")[0]
    mail(do, quote_id, "question", None, f"{about}\n{row.author}: {row.text}".strip())
    return do.record(QuestionAsked(entity_id=do.entity_id, quote_id=quote_id, message_id=row.id))


@action(may="quoting.send")
def answer_question(
    do: Do, *, quote_id: UUID, text: str, author: str, place: str = ""
) -> QuestionAnswered:
    """The seller answers, or says something first; every invited buyer is told."""
    row = _message(do, quote_id, "seller", (text, author, place), None)
    for one in queries.buyers(row.series):
        if one.revoked_at is None:
            mail(do, quote_id, "answer", one.id, f"{row.author}: {row.text}")
    return do.record(QuestionAnswered(entity_id=do.entity_id, quote_id=quote_id, message_id=row.id))


def _message(
    do: Do, quote_id: UUID, side: str, said: tuple[str, str, str], buyer_id: UUID | None
) -> Message:
    quote = quoting.quote(quote_id, do.entity_id)
    text, author, place = said
    row = Message(
        entity_id=do.entity_id, series=quote.series, quote_id=quote.id, place=place[:60], side=side,
        buyer_id=buyer_id, author=who(author), text=passage(text, "text"),
    )  # fmt: skip
    sql.add(row)
    return row


@action(may="quoting.write")
def forget_visits(do: Do) -> VisitsForgotten:
    """Delete the visits that are older than the retention."""
    old = Visit.objects.filter(
        entity_id=do.entity_id, last_at__lt=clock.instant() - timedelta(days=KEPT_DAYS)
    )
    count, _rows = old.delete()
    if not count:
        raise NothingDue(found=KEPT_DAYS)
    return do.record(VisitsForgotten(entity_id=do.entity_id, company_id=do.entity_id, count=count))


@action(may="quoting.send")
def mark_room_mailed(do: Do, *, mail_id: int, failed: bool = False) -> RoomMailSent:
    """An e-mail was sent, or could not be: it is tried again, later and later, then given up."""
    found = RoomMail.objects.select_for_update().get(pk=mail_id, entity_id=do.entity_id)
    mailing.tried(found, failed=failed)
    found.save(update_fields=mailing.TRIED)
    return do.record(
        RoomMailSent(
            entity_id=do.entity_id, quote_id=found.quote_id, mail_id=found.pk, failed=failed
        )
    )


def _buyer(do: Do, buyer_id: UUID) -> Buyer:
    row = sql.first(Buyer, "id = %s AND entity_id = %s FOR UPDATE", [buyer_id, do.entity_id])
    if row is None:
        raise queries.UnknownBuyer(field="buyer_id", found=str(buyer_id))
    return row
