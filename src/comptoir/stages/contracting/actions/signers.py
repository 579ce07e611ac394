"""What a signer does behind the private link."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.utils.crypto import constant_time_compare, salted_hmac

from comptoir.kernel.errors import Invalid, Refused
from comptoir.platform.actions import Do, action
from comptoir.platform.ids import new_code, new_token
from comptoir.platform.roles import ANYONE
from comptoir.stages.contracting.actions import trail
from comptoir.stages.contracting.core import marks
from comptoir.stages.contracting.core.states import SignerState, SigningState
from comptoir.stages.contracting.events import (
    DocumentSigned,
    SignerCodeMade,
    SignerCodeTried,
    SignerLinkAsked,
    SignerOpened,
    SigningDeclined,
)
from comptoir.stages.contracting.models import Signer, Signing

CODE_MINUTES = 10
PROOF_MINUTES = 30
TRIES = 5
MOST_CODES = 10


class LinkReplaced(Refused):
    """A newer link was sent; this one opens nothing any more."""

    code = "signing_link_replaced"


class SigningExpired(Refused):
    """The time to sign is over; ask for a new link."""

    code = "signing_expired"


class NotYourTurn(Refused):
    """There is nothing to sign here just now."""

    code = "not_your_turn_to_sign"


class TooManyCodes(Refused):
    """Too many codes were asked for with this link; ask for a new link."""

    code = "too_many_codes"


class CodeNeeded(Refused):
    """The code was entered too long ago; ask for another one."""

    code = "code_needed"


class BadMark(Invalid):
    """Type your name, draw your signature, or choose a PNG or JPEG picture of at most 200 kB."""

    code = "bad_mark"


class ConsentMissing(Invalid):
    """Agree to sign electronically."""

    code = "signing_consent_missing"


class DeclineReasonMissing(Invalid):
    """Say why you do not sign."""

    code = "decline_reason_missing"


@dataclass(frozen=True, slots=True)
class Seen:
    """Where a deed came from: network address and browser, as the server saw them."""

    ip: str = ""
    agent: str = ""

    def facts(self) -> dict[str, str]:
        return {"ip": self.ip[:45], "agent": self.agent.replace("\x00", "")[:300]}


@action(may=ANYONE)
def open_signing(do: Do, *, signer_id: UUID, link: int, seen: Seen) -> SignerOpened:
    """The signer saw the request for the first time."""
    row, person = _turn(do, signer_id, link)
    trail.move_signer(person, "open")
    person.save(update_fields=["state"])
    trail.add(do, row, "opened", person.place, **seen.facts())
    return do.record(SignerOpened(entity_id=do.entity_id, signing_id=row.id, signer_id=person.id))


@action(may=ANYONE)
def make_signing_code(
    do: Do, *, signer_id: UUID, link: int, channel: str, seen: Seen
) -> SignerCodeMade:
    """A one-time code for ten minutes; it stands in `do.answer` only, the row keeps a digest."""
    row, person = _turn(do, signer_id, link)
    if person.codes_made >= MOST_CODES:
        raise TooManyCodes(found=person.codes_made)
    code = new_code()
    person.codes_made += 1
    person.code_digest, person.code_channel = _digest(person, code), channel
    person.code_until, person.code_tries = do.now + timedelta(minutes=CODE_MINUTES), 0
    person.proved = ""
    person.save(
        update_fields=[
            "codes_made", "code_digest", "code_channel", "code_until", "code_tries", "proved",
        ]
    )  # fmt: skip
    trail.add(do, row, "code sent", person.place, channel=channel, to=person.email, **seen.facts())
    do.answer = code
    return do.record(SignerCodeMade(entity_id=do.entity_id, signing_id=row.id, signer_id=person.id))


@action(may=ANYONE)
def try_signing_code(
    do: Do, *, signer_id: UUID, link: int, code: str, seen: Seen
) -> SignerCodeTried:
    """Compare a code; a right one gives a proof in `do.answer`, a wrong one is counted."""
    row, person = _turn(do, signer_id, link)
    alive = bool(person.code_digest and person.code_until and do.now < person.code_until)
    right = (
        alive
        and person.code_tries < TRIES
        and constant_time_compare(_digest(person, code), person.code_digest)
    )
    if right:
        do.answer = new_token(24)
        person.proved = hashlib.sha256(do.answer.encode()).hexdigest()
        person.proved_until = do.now + timedelta(minutes=PROOF_MINUTES)
        person.code_digest = ""  # once
    elif alive:
        person.code_tries = min(person.code_tries + 1, TRIES)
    left = TRIES - person.code_tries if alive else 0
    person.save(update_fields=["proved", "proved_until", "code_digest", "code_tries"])
    trail.add(do, row, "code right" if right else "code wrong", person.place, **seen.facts())
    return do.record(
        SignerCodeTried(
            entity_id=do.entity_id, signing_id=row.id, signer_id=person.id, right=right,
            tries_left=left,
        )
    )  # fmt: skip


@action(may=ANYONE)
def sign_document(
    do: Do,
    *,
    signer_id: UUID,
    link: int,
    proof: str,
    method: str,
    mark: str,
    picture: bytes,
    consent: str,
    seen: Seen,
) -> DocumentSigned:
    """Sign; the next signers are asked, and after the last one the document is closed."""
    row, person = _turn(do, signer_id, link)
    _proved(do, person, proof)
    if not consent.strip():
        raise ConsentMissing(field="consent")
    said = check_mark(method, mark, picture)
    before = person.state
    person.method, person.mark, person.picture = method, said, picture or None
    person.consent, person.signed_at, person.proved = consent[:1000], do.now, ""
    trail.move_signer(person, "sign")
    person.save()
    trail.add(
        do, row, "signed", person.place, name=person.name, email=person.email, role=person.role,
        method=method, mark_sha256=hashlib.sha256(picture or said.encode()).hexdigest(),
        consent=person.consent, document_sha256=row.document_sha256,
        code_channel=person.code_channel, **seen.facts(),
    )  # fmt: skip
    complete = not trail.ask_next(do, row)
    if complete:
        trail.move(row, "complete")
        row.save(update_fields=["state"])
        trail.add(do, row, "complete")
    event = DocumentSigned(
        entity_id=do.entity_id, signing_id=row.id, signer_id=person.id, complete=complete
    )
    return do.record(event, {"state": (before, str(person.state))})


def check_mark(method: str, mark: str, picture: bytes) -> str:
    """The mark as it is kept; BadMark when it is none."""
    text = " ".join(mark.split()) if method == "typed" else mark
    good = {
        "typed": marks.typed(text) and not picture,
        "drawn": marks.drawn(text) and not picture,
        "image": bool(picture) and not text and marks.picture(picture) is not None,
    }
    if not good.get(method, False):
        raise BadMark(field="mark")
    return text


@action(may=ANYONE)
def decline_signing(
    do: Do, *, signer_id: UUID, link: int, reason: str, seen: Seen
) -> SigningDeclined:
    """Refuse to sign, with a reason: the request ends, the others are told."""
    row, person = _turn(do, signer_id, link)
    if not reason.strip():
        raise DeclineReasonMissing(field="reason")
    before = person.state
    person.declined_reason = reason.strip()[:2000]
    trail.move_signer(person, "decline")
    person.save(update_fields=["state", "declined_reason"])
    trail.add(
        do, row, "declined", person.place, reason=person.declined_reason, **seen.facts()
    )  # fmt: skip
    others = Signer.objects.filter(signing=row).exclude(
        state__in=[SignerState.PENDING, SignerState.DECLINED]
    )
    for other in others:
        trail.mail(do, other, "declined")
    trail.move(row, "decline")
    row.closed_reason = person.declined_reason
    row.save(update_fields=["state", "closed_reason"])
    event = SigningDeclined(entity_id=do.entity_id, signing_id=row.id, signer_id=person.id)
    return do.record(event, {"state": (before, str(person.state))})


@action(may=ANYONE)
def ask_signing_link(do: Do, *, signer_id: UUID) -> SignerLinkAsked:
    """Ask for a new link with an old one; once a day is enough for whoever answers."""
    row, person = trail.with_signer(do, signer_id)
    trail.ours(row)
    if row.state != SigningState.OPEN or person.state in (SignerState.SIGNED, SignerState.DECLINED):
        raise NotYourTurn(found=row.state)
    person.link_asked_on = do.today
    person.save(update_fields=["link_asked_on"])
    trail.add(do, row, "link asked", person.place)
    return do.record(
        SignerLinkAsked(entity_id=do.entity_id, signing_id=row.id, signer_id=person.id)
    )


def _turn(do: Do, signer_id: UUID, link: int) -> tuple[Signing, Signer]:
    """The locked request and its signer, if it is their turn and their link."""
    row, person = trail.with_signer(do, signer_id)
    trail.ours(row)
    if person.link != link:
        raise LinkReplaced
    if row.state != SigningState.OPEN or person.state not in (
        SignerState.WAITING,
        SignerState.OPENED,
    ):
        raise NotYourTurn(found=person.state)
    if do.today > row.expires_on:
        raise SigningExpired(found=row.expires_on.isoformat())
    return row, person


def _proved(do: Do, person: Signer, proof: str) -> None:
    given = hashlib.sha256(proof.encode()).hexdigest()
    alive = bool(person.proved and person.proved_until and do.now < person.proved_until)
    if not (alive and secrets.compare_digest(given, person.proved)):
        raise CodeNeeded


def _digest(person: Signer, code: str) -> str:
    clean = "".join(c for c in code if c.isdecimal() and c.isascii())[:12]
    return salted_hmac(
        "comptoir.contracting.code", f"{person.pk} {clean}", algorithm="sha256"
    ).hexdigest()
