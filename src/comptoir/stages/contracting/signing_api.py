"""Requests for signatures and seal keys over HTTP. Signers themselves use their private link."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.kernel.errors import Invalid
from comptoir.platform.paging import after
from comptoir.platform.schemas import (
    JSON_FILE,
    PDF,
    ContractId,
    In,
    Page,
    Paged,
    QuoteId,
    SealKeyId,
    SignerId,
    SigningId,
)
from comptoir.platform.uploads import decoded
from comptoir.platform.web import entity_of, perform
from comptoir.stages.contracting import actions, documents, queries, signings
from comptoir.stages.quoting import queries as quoting

router = Router(tags=["Signatures"])
Line = Annotated[str, Field(max_length=254, pattern=r"^[^\x00\r\n]*$")]
Words = Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")]


class OneDocument(Invalid):
    """Name one document: a contract or a quote that was sent."""

    code = "one_document"


class SignerIn(In):
    """Equal steps sign in parallel; our side signs in the last steps."""

    name: Line
    email: Line
    role: Line = ""
    side: Literal["customer", "us"] = "customer"
    step: Annotated[int, Field(ge=1, le=99)] = 1


class SigningIn(In):
    """A request for signatures of a contract, or of a quote that was sent.

    service  the trust service that collects them, as COMPTOIR_SIGNING names it; empty: our own links
    """

    contract_id: ContractId | None = None
    quote_id: QuoteId | None = None
    signers: Annotated[list[SignerIn], Field(min_length=1, max_length=10)]
    message: Words = ""
    valid_days: Annotated[int, Field(ge=1, le=365)] = 14
    reminds_days: Annotated[int, Field(ge=0, le=90)] = 3
    service: Annotated[str, Field(max_length=20, pattern=r"^[a-z0-9-]*$")] = ""
    level: Literal["advanced", "qualified"] = "advanced"


class SigningVoidIn(In):
    reason: Words


class SealKeyIn(In):
    """pkcs12: the file, base64; password: of the file, empty for none."""

    pkcs12: Annotated[str, Field(max_length=400_000)]
    password: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")] = ""


class SignerOut(Schema):
    id: SignerId
    step: int
    side: str
    name: str
    email: str
    role: str
    state: str
    asked_on: date | None
    reminded_on: date | None
    link_asked_on: date | None
    signed_at: datetime | None
    method: str
    declined_reason: str


class SigningOut(Schema):
    id: SigningId
    contract_id: ContractId | None
    quote_id: QuoteId | None
    state: str
    title: str
    message: str
    document_sha256: str
    sent_on: date | None
    expires_on: date
    reminds_days: int
    closed_reason: str
    service: str
    service_level: str
    service_state: str
    service_ref: str
    service_fault: str
    service_tries: int
    signers: list[SignerOut]


class TrailOut(Schema):
    """An event of the chain; `place` counts the signers from 1."""

    n: int
    name: str
    at: str
    place: int | None
    facts: dict[str, Any]
    previous: str
    hash: str


class SealKeyOut(Schema):
    """The certificate that seals; its private key never leaves."""

    id: SealKeyId
    subject: str
    certificate: str
    sha256: str
    valid_until: datetime
    own: bool


class SigningFilter(Paged):
    state: Literal["", "draft", "open", "signed", "sealed", "declined", "void"] = ""
    contract_id: ContractId | None = None
    quote_id: QuoteId | None = None


def _after(event: Any) -> signings.SigningFacts:
    return signings.signing(event.signing_id)


@router.get("/signings", response=Page[SigningOut])
def list_signings(request: HttpRequest, filters: Query[SigningFilter]) -> dict[str, Any]:
    """Requests for signatures, newest first."""
    wanted = {n: getattr(filters, n) for n in type(filters).model_fields}
    items, following = signings.signings_page(entity_of(request), **wanted)
    return {"items": items, "next": following}


@router.post("/signings", response=SigningOut)
def draft_signing(request: HttpRequest, body: SigningIn) -> signings.SigningFacts:
    """Prepare a request for signatures; nobody is asked before it is sent."""
    people = [actions.SignerIn(**one.model_dump()) for one in body.signers]
    return perform(
        request, actions.draft_signing, _after, signers=people, message=body.message,
        valid_days=body.valid_days, reminds_days=body.reminds_days, service=body.service,
        level=body.level, **_document(request, body),
    )  # fmt: skip


def _document(request: HttpRequest, body: SigningIn) -> dict[str, Any]:
    if (body.contract_id is None) == (body.quote_id is None):
        raise OneDocument(field="contract_id")
    if body.contract_id:
        made = queries.contract(body.contract_id, entity_of(request))
        return documents.to_sign(made)
    assert body.quote_id
    return documents.quote_to_sign(quoting.quote(body.quote_id, entity_of(request)))


@router.get("/signings/{signing_id}", response=SigningOut)
def show_signing(request: HttpRequest, signing_id: SigningId) -> signings.SigningFacts:
    """One request: its state and each signer's."""
    return signings.signing(signing_id, entity_of(request))


@router.get("/signings/{signing_id}/trail", response=Page[TrailOut])
def signing_trail(
    request: HttpRequest, signing_id: SigningId, paging: Query[Paged]
) -> dict[str, Any]:
    """The chain of what happened, in order."""
    chain = signings.trail(signings.signing(signing_id, entity_of(request)).id)
    page, following = after(chain, lambda e: (e.n,), paging.cursor, paging.limit)
    return {"items": page, "next": following}


@router.get("/signings/{signing_id}/pdf", openapi_extra=PDF)
def signing_pdf(request: HttpRequest, signing_id: SigningId) -> HttpResponse:
    """The document; once everybody has signed, the sealed one."""
    found = signings.signing(signing_id, entity_of(request))
    kept = signings.document(found.sealed_id or found.document_id)
    return HttpResponse(bytes(kept.content), content_type=kept.media_type)


@router.get("/signings/{signing_id}/evidence", openapi_extra=JSON_FILE)
def signing_evidence(request: HttpRequest, signing_id: SigningId) -> HttpResponse:
    """The evidence file, once everybody has signed."""
    found = signings.signing(signing_id, entity_of(request))
    if found.evidence_id is None:
        raise signings.NotSealed(field="signing_id", found=found.state, expected="sealed")
    kept = signings.document(found.evidence_id)
    return HttpResponse(bytes(kept.content), content_type=kept.media_type)


@router.post("/signings/{signing_id}/send", response=SigningOut)
def send_signing(request: HttpRequest, signing_id: SigningId) -> signings.SigningFacts:
    """Ask the first signers, by e-mail with a private link."""
    return perform(request, actions.send_signing, _after, signing_id=signing_id)


@router.post("/signings/{signing_id}/void", response=SigningOut)
def void_signing(
    request: HttpRequest, signing_id: SigningId, body: SigningVoidIn
) -> signings.SigningFacts:
    """Withdraw a request; those who were asked are told."""
    given = {"signing_id": signing_id, "reason": body.reason}
    return perform(request, actions.void_signing, _after, **given)


@router.post("/signings/{signing_id}/ask", response=SigningOut)
def ask_signing_service(request: HttpRequest, signing_id: SigningId) -> signings.SigningFacts:
    """Have the trust service asked again now, after a fault or to know sooner."""
    return perform(request, actions.ask_signing_service, _after, signing_id=signing_id)


@router.post("/signers/{signer_id}/remind", response=SigningOut)
def remind_signer(request: HttpRequest, signer_id: SignerId) -> signings.SigningFacts:
    """Remind one signer now."""
    return perform(request, actions.remind_signer, _after, signer_id=signer_id)


@router.post("/signers/{signer_id}/link", response=SigningOut)
def renew_signer_link(request: HttpRequest, signer_id: SignerId) -> signings.SigningFacts:
    """Send a signer a new link; the one before opens nothing any more."""
    return perform(request, actions.renew_signer_link, _after, signer_id=signer_id)


def _key(request: HttpRequest) -> Callable[[Any], signings.SealKeyFacts]:
    def read(event: Any) -> signings.SealKeyFacts:
        found = signings.seal_key(entity_of(request))
        assert found, "it was just set"
        return found

    return read


@router.get("/seal-key", response=SealKeyOut | None)
def show_seal_key(request: HttpRequest) -> signings.SealKeyFacts | None:
    """The certificate that the company seals with; null before the first seal."""
    return signings.seal_key(entity_of(request))


@router.post("/seal-key/make", response=SealKeyOut)
def make_seal_key(request: HttpRequest) -> signings.SealKeyFacts:
    """Make a new key pair; what was sealed before keeps its own certificate."""
    return perform(request, actions.make_seal_key, _key(request))


@router.post("/seal-key/load", response=SealKeyOut)
def load_seal_key(request: HttpRequest, body: SealKeyIn) -> signings.SealKeyFacts:
    """Seal with a key pair of one's own from now on, from a PKCS#12 file."""
    given = {"pkcs12": decoded(body.pkcs12, "pkcs12"), "password": body.password}
    return perform(request, actions.load_seal_key, _key(request), **given)
