"""Bringing a company to what a configuration file says: one deed per difference, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any
from uuid import UUID

import yaml

from comptoir.kernel.errors import DomainError, Refused
from comptoir.pages.config import rulebooks
from comptoir.pages.config.company import config
from comptoir.pages.config.core.differences import (
    BadConfig,
    Difference,
    Entry,
    differences,
    read,
)
from comptoir.pages.config.reading import day, decimal, line_of, load, places
from comptoir.platform.actions import Do, together
from comptoir.records.catalog import actions as goods
from comptoir.records.catalog import queries as catalog
from comptoir.records.parties import queries as parties
from comptoir.stages.pricing import actions as pricing
from comptoir.stages.pricing import queries as prices
from comptoir.stages.pricing.engine import Tier, load_terms

DECIMALS = ("cost",)
DAYS = ("starts_on", "ends_on")
Begin = Callable[[], Do]
Deed = Callable[[Begin, Difference], None]


class BookStays(Refused):
    """A price book keeps its currency, dates and audience; open another one."""

    code = "book_stays"


def dump(entity_id: UUID) -> str:
    """The company's configuration as YAML; the published texts of models stand in their versions."""
    told = config(entity_id)
    told["models"] = [{n: v for n, v in m.items() if n != "published"} for m in told["models"]]
    return yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=100)


def compare(entity_id: UUID, text: str) -> list[Difference]:
    """What applying the file would change, and what only the company has."""
    with _placed(text):
        return differences(config(entity_id), read(load(text)))


def apply(entity_id: UUID, text: str, begin: Begin) -> list[Difference]:
    """Make every difference but `only_here`: all of them or none, in one transaction.

    A fault says its field with the number of its entry, and its line. Repeating it changes nothing.
    """
    found = [each for each in compare(entity_id, text) if each.kind != "only_here"]
    with together():
        _make(found, text, begin)
    return found


class _Enough(Exception):
    """Everything was tried; nothing is to be kept."""


def rehearse(entity_id: UUID, text: str, begin: Begin) -> list[Difference]:
    """The differences, each tried and all of them undone: what `apply` would refuse is refused here too."""
    found = compare(entity_id, text)
    try:
        with together():
            _make([each for each in found if each.kind != "only_here"], text, begin)
            raise _Enough
    except _Enough:
        return found


def _make(found: Sequence[Difference], text: str, begin: Begin) -> None:
    for each in found:
        with _placed(text, each):
            _DEEDS[each.section](begin, each)


@contextmanager
def _placed(text: str, each: Difference | None = None) -> Iterator[None]:
    """What is refused inside says which entry and line of the file it is about."""
    try:
        yield
    except DomainError as error:
        if each is not None:
            at = f"{each.section}.{each.number}"
            error.field = f"{at}.{error.field}" if error.field else at
        line = line_of(places(text), error.field or "") if "line" not in error.facts else None
        if line is not None:
            error.facts = {**error.facts, "line": line}
        raise


def _one(deed: Callable[[Do, Difference], None]) -> Deed:
    """A deed that is one action."""
    return lambda begin, each: deed(begin(), each)


def _product(do: Do, each: Difference) -> None:
    fields = _fields(each.entry)
    if each.kind == "add":
        _asked(fields, "sku", "name_en", "currency")
        goods.create_product(do, **fields)
        return
    known = catalog.by_sku(do.entity_id, [each.key[0]])[each.key[0]]
    goods.change_product(
        do, product_id=known.id, revision=known.revision,
        changes={n: fields.get(n) for n in each.changed},
    )  # fmt: skip


def _fields(entry: Entry) -> Entry:
    fields = {n: decimal(n, v) if n in DECIMALS else v for n, v in entry.items()}
    return {n: day(n, v) if n in DAYS else v for n, v in fields.items()}


def _book(do: Do, each: Difference) -> None:
    if each.kind == "change":
        raise BookStays(field=f"price_books.{each.key[0]}", found=", ".join(each.changed))
    _asked(each.entry, "name", "currency", "starts_on")
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
        unit_price=decimal("unit_price", row.get("unit_price")) or Decimal(0),
        terms=load_terms(terms), minimum=decimal("minimum", row.get("minimum")),
        package_size=decimal("package_size", terms.get("package_size")) or Decimal(0),
        maximum=decimal("maximum", row.get("maximum")), starts_on=day("starts_on", row["starts_on"]),
        ends_on=day("ends_on", row.get("ends_on")),
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
        unit_price=decimal("unit_price", row.get("unit_price")), tiers=_tiers(row.get("tiers")),
        percent_off=decimal("percent_off", row.get("percent_off")),
        reference=str(row.get("reference") or ""), starts_on=day("starts_on", row["starts_on"]),
        ends_on=day("ends_on", row.get("ends_on")), through="config",
    )  # fmt: skip


def _promotion(do: Do, each: Difference) -> None:
    _asked(each.entry, "name", "kind", "currency")
    pricing.set_promotion(do, **{"terms": {}, **_fields(each.entry)})


def _index(do: Do, each: Difference) -> None:
    """The value of an index on a day; another one is a correction."""
    row = each.entry
    _asked(row, "value", "source")
    value, on = decimal("value", row["value"]), day("day", row["day"])
    assert value is not None
    assert on is not None
    pricing.set_index_value(
        do, code=str(row["code"]), day=on, value=value, source=str(row["source"])
    )


_DEEDS: dict[str, Deed] = {
    "products": _one(_product),
    "price_books": _one(_book),
    "prices": _one(_price),
    "customer_prices": _one(_agreement),
    "promotions": _one(_promotion),
    "indexes": _one(_index),
    **rulebooks.DEEDS,
}


def _asked(entry: Entry, *names: str) -> None:
    """Refuse an entry that leaves out what a new one needs."""
    for name in names:
        if entry.get(name) in (None, ""):
            raise BadConfig(field=name, expected="a value")


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
            decimal("up_to", r.get("up_to")),
            decimal("unit_price", r.get("unit_price")) or Decimal(0),
            decimal("flat_fee", r.get("flat_fee")) or Decimal(0),
        )
        for r in rows
    ]
