"""Whether the totals of revenue are the sums of their rows, and which months wait, over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from comptoir.platform import clock
from comptoir.platform.web import entity_of
from comptoir.stages.recognizing import queries

router = Router(tags=["Revenue"])


class RevenueAuditOut(Schema):
    """faults: totals that differ from the sum of their rows; anything but 0 is a fault."""

    faults: int


class MonthsWaitingOut(Schema):
    """months: the first day of each."""

    months: list[date]


@router.get("/revenue/audit", response=RevenueAuditOut, summary="Add up every row of revenue")
def audit(request: HttpRequest) -> dict[str, Any]:
    """Reads every row; the other reports read kept totals."""
    return {"faults": queries.audit(entity_of(request))}


@router.get(
    "/revenue/months-to-post", response=MonthsWaitingOut, summary="Months that wait to be posted"
)
def months_to_post(request: HttpRequest) -> dict[str, Any]:
    """Months that are over and have revenue over time to post, the earliest first: `POST /revenue/months`."""
    entity_id = entity_of(request)
    return {"months": queries.unposted(entity_id, clock.today(entity_id))}
