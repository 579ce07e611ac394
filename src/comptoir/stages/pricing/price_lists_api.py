"""Price lists over HTTP: what each product costs on a day, in a book or for a customer."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.platform import clock
from comptoir.platform.paging import after
from comptoir.platform.schemas import (
    CustomerId,
    Day,
    DecimalText,
    Page,
    Paged,
    PriceBookId,
    ProductId,
)
from comptoir.platform.web import entity_of
from comptoir.records.parties import queries as parties
from comptoir.stages.pricing import price_lists, queries
from comptoir.stages.pricing.price_lists import PriceList, Row
from comptoir.stages.pricing.price_schemas import TierOut

router = Router(tags=["Pricing"])


class ListedPriceOut(Schema):
    """The price of one product on a day.

    kind: list, promotional or agreed: what counts;  model: how it is worked out
    unit_price: of one unit; null of tiers, of usage, and of what other lines or an unknown cost decide
    tiers: less what is agreed;  list_price: of the book, where it is one figure;  percent_off: agreed off it
    terms: what usage or a percentage of other lines says
    configured: sold put together: its options come on top
    starts_on, ends_on: from when and until when (not included) this holds
    rule_id, rule_version: the rule as waterfalls name it;  reference: of the agreement
    """

    product_id: ProductId
    sku: str
    name_en: str
    name_fr: str
    unit: str
    billing_months: int | None
    currency: str
    book_id: PriceBookId
    book: str
    kind: str
    model: str
    unit_price: DecimalText | None
    tiers: list[TierOut]
    list_price: DecimalText | None
    percent_off: DecimalText | None
    terms: dict[str, Any]
    configured: bool
    starts_on: date
    ends_on: date | None
    rule_id: str
    rule_version: int
    reference: str


class BookListFilter(Paged):
    """on: the day, today if none is said."""

    on: Day | None = None


class CustomerListFilter(BookListFilter):
    channel: Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")] = ""


@router.get("/price-books/{book_id}/price-list", response=Page[ListedPriceOut])
def price_list_of_book(
    request: HttpRequest, book_id: PriceBookId, filters: Query[BookListFilter]
) -> dict[str, Any]:
    """What each product costs in a book on a day, by reference; the page offers it as XLSX and CSV."""
    book = queries.book(book_id)
    if book.entity_id != entity_of(request):
        raise queries.UnknownPriceBook(field="book_id", found=str(book_id))
    found = price_lists.of_book(book, filters.on or clock.today(book.entity_id))
    return _page(found, filters)


@router.get("/customers/{customer_id}/price-list", response=Page[ListedPriceOut])
def price_list_of_customer(
    request: HttpRequest, customer_id: CustomerId, filters: Query[CustomerListFilter]
) -> dict[str, Any]:
    """What a customer pays for each product on a day, by reference: agreements first, then the lower of list
    and promotional price of the book that a new quote takes."""
    customer = parties.customer(customer_id)
    if customer.entity_id != entity_of(request):
        raise parties.UnknownCustomer(field="customer_id", found=str(customer_id))
    day = filters.on or clock.today(customer.entity_id)
    return _page(price_lists.of_customer(customer, day, filters.channel), filters)


def _page(found: PriceList, filters: BookListFilter) -> dict[str, Any]:
    rows, following = after(
        found.rows, lambda row: (row.product.sku,), filters.cursor, filters.limit
    )
    return {"items": [_told(found, row) for row in rows], "next": following}


def _told(found: PriceList, row: Row) -> ListedPriceOut:
    product = row.product
    return ListedPriceOut(
        product_id=product.id, sku=product.sku, name_en=product.name_en, name_fr=product.name_fr,
        unit=product.unit, billing_months=product.billing_months, currency=found.book.currency,
        book_id=found.book.id, book=found.book.code, kind=row.kind, model=row.model,
        unit_price=row.unit_price,
        tiers=[TierOut(up_to=t.up_to, unit_price=t.unit_price, flat_fee=t.flat_fee) for t in row.tiers],
        list_price=row.listed, percent_off=row.percent_off,
        terms=dict(row.told.terms) if row.told else {}, configured=product.id in found.configured,
        starts_on=row.starts_on, ends_on=row.ends_on,
        rule_id=row.rule_id, rule_version=row.rule_version, reference=row.reference,
    )  # fmt: skip
