"""What differs between two versions of an offer, line by line and in money. Pure.

Rows of two versions have no common id: they are paired by what they say, from the closest likeness to the
same reference, each time in their order. Policy: a row whose reference changed is one removed, one added.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar


class Compared(Protocol):
    """What the comparison needs of a line; the facts of a quote's line are one."""

    @property
    def sku(self) -> str: ...
    @property
    def section(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def optional(self) -> bool: ...
    @property
    def aside(self) -> bool: ...
    @property
    def charge_kind(self) -> str: ...
    @property
    def total_minor(self) -> int: ...


L = TypeVar("L", bound=Compared)

# What is told of a line that is in both versions, in this order.
FIELDS = (
    "quantity", "list_price", "rules", "discount", "term_months", "deliver_on", "optional", "section",
    "description", "vat_rate", "alternative",
)  # fmt: skip
HEAD = (
    "customer_id", "contact_id", "title", "language", "starts_on", "term_months", "valid_until",
    "terms", "deposit_percent", "discount", "note", "alternatives", "recommended",
    "uplift",
)  # fmt: skip
_PAIRS = {"discount": ("discount_kind", "discount_value"), "terms": ("terms_kind", "terms_days")}


class Kind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Difference(Generic[L]):
    """A line of the two versions; one of them is None where it was added or removed.

    fields        what changed, of FIELDS
    effect_minor  by how much it moves the contract value without VAT; the effects of all lines add up to
                  the difference of the two values
    """

    before: L | None
    after: L | None
    fields: tuple[str, ...]
    effect_minor: int

    @property
    def kind(self) -> Kind:
        if self.before is None:
            return Kind.ADDED
        if self.after is None:
            return Kind.REMOVED
        return Kind.CHANGED if self.fields or self.effect_minor else Kind.SAME


def compare(before: Sequence[L], after: Sequence[L]) -> list[Difference[L]]:
    """All lines in the order of the new version; a removed one stands where it stood."""
    partner = _paired(before, after)
    taken = set(partner.values())
    found: list[Difference[L]] = []
    gone = [at for at in range(len(before)) if at not in taken]
    for at, line in enumerate(after):
        old = partner.get(at)
        while old is not None and gone and gone[0] < old:
            found.append(_difference(before[gone.pop(0)], None))
        found.append(_difference(None if old is None else before[old], line))
        while old is not None and gone and gone[0] == old + 1:
            old = gone.pop(0)
            found.append(_difference(before[old], None))
    return found + [_difference(before[old], None) for old in gone]


def changed(before: object, after: object, names: Sequence[str]) -> tuple[str, ...]:
    """Those of `names` in which two heads or two lines differ."""
    return tuple(n for n in names if value(before, n) != value(after, n))


def value(row: object, name: str) -> Any:
    """A field, or the fields that are read as one: kind and value of a discount, names of alternatives."""
    if name == "alternatives":
        return tuple(f"{a.key} · {a.name}" for a in getattr(row, name))
    if (
        name == "rules"
    ):  # what besides the seller moved the price; a promotion that began, another tier
        return tuple(getattr(row, name))
    parts = _PAIRS.get(name)
    if parts is None:
        return getattr(row, name)
    return tuple(getattr(row, part) for part in parts)


def counted_minor(line: Compared) -> int:
    """What a line adds to the contract value; options, usage and what other alternatives hold are in no
    total."""
    aside = line.optional or line.aside or line.charge_kind == "usage"
    return 0 if aside else line.total_minor


def sums_minor(differences: Sequence[Difference[L]]) -> Mapping[Kind, int]:
    """The effect of all lines of each kind."""
    found = dict.fromkeys(Kind, 0)
    for one in differences:
        found[one.kind] += one.effect_minor
    return found


def _difference(before: L | None, after: L | None) -> Difference[L]:
    fields = changed(before, after, FIELDS) if before and after else ()
    effect = (counted_minor(after) if after else 0) - (counted_minor(before) if before else 0)
    return Difference(before, after, fields, effect)


def _paired(before: Sequence[L], after: Sequence[L]) -> dict[int, int]:
    """Index of a line of `after` → index of the one of `before` that it continues."""
    found: dict[int, int] = {}
    free = dict(enumerate(before))
    for likeness in _LIKENESS:
        waiting: dict[Any, list[int]] = defaultdict(list)
        for at, line in free.items():
            waiting[likeness(line)].append(at)
        for at, line in enumerate(after):
            same = waiting.get(likeness(line))
            if at not in found and same:
                found[at] = same.pop(0)
                del free[found[at]]
    return found


_LIKENESS: tuple[Callable[[Any], Any], ...] = (
    lambda li: (li.sku, li.section, li.description, tuple(value(li, n) for n in FIELDS)),
    lambda li: (li.sku, li.section, li.description, li.alternative),
    lambda li: (li.sku, li.section, li.description),
    lambda li: (li.sku, li.section, li.alternative),
    lambda li: (li.sku, li.section),
    lambda li: li.sku,
)
