"""What a buyer's room does by itself: e-mails that wait, tries that are over."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from comptoir.pages.portal import actions, limits, mail, queries
from comptoir.platform import clock, mailing, sql
from comptoir.platform.actions import begin
from comptoir.platform.roles import SYSTEM

log = logging.getLogger("comptoir.portal")


@app.periodic(cron="* * * * *")
@app.task(name="portal.mail", queueing_lock="portal.mail")
def mail_rooms(timestamp: int) -> None:
    """Every minute: what nobody has mailed yet."""
    send_mails()


@app.periodic(cron="17 * * * *")
@app.task(name="portal.sweep", queueing_lock="portal.sweep")
def sweep_tries(timestamp: int) -> None:
    """Every hour: forget the tries that are over."""
    limits.sweep()


def send_mails(limit: int = 200) -> int:
    """Mail what waits; returns how many were sent."""
    return sum(_send_alone(one) for one in queries.mails_waiting(clock.instant(), limit))


def _send_alone(one: queries.MailFacts) -> bool:
    """One e-mail, by one worker at a time: who comes second finds it sent."""
    with sql.held(f"room mail {one.id}") as mine:
        return mine and queries.mail_waits(one.id, clock.instant()) and _send(one)


def _send(one: queries.MailFacts) -> bool:
    message, sent, failed = mail.message(one), False, False
    try:
        if message is not None:
            sent = mailing.send(message, one.entity_id)
    except OSError as error:  # the mail server does not answer: SMTP errors are OSErrors
        log.warning("mail %s could not be sent: %s", one.id, error)
        failed = True
    do = begin(SYSTEM, one.entity_id)
    actions.mark_room_mailed(do, mail_id=one.id, failed=failed)
    return sent
