"""Self-billing mandates over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.platform.paging import after
from comptoir.platform.schemas import CustomerId, Day, In, Page, Paged, SelfBillingId, example
from comptoir.platform.web import entity_of, perform
from comptoir.records.parties import actions, queries

router = Router(tags=["Parties"])
Text = Annotated[str, Field(max_length=200)]


class SelfBillingIn(In):
    """until_on: its last day; null: until it is ended. series: how the customer's numbers for us begin."""

    model_config = example(
        accepted_on="2026-01-05", from_on="2026-02-01", reference="Convention 2026-12",
        series="BEAU-",
    )  # fmt: skip

    accepted_on: Day
    from_on: Day
    until_on: Day | None = None
    reference: Text
    series: Text


class SelfBillingEndIn(In):
    """until_on: the last day on which the customer writes our invoices."""

    until_on: Day


class SelfBillingOut(Schema):
    id: SelfBillingId
    accepted_on: date
    from_on: date
    until_on: date | None
    reference: str
    series: str


def _after(event: Any) -> Any:
    known = queries.customer(event.customer_id).self_billing
    return next(one for one in known if one.id == event.mandate_id)


@router.get("/customers/{customer_id}/self-billing", response=Page[SelfBillingOut])
def list_self_billing(
    request: HttpRequest, customer_id: CustomerId, paging: Query[Paged]
) -> dict[str, Any]:
    """The mandates by which a customer writes our invoices, the oldest first."""
    known = queries.customer(customer_id, entity_of(request)).self_billing
    rows, following = after(known, lambda one: (one.from_on,), paging.cursor, paging.limit)
    return {"items": rows, "next": following}


@router.post("/customers/{customer_id}/self-billing", response=SelfBillingOut)
def grant_self_billing(request: HttpRequest, customer_id: CustomerId, body: SelfBillingIn) -> Any:
    """Let a customer write our invoices in our name, as agreed before."""
    given = {name: getattr(body, name) for name in SelfBillingIn.model_fields}
    return perform(request, actions.grant_self_billing, _after, customer_id=customer_id, **given)


@router.post("/customers/{customer_id}/self-billing/{mandate_id}/end", response=SelfBillingOut)
def end_self_billing(
    request: HttpRequest, customer_id: CustomerId, mandate_id: SelfBillingId, body: SelfBillingEndIn
) -> Any:
    """End a mandate with a day, its last."""
    return perform(
        request, actions.end_self_billing, _after, customer_id=customer_id, mandate_id=mandate_id,
        until_on=body.until_on,
    )  # fmt: skip
