"""What a buyer's room does by itself: e-mails that wait, tries that are over."""

from __future__ import annotations

from procrastinate.contrib.django import app

from comptoir.pages.portal import actions, limits, mail, queries
from comptoir.platform import mailing
from comptoir.platform.actions import begin
from comptoir.platform.roles import SYSTEM


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
    return sum(_send(one) for one in queries.mails_waiting(limit))


def _send(one: queries.MailFacts) -> bool:
    return mailing.once(
        f"room mail {one.id}",
        lambda: queries.mails_waiting(1, one.id),
        lambda: mailing.send(mail.message(one), one.entity_id),
        lambda failed: actions.mark_room_mailed(
            begin(SYSTEM, one.entity_id), mail_id=one.id, failed=failed
        ),
    )
