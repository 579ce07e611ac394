"""Many prices changed together: planned, discarded or published on a day, rolled back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from comptoir.kernel.errors import Invalid
from comptoir.kernel.states import step
from comptoir.platform import sql
from comptoir.platform.actions import Do, action
from comptoir.stages.pricing import changes, queries
from comptoir.stages.pricing.actions import rows
from comptoir.stages.pricing.core.changes import Recipe, check, moved
from comptoir.stages.pricing.core.entries import dump_terms, load_size, load_terms
from comptoir.stages.pricing.core.prices import Price as CorePrice
from comptoir.stages.pricing.core.prices import PriceKind
from comptoir.stages.pricing.core.states import CHANGE_MOVES, ChangeState
from comptoir.stages.pricing.core.waterfall import ZERO
from comptoir.stages.pricing.events import (
    PriceChangeDiscarded,
    PriceChangePlanned,
    PriceChangePublished,
    PriceChangeRolledBack,
)
from comptoir.stages.pricing.models import Price, PriceBook, PriceChange

# Amounts of their own can be moved; a percentage, a cost or a formula follows something else.
MOVABLE = ("per_unit", "flat", "volume", "graduated", "stairstep", "package", "usage")
FOLLOWING = ("percent", "cost_plus", "formula")
_CHOSEN = """
SELECT p.id, p.product_id, c.sku FROM pricing_price p JOIN catalog_product c ON c.id = p.product_id
WHERE p.book_id = %s AND p.price_type = 'list' AND p.model = ANY(%s)
  AND p.starts_on <= %s AND (p.ends_on IS NULL OR p.ends_on > %s)
  AND (cardinality(%s::text[]) = 0 OR c.category = ANY(%s::text[]))
  AND (cardinality(%s::text[]) = 0 OR c.sku = ANY(%s::text[]))
ORDER BY c.sku
"""


class NothingChosen(Invalid):
    """No price of this book that would change is chosen by these categories and references on that day."""

    code = "nothing_chosen"


class ChangedSince(Invalid):
    """Prices of this change were set otherwise in the meantime; plan it again."""

    code = "changed_since"


@dataclass(frozen=True, slots=True)
class Choice:
    """Which prices of a book; an empty list takes any."""

    categories: Sequence[str] = ()
    skus: Sequence[str] = ()


@action(may="pricing.write")
def plan_prices(
    do: Do, *, book_id: UUID, name: str, recipe: Recipe, choice: Choice, starts_on: date
) -> PriceChangePlanned:
    """Work out what each chosen list price becomes on a day. Nothing is charged otherwise yet.

    A price that stays the same is not part of the plan; one that follows something else is named in it.
    """
    book = rows.locked_book(do, book_id)
    check(recipe)
    rows.check_start(book, starts_on)
    found = chosen_prices(book.id, choice, starts_on, (*MOVABLE, *FOLLOWING))
    told = [_planned(p, sku, recipe) for p, sku in found if p.model in MOVABLE]
    fresh = [row for row in told if not _unmoved(row)]
    if not fresh:
        raise NothingChosen(field="categories", found=starts_on.isoformat())
    left = [{"sku": sku, "model": p.model, "reason": "follows"} for p, sku in found
            if p.model in FOLLOWING]  # fmt: skip
    row = PriceChange(
        entity_id=do.entity_id, book=book, name=name.strip()[:120] or book.name,
        chosen={
            "categories": list(choice.categories), "skus": list(choice.skus),
            "same": len(told) - len(fresh), "left": left,
        },
        recipe=recipe_said(recipe), rows=fresh, starts_on=starts_on,
    )  # fmt: skip
    row.save(force_insert=True)
    event = PriceChangePlanned(
        entity_id=do.entity_id, change_id=row.id, book_id=book.id, count=len(row.rows),
        starts_on=starts_on,
    )  # fmt: skip
    return do.record(event)


@action(may="pricing.write")
def publish_prices(do: Do, *, change_id: UUID) -> PriceChangePublished:
    """Set the planned prices, all or none; refused where one of them was set otherwise since."""
    row, book = _locked(do, change_id)
    row.state = step(CHANGE_MOVES, "publish", ChangeState(row.state))
    _refuse_changed(book, row)
    made = [_price(book, told, "after", row.starts_on) for told in row.rows]
    rows.put(do, book, made, f"change:{row.id}")
    if row.source.get("opens"):
        _offer(book, True)
    row.published_at = do.now
    row.save(update_fields=["state", "published_at"])
    event = PriceChangePublished(
        entity_id=do.entity_id, change_id=row.id, book_id=book.id, count=len(made),
        starts_on=row.starts_on,
    )  # fmt: skip
    return do.record(event)


@action(may="pricing.write")
def discard_prices(do: Do, *, change_id: UUID) -> PriceChangeDiscarded:
    """Give a planned change up: no price moves, and it can no longer be published. It stays listed."""
    row, book = _locked(do, change_id)
    row.state = step(CHANGE_MOVES, "discard", ChangeState(row.state))
    row.save(update_fields=["state"])
    event = PriceChangeDiscarded(
        entity_id=do.entity_id, change_id=row.id, book_id=book.id, count=len(row.rows),
        starts_on=row.starts_on,
    )  # fmt: skip
    return do.record(event)


@action(may="pricing.write")
def roll_back_prices(do: Do, *, change_id: UUID) -> PriceChangeRolledBack:
    """Let the prices from before hold again: from the day of the change, or from today if it began.

    A price that was set otherwise after the change stays as it is; one that had none before holds no more.
    """
    row, book = _locked(do, change_id)
    row.state = step(CHANGE_MOVES, "roll_back", ChangeState(row.state))
    on = max(do.today, row.starts_on)
    present = present_prices(book.id, [UUID(told["product_id"]) for told in row.rows], on)
    standing = [
        (told, price) for told in row.rows
        if (price := present.get(UUID(told["product_id"]))) and _same(price, told, "after")
    ]  # fmt: skip
    made = [
        _price(book, told, "before", on)
        for told, _price_now in standing
        if changes.said(told, "before")
    ]
    if made:
        rows.put(do, book, made, f"roll_back:{row.id}")
    rows.end([price for told, price in standing if not changes.said(told, "before")], on)
    if row.source.get("opens") and not _prices_from(book, on):
        _offer(book, False)
    row.rolled_back_on = on
    row.save(update_fields=["state", "rolled_back_on"])
    event = PriceChangeRolledBack(
        entity_id=do.entity_id, change_id=row.id, book_id=book.id, count=len(standing), starts_on=on
    )
    return do.record(event)


def _offer(book: PriceBook, active: bool) -> None:
    """Let a book that a change opened price deals, or no more."""
    book.active = active
    book.save(update_fields=["active"])


def _prices_from(book: PriceBook, on: date) -> bool:
    """Whether a price of the book holds on that day or later."""
    where = Q(ends_on=None) | Q(ends_on__gt=on) & Q(ends_on__gt=F("starts_on"))
    return Price.objects.filter(where, book=book).exists()


def _locked(do: Do, change_id: UUID) -> tuple[PriceChange, PriceBook]:
    row = PriceChange.objects.select_for_update().filter(pk=change_id).first()
    if row is None or row.entity_id != do.entity_id:
        raise changes.UnknownPriceChange(field="change_id", found=str(change_id))
    return row, rows.locked_book(do, row.book_id)


def recipe_said(recipe: Recipe) -> dict[str, str]:
    """A recipe as a change keeps it."""
    numbers = {n: str(getattr(recipe, n)) for n in ("value", "step", "ending")}
    return {"how": recipe.how.value, **numbers}


def chosen_prices(
    book_id: UUID, choice: Choice, on: date, models: Sequence[str]
) -> list[tuple[Price, str]]:
    """The list prices of a book that hold on a day, each with its reference, in the order of these."""
    categories, skus = list(choice.categories), list(choice.skus)
    asked = [book_id, list(models), on, on, categories, categories, skus, skus]
    told = sql.rows(_CHOSEN, asked)
    known = {p.id: p for p in Price.objects.filter(pk__in=[pk for pk, _product, _sku in told])}
    return [(known[pk], sku) for pk, _product, sku in told]


def _planned(price: Price, sku: str, recipe: Recipe) -> dict[str, Any]:
    terms = load_terms(price.terms)
    card = replace(terms.card, percent=terms.percent) if price.model == PriceKind.USAGE else None
    now = CorePrice(
        PriceKind(price.model), price.unit_price, queries.read_tiers(price.tiers), card=card
    )
    new = moved(now, recipe)
    told: dict[str, Any] = {
        "product_id": str(price.product_id),
        "sku": sku,
        "model": price.model,
        "terms": price.terms,
        "minimum": None if price.minimum is None else str(price.minimum),
        "maximum": None if price.maximum is None else str(price.maximum),
        "before": f"{price.unit_price.normalize():f}",
        "after": f"{new.unit_price.normalize():f}",
        "tiers_before": price.tiers,
        "tiers_after": rows.plain_tiers(new.tiers),
    }
    if new.card != card and new.card is not None:
        there = replace(terms, percent=new.card.percent, card=replace(new.card, percent=ZERO))
        told |= {
            "was": changes.said(told, "before"),
            "terms": dump_terms(there, load_size(price.terms)),
        }
    return told


def _unmoved(told: dict[str, Any]) -> bool:
    """Whether a price stays as it is, such as one of nothing."""
    return "was" not in told and (told["before"], told["tiers_before"]) == (
        told["after"], told["tiers_after"],
    )  # fmt: skip


def _price(book: PriceBook, told: dict[str, Any], when: str, on: date) -> Price:
    said = changes.said(told, when)
    assert said is not None
    bounds = {n: None if said[n] is None else Decimal(said[n]) for n in ("minimum", "maximum")}
    return Price(
        book=book, product_id=UUID(told["product_id"]), price_type="list", model=said["model"],
        unit_price=Decimal(said["unit_price"]), tiers=said["tiers"], terms=said["terms"],
        starts_on=on, **bounds,
    )  # fmt: skip


def present_prices(book_id: UUID, products: Collection[UUID], on: date) -> dict[UUID, Price]:
    """The list prices of some products that hold in a book on a day."""
    where = (
        "book_id = %s AND price_type = 'list' AND product_id = ANY(%s)"
        " AND starts_on <= %s AND (ends_on IS NULL OR ends_on > %s)"
    )
    found = sql.find(Price, where, [book_id, list(products), on, on])
    return {row.product_id: row for row in found}


def _same(price: Price | None, told: dict[str, Any], when: str) -> bool:
    said = changes.said(told, when)
    if price is None or said is None:
        return price is None and said is None
    asked = (said["model"], Decimal(said["unit_price"]), queries.read_tiers(said["tiers"]))
    now = (price.model, price.unit_price, queries.read_tiers(price.tiers))
    return now == asked and price.terms == said["terms"]


def _refuse_changed(book: PriceBook, row: PriceChange) -> None:
    products = [UUID(told["product_id"]) for told in row.rows]
    present = present_prices(book.id, products, row.starts_on)
    for told in row.rows:
        if not _same(present.get(UUID(told["product_id"])), told, "before"):
            raise ChangedSince(field="sku", found=told["sku"], fix="plan the change again")
