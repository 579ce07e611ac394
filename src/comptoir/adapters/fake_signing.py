"""A trust service in the box: it keeps orders in memory, and fails when it is told to."""

from __future__ import annotations

from dataclasses import dataclass, field

from comptoir.stages.contracting.ports import (
    ProviderDown,
    ProviderNotDone,
    ProviderOrder,
    ProviderState,
    ProviderStatus,
    UnknownProviderOrder,
)


@dataclass
class _Held:
    order: ProviderOrder
    state: ProviderState = ProviderState.OPEN
    signed: list[str] = field(default_factory=list)
    reason: str = ""


@dataclass
class FakeSigning:
    """failures: how many of the next calls are lost; `after` lets them do their work first."""

    failures: int = 0
    after: bool = False
    _held: dict[str, _Held] = field(default_factory=dict)

    def start(self, order: ProviderOrder) -> str:
        self._lost(early=True)
        known = next((ref for ref, h in self._held.items() if h.order.key == order.key), None)
        reference = known or f"fake-{len(self._held) + 1}"
        self._held.setdefault(reference, _Held(order))
        self._lost(early=False)
        return reference

    def status(self, reference: str) -> ProviderStatus:
        held = self._of(reference)
        return ProviderStatus(held.state, tuple(held.signed), held.reason)

    def signed_pdf(self, reference: str) -> bytes:
        held = self._of(reference)
        if held.state != ProviderState.SIGNED:
            raise ProviderNotDone(found=held.state.value)
        return held.order.pdf + f"\n% signed by {', '.join(held.signed)}\n".encode()

    def cancel(self, reference: str) -> None:
        held = self._of(reference)
        if held.state == ProviderState.OPEN:
            held.state = ProviderState.CANCELED

    def sign(self, reference: str, email: str) -> None:
        """What a signer does there, in the order of the steps."""
        held = self._held[reference]
        left = [s for s in held.order.signers if s.email not in held.signed]
        turn = min((s.step for s in left), default=0)
        assert held.state == ProviderState.OPEN, "the order is closed"
        assert email in [s.email for s in left if s.step == turn], "not their turn"
        held.signed.append(email)
        if len(held.signed) == len(held.order.signers):
            held.state = ProviderState.SIGNED

    def decline(self, reference: str, reason: str) -> None:
        """What a signer does there who does not want to."""
        held = self._held[reference]
        held.state, held.reason = ProviderState.DECLINED, reason

    def _of(self, reference: str) -> _Held:
        self._lost(early=True)
        if reference not in self._held:
            raise UnknownProviderOrder(found=reference[:40])
        return self._held[reference]

    def _lost(self, *, early: bool) -> None:
        if self.failures and (not self.after or not early):
            self.failures -= 1
            raise ProviderDown
