"""Values of indexes over HTTP."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.platform.schemas import Day, DecimalText, In, Page, Paged
from comptoir.platform.web import entity_of, perform
from comptoir.stages.pricing import actions, indexes

router = Router(tags=["Pricing"])
Code = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9._-]{1,19}$", examples=["SYNTEC"])]
MaybeCode = Annotated[str, Field(pattern=r"^([A-Z][A-Z0-9._-]{1,19})?$")]


class IndexValueIn(In):
    """A value that is known already is corrected; both stay on record."""

    code: Code
    day: Day
    value: DecimalText
    source: Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00]*$")]


class IndexValueOut(Schema):
    """revision above 1: a correction; by, at: who typed it, and when."""

    code: str
    day: date
    value: DecimalText
    revision: int
    source: str
    by: str
    at: datetime


class IndexValueFilter(Paged):
    """history: also those that a correction replaced."""

    code: MaybeCode = ""
    history: bool = False


@router.get("/price-indexes", response=Page[IndexValueOut])
def list_index_values(request: HttpRequest, filters: Query[IndexValueFilter]) -> dict[str, Any]:
    """Values of the indexes that prices follow, the latest day first."""
    items, following = indexes.values_page(
        entity_of(request), code=filters.code, history=filters.history, cursor=filters.cursor,
        limit=filters.limit,
    )  # fmt: skip
    return {"items": items, "next": following}


@router.post("/price-indexes", response=IndexValueOut)
def set_index_value(request: HttpRequest, body: IndexValueIn) -> indexes.IndexValueFacts:
    """Keep the value of an index on a day."""
    given = {name: getattr(body, name) for name in IndexValueIn.model_fields}
    return perform(
        request, actions.set_index_value,
        lambda e: indexes.index_value(e.value_id, entity_of(request)), **given,
    )  # fmt: skip
