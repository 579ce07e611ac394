"""The e-mail that tells the house what a customer said about an invoice."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from comptoir.platform.hands import holders
from comptoir.platform.models import User
from comptoir.platform.roles import Role
from comptoir.records.parties import queries as parties
from comptoir.shell import format as fmt
from comptoir.stages.collecting import queries
from comptoir.stages.collecting.framing import invoice_url
from comptoir.stages.collecting.messages import MessageFacts

_SAYS = {
    "paid": lambda: _("%(customer)s says that %(number)s is paid"),
    "dispute": lambda: _("%(customer)s disputes %(number)s"),
}


def message(said: MessageFacts, entity_id: UUID) -> EmailMessage | None:
    """One e-mail for all who collect: who said what, about which invoice, what is open of it.

    None where nobody is there to read it.
    """
    seller = parties.entity(entity_id)
    people = _readers(entity_id)
    to = [p.email for p in people] or ([seller.email] if seller.email else [])
    if not to:
        return None
    spoken = {p.language for p in people}
    lang = spoken.pop() if len(spoken) == 1 else seller.language
    with translation.override(lang):
        item = queries.items([said.invoice_id])[said.invoice_id]
        told = {"customer": parties.customer(said.customer_id).name, "number": said.number}
        subject = _SAYS[said.kind]() % told
        facts = _("%(open)s open, due on %(due)s") % {
            "open": fmt.amount_minor(item.open_minor, item.currency, lang),
            "due": fmt.date_doc(item.due_on, lang),
        }
        urls = [
            settings.COMPTOIR_URL + invoice_url(said.invoice_id),
            settings.COMPTOIR_URL + reverse("collecting:reminders"),
        ]
        parts = [said.text, facts, "\n".join(urls)]
        body = "\n\n".join(part for part in parts if part)
        return EmailMessage(" ".join(subject.split()), body, seller.email or None, to)


def _readers(entity_id: UUID) -> list[User]:
    """The collectors; where there are none, who bills. The company's own address is for the rest."""
    for role in (Role.COLLECTOR, Role.BILLING):
        held = holders(entity_id, role)
        found = User.objects.filter(pk__in=held).exclude(email="").order_by("email")
        if found:
            return list(found)
    return []
