"""What the API takes and gives of the segments of a line and the years of a contract."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from comptoir.platform.schemas import DecimalText, DecisionId, In, MoneyOut
from comptoir.stages.quoting.queries import QuoteFacts

Months = Annotated[int, Field(ge=1, le=240)]
Quantity = Annotated[DecimalText, Field(gt=0, le=10**11, decimal_places=6)]
Value = Annotated[DecimalText, Field(ge=0, le=10**11)]


class SegmentBody(In):
    """So many months at this quantity; `net` states the unit price of a whole billing period, `total` the
    amount of one, which no promotion lowers; uplift is a percentage on the list price."""

    months: Months
    quantity: Quantity
    discount_kind: Literal["none", "percent", "net", "total"] = "none"
    discount_value: Value = Decimal(0)
    uplift: Annotated[DecimalText, Field(ge=0, le=1000)] = Decimal(0)


class YearOut(Schema):
    """acv: recurring value of this year of the contract; mrr: of its first month."""

    number: int
    acv: MoneyOut
    mrr: MoneyOut


class QuoteVatOut(Schema):
    rate: DecimalText
    category: str
    base: MoneyOut
    vat: MoneyOut
    decision_id: DecisionId


class RecurringOut(Schema):
    months: int
    net: MoneyOut


class LineMoveIn(In):
    to: Annotated[int, Field(ge=1, le=5_000)]


def years(quote: QuoteFacts) -> list[dict[str, Any]]:
    """The recurring value year by year; empty without a ramp."""
    return [
        {
            "number": y.number,
            "acv": MoneyOut.of(y.acv_minor, quote.currency),
            "mrr": MoneyOut.of(y.mrr_minor, quote.currency),
        }
        for y in quote.years
    ]
