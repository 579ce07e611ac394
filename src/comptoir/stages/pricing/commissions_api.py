"""Commission rates over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.platform.schemas import CommissionId, Day, DecimalText, In, Page, Paged
from comptoir.platform.web import entity_of, perform
from comptoir.stages.pricing import actions, commissions

router = Router(tags=["Pricing"])


class CommissionIn(In):
    """percent of net; category "" is every other one; margin_from null is any margin, known or not."""

    percent: DecimalText
    category: Annotated[str, Field(max_length=60, pattern=r"^[^\x00]*$")] = ""
    margin_from: DecimalText | None = None
    currency: Annotated[str, Field(pattern=r"^([A-Z]{3})?$")] = ""
    starts_on: Day | None = None
    ends_on: Day | None = None


class CommissionRateOut(Schema):
    """Holds [starts_on, ends_on)."""

    id: CommissionId
    category: str
    margin_from: DecimalText | None
    percent: DecimalText
    currency: str
    starts_on: date
    ends_on: date | None


class CommissionEndIn(In):
    ends_on: Day


@router.get("/commissions", response=Page[CommissionRateOut])
def list_commissions(request: HttpRequest, filters: Query[Paged]) -> dict[str, Any]:
    """Commission rates, newest first."""
    items, following = commissions.commissions_page(
        entity_of(request), cursor=filters.cursor, limit=filters.limit
    )
    return {"items": items, "next": following}


@router.post("/commissions", response=CommissionRateOut)
def set_commission(request: HttpRequest, body: CommissionIn) -> commissions.CommissionFacts:
    """Set what a seller earns on a category from a margin on; the rate before ends that day."""
    given = {name: getattr(body, name) for name in CommissionIn.model_fields}
    return perform(
        request, actions.set_commission,
        lambda e: commissions.commission(e.commission_id, entity_of(request)), **given,
    )  # fmt: skip


@router.post("/commissions/{commission_id}/end", response=CommissionRateOut)
def end_commission(
    request: HttpRequest, commission_id: CommissionId, body: CommissionEndIn
) -> commissions.CommissionFacts:
    """End a rate: `ends_on` is the first day it no longer holds."""
    return perform(
        request, actions.end_commission,
        lambda e: commissions.commission(e.commission_id, entity_of(request)),
        commission_id=commission_id, ends_on=body.ends_on,
    )  # fmt: skip
