"""The prices of a book for many customers on a day: as they stand, and as a change of prices makes them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from comptoir.platform import sql
from comptoir.stages.pricing import changes, queries
from comptoir.stages.pricing.core.entries import Agreed
from comptoir.stages.pricing.core.states import ChangeState
from comptoir.stages.pricing.facts import Offered, PriceFacts

Swaps = Mapping[UUID, PriceFacts | None]  # product → its list price instead; None: it has none
_LATER = """
SELECT DISTINCT product_id FROM pricing_price
WHERE book_id = %s AND price_type = 'list' AND product_id = ANY(%s)
  AND starts_on > %s AND starts_on <= %s AND ends_on IS DISTINCT FROM starts_on
"""


class Prices(Mapping[UUID, Offered]):
    """What may price each product for one customer, worked out where it is asked for."""

    def __init__(self, shelf: Shelf, customer_id: UUID, swapped: Swaps) -> None:
        self._shelf, self._swapped = shelf, swapped
        self._agreed = shelf.agreed.get(customer_id, {})
        self._known: dict[UUID, Offered | None] = {}

    def _find(self, product_id: UUID) -> Offered | None:
        if product_id not in self._known:
            types = dict(self._shelf.types.get(product_id, {}))
            if product_id in self._swapped:
                types.pop("list", None)
                new = self._swapped[product_id]
                types |= {"list": new} if new else {}
            category = self._shelf.products.get(product_id, "")
            one = queries.offer(product_id, category, types, self._agreed)
            self._known[product_id] = one if one.priced else None
        return self._known[product_id]

    def __getitem__(self, product_id: UUID) -> Offered:
        found = self._find(product_id)
        if found is None:
            raise KeyError(product_id)
        return found

    def __contains__(self, product_id: object) -> bool:
        return isinstance(product_id, UUID) and self._find(product_id) is not None

    def __iter__(self) -> Iterator[UUID]:
        return (p for p in self._shelf.products if p in self)

    def __len__(self) -> int:
        return sum(1 for _product in self)


@dataclass(frozen=True, slots=True)
class Shelf:
    """products  product → its category;  types: its prices by type;  agreed: customer → target → terms"""

    book_id: UUID
    on: date
    products: Mapping[UUID, str]
    types: Mapping[UUID, Mapping[str, PriceFacts]]
    agreed: Mapping[UUID, Mapping[str, Agreed]]

    def to(self, customer_id: UUID, swapped: Swaps) -> Prices:
        """What may price each product for a customer, with some list prices replaced."""
        return Prices(self, customer_id, swapped)

    def swaps(self, change: changes.PriceChangeFacts) -> tuple[Swaps, Swaps]:
        """Which list prices to replace to have that day's prices without the change, and with it.

        A planned one is taken as published now; of a published one what was set otherwise since stays.
        """
        rows = {UUID(told["product_id"]): told for told in change.rows}
        rows = {p: told for p, told in rows.items() if p in self.products}
        if change.state == ChangeState.PLANNED:
            later = self._later(change.starts_on, rows)
            new = {p: changes.said(told, "after") for p, told in rows.items() if p not in later}
            return {}, {p: _facts(change, p, said) for p, said in new.items()}
        standing = [p for p, told in rows.items() if self._stands(p, changes.said(told, "after"))]
        return {p: _facts(change, p, changes.said(rows[p], "before")) for p in standing}, {}

    def _later(self, starts_on: date, products: Collection[UUID]) -> set[UUID]:
        """Products with a price that begins after the change, and by that day: it is the one that holds."""
        if self.on <= starts_on:
            return set()
        found = sql.rows(_LATER, [self.book_id, list(products), starts_on, self.on])
        return {row[0] for row in found}

    def _stands(self, product_id: UUID, said: Mapping[str, Any] | None) -> bool:
        now = self.types.get(product_id, {}).get("list")
        if now is None or said is None:
            return False
        asked = (said["model"], Decimal(said["unit_price"]), queries.read_tiers(said["tiers"]))
        return (now.model, now.unit_price, now.tiers) == asked and now.terms == said["terms"]


def _facts(
    change: changes.PriceChangeFacts, product_id: UUID, said: Mapping[str, Any] | None
) -> PriceFacts | None:
    if said is None:
        return None
    low, high = (None if said[n] is None else Decimal(said[n]) for n in ("minimum", "maximum"))
    return PriceFacts(
        0, change.book_id, "", product_id, said["model"], Decimal(said["unit_price"]),
        queries.read_tiers(said["tiers"]), change.starts_on, None, 1, "list", said["terms"],
        low, high,
    )  # fmt: skip


def shelf(
    book_id: UUID, products: Mapping[UUID, str], on: date, customers: Collection[UUID]
) -> Shelf:
    """Two statements whatever the numbers of products and customers."""
    return Shelf(book_id, on, products, *queries.offered_to(book_id, products, on, customers))
