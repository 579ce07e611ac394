"""Writes of price books and prices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from comptoir.kernel.errors import Invalid, Refused
from comptoir.kernel.money import exponent
from comptoir.platform.actions import Do, action
from comptoir.records.catalog import queries as catalog
from comptoir.stages.pricing.actions import rows
from comptoir.stages.pricing.core.entries import (
    BadPriceTerms,
    PriceType,
    Terms,
    check_terms,
    dump_terms,
)
from comptoir.stages.pricing.core.prices import TIERED, PriceKind
from comptoir.stages.pricing.core.tiers import Tier, check_tiers
from comptoir.stages.pricing.events import PriceBookCreated, PriceSet
from comptoir.stages.pricing.models import Price, PriceBook

KINDS = frozenset(k.value for k in PriceKind)
PLAIN = (PriceKind.PER_UNIT,)  # what a floor, a target or a promotional price may be
NOTHING = Terms()


class BookCodeTaken(Refused):
    """Another price book already bears this code."""

    code = "book_code_taken"


class BadBookDates(Invalid):
    """A price book ends after it starts."""

    code = "bad_book_dates"


class BadPrice(Invalid):
    """A price is zero or more, with at most twelve decimals."""

    code = "bad_price"


class UnknownPriceModel(Invalid):
    """This way of pricing is not known."""

    code = "unknown_price_model"


class UnknownPriceType(Invalid):
    """This type of price is not known, or must be a price per unit."""

    code = "unknown_price_type"


@action(may="pricing.write")
def create_book(
    do: Do,
    *,
    code: str,
    name: str,
    currency: str,
    starts_on: date,
    ends_on: date | None = None,
    is_default: bool = True,
    segment: str = "",
    channel: str = "",
) -> PriceBookCreated:
    """Open an empty price book in one currency, for everybody or for a segment or a channel."""
    return open_book(
        do, code=code, name=name, currency=currency, starts_on=starts_on, ends_on=ends_on,
        is_default=is_default, segment=segment.strip()[:40], channel=channel.strip()[:40],
    )[1]  # fmt: skip


def open_book(
    do: Do, *, code: str, currency: str, starts_on: date, ends_on: date | None = None, **more: Any
) -> tuple[PriceBook, PriceBookCreated]:
    """A new book, as a step of an action, with the event that says so."""
    exponent(currency)  # refuses what is no currency
    if ends_on and ends_on <= starts_on:
        raise BadBookDates(field="ends_on", found=str(ends_on), expected=f"after {starts_on}")
    if PriceBook.objects.filter(entity_id=do.entity_id, code=code).exists():
        raise BookCodeTaken(field="code", found=code)
    book = PriceBook.objects.create(
        entity_id=do.entity_id, code=code, currency=currency, starts_on=starts_on, ends_on=ends_on,
        **more,
    )  # fmt: skip
    event = PriceBookCreated(entity_id=do.entity_id, book_id=book.id, currency=currency)
    return book, do.record(event)


@action(may="pricing.write")
def set_price(
    do: Do,
    *,
    book_id: UUID,
    product_id: UUID,
    unit_price: Decimal = Decimal(0),
    model: str = "per_unit",
    tiers: Sequence[Tier] = (),
    starts_on: date | None = None,
    ends_on: date | None = None,
    price_type: str = "list",
    terms: Terms = NOTHING,
    package_size: Decimal = Decimal(0),
    minimum: Decimal | None = None,
    maximum: Decimal | None = None,
    through: str = rows.HAND,
) -> PriceSet:
    """Give a product its price in a book from a day on (today if none is said).

    The price before ends that day; one that is already set to start later keeps its start. A second
    price for the same first day replaces the first one as a new version of it.

    ends_on     first day on which it holds no more; else it holds until the next one
    price_type  list | promotional | floor | target; all but the list price are per unit
    terms       percent and basis, markup or margin, formula: what the model needs
    minimum, maximum  of a line's amount before discounts
    through     what asks for it: hand, config
    """
    book = rows.locked_book(do, book_id)
    product = catalog.product(product_id, do.entity_id)
    price = Price(
        book=book, product_id=product.id, price_type=price_type, model=model,
        unit_price=unit_price, tiers=rows.plain_tiers(tiers) if model in TIERED else [],
        terms=dump_terms(terms, package_size), minimum=minimum, maximum=maximum,
        starts_on=starts_on or do.today, ends_on=ends_on,
    )  # fmt: skip
    _check(price, tiers, terms, package_size)
    if model == PriceKind.PERCENT and product.charge_kind == "usage":
        raise BadPriceTerms(field="model", found=model, expected="not for usage")
    (before,) = rows.put(do, book, [price], through)
    event = PriceSet(
        entity_id=do.entity_id, book_id=book.id, product_id=product.id,
        unit_price=str(unit_price), starts_on=price.starts_on,
    )  # fmt: skip
    return do.record(event, changed=_changed(before, price))


def _changed(before: Price | None, price: Price) -> dict[str, tuple[Any, Any]]:
    names = ["unit_price", "model"]
    if price.price_type != PriceType.LIST:
        names.append("price_type")
    return {n: (getattr(before, n) if before else None, getattr(price, n)) for n in names}


def _check(price: Price, tiers: Sequence[Tier], terms: Terms, package_size: Decimal) -> None:
    kind = _kind(price)
    rows.check_start(price.book, price.starts_on)
    if price.ends_on and price.ends_on <= price.starts_on:
        expected = f"after {price.starts_on}"
        raise BadPrice(field="ends_on", found=price.ends_on.isoformat(), expected=expected)
    if kind in TIERED:
        check_tiers(tiers)
    if kind is PriceKind.STAIRSTEP and any(t.unit_price for t in tiers):
        raise BadPrice(field="tiers", found="unit price", expected="fee of the whole step")
    check_terms(kind, terms, package_size, price.unit_price)
    for field, amount in _amounts(price, tiers if kind in TIERED else (), terms, package_size):
        if amount is not None and not rows.is_price(amount):
            raise BadPrice(field=field, found=str(amount)[:40], expected="0 or more")
    low, high = price.minimum, price.maximum
    if low is not None and high is not None and high < low:
        raise BadPrice(field="maximum", found=str(high), expected=f"at least {low}")


def _amounts(
    price: Price, tiers: Sequence[Tier], terms: Terms, package_size: Decimal
) -> Iterator[tuple[str, Decimal | None]]:
    """Every number of a price with the field that it stands in."""
    yield from (("unit_price", price.unit_price), ("package_size", package_size))
    yield "percent", terms.percent
    for number, tier in enumerate(tiers, start=1):
        yield f"tiers.{number}.unit_price", tier.unit_price
        yield f"tiers.{number}.flat_fee", tier.flat_fee
    for name in ("free_units", "event_fee", "event_minimum", "event_maximum", "event_size"):
        yield name, getattr(terms.card, name)
    yield from (("minimum", price.minimum), ("maximum", price.maximum))


def _kind(price: Price) -> PriceKind:
    if price.model not in KINDS:
        expected = ", ".join(sorted(KINDS))
        raise UnknownPriceModel(field="model", found=price.model[:40], expected=expected)
    if price.price_type not in {t.value for t in PriceType}:
        raise UnknownPriceType(
            field="price_type", found=price.price_type[:40], expected=", ".join(PriceType)
        )
    kind = PriceKind(price.model)
    if price.price_type != PriceType.LIST and kind not in PLAIN:
        raise UnknownPriceType(field="model", found=kind.value, expected=PriceKind.PER_UNIT.value)
    return kind
