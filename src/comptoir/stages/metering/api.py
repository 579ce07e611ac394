"""Usage over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.platform import clock
from comptoir.platform.schemas import Day, DecimalText, In, MoneyOut, Page, Paged, ServiceId
from comptoir.platform.web import entity_of, perform
from comptoir.stages.metering import actions, queries
from comptoir.stages.metering.core.records import UsageIn
from comptoir.stages.subscribing import queries as subscribing

router = Router(tags=["Usage"])
Key = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00]*$")]


class RecordIn(In):
    """key: your own id of the record; the same key is counted once."""

    service_id: ServiceId
    key: Key
    used_on: Day
    quantity: DecimalText


class RecordsIn(In):
    rows: Annotated[list[RecordIn], Field(min_length=1, max_length=10_000)]


class RecordedOut(Schema):
    accepted: int
    duplicates: int


class RatingRunIn(In):
    """on: rate the periods that have ended by this day; null for today."""

    on: Day | None = None


class RatingRunOut(Schema):
    on: date
    charges: int


class UsageOut(Schema):
    id: int
    service_id: ServiceId
    key: str
    used_on: date
    quantity: DecimalText


class UsageFilter(Paged):
    """since, until: the day of use, both included."""

    since: Day | None = None
    until: Day | None = None


class UsageChargeOut(Schema):
    """waterfall: the steps of the price, replayable."""

    id: int
    starts_on: date
    ends_on: date
    bill_on: date
    quantity: DecimalText
    net: MoneyOut
    waterfall: list[dict[str, Any]]


class UsagePeriodOut(Schema):
    """What was used from starts_on until the day before ends_on. charge_id, net: null until it is rated."""

    starts_on: date
    ends_on: date
    quantity: DecimalText
    records: int
    charge_id: int | None
    net: MoneyOut | None


class UsagePeriodFilter(Paged):
    """on: the last period is the one that holds this day; null for today."""

    on: Day | None = None


@router.post("/usage", response=RecordedOut)
def record_usage(request: HttpRequest, body: RecordsIn) -> dict[str, Any]:
    """Count what was used; all rows or none, a known key once."""
    rows = [UsageIn(r.service_id, r.key, r.used_on, r.quantity) for r in body.rows]
    return perform(
        request,
        actions.record_usage,
        lambda e: {"accepted": e.accepted, "duplicates": e.duplicates},
        rows=rows,
    )


@router.post("/usage/rate", response=RatingRunOut)
def rate_usage(request: HttpRequest, body: RatingRunIn) -> dict[str, Any]:
    """Price every metered period that has ended and is not rated."""
    return perform(
        request, actions.rate_usage, lambda e: {"on": e.on, "charges": e.charges}, on=body.on
    )


@router.get("/services/{service_id}/usage", response=Page[UsageOut])
def list_usage(
    request: HttpRequest,
    service_id: ServiceId,
    filters: Query[UsageFilter],
) -> dict[str, Any]:
    """The records of a service, newest first."""
    one = subscribing.service(service_id, entity_of(request))
    items, following = queries.usage_page(
        one.id, since=filters.since, until=filters.until, cursor=filters.cursor, limit=filters.limit
    )
    return {"items": items, "next": following}


@router.get("/services/{service_id}/usage-charges", response=Page[UsageChargeOut])
def list_usage_charges(
    request: HttpRequest, service_id: ServiceId, paging: Query[Paged]
) -> dict[str, Any]:
    """The rated periods of a service, oldest first."""
    one = subscribing.service(service_id, entity_of(request))
    rows, following = queries.charges_page(one.id, cursor=paging.cursor, limit=paging.limit)
    items = [
        {
            **{n: getattr(c, n, None) for n in UsageChargeOut.model_fields},
            "waterfall": list(c.waterfall),
            "net": MoneyOut.of(c.net_minor, one.currency),
        }
        for c in rows
    ]
    return {"items": items, "next": following}


@router.get(
    "/services/{service_id}/usage-periods",
    response=Page[UsagePeriodOut],
    summary="Use by period, the open one first",
)
def list_usage_periods(
    request: HttpRequest, service_id: ServiceId, filters: Query[UsagePeriodFilter]
) -> dict[str, Any]:
    """The billing periods of a service with what was used in each, newest first: the period that runs
    has no charge yet, and one that ended has none until the rating has run."""
    one = subscribing.service(service_id, entity_of(request))
    rows, following = queries.periods_page(
        one, filters.on or clock.today(one.entity_id), cursor=filters.cursor, limit=filters.limit
    )
    items = [
        {
            "starts_on": p.starts_on, "ends_on": p.ends_on, "quantity": p.quantity,
            "records": p.records, "charge_id": p.charge.id if p.charge else None,
            "net": MoneyOut.of(p.charge.net_minor, one.currency) if p.charge else None,
        }
        for p in rows
    ]  # fmt: skip
    return {"items": items, "next": following}
