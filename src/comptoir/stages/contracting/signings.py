"""Reads of requests for signatures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from comptoir.kernel.errors import NotFound, Refused
from comptoir.platform import mailing
from comptoir.platform.models import File
from comptoir.platform.paging import keyset
from comptoir.stages.contracting.core.signers import next_step
from comptoir.stages.contracting.models import SealKey, Signer, Signing, SigningEvent, SigningMail


class UnknownSigning(NotFound):
    """There is no such request for signatures."""

    code = "unknown_signing"


class NotSealed(Refused):
    """The evidence exists once everybody has signed."""

    code = "not_sealed"


class NoSealKey(NotFound):
    """The company has no seal key yet."""

    code = "no_seal_key"


class UnknownSigner(NotFound):
    """There is no such signer."""

    code = "unknown_signer"


@dataclass(frozen=True, slots=True)
class SignerFacts:
    """One signer; the words are explained on the model."""

    id: UUID
    signing_id: UUID
    step: int
    place: int
    side: str
    name: str
    email: str
    role: str
    state: str
    link: int
    asked_on: date | None
    reminded_on: date | None
    link_asked_on: date | None
    code_channel: str
    signed_at: datetime | None
    method: str
    mark: str
    consent: str
    declined_reason: str

    @property
    def asked(self) -> bool:
        """Whether the next deed is theirs."""
        return self.state in ("waiting", "opened")


@dataclass(frozen=True, slots=True)
class SigningFacts:
    """A request for signatures, with its signers in order."""

    id: UUID
    entity_id: UUID
    contract_id: UUID | None
    quote_id: UUID | None
    state: str
    title: str
    message: str
    language: str
    document_id: UUID
    document_sha256: str
    asked_by: str
    sent_on: date | None
    expires_on: date
    valid_days: int
    reminds_days: int
    closed_reason: str
    sealed_id: UUID | None
    evidence_id: UUID | None
    service: str
    service_level: str
    service_state: str
    service_ref: str
    service_fault: str
    service_tries: int
    signers: tuple[SignerFacts, ...]

    @property
    def signed(self) -> int:
        """How many have signed."""
        return sum(s.state == "signed" for s in self.signers)

    @property
    def shown(self) -> str:
        """The state as the screen calls it: what a trust service handed back is signed, not sealed by us."""
        return "signed" if self.service and self.state == "sealed" else self.state

    @property
    def turn(self) -> int | None:
        """The step whose turn it is."""
        return next_step([(s.step, s.state) for s in self.signers])


@dataclass(frozen=True, slots=True)
class TrailFacts:
    """One event of the chain, in the words that are hashed."""

    n: int
    name: str
    at: str
    place: int | None
    facts: dict[str, Any]
    previous: str
    hash: str

    @property
    def played_on(self) -> date | None:
        """The day on the clock of a sandbox, where it was another than the real one."""
        day = self.facts.get("sandbox_day")
        return date.fromisoformat(day) if day else None


@dataclass(frozen=True, slots=True)
class SealKeyFacts:
    """The key pair in use, its private half still locked."""

    id: UUID
    locked: bytes
    certificate: str
    sha256: str
    subject: str
    valid_until: datetime
    own: bool
    active: bool = True


@dataclass(frozen=True, slots=True)
class MailFacts:
    """An e-mail to be sent."""

    id: int
    kind: str
    signing: SigningFacts
    signer: SignerFacts


_SIGNER = tuple(SignerFacts.__dataclass_fields__)
_SIGNING = tuple(n for n in SigningFacts.__dataclass_fields__ if n != "signers")
_TRAIL = tuple(TrailFacts.__dataclass_fields__)


CHECK = "comptoir signature verify {pdf} {evidence}"


def check(found: SigningFacts) -> str:
    """The command that checks the two files of a request that is closed; "" while there are none."""
    if not (found.sealed_id and found.evidence_id):
        return ""
    pdf, evidence = (document(f).name for f in (found.sealed_id, found.evidence_id))
    return CHECK.format(pdf=pdf, evidence=evidence)


def signing(signing_id: UUID, entity_id: UUID | None = None) -> SigningFacts:
    """One request; with `entity_id`, only if it is that company's."""
    row = Signing.objects.filter(pk=signing_id).first()
    if row is None or entity_id not in (None, row.entity_id):
        raise UnknownSigning(field="signing_id", found=str(signing_id))
    return _facts([row])[0]


def signings_of(
    *, contract_id: UUID | None = None, quote_id: UUID | None = None
) -> list[SigningFacts]:
    """The requests for a contract's or a quote's document, newest first."""
    asked = {"contract_id": contract_id} if contract_id else {"quote_id": quote_id}
    rows = Signing.objects.filter(**asked)
    return _facts(list(rows.order_by("-created_at", "-id")))


def signings_page(
    entity_id: UUID,
    *,
    state: str = "",
    contract_id: UUID | None = None,
    quote_id: UUID | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> tuple[list[SigningFacts], str | None]:
    """Requests, newest first, after `cursor`; and the next cursor."""
    asked: dict[str, Any] = {"state": state, "contract_id": contract_id, "quote_id": quote_id}
    rows = Signing.objects.filter(entity_id=entity_id, **{k: v for k, v in asked.items() if v})
    found, following = keyset(rows, ("-id",), cursor, limit)
    return _facts(list(found)), following


def signer(signer_id: UUID, entity_id: UUID | None = None) -> SignerFacts:
    """One signer; with `entity_id`, only if it is that company's."""
    rows = Signer.objects.filter(pk=signer_id)
    row = (rows.filter(signing__entity_id=entity_id) if entity_id else rows).first()
    if row is None:
        raise UnknownSigner(field="signer_id", found=str(signer_id))
    return _signer(row)


def at_service(service: str, reference: str) -> SigningFacts | None:
    """The request that a trust service knows by this reference."""
    row = (
        Signing.objects.filter(service=service, service_ref=reference).first()
        if reference
        else None
    )
    return _facts([row])[0] if row else None


def waiting_at_services(now: datetime, limit: int = 200) -> list[SigningFacts]:
    """Open requests at trust services that are to be asked about, the longest waiting first."""
    rows = Signing.objects.filter(state="open").exclude(service="")
    due = rows.filter(Q(service_next_at=None) | Q(service_next_at__lte=now))
    return _facts(list(due.order_by(F("service_next_at").asc(nulls_first=True), "id")[:limit]))


def picture(signer_id: UUID) -> bytes:
    """The uploaded mark of a signer; empty when there is none."""
    return bytes(Signer.objects.values_list("picture", flat=True).get(pk=signer_id) or b"")


def trail(signing_id: UUID) -> list[TrailFacts]:
    """The chain of events, in order."""
    rows = SigningEvent.objects.filter(signing_id=signing_id).order_by("n")
    return [TrailFacts(*values) for values in rows.values_list(*_TRAIL)]


def document(file_id: UUID) -> File:
    """A kept file: the document, the sealed one or the evidence."""
    return File.objects.get(pk=file_id)


def seal_key(entity_id: UUID) -> SealKeyFacts | None:
    """The key pair that the company seals with."""
    row = SealKey.objects.filter(entity_id=entity_id, active=True).first()
    return _seal_key(row) if row else None


def seal_keys(entity_id: UUID) -> list[SealKeyFacts]:
    """Every key pair of the company: the one in use, then the newest."""
    rows = SealKey.objects.filter(entity_id=entity_id).order_by("-active", "-created_at", "-id")
    return [_seal_key(row) for row in rows[:50]]


def _seal_key(row: SealKey) -> SealKeyFacts:
    return SealKeyFacts(
        row.id, bytes(row.locked), row.certificate, row.sha256, row.subject, row.valid_until,
        row.own, row.active,
    )  # fmt: skip


def mails_waiting(limit: int, mail_id: int | None = None) -> list[MailFacts]:
    """E-mails that are to be tried now, the oldest first. mail_id: only this one"""
    rows = SigningMail.objects.filter(mailing.due())
    rows = rows.filter(pk=mail_id) if mail_id else rows
    rows = rows.select_related("signer__signing")
    found = []
    for row in rows.order_by("id")[:limit]:
        (facts,) = _facts([row.signer.signing])
        found.append(MailFacts(row.pk, row.kind, facts, _signer(row.signer)))
    return found


def _facts(rows: list[Signing]) -> list[SigningFacts]:
    people: dict[UUID, list[SignerFacts]] = {row.id: [] for row in rows}
    for row in Signer.objects.filter(signing__in=rows).order_by("place"):
        people[row.signing_id].append(_signer(row))
    return [
        SigningFacts(**{n: getattr(row, n) for n in _SIGNING}, signers=tuple(people[row.id]))
        for row in rows
    ]


def _signer(row: Signer) -> SignerFacts:
    return SignerFacts(**{n: getattr(row, n) for n in _SIGNER})
