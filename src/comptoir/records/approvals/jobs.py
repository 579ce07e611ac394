"""E-mails of notices. The row is written with the deed; what could not be mailed is tried again."""

from __future__ import annotations

from procrastinate.contrib.django import app

from comptoir.platform import mailing
from comptoir.platform.actions import begin
from comptoir.platform.roles import SYSTEM
from comptoir.records.approvals import actions, mail, queries
from comptoir.records.approvals.facts import NoticeToMail

TO_DECIDE = (
    "ask",
    "escalate",
    "delegate",
    "answer",
)  # an answer goes to approvers: they decide now


@app.periodic(cron="* * * * *")
@app.task(name="approvals.mail", queueing_lock="approvals.mail")
def mail_notices(timestamp: int) -> None:
    """Every minute: what nobody has mailed yet."""
    send_notices()


def send_notices(limit: int = 200) -> int:
    """Mail what waits; returns how many were sent."""
    return sum(_send(notice) for notice in queries.notices_to_mail(limit))


def _send(notice: NoticeToMail) -> bool:
    return mailing.once(
        f"notice {notice.id}",
        lambda: queries.notices_to_mail(1, notice.id),
        lambda: _mail(notice),
        lambda failed: actions.mark_mailed(
            begin(SYSTEM, notice.entity_id), notice_id=notice.id, failed=failed
        ),
    )


def _mail(notice: NoticeToMail) -> bool:
    facts = queries.request(notice.request_id, notice.entity_id)
    token = ""
    if notice.kind in TO_DECIDE and facts.state == "waiting":
        do = begin(SYSTEM, notice.entity_id)
        actions.make_link(do, request_id=facts.id, person_id=notice.person.pk)
        token = str(do.answer)
    return mailing.send(
        mail.message(notice.person, facts, notice.kind, notice.text, token), notice.entity_id
    )
