"""Writes of opportunities."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from comptoir.kernel.errors import Invalid, Refused
from comptoir.kernel.events import Event
from comptoir.kernel.money import exponent
from comptoir.kernel.states import step
from comptoir.platform import numbering
from comptoir.platform.actions import Change, Do, action
from comptoir.platform.models import EventRow
from comptoir.records.parties import queries as parties
from comptoir.stages.prospecting import queries
from comptoir.stages.prospecting.core.states import PROBABILITY, STAGE_MOVES, Stage
from comptoir.stages.prospecting.events import (
    OpportunityChanged,
    OpportunityLost,
    OpportunityMoved,
    OpportunityOpened,
    OpportunityWon,
)
from comptoir.stages.prospecting.models import Opportunity

E = TypeVar("E", bound=Event)
EDITABLE = ("title", "amount_minor", "close_on", "next_step", "probability", "partner_id")


class MissingBillingAddress(Refused):
    """A deal is won only when its customer can be invoiced: the billing address is missing."""

    code = "missing_billing_address"


class TitleMissing(Invalid):
    """Give the opportunity a title."""

    code = "title_missing"


class BadAmount(Invalid):
    """The amount is zero or more."""

    code = "bad_amount"


class BadProbability(Invalid):
    """The probability of an open opportunity lies between 0 and 99 percent."""

    code = "bad_probability"


class UnknownField(Invalid):
    """This field cannot be changed."""

    code = "unknown_field"


class ReasonMissing(Invalid):
    """Say why the deal was lost."""

    code = "reason_missing"


class StaleOpportunity(Refused):
    """Someone else changed this field in the meantime."""

    code = "stale_edit"


@action(may="prospecting.write")
def open_opportunity(
    do: Do,
    *,
    customer_id: UUID,
    title: str,
    amount_minor: int,
    close_on: date,
    currency: str = "",
    next_step: str = "",
    partner_id: UUID | None = None,
) -> OpportunityOpened:
    """Note a chance of a sale; the amount is an estimate in minor units of the currency."""
    customer = parties.customer(customer_id, do.entity_id)
    if partner_id:
        parties.partner(partner_id, do.entity_id)
    money = currency or customer.currency
    exponent(money)
    kind, _, owner = do.actor.name.partition(":")
    row = Opportunity(
        entity_id=do.entity_id, customer_id=customer.id, partner_id=partner_id, title=title.strip(),
        stage=Stage.QUALIFY, probability=PROBABILITY[Stage.QUALIFY], amount_minor=amount_minor,
        currency=money, close_on=close_on, next_step=next_step.strip(),
        owner_id=UUID(owner) if kind == "user" and len(owner) == 36 else None,
    )  # fmt: skip
    _check(row)
    row.number = numbering.next_number(do, "opportunity", do.today)
    row.save(force_insert=True)
    event = OpportunityOpened(
        entity_id=do.entity_id, opportunity_id=row.id, customer_id=customer.id,
        amount_minor=amount_minor, currency=money,
    )  # fmt: skip
    return do.record(event)


@action(may="prospecting.write")
def change_opportunity(
    do: Do, *, opportunity_id: UUID, revision: int, changes: Mapping[str, Any]
) -> OpportunityChanged:
    """Change fields; one that somebody else changed since `revision` is refused."""
    row = _locked(do, opportunity_id)
    for name in changes:
        if name not in EDITABLE:
            raise UnknownField(field=name, expected=", ".join(EDITABLE))
    if changes.get("partner_id"):
        parties.partner(changes["partner_id"], do.entity_id)
    _refuse_stale(row, revision, changes)
    changed: Change = {
        name: (getattr(row, name), value)
        for name, value in changes.items()
        if getattr(row, name) != value
    }
    for name, (_, value) in changed.items():
        setattr(row, name, value)
    _check(row)
    event = OpportunityChanged(entity_id=do.entity_id, opportunity_id=row.id)
    return _save(do, row, event, changed)


@action(may="prospecting.write")
def move_opportunity(do: Do, *, opportunity_id: UUID, verb: str) -> OpportunityMoved:
    """Move to an open stage: qualify, propose or negotiate; the probability follows."""
    row = _locked(do, opportunity_id)
    if verb not in ("qualify", "propose", "negotiate"):
        raise UnknownField(field="verb", found=verb[:40], expected="qualify, propose, negotiate")
    changed = _step(row, verb)
    changed["lost_reason"], row.lost_reason = (row.lost_reason, ""), ""
    event = OpportunityMoved(entity_id=do.entity_id, opportunity_id=row.id, stage=row.stage)
    return _save(do, row, event, changed)


@action(may="prospecting.write")
def win_opportunity(do: Do, *, opportunity_id: UUID) -> OpportunityWon:
    """Close as won. The gate: the customer must have a complete billing address (S0-23)."""
    row = _locked(do, opportunity_id)
    changed = _step(row, "win")
    customer = parties.customer(row.customer_id)
    missing = queries.missing_billing(customer)
    if missing:
        raise MissingBillingAddress(
            field=missing, expected="street, postcode, town", customer=customer.name,
            customer_id=str(customer.id), fix=f"complete the billing address of {customer.name}",
        )  # fmt: skip
    row.won_at = do.now
    changed["won_at"] = (None, do.now)
    event = OpportunityWon(
        entity_id=do.entity_id, opportunity_id=row.id, customer_id=row.customer_id
    )
    return _save(do, row, event, changed)


@action(may="prospecting.write")
def lose_opportunity(do: Do, *, opportunity_id: UUID, reason: str) -> OpportunityLost:
    """Close as lost, with the reason."""
    row = _locked(do, opportunity_id)
    if not reason.strip():
        raise ReasonMissing(field="reason")
    changed = _step(row, "lose")
    changed["lost_reason"] = (row.lost_reason, reason.strip()[:200])
    row.lost_reason = reason.strip()[:200]
    event = OpportunityLost(entity_id=do.entity_id, opportunity_id=row.id)
    return _save(do, row, event, changed)


def _locked(do: Do, opportunity_id: UUID) -> Opportunity:
    rows = Opportunity.objects.select_for_update().filter(entity_id=do.entity_id)
    row = rows.filter(pk=opportunity_id).first()
    if row is None:
        raise queries.UnknownOpportunity(field="opportunity_id", found=str(opportunity_id))
    return row


def _step(row: Opportunity, verb: str) -> Change:
    before = (row.stage, row.probability)
    row.stage = step(STAGE_MOVES, verb, Stage(row.stage))
    row.probability = PROBABILITY[Stage(row.stage)]
    return {"stage": (before[0], row.stage), "probability": (before[1], row.probability)}


def _save(do: Do, row: Opportunity, event: E, changed: Change) -> E:
    changed["revision"] = (row.revision, row.revision + 1)
    row.revision += 1
    row.save(update_fields=list(changed))
    return do.record(event, changed=changed)


def _check(row: Opportunity) -> None:
    if not row.title:
        raise TitleMissing(field="title")
    if row.amount_minor < 0 or row.amount_minor >= 10**18:
        raise BadAmount(field="amount", found=row.amount_minor, expected="0 or more")
    if row.stage not in (Stage.WON, Stage.LOST) and not 0 <= row.probability < 100:
        raise BadProbability(field="probability", found=row.probability, expected="0 … 99")


def _refuse_stale(row: Opportunity, revision: int, changes: Mapping[str, Any]) -> None:
    """Refuse fields that somebody else set to another value after `revision`."""
    if revision == row.revision:
        return
    later = EventRow.objects.filter(subject_id=row.id, changed__has_key="revision").order_by("seq")
    since = [(e.actor, e.changed or {}) for e in later]
    who = {n: actor for actor, told in since if told["revision"][1] > revision for n in told}
    for name, value in changes.items():
        if name in who and getattr(row, name) != value:
            raise StaleOpportunity(
                field=name, found=str(value), expected=str(getattr(row, name)), who=who[name]
            )
