"""Reads of revenue: obligations, what was recognized of them, and why. Reports: `reports.py`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Sum

from comptoir.kernel.errors import NotFound
from comptoir.kernel.period import Period, add_months, month_of
from comptoir.platform.paging import keyset
from comptoir.stages.recognizing import months
from comptoir.stages.recognizing.core.schedule import Obligation as Term
from comptoir.stages.recognizing.core.schedule import Pattern, recognized_to_date
from comptoir.stages.recognizing.models import Obligation, Recognition
from comptoir.stages.recognizing.ramps import (
    RampFacts,
    RampMonth,
    RampPiece,
    pieces,
    ramp,
    ramps_page,
    schedule_of,
)
from comptoir.stages.recognizing.reports import (
    CountryMonth,
    DeferredFacts,
    MonthMove,
    Reconciliation,
    WaterfallFacts,
    WaterfallRow,
    audit,
    deferred,
    first_open_month,
    reconcile,
    reconciliations,
    revenue_by_month_country,
    roll_forward,
    unposted,
    waterfall,
)

__all__ = [
    "CountryMonth", "DeferredFacts", "MonthMove", "RampFacts", "RampMonth", "RampPiece",
    "Reconciliation", "WaterfallFacts", "WaterfallRow", "audit", "deferred", "first_open_month",
    "pieces", "ramp", "ramps_page", "reconcile", "reconciliations", "revenue_by_month_country",
    "roll_forward", "schedule_of", "unposted", "waterfall",
]  # fmt: skip


class UnknownObligation(NotFound):
    """There is no such obligation."""

    code = "unknown_obligation"


@dataclass(frozen=True, slots=True)
class ObligationFacts:
    """A promise to a customer; amounts in minor units of `currency`.

    source            line | charge | usage | ramp
    ramp_id           the ramp that it is a piece of, or that earns it (a charge)
    total_minor       what it will have earned in the end
    recognized_minor  what was recognized so far
    start, end        days of service [start, end), None when it is not earned over time
    """

    id: int
    entity_id: UUID
    customer_id: UUID
    customer: str
    order_id: UUID
    order_number: str
    contract_id: UUID | None
    order_line_id: int
    description: str
    source: str
    pattern: str
    currency: str
    account_role: str
    booked_on: date
    start: date | None
    end: date | None
    total_minor: int
    recognized_minor: int
    ramp_id: int | None = None

    @property
    def remaining_minor(self) -> int:
        return self.total_minor - self.recognized_minor


@dataclass(frozen=True, slots=True)
class RecognitionFacts:
    """Revenue of one cause: delivery | time | billing | credit."""

    id: int
    cause: str
    month: date
    recognized_on: date
    amount_minor: int


@dataclass(frozen=True, slots=True)
class ScheduleMonth:
    """A month of a service and why it has its amount.

    days, of          days of service in the month, and of the whole term
    passed            days of service from the first day through the end of the month
    earned_minor      total × passed ÷ of, half up: what is earned by then
    before_minor      what was recognized before this month
    amount_minor      earned − before; of a posted month, what was posted
    corrected_minor   credit notes recognized in the month
    """

    month: date
    days: int
    of: int
    passed: int
    earned_minor: int
    before_minor: int
    amount_minor: int
    corrected_minor: int
    posted: bool


_ROWS = ("customer", "order_line__order")


def obligation(obligation_id: int, entity_id: UUID | None = None) -> ObligationFacts:
    """One obligation; with `entity_id`, only if it is that company's."""
    row = Obligation.objects.filter(pk=obligation_id).select_related(*_ROWS).first()
    if row is None or entity_id not in (None, row.entity_id):
        raise UnknownObligation(field="obligation_id", found=str(obligation_id)[:20])
    return _facts([row])[0]


def obligations_page(
    entity_id: UUID,
    *,
    customer_id: UUID | None = None,
    order_id: UUID | None = None,
    pattern: str = "",
    currency: str = "",
    booked: date | None = None,
    month: date | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> tuple[list[ObligationFacts], str | None]:
    """Obligations, newest first, after `cursor`; and the cursor of the next page.

    booked  any day of the month of the promise
    month   any day of a month in which revenue of it was posted
    """
    rows = Obligation.objects.filter(entity_id=entity_id)
    wanted = {
        "customer_id": customer_id, "order_line__order_id": order_id, "pattern": pattern,
        "currency": currency,
    }  # fmt: skip
    rows = rows.filter(**{k: v for k, v in wanted.items() if v})
    if booked:
        span = month_of(booked)
        rows = rows.filter(booked_on__gte=span.start, booked_on__lt=span.end)
    if month:
        rows = rows.filter(pk__in=_posted_in(month_of(month)))
    found, following = keyset(rows.select_related(*_ROWS), ("-id",), cursor, limit)
    return _facts(found), following


def obligations_of_order(order_id: UUID) -> list[ObligationFacts]:
    """Everything an order promised, in the order of its lines."""
    rows = Obligation.objects.filter(order_line__order_id=order_id).select_related(*_ROWS)
    return _facts(rows.order_by("order_line__position", "starts_on", "id"))


def recognitions_of(obligation_id: int) -> list[RecognitionFacts]:
    """What was recognized of an obligation, oldest first."""
    rows = Recognition.objects.filter(obligation_id=obligation_id).order_by("recognized_on", "id")
    return [RecognitionFacts(r.id, r.cause, r.month, r.recognized_on, r.amount_minor) for r in rows]


def schedule(promise: ObligationFacts) -> list[ScheduleMonth]:
    """Every month of a service: posted as it was posted, to come as it will be posted."""
    if promise.pattern != Pattern.STRAIGHT_LINE or not (promise.start and promise.end):
        return []
    term = Term(Pattern.STRAIGHT_LINE, promise.total_minor, promise.start, promise.end)
    rows = recognitions_of(promise.id)
    posted = {r.month: r.amount_minor for r in rows if r.cause == "time"}
    last = month_of(Period(promise.start, promise.end).last).last
    through = max(posted, default=None)
    done = sum(r.amount_minor for r in rows)
    to_come = dict(months.amounts(term, done, through, last))
    credits: dict[date, int] = {}
    for r in rows:
        if r.cause != "time":
            month = min(max(r.month, promise.start.replace(day=1)), last.replace(day=1))
            credits[month] = credits.get(month, 0) + r.amount_minor
    return _months(term, posted, to_come, credits)


def _months(
    term: Term, posted: dict[date, int], to_come: dict[date, int], credits: dict[date, int]
) -> list[ScheduleMonth]:
    assert term.start, "straight line has dates"
    assert term.end, "straight line has dates"
    whole = Period(term.start, term.end)
    found, before = [], 0
    month = term.start.replace(day=1)
    while month < term.end:
        span = month_of(month)
        inside = whole.overlap(span)
        amount = posted.get(month, to_come.get(month, 0))
        found.append(
            ScheduleMonth(
                month=month,
                days=inside.days if inside else 0,
                of=whole.days,
                passed=(min(span.end, term.end) - term.start).days,
                earned_minor=recognized_to_date(term, span.last),
                before_minor=before,
                amount_minor=amount,
                corrected_minor=credits.get(month, 0),
                posted=month in posted,
            )
        )
        before += amount + credits.get(month, 0)
        month = add_months(month, 1)
    return found


def _posted_in(span: Period) -> QuerySet[Recognition, Any]:
    rows = Recognition.objects.filter(recognized_on__gte=span.start, recognized_on__lt=span.end)
    return rows.values("obligation_id")


def _facts(rows: Iterable[Obligation]) -> list[ObligationFacts]:
    """Rows as facts; two statements for any number."""
    found = list(rows)
    done = dict(
        Recognition.objects.filter(obligation__in=[row.id for row in found])
        .values_list("obligation_id")
        .annotate(sum=Sum("amount_minor"))
    )
    return [_fact(row, done.get(row.id, 0)) for row in found]


def _source(row: Obligation) -> str:
    if row.part is not None:
        return "ramp"
    return "charge" if row.charge_id else "usage" if row.usage_id else "line"


def _fact(row: Obligation, done: int) -> ObligationFacts:
    line = row.order_line
    timed = row.pattern == Pattern.STRAIGHT_LINE
    return ObligationFacts(
        id=row.id,
        entity_id=row.entity_id,
        customer_id=row.customer_id,
        customer=row.customer.name,
        order_id=line.order_id,
        order_number=line.order.number,
        contract_id=line.order.contract_id,
        order_line_id=line.id,
        description=line.description,
        source=_source(row),
        ramp_id=row.ramp_id,
        pattern=row.pattern,
        currency=row.currency,
        account_role=row.account_role,
        booked_on=row.booked_on,
        start=row.starts_on if timed else None,
        end=row.ends_on if timed else None,
        total_minor=row.total_minor,
        recognized_minor=done,
    )
