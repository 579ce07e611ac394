"""E-mails about proposed words, in the language of whoever reads them: the customer gets the private link."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from comptoir.platform.models import User
from comptoir.records.parties import queries as parties
from comptoir.stages.contracting import drafts, links
from comptoir.stages.contracting.mail_models import DraftMail


@dataclass(frozen=True, slots=True)
class DraftMailFacts:
    """An e-mail to be sent."""

    id: int
    side: str
    kind: str
    entity_id: UUID
    change: drafts.ChangeFacts


def waiting(limit: int) -> list[DraftMailFacts]:
    """E-mails that nobody sent yet, the oldest first."""
    rows = DraftMail.objects.filter(mailed_at=None).select_related("change__draft")
    return [
        DraftMailFacts(
            row.pk, row.side, row.kind, row.change.draft.entity_id, drafts.change(row.change_id)
        )
        for row in rows.order_by("id")[:limit]
    ]


def message(one: DraftMailFacts) -> EmailMessage | None:
    """What one side is told; None where nobody is there to read it."""
    draft = drafts.draft(one.change.draft_id)
    seller, customer = parties.entity(draft.entity_id), parties.customer(draft.customer_id)
    to, language = _reader(one, draft)
    if not to:
        return None
    if one.side == "customer":
        url = links.draft_url(draft.id, draft.link)
    else:
        url = str(settings.COMPTOIR_URL) + reverse("contracting:draft", args=[draft.id])
    with translation.override(language):
        clause = drafts.version(draft.id, one.change.on_version).clause(one.change.key)
        said = {
            "who": seller.name if one.side == "customer" else customer.name,
            "clause": clause.title, "number": drafts.offer(draft.series).ident,
        }  # fmt: skip
        subject, words = _said(one, said)
        body = "\n\n".join(part for part in (words, _note(one), url, seller.name) if part)
        return EmailMessage(" ".join(subject.split()), body, seller.email or None, [to])


def _reader(one: DraftMailFacts, draft: drafts.DraftFacts) -> tuple[str, str]:
    """Address and language of whoever is told: the offer's contact or owner, else their company."""
    quote = drafts.offer(draft.series)
    if one.side == "customer":
        customer = parties.customer(draft.customer_id)
        contact = next((c for c in customer.contacts if c.id == quote.contact_id and c.email), None)
        if contact:
            return contact.email, contact.language or draft.language
        return customer.email, draft.language
    seller = parties.entity(draft.entity_id)
    owner = User.objects.filter(pk=quote.owner_id).first() if quote.owner_id else None
    return (owner.email, owner.language) if owner else (seller.email, seller.language)


def _note(one: DraftMailFacts) -> str:
    return one.change.comment if one.kind == "proposed" else one.change.answer


def _said(one: DraftMailFacts, said: dict[str, str]) -> tuple[str, str]:
    """Subject and sentence, in the active language."""
    if one.kind == "proposed":
        return (
            _("%(who)s proposes other words: %(clause)s · %(number)s") % said,
            _("%(who)s proposes other words for the clause %(clause)s of contract %(number)s."
              " Read and answer them here:") % said,
        )  # fmt: skip
    subjects = {
        "accepted": _("%(who)s accepts your words: %(clause)s · %(number)s"),
        "partly": _("%(who)s accepts a part of your words: %(clause)s · %(number)s"),
        "rejected": _("%(who)s does not accept your words: %(clause)s · %(number)s"),
    }
    return (
        subjects[one.change.state] % said,
        _("%(who)s answered what you proposed for the clause %(clause)s of contract %(number)s:")
        % said,
    )
