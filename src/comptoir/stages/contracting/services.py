"""Between us and a trust service: hand requests over, ask how far they are, fetch what was signed.

Nothing here runs inside an action. Whoever asks (the reaction to an event, a message of the service, the
worker's minute, a person) asks for the whole state, and the action writes down what is new: so a message
that comes twice, late or in the wrong order does nothing more.
"""

from __future__ import annotations

import base64
import contextlib
from typing import Any
from uuid import UUID

from comptoir.kernel.errors import NothingDue
from comptoir.kernel.events import Event
from comptoir.kernel.ids import show_id
from comptoir.platform import clock, outbox
from comptoir.platform.actions import Do, begin, by_system
from comptoir.platform.roles import SYSTEM
from comptoir.stages.contracting import actions, ports, sealing, signings
from comptoir.stages.contracting.events import SigningSent, SigningServiceAsked, SigningVoided
from comptoir.stages.contracting.signings import SigningFacts


class AskService:
    """The reaction to a request that was sent, or asked about again: hand it over, or ask how far it is."""

    def __call__(self, event: Event, cause: outbox.Cause) -> None:
        assert isinstance(event, SigningSent | SigningServiceAsked)
        found = signings.signing(event.signing_id)
        if found.service and found.state == "open":
            ask(by_system(event, cause), found)


class CallBack:
    """The reaction to a request that we withdrew: the service writes to nobody any more."""

    def __call__(self, event: Event, cause: outbox.Cause) -> None:
        assert isinstance(event, SigningVoided)
        found = signings.signing(event.signing_id)
        if not found.service or found.service_state not in ("waiting", "sent", "viewed"):
            return
        service, reference = ports.signing_service(found.service), found.service_ref
        if not reference and found.service_tries:  # it may have taken it, and its answer was lost
            reference = service.start(order(found))
        if reference:
            with contextlib.suppress(ports.UnknownProviderOrder):
                service.cancel(reference)


def ask(do: Do, found: SigningFacts) -> None:
    """Hand a request over, or write down how far it is; a fault is written down too, never raised."""
    try:
        service = ports.signing_service(found.service)
        if not found.service_ref:
            reference = service.start(order(found))
            actions.hand_over_signing(do, signing_id=found.id, reference=reference)
        else:
            told = service.status(found.service_ref)
            actions.follow_service(do, signing_id=found.id, told=told)
    except (ports.ProviderDown, ports.NoSigningService) as error:
        actions.fail_at_service(do, signing_id=found.id, fault=error.code)
    except ports.UnknownProviderOrder as error:
        actions.fail_at_service(do, signing_id=found.id, fault=error.code, unknown=True)


def order(found: SigningFacts) -> ports.ProviderOrder:
    """A request as a service takes it; our own id is its key, so that it is the same order twice."""
    return ports.ProviderOrder(
        key=show_id("sig", found.id),
        title=found.title,
        pdf=bytes(signings.document(found.document_id).content),
        signers=tuple(ports.ProviderSigner(s.name, s.email, s.step) for s in found.signers),
        level=found.service_level,
    )


def ask_all(limit: int = 200) -> int:
    """Ask about what waits; returns how many requests were asked about."""
    waiting = signings.waiting_at_services(clock.instant(), limit)
    for found in waiting:
        with contextlib.suppress(NothingDue):
            ask(begin(SYSTEM, found.entity_id), found)
    return len(waiting)


def noticed(name: str, headers: dict[str, str], body: bytes) -> None:
    """A message of the service: it is a reason to ask, and nothing more."""
    reference = ports.signing_service(name).notice(headers, body)
    found = signings.at_service(name, reference)
    if found is None:
        raise ports.UnknownProviderOrder(found=reference[:40])
    if found.state == "open":
        with contextlib.suppress(NothingDue):
            ask(begin(SYSTEM, found.entity_id), found)


def rehearses(name: str) -> bool:
    """Whether a service is there for trying things out."""
    return name in ports.signing_services() and isinstance(
        ports.signing_service(name), ports.Rehearsing
    )


def rehearse(signing_id: UUID, entity_id: UUID, deed: str, email: str) -> None:
    """What a signer does at a service that is there for trying things out."""
    found = signings.signing(signing_id, entity_id)
    service = ports.signing_service(found.service)
    if not isinstance(service, ports.Rehearsing):
        raise ports.NoSigningService(field="service", found=found.service)
    service.act(found.service_ref, deed, email)
    with contextlib.suppress(NothingDue):
        ask(begin(SYSTEM, found.entity_id), found)


def fetched(found: SigningFacts) -> tuple[bytes, dict[str, Any]]:
    """The file that was signed at the service, as it gave it, and what the evidence says of it."""
    service = ports.signing_service(found.service)
    pdf, proof = service.signed_pdf(found.service_ref), service.evidence(found.service_ref)
    return pdf, {
        "service": found.service,
        "level": found.service_level,
        "reference": found.service_ref,
        "evidence_sha256": sealing.digest(proof),
        "evidence": base64.b64encode(proof).decode(),
    }
