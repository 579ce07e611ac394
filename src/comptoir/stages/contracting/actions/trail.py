"""The chain of what happened to a signature, and the rows that its deeds lock."""

from __future__ import annotations

from datetime import UTC
from typing import Any
from uuid import UUID

from comptoir.kernel.errors import Refused
from comptoir.kernel.states import step
from comptoir.platform import clock
from comptoir.platform.actions import Do
from comptoir.stages.contracting import signings, verifier
from comptoir.stages.contracting.core.signers import next_step
from comptoir.stages.contracting.core.states import (
    SIGNER_MOVES,
    SIGNING_MOVES,
    SignerState,
    SigningState,
)
from comptoir.stages.contracting.models import Signer, Signing, SigningEvent, SigningMail


def locked(do: Do, signing_id: UUID) -> Signing:
    """The request, locked; every deed takes this lock first."""
    rows = Signing.objects.select_for_update().filter(pk=signing_id, entity_id=do.entity_id)
    row = rows.first()
    if row is None:
        raise signings.UnknownSigning(field="signing_id", found=str(signing_id))
    return row


def with_signer(do: Do, signer_id: UUID) -> tuple[Signing, Signer]:
    """A signer with the locked request."""
    known = Signer.objects.filter(pk=signer_id).values_list("signing_id", flat=True).first()
    if known is None:
        raise signings.UnknownSigner(field="signer_id", found=str(signer_id))
    row = locked(do, known)
    return row, Signer.objects.get(pk=signer_id)


class SignedElsewhere(Refused):
    """The signatures are collected by a trust service; it writes to the signers itself."""

    code = "signed_elsewhere"


def ours(row: Signing) -> None:
    """Refused where a trust service collects the signatures."""
    if row.service:
        raise SignedElsewhere(field="signing_id", found=row.service)


def add(do: Do, row: Signing, name: str, place: int | None = None, /, **facts: Any) -> None:
    """Put an event at the end of the chain; the request must be locked.

    Its time is the real one, whatever a sandbox plays; the day that it plays stands beside it, hashed too.
    """
    day = clock.played(do.entity_id, do.now)
    facts |= {"sandbox_day": day.isoformat()} if day else {}
    last = SigningEvent.objects.filter(signing=row).order_by("-n").values_list("n", "hash").first()
    n, previous = (last[0] + 1, last[1]) if last else (1, verifier.START)
    at = do.now.astimezone(UTC).isoformat(timespec="milliseconds")
    event = {
        "n": n, "name": name, "at": at, "signer": place, "facts": facts, "previous": previous,
    }  # fmt: skip
    SigningEvent.objects.create(
        signing=row, n=n, name=name, at=at, place=place, facts=facts, previous=previous,
        hash=verifier.event_hash(event),
    )  # fmt: skip


def move(row: Signing, verb: str) -> None:
    row.state = step(SIGNING_MOVES, verb, SigningState(row.state))


def move_signer(row: Signer, verb: str) -> None:
    row.state = step(SIGNER_MOVES, verb, SignerState(row.state))


def mail(do: Do, signer: Signer, kind: str) -> None:
    """Have an e-mail sent; the worker sends it."""
    SigningMail.objects.create(signer=signer, kind=kind, made_at=do.now)


def ask_next(do: Do, row: Signing) -> bool:
    """Ask those whose turn it is; False when nobody is left to sign."""
    people = list(Signer.objects.filter(signing=row).order_by("place"))
    turn = next_step([(p.step, p.state) for p in people])
    for person in people:
        if person.step == turn and person.state == SignerState.PENDING:
            move_signer(person, "ask")
            person.asked_on = do.today
            person.save(update_fields=["state", "asked_on"])
            if not row.service:  # a trust service invites by itself
                mail(do, person, "invite")
            add(do, row, "asked", person.place, name=person.name, email=person.email)
    return turn is not None
