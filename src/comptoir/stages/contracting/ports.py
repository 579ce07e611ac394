"""What contracting asks of a trust service that makes advanced or qualified signatures."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
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


class PaymentTerms(Protocol):
    """Who keeps the offer sets its payment terms, before it leaves; refused past the legal limit."""

    def __call__(self, do: Do, *, quote_id: UUID, revision: int, kind: str, days: int) -> None: ...


_offers: dict[str, PaymentTerms] = {}


def answer_payment_terms(answer: PaymentTerms) -> None:
    """Say who keeps the offers; called once, when the application starts."""
    _offers["terms"] = answer


def set_payment_terms(do: Do, *, quote_id: UUID, revision: int, kind: str, days: int) -> None:
    _offers["terms"](do, quote_id=quote_id, revision=revision, kind=kind, days=days)
