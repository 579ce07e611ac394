"""What the customer sees as one line: a line, or a bundle or a ramp with what stands under it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from comptoir.kernel.errors import NotFound
from comptoir.pages.desk.exploding.reads import Outline

FIRST = "first"
APART = ("rest", "whole")  # of an order, what is of no line


class UnknownLine(NotFound):
    """This document has no such line."""

    code = "unknown_line"


@dataclass(frozen=True, slots=True)
class Block:
    """`lines`: the lines of the document in it; `named`: the numbers that it is asked for by."""

    outline: tuple[Outline, ...]
    lines: frozenset[int]
    named: frozenset[int]

    @property
    def key(self) -> str:
        return str(min(self.lines))


def blocks(
    outline: Sequence[Outline], placed: Mapping[int, int], loose: Sequence[int], *, offer: bool
) -> list[Block]:
    """In the order of the document.

    placed  line of the quote → line of the document;  loose: lines that no line of a quote stands for
    offer   the document is the quote: a head has a number of its own
    """
    found: list[Block] = []
    at = 0
    while at < len(outline):
        part = tuple(outline[at : end(outline, at)])
        lines = frozenset(placed[one.id] for one in part if one.id in placed)
        if lines:
            named = frozenset(one.id for one in part) if offer else lines
            found.append(Block(part, lines, named))
        at += len(part)
    return found + [Block((), frozenset({one}), frozenset({one})) for one in loose]


def end(outline: Sequence[Outline], at: int) -> int:
    """Where the block that begins at a place ends."""
    last = at + 1
    while last < len(outline) and outline[last].level > outline[at].level:
        last += 1
    return last


def wanted(found: Sequence[Block], line: str) -> frozenset[int] | None:
    """The lines that are told in full; None for all of them. Raises UnknownLine."""
    if not line:
        return None
    if line in APART or not found:
        return frozenset()
    if line == FIRST:
        return found[0].lines
    for one in found:
        if line.isdecimal() and int(line) in one.named:
            return one.lines
    expected = ", ".join(one.key for one in found)[:200]
    raise UnknownLine(field="line", found=line[:60], expected=expected)
