"""Price books and prices over HTTP."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.platform import clock
from comptoir.platform.expanding import Expandable, expandable
from comptoir.platform.schemas import Day, DecimalText, In, Page, Paged, PriceBookId, ProductId
from comptoir.platform.web import entity_of, perform
from comptoir.stages.pricing import actions, queries
from comptoir.stages.pricing.engine import Tier

router = Router(tags=["Pricing"])
Code = Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[^\x00]+$")]
Name = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00]+$")]
CurrencyCode = Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["EUR"])]


class PriceBookIn(In):
    code: Code
    name: Name
    currency: CurrencyCode
    starts_on: Day
    ends_on: Day | None = None
    is_default: bool = True


class PriceBookOut(Schema):
    """A price book, valid from `starts_on` up to, not including, `ends_on`."""

    id: PriceBookId
    code: str
    name: str
    currency: str
    starts_on: date
    ends_on: date | None
    is_default: bool
    active: bool


class TierOut(Schema):
    """Units up to and including `up_to`; null is without end."""

    up_to: DecimalText | None
    unit_price: DecimalText
    flat_fee: DecimalText


class TierIn(In):
    """Units up to and including `up_to`; null is without end."""

    up_to: DecimalText | None = None
    unit_price: DecimalText
    flat_fee: DecimalText = Decimal(0)


class PriceIn(In):
    product_id: ProductId
    unit_price: DecimalText = Decimal(0)
    model: Literal["flat", "per_unit", "volume", "graduated"] = "per_unit"
    tiers: Annotated[list[TierIn], Field(max_length=100)] = Field(default_factory=list)
    starts_on: Day | None = None


class PriceOut(Expandable):
    id: int
    product_id: ProductId
    model: str
    unit_price: DecimalText
    tiers: list[TierOut]
    starts_on: date
    ends_on: date | None
    version: int


class BookFilter(Paged):
    currency: Annotated[str, Field(pattern=r"^([A-Z]{3})?$")] = ""


class PriceFilter(Paged):
    """`on`: only the prices valid that day."""

    on: Day | None = None
    product_id: ProductId | None = None


@router.get("/price-books", response=Page[PriceBookOut])
def list_books(request: HttpRequest, filters: Query[BookFilter]) -> dict[str, Any]:
    """The price books, newest first."""
    items, following = queries.books_page(entity_of(request), **_given(filters))
    return {"items": items, "next": following}


@router.post("/price-books", response=PriceBookOut)
def create_book(request: HttpRequest, body: PriceBookIn) -> queries.BookFacts:
    """Open an empty price book."""
    return perform(request, actions.create_book, lambda e: queries.book(e.book_id), **_given(body))


@router.get("/price-books/{book_id}", response=PriceBookOut)
def show_book(request: HttpRequest, book_id: PriceBookId) -> queries.BookFacts:
    """One price book."""
    return _own(request, book_id)


@router.get("/price-books/{book_id}/prices", response=Page[PriceOut])
@expandable("price")
def list_prices(
    request: HttpRequest, book_id: PriceBookId, filters: Query[PriceFilter]
) -> dict[str, Any]:
    """The prices of a book."""
    book = _own(request, book_id)
    items, following = queries.prices_page(book.id, **_given(filters))
    return {"items": items, "next": following}


@router.post("/price-books/{book_id}/prices", response=PriceOut)
def set_price(request: HttpRequest, book_id: PriceBookId, body: PriceIn) -> queries.PriceFacts:
    """Give a product its price from a day on; the price before ends that day."""
    given = _given(body, "tiers", "starts_on")
    tiers = [Tier(t.up_to, t.unit_price, t.flat_fee) for t in body.tiers]
    on = body.starts_on or clock.today(entity_of(request))
    return perform(
        request,
        actions.set_price,
        lambda e: queries.prices(book_id, [body.product_id], on)[body.product_id],
        book_id=book_id, tiers=tiers, starts_on=on, **given,
    )  # fmt: skip


def _given(body: Schema, *without: str) -> dict[str, Any]:
    """The fields as they were read; `model_dump` would turn ids and decimals into text again."""
    return {n: getattr(body, n) for n in type(body).model_fields if n not in without}


def _own(request: HttpRequest, book_id: Any) -> queries.BookFacts:
    book = queries.book(book_id)
    if book.entity_id != entity_of(request):
        raise queries.UnknownPriceBook(field="book_id", found=str(book_id))
    return book
