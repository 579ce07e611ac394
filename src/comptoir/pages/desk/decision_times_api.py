"""How long decisions and signatures take, over HTTP."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from ninja import Router, Schema

from comptoir.pages.desk import decision_times
from comptoir.platform.roles import READ, require
from comptoir.platform.web import actor_of, entity_of

router = Router(tags=["desk"])


class WaitedMonthOut(Schema):
    """Half of what was decided in the month took no longer than `median_seconds`."""

    month: date
    count: int
    median_seconds: int
    longest_seconds: int


class WaitedOut(Schema):
    """Decisions of approvers in working time; signatures in whole days from sending to sealing.

    earlier_seconds, later_seconds  the medians of the older and the newer half of the months; null: one month
    falls  whether the newer is less
    """

    earlier_seconds: int | None
    later_seconds: int | None
    falls: bool | None
    months: list[WaitedMonthOut]


class DecisionTimesOut(Schema):
    """Of approvers, and of signatures."""

    decisions: WaitedOut
    signatures: WaitedOut


@router.get(
    "/decision-times", response=DecisionTimesOut, summary="How long decisions and signatures take"
)
def show_decision_times(request: HttpRequest) -> DecisionTimesOut:
    """Of the last two years, by month of the decision or of the last signature."""
    require(actor_of(request), READ)
    told = {one.key: _waited(one) for one in decision_times.times(entity_of(request))}
    return DecisionTimesOut(decisions=told["decisions"], signatures=told["signatures"])


def _waited(one: decision_times.Times) -> WaitedOut:
    moves = one.trend
    return WaitedOut(
        earlier_seconds=moves.earlier_seconds if moves else None,
        later_seconds=moves.later_seconds if moves else None,
        falls=moves.falls if moves else None,
        months=[
            WaitedMonthOut(
                month=m.month, count=m.count, median_seconds=m.median_seconds,
                longest_seconds=m.longest_seconds,
            )
            for m in one.months
        ],
    )  # fmt: skip
