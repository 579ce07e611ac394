"""Writes of price books and prices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from comptoir.kernel.errors import Invalid, Refused
from comptoir.kernel.money import exponent
from comptoir.platform.actions import Do, action
from comptoir.records.catalog import queries as catalog
from comptoir.stages.pricing import queries
from comptoir.stages.pricing.core.prices import PriceKind, Tier, check_tiers
from comptoir.stages.pricing.events import PriceBookCreated, PriceSet
from comptoir.stages.pricing.models import Price, PriceBook

PLACES = 12  # decimals of a unit price
TIERED = (PriceKind.VOLUME, PriceKind.GRADUATED)


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


class OutsideBook(Invalid):
    """The price starts outside the dates of its book."""

    code = "outside_book"


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
) -> PriceBookCreated:
    """Open an empty price book in one currency."""
    exponent(currency)  # refuses what is no currency
    if ends_on and ends_on <= starts_on:
        raise BadBookDates(field="ends_on", found=str(ends_on), expected=f"after {starts_on}")
    if PriceBook.objects.filter(entity_id=do.entity_id, code=code).exists():
        raise BookCodeTaken(field="code", found=code)
    book = PriceBook.objects.create(
        entity_id=do.entity_id, code=code, name=name, currency=currency, starts_on=starts_on,
        ends_on=ends_on, is_default=is_default,
    )  # fmt: skip
    return do.record(PriceBookCreated(entity_id=do.entity_id, book_id=book.id, currency=currency))


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
) -> PriceSet:
    """Give a product its price in a book from a day on (today if none is said).

    The price before ends that day; one that is already set to start later keeps its start. A second
    price for the same first day replaces the first one as a new version of it.
    """
    book = PriceBook.objects.select_for_update().filter(pk=book_id).first()
    if book is None or book.entity_id != do.entity_id:
        raise queries.UnknownPriceBook(field="book_id", found=str(book_id))
    product = catalog.product(product_id, do.entity_id)
    on = starts_on or do.today
    _check(book, model, unit_price, tiers, on)
    price = Price(
        book=book, product_id=product.id, model=model, unit_price=unit_price,
        tiers=_plain(tiers) if model in TIERED else [], starts_on=on,
    )  # fmt: skip
    before = _put(price)
    event = PriceSet(
        entity_id=do.entity_id, book_id=book.id, product_id=product.id,
        unit_price=str(unit_price), starts_on=on,
    )  # fmt: skip
    return do.record(
        event,
        changed={
            "unit_price": (before.unit_price if before else None, unit_price),
            "model": (before.model if before else None, model),
        },
    )


def _put(price: Price) -> Price | None:
    """Write a price between its neighbors in time; returns the one it follows or replaces."""
    others = Price.objects.filter(book=price.book, product_id=price.product_id)
    following = others.filter(starts_on__gt=price.starts_on).order_by("starts_on").first()
    before = others.filter(starts_on__lte=price.starts_on).order_by("-starts_on").first()
    price.ends_on = following.starts_on if following else None
    if before and before.starts_on == price.starts_on:
        price.pk, price.version = before.pk, before.version + 1
        price.save()
        return before
    if before and (before.ends_on is None or before.ends_on > price.starts_on):
        others.filter(pk=before.pk).update(ends_on=price.starts_on)
    price.save()
    return before


def _check(
    book: PriceBook, model: str, unit_price: Decimal, tiers: Sequence[Tier], on: date
) -> None:
    if model not in {k.value for k in PriceKind}:
        expected = ", ".join(k.value for k in PriceKind)
        raise UnknownPriceModel(field="model", found=model, expected=expected)
    if on < book.starts_on or (book.ends_on and on >= book.ends_on):
        expected = f"{book.starts_on} … {book.ends_on or ''}"
        raise OutsideBook(field="starts_on", found=on.isoformat(), expected=expected)
    amounts = [unit_price]
    if model in TIERED:
        check_tiers(tiers)
        amounts += [a for t in tiers for a in (t.unit_price, t.flat_fee)]
    for amount in amounts:
        places = -int(amount.as_tuple().exponent) if amount.is_finite() else PLACES + 1
        if not amount.is_finite() or amount < 0 or places > PLACES or amount.adjusted() > 11:
            raise BadPrice(field="unit_price", found=str(amount)[:40], expected="0 or more")


def _plain(tiers: Sequence[Tier]) -> list[dict[str, str | None]]:
    return [
        {
            "up_to": None if t.up_to is None else str(t.up_to),
            "unit_price": str(t.unit_price),
            "flat_fee": str(t.flat_fee),
        }
        for t in tiers
    ]
