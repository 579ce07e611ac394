"""Price books and prices over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.platform import clock
from comptoir.platform.expanding import Expandable, expandable
from comptoir.platform.paging import after
from comptoir.platform.schemas import (
    CustomerId,
    CustomerPriceId,
    Day,
    DecimalText,
    In,
    Page,
    Paged,
    PriceBookId,
    ProductId,
    PromotionId,
)
from comptoir.platform.web import entity_of, perform
from comptoir.stages.pricing import (
    actions,
    changes_api,
    commissions_api,
    indexes_api,
    price_lists_api,
    promotions,
    queries,
)
from comptoir.stages.pricing.engine import Basis, Card, Terms, Tier
from comptoir.stages.pricing.facts import BookFacts, CustomerPriceFacts, PriceFacts
from comptoir.stages.pricing.price_schemas import PriceIn, TierIn, TierOut

router = Router(tags=["Pricing"])
router.add_router("", changes_api.router)
router.add_router("", commissions_api.router)
router.add_router("", indexes_api.router)
router.add_router("", price_lists_api.router)
Code = Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[^\x00]+$")]
Name = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00]+$")]
ShortText = Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")]
CurrencyCode = Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["EUR"])]


class PriceBookIn(In):
    code: Code
    name: Name
    currency: CurrencyCode
    starts_on: Day
    ends_on: Day | None = None
    is_default: bool = True
    segment: ShortText = ""
    channel: ShortText = ""


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
    segment: str
    channel: str


class PriceOut(Expandable):
    """terms: what the model needs besides its unit price, as text"""

    id: int
    product_id: ProductId
    price_type: str
    model: str
    terms: dict[str, Any]
    minimum: DecimalText | None
    maximum: DecimalText | None
    unit_price: DecimalText
    tiers: list[TierOut]
    starts_on: date
    ends_on: date | None
    version: int


class ConsideredOut(Schema):
    """reason: segment_and_channel, segment, channel, default, latest for the one taken;
    other_segment, other_channel, less_specific, not_default, older for the others; other_currency,
    not_yet, ended, off for the books of the company that were not in question
    """

    book: PriceBookOut
    taken: bool
    reason: str


class CustomerPriceIn(In):
    """unit_price or tiers (of a product), or percent_off (of a product, a category, or all)."""

    customer_id: CustomerId
    product_id: ProductId | None = None
    category: Annotated[str, Field(max_length=60, pattern=r"^[^\x00]*$")] = ""
    currency: Annotated[str, Field(pattern=r"^([A-Z]{3})?$")] = ""
    unit_price: DecimalText | None = None
    tiers: Annotated[list[TierIn], Field(max_length=100)] = Field(default_factory=list)
    percent_off: DecimalText | None = None
    reference: Annotated[str, Field(max_length=80, pattern=r"^[^\x00]*$")] = ""
    starts_on: Day | None = None
    ends_on: Day | None = None


class CustomerPriceOut(Schema):
    """target: `product:<id>`, `category:<word>` or `all`; holds [starts_on, ends_on)."""

    id: CustomerPriceId
    customer_id: CustomerId
    product_id: ProductId | None
    target: str
    reference: str
    currency: str
    percent_off: DecimalText | None
    unit_price: DecimalText
    tiers: list[TierOut]
    starts_on: date
    ends_on: date | None
    version: int


class PromotionIn(In):
    """terms: what the kind needs, numbers as text, amounts in minor units: percent (percent, cheapest,
    bundle), amount_minor (amount), buy and free (free_units), sets (bundle), gift and free
    (free_product); for all: skus, categories, minimum_quantity, minimum_minor, most_minor
    """

    code: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^\x00]+$")]
    name: Name
    kind: Literal["percent", "amount", "cheapest", "free_units", "bundle", "free_product"]
    currency: CurrencyCode
    terms: Annotated[dict[str, Any], Field(max_length=20)]
    stacking: Literal["exclusive", "best_of", "in_order"] = "in_order"
    priority: Annotated[int, Field(ge=-(10**6), le=10**6)] = 0
    coupon: ShortText = ""
    usage_limit: Annotated[int, Field(ge=1, lt=2**31)] | None = None
    customer_limit: Annotated[int, Field(ge=1, lt=2**31)] | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None


class PromotionOut(Schema):
    """Holds [starts_on, ends_on)."""

    id: PromotionId
    code: str
    name: str
    kind: str
    currency: str
    terms: dict[str, Any]
    stacking: str
    priority: int
    coupon: str
    usage_limit: int | None
    customer_limit: int | None
    starts_on: date
    ends_on: date | None
    version: int


class PromotionFilter(Paged):
    on: Day | None = None


class EndIn(In):
    ends_on: Day


class CustomerPriceFilter(Paged):
    customer_id: CustomerId | None = None
    on: Day | None = None


class DealFilter(Paged):
    currency: CurrencyCode
    on: Day | None = None
    segment: ShortText = ""
    channel: ShortText = ""


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
def create_book(request: HttpRequest, body: PriceBookIn) -> BookFacts:
    """Open an empty price book."""
    return perform(request, actions.create_book, lambda e: queries.book(e.book_id), **_given(body))


@router.get("/price-books/{book_id}", response=PriceBookOut)
def show_book(request: HttpRequest, book_id: PriceBookId) -> BookFacts:
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
def set_price(request: HttpRequest, book_id: PriceBookId, body: PriceIn) -> PriceFacts:
    """Give a product its price from a day on; the price before ends that day."""
    on = body.starts_on or clock.today(entity_of(request))
    return perform(
        request,
        actions.set_price,
        lambda e: queries.price_on(book_id, body.product_id, on, body.price_type),
        **{**fields_of(body), "book_id": book_id, "starts_on": on},
    )  # fmt: skip


def fields_of(body: PriceIn) -> dict[str, Any]:
    """What `actions.set_price` takes of it, without the book and the day."""
    given = _given(body, "tiers", "starts_on", "percent", "how", "basis", "formula", "card")
    return {**given, "tiers": _tiers(body.tiers), "terms": _terms(body)}


def _tiers(bodies: list[TierIn]) -> list[Tier]:
    return [Tier(t.up_to, t.unit_price, t.flat_fee) for t in bodies]


def _terms(body: PriceIn) -> Terms:
    basis = body.basis
    return Terms(
        body.percent, body.how,
        Basis(tuple(basis.categories), tuple(basis.sections), tuple(basis.charges),
              tuple(basis.skus), basis.on),
        body.formula, Card(**_given(body.card)),
    )  # fmt: skip


@router.get("/price-books-considered", response=Page[ConsideredOut])
def considered_books(request: HttpRequest, filters: Query[DealFilter]) -> dict[str, Any]:
    """Which price book a deal gets, the one that is taken first, and why the others are not."""
    entity_id = entity_of(request)
    found = queries.considered(
        entity_id, filters.currency, filters.on or clock.today(entity_id),
        segment=filters.segment, channel=filters.channel,
    )  # fmt: skip
    rows, following = after(
        list(enumerate(found)), lambda row: (row[0],), filters.cursor, filters.limit
    )
    return {"items": [one for _n, one in rows], "next": following}


@router.get("/customer-prices", response=Page[CustomerPriceOut])
def list_customer_prices(
    request: HttpRequest, filters: Query[CustomerPriceFilter]
) -> dict[str, Any]:
    """What is agreed with customers, newest first."""
    items, following = queries.customer_prices_page(entity_of(request), **_given(filters))
    return {"items": items, "next": following}


@router.post("/customer-prices", response=CustomerPriceOut)
def set_customer_price(request: HttpRequest, body: CustomerPriceIn) -> CustomerPriceFacts:
    """Agree a price with a customer; it is found before any price book."""
    return perform(
        request,
        actions.set_customer_price,
        lambda e: queries.customer_price(e.agreement_id),
        tiers=_tiers(body.tiers), **_given(body, "tiers"),
    )  # fmt: skip


@router.get("/promotions", response=Page[PromotionOut])
def list_promotions(request: HttpRequest, filters: Query[PromotionFilter]) -> dict[str, Any]:
    """Promotions and coupons, newest first."""
    items, following = promotions.promotions_page(entity_of(request), **_given(filters))
    return {"items": items, "next": following}


@router.post("/promotions", response=PromotionOut)
def set_promotion(request: HttpRequest, body: PromotionIn) -> promotions.PromotionFacts:
    """Set a promotion or coupon; the same code again is a new version of it."""
    return perform(
        request,
        actions.set_promotion,
        lambda e: promotions.promotion(e.promotion_id, entity_of(request)),
        **_given(body),
    )


@router.post("/customer-prices/{agreement_id}/end", response=CustomerPriceOut)
def end_customer_price(
    request: HttpRequest, agreement_id: CustomerPriceId, body: EndIn
) -> CustomerPriceFacts:
    """End an agreement: `ends_on` is the first day it no longer holds."""
    return perform(
        request,
        actions.end_customer_price,
        lambda e: queries.customer_price(e.agreement_id),
        agreement_id=agreement_id, ends_on=body.ends_on,
    )  # fmt: skip


def _given(body: Schema, *without: str) -> dict[str, Any]:
    """The fields as they were read; `model_dump` would turn ids and decimals into text again."""
    return {n: getattr(body, n) for n in type(body).model_fields if n not in without}


def _own(request: HttpRequest, book_id: Any) -> BookFacts:
    book = queries.book(book_id)
    if book.entity_id != entity_of(request):
        raise queries.UnknownPriceBook(field="book_id", found=str(book_id))
    return book
