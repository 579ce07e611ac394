"""Rows of prices: checked, put between their neighbors in time, each version kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from comptoir.kernel.errors import Invalid
from comptoir.platform import bulk, sql
from comptoir.platform.actions import Do
from comptoir.stages.pricing import queries
from comptoir.stages.pricing.core.tiers import Tier
from comptoir.stages.pricing.models import Price, PriceBook, RuleVersion

HAND = "hand"
PLACES = 12  # decimals of a unit price
_SAID = ("price_type", "model", "unit_price", "tiers", "terms", "minimum", "maximum")
_WRITTEN = [*_SAID[1:], "ends_on", "version"]


class OutsideBook(Invalid):
    """The price starts outside the dates of its book."""

    code = "outside_book"


def locked_book(do: Do, book_id: UUID) -> PriceBook:
    """The book of the company, locked until the action ends."""
    book = PriceBook.objects.select_for_update().filter(pk=book_id).first()
    if book is None or book.entity_id != do.entity_id:
        raise queries.UnknownPriceBook(field="book_id", found=str(book_id))
    return book


def is_price(amount: Decimal) -> bool:
    """Zero or more, with at most twelve decimals and twelve digits before them."""
    if not amount.is_finite() or amount < 0 or amount.adjusted() > 11:
        return False
    return -int(amount.as_tuple().exponent) <= PLACES


def check_start(book: PriceBook, on: date) -> None:
    """Refuse a price that starts outside its book."""
    if on < book.starts_on or (book.ends_on and on >= book.ends_on):
        expected = f"{book.starts_on} … {book.ends_on or ''}"
        raise OutsideBook(field="starts_on", found=on.isoformat(), expected=expected)


def plain_tiers(tiers: Iterable[Tier]) -> list[dict[str, str | None]]:
    """Tiers as they are stored."""
    return [
        {
            "up_to": None if t.up_to is None else f"{t.up_to:f}",
            "unit_price": f"{t.unit_price:f}",
            "flat_fee": f"{t.flat_fee:f}",
        }
        for t in tiers
    ]


def put(
    do: Do, book: PriceBook, prices: Sequence[Price], through: str = HAND
) -> list[Price | None]:
    """Write prices of one type between their neighbors in time; returns what each follows or replaces.

    A few statements whatever their number; a product stands in `prices` once.
    """
    kind = prices[0].price_type
    known: dict[UUID, list[Price]] = defaultdict(list)
    where = "book_id = %s AND price_type = %s AND product_id = ANY(%s) ORDER BY starts_on"
    for row in sql.find(Price, where, [book.id, kind, [p.product_id for p in prices]]):
        known[row.product_id].append(row)
    found: list[Price | None] = []
    ended: list[Price] = []
    replaced: list[Price] = []
    for price in prices:
        before = _place(price, known[price.product_id])
        found.append(before)
        if price.pk is not None:
            replaced.append(price)
        goes_on = before and (before.ends_on is None or before.ends_on > price.starts_on)
        if before and goes_on and before.pk != price.pk:
            before.ends_on = price.starts_on
            ended.append(before)
    if ended:  # first, so that no two prices ever hold on one day
        bulk.update(ended, ["ends_on"])
    if replaced:
        bulk.update(replaced, _WRITTEN)
    bulk.insert([p for p in prices if p.pk is None])
    keep_versions(do, [(f"{book.code}:{p.pk}", p.version, _told(p)) for p in prices], through)
    return found


def _place(price: Price, others: Sequence[Price]) -> Price | None:
    """Give a price its end, and its row where its first day is taken; returns the one before it.

    One that was taken back before it began holds on no day, and is neither before nor after another.
    """
    holding = [o for o in others if o.ends_on != o.starts_on]
    following = next((o.starts_on for o in holding if o.starts_on > price.starts_on), None)
    price.ends_on = min(filter(None, (price.ends_on, following)), default=None)
    same = next((o for o in others if o.starts_on == price.starts_on), None)
    if same:
        price.pk, price.version = same.pk, same.version + 1
    return next((o for o in reversed(holding) if o.starts_on <= price.starts_on), None)


def end(prices: Sequence[Price], on: date) -> None:
    """Let prices hold no more from a day on; on their first day, as if they had never begun."""
    for price in prices:
        price.ends_on = on
    bulk.update(prices, ["ends_on"])


def _told(price: Price) -> dict[str, Any]:
    said: dict[str, Any] = {n: getattr(price, n) for n in _SAID}
    said["starts_on"] = price.starts_on
    return said


def keep_versions(
    do: Do, told: Iterable[tuple[str, int, dict[str, Any]]], through: str = HAND
) -> None:
    """Keep what rules say now: rule, version, its fields; and what set them."""
    made = [
        RuleVersion(
            entity_id=do.entity_id, rule_id=rule, version=version, said=_json(said),
            set_by=do.actor.name, set_at=do.now, set_on=do.today, through=through,
        )
        for rule, version, said in told
    ]  # fmt: skip
    bulk.insert(made, keys=False)


def _json(said: dict[str, Any]) -> dict[str, Any]:
    plain = (str, int, bool, list, dict, type(None))
    return {n: v if isinstance(v, plain) else str(v) for n, v in said.items()}
