"""A line of a running contract as a row of stretches, and what a step makes of it. Pure.

A *stretch* has one quantity and one price. A *step* sets values from a day on, ends the line on a day, or
extends it to a day. Source: docs/policy/amendments.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from comptoir.kernel.money import EXACT, extend_minor, half_up, to_places

HUNDRED = Decimal(100)
UNIT_PLACES = 12


class Verb(StrEnum):
    SET = "set"
    END = "end"
    EXTEND = "extend"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days [start, end) with one quantity and one price; `end` None: it runs on.

    unit_net      of one unit and one billing period, major units
    period_minor  of one whole billing period, minor units
    """

    start: date
    end: date | None
    quantity: Decimal
    unit_net: Decimal
    period_minor: int

    def holds(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)


Stretches = tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """What happens to one line. `on`: the first day of the new values, the end, or the later end."""

    line_id: int
    verb: Verb
    on: date
    quantity: Decimal | None = None
    unit_net: Decimal | None = None
    percent: Decimal = Decimal(0)


def apply(stretches: Stretches, asked: Iterable[Step], digits: int) -> Stretches:
    """The stretches of a line after its steps. New values hold to the end of the line: what was planned
    for later days is replaced, and steps that come later in `asked` plan it anew."""
    found = stretches
    for step in asked:
        if step.verb is Verb.END:
            found = _until(found, step.on)
        elif step.verb is Verb.EXTEND:
            found = (*found, replace(found[-1], start=_ended(found), end=step.on))
        else:
            found = _from(found, step, digits)
    return found


def _ended(stretches: Stretches) -> date:
    end = stretches[-1].end
    assert end is not None, "only what ends is extended"
    return end


def _until(stretches: Stretches, day: date) -> Stretches:
    """What is left before `day`; the stretch that holds it is cut, one that begins on it is empty."""
    kept = [s for s in stretches if s.start < day]
    if not kept:
        return (replace(stretches[0], end=stretches[0].start),)
    last = kept[-1]
    return (*kept[:-1], replace(last, end=day if last.end is None else min(day, last.end)))


def _from(stretches: Stretches, step: Step, digits: int) -> Stretches:
    old = next(s for s in stretches if s.holds(step.on))
    fresh = replace(valued(old, step, digits), start=step.on, end=stretches[-1].end)
    before = tuple(s for s in stretches if s.start < step.on)
    if before:
        before = (*before[:-1], replace(before[-1], end=step.on))
    return (*before, fresh)


def valued(old: Stretch, step: Step, digits: int) -> Stretch:
    """A stretch with the quantity or the price of a step.

    Another quantity keeps what a unit really costs, the discounts agreed included; a price that is said
    is the price. Half up, once.
    """
    quantity = old.quantity if step.quantity is None else step.quantity
    if step.unit_net is not None:
        return replace(
            old, quantity=quantity, unit_net=step.unit_net,
            period_minor=extend_minor(step.unit_net, quantity, digits),
        )  # fmt: skip
    factor = Fraction(quantity) / Fraction(old.quantity) * (1 + Fraction(step.percent) / 100)
    unit = EXACT.multiply(old.unit_net, 1 + EXACT.divide(step.percent, HUNDRED))
    return replace(
        old, quantity=quantity, unit_net=to_places(unit, UNIT_PLACES),
        period_minor=half_up(old.period_minor * factor),
    )  # fmt: skip


def merged(stretches: Stretches) -> Stretches:
    """Without empty stretches, neighbors of equal values as one: how people read them."""
    found: list[Stretch] = []
    for one in stretches:
        if one.end is not None and one.end <= one.start:
            continue
        last = found[-1] if found else None
        if last and last.end == one.start and replace(last, start=one.start, end=one.end) == one:
            found[-1] = replace(last, end=one.end)
        else:
            found.append(one)
    return tuple(found)


def on(stretches: Stretches, day: date) -> Stretch | None:
    """What holds on a day."""
    return next((s for s in stretches if s.holds(day)), None)


def whole(stretches: Stretches) -> bool:
    """Without gap or overlap: what must be true of every line."""
    return all(a.end == b.start for a, b in pairwise(stretches))
