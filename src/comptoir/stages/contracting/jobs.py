"""E-mails to signers. The row is written with the deed; what could not be mailed is tried again."""

from __future__ import annotations

from procrastinate.contrib.django import app

from comptoir.platform import mailing
from comptoir.platform.actions import begin
from comptoir.platform.roles import SYSTEM
from comptoir.stages.contracting import actions, draft_mails, duties, mail, services, signings


@app.periodic(cron="* * * * *")
@app.task(name="contracting.mail", queueing_lock="contracting.mail")
def mail_signers(timestamp: int) -> None:
    """Every minute: what nobody has mailed yet."""
    send_mails()


def send_mails(limit: int = 200) -> int:
    """Mail what waits; returns how many were sent."""
    return sum(_send(one) for one in signings.mails_waiting(limit))


def _send(one: signings.MailFacts) -> bool:
    return mailing.once(
        f"signing mail {one.id}",
        lambda: signings.mails_waiting(1, one.id),
        lambda: mailing.send(
            mail.message(one.signing, one.signer, one.kind), one.signing.entity_id
        ),
        lambda failed: actions.mark_signing_mailed(
            begin(SYSTEM, one.signing.entity_id), mail_id=one.id, failed=failed
        ),
    )


@app.periodic(cron="* * * * *")
@app.task(name="contracting.draft_mail", queueing_lock="contracting.draft_mail")
def mail_changes(timestamp: int) -> None:
    """Every minute: proposed words and answers that nobody has mailed yet."""
    send_changes()


def send_changes(limit: int = 200) -> int:
    """Mail what waits; returns how many were sent."""
    return sum(_tell(one) for one in draft_mails.waiting(limit))


def _tell(one: draft_mails.DraftMailFacts) -> bool:
    return mailing.once(
        f"draft mail {one.id}",
        lambda: draft_mails.waiting(1, one.id),
        lambda: mailing.send(draft_mails.message(one), one.entity_id),
        lambda failed: actions.mark_draft_mailed(
            begin(SYSTEM, one.entity_id), mail_id=one.id, failed=failed
        ),
    )


@app.periodic(cron="* * * * *")
@app.task(name="contracting.services", queueing_lock="contracting.services")
def ask_services(timestamp: int) -> None:
    """Every minute: what waits at trust services, where it is time to ask."""
    services.ask_all()


@app.periodic(cron="* * * * *")
@app.task(name="contracting.duty_mail", queueing_lock="contracting.duty_mail")
def mail_duties(timestamp: int) -> None:
    """Every minute: reminders of obligations that nobody has mailed yet."""
    send_reminders()


def send_reminders(limit: int = 200) -> int:
    """Mail what waits; returns how many were sent."""
    return sum(_remind(one) for one in duties.to_mail(limit))


def _remind(one: duties.ReminderFacts) -> bool:
    return mailing.once(
        f"duty reminder {one.id}",
        lambda: duties.to_mail(1, one.id),
        lambda: mailing.send(mail.duty(one), one.duty.entity_id),
        lambda failed: actions.mark_duty_mailed(
            begin(SYSTEM, one.duty.entity_id), mark_id=one.id, failed=failed
        ),
    )
