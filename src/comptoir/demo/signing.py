"""Signatures of the demo: one contract that everybody has signed, one that waits for somebody."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from comptoir.platform.actions import Do, begin
from comptoir.platform.roles import CUSTOMER, SYSTEM
from comptoir.records.parties import queries as parties
from comptoir.stages.contracting import actions as contracting
from comptoir.stages.contracting import documents, queries, signings

CONSENT = "J'ai lu ce contrat, j'accepte de le signer par voie électronique."
SEEN = contracting.Seen("127.0.0.1", "demo")
STROKES = "M40 140L80 60L110 150L150 70L180 140L230 100L300 130L420 90"


def play(entity_id: UUID) -> None:
    """The two newest contracts: one waits for its signatures, the other has them all."""
    made, _next = queries.contracts_page(entity_id, state="active", limit=2)
    requests = [asked(entity_id, one.id) for one in made]
    for done in requests[1:]:
        complete(done)


def asked(entity_id: UUID, contract_id: UUID) -> UUID:
    """A request that is sent: the customer first, then our side."""
    made = queries.contract(contract_id, entity_id)
    customer = parties.customer(made.customer_id)
    people = [
        contracting.SignerIn(made.signed_by, "signature@client.example", made.signed_role),
        contracting.SignerIn("Camille Perrin", "direction@lumen.example", "Directrice", "us", 2),
    ]
    event = contracting.draft_signing(
        begin(SYSTEM, entity_id), **documents.to_sign(made), signers=people,
        message=f"Merci de signer ce contrat pour {customer.name}.",
    )  # fmt: skip
    contracting.send_signing(begin(SYSTEM, entity_id), signing_id=event.signing_id)
    return event.signing_id


def complete(signing_id: UUID, *, but_last: bool = False) -> None:
    """Everybody signs, one after the other, as they would behind their links."""
    found = signings.signing(signing_id)
    for n, signer in enumerate(found.signers[: -1 if but_last else None]):
        method, mark = ("drawn", STROKES) if n else ("typed", signer.name)
        proof = proved(found.entity_id, signer.id)
        contracting.sign_document(
            _do(found.entity_id), signer_id=signer.id, link=1, proof=proof, method=method,
            mark=mark, picture=b"", consent=CONSENT, seen=SEEN,
        )  # fmt: skip


def proved(entity_id: UUID, signer_id: UUID) -> str:
    """Open the link and enter the code; the proof that signing wants."""
    who: dict[str, Any] = {"signer_id": signer_id, "link": 1, "seen": SEEN}
    contracting.open_signing(_do(entity_id), **who)
    do = _do(entity_id)
    contracting.make_signing_code(do, channel="sandbox screen", **who)
    code, do = str(do.answer), _do(entity_id)
    contracting.try_signing_code(do, code=code, **who)
    return str(do.answer)


def _do(entity_id: UUID) -> Do:
    return begin(CUSTOMER, entity_id)
