"""A notice as an e-mail: the whole deal, and for an approver a link that decides once."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from comptoir.kernel.money import Money
from comptoir.platform.models import User
from comptoir.platform.web import language, user_actor
from comptoir.records.approvals import views
from comptoir.records.approvals.facts import RequestFacts
from comptoir.records.parties import queries as parties
from comptoir.shell import format as fmt

LINES = 12
MARGIN = "quoting.margin"


def message(person: User, facts: RequestFacts, kind: str, text: str, token: str) -> EmailMessage:
    """What is written to a person about a request, in their language.

    token  of a link that decides once; "" for those who are only told
    """
    with translation.override(person.language):
        entity = parties.entity(facts.entity_id)
        actor = user_actor(person, entity.id)
        parts = [
            _SAYS[kind]() % {"number": facts.number},
            text,
            *_deal(facts, actor.may(MARGIN)),
            _links(facts, token),
        ]
        customer = parties.customer(facts.customer_id).name
        total = fmt.amount_minor(facts.net_minor, facts.currency, language())
        subject = f"{_SUBJECTS[kind]()} · {facts.number} · {customer} · {total}"
        body = "\n\n".join(part for part in parts if part)
        return EmailMessage(subject, body, entity.email or None, [person.email])


def _deal(facts: RequestFacts, margin: bool) -> list[str]:
    (row,) = views.rows([facts], facts.asked_at, margin)
    head = [
        (_("Customer"), row["customer"]),
        (_("Seller"), row["seller"]),
        (_("Total excl. VAT"), fmt.amount(row["net"], language())),
        (_("Discount"), row["discount"]),
        (_("Given up against list"), fmt.amount(row["given_up"], language())),
        *([(_("Margin"), row["margin_text"])] if margin else []),
        *views.terms(facts),
    ]
    return [
        "\n".join(f"- {why}" for why in views.reasons(facts, margin)),
        "\n".join(_pair(label, value) for label, value in head),
        "\n".join(_lines(facts)),
        facts.note,
    ]


def _lines(facts: RequestFacts) -> list[str]:
    shown = views.lines(facts)
    told = [
        _pair(
            f"{li['quantity']} × {li['sku']} {li['description']}",
            f"{_money(li['net'])} ({li['off']})",
        )
        for li in shown[:LINES]
    ]
    if len(shown) > LINES:
        told.append(_("… and %(n)d more lines") % {"n": len(shown) - LINES})
    return told


def _pair(label: object, value: object) -> str:
    return _("%(label)s: %(text)s") % {"label": label, "text": value}


def _money(amount: Money) -> str:
    return fmt.amount(amount, language())


def _links(facts: RequestFacts, token: str) -> str:
    page = settings.COMPTOIR_URL + reverse("approvals:show", args=[facts.id])
    if not token:
        return page
    once = settings.COMPTOIR_URL + reverse("approvals:link", args=[token])
    said = _("Decide without logging in (works once, for three days; opening it decides nothing):")
    return f"{said}\n{once}\n\n{page}"


_SUBJECTS = {
    "ask": lambda: _("Approval needed"),
    "delegate": lambda: _("Handed over to you"),
    "escalate": lambda: _("Approval late"),
    "approve": lambda: _("Approved"),
    "counter": lambda: _("Another figure proposed"),
    "reject": lambda: _("Rejected"),
    "question": lambda: _("Question"),
    "answer": lambda: _("Answer"),
}
_SAYS = {
    "ask": lambda: _("%(number)s needs your approval."),
    "delegate": lambda: _("%(number)s was handed over to you to decide."),
    "escalate": lambda: _("Nobody decided on %(number)s in time; it is your turn."),
    "approve": lambda: _("%(number)s is approved; it may be sent."),
    "counter": lambda: _("Another figure is proposed for %(number)s; meeting it is the approval."),
    "reject": lambda: _("%(number)s is rejected."),
    "question": lambda: _("An approver asks something about %(number)s."),
    "answer": lambda: _("The seller answered about %(number)s."),
}
