"""E-mails of reminders. The letter is written with the deed; what could not be mailed is tried again."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.core.mail import EmailMessage
from procrastinate.contrib.django import app

from comptoir.platform import mailing
from comptoir.platform.actions import begin
from comptoir.platform.roles import SYSTEM
from comptoir.records.parties import queries as parties
from comptoir.stages.collecting import actions, printing, reminders

log = logging.getLogger("comptoir.collecting")
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
    failed = False
    try:
        mailing.send(message(one), one.entity_id)
    except OSError as error:  # the mail server does not answer: SMTP errors are OSErrors
        log.warning("reminder %s could not be sent: %s", one.id, error)
        failed = True
    do = begin(SYSTEM, one.entity_id)
    actions.mark_reminder_mailed(do, reminder_id=one.id, failed=failed)
    return not failed


def message(one: reminders.LetterFacts) -> EmailMessage:
    """The letter as it was written, with the customer's account on paper."""
    seller = parties.entity(one.entity_id)
    mail = EmailMessage(one.subject, one.body, seller.email or None, [one.email])
    end = one.on + timedelta(days=1)
    name, content = printing.statement_pdf(one.customer_id, end - YEAR, end)
    mail.attach(name, content, "application/pdf")
    return mail
