"""What differs between two products that were put together: options, values, materials. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from comptoir.stages.configuring.core.explosion import Needed
from comptoir.stages.configuring.core.model import Words

Row = Mapping[str, Any]  # of what was put together, as `chosen.finished` makes it


@dataclass(frozen=True, slots=True)
class Turn:
    """An option or a value that differs; None: it is not in there. Prices in major units."""

    id: str
    before: Words | None
    after: Words | None
    price_before: Decimal
    price_after: Decimal


@dataclass(frozen=True, slots=True)
class Part:
    """A material of which another quantity is needed for one product; 0: none."""

    sku: str
    name: Words
    unit: str
    before: Decimal
    after: Decimal


def turns(before: Sequence[Row], after: Sequence[Row]) -> tuple[Turn, ...]:
    """What differs: what goes, then what comes or changes, each in the order of its tree.

    What is there and not shown is told only where its price differs, so that the prices add up.
    """
    old, new = ({str(row["id"]): row for row in rows} for rows in (before, after))
    every = dict.fromkeys([*(id for id in old if id not in new), *new])
    found = (_turn(id, old.get(id), new.get(id)) for id in every)
    return tuple(turn for turn in found if turn is not None)


def _turn(id: str, old: Row | None, new: Row | None) -> Turn | None:
    was, now = _price(old), _price(new)
    quiet = all(row is None or row.get("quiet") for row in (old, new))
    if was == now and (quiet or _said(old) == _said(new)):
        return None
    return Turn(id, _said(old), _said(new), was, now)


def _price(row: Row | None) -> Decimal:
    return Decimal(str(row["price"])) if row else Decimal(0)


def _said(row: Row | None) -> Words | None:
    return Words(str(row["en"]), str(row["fr"])) if row else None


def parts(before: Sequence[Needed], after: Sequence[Needed]) -> tuple[Part, ...]:
    """The materials of which more or less is needed."""
    old, new = ({(n.sku, n.unit): n for n in needed} for needed in (before, after))
    found = []
    for key in dict.fromkeys([*old, *new]):
        was = old[key].quantity if key in old else Decimal(0)
        now = new[key].quantity if key in new else Decimal(0)
        if was != now:
            found.append(Part(*_named(new.get(key) or old[key]), was, now))
    return tuple(found)


def _named(needed: Needed) -> tuple[str, Words, str]:
    return needed.sku, needed.name, needed.unit
