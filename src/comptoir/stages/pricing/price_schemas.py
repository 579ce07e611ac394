"""What a price says over HTTP."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from comptoir.platform.schemas import Day, DecimalText, In, ProductId

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
    price_type: PriceTypeName = "list"
    package_size: DecimalText = Decimal(0)
    percent: DecimalText = Decimal(0)
    how: Literal["markup", "margin"] = "markup"
    basis: BasisIn = Field(default_factory=BasisIn)
    formula: Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")] = ""
    minimum: DecimalText | None = None
    maximum: DecimalText | None = None
    card: CardIn = Field(default_factory=CardIn)
