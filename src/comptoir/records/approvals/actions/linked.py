"""What an approver says by the link in their mail: the same words as from the queue, once."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from uuid import UUID

from comptoir.kernel.errors import Invalid, Refused
from comptoir.platform import sql
from comptoir.platform.actions import Do, action
from comptoir.records.approvals import queries, who
from comptoir.records.approvals.actions import deciding, talking
from comptoir.records.approvals.events import (
    ApprovalCountered,
    ApprovalGiven,
    ApprovalQuestioned,
    ApprovalRejected,
)
from comptoir.records.approvals.models import ApprovalLink

VIA = "link"


class LinkUsed(Refused):
    """This link was used already."""

    code = "link_used"


class LinkTooOld(Refused):
    """This link is too old; ask for a new one."""

    code = "link_too_old"


class NothingSaid(Invalid):
    """Say what you want: approve, propose a figure, reject or ask."""

    code = "nothing_said"


@action(may="approvals.decide")
def decide_by_link(
    do: Do,
    *,
    link_id: UUID,
    nonce: str,
    digest: str,
    verb: str,
    text: str = "",
    figure: Decimal | None = None,
    step_id: int | None = None,
) -> ApprovalGiven | ApprovalCountered | ApprovalRejected | ApprovalQuestioned:
    """Approve, counter, reject or ask by a link that was sent to this person; it works once.

    digest           of the content that the page showed; another one by now is refused
    figure, step_id  of a counter, as in `counter`
    A refusal leaves the link unused.
    """
    request = deciding.opened(do, _use_up(do, link_id, nonce), digest)
    if verb == "approve":
        return deciding.say_yes(do, request, text, VIA)
    if verb == "reject":
        return deciding.say_no(do, request, text, VIA)
    if verb == "ask":
        return talking.say_question(do, request, text, VIA)
    if verb == "counter" and figure is not None:
        return deciding.say_counter(
            do, request, figure=figure, reason=text, step_id=step_id, via=VIA
        )
    raise NothingSaid(field="verb", found=verb, expected="approve, counter, reject, ask")


def _use_up(do: Do, link_id: UUID, nonce: str) -> UUID:
    """The request of a link, whose one use this is."""
    where = "id = %s AND entity_id = %s FOR UPDATE"
    link = sql.first(ApprovalLink, where, [link_id, do.entity_id])
    known = hashlib.sha256(nonce.encode()).hexdigest()
    if link is None or link.nonce_digest != known or link.person_id != who.person_id(do.actor):
        raise queries.UnknownApprovalLink(field="token")
    if link.used_at is not None:
        raise LinkUsed(field="token")
    if link.expires_at <= do.now:
        raise LinkTooOld(field="token")
    link.used_at = do.now
    sql.save(link, "used_at")
    return link.request_id
