"""Lines that stand under a head: a bundle with its parts, a ramp with its segments. Pure.

A head is followed by its rows, each at a higher level; a row of a bundle may be the head of a bundle again.
The money stands in the rows: a head has a price to show, and nothing in any total.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

from comptoir.kernel.money import allocate_minor


class Block(StrEnum):
    """What a line is the head of."""

    NONE = ""
    BUNDLE = "bundle"
    RAMP = "ramp"


class Placed(Protocol):
    """What the outline needs of a line."""

    @property
    def level(self) -> int: ...
    @property
    def block(self) -> str: ...


class Carried(Placed, Protocol):
    """What the price of a bundle needs of a line."""

    @property
    def charge_kind(self) -> str: ...
    @property
    def billing_months(self) -> int | None: ...


class Summed(Placed, Protocol):
    """What the sum of a block needs of a line."""

    @property
    def charge_kind(self) -> str: ...
    @property
    def total_minor(self) -> int: ...


def end_of(lines: Sequence[Placed], at: int) -> int:
    """Where the block of line `at` ends: the place after its last row, `at + 1` for a plain line."""
    end = at + 1
    while end < len(lines) and lines[end].level > lines[at].level:
        end += 1
    return end


def head_of(lines: Sequence[Placed], at: int) -> int:
    """The place of the outermost head above line `at`; `at` itself where it stands alone."""
    while at and lines[at].level:
        at -= 1
    return at


def carrying(lines: Sequence[Carried], at: int) -> list[int]:
    """Places of the rows that carry the price of the bundle at `at`: those charged as it is."""
    head = lines[at]
    months = head.billing_months if head.charge_kind == "recurring" else None
    return [
        n for n in range(at + 1, end_of(lines, at))
        if not lines[n].block
        and lines[n].charge_kind == head.charge_kind != "usage"
        and lines[n].billing_months == months
    ]  # fmt: skip


def split(price_minor: int, alone_minor: Sequence[int]) -> list[int]:
    """The price of a bundle over its parts, by what each costs alone; cent-exact, largest remainder.

    Parts that all cost nothing alone share it evenly.
    """
    weights = [max(0, minor) for minor in alone_minor]
    return allocate_minor(price_minor, weights if any(weights) else [1] * len(weights))


def totals_minor(lines: Sequence[Summed]) -> dict[int, int]:
    """Place of a head → what its rows cost over their terms, estimated usage left out."""
    found: dict[int, int] = {}
    open_: list[int] = []
    for at, line in enumerate(lines):
        while open_ and lines[open_[-1]].level >= line.level:
            open_.pop()
        if line.block:
            open_.append(at)
            found[at] = 0
        elif line.charge_kind != "usage":
            for head in open_:
                found[head] += line.total_minor
    return found
