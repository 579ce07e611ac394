"""The configuration of a company as plain data: what `comptoir config export` writes."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from comptoir.pages.config import rulebooks
from comptoir.pages.config.core.differences import FIELDS, VERSION, Entry
from comptoir.pages.config.reading import pages, plain
from comptoir.records.catalog import queries as catalog
from comptoir.records.parties import queries as parties
from comptoir.stages.pricing import indexes, promotions
from comptoir.stages.pricing import queries as pricing

PAGE = 500


def config(entity_id: UUID) -> dict[str, Any]:
    """Everything that a file may hold; empty fields left out."""
    products = list(pages(lambda c: catalog.products_page(entity_id, cursor=c, limit=PAGE)))
    skus = {p.id: p.sku for p in products}
    books = sorted(pricing.books(entity_id), key=lambda b: b.code)
    return {
        "comptoir": VERSION,
        "products": [plain({n: getattr(p, n) for n in FIELDS["products"]}) for p in products],
        "price_books": [_book(b) for b in books],
        "prices": [row for b in books for row in _prices(b, skus)],
        "customer_prices": _agreements(entity_id, skus),
        "promotions": [
            plain({n: getattr(p, n) for n in FIELDS["promotions"]})
            for p in pages(lambda c: promotions.promotions_page(entity_id, cursor=c, limit=PAGE))
        ],
        "indexes": _indexes(entity_id),
        **rulebooks.config(entity_id),
    }


def _book(book: pricing.BookFacts) -> Entry:
    return plain({n: getattr(book, n) for n in FIELDS["price_books"]})


def _prices(book: pricing.BookFacts, skus: dict[UUID, str]) -> list[Entry]:
    every = pages(lambda c: pricing.prices_page(book.id, cursor=c, limit=PAGE))
    found = [
        p for p in every if p.ends_on != p.starts_on
    ]  # not what was taken back before it began
    ends = _ends(found)
    rows = [
        plain({
            "book": book.code, "sku": skus[p.product_id], "type": p.price_type, "model": p.model,
            "unit_price": p.unit_price, "tiers": _tiers(p.tiers), "terms": dict(p.terms),
            "minimum": p.minimum, "maximum": p.maximum, "starts_on": p.starts_on,
            "ends_on": ends.get(p.id),
        })
        for p in found
    ]  # fmt: skip
    return sorted(rows, key=lambda r: (r["sku"], r["type"], r["starts_on"]))


def _ends(found: list[pricing.PriceFacts]) -> dict[int, date]:
    """Price → its end, where no other follows on that day."""
    begin = {(p.product_id, p.price_type, p.starts_on) for p in found}
    return {
        p.id: p.ends_on for p in found
        if p.ends_on and (p.product_id, p.price_type, p.ends_on) not in begin
    }  # fmt: skip


def _tiers(tiers: Any) -> list[Entry]:
    return [
        plain({"up_to": t.up_to, "unit_price": t.unit_price, "flat_fee": t.flat_fee}) for t in tiers
    ]


def _indexes(entity_id: UUID) -> list[Entry]:
    """The values of indexes as they stand, each with its day and its source."""
    found = pages(lambda c: indexes.values_page(entity_id, cursor=c, limit=PAGE))
    rows = [plain({n: getattr(row, n) for n in FIELDS["indexes"]}) for row in found]
    return sorted(rows, key=lambda r: (r["code"], r["day"]))


def _agreements(entity_id: UUID, skus: dict[UUID, str]) -> list[Entry]:
    found = list(pages(lambda c: pricing.customer_prices_page(entity_id, cursor=c, limit=PAGE)))
    numbers = parties.customers([row.customer_id for row in found])
    rows = [
        plain({
            "customer": numbers[row.customer_id].number,
            "target": f"product:{skus[row.product_id]}" if row.product_id else row.target,
            "currency": row.currency, "reference": row.reference, "percent_off": row.percent_off,
            "unit_price": None if row.percent_off is not None or row.tiers else row.unit_price,
            "tiers": _tiers(row.tiers), "starts_on": row.starts_on, "ends_on": row.ends_on,
        })
        for row in found
    ]  # fmt: skip
    return sorted(rows, key=lambda r: (r["customer"], r["target"], r["starts_on"]))
