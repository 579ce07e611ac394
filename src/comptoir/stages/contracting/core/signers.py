"""Who signs, in which order, and when somebody is reminded. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from comptoir.stages.contracting.core.states import SignerState

MOST = 10
SIDES = ("customer", "us")
_MAIL = re.compile(r"[^@\s<>,;\"]{1,64}@[^@\s<>,;\"]{1,180}\.[^@\s<>,;\"]{2,60}")


@dataclass(frozen=True, slots=True)
class SignerIn:
    """One signer. Equal steps sign in parallel, the next step once all of them have."""

    name: str
    email: str
    role: str = ""
    side: str = "customer"
    step: int = 1


@dataclass(frozen=True, slots=True)
class Fault:
    """Which field is wrong, what was met and what is needed."""

    field: str
    found: str
    expected: str


def arranged(signers: Sequence[SignerIn]) -> list[SignerIn]:
    """In the order of signing, steps counted 1, 2, 3 …, texts trimmed."""
    steps = {step: n for n, step in enumerate(sorted({s.step for s in signers}), start=1)}
    clean = [
        replace(
            s,
            name=" ".join(s.name.split()),
            email=s.email.strip(),
            role=" ".join(s.role.split()),
            step=steps[s.step],
        )
        for s in signers
    ]
    return sorted(clean, key=lambda s: s.step)


def fault(signers: Sequence[SignerIn]) -> Fault | None:
    """What is wrong with a list of signers, if anything: the first thing met."""
    if not 1 <= len(signers) <= MOST:
        return Fault("signers", str(len(signers)), f"1 – {MOST}")
    for n, s in enumerate(signers):
        if wrong := _wrong(s):
            return Fault(f"signers.{n}.{wrong[0]}", wrong[1][:80], wrong[2])
    addresses = [s.email.casefold() for s in signers]
    twice = next((a for n, a in enumerate(addresses) if a in addresses[:n]), None)
    if twice:
        return Fault("signers", twice, "each address once")
    return _order(signers)


def _wrong(s: SignerIn) -> tuple[str, str, str] | None:
    if not 2 <= len(s.name) <= 120:
        return "name", s.name, "2 – 120 signs"
    if not _MAIL.fullmatch(s.email) or len(s.email) > 254:
        return "email", s.email, "name@company.example"
    if len(s.role) > 120:
        return "role", s.role, "at most 120 signs"
    if s.side not in SIDES:
        return "side", s.side, "customer | us"
    return None


def _order(signers: Sequence[SignerIn]) -> Fault | None:
    theirs = [s.step for s in signers if s.side == "customer"]
    ours = [s.step for s in signers if s.side == "us"]
    if not theirs:
        return Fault("signers", "us", "at least one signer of the customer")
    if ours and min(ours) <= max(theirs):
        return Fault("signers", f"step {min(ours)}", "our side countersigns last")
    return None


def next_step(steps: Sequence[tuple[int, str]]) -> int | None:
    """The step whose turn it is, from each signer's (step, state); None when all have signed."""
    left = [step for step, state in steps if state != SignerState.SIGNED]
    return min(left) if left else None


def reminder_due(asked_on: date, reminded_on: date | None, every_days: int, today: date) -> bool:
    """Whether a signer who was asked is to be reminded; `every_days` 0: never."""
    return every_days > 0 and today >= (reminded_on or asked_on) + timedelta(days=every_days)
