"""Bringing a company to what a configuration file says: one deed per difference, in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

import yaml

from comptoir.kernel.errors import Refused
from comptoir.pages.config.company import config
from comptoir.pages.config.core.differences import (
    BadConfig,
    Difference,
    Entry,
    differences,
    read,
)
from comptoir.platform.actions import Do
from comptoir.records.catalog import actions as goods
from comptoir.records.catalog import queries as catalog
from comptoir.records.parties import queries as parties
from comptoir.stages.pricing import actions as pricing
from comptoir.stages.pricing import queries as prices
from comptoir.stages.pricing.engine import Tier, load_terms

DECIMALS = ("cost",)
DAYS = ("starts_on", "ends_on")


class BookStays(Refused):
    """A price book keeps its currency, dates and audience; open another one."""

    code = "book_stays"


def dump(entity_id: UUID) -> str:
    """The company's configuration as YAML."""
    return yaml.safe_dump(config(entity_id), allow_unicode=True, sort_keys=False, width=100)


def load(text: str) -> Any:
    """A file as plain data; what is no YAML is refused with its place."""
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        place = getattr(error, "problem_mark", None)
        found = f"line {place.line + 1}, column {place.column + 1}" if place else ""
        raise BadConfig(field="file", found=found, expected="YAML") from None


def compare(entity_id: UUID, text: str) -> list[Difference]:
    """What applying the file would change, and what only the company has."""
    return differences(config(entity_id), read(load(text)))


def apply(entity_id: UUID, text: str, begin: Callable[[], Do]) -> list[Difference]:
    """Make every difference but `only_here`; stops at the first that is refused, and may be repeated."""
    done = []
    for each in compare(entity_id, text):
        if each.kind != "only_here":
            _DEEDS[each.section](begin(), each)
            done.append(each)
    return done


def _product(do: Do, each: Difference) -> None:
    fields = _fields(each.entry)
    if each.kind == "add":
        goods.create_product(do, **fields)
        return
    known = catalog.by_sku(do.entity_id, [each.key[0]])[each.key[0]]
    goods.change_product(
        do, product_id=known.id, revision=known.revision,
        changes={n: fields.get(n) for n in each.changed},
    )  # fmt: skip


def _fields(entry: Entry) -> Entry:
    fields = {n: _decimal(n, v) if n in DECIMALS else v for n, v in entry.items()}
    return {n: _day(n, v) if n in DAYS else v for n, v in fields.items()}


def _book(do: Do, each: Difference) -> None:
    if each.kind == "change":
        raise BookStays(field=f"price_books.{each.key[0]}", found=", ".join(each.changed))
    pricing.create_book(do, **_fields(each.entry))


def _price(do: Do, each: Difference) -> None:
    row = each.entry
    book = next((b for b in prices.books(do.entity_id) if b.code == row["book"]), None)
    if book is None:
        raise prices.UnknownPriceBook(field="book", found=str(row["book"])[:40])
    terms = row.get("terms") or {}
    if not isinstance(terms, dict):
        raise BadConfig(field="terms", found=str(terms)[:40], expected="percent: 18")
    pricing.set_price(
        do, book_id=book.id, product_id=_sku(do, row["sku"]), price_type=str(row["type"]),
        model=str(row.get("model") or "per_unit"), tiers=_tiers(row.get("tiers")),
        unit_price=_decimal("unit_price", row.get("unit_price")) or Decimal(0),
        terms=load_terms(terms), minimum=_decimal("minimum", row.get("minimum")),
        package_size=_decimal("package_size", terms.get("package_size")) or Decimal(0),
        maximum=_decimal("maximum", row.get("maximum")), starts_on=_day("starts_on", row["starts_on"]),
        through="config",
    )  # fmt: skip


def _agreement(do: Do, each: Difference) -> None:
    row = each.entry
    customer = parties.customer_numbered(do.entity_id, str(row["customer"]))
    if customer is None:
        raise parties.UnknownCustomer(field="customer", found=str(row["customer"])[:40])
    kind, _colon, word = str(row["target"]).partition(":")
    pricing.set_customer_price(
        do, customer_id=customer.id, product_id=_sku(do, word) if kind == "product" else None,
        category=word if kind == "category" else "", currency=str(row["currency"]),
        unit_price=_decimal("unit_price", row.get("unit_price")), tiers=_tiers(row.get("tiers")),
        percent_off=_decimal("percent_off", row.get("percent_off")),
        reference=str(row.get("reference") or ""), starts_on=_day("starts_on", row["starts_on"]),
        ends_on=_day("ends_on", row.get("ends_on")), through="config",
    )  # fmt: skip


def _promotion(do: Do, each: Difference) -> None:
    pricing.set_promotion(do, **{"terms": {}, **_fields(each.entry)})


_DEEDS: dict[str, Callable[[Do, Difference], None]] = {
    "products": _product,
    "price_books": _book,
    "prices": _price,
    "customer_prices": _agreement,
    "promotions": _promotion,
}


def _sku(do: Do, sku: Any) -> UUID:
    known = catalog.by_sku(do.entity_id, [str(sku)]).get(str(sku))
    if known is None:
        raise catalog.UnknownProduct(field="sku", found=str(sku)[:40])
    return known.id


def _tiers(rows: Any) -> Sequence[Tier]:
    if not rows:
        return ()
    if not isinstance(rows, list) or not all(isinstance(r, dict) for r in rows):
        raise BadConfig(field="tiers", found=str(rows)[:40], expected="up_to, unit_price, flat_fee")
    return [
        Tier(
            _decimal("up_to", r.get("up_to")),
            _decimal("unit_price", r.get("unit_price")) or Decimal(0),
            _decimal("flat_fee", r.get("flat_fee")) or Decimal(0),
        )
        for r in rows
    ]


def _decimal(field: str, value: Any) -> Decimal | None:
    if value in (None, ""):
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        raise BadConfig(field=field, found=str(value)[:40], expected="12.50") from None


def _day(field: str, value: Any) -> date | None:
    if value in (None, "") or isinstance(value, date):
        return value or None
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise BadConfig(field=field, found=str(value)[:40], expected="2027-01-31") from None
