"""What contracting asks of a trust service that makes advanced or qualified signatures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable
from uuid import UUID

from comptoir.kernel.errors import NotFound, Refused
from comptoir.platform.actions import Do


class ProviderDown(Refused):
    """The trust service does not answer; try again later."""

    code = "signing_provider_down"


class UnknownProviderOrder(NotFound):
    """The trust service knows no such order."""

    code = "unknown_provider_order"


class ProviderNotDone(Refused):
    """The trust service has no signed document yet."""

    code = "signing_provider_not_done"


class ForgedNotice(Refused):
    """This message does not come from the trust service."""

    code = "forged_signing_notice"


class NoSigningService(NotFound):
    """No such trust service is configured."""

    code = "no_signing_service"


class ProviderState(StrEnum):
    OPEN = "open"
    EXPIRED = "expired"
    SIGNED = "signed"
    DECLINED = "declined"
    CANCELED = "canceled"


@dataclass(frozen=True, slots=True)
class ProviderSigner:
    """Who signs there; equal steps at the same time."""

    name: str
    email: str
    step: int = 1


@dataclass(frozen=True, slots=True)
class ProviderOrder:
    """key: our own id of the order; the same key twice is the same order."""

    key: str
    title: str
    pdf: bytes
    signers: tuple[ProviderSigner, ...]
    level: str = "advanced"  # or "qualified"


@dataclass(frozen=True, slots=True)
class ProviderStatus:
    """How far an order is; `signed`, `viewed` and `declined_by` are addresses."""

    state: ProviderState
    signed: tuple[str, ...] = ()
    reason: str = ""
    viewed: tuple[str, ...] = ()
    declined_by: str = ""


class AdvancedSigning(Protocol):
    """A trust service. Called from jobs, never inside an action; every call may raise ProviderDown."""

    @property
    def label(self) -> str:
        """How the service is called on the screen, in the reader's language."""
        ...

    def says(self, level: str) -> str:
        """What is true of a file that was signed there at this level, in a sentence or none ("")."""
        ...

    def start(self, order: ProviderOrder) -> str:
        """Hand an order over; its reference there."""
        ...

    def status(self, reference: str) -> ProviderStatus: ...

    def signed_pdf(self, reference: str) -> bytes:
        """The signed document; ProviderNotDone before everybody has signed."""
        ...

    def evidence(self, reference: str) -> bytes:
        """The service's own proof of the signatures; ProviderNotDone before everybody has signed."""
        ...

    def cancel(self, reference: str) -> None:
        """Call an open order back; twice is once, and a closed one stays as it is."""
        ...

    def notice(self, headers: Mapping[str, str], body: bytes) -> str:
        """The reference that a message of the service is about; ForgedNotice unless it is the service's.

        The message only says that there is something to read: what it says is never believed.
        """
        ...


@runtime_checkable
class Rehearsing(Protocol):
    """A service for trying things out: what signers do there can be done from our screen."""

    def act(self, reference: str, deed: str, email: str) -> None: ...


_services: dict[str, AdvancedSigning] = {}


def answer_signing(name: str, service: AdvancedSigning) -> None:
    """Say that a trust service is there; called once for each, when the application starts."""
    _services[name] = service


def signing_services() -> dict[str, str]:
    """The trust services that are there: name and label."""
    return {name: str(service.label) for name, service in _services.items()}


def signing_service(name: str) -> AdvancedSigning:
    """One trust service; NoSigningService where it is not configured (any more)."""
    if name not in _services:
        raise NoSigningService(
            field="service", found=name[:20], expected=" | ".join(sorted(_services)) or "—",
            fix="COMPTOIR_SIGNING",
        )  # fmt: skip
    return _services[name]


class PaymentTerms(Protocol):
    """Who keeps the offer sets its payment terms, before it leaves; refused past the legal limit."""

    def __call__(self, do: Do, *, quote_id: UUID, revision: int, kind: str, days: int) -> None: ...


_offers: dict[str, PaymentTerms] = {}


def answer_payment_terms(answer: PaymentTerms) -> None:
    """Say who keeps the offers; called once, when the application starts."""
    _offers["terms"] = answer


def set_payment_terms(do: Do, *, quote_id: UUID, revision: int, kind: str, days: int) -> None:
    _offers["terms"](do, quote_id=quote_id, revision=revision, kind=kind, days=days)
