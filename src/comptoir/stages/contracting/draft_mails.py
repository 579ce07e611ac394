"""E-mails about proposed words, in the language of whoever reads them: the customer gets the private link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from comptoir.platform import mailing
from comptoir.platform.models import User
from comptoir.records.parties import queries as parties
from comptoir.stages.contracting import drafts, links
from comptoir.stages.contracting.mail_models import DraftMail


@dataclass(frozen=True, slots=True)
class DraftMailFacts:
    """An e-mail to be sent: about words that somebody proposed, or about a comment.

    untold  of words that were taken back: nobody was told of them before
    """

    id: int
    side: str
    kind: str
    entity_id: UUID
    draft_id: UUID
    key: UUID
    change: drafts.ChangeFacts | None
    comment: drafts.CommentFacts | None
    untold: bool = False


def waiting(limit: int, mail_id: int | None = None) -> list[DraftMailFacts]:
    """E-mails that are to be tried now, the oldest first. mail_id: only this one"""
    rows = DraftMail.objects.filter(mailing.due())
    rows = rows.filter(pk=mail_id) if mail_id else rows
    rows = rows.select_related("change__draft", "comment__draft")
    return [_facts(row) for row in rows.order_by("id")[:limit]]


def _facts(row: DraftMail) -> DraftMailFacts:
    about = row.comment or row.change
    assert about, "an e-mail is about something"
    change = drafts.change(row.change_id) if row.change_id else None
    comment = drafts.comment(row.comment_id) if row.comment_id else None
    untold = change is not None and change.state == "withdrawn" and _untold(change)
    return DraftMailFacts(
        row.pk, row.side, row.kind, about.draft.entity_id, about.draft_id, about.key, change, comment,
        untold,
    )  # fmt: skip


def _untold(change: drafts.ChangeFacts) -> bool:
    """Whether the other side had no e-mail of the words when they were taken back."""
    told = DraftMail.objects.filter(change_id=change.id, kind="proposed", mailed_at__isnull=False)
    return not told.filter(mailed_at__lte=change.decided_at).exists()


def message(one: DraftMailFacts) -> EmailMessage | None:
    """What one side is told; None where nobody is there to read it, or where it is not true any more."""
    if one.untold:  # taken back before anybody was told: there is nothing to tell
        return None
    draft = drafts.draft(one.draft_id)
    seller, customer = parties.entity(draft.entity_id), parties.customer(draft.customer_id)
    to, language = _reader(one, draft)
    if not to:
        return None
    if one.side == "customer":
        url = links.draft_url(draft.id, draft.link)
    else:
        url = str(settings.COMPTOIR_URL) + reverse("contracting:draft", args=[draft.id])
    with translation.override(language):
        on = one.change.on_version if one.change else None
        said = {
            "who": seller.name if one.side == "customer" else customer.name,
            "clause": _title(draft.id, one.key, on), "number": drafts.offer(draft.series).ident,
        }  # fmt: skip
        subject, words = _said(one, said)
        body = "\n\n".join(part for part in (words, _note(one), url, seller.name) if part)
        return EmailMessage(" ".join(subject.split()), body, seller.email or None, [to])


def _title(draft_id: UUID, key: UUID, on: int | None) -> str:
    """The clause as it was called when somebody spoke of it; it may have been left out since."""
    for version in [on] if on else [v.n for v in drafts.versions(draft_id)]:
        found = [c for c in drafts.version(draft_id, version).clauses if c.key == key]
        if found:
            return found[0].title
    raise drafts.UnknownDraftClause(field="key", found=str(key))


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
    if one.comment:
        return one.comment.text
    assert one.change
    return {"proposed": one.change.comment, "answered": one.change.answer}.get(one.kind, "")


def _said(one: DraftMailFacts, said: dict[str, str]) -> tuple[str, str]:
    """Subject and sentence, in the active language."""
    if one.change and one.kind == "answered":
        return _answers()[one.change.state] % said, _(
            "%(who)s answered what you proposed for the clause %(clause)s of contract %(number)s:"
        ) % said
    subject, words = _TOLD[one.kind]
    return subject() % said, words() % said


Words = Callable[[], str]
_TOLD: dict[str, tuple[Words, Words]] = {
    "proposed": (
        lambda: _("%(who)s proposes other words: %(clause)s · %(number)s"),
        lambda: _("%(who)s proposes other words for the clause %(clause)s of contract %(number)s."
                  " Read and answer them here:"),
    ),
    "withdrawn": (
        lambda: _("%(who)s takes proposed words back: %(clause)s · %(number)s"),
        lambda: _("%(who)s took back the words proposed for the clause %(clause)s of contract %(number)s;"
                  " there is nothing to answer. The contract as it stands:"),
    ),
    "commented": (
        lambda: _("%(who)s says something about a clause: %(clause)s · %(number)s"),
        lambda: _("%(who)s wrote about the clause %(clause)s of contract %(number)s:"),
    ),
}  # fmt: skip


def _answers() -> dict[str, str]:
    return {
        "accepted": _("%(who)s accepts your words: %(clause)s · %(number)s"),
        "partly": _("%(who)s accepts a part of your words: %(clause)s · %(number)s"),
        "rejected": _("%(who)s does not accept your words: %(clause)s · %(number)s"),
    }
