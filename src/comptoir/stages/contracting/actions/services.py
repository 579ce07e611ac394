"""Requests for signatures at a trust service: what it says is written down here, each thing once."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from comptoir.kernel.errors import NothingDue, Refused
from comptoir.kernel.events import Event
from comptoir.kernel.states import step
from comptoir.platform.actions import Do, action
from comptoir.stages.contracting import ports
from comptoir.stages.contracting.actions import trail
from comptoir.stages.contracting.core.marks import AT_SERVICE
from comptoir.stages.contracting.core.states import (
    SERVICE_MOVES,
    ServiceState,
    SignerState,
    SigningState,
    heard,
)
from comptoir.stages.contracting.events import (
    DocumentSigned,
    SignerOpened,
    SigningDeclined,
    SigningHandedOver,
    SigningServiceAsked,
    SigningServiceFailed,
    SigningServiceMoved,
    SigningVoided,
)
from comptoir.stages.contracting.models import Signer, Signing

_ASKED = (SignerState.WAITING, SignerState.OPENED)
_EVERY = timedelta(minutes=5)  # between two questions where no message came
_FIELDS = ["state", "service_state", "service_ref", "service_fault", "service_tries",
           "service_next_at", "closed_reason"]  # fmt: skip


class NotAtService(Refused):
    """This request waits for no trust service."""

    code = "not_at_signing_service"


@action(may="contracting.sign")
def hand_over_signing(do: Do, *, signing_id: UUID, reference: str) -> SigningHandedOver:
    """A trust service has taken the request; once, however often it was told."""
    row = _open(do, signing_id)
    if row.service_ref:
        raise NothingDue(on=do.today)
    before = row.service_state
    row.service_state = step(SERVICE_MOVES, "hand_over", ServiceState(row.service_state))
    row.service_ref = reference[:200]
    _answered(do, row)
    trail.add(do, row, "handed over", service=row.service, reference=row.service_ref)
    event = SigningHandedOver(entity_id=do.entity_id, signing_id=row.id, service=row.service)
    return do.record(event, {"service_state": (before, str(row.service_state))})


@action(may="contracting.sign")
def fail_at_service(
    do: Do, *, signing_id: UUID, fault: str, unknown: bool = False
) -> SigningServiceFailed:
    """The trust service did not answer; it is asked again later, each time after twice as long.

    unknown  it says that it never had the request, which is then handed over again
    """
    row = _open(do, signing_id)
    row.service_tries = min(row.service_tries + 1, 999)
    row.service_fault = fault[:300]
    wait = timedelta(minutes=min(2 ** min(row.service_tries - 1, 10), 360))
    row.service_next_at = do.now + wait
    if unknown and row.service_ref:
        row.service_state = step(SERVICE_MOVES, "lose", ServiceState(row.service_state))
        row.service_ref = ""
    row.save(update_fields=_FIELDS)
    trail.add(do, row, "service failed", fault=row.service_fault)
    return do.record(
        SigningServiceFailed(
            entity_id=do.entity_id, signing_id=row.id, fault=row.service_fault,
            tries=row.service_tries,
        )
    )  # fmt: skip


@action(may="contracting.sign")
def ask_signing_service(do: Do, *, signing_id: UUID) -> SigningServiceAsked:
    """Have the trust service asked again now."""
    row = trail.locked(do, signing_id)
    if not row.service or row.state != SigningState.OPEN:
        raise NotAtService(field="signing_id", found=row.state)
    row.service_next_at = None
    row.save(update_fields=["service_next_at"])
    trail.add(do, row, "asked again", by=do.actor.name)
    return do.record(SigningServiceAsked(entity_id=do.entity_id, signing_id=row.id))


@action(may="contracting.sign")
def follow_service(do: Do, *, signing_id: UUID, told: ports.ProviderStatus) -> Event:
    """Write down what the trust service says; what was heard before is heard once, in any order."""
    row = _open(do, signing_id)
    if not row.service_ref:
        raise NothingDue(on=do.today)
    events = _people(do, row, told)
    before, news = row.service_state, _news(told)
    row.service_state = heard(ServiceState(row.service_state), news)
    moved = row.service_state != before
    if row.service_state == ServiceState.SIGNED and row.state != SigningState.SIGNED:
        row.service_state, moved = before, False  # it forgot to say of whom: the next answer does
    faulty = bool(row.service_fault)
    _answered(do, row)
    if moved or (faulty and not events):
        events.append(
            do.record(
                SigningServiceMoved(
                    entity_id=do.entity_id, signing_id=row.id, state=str(row.service_state)
                ),
                {"service_state": (before, str(row.service_state))},
            )
        )
    if moved and row.service_state in _ENDS:
        events.append(_ENDS[ServiceState(row.service_state)](do, row, told))
    if not events:
        raise NothingDue(on=do.today)
    return events[-1]


def _open(do: Do, signing_id: UUID) -> Signing:
    row = trail.locked(do, signing_id)
    if not row.service or row.state != SigningState.OPEN:
        raise NothingDue(on=do.today)
    return row


def _answered(do: Do, row: Signing) -> None:
    row.service_fault, row.service_tries, row.service_next_at = "", 0, do.now + _EVERY
    row.save(update_fields=_FIELDS)


def _news(told: ports.ProviderStatus) -> ServiceState:
    if told.state != ports.ProviderState.OPEN:
        return ServiceState(told.state.value)
    return ServiceState.VIEWED if told.viewed or told.signed else ServiceState.SENT


def _people(do: Do, row: Signing, told: ports.ProviderStatus) -> list[Event]:
    """Who looked and who signed since the last answer, in the order of signing."""
    signed = {e.casefold() for e in told.signed}
    viewed = {e.casefold() for e in told.viewed}
    events: list[Event] = []
    for pk in Signer.objects.filter(signing=row).order_by("place").values_list("pk", flat=True):
        person = Signer.objects.get(pk=pk)  # now: who signed before may have made it their turn
        if person.state == SignerState.WAITING and person.email.casefold() in viewed:
            trail.move_signer(person, "open")
            person.save(update_fields=["state"])
            trail.add(do, row, "opened", person.place, service=row.service)
            events.append(do.record(
                SignerOpened(entity_id=do.entity_id, signing_id=row.id, signer_id=person.id)
            ))  # fmt: skip
        if person.state in _ASKED and person.email.casefold() in signed:
            events.append(_signed(do, row, person))
    return events


def _signed(do: Do, row: Signing, person: Signer) -> DocumentSigned:
    person.method, person.mark, person.signed_at = AT_SERVICE, row.service, do.now
    person.consent = f"{row.service_level} electronic signature at {row.service}"
    before = person.state
    trail.move_signer(person, "sign")
    person.save()
    trail.add(
        do, row, "signed", person.place, name=person.name, email=person.email, role=person.role,
        method=AT_SERVICE, consent=person.consent, document_sha256=row.document_sha256,
        service=row.service, reference=row.service_ref,
    )  # fmt: skip
    complete = not trail.ask_next(do, row)
    if complete:
        trail.move(row, "complete")
        row.service_state = ServiceState.SIGNED
        trail.add(do, row, "complete")
        row.save(update_fields=["state", "service_state"])
    event = DocumentSigned(
        entity_id=do.entity_id, signing_id=row.id, signer_id=person.id, complete=complete
    )
    do.record(event, {"state": (before, str(person.state))})
    return event


def _declined(do: Do, row: Signing, told: ports.ProviderStatus) -> SigningDeclined:
    people = list(Signer.objects.filter(signing=row).order_by("place"))
    named = [p for p in people if p.email.casefold() == told.declined_by.casefold()]
    person = next(p for p in [*named, *people] if p.state in _ASKED)
    person.declined_reason = (told.reason.strip() or "—")[:2000]
    trail.move_signer(person, "decline")
    person.save(update_fields=["state", "declined_reason"])
    trail.add(do, row, "declined", person.place, reason=person.declined_reason, service=row.service)
    for other in people:
        if other.pk != person.pk and other.state != SignerState.PENDING:
            trail.mail(do, other, "declined")
    trail.move(row, "decline")
    row.closed_reason = person.declined_reason
    row.save(update_fields=_FIELDS)
    event = SigningDeclined(entity_id=do.entity_id, signing_id=row.id, signer_id=person.id)
    return do.record(event, {"state": ("open", str(row.state))})


def _ended(do: Do, row: Signing, told: ports.ProviderStatus) -> SigningVoided:
    """Expired or called back there: it ends here too, and another request can be made."""
    trail.move(row, "void")
    row.closed_reason = (told.reason.strip() or f"{row.service}: {row.service_state}")[:2000]
    trail.add(do, row, "voided", reason=row.closed_reason, service=row.service)
    row.save(update_fields=_FIELDS)
    event = SigningVoided(entity_id=do.entity_id, signing_id=row.id)
    return do.record(event, {"state": ("open", str(row.state))})


_ENDS = {
    ServiceState.DECLINED: _declined,
    ServiceState.EXPIRED: _ended,
    ServiceState.CANCELED: _ended,
}
