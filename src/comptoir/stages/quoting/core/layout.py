"""Which blocks the document of a quote shows, and in which order. Pure.

The seller's and the buyer's identity, number and dates are its head and foot: they are no blocks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from comptoir.kernel.errors import Invalid


class Part(StrEnum):
    """A block of the document, in the usual order."""

    INTRO = "intro"
    LINES = "lines"
    TOTALS = "totals"
    RECURRING = "recurring"
    ALTERNATIVES = "alternatives"
    SCHEDULE = "schedule"
    CONDITIONS = "conditions"
    TERMS = "terms"
    SIGNATURE = "signature"


FIXED = frozenset({Part.LINES, Part.TOTALS})  # without them it is no offer


class BlocksIncomplete(Invalid):
    """Name each block of the quote's document exactly once."""

    code = "blocks_incomplete"


class BlockFixed(Invalid):
    """The lines and the totals cannot be left out of a quote's document."""

    code = "block_fixed"


@dataclass(frozen=True, slots=True)
class Layout:
    """order: every block; off: those that are not shown."""

    order: tuple[Part, ...]
    off: frozenset[Part]

    @property
    def shown(self) -> tuple[Part, ...]:
        return tuple(part for part in self.order if part not in self.off)


USUAL = Layout(tuple(Part), frozenset())


def checked(order: Sequence[str], off: Sequence[str]) -> Layout:
    """The layout that somebody asks for; refused when a block is missing, unknown or must be shown."""
    if sorted(order) != sorted(Part):
        raise BlocksIncomplete(
            field="order", found=", ".join(order)[:200], expected=", ".join(Part)
        )
    unknown = sorted(set(off) - set(Part))
    if unknown:
        raise BlocksIncomplete(field="off", found=unknown[0][:40], expected=", ".join(Part))
    fixed = sorted(FIXED & set(off))
    if fixed:
        raise BlockFixed(field="off", found=fixed[0])
    return Layout(tuple(Part(name) for name in order), frozenset(Part(name) for name in off))


def moved(layout: Layout, part: Part, by: int) -> Layout:
    """The block one place up (-1) or down (1); at an end it stays."""
    order = list(layout.order)
    here = order.index(part)
    there = min(max(here + by, 0), len(order) - 1)
    order.insert(there, order.pop(here))
    return Layout(tuple(order), layout.off)
