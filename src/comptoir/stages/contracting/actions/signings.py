"""Requests for signatures, as our side handles them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from comptoir.kernel.errors import Invalid, NothingDue, Refused
from comptoir.platform import files, mailing, sql
from comptoir.platform.actions import Do, action
from comptoir.stages.contracting import ports, signings
from comptoir.stages.contracting.actions import trail
from comptoir.stages.contracting.core.signers import SignerIn, arranged, fault, reminder_due
from comptoir.stages.contracting.core.states import ServiceState, SignerState, SigningState
from comptoir.stages.contracting.events import (
    SignerLinkRenewed,
    SignerReminded,
    SigningDrafted,
    SigningMailSent,
    SigningSealed,
    SigningSent,
    SigningVoided,
)
from comptoir.stages.contracting.models import Signer, Signing, SigningMail
from comptoir.stages.quoting.queries import NotReadYet

ASKED = (SignerState.WAITING, SignerState.OPENED)


class BadSigners(Invalid):
    """The list of signers is not in order."""

    code = "bad_signers"


class BadSpan(Invalid):
    """A request for signatures is open for 1 to 365 days and reminds at most every 90 days."""

    code = "bad_signing_span"


class SigningInHand(Refused):
    """Signatures for this document are already being asked for."""

    code = "signing_in_hand"


class VoidReasonMissing(Invalid):
    """Say why the request for signatures is withdrawn."""

    code = "void_reason_missing"


class SignerNotAsked(Refused):
    """This person is not being asked to sign just now."""

    code = "signer_not_asked"


@dataclass(frozen=True, slots=True)
class Paper:
    """A printed document: whose it is, and its bytes."""

    subject_id: UUID
    kind: str
    name: str
    content: bytes


@action(may="contracting.sign")
def draft_signing(
    do: Do,
    *,
    paper: Paper,
    signers: Sequence[SignerIn],
    title: str,
    language: str,
    contract_id: UUID | None = None,
    quote_id: UUID | None = None,
    message: str = "",
    valid_days: int = 14,
    reminds_days: int = 3,
    service: str = "",
    level: str = "advanced",
) -> SigningDrafted:
    """Prepare a request for signatures; nobody is asked before it is sent.

    service  the trust service that asks and collects the signatures; empty: our own links
    """
    if service:
        ports.signing_service(service)
    people = _people(signers)
    if not (1 <= valid_days <= 365 and 0 <= reminds_days <= 90):
        raise BadSpan(field="valid_days", found=f"{valid_days} · {reminds_days}")
    kept = files.keep(do.entity_id, paper.subject_id, paper.kind, paper.name, paper.content)
    row = Signing(
        entity_id=do.entity_id, contract_id=contract_id, quote_id=quote_id, title=title[:200],
        message=message.strip()[:2000], language=language, document_id=kept.pk,
        document_sha256=hashlib.sha256(paper.content).hexdigest(), asked_by=do.actor.name,
        expires_on=do.today + timedelta(days=valid_days), valid_days=valid_days,
        reminds_days=reminds_days, service=service, service_level=level if service else "",
        service_state=ServiceState.WAITING if service else "",
    )  # fmt: skip
    if not sql.add(row, once=True):
        raise SigningInHand(field="contract_id" if contract_id else "quote_id")
    for place, one in enumerate(people, start=1):
        Signer.objects.create(
            signing=row, place=place, step=one.step, side=one.side, name=one.name, email=one.email,
            role=one.role,
        )  # fmt: skip
    trail.add(
        do, row, "drafted", document_sha256=row.document_sha256, document=kept.name,
        by=do.actor.name, signers=len(people),
    )  # fmt: skip
    return do.record(
        SigningDrafted(
            entity_id=do.entity_id, signing_id=row.id, contract_id=contract_id, quote_id=quote_id,
            document_sha256=row.document_sha256,
        )
    )  # fmt: skip


def _people(signers: Sequence[SignerIn]) -> list[SignerIn]:
    """The signers in the order of signing; BadSigners where something is wrong with them."""
    people = arranged(signers)
    if wrong := fault(people):
        raise BadSigners(field=wrong.field, found=wrong.found, expected=wrong.expected)
    return people


@action(may="contracting.sign")
def send_signing(do: Do, *, signing_id: UUID) -> SigningSent:
    """Ask the first signers; from here on the request changes only by what they do."""
    row = trail.locked(do, signing_id)
    before = row.state
    trail.move(row, "send")
    row.sent_on, row.expires_on = do.today, do.today + timedelta(days=row.valid_days)
    _save_sent(row)
    trail.add(do, row, "sent", by=do.actor.name, expires_on=row.expires_on.isoformat())
    trail.ask_next(do, row)
    event = SigningSent(entity_id=do.entity_id, signing_id=row.id, expires_on=row.expires_on)
    return do.record(event, {"state": (before, str(row.state))})


def _save_sent(row: Signing) -> None:
    """NotReadYet where it is an offer whose contract says what its customer has not read (a trigger)."""
    try:
        with transaction.atomic():
            row.save(update_fields=["state", "sent_on", "expires_on"])
    except IntegrityError as error:
        told = getattr(error.__cause__, "diag", None)
        if told is None or told.constraint_name != "signing_of_read_words":
            raise
        read, there = told.message_detail.split("/")
        raise NotReadYet(field="signing_id", found=int(read), expected=int(there)) from None


@action(may="contracting.sign")
def void_signing(do: Do, *, signing_id: UUID, reason: str) -> SigningVoided:
    """Withdraw a request; those who were asked are told."""
    row = trail.locked(do, signing_id)
    if not reason.strip():
        raise VoidReasonMissing(field="reason")
    before = row.state
    trail.move(row, "void")
    row.closed_reason = reason.strip()[:2000]
    for person in Signer.objects.filter(signing=row).exclude(state=SignerState.PENDING):
        trail.mail(do, person, "void")
    trail.add(do, row, "voided", by=do.actor.name, reason=row.closed_reason)
    row.save(update_fields=["state", "closed_reason"])
    event = SigningVoided(entity_id=do.entity_id, signing_id=row.id)
    return do.record(event, {"state": (before, str(row.state))})


@action(may="contracting.sign")
def remind_signer(do: Do, *, signer_id: UUID) -> SignerReminded:
    """Remind one person now."""
    row, person = _asked(do, signer_id)
    return _remind(do, row, person)


@action(may="contracting.sign")
def remind_signers(do: Do, *, on: date | None = None) -> SignerReminded:
    """Remind everybody whose reminder is due; NothingDue when nobody's is."""
    day = on or do.today
    open_ones = Signing.objects.select_for_update().filter(
        entity_id=do.entity_id,
        state=SigningState.OPEN,
        expires_on__gte=day,
        reminds_days__gt=0,
        service="",  # a trust service reminds by itself
    )
    requests = {row.pk: row for row in open_ones.order_by("created_at")}
    people = Signer.objects.filter(signing__in=requests, state__in=ASKED).order_by("id")
    last: SignerReminded | None = None
    for person in people:
        row = requests[person.signing_id]
        assert person.asked_on, "whoever is asked has a day"
        if reminder_due(person.asked_on, person.reminded_on, row.reminds_days, day):
            last = _remind(do, row, person)
    if last is None:
        raise NothingDue(on=day)
    return last


def _remind(do: Do, row: Signing, person: Signer) -> SignerReminded:
    person.reminded_on = do.today
    person.save(update_fields=["reminded_on"])
    trail.mail(do, person, "remind")
    trail.add(do, row, "reminded", person.place)
    return do.record(SignerReminded(entity_id=do.entity_id, signing_id=row.id, signer_id=person.id))


@action(may="contracting.sign")
def renew_signer_link(do: Do, *, signer_id: UUID) -> SignerLinkRenewed:
    """Send a signer a new link; the one before opens nothing any more, and time starts again."""
    row, person = _asked(do, signer_id, late=True)
    person.link += 1
    person.codes_made, person.code_digest, person.proved = 0, "", ""
    person.link_asked_on = None
    person.save(update_fields=["link", "codes_made", "code_digest", "proved", "link_asked_on"])
    row.expires_on = max(row.expires_on, do.today + timedelta(days=row.valid_days))
    row.save(update_fields=["expires_on"])
    trail.mail(do, person, "link")
    trail.add(do, row, "link renewed", person.place, expires_on=row.expires_on.isoformat())
    return do.record(
        SignerLinkRenewed(
            entity_id=do.entity_id, signing_id=row.id, signer_id=person.id,
            expires_on=row.expires_on,
        )
    )  # fmt: skip


def _asked(do: Do, signer_id: UUID, *, late: bool = False) -> tuple[Signing, Signer]:
    row, person = trail.with_signer(do, signer_id)
    trail.ours(row)
    if row.state != SigningState.OPEN or person.state not in ASKED:
        raise SignerNotAsked(field="signer_id", found=person.state)
    if do.today > row.expires_on and not late:
        raise SignerNotAsked(field="signer_id", found="expired", fix="send a new link")
    return row, person


@action(may="contracting.sign")
def close_signing(do: Do, *, signing_id: UUID, sealed: bytes, evidence: bytes) -> SigningSealed:
    """Keep the sealed document and its evidence; once."""
    row = trail.locked(do, signing_id)
    trail.move(row, "seal")
    stem = signings.document(row.document_id).name.removesuffix(".pdf")
    closed = files.keep(do.entity_id, row.id, "signed", f"{stem}_signed.pdf", sealed)
    proof = files.keep(
        do.entity_id, row.id, "evidence", f"{stem}_evidence.json", evidence,
        media_type="application/json",
    )  # fmt: skip
    trail.add(do, row, "sealed", sealed_sha256=closed.sha256, evidence_sha256=proof.sha256)
    for person in Signer.objects.filter(signing=row):
        trail.mail(do, person, "done")
    row.sealed_id, row.evidence_id = closed.pk, proof.pk
    row.save(update_fields=["state", "sealed", "evidence"])
    return do.record(
        SigningSealed(
            entity_id=do.entity_id, signing_id=row.id, document_sha256=closed.sha256,
            evidence_sha256=proof.sha256,
        ),
        {"state": ("signed", str(row.state))},
    )  # fmt: skip


@action(may="contracting.sign")
def mark_signing_mailed(do: Do, *, mail_id: int, failed: bool = False) -> SigningMailSent:
    """An e-mail was sent, or could not be: it is tried again, later and later, then given up."""
    mail = SigningMail.objects.select_for_update().select_related("signer").get(pk=mail_id)
    mailing.tried(mail, failed=failed)
    mail.save(update_fields=mailing.TRIED)
    return do.record(
        SigningMailSent(
            entity_id=do.entity_id, signing_id=mail.signer.signing_id, mail_id=mail.pk,
            failed=failed,
        )
    )  # fmt: skip
