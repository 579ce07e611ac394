"""The history of a price over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema
from pydantic import Field

from comptoir.pages.desk import price_history
from comptoir.pages.desk.price_history import Row
from comptoir.platform.paging import after
from comptoir.platform.schemas import CustomerPriceId, DecimalText, Page, Paged, PriceChangeId
from comptoir.platform.web import entity_of
from comptoir.stages.pricing import histories
from comptoir.stages.pricing.facts import PriceFacts
from comptoir.stages.pricing.price_schemas import DerivedFromOut, TierOut, derived_from

router = Router(tags=["Pricing"])
PriceKey = Annotated[int, Path(), Field(ge=1, lt=2**63)]


class PriceVersionOut(Schema):
    """One version of a price, or of what is agreed with a customer.

    newest: false where another version took its place on the same first day
    set_on: the company's day
    through: what set it; change_id: the change of many prices, published or rolled back
    derived_from: where that change made the price from another book
    quotes: how many quotes have a line that was priced by this version
    """

    rule_id: str
    version: int
    price_type: str
    model: str
    unit_price: DecimalText
    percent_off: DecimalText | None
    tiers: list[TierOut]
    terms: dict[str, Any]
    starts_on: date
    ends_on: date | None
    newest: bool
    set_by: str
    set_at: datetime
    set_on: date
    through: Literal["hand", "config", "change", "roll_back"]
    change_id: PriceChangeId | None
    derived_from: DerivedFromOut | None
    quotes: int


@router.get("/prices/{price_id}/history", response=Page[PriceVersionOut])
def show_price_history(
    request: HttpRequest, price_id: PriceKey, filters: Query[Paged]
) -> dict[str, Any]:
    """Every version of the prices of a product in a book, named by any of them; the newest first."""
    entity_id = entity_of(request)
    book_id, product_id = histories.where(price_id, entity_id)
    return _page(price_history.of_price(entity_id, book_id, product_id), filters)


@router.get("/customer-prices/{agreement_id}/history", response=Page[PriceVersionOut])
def show_agreement_history(
    request: HttpRequest, agreement_id: CustomerPriceId, filters: Query[Paged]
) -> dict[str, Any]:
    """Every version of what is agreed with a customer for the same thing; the newest first."""
    return _page(price_history.of_agreement(entity_of(request), agreement_id), filters)


def _page(rows: Sequence[Row], filters: Paged) -> dict[str, Any]:
    told, following = after(
        list(enumerate(rows)), lambda row: (row[0],), filters.cursor, filters.limit
    )
    return {"items": [_version(row) for _n, row in told], "next": following}


def _version(row: Row) -> dict[str, Any]:
    one, said = row.facts, row.facts.said
    told = {
        "rule_id": one.rule_id, "version": one.version, "unit_price": said.unit_price,
        "tiers": said.tiers, "starts_on": said.starts_on, "ends_on": said.ends_on,
        "newest": one.newest, "set_by": one.who, "set_at": one.set_at, "set_on": one.set_on,
        "through": one.through, "change_id": one.change_id, "quotes": row.quotes,
        "derived_from": derived_from(row.origin["source"], row.origin["recipe"]) if row.origin else None,
    }  # fmt: skip
    if isinstance(said, PriceFacts):
        own = {n: getattr(said, n) for n in ("price_type", "model", "terms")}
        return {**told, **own, "percent_off": None}
    plain = {"price_type": "agreed", "model": "per_unit", "terms": {}}
    return {**told, **plain, "percent_off": said.percent_off}
