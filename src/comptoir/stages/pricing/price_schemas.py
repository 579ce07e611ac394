"""What a price says over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from comptoir.platform.schemas import Day, DecimalText, In, PriceBookId, ProductId

Words = Annotated[
    list[Annotated[str, Field(max_length=80, pattern=r"^[^\x00]+$")]], Field(max_length=50)
]
PriceTypeName = Literal["list", "promotional", "floor", "target"]


class TierIn(In):
    """Units up to and including `up_to`; null is without end."""

    up_to: DecimalText | None = None
    unit_price: DecimalText
    flat_fee: DecimalText = Decimal(0)


class BasisIn(In):
    """Which other lines a percentage is taken from; an empty list takes any.

    on  net: after their own discounts and promotions; list: before them
    """

    categories: Words = Field(default_factory=list)
    sections: Words = Field(default_factory=list)
    charges: Annotated[list[Literal["one_off", "recurring"]], Field(max_length=2)] = Field(
        default_factory=list
    )
    skus: Words = Field(default_factory=list)
    on: Literal["net", "list"] = "net"


class CardIn(In):
    """Of usage: the free allowance of a period, and what each event outside it asks.

    event_size: units of a usual event, for the estimate in a quote
    prorated: use stands until it is taken back, and counts by days (graduated tiers)
    """

    free_units: DecimalText | None = None
    free_events: Annotated[int, Field(ge=0, le=10**9)] | None = None
    event_fee: DecimalText = Decimal(0)
    event_minimum: DecimalText | None = None
    event_maximum: DecimalText | None = None
    event_size: DecimalText = Decimal(0)
    prorated: bool = False


class PriceIn(In):
    """percent: of the basis (percent), of what was used (usage), or the markup or margin on the cost
    (cost_plus); card: of usage;
    minimum, maximum: of a line's amount before discounts; tiers: for volume, graduated, stairstep
    """

    product_id: ProductId
    unit_price: DecimalText = Decimal(0)
    model: Literal[
        "flat", "per_unit", "volume", "graduated", "stairstep", "package", "percent", "cost_plus",
        "formula", "usage",
    ] = "per_unit"  # fmt: skip
    tiers: Annotated[list[TierIn], Field(max_length=100)] = Field(default_factory=list)
    starts_on: Day | None = None
    ends_on: Day | None = None
    price_type: PriceTypeName = "list"
    package_size: DecimalText = Decimal(0)
    percent: DecimalText = Decimal(0)
    how: Literal["markup", "margin"] = "markup"
    basis: BasisIn = Field(default_factory=BasisIn)
    formula: Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")] = ""
    minimum: DecimalText | None = None
    maximum: DecimalText | None = None
    card: CardIn = Field(default_factory=CardIn)


class DerivedFromOut(Schema):
    """From which price book, at which exchange rate of which day, and how changed and rounded.

    source: who published the rate; way: same, direct, inverse, cross
    percent, step, ending: on top, rounded to a multiple, less that
    """

    book_id: PriceBookId
    code: str
    from_currency: str
    to_currency: str
    rate: DecimalText
    day: date
    source: str
    way: str
    percent: DecimalText
    step: DecimalText
    ending: DecimalText


def derived_from(source: Mapping[str, Any], recipe: Mapping[str, Any]) -> dict[str, Any] | None:
    """Where the prices of a change come from; None where they come from their own book."""
    if not source:
        return None
    return {
        "book_id": UUID(source["book_id"]), "code": source["code"],
        "from_currency": source["currency"], "to_currency": source["to"],
        "rate": Decimal(source["rate"]), "day": source["day"], "source": source["origin"],
        "way": source["way"], "percent": Decimal(recipe["value"]),
        "step": Decimal(recipe["step"]), "ending": Decimal(recipe["ending"]),
    }  # fmt: skip


class TierOut(Schema):
    """Units up to and including `up_to`; null is without end."""

    up_to: DecimalText | None
    unit_price: DecimalText
    flat_fee: DecimalText
