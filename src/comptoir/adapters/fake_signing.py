"""A trust service in the box: for trying things out, without any effect in law.

It keeps its orders in memory, or in a folder where several processes are to see them, and fails when it is
told to.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from comptoir.kernel.errors import Refused
from comptoir.platform import home
from comptoir.stages.contracting.ports import (
    ForgedNotice,
    ProviderDown,
    ProviderNotDone,
    ProviderOrder,
    ProviderSigner,
    ProviderState,
    ProviderStatus,
    UnknownProviderOrder,
)

HEADER = "X-Box-Signature"


class NotNow(Refused):
    """It is not this signer's turn at the trust service, or the order is closed."""

    code = "not_now_at_signing_service"


@dataclass
class _Held:
    order: ProviderOrder
    state: ProviderState = ProviderState.OPEN
    signed: list[str] = field(default_factory=list)
    viewed: list[str] = field(default_factory=list)
    reason: str = ""
    declined_by: str = ""

    def written(self) -> str:
        said = asdict(self)
        said["order"]["pdf"] = base64.b64encode(self.order.pdf).decode()
        return json.dumps(said)

    @classmethod
    def read(cls, text: str) -> _Held:
        said = json.loads(text)
        order = said.pop("order")
        order["pdf"] = base64.b64decode(order["pdf"])
        order["signers"] = tuple(ProviderSigner(**s) for s in order["signers"])
        return cls(ProviderOrder(**order), ProviderState(said.pop("state")), **said)


@dataclass
class FakeSigning:
    """failures: how many of the next calls are lost; `after` lets them do their work first."""

    failures: int = 0
    after: bool = False
    folder: Path | None = None
    _held: dict[str, _Held] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return _("Trust service in the box (to try out, no legal effect)")

    def says(self, level: str) -> str:
        return _("This service is there to try things out: its signatures have no legal effect.")

    def start(self, order: ProviderOrder) -> str:
        self._lost(early=True)
        reference = "box-" + hashlib.sha256(order.key.encode()).hexdigest()[:20]
        if self._find(reference) is None:
            self._keep(reference, _Held(order))
        self._lost(early=False)
        return reference

    def status(self, reference: str) -> ProviderStatus:
        held = self._of(reference)
        return ProviderStatus(
            held.state, tuple(held.signed), held.reason, tuple(held.viewed), held.declined_by
        )

    def signed_pdf(self, reference: str) -> bytes:
        held = self._done(reference)
        return held.order.pdf + f"\n% signed by {', '.join(held.signed)}\n".encode()

    def evidence(self, reference: str) -> bytes:
        held = self._done(reference)
        said = {"key": held.order.key, "level": held.order.level, "signed": held.signed,
                "sha256": hashlib.sha256(held.order.pdf).hexdigest()}  # fmt: skip
        return json.dumps(said).encode()

    def cancel(self, reference: str) -> None:
        held = self._of(reference)
        if held.state == ProviderState.OPEN:
            held.state = ProviderState.CANCELED
            self._keep(reference, held)

    def notice(self, headers: Mapping[str, str], body: bytes) -> str:
        if not constant_time_compare(headers.get(HEADER, ""), stamp(body)):
            raise ForgedNotice(field="body", found=body[:40].decode(errors="replace"))
        return body.decode()

    def act(self, reference: str, deed: str, email: str) -> None:
        """What a signer does there, in the order of the steps: view, sign, decline; or time passes."""
        held = self._find(reference)
        if held is None:
            raise UnknownProviderOrder(found=reference[:40])
        left = [s for s in held.order.signers if s.email not in held.signed]
        turn = min((s.step for s in left), default=0)
        mine = email in [s.email for s in left if s.step == turn]
        if held.state != ProviderState.OPEN or not (mine or deed == "expire"):
            raise NotNow(field="email", found=email[:80])
        if deed == "expire":
            held.state = ProviderState.EXPIRED
        elif deed == "decline":
            held.state, held.reason, held.declined_by = ProviderState.DECLINED, _("Declined"), email
        else:
            held.viewed = sorted({*held.viewed, email})
        if deed == "sign":
            held.signed.append(email)
            if len(held.signed) == len(held.order.signers):
                held.state = ProviderState.SIGNED
        self._keep(reference, held)

    def forget(self, reference: str) -> None:
        """Lose an order, as a service does that was set up anew."""
        self._held.pop(reference, None)
        if self.folder:
            (self.folder / f"{reference}.json").unlink(missing_ok=True)

    def _done(self, reference: str) -> _Held:
        held = self._of(reference)
        if held.state != ProviderState.SIGNED:
            raise ProviderNotDone(found=held.state.value)
        return held

    def _of(self, reference: str) -> _Held:
        self._lost(early=True)
        held = self._find(reference)
        if held is None:
            raise UnknownProviderOrder(found=reference[:40])
        return held

    def _find(self, reference: str) -> _Held | None:
        if self.folder is None or not reference.startswith("box-") or not reference[4:].isalnum():
            return self._held.get(reference)
        path = self.folder / f"{reference}.json"
        return _Held.read(path.read_text(encoding="utf-8")) if path.exists() else None

    def _keep(self, reference: str, held: _Held) -> None:
        if self.folder is None:
            self._held[reference] = held
            return
        home.make(self.folder)
        (self.folder / f"{reference}.json").write_text(held.written(), encoding="utf-8")

    def _lost(self, *, early: bool) -> None:
        if self.failures and (not self.after or not early):
            self.failures -= 1
            raise ProviderDown


def stamp(body: bytes) -> str:
    """How this service marks its messages."""
    return salted_hmac("comptoir.box", body, algorithm="sha256").hexdigest()
