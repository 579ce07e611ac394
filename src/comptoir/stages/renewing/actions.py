"""Writes of renewals: open them in time, attach the quote, win or lose them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from comptoir.kernel.errors import Invalid, NothingDue, Refused
from comptoir.kernel.states import step
from comptoir.platform.actions import Do, action
from comptoir.stages.contracting import queries as contracting
from comptoir.stages.contracting.queries import ContractFacts
from comptoir.stages.quoting import queries as quoting
from comptoir.stages.renewing.core.states import RENEWAL_MOVES, RenewalState
from comptoir.stages.renewing.events import RenewalLost, RenewalOpened, RenewalQuoted, RenewalWon
from comptoir.stages.renewing.models import Renewal
from comptoir.stages.renewing.queries import AT_STAKE, UnknownRenewal

DAYS_AHEAD = 120


class LossNeedsReason(Invalid):
    """Say why the customer does not renew."""

    code = "loss_needs_reason"


class QuoteOfAnotherCustomer(Refused):
    """The quote is for another customer than the contract."""

    code = "quote_of_another_customer"


@action(may="renewing.write")
def open_renewals(do: Do, *, on: date | None = None) -> RenewalOpened:
    """Open a renewal for every contract whose next term would start within 120 days of `on`.

    One event per contract; the last is the answer. Raises NothingDue when all are open.
    """
    day = on or do.today
    due = contracting.due_for_renewal(do.entity_id, day, DAYS_AHEAD)
    known = set(
        Renewal.objects.filter(contract__in=[c.id for c in due]).values_list(
            "contract_id", flat=True
        )
    )
    fresh = [c for c in due if c.id not in known]
    if not fresh:
        raise NothingDue(field="on", found=day.isoformat())
    rows = [_renewal(do, contract, day) for contract in fresh]
    Renewal.objects.bulk_create(rows)
    return [
        do.record(
            RenewalOpened(
                entity_id=do.entity_id,
                renewal_id=row.id,
                contract_id=contract.id,
                quote_id=contract.quote_id,
                customer_id=contract.customer_id,
                due_on=row.due_on,
            )
        )
        for row, contract in zip(rows, fresh, strict=True)
    ][-1]


@action(may="renewing.write")
def attach_quote(do: Do, *, quote_id: UUID, contract_id: UUID) -> RenewalQuoted:
    """Note the quote that would renew the contract. Raises NothingDue when it is noted already.

    A contract quoted before its renewal was opened gets its renewal here.
    """
    quote = quoting.quote(quote_id, do.entity_id)
    contract = contracting.contract(contract_id, do.entity_id)
    if quote.customer_id != contract.customer_id:
        raise QuoteOfAnotherCustomer(
            field="quote_id", found=quote.ident, expected=contract.number,
            fix="choose a quote of the contract's customer",
        )  # fmt: skip
    row = _locked(do, contract_id) or _early(do, contract_id)
    if row.quote_id == quote_id:
        raise NothingDue
    row.state = step(RENEWAL_MOVES, "quote", RenewalState(row.state))
    row.quote_id = quote_id
    row.save(update_fields=["state", "quote_id"])
    return do.record(RenewalQuoted(entity_id=do.entity_id, renewal_id=row.id, quote_id=quote_id))


@action(may="renewing.write")
def win_renewal(do: Do, *, contract_id: UUID) -> RenewalWon:
    """The customer goes on: a contract that renews this one was made.

    A contract renewed before its renewal was opened gets its renewal here.
    """
    row = _locked(do, contract_id) or _early(do, contract_id)
    before = row.state
    row.state = step(RENEWAL_MOVES, "renew", RenewalState(before))
    row.save(update_fields=["state"])
    return do.record(
        RenewalWon(entity_id=do.entity_id, renewal_id=row.id, contract_id=contract_id),
        changed={"state": (before, row.state)},
    )


@action(may="renewing.write")
def lose_renewal(do: Do, *, contract_id: UUID, reason: str) -> RenewalLost:
    """The customer does not go on; the contract runs to its end."""
    row = _locked(do, contract_id)
    if row is None:
        raise UnknownRenewal(field="contract_id", found=str(contract_id))
    before = row.state
    state = step(RENEWAL_MOVES, "lose", RenewalState(before))
    if not reason.strip():
        raise LossNeedsReason(field="reason")
    row.state, row.lost_reason = state, reason.strip()[:200]
    row.save(update_fields=["state", "lost_reason"])
    return do.record(
        RenewalLost(entity_id=do.entity_id, renewal_id=row.id),
        changed={"state": (before, row.state)},
    )


@action(may="renewing.write")
def end_terminated(do: Do, *, contract_id: UUID | None = None) -> RenewalLost:
    """Nothing is left to renew of a contract that was terminated: what is at stake of it is lost.

    One event per contract; the last is the answer. NothingDue where nothing is.
    contract_id  that contract alone; None: every one of the company
    """
    wanted = {"contract_id": contract_id} if contract_id else {}
    rows = Renewal.objects.select_for_update(of=("self",)).filter(
        entity_id=do.entity_id, state__in=AT_STAKE, contract__state=contracting.TERMINATED, **wanted
    )
    told = None
    for row in rows.select_related("contract").order_by("id"):
        before = row.state
        row.state = step(RENEWAL_MOVES, "lose", RenewalState(before))
        row.lost_reason = row.contract.ended_reason or row.contract.number
        row.save(update_fields=["state", "lost_reason"])
        told = do.record(
            RenewalLost(entity_id=do.entity_id, renewal_id=row.id),
            changed={"state": (before, row.state)},
        )
    if told is None:
        raise NothingDue(on=do.today)
    return told


def _renewal(do: Do, contract: ContractFacts, on: date) -> Renewal:
    return Renewal(
        entity_id=do.entity_id,
        contract_id=contract.id,
        customer_id=contract.customer_id,
        due_on=contract.renewal_on or contract.ends_on or on,
        notice_on=contract.notice_on,
        opened_on=on,
    )


def _early(do: Do, contract_id: UUID) -> Renewal:
    """A renewal that begins before its 120 days."""
    row = _renewal(do, contracting.contract(contract_id, do.entity_id), do.today)
    row.save(force_insert=True)
    return row


def _locked(do: Do, contract_id: UUID) -> Renewal | None:
    rows = Renewal.objects.select_for_update().filter(entity_id=do.entity_id)
    return rows.filter(contract_id=contract_id).first()
