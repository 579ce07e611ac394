"""Words proposed by one side and decided by the other, and what both say about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from comptoir.kernel.errors import Invalid, NothingDue, Refused
from comptoir.kernel.states import step
from comptoir.platform import mailing
from comptoir.platform.actions import Do, action
from comptoir.stages.contracting import drafts
from comptoir.stages.contracting.actions.drafts import (
    BadWording,
    check_deviation,
    locked,
    reworded,
    write_version,
)
from comptoir.stages.contracting.actions.signers import LinkReplaced
from comptoir.stages.contracting.clause_models import ClauseChange, ClauseComment, Draft
from comptoir.stages.contracting.core import redline
from comptoir.stages.contracting.core.states import CHANGE_MOVES, ChangeState, DraftState
from comptoir.stages.contracting.events import (
    ClauseChangeDecided,
    ClauseChangeProposed,
    ClauseCommented,
    DraftMailSent,
    DraftRead,
)
from comptoir.stages.contracting.mail_models import DraftMail

Side = Literal["us", "customer"]


@dataclass(frozen=True, slots=True)
class Who:
    """Which side speaks, and who of it."""

    side: Side
    name: str


class NothingChanged(Invalid):
    """These are the words that stand there already."""

    code = "nothing_changed"


class ProposerMissing(Invalid):
    """Say who you are: first and last name."""

    code = "proposer_missing"


class CommentMissing(Invalid):
    """Write what you want to say, in at most 2,000 characters."""

    code = "comment_missing"


class NotYours(Refused):
    """The other side decides on this change; who proposed it may withdraw it."""

    code = "not_your_change"


class NotShared(Refused):
    """The customer does not read this draft yet."""

    code = "draft_not_shared"


class WordingMoved(Refused):
    """The contract changed while you were reading: look at what is new."""

    code = "wording_moved"


class UnknownPiece(Invalid):
    """The change has no such part."""

    code = "unknown_piece"


@action(may="contracting.sign")
def propose_change(
    do: Do, *, draft_id: UUID, key: UUID, text: str, comment: str = ""
) -> ClauseChangeProposed:
    """Propose other words of a clause to the customer; what is open there is answered by it."""
    row = _shared(do, draft_id)
    return _propose(do, row, key, text, comment=comment, who=_us(do))


@action(may="customer")
def customer_proposes(
    do: Do, *, draft_id: UUID, link: int, key: UUID, text: str, name: str, comment: str = ""
) -> ClauseChangeProposed:
    """The customer proposes other words behind the private link."""
    row = _behind(do, draft_id, link)
    return _propose(do, row, key, text, comment=comment, who=_customer(name))


def _propose(
    do: Do, row: Draft, key: UUID, text: str, *, comment: str, who: Who
) -> ClauseChangeProposed:
    now = drafts.version(row.id).clause(key)
    text = text.replace("\r\n", "\n").strip()
    if not 0 < len(text) <= redline.LONGEST:
        raise BadWording(field="text", found=len(text))
    if text == now.text:
        raise NothingChanged(field="text")
    if who.side == "us":  # what we offer keeps the playbook, and a deviation is a lawyer's
        quote = drafts.offer(row.series)
        fresh = reworded(do, now, text, drafts.values(quote, row.language))
        check_deviation(do, quote, fresh)
    open_one = ClauseChange.objects.filter(draft=row, key=key, state=ChangeState.OPEN).first()
    if open_one:
        _close(do, open_one, "withdraw" if open_one.side == who.side else "counter", who.name)
    made = ClauseChange.objects.create(
        draft=row, on_version=row.last, key=key, side=who.side, by=who.name, base=now.text, text=text,
        comment=comment.strip()[:2000], made_at=do.now,
    )  # fmt: skip
    _tell(do, made, "proposed")
    return do.record(
        ClauseChangeProposed(
            entity_id=do.entity_id, draft_id=row.id, change_id=made.id, side=who.side
        )
    )


@action(may="contracting.sign")
def decide_change(
    do: Do, *, change_id: UUID, taken: Sequence[int], answer: str = ""
) -> ClauseChangeDecided:
    """Take some of the customer's changes, all or none; the words become the next version."""
    row, change = _asked(do, change_id)
    return _decide(do, row, change, taken, answer=answer, who=_us(do))


@action(may="customer")
def customer_decides(
    do: Do, *, draft_id: UUID, link: int, change_id: UUID, taken: Sequence[int], name: str,
    answer: str = "",
) -> ClauseChangeDecided:  # fmt: skip
    """The customer takes some of our changes, all or none."""
    row = _behind(do, draft_id, link)
    change = _of(row, change_id)
    return _decide(do, row, change, taken, answer=answer, who=_customer(name))


def _decide(
    do: Do, row: Draft, change: ClauseChange, taken: Sequence[int], *, answer: str, who: Who
) -> ClauseChangeDecided:
    if change.side == who.side:
        raise NotYours(field="change_id", found=change.by)
    pieces = redline.redline(change.base, change.text)
    chosen, most = sorted(set(taken)), redline.count(pieces)
    if any(not 1 <= n <= most for n in chosen):
        raise UnknownPiece(field="taken", found=chosen, expected=f"1 … {most}")
    verb = "reject" if not chosen else "accept" if len(chosen) == most else "accept_some"
    change.taken, change.answer = chosen, answer.strip()[:2000]
    _close(do, change, verb, who.name)
    _tell(do, change, "answered")
    if chosen:
        _take(do, row, change, redline.applied(pieces, chosen), who.side)
    return do.record(
        ClauseChangeDecided(
            entity_id=do.entity_id, draft_id=row.id, change_id=change.id, state=change.state
        )
    )


def _tell(do: Do, change: ClauseChange, kind: str) -> None:
    """Have the other side told by e-mail: of what is proposed to it or taken back, or of the answer that it
    waits for."""
    side = change.side if kind == "answered" else _other(change.side)
    DraftMail.objects.create(change=change, side=side, kind=kind, made_at=do.now)


def _other(side: str) -> str:
    return "customer" if side == "us" else "us"


@action(may="contracting.sign")
def mark_draft_mailed(do: Do, *, mail_id: int, failed: bool = False) -> DraftMailSent:
    """An e-mail about proposed words was sent, or could not be: it is tried again, in the end given up."""
    mail = DraftMail.objects.select_for_update().get(pk=mail_id)
    mailing.tried(mail, failed=failed)
    mail.save(update_fields=mailing.TRIED)
    return do.record(
        DraftMailSent(
            entity_id=do.entity_id, draft_id=_about(mail).draft_id, mail_id=mail.pk, failed=failed
        )
    )


def _about(mail: DraftMail) -> ClauseChange | ClauseComment:
    told = mail.comment or mail.change
    assert told, "an e-mail is about something"
    return told


def _take(do: Do, row: Draft, change: ClauseChange, text: str, side: Side) -> None:
    """The clause in its agreed words: the next version."""
    now, quote = drafts.version(row.id), drafts.offer(row.series)
    fresh = reworded(do, now.clause(change.key), text, drafts.values(quote, row.language))
    if side == "us":
        check_deviation(do, quote, fresh)
    clauses = [fresh if c.key == change.key else c for c in now.clauses]
    known = row.shown == row.last
    write_version(do, row, clauses, "agreed")
    row.shown = row.last if known else row.shown  # both sides know what they agreed to
    row.save(update_fields=["last", "shown"])


def _close(do: Do, change: ClauseChange, verb: str, by: str) -> None:
    change.state = step(CHANGE_MOVES, verb, ChangeState(change.state))
    change.decided_by, change.decided_at = by, do.now
    change.save(update_fields=["state", "taken", "answer", "decided_by", "decided_at"])


@action(may="contracting.sign")
def withdraw_change(do: Do, *, change_id: UUID) -> ClauseChangeDecided:
    """Take back what our side proposed."""
    row, change = _asked(do, change_id)
    return _withdraw(do, row, change, _us(do))


@action(may="customer")
def customer_reads(do: Do, *, draft_id: UUID, link: int, sha256: str) -> DraftRead:
    """The customer says that the contract was read as it stands; `sha256` names the wording that they saw."""
    row = _behind(do, draft_id, link)
    now = drafts.version(row.id)
    if sha256 != now.sha256:
        raise WordingMoved(field="version", found=sha256[:12], expected=now.sha256[:12])
    if row.shown == row.last:
        raise NothingDue(version=row.last)
    before, row.shown = row.shown, row.last
    row.save(update_fields=["shown"])
    event = DraftRead(entity_id=do.entity_id, draft_id=row.id, version=now.n, sha256=now.sha256)
    return do.record(event, {"shown": (before, row.shown)})


@action(may="customer")
def customer_withdraws(
    do: Do, *, draft_id: UUID, link: int, change_id: UUID, name: str
) -> ClauseChangeDecided:
    """The customer takes back what they proposed."""
    row = _behind(do, draft_id, link)
    return _withdraw(do, row, _of(row, change_id), _customer(name))


def _withdraw(do: Do, row: Draft, change: ClauseChange, who: Who) -> ClauseChangeDecided:
    if change.side != who.side:
        raise NotYours(field="change_id", found=change.by)
    _close(do, change, "withdraw", who.name)
    _tell(do, change, "withdrawn")
    return do.record(
        ClauseChangeDecided(
            entity_id=do.entity_id, draft_id=row.id, change_id=change.id, state=change.state
        )
    )


@action(may="contracting.sign")
def comment_clause(do: Do, *, draft_id: UUID, key: UUID, text: str) -> ClauseCommented:
    """Say something about a clause; the customer reads it."""
    row = _shared(do, draft_id)
    return _comment(do, row, key, text, who=_us(do))


@action(may="customer")
def customer_comments(
    do: Do, *, draft_id: UUID, link: int, key: UUID, text: str, name: str
) -> ClauseCommented:
    """The customer says something about a clause."""
    row = _behind(do, draft_id, link)
    return _comment(do, row, key, text, who=_customer(name))


def _comment(do: Do, row: Draft, key: UUID, text: str, *, who: Who) -> ClauseCommented:
    drafts.version(row.id).clause(key)
    text = text.replace("\r\n", "\n").strip()
    if not 0 < len(text) <= 2000:
        raise CommentMissing(field="text", found=len(text))
    made = ClauseComment.objects.create(
        draft=row, key=key, side=who.side, by=who.name, text=text, at=do.now
    )
    DraftMail.objects.create(comment=made, side=_other(who.side), kind="commented", made_at=do.now)
    return do.record(
        ClauseCommented(entity_id=do.entity_id, draft_id=row.id, comment_id=made.pk, side=who.side)
    )


def _shared(do: Do, draft_id: UUID) -> Draft:
    row = locked(do, draft_id)
    if row.state != DraftState.SHARED:
        raise NotShared(field="draft_id", found=row.state, expected="shared")
    return row


def _behind(do: Do, draft_id: UUID, link: int) -> Draft:
    row = _shared(do, draft_id)
    if row.link != link:
        raise LinkReplaced(field="link")
    return row


def _asked(do: Do, change_id: UUID) -> tuple[Draft, ClauseChange]:
    known = drafts.change(change_id)
    row = _shared(do, known.draft_id)
    return row, _of(row, change_id)


def _of(row: Draft, change_id: UUID) -> ClauseChange:
    found = ClauseChange.objects.filter(pk=change_id, draft=row).first()
    if found is None:
        raise drafts.UnknownChange(field="change_id", found=str(change_id))
    return found


def _us(do: Do) -> Who:
    return Who("us", do.actor.name)


def _customer(name: str) -> Who:
    return Who("customer", _name(name))


def _name(name: str) -> str:
    told = " ".join(name.split())
    if not 0 < len(told) <= 120:
        raise ProposerMissing(field="name")
    return told
