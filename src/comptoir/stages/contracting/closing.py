"""After the last signature: the page of signatures, the seal and the evidence, made outside any action.

Everything here is computed from what is stored, so a crash in the middle is followed by the same work again.
"""

from __future__ import annotations

import contextlib
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from comptoir.kernel.errors import NothingDue
from comptoir.kernel.events import Event
from comptoir.kernel.ids import show_id
from comptoir.platform import clock, documents, outbox
from comptoir.platform.actions import begin, by_system
from comptoir.platform.documents.contract import (
    Brand,
    Fact,
    PartyBlock,
    SignatureBlock,
    SignaturesDoc,
)
from comptoir.platform.roles import SYSTEM
from comptoir.records.parties import queries as parties
from comptoir.shell import format as fmt
from comptoir.stages.contracting import (
    actions,
    drafts,
    queries,
    sealing,
    services,
    signings,
    verifier,
)
from comptoir.stages.contracting.core import marks
from comptoir.stages.contracting.events import DocumentSigned
from comptoir.stages.contracting.signings import SignerFacts, SigningFacts


class LastSignature:
    """The reaction to the last signature: seal what everybody has signed."""

    def concerns(self, event: Event) -> bool:
        return isinstance(event, DocumentSigned) and event.complete

    def __call__(self, event: Event, cause: outbox.Cause) -> None:
        assert isinstance(event, DocumentSigned)
        found = signings.signing(event.signing_id)
        if found.state != "signed":
            return
        sealed, evidence = made(found)
        do = by_system(event, cause)
        actions.close_signing(do, signing_id=found.id, sealed=sealed, evidence=evidence)


def made(found: SigningFacts) -> tuple[bytes, bytes]:
    """The sealed document and its evidence file."""
    key = _key(found.entity_id)
    packed = sealing.unlocked(key.locked)
    document = bytes(signings.document(found.document_id).content)
    if found.service:
        pdf, at_service = services.fetched(found)
        said = {**told(found, document, pdf), "service": at_service}
        return pdf, sealing.evidence(said, packed, key.certificate)
    company = parties.entity(found.entity_id)
    with translation.override(found.language):
        reason = _("Sealed after all signatures")
        pages = documents.render(documents.Kind.SIGNATURES, _page(found), _lang(found))
    pdf = sealing.sealed(document, pages, packed, reason=reason, company=company.name)
    return pdf, sealing.evidence(told(found, document, pdf), packed, key.certificate)


def _key(entity_id: UUID) -> signings.SealKeyFacts:
    """The company's key pair, made now if there is none."""
    if signings.seal_key(entity_id) is None:
        with contextlib.suppress(NothingDue):
            actions.make_seal_key(begin(SYSTEM, entity_id), replace=False)
    key = signings.seal_key(entity_id)
    assert key, "it was just made"
    return key


def told(found: SigningFacts, document: bytes, pdf: bytes) -> dict[str, Any]:
    """What the evidence file says, before it is signed."""
    events = [
        {"n": e.n, "name": e.name, "at": e.at, "signer": e.place, "facts": e.facts,
         "previous": e.previous, "hash": e.hash}
        for e in signings.trail(found.id)
    ]  # fmt: skip
    company = parties.entity(found.entity_id)
    return {
        "format": verifier.FORMAT,
        "request": {
            "id": show_id("sig", found.id), "title": found.title, "company": company.name,
            "kind": _kind(found),
        },
        "document": {
            "name": signings.document(found.document_id).name,
            "sha256_before": sealing.digest(document), "bytes_before": len(document),
            "sha256_after": sealing.digest(pdf), "bytes_after": len(pdf),
        },
        **_annexes(found),
        "signers": _signers(events),
        "events": events,
        "chain": {"count": len(events), "head": events[-1]["hash"]},
        "made_at": clock.instant().isoformat(timespec="seconds"),
    }  # fmt: skip


def _kind(found: SigningFacts) -> str:
    if found.service:
        return f"{found.service_level} electronic signature, by a trust service"
    return "simple electronic signature, sealed document"


def _annexes(found: SigningFacts) -> dict[str, Any]:
    """The files that belong to the signed contract, by name and hash."""
    contract = queries.contract(found.contract_id) if found.contract_id else None
    if contract is None or contract.clauses_id is None:
        return {}
    agreed = drafts.version_by_id(contract.clauses_id)
    listed = [
        {
            "title": a.title,
            "name": signings.document(a.file_id).name,
            "sha256": a.sha256,
            "bytes": a.size,
        }
        for a in drafts.annexes(agreed.draft_id, agreed.n)
    ]
    return {"clauses": {"version": agreed.n, "sha256": agreed.sha256}, "annexes": listed}


def _signers(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each signer as their own event tells it."""
    given = [e for e in events if e["name"] == "signed"]
    return [
        {"place": e["signer"], "signed_at": e["at"], **e["facts"]}
        for e in sorted(given, key=lambda e: e["signer"])
    ]


def _page(found: SigningFacts) -> SignaturesDoc:
    """The page of signatures, in the active language."""
    company = parties.entity(found.entity_id)
    seen = {e.place: e for e in signings.trail(found.id) if e.name == "signed"}
    kept = signings.document(found.document_id)
    signed = [s for s in found.signers if s.signed_at]
    last = max(s.signed_at for s in signed if s.signed_at)
    return SignaturesDoc(
        number=found.title,
        dated=last.date(),
        issued_on=fmt.date_doc(last.date(), _lang(found)),
        seller=PartyBlock(name=company.name),
        buyer=PartyBlock(name=""),
        note=_(
            "Simple electronic signatures, each confirmed by a one-time code. The seal in this file"
            " shows any change; the evidence file tells the whole story."
        ),
        facts=(
            Fact(label=_("Document"), value=kept.name),
            Fact(label=_("SHA-256 of the signed document"), value=found.document_sha256),
        ),
        signatures=tuple(_block(s, company.name) for s in signed),
        traces=tuple(_trace(s, seen[s.place].facts) for s in signed),
        brand=Brand(color=company.brand_color),
    )


def _block(s: SignerFacts, company: str) -> SignatureBlock:
    party = company if s.side == "us" else _("Customer")
    return SignatureBlock(
        party=party, name=s.name, role=s.role, signed_on=moment(s.signed_at), drawing_svg=_svg(s),
        evidence=s.mark if s.method == "typed" else "",
    )  # fmt: skip


def _svg(s: SignerFacts) -> str:
    if s.method == "drawn":
        return marks.svg_of_path(s.mark)
    if s.method == "image":
        content = signings.picture(s.id)
        return marks.svg_of_picture(content, marks.picture(content) or "png")
    return ""


def _trace(s: SignerFacts, facts: dict[str, Any]) -> tuple[Fact, ...]:
    return (
        Fact(label=_("E-mail"), value=s.email),
        Fact(
            label=_("One-time code"),
            value=_("right, shown on the screen of this sandbox")
            if s.code_channel == "sandbox screen"
            else _("right, by %(channel)s") % {"channel": s.code_channel},
        ),
        Fact(label=_("Network address"), value=str(facts["ip"])),
        Fact(label=_("Consent"), value=s.consent),
        *_played(facts),
    )


def _played(facts: dict[str, Any]) -> tuple[Fact, ...]:
    """The time beside a signature is real; a sandbox says which day it played."""
    day = facts.get("sandbox_day")
    return (Fact(label=_("Day played by this sandbox"), value=day),) if day else ()


def moment(at: datetime | None) -> str:
    """An instant for paper: the same text for everybody, in UTC."""
    return f"{at:%Y-%m-%d %H:%M:%S} UTC" if at else ""


def _lang(found: SigningFacts) -> documents.Lang:
    return "fr" if found.language == "fr" else "en"
