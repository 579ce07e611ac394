"""Reads of price books and prices."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from json import loads
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from comptoir.kernel.errors import NotFound, Refused
from comptoir.platform import sql
from comptoir.platform.paging import keyset
from comptoir.stages.pricing.core.prices import Price as CorePrice
from comptoir.stages.pricing.core.prices import PriceKind, Tier
from comptoir.stages.pricing.models import Price, PriceBook


class UnknownPriceBook(NotFound):
    """There is no such price book."""

    code = "unknown_price_book"


class NoPriceBook(Refused):
    """No price book in this currency is valid on this day."""

    code = "no_price_book"


@dataclass(frozen=True, slots=True)
class BookFacts:
    """A price book, valid [starts_on, ends_on)."""

    id: UUID
    entity_id: UUID
    code: str
    name: str
    currency: str
    starts_on: date
    ends_on: date | None
    is_default: bool
    version: int
    active: bool


@dataclass(frozen=True, slots=True)
class PriceFacts:
    """The price of a product in a book, valid [starts_on, ends_on); `unit_price` in major units."""

    id: int
    book_id: UUID
    book_code: str
    product_id: UUID
    model: str
    unit_price: Decimal
    tiers: tuple[Tier, ...]
    starts_on: date
    ends_on: date | None
    version: int

    @property
    def price(self) -> CorePrice:
        """What the engine prices with; the waterfall names this entry and its version."""
        rule = f"{self.book_code}:{self.id}"
        return CorePrice(PriceKind(self.model), self.unit_price, self.tiers, rule, self.version)


_VALID = "starts_on <= %s AND (ends_on IS NULL OR ends_on > %s)"
_DEFAULT_BOOK = (
    f"entity_id = %s AND currency = %s AND active AND {_VALID}"
    " ORDER BY is_default DESC, starts_on DESC, code LIMIT 1"
)
_PRICES = f"""
SELECT id, book_id, (SELECT code FROM pricing_price_book b WHERE b.id = book_id), product_id,
       model, unit_price, tiers, starts_on, ends_on, version
FROM pricing_price WHERE book_id = %s AND product_id = ANY(%s) AND {_VALID}
"""  # noqa: S608 — words from the code


def book(book_id: UUID) -> BookFacts:
    """One price book, or UnknownPriceBook."""
    row = PriceBook.objects.filter(pk=book_id).first()
    if row is None:
        raise UnknownPriceBook(field="book_id", found=str(book_id))
    return _book(row)


def books_by_id(ids: Collection[UUID]) -> dict[UUID, BookFacts]:
    """Several price books by id."""
    return {row.id: _book(row) for row in PriceBook.objects.filter(pk__in=ids)}


def books(entity_id: UUID) -> tuple[BookFacts, ...]:
    """All books of a company, the current ones first."""
    rows = PriceBook.objects.filter(entity_id=entity_id).order_by("-active", "-starts_on", "code")
    return tuple(_book(row) for row in rows)


def books_page(
    entity_id: UUID, *, currency: str = "", cursor: str | None = None, limit: int = 50
) -> tuple[list[BookFacts], str | None]:
    """One page of the books, newest first."""
    rows = PriceBook.objects.filter(entity_id=entity_id)
    if currency:
        rows = rows.filter(currency=currency)
    found, following = keyset(rows, ("-created_at", "-id"), cursor, limit)
    return [_book(row) for row in found], following


def default_book(entity_id: UUID, currency: str, on: date) -> BookFacts:
    """The book that prices a new document of that currency on that day, the latest start first."""
    row = sql.first(PriceBook, _DEFAULT_BOOK, [entity_id, currency, on, on])
    if row is None:
        raise NoPriceBook(
            field="currency", found=f"{currency}, {on.isoformat()}", fix="create a price book"
        )
    return _book(row)


def prices(book_id: UUID, product_ids: Collection[UUID], on: date) -> dict[UUID, PriceFacts]:
    """The prices valid on a day, by product; a product without a price is absent. One query."""
    found = sql.rows(_PRICES, [book_id, list(product_ids), on, on])
    return {row[3]: PriceFacts(*(*row[:6], read_tiers(loads(row[6])), *row[7:])) for row in found}


def price_dates(book_id: UUID, product_id: UUID) -> tuple[PriceFacts, ...]:
    """Every price of a product in a book: past, present and to come, newest first."""
    rows = Price.objects.filter(book_id=book_id, product_id=product_id)
    return tuple(_prices(rows.order_by("-starts_on")))


def prices_of_product(product_id: UUID) -> tuple[PriceFacts, ...]:
    """Every price of a product in any book: what rates usage at the price it was sold at."""
    return tuple(_prices(Price.objects.filter(product_id=product_id).order_by("id")))


def prices_of_products(ids: Collection[UUID]) -> list[PriceFacts]:
    """Every price of several products in any book, oldest first."""
    return _prices(Price.objects.filter(product_id__in=ids).order_by("id"))


def prices_page(
    book_id: UUID, *, on: date | None = None, product_id: UUID | None = None,
    cursor: str | None = None, limit: int = 50,
) -> tuple[list[PriceFacts], str | None]:  # fmt: skip
    """One page of a book's prices; with `on`, only those valid that day."""
    rows = Price.objects.filter(book_id=book_id).select_related("book")
    if on:
        rows = rows.filter(_valid(on))
    if product_id:
        rows = rows.filter(product_id=product_id)
    found, following = keyset(rows, ("id",), cursor, limit)
    return [_price(row, row.book.code) for row in found], following


def coming(book_id: UUID, product_ids: Collection[UUID], after: date) -> dict[UUID, PriceFacts]:
    """The next price of each product that starts after a day."""
    rows = Price.objects.filter(book_id=book_id, product_id__in=product_ids, starts_on__gt=after)
    return {p.product_id: p for p in _prices(rows.order_by("-starts_on"))}


def read_tiers(data: Iterable[Mapping[str, Any]]) -> tuple[Tier, ...]:
    """Stored tiers as the engine's."""
    return tuple(
        Tier(
            None if t["up_to"] is None else Decimal(t["up_to"]),
            Decimal(t["unit_price"]),
            Decimal(t.get("flat_fee") or 0),
        )
        for t in data
    )


def _valid(on: date) -> Q:
    return Q(starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gt=on))


def _prices(rows: QuerySet[Price]) -> list[PriceFacts]:
    return [_price(row, row.book.code) for row in rows.select_related("book")]


def _price(row: Price, book_code: str) -> PriceFacts:
    return PriceFacts(
        row.id, row.book_id, book_code, row.product_id, row.model, row.unit_price,
        read_tiers(row.tiers), row.starts_on, row.ends_on, row.version,
    )  # fmt: skip


def _book(row: PriceBook) -> BookFacts:
    return BookFacts(
        row.id, row.entity_id, row.code, row.name, row.currency, row.starts_on, row.ends_on,
        row.is_default, row.version, row.active,
    )  # fmt: skip
