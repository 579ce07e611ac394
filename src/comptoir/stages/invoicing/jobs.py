"""E-mails of issued documents: those that go without a click are asked for, and what waits is sent."""

from __future__ import annotations

import contextlib
import logging
from smtplib import SMTPRecipientsRefused

from procrastinate.contrib.django import app

from comptoir.kernel.errors import DomainError, NothingDue
from comptoir.platform import clock, mailing, sql
from comptoir.platform.actions import begin
from comptoir.platform.roles import SYSTEM
from comptoir.stages.invoicing import actions, mail, sending
from comptoir.stages.invoicing.core.mailing import Fault, MailState

log = logging.getLogger("comptoir.invoicing")


@app.periodic(cron="* * * * *")
@app.task(name="invoicing.mail", queueing_lock="invoicing.mail")
def mail_invoices(timestamp: int) -> None:
    """Every minute: what is to be mailed, and what nobody has mailed yet."""
    send_mails()


def send_mails(limit: int = 200) -> int:
    """Mail what waits; returns how many were sent."""
    for entity_id in sending.companies_that_mail():
        with contextlib.suppress(NothingDue):
            actions.mail_issued(begin(SYSTEM, entity_id))
    return sum(_send_alone(one.id) for one in sending.to_send(clock.instant(), limit))


def _send_alone(mail_id: int) -> bool:
    """One e-mail, by one worker at a time: who comes second finds it sent."""
    with sql.held(f"invoice mail {mail_id}") as mine:
        one = sending.mail(mail_id)
        return mine and one.state == MailState.WAITING and _send(one)


def _send(one: sending.MailFacts) -> bool:
    sha256, fault, told = "", "", ""
    try:
        sent, sha256 = mail.message(one)
        fault = "" if mailing.send(sent, one.entity_id) else Fault.RESERVED
    except DomainError as error:  # e.g. letters that the font lacks
        fault, told = Fault.UNPRINTABLE, str(error)
    except SMTPRecipientsRefused as error:
        codes = [code for code, _said in error.recipients.values()]
        fault = Fault.REFUSED if all(code >= 500 for code in codes) else Fault.AWAY
        told = "; ".join(f"{code} {_text(said)}" for code, said in error.recipients.values())
    except OSError as error:  # the mail server does not answer: SMTP errors are OSErrors
        fault, told = Fault.AWAY, str(error)
    if fault:
        log.warning("mail %s of an invoice could not be sent: %s %s", one.id, fault, told)
    do = begin(SYSTEM, one.entity_id)
    actions.mark_invoice_mailed(do, mail_id=one.id, sha256=sha256, fault=str(fault), told=told)
    return not fault


def _text(said: object) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else str(said)
