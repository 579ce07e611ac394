"""E-mails to signers, in the language of the request."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from comptoir.records.parties import queries as parties
from comptoir.shell import format as fmt
from comptoir.stages.contracting import links, ports, queries
from comptoir.stages.contracting.duties import ReminderFacts
from comptoir.stages.contracting.signings import SignerFacts, SigningFacts

LINKED = ("invite", "remind", "link", "done")


def message(signing: SigningFacts, signer: SignerFacts, kind: str) -> EmailMessage:
    """What a signer is told: an invitation, a reminder, a new link, or how it ended."""
    with translation.override(signing.language):
        seller = parties.entity(signing.entity_id)
        said = {
            "seller": seller.name, "title": signing.title, "name": signer.name,
            "day": fmt.date_doc(signing.expires_on, signing.language),
            "reason": signing.closed_reason,
        }  # fmt: skip
        told = _done(signing, said) if kind == "done" else _SAYS[kind]() % said
        parts = [_("Hello %(name)s,") % said, told]
        if kind in LINKED:
            parts.append(links.url(signer.id, signer.link))
        if kind in ("invite", "link"):
            parts += [signing.message, _("The link is yours alone: please do not pass it on.")]
        parts.append(seller.name)
        subject = _SUBJECTS[kind]() % said
        body = "\n\n".join(part for part in parts if part)
        return EmailMessage(_line(subject), body, seller.email or None, [signer.email])


def _done(signing: SigningFacts, said: dict[str, str]) -> str:
    """How it ended: sealed by us, or as the trust service handed it back, and at which level."""
    if not signing.service:
        return (
            _(
                "%(title)s is signed by everybody, with simple electronic signatures, and sealed by"
                " %(seller)s. The document and its evidence:"
            )
            % said
        )
    known = ports.signing_services().get(signing.service)
    told = said | {"service": known or signing.service}
    words = (
        _("%(title)s is signed by everybody at %(service)s, with qualified electronic signatures.")
        if signing.service_level == "qualified"
        else _(
            "%(title)s is signed by everybody at %(service)s, with advanced electronic signatures."
        )
    )
    theirs = ports.signing_service(signing.service).says(signing.service_level) if known else ""
    kept = _(
        "The file is the one that this service handed back, byte for byte; %(seller)s adds no seal to it."
        " The document and its evidence:"
    )
    return " ".join(part for part in (words % told, theirs, kept % said) if part)


def code(signing: SigningFacts, signer: SignerFacts, number: str) -> EmailMessage:
    """The one-time code."""
    with translation.override(signing.language):
        seller = parties.entity(signing.entity_id)
        said = {"title": signing.title, "code": f"{number[:3]} {number[3:]}"}
        subject = _("Your code for %(title)s") % said
        body = _(
            "Your code to sign %(title)s: %(code)s\n\nIt works once, for ten minutes."
            " If you did not ask for it, ignore this e-mail."
        )
        return EmailMessage(_line(subject), body % said, seller.email or None, [signer.email])


def duty(one: ReminderFacts) -> EmailMessage:
    """A reminder of an obligation, to whoever entered it, else to the company."""
    contract = queries.contract(one.duty.contract_id)
    entity = parties.entity(contract.entity_id)
    with translation.override(one.language or entity.language):
        said = {
            "what": one.duty.what, "number": contract.number,
            "day": fmt.date_doc(one.due_on, one.language or entity.language),
            "customer": parties.customer(contract.customer_id).name,
        }  # fmt: skip
        subject = _("Due on %(day)s: %(what)s · %(number)s") % said
        who = (
            _("%(customer)s owes this under contract %(number)s on %(day)s: %(what)s")
            if one.duty.side == "customer"
            else _("We owe this to %(customer)s under contract %(number)s on %(day)s: %(what)s")
        )
        url = str(settings.COMPTOIR_URL) + reverse("contracting:show", args=[contract.id])
        return EmailMessage(
            _line(subject), f"{who % said}\n\n{url}", entity.email or None,
            [one.email or entity.email],
        )  # fmt: skip


def _line(text: str) -> str:
    """A subject has no line breaks."""
    return " ".join(text.split())


Words = Callable[[], str]
_SUBJECTS: dict[str, Words] = {
    "invite": lambda: _("%(seller)s asks you to sign %(title)s"),
    "remind": lambda: _("Reminder: %(title)s waits for your signature"),
    "link": lambda: _("Your new link to sign %(title)s"),
    "done": lambda: _("Signed by everybody: %(title)s"),
    "declined": lambda: _("Not signed: %(title)s"),
    "void": lambda: _("Withdrawn: %(title)s"),
}
_SAYS: dict[str, Words] = {
    "invite": lambda: _("%(seller)s asks you to read and sign %(title)s, until %(day)s:"),
    "remind": lambda: _("%(title)s still waits for your signature, until %(day)s:"),
    "link": lambda: _("Here is your new link to sign %(title)s, until %(day)s:"),
    "declined": lambda: _(
        "%(title)s will not be signed: somebody declined. The reason: %(reason)s"
    ),
    "void": lambda: _("%(seller)s withdrew the request to sign %(title)s. The reason: %(reason)s"),
}
