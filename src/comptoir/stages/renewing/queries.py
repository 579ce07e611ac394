"""Reads of renewals: what ends soon, what it is worth, what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Sum

from comptoir.kernel.errors import NotFound
from comptoir.platform.paging import Sorts, arranged, folded, keyset, missing_last, ranked
from comptoir.stages.renewing.core.states import RenewalState
from comptoir.stages.renewing.models import Renewal

AT_STAKE = (RenewalState.OPEN, RenewalState.QUOTED)


class UnknownRenewal(NotFound):
    """There is no such renewal."""

    code = "unknown_renewal"


@dataclass(frozen=True, slots=True)
class RenewalFacts:
    """A contract that comes to its end; amounts in minor units of `currency`.

    due_on       first day of the next term;  notice_on  last day to give notice
    value_minor  of the contract over its term;  mrr_minor  of its recurring part, per month
    quote_*      the quote that would renew it, None while there is none
    """

    id: UUID
    contract_id: UUID
    contract_number: str
    customer_id: UUID
    customer: str
    state: str
    due_on: date
    notice_on: date | None
    opened_on: date
    lost_reason: str
    currency: str
    value_minor: int
    mrr_minor: int
    quote_id: UUID | None
    quote_number: str
    quote_state: str

    @property
    def at_stake(self) -> bool:
        """Whether it can still be won or lost."""
        return self.state in AT_STAKE

    def days_left(self, on: date) -> int:
        """Days from `on` to the first day of the next term; negative once that is past."""
        return (self.due_on - on).days

    def notice_left(self, on: date) -> int | None:
        """Days from `on` to the last day to give notice."""
        return (self.notice_on - on).days if self.notice_on else None


@dataclass(frozen=True, slots=True)
class Stake:
    """What can still be won or lost in one currency."""

    currency: str
    renewals: int
    mrr_minor: int
    value_minor: int


_ROWS = ("customer", "contract", "contract__quote", "quote")


def renewal(renewal_id: UUID, entity_id: UUID | None = None) -> RenewalFacts:
    """One renewal; with `entity_id`, only if it is that company's."""
    row = Renewal.objects.filter(pk=renewal_id).select_related(*_ROWS).first()
    if row is None or entity_id not in (None, row.entity_id):
        raise UnknownRenewal(field="renewal_id", found=str(renewal_id))
    return _facts(row)


def renewal_of(contract_id: UUID) -> RenewalFacts | None:
    """The renewal of a contract, None while its end is far."""
    row = Renewal.objects.filter(contract_id=contract_id).select_related(*_ROWS).first()
    return _facts(row) if row else None


def renewals_of(contract_ids: Iterable[UUID]) -> dict[UUID, RenewalFacts]:
    """Several renewals by contract."""
    rows = Renewal.objects.filter(contract__in=set(contract_ids)).select_related(*_ROWS)
    return {row.contract_id: _facts(row) for row in rows}


SORTS: Sorts = {
    "contract": "contract__number", "customer": folded("customer__name"), "due_on": "due_on",
    "notice_on": missing_last("notice_on"), "mrr": "contract__quote__mrr_minor",
    "value": "contract__net_minor", "state": ranked("state", RenewalState),
}  # fmt: skip


def renewals_page(
    entity_id: UUID,
    *,
    state: str = "",
    customer_id: UUID | None = None,
    at_stake: bool = False,
    currency: str = "",
    since: date | None = None,
    until: date | None = None,
    sort: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> tuple[list[RenewalFacts], str | None]:
    """Renewals, the nearest first, after `cursor`; and the cursor of the next page.

    at_stake  only those that can still be won or lost
    """
    rows = Renewal.objects.filter(entity_id=entity_id)
    wanted = {
        "state": state, "customer_id": customer_id, "contract__currency": currency,
        "due_on__gte": since, "due_on__lte": until,
    }  # fmt: skip
    rows = rows.filter(**{k: v for k, v in wanted.items() if v})
    if at_stake:
        rows = rows.filter(state__in=AT_STAKE)
    found, following = keyset(
        *arranged(rows.select_related(*_ROWS), sort, SORTS, ("due_on", "id")), cursor, limit
    )
    return [_facts(row) for row in found], following


def states(entity_id: UUID) -> dict[str, int]:
    """How many renewals are in each state."""
    rows = Renewal.objects.filter(entity_id=entity_id).values_list("state").annotate(n=Count("id"))
    return dict(rows.order_by("state"))


def stakes(entity_id: UUID) -> list[Stake]:
    """What can still be won or lost, per currency."""
    rows = (
        Renewal.objects.filter(entity_id=entity_id, state__in=AT_STAKE)
        .values_list("contract__currency")
        .annotate(
            n=Count("id"), mrr=Sum("contract__quote__mrr_minor"), net=Sum("contract__net_minor")
        )
        .order_by("contract__currency")
    )
    return [Stake(*row) for row in rows]


def _facts(row: Renewal) -> RenewalFacts:
    return RenewalFacts(
        id=row.id,
        contract_id=row.contract_id,
        contract_number=row.contract.number,
        customer_id=row.customer_id,
        customer=row.customer.name,
        state=row.state,
        due_on=row.due_on,
        notice_on=row.notice_on,
        opened_on=row.opened_on,
        lost_reason=row.lost_reason,
        currency=row.contract.currency,
        value_minor=row.contract.net_minor,
        mrr_minor=row.contract.quote.mrr_minor,
        quote_id=row.quote_id,
        quote_number=f"{row.quote.number} · v{row.quote.version}" if row.quote else "",
        quote_state=row.quote.state if row.quote else "",
    )
