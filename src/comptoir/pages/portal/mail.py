"""E-mails of a buyer's room: to an invited buyer with the own link, to the seller with the quote."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from comptoir.pages.portal import links, queries, told
from comptoir.pages.portal.queries import MailFacts
from comptoir.platform.models import User
from comptoir.records.parties import queries as parties
from comptoir.shell import format as fmt
from comptoir.stages.quoting import queries as quoting


def message(mail: MailFacts) -> EmailMessage | None:
    """What somebody is told; None where nobody is there to read it."""
    quote = quoting.quote(mail.quote_id)
    return _to_buyer(mail, quote, mail.to_buyer_id) if mail.to_buyer_id else _to_seller(mail, quote)


def _to_buyer(mail: MailFacts, quote: quoting.QuoteFacts, buyer_id: UUID) -> EmailMessage | None:
    buyer = queries.buyer(buyer_id)
    if buyer.revoked_at is not None:
        return None
    with translation.override(quote.language):
        seller = parties.entity(quote.entity_id)
        said = {
            "seller": seller.name, "number": quote.number, "name": buyer.name,
            "day": fmt.date_doc(quote.valid_until, quote.language),
        }  # fmt: skip
        parts = [
            _("Hello %(name)s,") % said, _BUYER[mail.kind]() % said, mail.text,
            links.url(buyer.id, buyer.link),
            _("The link is yours: invite colleagues on the page instead of passing it on."),
            seller.name,
        ]  # fmt: skip
        subject = _("%(seller)s: offer %(number)s") % said
        body = "\n\n".join(part for part in parts if part)
        return EmailMessage(_line(subject), body, seller.email or None, [buyer.email])


def _to_seller(mail: MailFacts, quote: quoting.QuoteFacts) -> EmailMessage | None:
    owner = User.objects.filter(pk=quote.owner_id).first() if quote.owner_id else None
    seller = parties.entity(quote.entity_id)
    address = owner.email if owner else seller.email
    if not address:
        return None
    lang = owner.language if owner else seller.language
    with translation.override(lang):
        said = {
            "customer": parties.customer(quote.customer_id).name, "number": quote.ident,
            "total": fmt.amount_minor(quote.gross_minor, quote.currency, lang),
        }  # fmt: skip
        name = "quoting:show" if mail.kind in ("accepted", "asks_link") else "room:show"
        page = settings.COMPTOIR_URL + reverse(name, args=[quote.id])
        parts = [*_facts(mail, quote, lang), mail.text, page]
        body = "\n\n".join(part for part in parts if part)
        return EmailMessage(
            _line(_SELLER[mail.kind]() % said), body, seller.email or None, [address]
        )


def _facts(mail: MailFacts, quote: quoting.QuoteFacts, lang: str) -> list[str]:
    """What the subject does not say: the figure that is proposed, where a new link is made."""
    if mail.kind == "counter":
        made = [c for c in queries.counters(quote.series) if c.quote_id == quote.id]
        return ["\n".join(told.proposed(made[0], quote, lang))] if made else []
    if mail.kind == "asks_link":
        return [_("The link or the offer has ended. A new link is made on the page of the quote:")]
    return []


def _line(text: str) -> str:
    """A subject has no line breaks."""
    return " ".join(text.split())


Words = Callable[[], str]
_BUYER: dict[str, Words] = {
    "invite": lambda: _("%(seller)s invites you to read offer %(number)s, valid until %(day)s:"),
    "link": lambda: _("Here is your new link to offer %(number)s; the former one is void:"),
    "answer": lambda: _("%(seller)s wrote about offer %(number)s:"),
    "closed": lambda: _("%(seller)s cannot follow your proposal on offer %(number)s:"),
}
_SELLER: dict[str, Words] = {
    "question": lambda: _("%(customer)s asks about %(number)s"),
    "counter": lambda: _("%(customer)s proposes something else for %(number)s"),
    "accepted": lambda: _("%(customer)s accepts %(number)s: %(total)s incl. VAT"),
    "refused": lambda: _("%(customer)s declines %(number)s"),
    "asks_link": lambda: _("%(customer)s asks for a new link to %(number)s"),
}
