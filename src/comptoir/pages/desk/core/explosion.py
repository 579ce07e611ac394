"""What one line becomes, as a tree whose figures add up to the cent. Pure.

Documents round a whole once: the VAT of a rate, a payment, the net of a line. Where the tree says which part
of it is due to one line, the parts are differences of rounded running sums: they always sum to the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Protocol
from uuid import UUID

from comptoir.kernel.money import EXACT, half_up, to_places

MONEY, QUANTITY = "minor", "quantity"  # what the nodes below add up to


@dataclass(frozen=True, slots=True)
class Node:
    """A row of the tree.

    kind      line | price | step | part | delivery | invoice | account …: what it is, for programs
    minor     an amount in minor units, debit positive; None: it has none, or nobody knows it
    thing     kind and id of what it leads to; url: where it leads instead
    adds      which of its figures are the sums of those below
    """

    kind: str
    label: str
    note: str = ""
    number: str = ""
    on: date | None = None
    quantity: Decimal | None = None
    unit: str = ""
    minor: int | None = None
    state: str = ""
    thing: tuple[str, UUID] | None = None
    url: str = ""
    adds: tuple[str, ...] = ()
    below: tuple[Node, ...] = ()


class Step(Protocol):
    """What the tree needs of a step of a price."""

    @property
    def kind(self) -> str: ...
    @property
    def value(self) -> Decimal: ...
    @property
    def result(self) -> Decimal: ...


def spread(whole: int, weights: Sequence[int | Fraction]) -> list[int]:
    """`whole` in proportion to `weights` of any sign; the parts sum to it. Without any the last takes it."""
    if not weights:
        return []
    base = sum(weights, Fraction(0))
    if not base:
        return [0] * (len(weights) - 1) + [whole]
    found, at, before = [], Fraction(0), 0
    for weight in weights:
        at += weight
        level = half_up(whole * at / base)
        found.append(level - before)
        before = level
    return found


def crossed(rows: Sequence[int], columns: Sequence[int]) -> list[list[int]]:
    """A table in proportion to both, whose rows sum to `rows` and whose columns to `columns`.

    Both must have the same sum: what a document asks by line, and what became of it.
    """
    whole = sum(rows)
    assert rows and columns and whole == sum(columns), "the same whole, cut in two ways"
    if not whole:
        return _crossed_of_nothing(rows, columns)
    levels = [[0] * (len(columns) + 1)]
    down = 0
    for row in rows:
        down += row
        across = 0
        levels.append([0])
        for column in columns:
            across += column
            levels[-1].append(half_up(Fraction(down * across, whole)))
    return [
        [
            levels[i + 1][k + 1] - levels[i][k + 1] - levels[i + 1][k] + levels[i][k]
            for k in range(len(columns))
        ]
        for i in range(len(rows))
    ]


def _crossed_of_nothing(rows: Sequence[int], columns: Sequence[int]) -> list[list[int]]:
    """Rows in the last column; the last row makes the columns right."""
    table = [[0] * (len(columns) - 1) + [row] for row in rows]
    table[-1] = [*columns[:-1], rows[-1] - sum(columns[:-1])]
    return table


def vat_shares(lines: Sequence[tuple[int, Decimal]], vat_minor: int) -> list[int]:
    """The VAT of a document over its lines of (net, rate): of each rate on the summed base, as the document
    counts it; what the document differs by stands in the last line that bears any."""
    shares = [0] * len(lines)
    for rate in {rate for _net, rate in lines}:
        at = [n for n, (_net, own) in enumerate(lines) if own == rate]
        nets = [lines[n][0] for n in at]
        whole = half_up(sum(nets) * Fraction(rate) / 100)
        for n, minor in zip(at, spread(whole, nets), strict=True):
            shares[n] = minor
    if lines:
        last = max((n for n, (_net, rate) in enumerate(lines) if rate), default=len(lines) - 1)
        shares[last] += vat_minor - sum(shares)
    return shares


def price_changes(steps: Sequence[Step], net_minor: int, digits: int) -> tuple[list[int], int]:
    """What each step of a price changes in the amount of the whole line, minor units; and what is left from
    the last of them to `net_minor`: the line's part of a discount on the whole document.

    A step before the quantity is of one unit and counts that many times.
    """
    times = next((s.value for s in steps if s.kind == QUANTITY), Decimal(1))
    multiplied = all(s.kind != QUANTITY for s in steps)
    found, before = [], 0
    for step in steps:
        multiplied = multiplied or step.kind == QUANTITY
        whole = step.result if multiplied else EXACT.multiply(step.result, times)
        level = int(to_places(whole, digits).scaleb(digits, EXACT))
        found.append(level - before)
        before = level
    return found, net_minor - before


def unequal(node: Node) -> list[str]:
    """The nodes whose figure is not the sum of those below, each with what was found and expected."""
    found = []
    for name in node.adds:
        own = getattr(node, name)
        figures = [value for one in node.below if (value := getattr(one, name)) is not None]
        if own != sum(figures):
            found.append(f"{node.label}: {name} {own} ≠ {sum(figures)}")
    return found + [said for one in node.below for said in unequal(one)]


def walk(node: Node, level: int = 1) -> Iterator[tuple[int, Node]]:
    """The node and all below it, each with its level."""
    yield level, node
    for one in node.below:
        yield from walk(one, level + 1)
