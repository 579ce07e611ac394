"""Ramps and how their revenue is spread, over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.platform.schemas import ContractId, CustomerId, In, MoneyOut, OrderId, Page, Paged
from comptoir.platform.web import entity_of, perform
from comptoir.stages.recognizing import actions, queries

router = Router(tags=["Revenue"])
Spread = Literal["over_the_term", "by_segment"]
RampKey = Annotated[int, Field(ge=1, le=2**63 - 1)]
Reason = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]


class RampOut(Schema):
    """A recurring line sold in segments. spread: how its revenue is earned; usual: how it would be if nobody
    had chosen; fixed: revenue is in the books, so it is chosen no more; end: first day after the term.
    agreed_on: the day on which an amendment put dated prices onto a line that was no ramp."""

    id: int
    customer_id: CustomerId
    customer: str
    order_id: OrderId
    order_number: str
    contract_id: ContractId | None
    description: str
    spread: str
    usual: str
    reason: str
    fixed: bool
    start: date
    end: date
    agreed_on: date | None
    total: MoneyOut
    recognized: MoneyOut
    billed: MoneyOut
    contract_liability: MoneyOut
    contract_asset: MoneyOut


class RampPieceOut(Schema):
    """The amount is earned over these days, each alike; before: what was earned until then."""

    start: date
    end: date
    days: int
    amount: MoneyOut
    before: MoneyOut


class RampMonthOut(Schema):
    """balance: billed less earned at the end of the month; below zero a contract asset."""

    month: date
    earned: MoneyOut
    billed: MoneyOut
    balance: MoneyOut
    posted: bool


class RampPlanOut(RampOut):
    pieces: list[RampPieceOut]
    months: list[RampMonthOut]


class RampFilter(Paged):
    order_id: OrderId | None = None
    contract_id: ContractId | None = None
    customer_id: CustomerId | None = None
    spread: Literal["", "over_the_term", "by_segment"] = ""


class SpreadIn(In):
    """reason: needed where another way than the usual one is chosen."""

    spread: Spread
    reason: Reason = ""


def _out(r: queries.RampFacts) -> dict[str, Any]:
    def money(minor: int) -> MoneyOut:
        return MoneyOut.of(minor, r.currency)

    own = {"total", "recognized", "billed", "contract_liability", "contract_asset"}
    plain: dict[str, Any] = {n: getattr(r, n) for n in RampOut.model_fields if n not in own}
    return plain | {
        "total": money(r.total_minor),
        "recognized": money(r.recognized_minor),
        "billed": money(r.billed_minor),
        "contract_liability": money(max(r.balance_minor, 0)),
        "contract_asset": money(max(-r.balance_minor, 0)),
    }


def _plan(ramp_id: int) -> dict[str, Any]:
    facts = queries.ramp(ramp_id)

    def money(minor: int) -> MoneyOut:
        return MoneyOut.of(minor, facts.currency)

    return _out(facts) | {
        "pieces": [
            {
                "start": p.start, "end": p.end, "days": p.days, "amount": money(p.minor),
                "before": money(p.before_minor),
            }
            for p in queries.pieces(ramp_id)
        ],
        "months": [
            {
                "month": m.month, "posted": m.posted, "earned": money(m.earned_minor),
                "billed": money(m.billed_minor), "balance": money(m.balance_minor),
            }
            for m in queries.schedule_of(ramp_id)
        ],
    }  # fmt: skip


@router.get("/revenue/ramps", response=Page[RampOut])
def ramps(request: HttpRequest, filters: Query[RampFilter]) -> dict[str, Any]:
    """Recurring lines sold in segments, newest first, and how their revenue is spread."""
    wanted = {n: getattr(filters, n) for n in RampFilter.model_fields}
    page, following = queries.ramps_page(entity_of(request), **wanted)
    return {"items": [_out(r) for r in page], "next": following}


@router.get("/revenue/ramps/{ramp_id}", response=RampPlanOut)
def ramp(request: HttpRequest, ramp_id: RampKey) -> dict[str, Any]:
    """One ramp: the pieces that it is earned by, and each month with what is billed in it."""
    return _plan(queries.ramp(ramp_id, entity_of(request)).id)


@router.post("/revenue/ramps/{ramp_id}/spread", response=RampPlanOut)
def spread_ramp(request: HttpRequest, ramp_id: RampKey, body: SpreadIn) -> dict[str, Any]:
    """Choose how the revenue of a ramp is spread, before its first month is posted."""
    return perform(
        request, actions.choose_spread, lambda e: _plan(e.ramp_id), ramp_id=ramp_id,
        spread=body.spread, reason=body.reason,
    )  # fmt: skip


@router.post("/orders/{order_id}/ramps", response=list[RampOut])
def plan_ramps(request: HttpRequest, order_id: OrderId) -> list[dict[str, Any]]:
    """Plan the revenue of the ramps of an order, once its services have started."""
    return perform(
        request, actions.plan_ramps,
        lambda _e: [_out(r) for r in queries.ramps_page(entity_of(request), order_id=order_id)[0]],
        order_id=order_id,
    )  # fmt: skip
