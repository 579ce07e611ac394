"""Many prices changed together: planned with every old and new price, published on a day, rolled back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from comptoir.kernel.errors import Invalid
from comptoir.kernel.states import step
from comptoir.platform import sql
from comptoir.platform.actions import Do, action
from comptoir.stages.pricing import changes, queries
from comptoir.stages.pricing.actions import rows
from comptoir.stages.pricing.core.changes import Recipe, changed, changed_tiers, check
from comptoir.stages.pricing.core.states import CHANGE_MOVES, ChangeState
from comptoir.stages.pricing.events import (
    PriceChangePlanned,
    PriceChangePublished,
    PriceChangeRolledBack,
)
from comptoir.stages.pricing.models import Price, PriceBook, PriceChange

# Their unit price or tiers can be multiplied; a percentage, a cost or a formula follows something else.
MOVABLE = ("per_unit", "flat", "volume", "graduated", "stairstep", "package")
_CHOSEN = """
SELECT p.id, p.product_id, c.sku FROM pricing_price p JOIN catalog_product c ON c.id = p.product_id
WHERE p.book_id = %s AND p.price_type = 'list' AND p.model = ANY(%s)
  AND p.starts_on <= %s AND (p.ends_on IS NULL OR p.ends_on > %s)
  AND (cardinality(%s::text[]) = 0 OR c.category = ANY(%s::text[]))
  AND (cardinality(%s::text[]) = 0 OR c.sku = ANY(%s::text[]))
ORDER BY c.sku
"""


class NothingChosen(Invalid):
    """No price of this book is chosen by these categories and references on that day."""

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
    """Work out what each chosen list price becomes on a day. Nothing is charged otherwise yet."""
    book = rows.locked_book(do, book_id)
    check(recipe)
    rows.check_start(book, starts_on)
    found = _chosen(book, choice, starts_on)
    if not found:
        raise NothingChosen(field="categories", found=starts_on.isoformat())
    row = PriceChange(
        entity_id=do.entity_id, book=book, name=name.strip()[:120] or book.name,
        chosen={"categories": list(choice.categories), "skus": list(choice.skus)},
        recipe={"how": recipe.how.value, **{
            n: str(getattr(recipe, n)) for n in ("value", "step", "ending")}},
        rows=[_planned(price, sku, recipe) for price, sku in found], starts_on=starts_on,
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
    row.published_at = do.now
    row.save(update_fields=["state", "published_at"])
    event = PriceChangePublished(
        entity_id=do.entity_id, change_id=row.id, book_id=book.id, count=len(made),
        starts_on=row.starts_on,
    )  # fmt: skip
    return do.record(event)


@action(may="pricing.write")
def roll_back_prices(do: Do, *, change_id: UUID) -> PriceChangeRolledBack:
    """Let the prices from before hold again: from the day of the change, or from today if it began.

    A price that was set otherwise after the change stays as it is.
    """
    row, book = _locked(do, change_id)
    row.state = step(CHANGE_MOVES, "roll_back", ChangeState(row.state))
    on = max(do.today, row.starts_on)
    present = _present(book, [UUID(told["product_id"]) for told in row.rows], on)
    made = [
        _price(book, told, "before", on) for told in row.rows
        if _same(present.get(UUID(told["product_id"])), told, "after")
    ]  # fmt: skip
    if made:
        rows.put(do, book, made, f"roll_back:{row.id}")
    row.rolled_back_on = on
    row.save(update_fields=["state", "rolled_back_on"])
    event = PriceChangeRolledBack(
        entity_id=do.entity_id, change_id=row.id, book_id=book.id, count=len(made), starts_on=on
    )
    return do.record(event)


def _locked(do: Do, change_id: UUID) -> tuple[PriceChange, PriceBook]:
    row = PriceChange.objects.select_for_update().filter(pk=change_id).first()
    if row is None or row.entity_id != do.entity_id:
        raise changes.UnknownPriceChange(field="change_id", found=str(change_id))
    return row, rows.locked_book(do, row.book_id)


def _chosen(book: PriceBook, choice: Choice, on: date) -> list[tuple[Price, str]]:
    categories, skus = list(choice.categories), list(choice.skus)
    asked = [book.id, list(MOVABLE), on, on, categories, categories, skus, skus]
    told = sql.rows(_CHOSEN, asked)
    known = {p.id: p for p in Price.objects.filter(pk__in=[pk for pk, _product, _sku in told])}
    return [(known[pk], sku) for pk, _product, sku in told]


def _planned(price: Price, sku: str, recipe: Recipe) -> dict[str, Any]:
    tiers = queries.read_tiers(price.tiers)
    return {
        "product_id": str(price.product_id),
        "sku": sku,
        "model": price.model,
        "terms": price.terms,
        "minimum": None if price.minimum is None else str(price.minimum),
        "maximum": None if price.maximum is None else str(price.maximum),
        "before": str(price.unit_price.normalize()),
        "after": str(changed(price.unit_price, recipe)),
        "tiers_before": price.tiers,
        "tiers_after": rows.plain_tiers(changed_tiers(tiers, recipe)),
    }


def _price(book: PriceBook, told: dict[str, Any], when: str, on: date) -> Price:
    bounds = {n: None if told[n] is None else Decimal(told[n]) for n in ("minimum", "maximum")}
    return Price(
        book=book, product_id=UUID(told["product_id"]), price_type="list", model=told["model"],
        unit_price=Decimal(told[when]), tiers=told[f"tiers_{when}"], terms=told["terms"],
        starts_on=on, **bounds,
    )  # fmt: skip


def _present(book: PriceBook, products: Collection[UUID], on: date) -> dict[UUID, Price]:
    where = (
        "book_id = %s AND price_type = 'list' AND product_id = ANY(%s)"
        " AND starts_on <= %s AND (ends_on IS NULL OR ends_on > %s)"
    )
    return {
        row.product_id: row for row in sql.find(Price, where, [book.id, list(products), on, on])
    }


def _same(price: Price | None, told: dict[str, Any], when: str) -> bool:
    if price is None or price.model != told["model"]:
        return False
    asked = queries.read_tiers(told[f"tiers_{when}"])
    return price.unit_price == Decimal(told[when]) and queries.read_tiers(price.tiers) == asked


def _refuse_changed(book: PriceBook, row: PriceChange) -> None:
    present = _present(book, [UUID(told["product_id"]) for told in row.rows], row.starts_on)
    for told in row.rows:
        if not _same(present.get(UUID(told["product_id"])), told, "before"):
            raise ChangedSince(field="sku", found=told["sku"], fix="plan the change again")
