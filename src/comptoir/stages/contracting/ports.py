"""What contracting asks of a trust service that makes advanced or qualified signatures."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from comptoir.kernel.errors import NotFound, Refused


class ProviderDown(Refused):
    """The trust service does not answer; try again later."""

    code = "signing_provider_down"


class UnknownProviderOrder(NotFound):
    """The trust service knows no such order."""

    code = "unknown_provider_order"


class ProviderNotDone(Refused):
    """The trust service has no signed document yet."""

    code = "signing_provider_not_done"


class ProviderState(StrEnum):
    OPEN = "open"
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
    """How far an order is; `signed` are the addresses that have."""

    state: ProviderState
    signed: tuple[str, ...] = ()
    reason: str = ""


class AdvancedSigning(Protocol):
    """A trust service. Called from jobs, never inside an action; every call may raise ProviderDown."""

    def start(self, order: ProviderOrder) -> str:
        """Hand an order over; its reference there."""
        ...

    def status(self, reference: str) -> ProviderStatus: ...

    def signed_pdf(self, reference: str) -> bytes:
        """The signed document; ProviderNotDone before everybody has signed."""
        ...

    def cancel(self, reference: str) -> None:
        """Call an open order back; twice is once, and a closed one stays as it is."""
        ...
