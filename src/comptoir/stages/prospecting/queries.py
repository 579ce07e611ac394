"""Reads of opportunities."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast
from uuid import UUID

from django.db.models import Count, F, Q, Sum

from comptoir.kernel.errors import NotFound
from comptoir.kernel.money import Money
from comptoir.kernel.states import verbs
from comptoir.platform import clock
from comptoir.platform.paging import Sorts, arranged, folded, holds, keyset, ranked
from comptoir.records.currencies import queries as currencies
from comptoir.records.parties import queries as parties
from comptoir.stages.prospecting.core.states import OPEN, STAGE_MOVES, Stage
from comptoir.stages.prospecting.models import Opportunity

CARDS = 50  # shown per column of the board


class UnknownOpportunity(NotFound):
    """There is no such opportunity."""

    code = "unknown_opportunity"


@dataclass(frozen=True, slots=True)
class OpportunityFacts:
    """A chance of a sale; amount in minor units of `currency`, probability in percent."""

    id: UUID
    entity_id: UUID
    number: str
    customer_id: UUID
    partner_id: UUID | None
    title: str
    stage: str
    probability: int
    amount_minor: int
    currency: str
    close_on: date
    next_step: str
    owner_id: UUID | None
    lost_reason: str
    won_at: datetime | None
    created_at: datetime
    revision: int

    @property
    def weighted_minor(self) -> int:
        """Amount × probability, whole minor units, rounded down."""
        return self.amount_minor * self.probability // 100

    @property
    def verbs(self) -> list[str]:
        """What may be done with it now."""
        return verbs(STAGE_MOVES, Stage(self.stage))


@dataclass(frozen=True, slots=True)
class Column:
    """One stage of the board: its number of opportunities, sums per currency, first cards.

    weighted  sums per currency of amount × probability
    in_all, weighted_in_all  the same in the company's currency, at today's rates; None where one is unknown
    """

    stage: str
    count: int
    sums: tuple[tuple[str, int], ...]
    weighted: tuple[tuple[str, int], ...]
    cards: tuple[OpportunityFacts, ...]
    in_all: Money | None
    weighted_in_all: Money | None


_COLUMNS = tuple(OpportunityFacts.__dataclass_fields__)


def opportunity(opportunity_id: UUID, entity_id: UUID | None = None) -> OpportunityFacts:
    """One opportunity; with `entity_id`, only if it is that company's."""
    row = Opportunity.objects.filter(pk=opportunity_id).first()
    if row is None or entity_id not in (None, row.entity_id):
        raise UnknownOpportunity(field="opportunity_id", found=str(opportunity_id))
    return _facts(row)


def opportunities(ids: Iterable[UUID]) -> dict[UUID, OpportunityFacts]:
    """Several opportunities by id."""
    return {row.id: _facts(row) for row in Opportunity.objects.filter(pk__in=set(ids))}


def opportunities_of_partners(ids: Iterable[UUID]) -> dict[UUID, list[OpportunityFacts]]:
    """The opportunities of several partners, the newest of each first."""
    found: dict[UUID, list[OpportunityFacts]] = {}
    rows = Opportunity.objects.filter(partner_id__in=set(ids)).order_by("-created_at", "-id")
    for row in rows:
        found.setdefault(cast(UUID, row.partner_id), []).append(_facts(row))
    return found


def any_opportunity(entity_id: UUID) -> bool:
    """Whether the company ever wrote one down."""
    return Opportunity.objects.filter(entity_id=entity_id).exists()


SORTS: Sorts = {
    "number": "number", "customer": folded("customer__name"), "title": folded("title"),
    "stage": ranked("stage", Stage), "probability": "probability", "close_on": "close_on",
    "amount": "amount_minor",
}  # fmt: skip


def opportunities_page(
    entity_id: UUID,
    *,
    stage: str = "",
    customer_id: UUID | None = None,
    partner_id: UUID | None = None,
    currency: str = "",
    since: date | None = None,
    until: date | None = None,
    text: str = "",
    sort: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> tuple[list[OpportunityFacts], str | None]:
    """One page, newest first; `stage` may be "open" for all that are not decided."""
    rows = Opportunity.objects.filter(entity_id=entity_id)
    if stage:
        rows = rows.filter(stage__in=OPEN if stage == "open" else [stage])
    wanted = {
        "customer_id": customer_id, "partner_id": partner_id, "currency": currency,
        "close_on__gte": since, "close_on__lte": until,
    }  # fmt: skip
    rows = rows.filter(**{k: v for k, v in wanted.items() if v})
    words = text.replace("\x00", "").strip()
    if words:
        named = [c.id for c in parties.find_customers(entity_id, words, limit=200)]
        said = Q(number__icontains=words) | holds("title", words)
        rows = rows.filter(said | Q(customer_id__in=named))
    found, following = keyset(*arranged(rows, sort, SORTS, ("-created_at", "-id")), cursor, limit)
    return [_facts(row) for row in found], following


def board(entity_id: UUID) -> tuple[Column, ...]:
    """The open stages with their opportunities, the nearest closing date first."""
    rows = Opportunity.objects.filter(entity_id=entity_id, stage__in=OPEN)
    sums: dict[str, dict[str, int]] = {stage: {} for stage in OPEN}
    weighted: dict[str, dict[str, int]] = {stage: {} for stage in OPEN}
    counts = dict.fromkeys(OPEN, 0)
    likely = F("amount_minor") * F("probability") / 100  # whole numbers: rounded down, as each is
    grouped = rows.values_list("stage", "currency").annotate(
        n=Count("id"), s=Sum("amount_minor"), w=Sum(likely)
    )
    for stage, currency, n, total, part in grouped:
        counts[Stage(stage)] += n
        sums[Stage(stage)][currency] = total
        weighted[Stage(stage)][currency] = part
    named = {currency for found in sums.values() for currency in found}
    rates = currencies.Table(entity_id, clock.today(entity_id), named)
    return tuple(
        Column(
            stage,
            counts[stage],
            tuple(sorted(sums[stage].items())),
            tuple(sorted(weighted[stage].items())),
            tuple(_facts(r) for r in rows.filter(stage=stage).order_by("close_on", "id")[:CARDS]),
            rates.in_all(Money(minor, at) for at, minor in sums[stage].items()),
            rates.in_all(Money(minor, at) for at, minor in weighted[stage].items()),
        )
        for stage in OPEN
    )


def _facts(row: Opportunity) -> OpportunityFacts:
    return OpportunityFacts(**{name: getattr(row, name) for name in _COLUMNS})


def missing_billing(customer: parties.CustomerFacts) -> str:
    """The first missing field of the billing address as a dotted name, "" when it is complete."""
    if customer.billing is None:
        return "billing.street"
    wanted = ("street", "postcode", "town", "country")
    missing = [name for name in wanted if not getattr(customer.billing, name)]
    if missing and customer.billing.complete and customer.billing.street:
        return ""  # a country without postcodes
    return f"billing.{missing[0]}" if missing else ""
