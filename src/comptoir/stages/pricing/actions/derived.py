"""Prices of one book made from those of another: at the exchange rate of a day, as explicit prices.

A price is never made up by a rate when something is sold: somebody plans these, looks at them and publishes
them, and each keeps from which book, rate, day and source it was made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from comptoir.kernel.errors import Invalid
from comptoir.platform.actions import Do, action
from comptoir.records.currencies import queries as currencies
from comptoir.records.currencies.facts import Found
from comptoir.stages.pricing import queries
from comptoir.stages.pricing.actions import rows
from comptoir.stages.pricing.actions.changes import (
    MOVABLE,
    Choice,
    NothingChosen,
    chosen_prices,
    present_prices,
    recipe_said,
)
from comptoir.stages.pricing.actions.prices import open_book
from comptoir.stages.pricing.core.carrying import NotCarried, carried_terms
from comptoir.stages.pricing.core.changes import (
    BadChange,
    How,
    Recipe,
    carried,
    carried_bound,
    carried_tiers,
    check,
)
from comptoir.stages.pricing.core.entries import dump_terms, load_size, load_terms
from comptoir.stages.pricing.core.prices import PriceKind
from comptoir.stages.pricing.events import PriceChangePlanned
from comptoir.stages.pricing.models import Price, PriceBook, PriceChange

# A percentage of other lines is the same in any currency; terms of these hold amounts, or follow a cost.
BY_TERMS = ("usage", "cost_plus", "formula")
ALL = (*MOVABLE, "percent", *BY_TERMS)
_STATE = ("model", "unit_price", "tiers", "terms", "minimum", "maximum")


class SameBook(Invalid):
    """A book is not made from itself; change its prices by a percentage instead."""

    code = "same_book"


class WhichBook(Invalid):
    """Say which book takes the prices: one that is there, or a new one."""

    code = "which_book"


class RateToCome(Invalid):
    """The rate of a day to come is not known yet."""

    code = "rate_to_come"


@dataclass(frozen=True, slots=True)
class NewBook:
    """A book that does not exist yet; it prices nothing before the change is published."""

    code: str
    name: str
    currency: str


@action(may="pricing.write")
def derive_prices(
    do: Do,
    *,
    source_id: UUID,
    target: UUID | NewBook,
    recipe: Recipe,
    choice: Choice,
    starts_on: date,
    rate_on: date | None = None,
    name: str = "",
) -> PriceChangePlanned:
    """Work out what the list prices of a book are in another one. Nothing is charged otherwise yet.

    target   the book that takes them, or a new one
    recipe   a percentage on top, and the rounding
    rate_on  the day whose exchange rate counts; today
    """
    source = _source(do, source_id, recipe)
    book = _target(do, target, starts_on)
    if book.id == source.id:
        raise SameBook(field="book_id", found=book.code)
    rows.check_start(book, starts_on)
    rate = _rate(do, source.currency, book.currency, rate_on or do.today)
    found = chosen_prices(source.id, choice, starts_on, ALL)
    present = present_prices(book.id, [p.product_id for p, _sku in found], starts_on)
    told, left = _carried(found, present, rate.rate, recipe)
    fresh = [row for row in told if row["was"] != _after(row)]
    if not fresh:
        raise NothingChosen(field="categories", found=starts_on.isoformat())
    row = PriceChange(
        entity_id=do.entity_id, book=book, starts_on=starts_on, rows=fresh,
        name=name.strip()[:120] or f"{source.code} → {book.code}", recipe=recipe_said(recipe),
        chosen={"categories": list(choice.categories), "skus": list(choice.skus)},
        source={
            **_origin(source, rate), "opens": not book.active, "left": left,
            "same": len(told) - len(fresh),
        },
    )  # fmt: skip
    row.save(force_insert=True)
    event = PriceChangePlanned(
        entity_id=do.entity_id, change_id=row.id, book_id=book.id, count=len(fresh),
        starts_on=starts_on,
    )  # fmt: skip
    return do.record(event)


def _carried(
    found: Sequence[tuple[Price, str]],
    present: Mapping[UUID, Price],
    rate: Decimal,
    recipe: Recipe,
) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
    """What each price becomes, and which cannot be carried over and why."""
    told: list[dict[str, Any]] = []
    left: list[dict[str, str]] = []
    for price, sku in found:
        try:
            told.append(_planned(price, sku, present.get(price.product_id), rate, recipe))
        except NotCarried as error:
            left.append({"sku": sku, "model": price.model, "reason": str(error.facts["reason"])})
    return told, left


def _source(do: Do, source_id: UUID, recipe: Recipe) -> queries.BookFacts:
    """The book that the prices come from, where the recipe makes sense."""
    source = queries.book(source_id)
    if source.entity_id != do.entity_id:
        raise queries.UnknownPriceBook(field="source_id", found=str(source_id))
    check(recipe)
    if recipe.how is not How.PERCENT:
        raise BadChange(field="how", found=recipe.how.value, expected=How.PERCENT.value)
    return source


def _target(do: Do, target: UUID | NewBook, starts_on: date) -> PriceBook:
    if not isinstance(target, NewBook):
        return rows.locked_book(do, target)
    return open_book(
        do, code=target.code.strip()[:20], name=target.name.strip()[:120] or target.code.strip(),
        currency=target.currency, starts_on=starts_on, active=False,
    )[0]  # fmt: skip


def _rate(do: Do, source: str, target: str, day: date) -> Found:
    if day > do.today:
        raise RateToCome(field="rate_on", found=day.isoformat(), expected=f"≤ {do.today}")
    found = currencies.find(do.entity_id, source, target, day)
    if found is None:
        raise currencies.NoRate(
            field="rate_on", found=f"{source} → {target}, {day.isoformat()}",
            fix="Set or import the rate of this day.",
        )  # fmt: skip
    return found


def _origin(source: queries.BookFacts, rate: Found) -> dict[str, Any]:
    """Where the prices come from, as it is kept with the change."""
    return {
        "book_id": str(source.id), "code": source.code, "currency": source.currency,
        "rate": f"{rate.rate:f}", "day": rate.day.isoformat(), "origin": rate.origin,
        "way": rate.way.value, "to": rate.target,
        "published": [[r.source, r.target, f"{r.rate:f}"] for r in rate.rates],
    }  # fmt: skip


def _planned(
    price: Price, sku: str, present: Price | None, rate: Decimal, recipe: Recipe
) -> dict[str, Any]:
    tiers = queries.read_tiers(price.tiers)
    bounds = {n: carried_bound(getattr(price, n), rate, recipe) for n in ("minimum", "maximum")}
    was = _state_of(present) if present else None
    terms = _terms(price, rate, recipe)
    own = {} if terms == price.terms else {"terms_source": price.terms}
    return own | {
        "product_id": str(price.product_id), "sku": sku, "model": price.model,
        "terms": terms, **{n: None if b is None else f"{b:f}" for n, b in bounds.items()},
        "source": f"{price.unit_price.normalize():f}", "tiers_source": price.tiers,
        "before": was["unit_price"] if was else None, "tiers_before": was["tiers"] if was else [],
        "was": was, "after": f"{carried(price.unit_price, rate, recipe):f}",
        "tiers_after": rows.plain_tiers(carried_tiers(tiers, rate, recipe)),
    }  # fmt: skip


def _terms(price: Price, rate: Decimal, recipe: Recipe) -> dict[str, Any]:
    """Its terms there; as they are stored where they say the same."""
    stored: dict[str, Any] = price.terms
    if price.model not in BY_TERMS:
        return stored
    terms = load_terms(stored)
    there = carried_terms(PriceKind(price.model), terms, rate, recipe)
    return stored if there == terms else dump_terms(there, load_size(stored))


def _state_of(price: Price) -> dict[str, Any]:
    """What a price says, as a change keeps it."""
    told = {n: getattr(price, n) for n in _STATE}
    return {n: f"{v.normalize():f}" if isinstance(v, Decimal) else v for n, v in told.items()}


def _after(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "model": row["model"], "unit_price": row["after"], "tiers": row["tiers_after"],
        "terms": row["terms"], "minimum": row["minimum"], "maximum": row["maximum"],
    }  # fmt: skip
