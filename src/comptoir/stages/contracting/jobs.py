"""E-mails to signers. The row is written with the deed; what could not be mailed is tried again."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from comptoir.platform.actions import begin
from comptoir.platform.roles import SYSTEM
from comptoir.stages.contracting import actions, mail, signings

log = logging.getLogger("comptoir.contracting")


@app.periodic(cron="* * * * *")
@app.task(name="contracting.mail", queueing_lock="contracting.mail")
def mail_signers(timestamp: int) -> None:
    """Every minute: what nobody has mailed yet."""
    send_mails()


def send_mails(limit: int = 200) -> int:
    """Mail what waits; returns how many were sent."""
    return sum(_send(one) for one in signings.mails_waiting(limit))


def _send(one: signings.MailFacts) -> bool:
    failed = False
    try:
        mail.message(one.signing, one.signer, one.kind).send()
    except OSError as error:  # the mail server does not answer: SMTP errors are OSErrors
        log.warning("mail %s could not be sent: %s", one.id, error)
        failed = True
    do = begin(SYSTEM, one.signing.entity_id)
    actions.mark_signing_mailed(do, mail_id=one.id, failed=failed)
    return not failed
