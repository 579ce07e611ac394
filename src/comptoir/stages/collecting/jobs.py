"""E-mails of reminders, and to the house of what customers say. The words are written with the deed; what
could not be mailed is tried again."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.core.mail import EmailMessage
from procrastinate.contrib.django import app

from comptoir.platform import mailing
from comptoir.platform.actions import begin
from comptoir.platform.roles import SYSTEM
from comptoir.records.parties import queries as parties
from comptoir.stages.collecting import actions, messages, printing, reminders, telling

YEAR = timedelta(days=365)  # the statement goes along, over the last year


@app.periodic(cron="* * * * *")
@app.task(name="collecting.reminder_mail", queueing_lock="collecting.reminder_mail")
def mail_reminders(timestamp: int) -> None:
    """Every minute: what nobody has mailed yet."""
    send_mails()


def send_mails(limit: int = 200) -> int:
    """Mail what waits; returns how many were sent."""
    return sum(_send(one) for one in reminders.to_mail(limit))


def _send(one: reminders.LetterFacts) -> bool:
    return mailing.once(
        f"reminder {one.id}",
        lambda: reminders.to_mail(1, one.id),
        lambda: mailing.send(message(one), one.entity_id),
        lambda failed: actions.mark_reminder_mailed(
            begin(SYSTEM, one.entity_id), reminder_id=one.id, failed=failed
        ),
    )


@app.periodic(cron="* * * * *")
@app.task(name="collecting.payer_mail", queueing_lock="collecting.payer_mail")
def mail_messages(timestamp: int) -> None:
    """Every minute: what customers said and nobody of the house was told of yet."""
    tell_of_messages()


def tell_of_messages(limit: int = 200) -> int:
    """Mail what customers said; returns how many e-mails were sent."""
    return sum(_tell(*one) for one in messages.to_mail(limit))


def _tell(entity_id: UUID, message_id: UUID) -> bool:
    def mail() -> bool:
        told = telling.message(messages.message(entity_id, message_id), entity_id)
        return mailing.send(told, entity_id)

    return mailing.once(
        f"payer message {message_id}",
        lambda: messages.to_mail(1, message_id),
        mail,
        lambda failed: actions.mark_payer_mailed(
            begin(SYSTEM, entity_id), message_id=message_id, failed=failed
        ),
    )


def message(one: reminders.LetterFacts) -> EmailMessage:
    """The letter as it was written, with the customer's account on paper."""
    seller = parties.entity(one.entity_id)
    mail = EmailMessage(one.subject, one.body, seller.email or None, [one.email])
    end = one.on + timedelta(days=1)
    name, content = printing.statement_pdf(one.customer_id, end - YEAR, end)
    mail.attach(name, content, "application/pdf")
    return mail
